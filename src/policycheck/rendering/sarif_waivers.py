"""What SARIF says of waivers: suppressions of results, and notifications of what is odd about the waivers."""

from __future__ import annotations

from typing import Any

from policycheck.model.assessment import Assessment
from policycheck.model.waiver import Waiver, WaiverFinding, WaiverUse
from policycheck.rendering.sarif_places import artifact, uri
from policycheck.rendering.sarif_text import said
from policycheck.rendering.visible import plain
from policycheck.rendering.waivers import justification, remark

Part = dict[str, Any]


def suppressions(assessment: Assessment, use: WaiverUse | None) -> Part:
    """The accepted waiver on a result. Either all results of a run have the list, or none has (3.27.23)."""
    if assessment.waivers is None:
        return {}
    if use is None:
        return {"suppressions": []}
    accepted = {
        "kind": "external",
        "status": "accepted",
        "justification": plain(justification(use.waiver)),
        "location": _location(use.waiver),
    }
    return {"suppressions": [accepted]}


def waiver_notifications(assessment: Assessment) -> Part:
    """What is odd about the waivers: it concerns the configuration of the run, not the proposal."""
    if assessment.waivers is None:
        return {}
    return {"toolConfigurationNotifications": [_notification(one) for one in assessment.waivers.findings]}


def waiver_artifacts(assessment: Assessment) -> list[Part]:
    """The file of waivers, if there is one."""
    waivers = assessment.waivers
    return [] if waivers is None else [artifact(waivers.file.name, waivers.file.content)]


def verdicts_with_waivers(assessment: Assessment) -> Part:
    """What the recommendations came to that have waivers in use."""
    if assessment.waivers is None:
        return {}
    grades = [(grade.recommendation.id, grade.waived) for grade in assessment.grades]
    return {"verdictsWithWaivers": {name: waived.verdict.value for name, waived in grades if waived is not None}}


def _notification(one: WaiverFinding) -> Part:
    return {
        "descriptor": {"id": f"waiver-{one.remark.value.replace('_', '-')}"},
        "level": "warning",
        "message": said(plain(f"{remark(one)} {one.hint}")),
        "locations": [_location(one.waiver)],
    }


def _location(waiver: Waiver) -> Part:
    """The line of the waiver; the file of waivers comes second among the artifacts."""
    place = {"uri": uri(waiver.span.file), "index": 1}
    return {"physicalLocation": {"artifactLocation": place, "region": {"startLine": waiver.span.line}}}
