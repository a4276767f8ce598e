"""Waivers on the command line: the option, what is printed, exit codes, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]

WAIVERS = """\
waivers:
  - {id: W-1, rule: L1, scope: south_*, reason: The lamp is on order., requested_by: Ann, approved_by: Bo,
     from: 2026-01-01, until: 2026-06-30, ticket: T-1}
  - {id: W-2, rule: L3, scope: east_rock, reason: Nobody is there., requested_by: Ann, approved_by: Bo,
     from: 2026-01-01, until: 2026-06-30, ticket: T-2}
"""


@pytest.fixture(autouse=True)
def _with_waivers(room: Path) -> None:
    (room / "w.yaml").write_text(WAIVERS, encoding="utf-8")


def evaluated(capture: Capture, line: str) -> tuple[int, str, str]:
    code = run(["evaluate", "--pack", "pack", *line.split()])
    said = capture.readouterr()
    return code, said.out, said.err


def test_a_waiver_lets_the_gate_pass_and_says_so(room: Path, capfd: Capture) -> None:
    assert evaluated(capfd, "failing.yaml")[0] == 1
    code, out, err = evaluated(capfd, "failing.yaml --waivers w.yaml --as-of 2026-06-30 --explain-exit")
    assert code == 0
    assert "Gate passed with waivers." in out
    assert "does not meet" in out, "the headline stays"
    assert "  With waivers: 100 %, meets." in out
    assert "    WAIVED   W-1, 2026-01-01 until 2026-06-30, requested by Ann, approved by Bo,\n" in out
    assert "exit code 0: the gate, read with waivers, passed." in err
    assert "  waived  L1 (not met) by W-1, " in err
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2025-12-31T23:59:59Z", 1),
        ("2026-01-01T00:00:00Z", 0),
        ("2026-06-30T23:59:59Z", 0),
        ("2026-07-01T08:59:59+09:00", 0),
        ("2026-07-01T00:00:00Z", 1),
        ("2026-07-01", 1),
    ],
)
def test_the_first_and_the_last_second(moment: str, code: int, room: Path, capfd: Capture) -> None:
    assert evaluated(capfd, f"failing.yaml --waivers w.yaml --as-of {moment} -f json")[0] == code


def test_waivers_without_a_day_are_an_error(room: Path, capfd: Capture) -> None:
    code, out, err = evaluated(capfd, "failing.yaml passing.yaml --waivers w.yaml")
    assert (code, out) == (2, "")
    assert err.count("[USE-WAIVERS]") == 1
    assert "--as-of" in err


@pytest.mark.parametrize("line", ["--waivers none.yaml", "--waivers a_folder", "--waivers pack/pack.yaml"])
def test_what_is_no_file_of_waivers(line: str, room: Path, capfd: Capture) -> None:
    code, out, err = evaluated(capfd, f"failing.yaml --as-of 2026-01-01 {line}")
    assert (code, out) == (2, "")
    assert "error: " in err


def test_every_problem_is_told_once_with_its_place(room: Path, capfd: Capture) -> None:
    text = WAIVERS.replace("approved_by: Bo", "approved_by: ANN", 1).replace("scope: east_rock", 'scope: "*"')
    (room / "w.yaml").write_text(text, encoding="utf-8")
    code, _, err = evaluated(capfd, "failing.yaml passing.yaml --waivers w.yaml --as-of 2026-01-01")
    assert code == 2
    places = [line.partition(": ")[0] for line in err.splitlines() if "[WAIVER-" in line]
    lines = text.splitlines()
    assert places == [f"w.yaml:2:{lines[1].index('ANN') + 1}", f"w.yaml:4:{lines[3].index(chr(34)) + 1}"]


def test_a_rule_that_is_not_there_fails_only_the_proposal_that_is_meant(room: Path, capfd: Capture) -> None:
    (room / "w.yaml").write_text(WAIVERS.replace("rule: L1", "rule: L11"), encoding="utf-8")
    code, out, err = evaluated(capfd, "failing.yaml passing.yaml --waivers w.yaml --as-of 2026-01-01")
    assert code == 2
    assert "w.yaml:2:5: error: the pack lighthouse has no rule 'L11' to waive [WAIVER-RULE]" in err
    assert "Did you mean L1" in err
    assert "north_rock" in out


def test_waivers_for_nobody_are_named_after_a_run_over_several(room: Path, capfd: Capture) -> None:
    line = "failing.yaml passing.yaml --waivers w.yaml --as-of 2026-01-01"
    stranger = "w.yaml:4: waiver W-2: no proposal of this run is in its scope.\n"
    assert evaluated(capfd, line)[2] == stranger
    assert evaluated(capfd, f"{line} -q")[2] == ""
    assert evaluated(capfd, line.replace("passing.yaml ", ""))[2] == ""
    assert stranger not in evaluated(capfd, line.replace("passing", "broken"))[2]


def test_no_report_is_written_over_the_waivers(room: Path, capfd: Capture) -> None:
    code, _, err = evaluated(capfd, "failing.yaml --waivers w.yaml --as-of 2026-01-01 -o json:w.yaml")
    assert code == 2
    assert "the file of waivers" in err
    assert (room / "w.yaml").read_text(encoding="utf-8") == WAIVERS


def test_what_is_odd_is_told_where_reports_are_written(room: Path, capfd: Capture) -> None:
    code, _, err = evaluated(capfd, "failing.yaml --waivers w.yaml --as-of 2026-07-01 -o a.json")
    assert code == 1
    assert "  w.yaml:2: Waiver W-1 on L1 is expired: it ended on 2026-06-30, " in err
    assert json.loads((room / "a.json").read_bytes())["waivers"]["uses"] == []


def test_the_schema_is_printed(capfd: Capture) -> None:
    assert run(["schema", "waivers"]) == 0
    assert json.loads(capfd.readouterr().out)["$id"] == "urn:policycheck:waivers:1"
