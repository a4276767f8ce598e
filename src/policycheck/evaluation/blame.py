"""Blame: the smallest parts of a trace that are responsible for its value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from policycheck.evaluation.access import Trace
from policycheck.evaluation.logic import Truth
from policycheck.model.condition import All, Among, AnyOf, CountLabels, Leaf, Named, Not, Over, Quantifier, RuleOutcome


class Blamed(NamedTuple):
    """A part that decides; `negated` when it stands under an odd number of `not`."""

    trace: Trace
    negated: bool


def responsible(trace: Trace, *, negated: bool = False) -> list[Blamed]:
    """The parts without which the value would not follow. Never empty."""
    if not trace.parts and not isinstance(trace.node, Over):
        return [Blamed(trace, negated)]
    match trace.node:
        case Named():
            return responsible(trace.parts[0], negated=negated)
        case Not():
            return responsible(trace.parts[0], negated=not negated)
        case All() | AnyOf():
            return _those(_like(trace.parts, trace.value), negated)
        case Among():
            return _of_count(trace, trace.node, negated) or [Blamed(trace, negated)]
        case Over():
            return _of_list(trace, trace.node, negated)
        case Leaf() | RuleOutcome() | CountLabels():
            return [Blamed(trace, negated)]


def _like(parts: Iterable[Trace], value: Truth) -> list[Trace]:
    return [part for part in parts if part.value is value]


def _of_count(trace: Trace, node: Among | Over, negated: bool) -> list[Blamed]:
    """The parts that make a count or a share what it is. Under an upper bound fewer should hold, not more.

    None where both bounds are asked for: then the number itself says it best.
    """
    if node.at_least is not None and node.at_most is not None:
        return []
    upper = node.at_least is None
    if trace.value is None:
        parts = _like(trace.parts, None)
    elif trace.value is not upper:
        parts = _like(trace.parts, True)
    else:
        parts = [part for part in trace.parts if part.value is not True]
    return _those(parts, negated is not upper)


def _of_list(trace: Trace, node: Over, negated: bool) -> list[Blamed]:
    match node.quantifier:
        case Quantifier.EVERY | Quantifier.SOME if trace.value is not None:
            parts = _like(trace.parts, trace.value)
            if node.quantifier is Quantifier.SOME and trace.value is False:
                parts = [part for part in parts if _near(part, node.source.item.label)]
        case Quantifier.EVERY | Quantifier.SOME:
            parts = _like(trace.parts, None)
        case Quantifier.COUNT | Quantifier.SHARE if node.satisfies is not None:
            return _of_count(trace, node, negated) or [Blamed(trace, negated)]
        case _:
            parts = []
    return _those(parts, negated) or [Blamed(trace, negated)]


def _near(part: Trace, label: str) -> bool:
    """Whether an item that fails passes in some respect, and is the one asked for: then its failing parts matter.

    An item that has the wrong name (another partner, another kind of step) is not a near miss.
    """
    node = part.node
    if isinstance(node, Named):
        return _near(part.parts[0], label)
    if not isinstance(node, All) or not any(inner.value is True for inner in part.parts):
        return False
    return not any(_names_another(inner, label) for inner in part.parts)


def _names_another(trace: Trace, label: str) -> bool:
    leaf = trace.node
    return trace.value is False and isinstance(leaf, Leaf) and leaf.path.over is None and leaf.path.keys == (label,)


def _those(parts: Iterable[Trace], negated: bool) -> list[Blamed]:
    return [blamed for part in parts for blamed in responsible(part, negated=negated)]


def leaves(trace: Trace) -> list[Trace]:
    """Every leaf, and every list that was looked at, in reading order."""
    found: list[Trace] = []
    _gather(trace, found)
    return found


def _gather(trace: Trace, found: list[Trace]) -> None:
    if isinstance(trace.node, Leaf | Over):
        found.append(trace)
    for part in trace.parts:
        _gather(part, found)
