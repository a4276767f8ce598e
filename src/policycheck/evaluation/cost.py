"""How much work a condition is, so that the cheapest part that decides can come first."""

from __future__ import annotations

from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Condition,
    CountLabels,
    Leaf,
    Named,
    Not,
    Over,
    RuleOutcome,
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
