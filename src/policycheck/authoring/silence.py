"""Advisories that are raised no longer only because a change leaves something unsaid."""

from __future__ import annotations

from policycheck.evaluation.access import Run
from policycheck.evaluation.program import program
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Concern
from policycheck.model.pack import Advisory


def silenced(before: Assessment, after: Assessment) -> tuple[Advisory, ...]:
    """The advisories that were raised before, are undecided now, and have no answer: silence mends nothing."""
    known = {one.concern.id: one for one in program(after.pack).advisories}
    outcomes = {one.rule.id: one.outcome for grade in after.grades for one in grade.findings}
    run = Run(after.proposal.values, outcomes=outcomes)
    answered = {risk.topic for risk in after.proposal.risks}
    return tuple(
        now.concern
        for was, now in zip(before.advisories, after.advisories, strict=True)
        if was.state is Concern.RAISED and now.state is Concern.NOT_RAISED
        if isinstance(now.concern, Advisory) and now.concern.slug not in answered
        if known[now.concern.id].when(None, run) is None
    )
