"""Blame: the smallest parts of a trace that are responsible for its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Trace
from policycheck.model.condition import All, Among, AnyOf, Condition, Leaf, Named, Not, Over, Quantifier


Blamed = tuple[Trace, bool]
"""A part that decides, and whether it stands under an odd number of `not`."""


class Reason(Struct, frozen=True, eq=False):
    """What a condition came to, and the parts without which that would not follow. Never without parts."""

    trace: Trace
    parts: Sequence[Blamed]


def reason(trace: Trace) -> Reason:
    """The trace and its responsible parts."""
    found: list[Blamed] = []
    _blame(trace, False, found)
    return Reason(trace, found)


def _blame(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    """Add the responsible parts, or the trace itself where no part is."""
    before = len(found)
    if trace.parts:
        _WITHIN[type(trace.node)](trace, negated, found)
    if len(found) == before:
        found.append((trace, negated))


def _alike(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    """The parts that came to the same value."""
    value = trace.value
    for part in trace.parts:
        if part.value is value:
            _blame(part, negated, found)


def _counted(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    """The parts that make a count or a share what it is. Under an upper bound fewer should hold, not more.

    None where both bounds are asked for: then the number itself says it best.
    """
    node: Any = trace.node
    if node.at_least is not None and node.at_most is not None:
        return
    value, upper = trace.value, node.at_least is None
    for part in trace.parts:
        if part.value is None if value is None else (part.value is True) is (value is not upper):
            _blame(part, negated is not upper, found)


def _some(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    """Where no item passes, those that nearly do."""
    if trace.value is not False:
        _alike(trace, negated, found)
        return
    node: Any = trace.node
    for part in trace.parts:
        if part.value is False and _near(part, node.source.item.label):
            _blame(part, negated, found)


def _over(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    node: Any = trace.node
    _OVER[node.quantifier](trace, negated, found)


def _named(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    _blame(trace.parts[0], negated, found)


def _not(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    _blame(trace.parts[0], not negated, found)


# NOTE: by type and not by `match`: isinstance of a Struct takes a quarter of a microsecond where it says no.
_WITHIN: Mapping[type, Callable[[Trace, bool, list[Blamed]], None]] = {
    All: _alike,
    AnyOf: _alike,
    Named: _named,
    Not: _not,
    Over: _over,
    Among: _counted,
}
_OVER = {Quantifier.EVERY: _alike, Quantifier.SOME: _some, Quantifier.COUNT: _counted, Quantifier.SHARE: _counted}


def _near(part: Trace, label: str) -> bool:
    """Whether an item that fails passes in some respect, and is the one asked for: then its failing parts matter.

    An item that has the wrong name (another partner, another kind of step) is not a near miss.
    """
    while type(part.node) is Named:
        part = part.parts[0]
    if type(part.node) is not All or not any(inner.value is True for inner in part.parts):
        return False
    return not any(inner.value is False and _is_name(inner.node, label) for inner in part.parts)


def _is_name(node: Condition, label: str) -> bool:
    return type(node) is Leaf and node.path.over is None and node.path.keys == (label,)
