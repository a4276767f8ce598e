"""`rules test`: what it prints, to whom, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from tests.cli.text import columns
from tests.workshop.bench import MINIMAL, pack_with

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]

FAILING = """
    base: riverside
    cases:
      F1.1:
        - name: one channel
          set: {warning.channels: [radio]}
          expect: met
          by: warning.channels
        - expect: met
          by: warning.tested
          score: 1/2
          verdict: meets
      W1:
        - {expect: not_raised, by: warning.channels}
    unreachable: {F1.1: {not_met: so}, W1: {not_raised: so}}
    """
FAILED = """\
flood-plan 1.0.0: 3 cases in 1 file

pack/f1.test.yaml:5:7: F1.1 met
  (one channel)
  ✘ line 7: expected met, found partly_met
  Why: The warning channels are stated as local radio.
  Why: There is 1 warning channel; the rule asks for at least 2.

pack/f1.test.yaml:9:7: F1.1 met 2
  ✘ line 10: expected to be decided by warning.tested; what decides it:
    warning.channels
  ✘ line 11: expected a score of 1/2, found 3/4
  ✘ line 12: expected the verdict meets, found largely_meets
  Why: There are 2 warning channels.

Stated to be out of reach
  F1.1   not_met       so
  W1     not_raised    so

pack/f1.test.yaml:15:41: W1 not_raised
  ✘ stated to be out of reach, and a case reaches it

Reached by no case that came out as expected
  F1     does_not_meet, partly_meets, largely_meets, meets, out_of_scope,
         not_addressed
  F1.1   contradicted, not_stated, partly_met, met
  F1.2   not_met, not_stated, met
  F1.3   not_met, not_stated, partly_met, met, not_applicable
  W1     raised, answered

✘ 1 of 21 outcomes are reached (4 %).
✘ 1 outcome stated to be out of reach, and reached by a case: W1 not_raised.
✘ 2 of 3 cases did not come out as expected.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_where_only_a_statement_is_wrong_the_count_is_no_failure(capfd: Capture, folder: Path) -> None:
    copytree(MINIMAL, folder / "pack")
    tests = folder / "pack" / "f1-warning.test.yaml"
    tests.write_text(f"{tests.read_text('utf-8')}    met: so\n", encoding="utf-8")
    assert run(["rules", "test", "pack"]) == 1
    *_, count, refuted, cases = capfd.readouterr().out.splitlines()
    assert count.startswith("✔ 20 of 20 outcomes are reached (100 %)")
    assert refuted == "✘ 1 outcome stated to be out of reach, and reached by a case: F1.1 met."
    assert cases.startswith("✔ All ")


def test_all_is_well(capfd: Capture) -> None:
    assert run(["rules", "test", str(MINIMAL)]) == 0
    said = capfd.readouterr()
    assert said.err == ""
    assert "✔ All 23 cases came out as expected." in said.out


def test_the_shipped_pack_is_the_default(capfd: Capture) -> None:
    assert run(["rules", "test"]) == 0
    assert capfd.readouterr().out.startswith("korean-peninsula ")


def test_what_failed_is_shown_with_its_place(folder: Path, capfd: Capture) -> None:
    pack_with(folder, f1=FAILING)
    assert run(["rules", "test", "pack"]) == 1
    said = capfd.readouterr()
    assert said.err == ""
    assert said.out == FAILED
    assert all(columns(line) <= 80 for line in said.out.splitlines())


def test_json_holds_the_same(folder: Path, capfd: Capture) -> None:
    pack_with(folder, f1=FAILING)
    assert run(["rules", "test", "pack", "-f", "json"]) == 1
    data = json.loads(capfd.readouterr().out)
    assert data["pack"] == {"id": "flood-plan", "version": "1.0.0"}
    assert data["passed"] is False
    first, second, third = data["cases"]
    assert first == {
        "id": "F1.1 met",
        "subject": "F1.1",
        "name": "one channel",
        "file": "f1.test.yaml",
        "line": 5,
        "column": 7,
        "expected": {"outcome": "met", "by": ["warning.channels"], "score": None, "verdict": None},
        "found": "partly_met",
        "by": ["warning.channels"],
        "passed": False,
        "differences": [{"key": "expect", "found": "partly_met"}],
        "why": [
            "The warning channels are stated as local radio.",
            "There is 1 warning channel; the rule asks for at least 2.",
        ],
    }
    assert second["expected"] == {"outcome": "met", "by": ["warning.tested"], "score": "1/2", "verdict": "meets"}
    assert [one["key"] for one in second["differences"]] == ["by", "score", "verdict"]
    assert (third["passed"], third["why"]) == (True, [])
    assert (data["coverage"]["reached"], data["coverage"]["total"]) == (1, 21)
    assert {"subject": "W1", "outcome": "raised"} in data["coverage"]["missed"]
    assert [one["refuted"] for one in data["coverage"]["unreachable"]] == [False, True]


def test_json_is_the_same_wherever_the_pack_lies(folder: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    place = pack_with(folder, f1=FAILING)
    run(["rules", "test", "pack", "-f", "json"])
    here = capfd.readouterr().out
    monkeypatch.chdir("/")
    run(["rules", "test", place, "-f", "json"])
    assert capfd.readouterr().out == here
    assert str(folder) not in here


def test_a_pack_without_tests_fails(folder: Path, capfd: Capture) -> None:
    pack_with(folder)
    assert run(["rules", "test", "pack"]) == 1
    assert "This pack has no tests: no file of its folder ends with .test.yaml." in capfd.readouterr().out


def test_a_file_that_cannot_be_used_is_an_error_with_its_place(folder: Path, capfd: Capture) -> None:
    pack_with(folder, f1="base: riverside\ncases: {F1.1: [{expect: not not_met, by: warning.channels}]}")
    assert run(["rules", "test", "pack"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("pack/f1.test.yaml:2:25: error: 'not not_met' is not a value of 'expect' [TEST-VALUE]")


def test_a_pack_that_is_not_there(capfd: Capture) -> None:
    assert run(["rules", "test", "korean-peninsular"]) == 2
    assert "Did you mean korean-peninsula?" in capfd.readouterr().err


def test_what_the_files_say_does_nothing_to_the_terminal(folder: Path, capfd: Capture) -> None:
    # The reader refuses most control characters; what turns the line around is a letter to it.
    pack_with(folder, f1=FAILING.replace("one channel", "one \u202echannel"))
    assert run(["rules", "test", "pack"]) == 1
    assert "\u202e" not in capfd.readouterr().out
