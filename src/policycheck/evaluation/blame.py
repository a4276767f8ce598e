"""Blame: the smallest parts of a trace that are responsible for its value."""

from __future__ import annotations

from msgspec import Struct

from policycheck.evaluation.access import Trace
from policycheck.evaluation.logic import Truth
from policycheck.model.condition import All, Among, AnyOf, CountLabels, Leaf, Named, Not, Over, Quantifier, RuleOutcome


class Blamed(Struct, frozen=True, eq=False):
    """A part that decides; `negated` when it stands under an odd number of `not`."""

    trace: Trace
    negated: bool


class Reason(Struct, frozen=True, eq=False):
    """What a condition came to, and the parts without which that would not follow. Never without parts."""

    trace: Trace
    parts: tuple[Blamed, ...]


def reason(trace: Trace) -> Reason:
    """The trace and its responsible parts."""
    found: list[Blamed] = []
    _blame(trace, False, found)
    return Reason(trace, tuple(found))


def _blame(trace: Trace, negated: bool, found: list[Blamed]) -> None:
    """Add the responsible parts, or the trace itself where no part is."""
    before = len(found)
    if trace.parts:
        match trace.node:
            case All() | AnyOf():
                _blame_those(trace, trace.value, negated, found)
            case Over() as node:
                _blame_items(trace, node, negated, found)
            case Named():
                _blame(trace.parts[0], negated, found)
            case Not():
                _blame(trace.parts[0], not negated, found)
            case Among() as node:
                _blame_counted(trace, node, negated, found)
            case Leaf() | RuleOutcome() | CountLabels():
                pass
    if len(found) == before:
        found.append(Blamed(trace, negated))


def _blame_those(trace: Trace, value: Truth, negated: bool, found: list[Blamed]) -> None:
    """The parts that came to this value."""
    for part in trace.parts:
        if part.value is value:
            _blame(part, negated, found)


def _blame_counted(trace: Trace, node: Among | Over, negated: bool, found: list[Blamed]) -> None:
    """The parts that make a count or a share what it is. Under an upper bound fewer should hold, not more.

    None where both bounds are asked for: then the number itself says it best.
    """
    if node.at_least is not None and node.at_most is not None:
        return
    upper = node.at_least is None
    for part in trace.parts:
        if trace.value is None:
            wanted = part.value is None
        else:
            wanted = (part.value is True) is (trace.value is not upper)
        if wanted:
            _blame(part, negated is not upper, found)


def _blame_items(trace: Trace, node: Over, negated: bool, found: list[Blamed]) -> None:
    match node.quantifier:
        case Quantifier.SOME if trace.value is False:
            for part in trace.parts:
                if part.value is False and _near(part, node.source.item.label):
                    _blame(part, negated, found)
        case Quantifier.EVERY | Quantifier.SOME:
            _blame_those(trace, trace.value, negated, found)
        case Quantifier.COUNT | Quantifier.SHARE:
            _blame_counted(trace, node, negated, found)
        case Quantifier.SUM:
            pass


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
