"""The findings as JUnit XML, for programs that show test results: a suite for each recommendation, a case for a rule.

What XML cannot hold is shown as code points. Suites and cases stand in the order of the pack; there is no time in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree as Xml

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment, Raised
from policycheck.model.outcome import Concern
from policycheck.model.waiver import WaiverFinding
from policycheck.rendering.departures import departures, profile_title
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.standing import Judged, Standing, judged, sentence
from policycheck.rendering.visible import plain
from policycheck.rendering.waivers import place, remark

_TAGS = {
    Standing.MET: "",
    Standing.FAILED: "failure",
    Standing.SILENT: "skipped",
    Standing.GATING: "error",
    Standing.WAIVED: "skipped",
    Standing.ASIDE: "skipped",
    Standing.ANNEX: "skipped",
}
_CONCERNS = "Advisories and tensions"
_WAIVERS = "Waivers"


def render_junit(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """JUnit XML as UTF-8."""
    found = judged(assessment)
    root = Xml.Element("testsuites", {"name": plain(f"policycheck {assessment.proposal.header.id}"), **_counts(found)})
    groups = groupby(found, key=lambda one: one.grade.recommendation.id)
    for _, group in groups:
        root.append(_suite(assessment, list(group)))
    raised = [one for one in (*assessment.advisories, *assessment.tensions) if one.state is Concern.RAISED]
    if raised:
        root.append(_concerns(raised))
    if assessment.waivers is not None and assessment.waivers.findings:
        root.append(_remarks(assessment.waivers.findings))
    if assessment.pack.profile is not None:
        root.append(_profile(assessment))
    Xml.indent(root)
    data: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _counts(found: Iterable[Judged], *, skipped: bool = False) -> dict[str, str]:
    tags = [_TAGS[one.standing] for one in found]
    counts = {"tests": len(tags), "failures": tags.count("failure"), "errors": tags.count("error")}
    if skipped:
        counts["skipped"] = tags.count("skipped")
    return {name: str(count) for name, count in counts.items()}


def _suite(assessment: Assessment, found: list[Judged]) -> Xml.Element:
    grade = found[0].grade
    recommendation = grade.recommendation
    name = plain(f"{recommendation.id} {recommendation.title}: {grade.verdict.words}")
    suite = Xml.Element("testsuite", {"name": name, **_counts(found, skipped=True)})
    suite.extend(_case(assessment, one) for one in found)
    return suite


def _case(assessment: Assessment, one: Judged) -> Xml.Element:
    rule = one.finding.rule
    group = f"{assessment.pack.id}.{one.grade.recommendation.id}"
    case = Xml.Element("testcase", classname=plain(group), name=plain(f"{rule.id} {rule.title}"))
    if tag := _TAGS[one.standing]:
        message = one.waiver or one.why or plain(one.finding.outcome.words)
        ended = Xml.SubElement(case, tag, type=one.finding.outcome.value, message=message)
        ended.text = _details(one)
    return case


def _details(one: Judged) -> str:
    """What the rule asks, where the proposal answers it, and what would mend it."""
    rule, place = one.finding.rule, one.span
    lines = [
        f"Outcome: {one.finding.outcome.words}, {rule.severity.value}",
        f"Why: {one.why}" if one.use else "",
        f"Question: {plain(rule.question)}",
        f"At: {plain(str(place))}" if place else "",
        f"Remedy: {one.remedy}" if one.remedy else "",
        f"Clauses: {plain(', '.join(rule.clauses))}",
    ]
    return "\n".join(line for line in lines if line)


def _remarks(findings: Iterable[WaiverFinding]) -> Xml.Element:
    """The findings on waivers themselves: text, for they decide nothing."""
    suite = Xml.Element("testsuite", {"name": _WAIVERS, **_counts((), skipped=True)})
    for one in findings:
        output = Xml.SubElement(suite, "system-out")
        output.text = plain(f"{place(one.waiver)}: {remark(one)} {one.hint}")
    return suite


def _profile(assessment: Assessment) -> Xml.Element:
    """What a profile changed: text, for it is no result."""
    suite = Xml.Element("testsuite", {"name": profile_title(assessment), **_counts((), skipped=True)})
    for said in departures(assessment):
        Xml.SubElement(suite, "system-out").text = said
    return suite


def _concerns(raised: Iterable[Raised]) -> Xml.Element:
    """The advisories and tensions that are raised: text, for they are never scored."""
    suite = Xml.Element("testsuite", {"name": _CONCERNS, **_counts((), skipped=True)})
    for one in raised:
        why = " ".join(sentence(part) for part in one.why)
        heading = plain(f"{one.concern.id} {one.concern.title}: {one.state.words}")
        output = Xml.SubElement(suite, "system-out")
        output.text = f"{heading}. {why} Remedy: {sentence(one.concern.remedy)}"
    return suite


class Suites:
    """The suites on several proposals, each with the proposal's id before its name; first what was not evaluated."""

    def __init__(self) -> None:
        self._suites: list[Xml.Element] = []
        self._refused: list[Xml.Element] = []

    def add(self, assessment: Assessment) -> None:
        """Take up what was found on a proposal."""
        for suite in Xml.fromstring(render_junit(assessment)):  # noqa: S314 - our own bytes
            suite.set("name", f"{plain(assessment.proposal.header.id)} {suite.get('name')}")
            self._suites.append(suite)

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Take up a file that could not be evaluated, and why: a suite of its own, with an error for each problem."""
        fatal = [problem for problem in problems if problem.fatal]
        counts = {"tests": str(len(fatal)), "failures": "0", "errors": str(len(fatal)), "skipped": "0"}
        suite = Xml.Element("testsuite", {"name": plain(f"{name}: not evaluated"), **counts})
        for problem in fatal:
            at = f"{problem.code} at {problem.span}" if problem.span else problem.code
            case = Xml.SubElement(suite, "testcase", classname=plain(name), name=plain(at))
            error = Xml.SubElement(case, "error", type=problem.code, message=sentence(problem.message))
            error.text = sentence(problem.hint)
        self._refused.append(suite)

    def content(self) -> bytes:
        """The document."""
        root = Xml.Element("testsuites", {"name": "policycheck"})
        root.extend((*self._refused, *self._suites))
        for count in ("tests", "failures", "errors"):
            root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
        Xml.indent(root)
        data: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
        return data + b"\n"
