"""What waivers did, as parts of the published result."""

from __future__ import annotations

from policycheck.model.assessment import Grade
from policycheck.model.waiver import Waiver, WaiverFinding, Waivers
from policycheck.rendering import results_waivers as parts
from policycheck.rendering.json_basis import exact


def waivers_part(waivers: Waivers | None) -> parts.WaiversInfo | None:
    """The file of waivers and what it did; None without one."""
    if waivers is None:
        return None
    score = waivers.package_score
    return parts.WaiversInfo(
        file=waivers.file.name,
        digest=waivers.file.digest,
        uses=tuple(
            parts.WaiverUse(
                rule=use.rule, outcome=use.outcome, recommendation=use.recommendation, waiver=_waiver(use.waiver)
            )
            for use in waivers.uses
        ),
        findings=tuple(_finding(one) for one in waivers.findings),
        elsewhere=waivers.elsewhere,
        package=parts.PackageWithWaivers(
            verdict=waivers.package_verdict,
            reasons=waivers.package_reasons,
            score=None if score is None else exact(score),
        ),
    )


def with_waivers_part(grade: Grade) -> parts.WithWaivers | None:
    """The figures with waivers; None where none is used."""
    made = grade.waived
    if made is None:
        return None
    left = {finding.rule.id for finding in made.findings}
    return parts.WithWaivers(
        verdict=made.verdict,
        verdict_at_best=made.at_best,
        as_stated=None if made.score is None else exact(made.score.as_stated),
        at_best=None if made.score is None else exact(made.score.at_best),
        waived=tuple(finding.rule.id for finding in grade.findings if finding.rule.id not in left),
        note=made.note or None,
    )


def _waiver(waiver: Waiver) -> parts.Waiver:
    return parts.Waiver.model_validate(
        {
            "id": waiver.id,
            "rule": waiver.rule,
            "scope": waiver.scope,
            "reason": waiver.reason,
            "requested_by": waiver.requested_by,
            "approved_by": waiver.approved_by,
            "from": waiver.first,
            "until": waiver.last,
            "ticket": waiver.ticket,
            "place": _place(waiver),
        }
    )


def _finding(one: WaiverFinding) -> parts.WaiverFinding:
    return parts.WaiverFinding(
        remark=one.remark,
        waiver=one.waiver.id,
        rule=one.waiver.rule,
        message=one.message,
        hint=one.hint,
        place=_place(one.waiver),
    )


def _place(waiver: Waiver) -> parts.WaiverPlace:
    return parts.WaiverPlace(file=waiver.span.file, line=waiver.span.line, column=waiver.span.column)
