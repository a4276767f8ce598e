"""How far each verdict can still move: between as stated and at best, for each recommendation in scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Run
from policycheck.evaluation.program import CompiledGroup, program
from policycheck.model.assessment import Finding
from policycheck.model.outcome import GRADES, Verdict
from policycheck.model.pack import Pack, Recommendation
from policycheck.score.best import at_best
from policycheck.score.grade import standing


class Interval(Struct, frozen=True):
    """A recommendation's score and verdict, as stated and at best. The verdicts are grades.

    `applies` is false where its own condition is undecided: the interval is what it would be if it applied.
    """

    recommendation: Recommendation
    findings: tuple[Finding, ...]
    low: Fraction
    high: Fraction
    verdict: Verdict
    best: Verdict
    applies: bool = True

    @property
    def width(self) -> Fraction:
        """At best minus as stated."""
        return self.high - self.low

    @property
    def levels(self) -> int:
        """How many grades lie between the verdicts."""
        return self.best.rank - self.verdict.rank


Intervals = Mapping[str, Interval]
"""The interval of each recommendation in scope, by its id. One that does not apply, for certain, has none."""


def intervals(pack: Pack, values: Mapping[str, Any], only: Collection[str] = ()) -> Intervals:
    """The intervals of a proposal's values, of these recommendations only or of all in scope, in the pack's order.

    A recommendation on which nothing is stated yet has an interval too: that is what there is to gain.
    """
    run = Run(values)
    covers = values["proposal"]["covers"]
    found = {}
    for group in program(pack).groups:
        one = group.recommendation
        if (not only or one.id in only) and is_in_scope(pack, one, covers):
            interval = _interval(pack, group, run)
            if interval is not None:
                found[one.id] = interval
    return found


def is_in_scope(pack: Pack, recommendation: Recommendation, covers: Collection[str]) -> bool:
    """Whether a proposal that covers so much sets out to do what is recommended."""
    return pack.comprehensive in covers or not set(covers).isdisjoint(recommendation.strands)


def _interval(pack: Pack, group: CompiledGroup, run: Run) -> Interval | None:
    one = group.recommendation
    applies = True if group.when is None else group.when(None, run)
    if applies is False:
        return None
    findings = group.findings(run)
    outcomes = tuple([finding.outcome for finding in findings])
    possible = tuple([finding.possible for finding in findings])
    found = standing(pack.scale, one.rules, outcomes, possible)
    if found.score is not None:
        return Interval(
            one, findings, found.score.as_stated, found.score.at_best, found.verdict, found.at_best, bool(applies)
        )
    best = at_best(pack.scale, dict(zip(one.rules, possible, strict=True)))  # nothing counts so far
    if best.score is None or best.verdict is None:
        return None
    return Interval(one, findings, Fraction(0), best.score, GRADES[0], best.verdict, bool(applies))


class Movement(Struct, frozen=True, order=True):
    """How far verdicts move: first by grades, then by score, summed over recommendations and both ends."""

    levels: int = 0
    score: Fraction = Fraction(0)

    def __add__(self, other: Movement) -> Movement:
        """Both together."""
        return Movement(self.levels + other.levels, self.score + other.score)


def movement(before: Intervals, after: Intervals) -> Movement:
    """How far each end of each interval moves. One that goes away moves by what lay between its ends."""
    total = Movement()
    for name, was in before.items():
        now = after.get(name)
        if now is None:
            total += Movement(was.levels, was.width)
        else:
            levels = abs(now.verdict.rank - was.verdict.rank) + abs(now.best.rank - was.best.rank)
            total += Movement(levels, abs(now.low - was.low) + abs(now.high - was.high))
    return total
