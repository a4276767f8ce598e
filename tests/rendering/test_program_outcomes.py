"""One outcome, every format for other programs: what docs/formats.md says is what comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace
from tests.rendering import judges
from tests.rendering.test_program_formats import made, sarif_results
from tests.test_docs import ROOT, rows

from policycheck.load.gate import read_gate
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Concern, Outcome, Severity, Verdict
from policycheck.rendering import render
from policycheck.rendering.csv_report import COLUMNS
from policycheck.rendering.standing import Standing, judged
from policycheck.score import Audited, Package, decide, gate_rules

FORMATS = ROOT / "docs" / "formats.md"


def changed(of: Assessment, outcome: Outcome, verdict: Verdict, **more: Any) -> Assessment:
    """The assessment with every finding of that outcome, every recommendation of that verdict."""
    findings = [tuple(replace(one, outcome=outcome, because_of="") for one in grade.findings) for grade in of.grades]
    grades = [
        replace(grade, findings=found, verdict=verdict, **more)
        for grade, found in zip(of.grades, findings, strict=True)
    ]
    return replace(of, grades=tuple(grades))


# ---------------------------------------------------------------- one outcome, every format

NOT_APPLICABLE = "any, of a recommendation that is out of scope or does not apply"
WAIVED = "waived, whatever it came to"
"""Tried in test_waivers.py."""
EXPECTED = [
    ("met", Outcome.MET, Verdict.MEETS),
    ("partly_met", Outcome.PARTLY_MET, Verdict.PARTLY_MEETS),
    ("not_met", Outcome.NOT_MET, Verdict.DOES_NOT_MEET),
    ("contradicted", Outcome.CONTRADICTED, Verdict.DOES_NOT_MEET),
    ("not_stated", Outcome.NOT_STATED, Verdict.PARTLY_MEETS),
    ("not_stated, and the gate fails over it", Outcome.NOT_STATED, Verdict.NOT_ADDRESSED),
    ("not_applicable", Outcome.NOT_APPLICABLE, Verdict.MEETS),
    (NOT_APPLICABLE, Outcome.NOT_MET, Verdict.OUT_OF_SCOPE),
    (NOT_APPLICABLE, Outcome.NOT_MET, Verdict.NOT_APPLICABLE),
]
DOCUMENTED = {row[0]: row[1:] for row in rows(FORMATS, "| outcome | SARIF | JUnit | GitHub |")}


def test_every_row_of_the_table_is_tried() -> None:
    concerns = {f"advisory or tension {state}" for state in ("raised", "answered")}
    assert set(DOCUMENTED) == {said for said, _, _ in EXPECTED} | concerns | {WAIVED}
    assert {outcome for _, outcome, _ in EXPECTED} == set(Outcome)


def test_columns_are_those_of_the_table() -> None:
    said = [name for row in rows(FORMATS, "| column | what |") for name in row[0].split(", ")]
    assert sorted(said) == sorted(COLUMNS)


@pytest.mark.parametrize(("said", "outcome", "verdict"), EXPECTED)
def test_what_each_outcome_is(said: str, outcome: Outcome, verdict: Verdict) -> None:
    kind, tag, level = (cell.replace("–", "").replace("passed", "") for cell in DOCUMENTED[said])
    of = gated(changed(made("all_not_met"), outcome, verdict, distance=None))
    first = of.grades[0].findings[0]
    assert first.rule.severity is Severity.CRITICAL
    results = sarif_results(of, "sarif-full")
    mine = next(one for one in results if one["ruleId"] == first.rule.id)
    assert (mine["kind"], mine["level"]) == (kind, "error" if kind == "fail" else "none")
    assert [one for one in results if one["level"] != "none" and one["kind"] != "fail"] == []
    assert {one["ruleId"] for one in sarif_results(of, "sarif")} == (
        {one.rule.id for grade in of.grades for one in grade.findings} if kind in {"fail", "open"} else set()
    )
    case = etree.fromstring(render(of, "junit")).find("testsuite/testcase")
    assert [child.tag for child in case] == ([tag] if tag else [])
    lines = render(of, "github").decode().splitlines()
    levels = [line.split()[0].strip(":") for line in lines if f"title={first.rule.id} " in line]
    assert levels == ([level] if level else [])
    row = judges.csv_rows(render(of, "csv"))[1]
    assert dict(zip(COLUMNS, row, strict=True))["outcome"] == outcome.value


def gated(of: Assessment, *gate: str, enforced: bool = True) -> Assessment:
    """The assessment by that gate."""
    package = Package(of.package_verdict, of.package_reasons, of.package_score)
    audited = Audited(of.grades, of.advisories, package)
    return replace(of, gate=decide(gate_rules(read_gate(gate)), audited, enforced=enforced))


def rules(of: Assessment, *severities: Severity) -> set[str]:
    found = (one.rule for grade in of.grades for one in grade.findings)
    return {rule.id for rule in found if rule.severity in severities}


GATES: list[tuple[str, Callable[[Assessment], set[str]]]] = [
    ("verdict=partly_meets", lambda of: {name for grade in of.grades for name in grade.distance.capped_by}),  # type: ignore[union-attr]
    ("critical=not_stated", lambda of: rules(of, Severity.CRITICAL)),
    ("critical=contradicted", lambda _: set()),
    ("minor.not_stated=0", lambda of: rules(of, Severity.MINOR)),
    ("minor.not_stated=99", lambda _: set()),
    ("stated=0.5", lambda of: rules(of, *Severity)),
    ("answered=high", lambda _: set()),
]


@pytest.mark.parametrize(("gate", "wanted"), GATES, ids=[gate for gate, _ in GATES])
def test_a_silence_gates_where_the_gate_fails_over_it(gate: str, wanted: Callable[[Assessment], set[str]]) -> None:
    of = changed(made("all_not_met"), Outcome.NOT_STATED, Verdict.DOES_NOT_MEET)
    others = ["verdict=none"] if not gate.startswith("verdict") else []
    judged_by = gated(of, gate, *others)
    found = {one.finding.rule.id: one.standing for one in judged(judged_by)}
    assert set(found.values()) <= {Standing.GATING, Standing.SILENT}
    assert {name for name, standing in found.items() if standing is Standing.GATING} == wanted(judged_by)
    lenient = gated(of, gate, *others, enforced=False)
    assert {one.standing for one in judged(lenient)} == {Standing.SILENT}


def test_a_count_is_of_graded_recommendations() -> None:
    of = changed(made("all_not_met"), Outcome.NOT_STATED, Verdict.DOES_NOT_MEET)
    first, second, *_ = of.grades
    of = replace(of, grades=(first, replace(second, verdict=Verdict.NOT_ADDRESSED)))
    gating = [one for one in judged(gated(of, "minor.not_stated=0", "verdict=none")) if one.standing is Standing.GATING]
    assert {one.grade.recommendation.id for one in gating} == {first.recommendation.id}


def test_silences_gate_where_nothing_is_addressed() -> None:
    of = changed(made("all_not_met"), Outcome.NOT_STATED, Verdict.NOT_ADDRESSED, distance=None)
    assert {one.standing for one in judged(gated(of))} == {Standing.GATING}


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (Concern.RAISED, "review"),
        (Concern.ANSWERED, "informational"),
        (Concern.NOT_RAISED, "pass"),
        (Concern.OUT_OF_SCOPE, "notApplicable"),
    ],
)
def test_advisories_and_tensions(state: Concern, kind: str) -> None:
    of = made("all_met")
    concerns = [tuple(replace(one, state=state) for one in group) for group in (of.advisories, of.tensions)]
    of = replace(of, advisories=concerns[0], tensions=concerns[1])
    ids = [one.concern.id for group in concerns for one in group]
    found = {one["ruleId"]: (one["kind"], one["level"]) for one in sarif_results(of, "sarif-full")}
    assert [found[name] for name in ids] == [(kind, "none")] * len(ids)
    assert sarif_results(of, "sarif") == []
    if f"advisory or tension {state.words}" in DOCUMENTED:
        assert DOCUMENTED[f"advisory or tension {state.words}"][0] == kind
    raised = ids if state is Concern.RAISED else []
    outputs = etree.fromstring(render(of, "junit")).findall("testsuite/system-out")
    assert [output.text.split()[0] for output in outputs] == raised
    lines = render(of, "github").decode().splitlines()[1:]
    assert [line.split()[1].removeprefix("title=") for line in lines] == raised


def test_a_gate_that_is_not_enforced_is_a_warning() -> None:
    of = gated(made("all_not_met"), enforced=False)
    assert of.exit_code == 0
    lines = render(of, "github").decode().splitlines()
    assert [line[:9] for line in lines if "title=Audit" in line] == ["::warning"]


def test_how_the_audit_ended_comes_first() -> None:
    for name, level in (("all_met", "notice"), ("all_not_met", "error"), ("empty", "error")):
        first = render(made(name), "github").decode().splitlines()[0]
        assert first.startswith(f"::{level} title=Audit of ostmark_harbour_2020::{made(name).exit_reason[:10]}")


@pytest.mark.parametrize(("name", "successful"), [("all_met", True), ("all_not_met", True), ("empty", False)])
def test_the_run(name: str, successful: bool) -> None:
    of = made(name)
    (run,) = json.loads(render(of, "sarif"))["runs"]
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (successful, of.exit_code)
    assert [one["descriptor"]["id"] for one in invocation["toolExecutionNotifications"]] == [
        problem.code for problem in of.proposal.warnings
    ]
    assert run["automationDetails"] == {"id": "policycheck/harbour/ostmark_harbour_2020/"}
