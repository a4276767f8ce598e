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
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.standing import Judged, Standing, judged, sentence
from policycheck.rendering.visible import plain

_TAGS = {
    Standing.MET: "",
    Standing.FAILED: "failure",
    Standing.SILENT: "skipped",
    Standing.GATING: "error",
    Standing.ASIDE: "skipped",
    Standing.ANNEX: "skipped",
}
_CONCERNS = "Advisories and tensions"


def render_junit(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """JUnit XML as UTF-8."""
    suites = Suites()
    suites.add(assessment)
    return suites.content()


class Suites:
    """The suites on one proposal or on several; of several each has the proposal's id before its name."""

    def __init__(self) -> None:
        self._audits: list[tuple[str, list[Xml.Element]]] = []
        self._refused: list[Xml.Element] = []

    def add(self, assessment: Assessment) -> None:
        """Take up what was found on a proposal."""
        groups = groupby(judged(assessment), key=lambda one: one.grade.recommendation.id)
        suites = [_suite(assessment, list(group)) for _, group in groups]
        raised = [one for one in (*assessment.advisories, *assessment.tensions) if one.state is Concern.RAISED]
        self._audits.append((plain(assessment.proposal.header.id), suites + [_concerns(raised)] * bool(raised)))

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Take up a file that could not be evaluated, and why: a suite of its own, with an error for each problem."""
        fatal = [problem for problem in problems if problem.fatal]
        counts = {"tests": str(len(fatal)), "failures": "0", "errors": str(len(fatal)), "skipped": "0"}
        suite = Xml.Element("testsuite", {"name": plain(f"{name}: not evaluated"), **counts})
        for problem in fatal:
            case = Xml.SubElement(suite, "testcase", classname=plain(name), name=plain(_at(problem)))
            error = Xml.SubElement(case, "error", type=problem.code, message=sentence(problem.message))
            error.text = sentence(problem.hint)
        self._refused.append(suite)

    def content(self) -> bytes:
        """The document."""
        alone = len(self._audits) == 1 and not self._refused
        root = Xml.Element("testsuites", {"name": f"policycheck {self._audits[0][0]}" if alone else "policycheck"})
        root.extend(self._refused)
        for name, suites in self._audits:
            for suite in suites if not alone else ():
                suite.set("name", f"{name} {suite.get('name')}")
            root.extend(suites)
        for count in ("tests", "failures", "errors"):
            root.set(count, str(sum(int(suite.get(count, 0)) for suite in root)))
        Xml.indent(root)
        data: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
        return data + b"\n"


def _at(problem: Problem) -> str:
    return f"{problem.code} at {problem.span}" if problem.span else problem.code


def _counts(found: Iterable[Judged]) -> dict[str, str]:
    tags = [_TAGS[one.standing] for one in found]
    counts = {"tests": len(tags), "failures": tags.count("failure"), "errors": tags.count("error")}
    counts["skipped"] = tags.count("skipped")
    return {name: str(count) for name, count in counts.items()}


def _suite(assessment: Assessment, found: list[Judged]) -> Xml.Element:
    grade = found[0].grade
    recommendation = grade.recommendation
    name = plain(f"{recommendation.id} {recommendation.title}: {grade.verdict.words}")
    suite = Xml.Element("testsuite", {"name": name, **_counts(found)})
    suite.extend(_case(assessment, one) for one in found)
    return suite


def _case(assessment: Assessment, one: Judged) -> Xml.Element:
    rule = one.finding.rule
    group = f"{assessment.pack.id}.{one.grade.recommendation.id}"
    case = Xml.Element("testcase", classname=plain(group), name=plain(f"{rule.id} {rule.title}"))
    if tag := _TAGS[one.standing]:
        message = one.why or plain(one.finding.outcome.words)
        ended = Xml.SubElement(case, tag, type=one.finding.outcome.value, message=message)
        ended.text = _details(one)
    return case


def _details(one: Judged) -> str:
    """What the rule asks, where the proposal answers it, and what would mend it."""
    rule, place = one.finding.rule, one.span
    lines = [
        f"Outcome: {one.finding.outcome.words}, {rule.severity.value}",
        f"Question: {plain(rule.question)}",
        f"At: {plain(str(place))}" if place else "",
        f"Remedy: {one.remedy}" if one.remedy else "",
        f"Clauses: {plain(', '.join(rule.clauses))}",
    ]
    return "\n".join(line for line in lines if line)


def _concerns(raised: Iterable[Raised]) -> Xml.Element:
    """The advisories and tensions that are raised: text, for they are never scored."""
    suite = Xml.Element("testsuite", {"name": _CONCERNS, **_counts(())})
    for one in raised:
        why = " ".join(sentence(part) for part in one.why)
        heading = plain(f"{one.concern.id} {one.concern.title}: {one.state.words}")
        output = Xml.SubElement(suite, "system-out")
        output.text = f"{heading}. {why} Remedy: {sentence(one.concern.remedy)}"
    return suite
