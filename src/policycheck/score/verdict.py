"""Score and verdict of outcomes: the weighted mean of credit, its band, and the caps. Exact fractions throughout."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from policycheck.model.outcome import Outcome, Verdict
from policycheck.model.pack import Rule, Scale

NOTHING = Fraction(0)


def credit(scale: Scale, outcome: Outcome) -> Fraction:
    """What an outcome earns, between 0 and 1."""
    return scale.credit.get(outcome, NOTHING)


def score(scale: Scale, outcomes: Iterable[tuple[Rule, Outcome]]) -> Fraction | None:
    """The weighted mean of credit over counted rules; None where none is counted (all not applicable)."""
    earned = weights = NOTHING
    for rule, outcome in outcomes:
        if outcome is not Outcome.NOT_APPLICABLE:
            weights += rule.weight
            earned += rule.weight * credit(scale, outcome)
    return earned / weights if weights else None


def verdict(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> Verdict | None:
    """The lower of the score's band and every cap that an outcome sets; None without a score."""
    mean = score(scale, outcomes.items())
    if mean is None:
        return None
    caps = (rule.cap(outcome) for rule, outcome in outcomes.items())
    return min((scale.band(mean), *caps), key=lambda grade: grade.rank)
