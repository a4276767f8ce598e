"""Score and verdict of outcomes: the weighted mean of credit, its band, and the caps.

Everything is exact: weights and credits are brought to whole numbers first, and means are compared without division.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Rule, Scale


class Mean(NamedTuple):
    """A weighted mean as whole numbers: `earned` points of `possible` ones."""

    earned: int
    possible: int

    def reaches(self, band: Fraction) -> bool:
        """Whether the mean is at least the band."""
        return self.earned * band.denominator >= band.numerator * self.possible

    @property
    def exact(self) -> Fraction:
        """The mean as a fraction between 0 and 1."""
        return Fraction(self.earned, self.possible)


class Points(NamedTuple):
    """Credits as whole points: what an outcome earns of `full`."""

    full: int
    credit: Mapping[Outcome, int]


@lru_cache(maxsize=32)
def points(scale: Scale) -> Points:
    """The scale's credits in whole points."""
    full = lcm(*(credit.denominator for credit in scale.credit.values()))
    return Points(full, {outcome: int(scale.credit.get(outcome, Fraction(0)) * full) for outcome in Outcome})


@lru_cache(maxsize=256)
def weights(rules: tuple[Rule, ...]) -> Mapping[Rule, int]:
    """The rules' weights in whole numbers, in the same proportions."""
    unit = lcm(*(rule.weight.denominator for rule in rules))
    return {rule: int(rule.weight * unit) for rule in rules}


def mean(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> Mean | None:
    """The weighted mean of credit over counted rules; None where none is counted (all not applicable)."""
    full, credit = points(scale)
    weight = weights(tuple(outcomes))
    earned = counted = 0
    for rule, outcome in outcomes.items():
        if outcome is not Outcome.NOT_APPLICABLE:
            counted += weight[rule]
            earned += weight[rule] * credit[outcome]
    return Mean(earned, counted * full) if counted else None


def score(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> Fraction | None:
    """The mean as a fraction."""
    found = mean(scale, outcomes)
    return found.exact if found is not None else None


def band(scale: Scale, found: Mean) -> Verdict:
    """The grade whose band a mean reaches."""
    return next(grade for grade in reversed(GRADES) if found.reaches(scale.bands[grade]))


def verdict(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> Verdict | None:
    """The lower of the score's band and every cap that an outcome sets; None without a score."""
    found = mean(scale, outcomes)
    return None if found is None else capped(band(scale, found), outcomes.items())


def capped(level: Verdict, outcomes: Iterable[tuple[Rule, Outcome]]) -> Verdict:
    """The lowest of a grade and every cap that an outcome sets."""
    for rule, outcome in outcomes:
        cap = rule.caps.get(outcome)
        if cap is not None and cap.rank < level.rank:
            level = cap
    return level
