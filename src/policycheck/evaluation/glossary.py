"""The terms of a condition: what the named conditions, lists, label sets and long sets in it stand for, in English."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from policycheck.evaluation.english import Line, say, titled
from policycheck.evaluation.words import LISTED, element_of, items, listed, the, value_words
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Condition,
    CountLabels,
    LabelSet,
    Leaf,
    ListSource,
    Named,
    NamedList,
    Not,
    Over,
)


class Term(Struct, frozen=True):
    """Words that a condition uses for a definition of its pack, and what they stand for, line by line."""

    words: str
    lines: tuple[Line, ...]


def glossary(*conditions: Condition | None) -> tuple[Term, ...]:
    """The terms of these conditions and of what stands for them in turn, each once, in the order of their use."""
    found: dict[str, Term] = {}
    waiting: list[Condition | NamedList | LabelSet] = [one for one in conditions if one is not None]
    for part in waiting:  # it grows as it goes
        term = _term(part)
        if term is None or term.words not in found:
            waiting += [*_used(part), *(one for one in _parts(part) if one is not None)]
        if term is not None:
            found.setdefault(term.words, term)
    return tuple(found.values())


def _term(part: Condition | NamedList | LabelSet) -> Term | None:
    match part:
        case Named(part=inner, title=title) if title:
            return Term(titled(part), say(inner))
        case NamedList(title=title):
            return Term(title, tuple(_list_lines(part)))
        case LabelSet(title=title, labels=labels):
            return Term(title, tuple(_label_lines(labels)))
        case Leaf(path=path, operand=operand) if operand.title and len(operand.values) > LISTED:
            words = [value_words(element_of(path.field), value) for value in operand.values]
            return Term(the(operand.title), (Line(0, listed(words, "or")),))
        case _:
            return None


def _used(part: Condition | NamedList | LabelSet) -> Iterator[NamedList | LabelSet]:
    """The definitions that a part uses itself."""
    source: ListSource | None = None
    match part:
        case Over(source=source) | NamedList(source=source):
            pass
        case Leaf(path=path, operand=operand):
            source = path.over
            if operand.labels is not None:
                yield operand.labels
        case CountLabels(labels=labels):
            yield labels
        case _:
            pass
    if source is not None and source.named is not None:
        yield source.named


def _parts(part: Condition | NamedList | LabelSet) -> tuple[Condition | None, ...]:
    """The conditions that a part is made of."""
    match part:
        case All(parts=parts) | AnyOf(parts=parts) | Among(parts=parts):
            return parts
        case Not(part=inner) | Named(part=inner):
            return (inner,)
        case Over(where=where, satisfies=satisfies):
            return where, satisfies
        case NamedList(until=until, where=where):
            return until, where
        case LabelSet(labels=labels):
            return tuple(condition for _, condition in labels)
        case _:
            return ()


def _list_lines(one: NamedList) -> Iterator[Line]:
    yield Line(0, the(items(one.source)[1]))
    if one.until is not None:
        yield Line(0, "of these, those before the first for which:")
        yield from _deeper(one.until)
    if one.where is not None:
        yield Line(0, "of these, those for which:")
        yield from _deeper(one.where)
    if one.first is not None:
        yield Line(0, "of these, the first" if one.first == 1 else f"of these, the first {one.first}")


def _label_lines(labels: tuple[tuple[str, Condition], ...]) -> Iterator[Line]:
    for label, condition in labels:
        yield Line(0, f"{label.replace('_', ' ')}, if:")
        yield from _deeper(condition)


def _deeper(condition: Condition) -> Iterator[Line]:
    return (Line(line.depth + 1, line.text) for line in say(condition))
