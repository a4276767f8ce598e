"""Blame: the smallest parts of a trace that are responsible for its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Trace
from policycheck.model.condition import All, Among, Condition, Leaf, Not, Over, Quantifier

Blamed = tuple[Trace, bool]
"""A part that decides, and whether it stands under an odd number of `not`."""


class Reason(Struct, frozen=True, eq=False):
    """What a condition came to, and the parts without which that would not follow. Never without parts."""

    trace: Trace
    parts: Sequence[Blamed]


def reason(trace: Trace) -> Reason:
    """The trace and its responsible parts."""
    found: list[Blamed] = []
    if trace.parts:
        _blame(trace, False, found)
    else:
        found.append((trace, False))
    return Reason(trace, found)


def _blame(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    """Add the responsible parts, or the trace itself where no part is."""
    choose = _WITHIN.get(type(trace.node))
    parts, flips = choose(trace) if choose is not None else (_alike(trace), False)
    if not parts:
        found.append((trace, negated))
    elif flips:
        negated = not negated
    for part in parts:
        if part.parts:
            _blame(part, negated, found)
        else:
            found.append((part, negated))


Chosen = tuple[Sequence[Trace], bool]
"""The parts that matter, and whether they stand under one more `not` than the whole."""

_NONE: Chosen = ((), False)


def _alike(trace: Trace) -> list[Trace]:
    """The parts that came to the same value."""
    value = trace.value
    return [part for part in trace.parts if part.value is value]


def _counted(trace: Trace) -> Chosen:
    """Those that make a count or a share what it is. Under an upper bound fewer should hold, not more.

    None where both bounds are asked for: then the number itself says it best.
    """
    node: Any = trace.node
    if node.at_least is not None and node.at_most is not None:
        return _NONE
    upper = node.at_least is None
    if trace.value is None:
        return _alike(trace), upper
    held = trace.value is not upper
    return [part for part in trace.parts if (part.value is True) is held], upper


def _over(trace: Trace) -> Chosen:
    node: Any = trace.node
    quantifier = node.quantifier
    if quantifier is _SUM:
        return _NONE  # it is the sum that is too small or too large
    if quantifier is _COUNT or quantifier is _SHARE:
        return _counted(trace)
    parts = _alike(trace)
    if quantifier is _SOME and trace.value is False:
        parts = [part for part in parts if _near(part, node.source.item.label)]
    return parts, False


# Of all others it is the parts that came to the same.
# NOTE: by type and not by `match`: isinstance of a Struct takes a quarter of a microsecond where it says no, and so
# does asking an enumeration for a member.
_WITHIN: Mapping[type, Callable[[Trace], Chosen]] = {
    Among: _counted,
    Over: _over,
    Not: lambda trace: (trace.parts, True),
}
_COUNT, _SHARE, _SOME, _SUM = Quantifier.COUNT, Quantifier.SHARE, Quantifier.SOME, Quantifier.SUM


def _near(part: Trace, label: str) -> bool:
    """Whether an item that fails passes in some respect, and is the one asked for: then its failing parts matter.

    An item that has the wrong name (another partner, another kind of step) is not a near miss.
    """
    passes = False
    if type(part.node) is All:
        for inner in part.parts:
            if inner.value is True:
                passes = True
            elif inner.value is False and _is_name(inner.node, label):
                return False
    return passes


def _is_name(node: Condition, label: str) -> bool:
    return type(node) is Leaf and node.path.over is None and node.path.keys == (label,)
