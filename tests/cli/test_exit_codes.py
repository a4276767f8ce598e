"""Every exit code of every command, from a table: 0 yes, 1 no, 2 could not, 70 a bug, 130 interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import PASSING, Program, environment

from policycheck.cli.door import run
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor

P = "--pack pack"
TABLE = [
    (0, "--version"),
    (0, "--help"),
    (2, ""),
    (2, "evalute"),
    (2, "passing.yaml"),
    (2, "--unknown"),
    (0, f"evaluate passing.yaml {P}"),
    (1, f"evaluate failing.yaml {P}"),
    (2, f"evaluate nothing.yaml {P}"),
    (2, f"evaluate broken.yaml {P}"),
    (2, f"evaluate missing.yaml {P}"),
    (2, f"evaluate a_folder {P}"),
    (0, f"evaluate warned.yaml {P}"),
    (0, f"evaluate passing.yaml -f json {P}"),
    (1, f"evaluate failing.yaml -f json {P}"),
    (1, f"evaluate failing.yaml -o out.json {P}"),
    (1, f"evaluate passing.yaml failing.yaml {P}"),
    (1, f"evaluate failing.yaml passing.yaml {P}"),
    (2, f"evaluate failing.yaml nothing.yaml passing.yaml {P}"),
    (2, f"evaluate broken.yaml failing.yaml {P}"),
    (0, f"evaluate passing.yaml --as-of 2024-02-29 {P}"),
    (2, f"evaluate passing.yaml --as-of 2023-02-29 {P}"),
    (2, f"evaluate passing.yaml --as-of soon {P}"),
    (2, "evaluate passing.yaml --pack nowhere"),
    (2, "evaluate passing.yaml --pack a_folder"),
    (2, "evaluate passing.yaml"),
    (2, "evaluate"),
    (2, f"evaluate - - {P}"),
    (2, f"evaluate - {P}"),
    (2, f"evaluate passing.yaml -f xml {P}"),
    (2, f"evaluate passing.yaml -f json -f pdf {P}"),
    (2, f"evaluate passing.yaml -o out.docx {P}"),
    (2, f"evaluate passing.yaml -o a_folder {P}"),
    (2, f"evaluate passing.yaml -o passing.yaml/out.json {P}"),
    (2, f"evaluate passing.yaml failing.yaml -o out.json {P}"),
    (2, f"evaluate passing.yaml failing.yaml -f json {P}"),
    (2, f"evaluate passing.yaml same_id.yaml -o reports/ -f json {P}"),
    (0, f"evaluate passing.yaml -o reports/ -f json {P}"),
    (0, f"evaluate passing.yaml --baseline earlier.json {P}"),
    (2, f"evaluate failing.yaml --baseline earlier.json {P}"),
    (2, f"evaluate passing.yaml --baseline missing.json {P}"),
    (2, f"evaluate passing.yaml --baseline passing.yaml {P}"),
    (2, f"evaluate passing.yaml --baseline a_folder {P}"),
    (0, f"diff passing.yaml same_id.yaml {P}"),
    (0, f"diff earlier.json passing.yaml {P}"),
    (1, f"diff passing.yaml failing.yaml {P}"),
    (1, f"diff passing.yaml failing.yaml -f json {P}"),
    (2, f"diff passing.yaml broken.yaml {P}"),
    (2, f"diff passing.yaml missing.yaml {P}"),
    (2, f"diff passing.yaml nowhere:passing.yaml {P}"),
    (2, f"diff one two passing.yaml {P}"),
    (2, f"diff passing.yaml a_folder {P}"),
    (2, f"diff earlier.json earlier.json {P}"),
    (2, "diff passing.yaml"),
    (0, f"explain L1 {P}"),
    (2, f"explain L99 {P}"),
    (2, "explain L1 --pack nowhere"),
    (2, "explain L1 --pack a_folder"),
    (2, "explain"),
    (0, f"rules list {P}"),
    (2, "rules list --pack nowhere"),
    (2, "rules list L1"),
    (0, f"rules show L1 {P}"),
    (2, f"rules show L99 {P}"),
    (2, "rules"),
    (2, "rules sho"),
    (0, f"schema {P}"),
    (0, "schema envelope"),
    (2, "schema unheard_of"),
    (2, "schema --pack nowhere"),
]


@pytest.mark.parametrize(("code", "line"), TABLE, ids=[line or "(nothing)" for _, line in TABLE])
def test_exit_code(code: int, line: str, room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    if "earlier.json" in line:
        run(["evaluate", "passing.yaml", "--pack", "pack", "-o", "earlier.json", "-q"])
    assert run(line.split()) == code
    written = capfd.readouterr()
    assert "Traceback" not in written.err
    several = code == 1 and line.count(".yaml") > 1 and "evaluate" in line
    assert bool(written.err) is (code == 2 or several or " -o " in line or "warned" in line)
    if code == 2 and "nothing" not in line and "broken.yaml failing" not in line:
        assert written.out == ""


def test_the_program_exits_with_the_code(program: Program) -> None:
    assert program("evaluate", "passing.yaml", "--pack", "pack").returncode == 0
    assert program("evaluate", "failing.yaml", "--pack", "pack").returncode == 1
    assert program("evaluate", "broken.yaml", "--pack", "pack").returncode == 2
    assert program("--version").stdout.startswith("policycheck ")


def break_the_audit_of(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Auditor.audit

    def audit(self: Auditor, source: str) -> Assessment:
        if source == name:
            raise ZeroDivisionError("nobody thought of this")
        return real(self, source)

    monkeypatch.setattr(Auditor, "audit", audit)


def test_a_bug_exits_70_and_says_what_to_report(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_the_audit_of("passing.yaml", monkeypatch)
    assert run(["evaluate", "passing.yaml"]) == 70
    said = capsys.readouterr()
    assert said.out == ""
    assert "this is a bug in policycheck" in said.err
    assert "ZeroDivisionError('nobody thought of this')" in said.err
    assert "at test_exit_codes.py:" in said.err
    assert "please report these lines" in said.err
    assert "Traceback" not in said.err


def test_a_bug_in_reporting_an_error_is_a_bug_too(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(problems: object) -> None:
        raise TypeError("no words")

    monkeypatch.setattr("policycheck.cli.guard.report_problems", fail)
    assert run(["explain", "L1", "--pack", "nowhere"]) == 70
    assert "TypeError('no words')" in capsys.readouterr().err


def test_after_a_bug_the_other_proposals_are_still_evaluated(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    break_the_audit_of("passing.yaml", monkeypatch)
    arguments = "evaluate broken.yaml passing.yaml failing.yaml --pack pack -o reports/ -f json"
    assert run(arguments.split()) == 70
    assert [file.name for file in (room / "reports").iterdir()] == ["south_rock.json"]


@pytest.mark.parametrize("command", ["explain L1", "rules list", "rules show L1", "schema"])
def test_a_bug_in_any_command_exits_70(
    command: str, room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr("policycheck.cli.inspect.load_pack", fail)
    assert run(command.split()) == 70
    assert "this is a bug in policycheck" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent differently there")
def test_ctrl_c_exits_130_quietly(room: Path) -> None:
    # NOTE: what a shell starts in the background ignores Ctrl-C, and so would its children.
    script = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); print('up', flush=True); "
    script += "from policycheck.cli.door import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", script, "evaluate", "-", "passing.yaml", "--pack", "pack"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=room,
        env=environment(),
    )
    assert running.stdout is not None
    assert running.stdin is not None
    assert running.stdout.readline() == "up\n"
    running.stdin.write(PASSING)
    wait_until_reading(running.pid)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=300)
    assert running.returncode == 130
    assert out == ""
    assert err.strip() == ""


def wait_until_reading(pid: int) -> None:
    """Until the program sleeps in a read, or (where that cannot be seen) for a while."""
    import time

    for _ in range(6000):
        time.sleep(0.05)
        try:
            if Path(f"/proc/{pid}/wchan").read_text().strip() in {"pipe_read", "anon_pipe_read"}:
                return
        except OSError:
            pass


def test_interruption_in_the_middle_exits_130(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(self: Auditor, source: str) -> Assessment:
        raise KeyboardInterrupt

    monkeypatch.setattr(Auditor, "audit", interrupt)
    assert run(["evaluate", "passing.yaml", "failing.yaml"]) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip() == ""
