"""What matters is the same in every report: the terminal, Markdown, and the summary that has room for three."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.rendering.zoo import ZOO

from policycheck.model.assessment import Assessment
from policycheck.model.outcome import OPEN, Outcome
from policycheck.pipeline import Auditor, Explain, evaluate, load_pack, load_proposal
from policycheck.rendering.markdown import render_markdown
from policycheck.rendering.terminal import render_terminal
from policycheck.rendering.view import report_view
from policycheck.score.foremost import foremost

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("singapore-2018", "hr1841-2025", "city-heat-plan", "reference-complete")


def example(name: str) -> Assessment:
    return Auditor().audit(str(EXAMPLES / name / "proposal.yaml"))


def ids(assessment: Assessment) -> list[str]:
    return [finding.rule.id for _, finding in foremost(assessment.grades)]


def part(text: str, heading: str) -> str:
    return text.partition(f"{heading}\n")[2]


@pytest.mark.parametrize("name", NAMES)
def test_every_report_has_the_same_findings_in_the_same_order(name: str) -> None:
    made = example(name)
    wanted = ids(made)
    terminal = part(render_terminal(made), "\nFindings that matter").partition("\nOther findings")[0]
    markdown = part(render_markdown(made).decode(), "### Findings that matter").partition("\n### ")[0]
    assert re.findall(r"^([A-Z]\d+(?:\.\w+)+)  \S", terminal, re.MULTILINE) == wanted
    assert re.findall(r"^\*\*([A-Z]\d+(?:\.\w+)+) ", markdown, re.MULTILINE) == wanted
    assert [card.finding.rule.id for card in report_view(made).changes][: len(wanted)] == wanted[:3]


def test_the_first_of_each_recommendation_stands_before_the_second_of_any() -> None:
    """R1 and R3 do not meet, and R2 partly does. R1.1, R3.2 and R2.3 decide first; then what is between or gravest."""
    assert ids(example("singapore-2018"))[:6] == ["R1.1", "R3.2", "R2.3", "R1.10", "R3.6", "R2.4"]


def test_one_that_waits_is_left_out_and_a_critical_one_is_not() -> None:
    made = ZOO["all_not_met"]()
    found = ids(made)
    waiting = {finding.rule.id for grade in made.grades for finding in grade.findings if finding.because_of}
    critical = {
        finding.rule.id for grade in made.grades for finding in grade.findings if finding.rule.severity == "critical"
    }
    assert waiting
    assert waiting.isdisjoint(found)
    assert critical - waiting <= set(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_summary_explains_what_matters_and_nothing_else(name: str) -> None:
    pack, path = example(name).pack, EXAMPLES / name / "proposal.yaml"
    proposal = load_proposal(str(path), pack)
    made = evaluate(pack, proposal, explain=Explain.FOREMOST)
    findings = [finding for grade in made.grades for finding in grade.findings]
    assert {finding.rule.id for finding in findings if finding.why} == set(ids(made))
    whole = evaluate(pack, proposal)
    assert render_terminal(made) == render_terminal(whole)


def test_a_gate_on_evidence_has_every_open_finding_explained_and_those_met() -> None:
    pack = load_pack()
    proposal = load_proposal(str(EXAMPLES / "singapore-2018" / "proposal.yaml"), pack)
    made = evaluate(pack, proposal, explain=Explain.FOREMOST, gate=("evidenced=0.5",))
    wanted = {*OPEN, Outcome.MET}
    for finding in (finding for grade in made.grades for finding in grade.findings):
        assert bool(finding.why) is (finding.outcome in wanted and not finding.because_of)
