"""The verdict of the whole package and its score, as stated and at best."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from msgspec.structs import replace

from policycheck.model.assessment import Finding, Grade, Raised, Score
from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Severity, Verdict
from policycheck.model.pack import Advisory, Pack
from policycheck.model.proposal import Proposal


class Package(NamedTuple):
    """The package's verdict (None unless it claims to cover everything), why, and its score for trend."""

    verdict: PackageVerdict | None
    reasons: tuple[str, ...]
    score: Fraction | None


def judge(
    pack: Pack, proposal: Proposal, grades: Sequence[Grade], advisories: Sequence[Raised], *, at_best: bool = False
) -> Package:
    """The package verdict, first that holds: not consistent, consistent, consistent with reservations.

    `at_best` takes every verdict and score at best, and leaves out what is not addressed.
    """
    if at_best:
        grades = [_at_best(grade) for grade in grades if grade.verdict is not Verdict.NOT_ADDRESSED]
    graded = [grade for grade in grades if grade.graded]
    scores = [grade.score.as_stated for grade in graded if grade.score is not None]
    mean = _mean(scores) if scores else None
    if pack.comprehensive not in proposal.header.covers or not graded:
        return Package(None, (), mean)
    failures = _failures(grades)
    if failures:
        return Package(PackageVerdict.NOT_CONSISTENT, failures, mean)
    doubts = tuple(
        f"It only {grade.verdict.words} {grade.recommendation.id} ({grade.recommendation.title})."
        for grade in graded
        if grade.verdict.rank < Verdict.LARGELY_MEETS.rank
    ) + tuple(
        f"{raised.concern.id} ({raised.concern.title}) is raised and not answered."
        for raised in advisories
        if isinstance(raised.concern, Advisory)
        and raised.concern.level is Level.HIGH
        and raised.state is Concern.RAISED
    )
    if doubts:
        return Package(PackageVerdict.CONSISTENT_WITH_RESERVATIONS, doubts, mean)
    return Package(PackageVerdict.CONSISTENT, (), mean)


def _at_best(grade: Grade) -> Grade:
    if not grade.graded or grade.score is None:
        return grade
    return replace(grade, verdict=grade.at_best, score=Score(grade.score.at_best, grade.score.at_best))


def _failures(grades: Sequence[Grade]) -> tuple[str, ...]:
    out = []
    for grade in grades:
        if grade.verdict in _FAILED:
            out.append(shortfall(grade))
        if grade.graded:
            out += [breach(finding) for finding in grade.findings if _breaks(finding)]
    return tuple(out)


def shortfall(grade: Grade, *, even_at_best: bool = False) -> str:
    """That a recommendation is failed or passed over, in a sentence."""
    verb = "does not address" if grade.verdict is Verdict.NOT_ADDRESSED else "does not meet"
    it = "Even at best it" if even_at_best else "It"
    return f"{it} {verb} {grade.recommendation.id} ({grade.recommendation.title})."


def breach(finding: Finding) -> str:
    """What a critical rule came to, in a sentence."""
    rule = f"critical rule {finding.rule.id} ({finding.rule.title})"
    if finding.outcome is Outcome.CONTRADICTED:
        return f"It contradicts the {rule}."
    return f"The {rule} is {finding.outcome.words}."


def _breaks(finding: Finding) -> bool:
    return finding.outcome is _CONTRADICTED and finding.rule.severity is Severity.CRITICAL


# NOTE: a tuple, as the hash of such a member is computed in Python; it is compared by identity first.
_FAILED = (Verdict.DOES_NOT_MEET, Verdict.NOT_ADDRESSED)
_CONTRADICTED = Outcome.CONTRADICTED  # a member asked of its enumeration takes a quarter of a microsecond


def _mean(scores: Sequence[Fraction]) -> Fraction:
    """The sum over the number, with one division at the end: adding fractions one by one takes five times as long."""
    whole = lcm(*[score.denominator for score in scores])
    return Fraction(sum([score.numerator * (whole // score.denominator) for score in scores]), whole * len(scores))
