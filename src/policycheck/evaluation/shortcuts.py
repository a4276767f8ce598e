"""What a run does most, in fewer steps: closures that mean the same as the general ones of compile and logic.

Those that stop early are for the plain compiler only. The laws that recording changes no result, and that a reference
interpreter agrees, hold them to the general ones.
"""

from __future__ import annotations

from typing import Any

from policycheck.evaluation import logic
from policycheck.evaluation.access import Getter, Lister, Run, Test
from policycheck.evaluation.logic import Truth
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
    Origin,
    Over,
    RuleOutcome,
    Scalar,
)


def cost(node: Condition) -> int:
    """Roughly how much work a condition is."""
    match node:
        case Leaf():
            return 2 if node.path.over is None else 6
        case Not(part=part) | Named(part=part):
            return cost(part)
        case All(parts=parts) | AnyOf(parts=parts) | Among(parts=parts):
            return 1 + sum(map(cost, parts))
        case Over(where=where, satisfies=satisfies):
            return 4 + 3 * sum(cost(inner) for inner in (where, satisfies) if inner is not None)
        case CountLabels() | RuleOutcome():
            return 1


def among_values(path: FieldPath, values: tuple[Scalar, ...], get: Getter) -> Test:
    """Whether a field holds one of the values. An item's own field, the commonest case, is read in place."""
    wanted = frozenset(values)
    if path.origin is Origin.ITEM and len(path.keys) == 1:
        key = path.keys[0]

        def own(item: Any, run: Run) -> Truth:  # noqa: ARG001 - a test like any other
            value = item.get(key)
            return None if value is None else value in wanted

        return own
    if path.origin is Origin.ROOT and len(path.keys) == 2:
        section, key = path.keys

        def in_section(item: Any, run: Run) -> Truth:  # noqa: ARG001 - a test like any other
            value = None if (fields := run.root.get(section)) is None else fields.get(key)
            return None if value is None else value in wanted

        return in_section
    return lambda item, run: None if (value := get(item, run)) is None else value in wanted


def own_fields(parts: tuple[Condition, ...]) -> tuple[tuple[str, frozenset[Scalar]], ...]:
    """The parts as (key, values) where each asks one field of the item for some fixed values; else nothing."""
    pairs = []
    for part in parts:
        if not isinstance(part, Leaf) or part.comparator not in {Comparator.IS, Comparator.IN}:
            return ()
        path = part.path
        if path.origin is not Origin.ITEM or path.over or len(path.keys) != 1 or part.operand.labels is not None:
            return ()
        pairs.append((path.keys[0], frozenset(part.operand.values)))
    return tuple(pairs)


def all_own_fields(pairs: tuple[tuple[str, frozenset[Scalar]], ...]) -> Test:
    """All of such parts, in one loop."""

    def all_own(item: Any, run: Run) -> Truth:  # noqa: ARG001 - a test like any other
        out: Truth = True
        for key, wanted in pairs:
            value = item.get(key)
            if value is None:
                out = None
            elif value not in wanted:
                return False
        return out

    return all_own


def stopping(items: Lister, test: Test, if_empty: Truth, *, stop: bool) -> Test:
    """Every (stop at the first false) or some (stop at the first true): what logic.every and logic.some say."""

    def judge(item: Any, run: Run) -> Truth:
        found, more = items(item, run)
        out: Truth = not stop
        for one in found:
            value = test(one, run)
            if value is stop:
                return stop
            if value is None:
                out = None
        if more:
            return None
        return out if found or stop else if_empty

    return judge


def length(items: Lister, least: float | None, most: float | None) -> Test:
    """How many items there are: logic.count where every item passes."""

    def length(item: Any, run: Run) -> Truth:
        found, more = items(item, run)
        known = len(found)
        return logic.between(known, logic.INFINITE if more else known, least, most)

    return length
