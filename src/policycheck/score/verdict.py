"""Score and verdict of outcomes: the weighted mean of credit, its band, and the caps.

Everything is exact: weights and credits are brought to whole points first, and means are compared without division.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from msgspec import Struct

from policycheck.model.outcome import GRADES, OPEN, Outcome, Verdict
from policycheck.model.pack import Rule, Scale

TOP = len(GRADES) - 1


class Mean(NamedTuple):
    """A weighted mean as whole numbers: `earned` points of `possible` ones."""

    earned: int
    possible: int

    def reaches(self, band: Fraction) -> bool:
        """Whether the mean is at least the band."""
        return self.earned * band.denominator >= band.numerator * self.possible

    def missing(self, band: Fraction) -> Fraction:
        """What the mean lacks of the band; 0 when it reaches it."""
        lacking = band.numerator * self.possible - self.earned * band.denominator
        return Fraction(lacking, self.possible * band.denominator) if lacking > 0 else Fraction(0)

    @property
    def exact(self) -> Fraction:
        """The mean as a fraction between 0 and 1."""
        return Fraction(self.earned, self.possible)


class Mark(NamedTuple):
    """What an outcome brings to a rule: points earned, of so many, and the rank of the best grade it leaves open.

    `credit` is what it earns for each unit of weight.
    """

    earned: int
    possible: int
    cap: int
    credit: int


NOTHING = Mark(0, 0, TOP, 0)
"""What a rule brings that does not count and has no caps."""


class Marks(Struct, frozen=True, eq=False):
    """What each outcome brings to one rule."""

    of: Mapping[Outcome, Mark]


Known = Mapping[Rule, Marks]


@lru_cache(maxsize=256)
def marks(scale: Scale, rules: tuple[Rule, ...], waived: frozenset[Rule] = frozenset()) -> Known:
    """What each outcome brings to each rule, in whole points. An outcome that does not count is out of none.

    Of a waived rule no outcome that leaves something to do counts or caps: there is nothing to waive in the others.
    """
    full = lcm(*(credit.denominator for credit in scale.credit.values()))
    unit = lcm(*(rule.weight.denominator for rule in rules))

    def mark(rule: Rule, outcome: Outcome) -> Mark:
        if outcome in OPEN and rule in waived:
            return NOTHING
        cap = rule.cap(outcome).rank
        if outcome is Outcome.NOT_APPLICABLE:
            return Mark(0, 0, cap, 0)
        credit, weight = int(scale.credit.get(outcome, 0) * full), int(rule.weight * unit)
        return Mark(weight * credit, weight * full, cap, credit)

    return {rule: Marks({outcome: mark(rule, outcome) for outcome in Outcome}) for rule in rules}


@lru_cache(maxsize=32)
def bands(scale: Scale) -> tuple[Fraction, ...]:
    """The scale's bands by the rank of their grade."""
    return tuple(scale.bands[grade] for grade in GRADES)


def marked(known: Known, outcomes: Mapping[Rule, Outcome]) -> list[Mark]:
    """What these outcomes bring, in the same order."""
    return [known[rule].of[outcome] for rule, outcome in outcomes.items()]


def mean(found: Iterable[Mark]) -> Mean | None:
    """The weighted mean of credit over what counts; None where nothing does."""
    earned = possible = 0
    for mark in found:
        earned += mark[0]
        possible += mark[1]
    return Mean(earned, possible) if possible else None


def level_of(scale: Scale, found: Mean, cap: int = TOP) -> int:
    """The rank of the grade that a mean reaches, at most `cap`."""
    reach = bands(scale)
    return next((rank for rank in range(cap, 0, -1) if found.reaches(reach[rank])), 0)


def score(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> Fraction | None:
    """The mean as a fraction; None where nothing counts (all not applicable)."""
    found = mean(marked(marks(scale, tuple(outcomes)), outcomes))
    return found.exact if found is not None else None


def verdict(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> Verdict | None:
    """The lower of the score's band and every cap that an outcome sets; None without a score."""
    brought = marked(marks(scale, tuple(outcomes)), outcomes)
    found = mean(brought)
    return None if found is None else GRADES[level_of(scale, found, min(mark.cap for mark in brought))]
