"""The terminal summary of examples of every pack, word for word, at 80 columns.

The expected texts stand in `golden/`. When a rule or a sentence changes on purpose: delete them, run this file twice
(the first run writes them anew and fails), and read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from tests.cli.text import columns

from policycheck.cli.door import run

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
CASES = {"singapore-2018": 1, "reference-complete": 0, "city-heat-plan": 1}
cases = pytest.mark.parametrize("name", CASES)


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def summary(capsys: pytest.CaptureFixture[str], name: str, *options: str) -> str:
    code = run(["evaluate", f"examples/{name}/proposal.yaml", *options])
    said = capsys.readouterr()
    assert code == CASES[name]
    assert said.err == ""
    return said.out


@cases
def test_summary_is_the_golden_one(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, file = summary(capsys, name), GOLDEN / f"{name}.txt"
    if not file.exists():
        file.write_text(found, encoding="utf-8", newline="\n")
        pytest.fail(f"{file} was missing and is written anew: read it, then run the tests again")
    assert found == file.read_text(encoding="utf-8")


@cases
@pytest.mark.parametrize("options", [(), ("--all",)], ids=["short", "all"])
def test_no_line_is_wider_than_80_columns(
    name: str, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    wide = [line for line in summary(capsys, name, *options).splitlines() if columns(line) > 80]
    assert wide == []


@cases
def test_colour_changes_no_letter(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = summary(capsys, name, "--all")
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = summary(capsys, name, "--all")
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == plain


@cases
def test_all_shows_every_finding_once(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from policycheck.pipeline import Auditor

    text = summary(capsys, name, "--all")
    assessment = Auditor().audit(f"examples/{name}/proposal.yaml")
    for grade in assessment.grades:
        for finding in grade.findings:
            heading = f"\n{finding.rule.id}  {finding.rule.title.split()[0]}"
            row = f"(waits for {finding.because_of})"
            assert text.count(heading) == (0 if finding.because_of else 1), finding.rule.id
            assert not finding.because_of or row in " ".join(text.split())


@cases
def test_every_place_can_be_copied(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each finding that read something names one place as file:line:column on a line of its own."""
    places = [line.split()[1] for line in summary(capsys, name).splitlines() if line.startswith("    at       ")]
    lines = (ROOT / f"examples/{name}/proposal.yaml").read_text(encoding="utf-8").splitlines()
    for place in places:
        file, line, column = place.rsplit(":", 2)
        assert file == f"examples/{name}/proposal.yaml"
        assert 1 <= int(column) <= len(lines[int(line) - 1]) + 1
