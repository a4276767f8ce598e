"""Profiles and gates on the command line: options, what is printed, exit codes, and the words for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]

MINE = """\
id: mine
title: Mine
weights: equal
drop: {L5: No gas here.}
rules: {L1: {weight: 2, reason: Ships first.}}
numbers: {long_night: {value: 16, reason: Winter.}}
gate:
  verdict: does_not_meet
  recommendations: {L: {score: 0.5}}
"""


@pytest.fixture(autouse=True)
def _with_profile(room: Path) -> None:
    (room / "mine.yaml").write_text(MINE, encoding="utf-8")


def evaluated(capture: Capture, *arguments: str) -> tuple[int, str, str]:
    code = run(["evaluate", "--pack", "pack", *arguments])
    said = capture.readouterr()
    return code, said.out, said.err


def results(capture: Capture, *arguments: str) -> tuple[int, Any]:
    code, out, _ = evaluated(capture, "-f", "json", *arguments)
    return code, json.loads(out)


# ---------------------------------------------------------------- profiles


def test_a_profile_is_printed_with_everything_it_changes(capfd: Capture) -> None:
    code, out, err = evaluated(capfd, "passing.yaml", "--profile", "mine.yaml")
    block = out.partition("Profile ")[2].partition("\n\n")[0]
    assert (code, err) == (0, "")
    assert "Profile " + block == (
        "Profile mine (Mine): 4 departures from the pack and 2 conditions of the gate:\n"
        "  Number long_night (hours of a long night): 16, in the pack 14.5. Reason:\n"
        "    Winter.\n"
        "  Weight of L1: 2, in the pack 4. Reason: Ships first.\n"
        "  L5 (Store gas safely): dropped, in the pack weight 1, minor. Reason: No gas\n"
        "    here.\n"
        "  Weight of L2: 1, in the pack 1.5."
    )
    assert "with the profile mine, as of" in " ".join(out.split())


def test_by_hand_what_the_profile_comes_to(capfd: Capture) -> None:
    """15 hours are less than the profile's 16: L1 is partly met. (2 * 1/2 + 1 + 1 + 1) of 5 are 4/5."""
    _, value = results(capfd, "passing.yaml", "--profile", "mine.yaml")
    part = value["recommendations"][0]
    assert [(one["rule"], one["outcome"], one["weight"]["exact"]) for one in part["findings"]] == [
        ("L1", "partly_met", "2"),
        ("L2", "met", "1"),
        ("L3", "met", "1"),
        ("L4", "met", "1"),
    ]
    assert part["score"]["as_stated"]["exact"] == "4/5"
    assert part["verdict"] == "largely_meets"
    assert value["profile"]["file"] == "mine.yaml"
    assert value["profile"]["changes"][2] == {
        "what": "L5 (Store gas safely)",
        "pack": "weight 1, minor",
        "profile": "dropped",
        "reason": "No gas here.",
    }
    assert value["scale"]["numbers"] == [{"name": "long_night", "title": "hours of a long night", "value": 16}]
    _, plain = results(capfd, "passing.yaml")
    assert plain["profile"] is None
    assert plain["pack"]["digest"] == value["pack"]["digest"]


@pytest.mark.parametrize("name", ["strict", "equal-weights"])
def test_shipped_profiles_are_found_by_name_wherever_one_is(name: str, capfd: Capture) -> None:
    _, value = results(capfd, "passing.yaml", "--profile", name)
    assert (value["profile"]["id"], value["profile"]["file"]) == (name, f"profiles/{name}.yaml")


def test_a_response_to_a_dropped_rule_is_no_error(room: Path, capfd: Capture) -> None:
    text = (room / "passing.yaml").read_text(encoding="utf-8").replace("{finding: L2,", "{finding: L5,")
    (room / "answered.yaml").write_text(text, encoding="utf-8")
    code, _, err = evaluated(capfd, "answered.yaml", "--profile", "mine.yaml")
    assert (code, err) == (0, "")


def test_a_bad_profile_is_told_once_with_its_place(room: Path, capfd: Capture) -> None:
    (room / "bad.yaml").write_text("id: bad\ntitle: Bad\nweigths: equal\n", encoding="utf-8")
    code, out, err = evaluated(capfd, "passing.yaml", "failing.yaml", "--profile", "bad.yaml")
    assert (code, out) == (2, "")
    assert err == (
        "bad.yaml:3:1: error: the profile has no field 'weigths' [PROFILE-UNKNOWN]\n  help: Did you mean weights?\n"
    )


def test_a_profile_that_does_not_fit_the_pack_is_told_once(room: Path, capfd: Capture) -> None:
    (room / "bad.yaml").write_text("id: bad\ntitle: Bad\ndrop: {L2: Because}\n", encoding="utf-8")
    code, out, err = evaluated(capfd, "passing.yaml", "failing.yaml", "--profile", "bad.yaml")
    assert (code, out) == (2, "")
    assert err.count("bad.yaml:3:8: error: L4 requires L2, which is dropped [PROFILE-DROP]\n") == 1
    assert "failing.yaml: not evaluated, for the same reason." in err


def test_text_of_a_profile_is_made_visible(room: Path, capfd: Capture) -> None:
    text = 'id: odd\ntitle: "\\e[31mred\\u202E"\ndrop: {L5: "\\e]0;x\\a<b>&"}\n'
    (room / "odd.yaml").write_text(text, encoding="utf-8")
    _, out, err = evaluated(capfd, "passing.yaml", "--profile", "odd.yaml")
    assert not {"\x1b", "\u202e", "\a"} & set(out + err)


# ---------------------------------------------------------------- precedence


def test_command_line_before_profile_before_default(capfd: Capture) -> None:
    _, value = results(capfd, "passing.yaml", "--profile", "mine.yaml", "--gate", "L.score=0.9", "--gate", "stated=0.1")
    assert [tuple(entry.values()) for entry in value["gate"]["settings"]] == [
        ("verdict", "does_not_meet", "profile"),
        ("L.score", "0.9", "command line"),
        ("critical", "contradicted", "default"),
        ("stated", "0.1", "command line"),
        ("not_stated", "fail", "default"),
    ]


# ---------------------------------------------------------------- the gate


def test_every_condition_is_reported_and_any_shuts_the_gate(capfd: Capture) -> None:
    code, out, _ = evaluated(capfd, "passing.yaml", "--gate", "stated=0.5", "--gate", "answered=high")
    assert code == 1
    assert "✘ Gate failed:\n" in out
    assert "  ✔ verdict (default) every recommendation in scope is at least 'partly meets';" in out
    assert "  ✔ stated (command line) at least 50 % of the rules that apply are stated;" in out
    assert "  ✘ answered (command line) no advisory of level high is raised and not" in out
    assert "      A1 (Oil in winter) is raised and not answered.\n" in out


def test_the_default_gate_prints_what_it_always_did(capfd: Capture) -> None:
    _, out, _ = evaluated(capfd, "failing.yaml")
    assert "\n✘ Gate failed:\n  It does not meet L (Keep the light).\n\nL  Keep the light\n" in out
    _, out, _ = evaluated(capfd, "passing.yaml")
    assert "\n✔ Gate passed.\n\nL  Keep the light\n" in out


def test_silence_may_be_allowed(room: Path, capfd: Capture) -> None:
    text = (room / "passing.yaml").read_text(encoding="utf-8").replace("  hours: 15\n", "")
    (room / "silent.yaml").write_text(text, encoding="utf-8")
    assert evaluated(capfd, "silent.yaml", "--gate", "verdict=largely_meets")[0] == 1
    code, out, _ = evaluated(capfd, "silent.yaml", "--gate", "verdict=largely_meets", "--gate", "not_stated=allow")
    assert code == 0
    assert "not_stated (command line) What is not stated is judged by what it could still become." in " ".join(
        out.split()
    )


def test_no_gate_reports_without_failing(capfd: Capture) -> None:
    code, out, _ = evaluated(capfd, "failing.yaml", "--no-gate")
    assert code == 0
    assert "✘ Gate failed, and is not enforced:\n  It does not meet L" in out
    code, value = results(capfd, "failing.yaml", "--no-gate")
    assert (code, value["exit_code"], value["gate"]["passed"], value["gate"]["enforced"]) == (0, 0, False, False)
    assert value["exit_reason"].startswith("Gate failed, and is not enforced: It does not meet L")
    assert evaluated(capfd, "nothing.yaml", "--no-gate")[0] == 2, "nothing to judge is no matter of the gate"
    assert evaluated(capfd, "broken.yaml", "--no-gate")[0] == 2


def test_bad_conditions_are_told_once_before_anything_is_read(capfd: Capture) -> None:
    code, out, err = evaluated(capfd, "passing.yaml", "failing.yaml", "--gate", "verdict=best", "--gate", "x")
    assert (code, out) == (2, "")
    assert err.count("[USE-GATE]") == 2


def test_a_recommendation_that_is_not_there(capfd: Capture) -> None:
    code, _, err = evaluated(capfd, "passing.yaml", "--gate", "Z.score=0.5")
    assert code == 2
    assert "error: the pack lighthouse has no recommendation 'Z' [USE-GATE]\n  help: Known here: B, H, L.\n" in err


def test_a_gate_that_asks_nothing(capfd: Capture) -> None:
    code, _, err = evaluated(capfd, "passing.yaml", "--gate", "verdict=none", "--gate", "critical=none")
    assert code == 2
    assert "nothing is left that the gate asks for [USE-GATE]" in err


# ---------------------------------------------------------------- --explain-exit


def test_the_condition_that_made_the_exit_code_is_named(capfd: Capture) -> None:
    code, _, err = evaluated(capfd, "failing.yaml", "--explain-exit", "--gate", "stated=0.2")
    assert code == 1
    asked = "every recommendation in scope is at least 'partly meets'"
    assert err.splitlines() == [
        "failing.yaml: exit code 1: the gate failed, because of: verdict.",
        f"  failed  verdict (default): {asked}; found: L does not meet, B meets.",
        "            It does not meet L (Keep the light).",
        "  passed  critical (default): no critical rule is contradicted; found: none.",
        "  passed  stated (command line): at least 20 % of the rules that apply are stated; found: 100 % (5 of 5).",
    ]


def test_every_other_code_has_its_reason_too(room: Path, capfd: Capture) -> None:
    def reason(*arguments: str) -> tuple[int, str]:
        code, _, err = evaluated(capfd, "--explain-exit", "-q", *arguments)
        return code, next(line for line in err.splitlines() if "exit code" in line)

    assert reason("passing.yaml") == (0, "passing.yaml: exit code 0: the gate passed.")
    code, said = reason("failing.yaml", "--no-gate")
    assert (code, said.partition(": exit")[2]) == (
        0,
        " code 0: the gate is not enforced (--no-gate); it would give 1, because of: verdict.",
    )
    code, said = reason("nothing.yaml")
    assert (code, "no recommendation has a grade, so there is nothing to judge: L is out of scope" in said) == (2, True)
    assert reason("broken.yaml") == (2, "broken.yaml: exit code 2: not evaluated, 2 problems, said above.")
    code, said = reason("passing.yaml", "-o", "passing.yaml/x.json")
    assert (code, said.partition(": exit")[2]) == (
        2,
        " code 2: a report could not be made or written, for the reason said above; the proposal itself gives 0.",
    )


def test_of_several_the_worst_is_explained(capfd: Capture) -> None:
    code, _, err = evaluated(capfd, "passing.yaml", "failing.yaml", "same_id.yaml", "--explain-exit")
    assert code == 1
    assert err.splitlines()[-1] == "exit code 1: the worst of 3 proposals (2 with 0, 1 with 1)."


# ---------------------------------------------------------------- the report


def test_the_report_names_profile_and_conditions(room: Path) -> None:
    assert run(["evaluate", "passing.yaml", "--pack", "pack", "--profile", "mine.yaml", "-q", "-o", "a.pdf"]) == 0
    document = pypdfium2.PdfDocument((room / "a.pdf").read_bytes())
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    assert "mine,Mine:4departuresfromthepack" in pages[0]
    whole = "".join(pages)
    for words in ("Overrides:whattheprofileminechanged", "Winter.", "L5(Storegassafely)", "weight1,minor", "dropped"):
        assert words in whole
    assert "ThescoreofLisatleast50%.Setby:profile." in whole
