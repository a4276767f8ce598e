"""Conditions in English: one sentence for a simple one, an indented list for the rest. The only such renderer.

Words come from the vocabulary's titles and the titles of definitions; nothing here knows a pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from policycheck.evaluation.words import any_of, element_of, items, listed, set_words, the, value_words
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    Named,
    Not,
    Operand,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.vocabulary import Kind


class Line(Struct, frozen=True):
    """One line of a condition in English; `depth` is its indentation."""

    depth: int
    text: str


def say(condition: Condition) -> tuple[Line, ...]:
    """The condition in English, one line per part."""
    return tuple(_lines(condition, 0))


@lru_cache(maxsize=8192)
def say_inline(condition: Condition) -> str:  # noqa: C901 - one case a kind of condition
    """The condition in one sentence without its full stop; parts in brackets where they are many."""
    match condition:
        case All(parts=parts):
            return _joined(parts, "and")
        case AnyOf(parts=parts):
            return _joined(parts, "or")
        case Not(part=part):
            return say_negated(part)
        case Named(part=part, title=title):
            return titled(condition) if title else say_inline(part)
        case Leaf():
            return _leaf(condition)
        case Over():
            return _over(condition)
        case Among(parts=parts):
            return f"{_of_these(condition)}: {'; '.join(say_inline(part) for part in parts)}"
        case CountLabels(labels=labels):
            return f"{amount(condition)} of {the(labels.title)} {'applies' if _is_one(condition) else 'apply'}"
        case RuleOutcome(rule=rule, outcomes=outcomes):
            return f"{rule} is {listed([outcome.words for outcome in outcomes], 'or')}"


def _of_these(node: Among) -> str:
    return f"{amount(node, percent=node.quantifier is Quantifier.SHARE)} of these {len(node.parts)} hold"


def _lines(condition: Condition, depth: int) -> Iterable[Line]:
    match condition:
        case All(parts=parts) | AnyOf(parts=parts):
            word = "all" if isinstance(condition, All) else "at least one"
            yield Line(depth, f"{word} of these {'hold' if word == 'all' else 'holds'}:")
            for part in parts:
                yield from _lines(part, depth + 1)
        case Among(parts=parts):
            yield Line(depth, f"{_of_these(condition)}:")
            for part in parts:
                yield from _lines(part, depth + 1)
        case Named(part=part, title=""):
            yield from _lines(part, depth)
        case Over(satisfies=All() | AnyOf() | Among() | Named() as part) if _is_compound(part):
            yield Line(depth, f"{quantified(condition)}:")
            yield from _lines(part, depth + 1)
        case _:
            yield Line(depth, say_inline(condition))


def _is_compound(condition: Condition) -> bool:
    while isinstance(condition, Named) and not condition.title:
        condition = condition.part
    return isinstance(condition, All | AnyOf | Among)


def _joined(parts: tuple[Condition, ...], word: str) -> str:
    said = [f"({say_inline(part)})" if _is_compound(part) else say_inline(part) for part in parts]
    return f" {word} ".join(said)


def titled(condition: Named) -> str:
    """A named condition by its title, which of an item begins with the item: "the phase gives an economic benefit"."""
    return f"the {condition.item.title} {condition.title}" if condition.item is not None else condition.title


def say_negated(part: Condition) -> str:
    """That a condition does not hold, in one sentence without its full stop."""
    if isinstance(part, Leaf):
        return _leaf(part, negated=True)
    if isinstance(part, Over) and part.quantifier is Quantifier.SUM and (part.at_least is None or part.at_most is None):
        return _summed(part, negated=True)
    return f"it is not so that {say_inline(part)}"


def _over(node: Over) -> str:
    if node.satisfies is None or asks_for_none(node):
        return quantified(node)
    return f"{quantified(node)}, {say_inline(node.satisfies)}"


def quantified(node: Over) -> str:
    """The quantifier and what it runs over: "for every DPRK step", "at least 2 phases with a benefit"."""
    one, many = items(node.source)
    where = f" where {say_inline(node.where)}" if node.where is not None else ""
    match node.quantifier:
        case Quantifier.EVERY:
            return f"for every {one}{where}{_if_empty(node)}"
        case Quantifier.SOME:
            return f"for at least one {one}{where}"
        case Quantifier.COUNT if asks_for_none(node):
            said = f", {say_inline(node.satisfies)}" if node.satisfies is not None else ""
            return f"there is no {one}{where}{' for which' + said[1:] if said else ''}"
        case Quantifier.COUNT if node.satisfies is None:
            return f"there {'is' if _is_one(node) else 'are'} {amount(node)} {one if _is_one(node) else many}{where}"
        case Quantifier.COUNT:
            return f"for {amount(node)} {one if _is_one(node) else many}{where}"
        case Quantifier.SHARE:
            return f"for {amount(node, percent=True)} of {the(many)}{where}{_if_empty(node)}"
        case Quantifier.SUM:
            return _summed(node)


def _summed(node: Over, *, negated: bool = False) -> str:
    """ "the sum of the share over the benefits is at most 0.5", or, negated, "... is more than 0.5"."""
    title = node.value.field.title if node.value is not None else "value"
    where = f" where {say_inline(node.where)}" if node.where is not None else ""
    return f"the sum of the {title} over {the(items(node.source)[1])}{where} is {bound(node, negated=negated)}"


def bound(node: Over, *, negated: bool = False) -> str:
    """The bounds of a sum in words, or what is beyond them: "at most 0.5", "more than 0.5"."""
    words = amount(node)
    if not negated:
        return words
    beyond = words.replace("at most", "more than").replace("at least", "less than")
    return f"not {words}" if beyond == words else beyond


def asks_for_none(node: Over) -> bool:
    """Whether a count asks that there be none."""
    most = node.at_most
    return node.quantifier is Quantifier.COUNT and node.at_least is None and most is not None and most.values[0] == 0


def _is_one(node: Over | CountLabels) -> bool:
    operand = node.at_least or node.at_most
    return operand is not None and operand.values[0] == 1


def amount(node: Over | Among | CountLabels, *, percent: bool = False) -> str:
    """The bounds in words: "at least 2", "at least 50 %"."""

    def figure(operand: Operand) -> str:
        value = operand.values[0]
        return f"{float(value) * 100:g} %" if percent and not isinstance(value, bool) else f"{value}"

    least, most = node.at_least, node.at_most
    if least is None and most is not None and most.values[0] == 0:
        return "none"
    if least is not None and most is not None:
        same = least.values[0] == most.values[0]
        return f"exactly {figure(least)}" if same else f"between {figure(least)} and {figure(most)}"
    if least is not None:
        return f"at least {figure(least)}"
    return f"at most {figure(most)}" if most is not None else "some"


def _leaf(leaf: Leaf, *, negated: bool = False) -> str:
    return f"{subject(leaf.path)} {predicate(leaf, negated=negated)}"


@lru_cache(maxsize=8192)
def subject(path: FieldPath) -> str:
    """What a leaf speaks of: "the verifier", "it" for the item itself, "the benefit given over all benefits"."""
    if path.over is not None:
        return f"the {path.field.title or path.keys[-1]} over {the(items(path.over)[1])}"
    if not path.keys:
        return "it"
    return the(path.field.title or path.keys[-1].replace("_", " "))


@lru_cache(maxsize=8192)
def subject_is(path: FieldPath) -> str:
    """What a leaf speaks of, with its verb: "the verifier is"."""
    return f"{subject(path)} {be(path)}"


def is_plural(path: FieldPath) -> bool:
    """Whether the subject is spoken of in the plural: a list's title is."""
    return path.field.kind is Kind.LIST


def be(path: FieldPath) -> str:
    """Is or are."""
    return "are" if is_plural(path) else "is"


@lru_cache(maxsize=8192)
def predicate(leaf: Leaf, *, negated: bool = False) -> str:  # noqa: C901 - one case a comparator
    """What a leaf asks of its subject: "includes at least one of the independent verifiers (A, B or C)"."""
    field, operand = leaf.path.field, leaf.operand
    is_, no = be(leaf.path), "not " if negated else ""
    match leaf.comparator:
        case Comparator.IS if field.kind is Kind.BOOLEAN:
            return f"is {no}{'yes' if operand.values[0] else 'no'}"
        case Comparator.IS:
            return f"is {no}{value_words(field, operand.values[0])}"
        case Comparator.IN:
            if operand.labels is not None:
                return f"is {no}{any_of(operand)}"
            if not operand.title:
                return f"is {no}{set_words(field, operand)}"
            return f"is {'none' if negated else 'one'} of {set_words(field, operand)}"
        case Comparator.INCLUDES | Comparator.INCLUDES_ANY | Comparator.INCLUDES_ALL | Comparator.WITHIN:
            return _list_predicate(leaf, negated=negated)
        case Comparator.AT_LEAST:
            words = " or later" if field.kind is Kind.DATE else " or more"
            return f"is {no}{operand.values[0]}{words}"
        case Comparator.AT_MOST:
            words = " or earlier" if field.kind is Kind.DATE else " or less"
            return f"is {no}{operand.values[0]}{words}"
        case Comparator.STATED:
            asked = bool(operand.values[0])
            return f"{is_} {no}{'stated' if asked else 'stated as none'}"
        case Comparator.SILENT:
            return f"{is_} stated" if negated else f"{is_} not stated"


def _list_predicate(leaf: Leaf, *, negated: bool) -> str:
    """What a leaf asks of a list."""
    element, operand = element_of(leaf.path.field), leaf.operand
    include, does = ("include", "do") if is_plural(leaf.path) else ("includes", "does")
    refused = f"{does} not include"
    match leaf.comparator:
        case Comparator.INCLUDES:
            return f"{refused if negated else include} {value_words(element, operand.values[0])}"
        case Comparator.INCLUDES_ANY if operand.labels is not None:
            several = operand.title.endswith("s")
            if negated or not several:
                return f"{refused if negated else include} {any_of(operand)}"
            return f"{include} at least one of {the(operand.title)}"
        case Comparator.INCLUDES_ANY:
            return f"{include} {'none' if negated else 'at least one'} of {set_words(element, operand)}"
        case Comparator.INCLUDES_ALL:
            wanted = f"all of {set_words(element, operand, last='and')}"
            return f"{refused if negated else include} {wanted}{_if_empty(leaf, negated=negated)}"
        case _:
            within = f"{'something' if negated else 'nothing'} beyond {set_words(element, operand)}"
            return f"{include} {within}{_if_empty(leaf, negated=negated)}"


def _if_empty(node: Leaf | Over, *, negated: bool = False) -> str:
    """What holds when there is nothing to look at, where the condition says so."""
    if node.if_empty is None:
        return ""
    holds = node.if_empty is not negated
    return " (or there is nothing to look at)" if holds else " (and there is something to look at)"
