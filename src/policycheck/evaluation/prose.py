"""Sentences that are short enough to be read at once: what would be longer is told in several, none of its words lost.

Only words that a proposal quotes are cut; the facts beside the sentences have them whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from policycheck.evaluation.english import is_plural, say, say_inline, subject
from policycheck.evaluation.words import element_of, set_words, the, value_words
from policycheck.model.condition import Comparator, Condition, Leaf, Operand, Over
from policycheck.model.rewriting import nodes
from policycheck.model.vocabulary import Field

MOST = 25
"""Words of a sentence."""
MOST_PLACES = 4
"""Items that are named; the rest is counted."""
_QUOTED = 12
"""Words of a quotation inside one."""


def fits(text: str, most: int = MOST) -> bool:
    """Whether a text has few enough words for a sentence."""
    return len(text) <= most or len(text.split()) <= most


def seen(names: Sequence[str], observed: str) -> tuple[str, ...]:
    """What was seen, and whose it is, in sentences. `names` are items in words, each once."""
    observed = _QUOTATION.sub(_cut, observed)
    if not names:
        return tuple(_listing(_upper(observed)))
    names = [_QUOTATION.sub(_cut, name) for name in names]
    first = f"{_upper(names[0])}: {observed}"
    if fits(first):
        return f"{first}.", *_grouped("The same goes for ", names[1:], "; ")
    return *_listing(_upper(observed)), *_grouped("This is about ", names, "; ")


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The items of which nothing more is said, in sentences."""
    shown = [_QUOTATION.sub(_cut, name) for name in names]
    return tuple(_grouped("Named: ", shown, "; "))


def asked(start: str, condition: Condition, text: str, end: str = "") -> tuple[str, ...]:
    """What a rule asks, in sentences. `text` and `end` say all of it in one; `start` introduces parts."""
    if fits(text + end):
        return (f"{text}{end}.",)
    sets = _sets(condition)
    short = _without_members(text, sets)
    if fits(short + end):
        return f"{short}{end}.", *_members(sets)
    return f"{start}{end}.", *_one_by_one(condition, sets)


def _one_by_one(condition: Condition, sets: Sets) -> Iterator[str]:
    """The lines of a condition as sentences, and the members of its sets after them."""
    for line in say(condition):
        yield from _listing(_line(_without_members(line.text, sets)))
    yield from _members(sets)


def _line(text: str) -> str:
    """A line of a condition, as a sentence of its own."""
    if text.startswith("none "):
        text = f"not one {text.removeprefix('none ')}"
    head = text.removesuffix(":")
    if head == text:
        return _upper(text)
    return _HEADS.get(head) or (f"This is asked {head}" if head.startswith("for ") else _upper(head))


_HEADS = {"all of these hold": "All of these are needed", "at least one of these holds": "One of these is enough"}


Sets = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Of each set: how it reads with its members, how without, and the members in words."""


@lru_cache(maxsize=2048)
def _sets(condition: Condition) -> Sets:
    found = [
        (set_words(field, operand, last), the(operand.title), _words_of(field, operand))
        for node in nodes(condition)
        if isinstance(node, Leaf) and node.operand.title and node.operand.labels is None
        for field, operand in [(element_of(node.path.field), node.operand)]
        for last in ("and" if node.comparator is Comparator.INCLUDES_ALL else "or",)
    ]
    return tuple(dict.fromkeys(one for one in found if one[0] != one[1]))


def _words_of(field: Field, operand: Operand) -> tuple[str, ...]:
    return tuple(value_words(field, value) for value in operand.values)


def _without_members(text: str, sets: Sets) -> str:
    for full, title, _ in sets:
        text = text.replace(full, title)
    return text


def _members(sets: Sets) -> Iterator[str]:
    for _, title, words in sets:
        yield from _grouped(f"{_upper(title)}: ", words, ", ")


def _grouped(start: str, parts: Iterable[str], between: str) -> Iterator[str]:
    """Parts in as few sentences as hold them."""
    held: list[str] = []
    for part in parts:
        if held and not fits(start + between.join([*held, part])):
            yield f"{start}{between.join(held)}."
            held, start = [], "Also: "
        held.append(part)
    if held:
        yield from _broken(start + between.join(held))


def _listing(text: str) -> Iterator[str]:
    """A text whose end is a list, perhaps: broken between the things that it lists."""
    if fits(text):
        yield f"{text}."
        return
    yield from _grouped("", _listed(text), ", ")


def _listed(text: str) -> list[str]:
    """What a text lists: its parts between the commas that stand neither in a quotation nor in round brackets."""
    parts, begin, depth = [], 0, 0
    for found in _MARK.finditer(text):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth = max(depth - 1, 0)
        elif found[0] == ", " and depth == 0:
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


def _broken(text: str) -> Iterator[str]:
    """A text that nothing parts: broken where it is full."""
    words = text.split(" ")
    while len(words) > MOST:
        yield f"{' '.join(words[: MOST - 1])} ..."
        words = ["...", *words[MOST - 1 :]]
    yield f"{' '.join(words)}."


_QUOTATION = re.compile(r'"[^"]*"')
_MARK = re.compile(r'"[^"]*"|[()]|, ')
"""What matters where a list is parted: a quotation, which is passed over whole, a bracket or a comma."""


def _cut(found: re.Match[str]) -> str:
    words = found[0].split()
    return found[0] if len(words) <= _QUOTED else f'{" ".join(words[:_QUOTED])} ..."'


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


NONE = ", but none for which "
"""Between how many there are and what holds for none of them."""


FOR_WHICH = " for which "
"""Between items and what chooses them."""


def seen_at(node: Condition, names: list[str], observed: str) -> tuple[str, ...]:
    """What was seen, in sentences; that there is none for which something holds is one of its own."""
    amount, none, what = observed.partition(NONE)
    if not none or not isinstance(node, Over) or node.satisfies is None:
        return _seen_by_title(node, names, observed)
    return *seen(names, amount), *asked("Not one of them is as follows", node.satisfies, f"For none {what}")


def _seen_by_title(node: Condition, names: list[str], observed: str) -> tuple[str, ...]:
    """What was seen, in sentences. Where it is too long, its sets stand in it by their titles."""
    whose = f"{names[0]}: " if names else ""
    if fits(whose + observed):
        return seen(names, observed)
    sets = tuple(one for one in _sets(node) if one[0] in observed)
    short = _without_members(observed, sets)
    where = node.where if isinstance(node, Over) else None
    chosen = f"{FOR_WHICH}{_without_members(say_inline(where), sets)}" if where is not None else ""
    if where is None or fits(whose + short) or not short.endswith(chosen):
        return *seen(names, short), *_members(sets)
    return *seen(names, f"{short.removesuffix(chosen)}{FOR_WHICH}what follows is so"), *_one_by_one(where, sets)


def alone(node: Condition, wanted: str) -> str:
    """What the rule asks instead, as a sentence of its own."""
    text = _upper(wanted.removeprefix("; "))
    if isinstance(node, Leaf):
        pronoun = "they" if is_plural(node.path) else "it"
        return text.replace(f" asks that {pronoun} ", f" asks that {subject(node.path)} ", 1)
    return text


def distinct(names: list[str]) -> list[str]:
    """Each name once, and not too many."""
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - MOST_PLACES
    return distinct if more <= 0 else [*distinct[:MOST_PLACES], f"{more} more"]
