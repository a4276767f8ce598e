"""The findings as SARIF 2.1.0, for code scanning: what is left to do, or, in full, everything that was looked at.

Results stand in the order of the pack, rules before advisories and tensions. Level and kind follow docs/formats.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from policycheck._version import __version__
from policycheck.errors import Problem
from policycheck.model.assessment import Assessment, Raised
from policycheck.model.baseline import BaselineState
from policycheck.model.outcome import OPEN, Concern
from policycheck.rendering.concerns import answer_label, state_words
from policycheck.rendering.departures import departures, profile_title
from policycheck.rendering.identity import concern_fingerprint, fingerprint, gone_fingerprint
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.sarif_places import artifact, location, locations
from policycheck.rendering.sarif_rules import LEVELS, concern_rule, rule_ids, rules
from policycheck.rendering.sarif_text import said
from policycheck.rendering.sarif_waivers import (
    suppressions,
    verdicts_with_waivers,
    waiver_artifacts,
    waiver_notifications,
)
from policycheck.rendering.since import since
from policycheck.rendering.standing import REPORTED, Judged, Standing, facts_read, first_place, judged, sentence
from policycheck.rendering.visible import plain

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "policycheck/v1"

_KINDS = {
    Standing.MET: "pass",
    Standing.FAILED: "fail",
    Standing.SILENT: "open",
    Standing.GATING: "open",
    Standing.WAIVED: "fail",
    Standing.ASIDE: "notApplicable",
    Standing.ANNEX: "notApplicable",
}
_CONCERN_KINDS = {
    Concern.RAISED: "review",
    Concern.ANSWERED: "informational",
    Concern.NOT_RAISED: "pass",
    Concern.OUT_OF_SCOPE: "notApplicable",
}
_NO_LEVEL = "none"

Part = dict[str, Any]


def render_sarif(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """What is left to do on rules in scope, as UTF-8."""
    return _bytes(assessment, full=False)


def render_full_sarif(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """Every rule, advisory and tension with what became of it, as UTF-8."""
    return _bytes(assessment, full=True)


def _bytes(assessment: Assessment, *, full: bool) -> bytes:
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(assessment, full=full)]}
    text = json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode(errors="backslashreplace")


def _run(assessment: Assessment, *, full: bool) -> Part:
    document, pack = assessment.proposal.document, assessment.pack
    driver = {"name": "policycheck", "version": __version__, "rules": rules(assessment, full=full)}
    return {
        "tool": {"driver": driver},
        "invocations": [_invocation(assessment)],
        "automationDetails": {"id": plain(f"policycheck/{pack.id}/{assessment.proposal.header.id}/")},
        "artifacts": [artifact(document.name, document.content), *waiver_artifacts(assessment)],
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": list(_results(assessment, full=full)),
        "properties": _about(assessment),
    }


def _invocation(assessment: Assessment) -> Part:
    """How the run ended, and what was odd in the proposal."""
    return {
        "executionSuccessful": assessment.graded,
        "exitCode": assessment.exit_code,
        "exitCodeDescription": plain(assessment.exit_reason),
        "toolExecutionNotifications": [_notification(assessment, one) for one in assessment.proposal.warnings],
        **waiver_notifications(assessment),
    }


def _notification(assessment: Assessment, problem: Problem) -> Part:
    place = {"locations": [location(assessment, problem.span)]} if problem.span else {}
    text = " ".join((sentence(problem.message), sentence(problem.hint))).strip()
    return {"descriptor": {"id": problem.code}, "level": "warning", "message": said(text), **place}


def _about(assessment: Assessment) -> Part:
    """What has no place of its own in SARIF: the pack, the gate, and what the recommendations came to."""
    gate, pack, verdict = assessment.gate, assessment.pack, assessment.package_verdict
    conditions = [
        {"key": plain(one.key), "passed": one.passed, "asked": plain(one.asked), "found": plain(one.found)}
        for one in gate.checks
    ]
    profile = {"profile": {"title": profile_title(assessment), "departures": departures(assessment)}}
    return {
        "pack": {"id": pack.id, "version": pack.version, "profile": pack.profile.id if pack.profile else None},
        **(profile if pack.profile else {}),
        "asOf": assessment.as_of,
        "gate": {
            "passed": gate.passed,
            "enforced": gate.enforced,
            "withWaivers": gate.with_waivers,
            "conditions": conditions,
        },
        "packageVerdict": verdict.value if verdict else None,
        "verdicts": {grade.recommendation.id: grade.verdict.value for grade in assessment.grades},
        **verdicts_with_waivers(assessment),
    }


def _results(assessment: Assessment, *, full: bool) -> Iterator[Part]:
    places = {name: number for number, name in enumerate(rule_ids(assessment, full=full))}
    for one in judged(assessment):
        if full or one.standing in REPORTED:
            state = _state(assessment, one.finding.rule.id, one.finding.outcome, full=full)
            yield {**_result(assessment, one, places), **state}
    if full:
        for raised in (*assessment.advisories, *assessment.tensions):
            state = _state(assessment, raised.concern.id, raised.state, full=full)
            yield {**_concern(assessment, raised, places), **state}
        yield from _gone(assessment)


def _state(assessment: Assessment, name: str, now: str, *, full: bool) -> Part:
    """How a result stands to the baseline. Among problems only, what was none there is new."""
    baseline = assessment.baseline
    if baseline is None:
        return {}
    rule = baseline.result.rules.get(name)
    was_problem = rule is not None and rule.bears and rule.outcome in OPEN
    state = baseline.state(name, now) if full or was_problem else BaselineState.NEW
    return {"baselineState": state.value}


def _gone(assessment: Assessment) -> Iterator[Part]:
    """What the baseline has and the pack has no more."""
    for one in since(assessment):
        if not one.after:
            was = one.before.replace("_", " ")
            yield {
                "ruleId": plain(one.id),
                "kind": "notApplicable",
                "level": _NO_LEVEL,
                "message": said(sentence(f"{one.id}: {was} in the baseline; the pack does not have it any more")),
                **locations(assessment, None, ()),
                "partialFingerprints": {FINGERPRINT: gone_fingerprint(assessment, one.id)},
                "baselineState": BaselineState.ABSENT.value,
                **suppressions(assessment, None),
            }


def _result(assessment: Assessment, one: Judged, places: dict[str, int]) -> Part:
    finding, rule = one.finding, one.finding.rule
    failed = one.standing in {Standing.FAILED, Standing.WAIVED}
    remedy = f"Remedy: {one.remedy}" if one.remedy else ""
    text = " ".join(part for part in (sentence(one.heading), one.waiver, one.why, remedy) if part)
    parent = assessment.finding(finding.because_of) if finding.because_of else None
    return {
        "ruleId": rule.id,
        "ruleIndex": places[rule.id],
        "kind": _KINDS[one.standing],
        "level": LEVELS[rule.severity] if failed else _NO_LEVEL,
        "message": said(text),
        **locations(assessment, one.span or (first_place(facts_read(parent)) if parent else None), finding.facts),
        "partialFingerprints": {FINGERPRINT: fingerprint(assessment, finding)},
        **suppressions(assessment, one.use),
        "properties": {
            "outcome": finding.outcome.value,
            "severity": rule.severity.value,
            "weight": float(rule.weight),
            "cap": one.cap or None,
            "recommendation": one.grade.recommendation.id,
            "clauses": [plain(clause) for clause in rule.clauses],
            "evidence": finding.support.value,
            "response": plain(finding.response) or None,
            "waiver": one.use.waiver.id if one.use else None,
        },
    }


def _concern(assessment: Assessment, raised: Raised, places: dict[str, int]) -> Part:
    concern = raised.concern
    answer = f"{answer_label(assessment, raised)}: {sentence(raised.answer)}" if raised.answer else ""
    heading = f"{concern.id} {concern.title}: {state_words(assessment, raised)}"
    why = " ".join(sentence(part) for part in raised.why)
    text = " ".join(part for part in (sentence(heading), why, answer) if part)
    return {
        "ruleId": concern.id,
        "ruleIndex": places[concern.id],
        "kind": _CONCERN_KINDS[raised.state],
        "level": _NO_LEVEL,
        "message": said(text),
        **locations(assessment, first_place(raised.facts), raised.facts),
        "partialFingerprints": {FINGERPRINT: concern_fingerprint(assessment, raised)},
        **suppressions(assessment, None),
        "properties": {"state": raised.state.value, **concern_rule(concern)},
    }


def run_of(assessment: Assessment, *, full: bool) -> Part:
    """The run that a log on this proposal alone holds; for logs on several."""
    return _run(assessment, full=full)
