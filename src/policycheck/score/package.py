"""The verdict of the whole package, its score, and the default gate."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from policycheck.model.assessment import Gate, Grade, Raised
from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Severity, Verdict
from policycheck.model.pack import Advisory, Pack
from policycheck.model.proposal import Proposal


class Package(NamedTuple):
    """The package's verdict (None unless it claims to cover everything), why, and its score for trend."""

    verdict: PackageVerdict | None
    reasons: tuple[str, ...]
    score: Fraction | None


def judge(pack: Pack, proposal: Proposal, grades: Sequence[Grade], advisories: Sequence[Raised], gate: Gate) -> Package:
    """The package verdict, first that holds: not consistent, consistent with reservations, consistent.

    It is not consistent for the reasons for which the default gate fails.
    """
    graded = [grade for grade in grades if grade.graded]
    scores = [grade.score.as_stated for grade in graded if grade.score is not None]
    mean = _mean(scores) if scores else None
    if pack.comprehensive not in proposal.header.covers or not graded:
        return Package(None, (), mean)
    if gate.failures:
        return Package(PackageVerdict.NOT_CONSISTENT, gate.failures, mean)
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


def default_gate(grades: Sequence[Grade]) -> Gate:
    """No in-scope recommendation fails or is passed over, and no critical rule is contradicted."""
    failures = _failures(grades)
    return Gate(not failures, failures)


def _failures(grades: Sequence[Grade]) -> tuple[str, ...]:
    out = []
    for grade in grades:
        if grade.verdict in {Verdict.DOES_NOT_MEET, Verdict.NOT_ADDRESSED}:
            verb = "does not address" if grade.verdict is Verdict.NOT_ADDRESSED else "does not meet"
            out.append(f"It {verb} {grade.recommendation.id} ({grade.recommendation.title}).")
        if grade.graded:
            out += [
                f"It contradicts the critical rule {finding.rule.id} ({finding.rule.title})."
                for finding in grade.findings
                if finding.outcome is Outcome.CONTRADICTED and finding.rule.severity is Severity.CRITICAL
            ]
    return tuple(out)


def _mean(scores: Sequence[Fraction]) -> Fraction:
    """The sum over the number, with one division at the end: adding fractions one by one takes five times as long."""
    whole = lcm(*[score.denominator for score in scores])
    return Fraction(sum([score.numerator * (whole // score.denominator) for score in scores]), whole * len(scores))
