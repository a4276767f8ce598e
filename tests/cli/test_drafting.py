"""`repair`, `plan` and `explain PROPOSAL RULE`, as a person at a terminal or a program sees them."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from policycheck.cli.door import run
from policycheck.pipeline import Auditor
from policycheck.rendering import format_named
from policycheck.rendering.options import Options
from policycheck.rendering.reasoning import reasoning

Capture = pytest.CaptureFixture[str]
ROOT = Path(__file__).resolve().parents[2]


def test_a_repair_leaves_the_proposal_and_writes_a_copy_in_which_the_rule_is_met(room: Path, capsys: Capture) -> None:
    before = (room / "failing.yaml").read_bytes()
    code = run(["repair", "failing.yaml", "L1", "-o", "copy.yaml", "--pack", "pack"])
    said = capsys.readouterr()
    assert code == 0
    assert "evaluated again" in said.out
    assert "+++ copy.yaml" in said.out
    assert said.err == "  Written: copy.yaml\n"
    assert (room / "failing.yaml").read_bytes() == before
    found = Auditor(pack="pack", explain=False).audit("copy.yaml")
    assert [one.outcome.value for grade in found.grades for one in grade.findings if one.rule.id == "L1"] == ["met"]


@pytest.mark.usefixtures("room")
def test_a_repair_as_data_says_what_each_edit_means(capsys: Capture) -> None:
    assert run(["repair", "failing.yaml", "L1", "-f", "json", "--pack", "pack"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["repairs"]
    assert (row["rule"], row["after"], row["smallest"]) == ("L1", "met", True)
    assert {edit["meaning"] for edit in row["edits"]} <= {"states", "changes", "adds", "removes"}
    assert row["cost"] == len(row["edits"])


WRONG = {
    "repair failing.yaml L99": "has nothing with the id 'L99'",
    "repair failing.yaml L": "L is no rule. Name rules",
    "repair nothing.yaml": "no recommendation is graded",
    "repair failing.yaml -o failing.yaml": "this would overwrite the proposal itself",
    "plan failing.yaml L1 --target meets": "L1 is no recommendation",
    "plan failing.yaml --target meets -o failing.yaml": "this would overwrite the proposal itself",
    "plan failing.yaml L --target consistent": "it is about all recommendations",
    "plan nothing.yaml L --target meets": "for this proposal",
    "explain failing.yaml L": "L is no rule",
    "explain failing.yaml L1 L2": "name one entry, or a proposal and one rule",
    "explain L1 -f json": "name a proposal before the rule",
}


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize(("line", "words"), WRONG.items(), ids=WRONG)
def test_wrong_use_is_explained(line: str, words: str, capsys: Capture) -> None:
    assert run([*line.split(), "--pack", "pack"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in " ".join(said.err.split())


@pytest.mark.usefixtures("room")
def test_a_plan_is_written_and_reached(capsys: Capture) -> None:
    code = run(["plan", "failing.yaml", "L", "--target", "largely_meets", "-o", "copy.yaml", "--pack", "pack"])
    said = capsys.readouterr()
    assert code == 0, said
    assert "is reached with" in said.out
    found = Auditor(pack="pack", explain=False).audit("copy.yaml")
    (grade,) = [one for one in found.grades if one.recommendation.id == "L"]
    assert grade.verdict.rank >= 2
    assert run(["plan", "copy.yaml", "L", "--target", "largely_meets", "--pack", "pack"]) == 0
    assert capsys.readouterr().out == "Nothing to change: 'largely meets' is reached already.\n"


@pytest.mark.untraced
def test_terminal_json_and_report_have_the_same_sentences(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(ROOT)
    source = "examples/six-party-2005-2007/proposal.yaml"
    found = Auditor().audit(source)
    html = _plain(format_named("html").render(found, Options()).decode())
    results = json.loads(format_named("json").render(found, Options()))
    says = {one["id"]: one["says"] for one in results["clauses"]}
    rows = {row["rule"]: row for part in results["recommendations"] for row in part["findings"]}
    for grade in found.grades:
        for one in grade.findings:
            told, row = reasoning(found.pack, one), rows[one.rule.id]
            assert row["why"] == [text for text in told.decided if not one.because_of]
            assert row["remedy"] in told.change[0]
            assert row["clauses"] == [name for name, _ in told.asked]
            assert all(says[name] == text for name, text in told.asked)
            assert [fact["path"] for fact in row["facts"]] == [fact.path for fact in one.facts]
            for text in (*told.decided, *told.change, *(text for _, text in told.asked)):
                assert _plain(text).rstrip(".") in html, text
    assert run(["explain", source, "R2.6"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    (one,) = [one for grade in found.grades for one in grade.findings if one.rule.id == "R2.6"]
    told = reasoning(found.pack, one)
    assert all(text in out for text in (*told.read, *told.decided, *told.change, *(text for _, text in told.asked)))
    assert run(["explain", source, "R2.6", "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["why"] == list(told.decided)


def _plain(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split()).replace(" :", ":")


def test_a_plan_of_one_change_is_not_said_to_have_a_cheaper_one(capsys: Capture) -> None:
    assert (
        run(["plan", str(ROOT / "examples/agreed-framework-1994/proposal.yaml"), "R1", "--target", "largely_meets"])
        == 0
    )
    said = " ".join(capsys.readouterr().out.split())
    assert "reached with 1 field changed, evaluated again. No plan can cost less." in said
