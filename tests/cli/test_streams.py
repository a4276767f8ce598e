"""Standard output and standard error: colour, encodings, readers who leave, full disks, progress."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Program, environment

from policycheck.cli import progress, screen
from policycheck.cli.door import run

posix = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX matter")
EVALUATE = [sys.executable, "-m", "policycheck", "evaluate", "failing.yaml", "--pack", "pack"]
HELP = [sys.executable, "-m", "policycheck", "--help"]
MISUSE = [sys.executable, "-m", "policycheck", "evaluate", "--unheard-of"]
BROKEN = [sys.executable, "-m", "policycheck", "evaluate", "broken.yaml", "--pack", "pack"]


class Terminal:
    """Pretends to be a terminal, or not."""

    closed = False

    def __init__(self, *, tty: bool) -> None:
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


@pytest.mark.parametrize(
    ("tty", "environ", "coloured"),
    [
        (True, {"TERM": "xterm"}, True),
        (False, {"TERM": "xterm"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "0"}, False),
        (False, {"FORCE_COLOR": ""}, False),
        (True, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_when_there_is_colour(
    tty: bool, environ: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert screen.coloured(Terminal(tty=tty)) is coloured  # type: ignore[arg-type]


def test_a_pipe_gets_no_escape_codes(program: Program) -> None:
    for arguments in (["evaluate", "failing.yaml"], ["evaluate", "broken.yaml"], ["explain", "L1"], ["rules", "list"]):
        done = program(*arguments, "--pack", "pack", TERM="xterm-256color")
        assert "\x1b" not in done.stdout + done.stderr
        assert done.stdout or done.stderr


def test_colour_can_be_forced(program: Program) -> None:
    assert "\x1b[" in program("evaluate", "failing.yaml", "--pack", "pack", FORCE_COLOR="1").stdout
    assert "\x1b[31merror" in program("evaluate", "broken.yaml", "--pack", "pack", FORCE_COLOR="1").stderr


def test_an_output_that_knows_only_ascii_gets_ascii(program: Program) -> None:
    done = program("evaluate", "failing.yaml", "--pack", "pack", "--all", PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "x not met" in done.stdout
    assert "\\ub4f1\\ub300" in done.stdout  # the title's Korean, as it was written, in backslash escapes
    assert done.stderr == ""


def test_an_output_in_another_encoding_gets_what_it_can_show(room: Path) -> None:
    done = subprocess.run(EVALUATE, capture_output=True, check=False, env=environment(PYTHONIOENCODING="cp949"))
    assert "등대" in done.stdout.decode("cp949")


@posix
@pytest.mark.parametrize(
    ("command", "code"),
    [(EVALUATE, 1), (HELP, 0), (MISUSE, 2), (BROKEN, 2)],
    ids=["report", "help", "misuse", "broken"],
)
def test_a_reader_who_leaves_at_once(command: list[str], code: int, room: Path) -> None:
    """Both streams closed at the other end before a word is written: no traceback, and the code still tells."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False, env=environment())
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr
    assert b"Broken" not in done.stderr
    done = subprocess.run(command, stdout=writing, stderr=writing, check=False, env=environment())
    os.close(writing)
    assert done.returncode == code


@posix
def test_head_gets_its_line_and_the_files_are_written_all_the_same(room: Path) -> None:
    line = f"'{sys.executable}' -m policycheck evaluate failing.yaml --pack pack -f terminal -o a.json | head -1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, env=environment())
    assert done.stdout == 'North Rock: "light" & 등대\n'
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert (room / "a.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [EVALUATE, HELP], ids=["report", "help"])
def test_a_full_disk(command: list[str], room: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment())
        assert done.returncode == 2
        assert "No space left on device" in done.stderr
        assert "Exception ignored" not in done.stderr
        assert "Errno" not in done.stderr
        mute = subprocess.run(EVALUATE, stdout=subprocess.DEVNULL, stderr=full, check=False, env=environment())
        assert mute.returncode == 1


@posix
@pytest.mark.parametrize(("closed", "code"), [("<&-", 2), (">&-", 1), ("2>&-", 1)])
def test_closed_streams(closed: str, code: int, room: Path) -> None:
    source = "-" if closed == "<&-" else "failing.yaml"
    line = f"'{sys.executable}' -m policycheck evaluate {source} --pack pack {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == code
    assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- on a terminal


def on_a_terminal(command: list[str], **changes: str) -> tuple[int, str]:
    """Run with everything on one pseudo-terminal; the exit code, and what a person would see."""
    import pty

    master, slave = pty.openpty()
    running = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        close_fds=True,
        env=environment(**{"TERM": "xterm", **changes}),
    )
    os.close(slave)
    seen = bytearray()
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    return running.wait(timeout=300), seen.decode().replace("\r\n", "\n")


@posix
def test_a_terminal_gets_colour_and_its_own_width(room: Path) -> None:
    code, seen = on_a_terminal(EVALUATE, COLUMNS="50")
    assert code == 1
    assert "\x1b[31m✘ Gate failed:\x1b[0m" in seen
    assert max(len(line) for line in screen_text(seen).splitlines()) <= 50
    assert "\x1b" not in on_a_terminal(EVALUATE, NO_COLOR="1")[1]
    assert "\x1b" not in on_a_terminal(EVALUATE, TERM="dumb")[1]


def screen_text(seen: str) -> str:
    from click import unstyle

    return unstyle(seen)


@posix
def test_pdf_is_not_written_to_a_terminal(room: Path) -> None:
    driver = (
        "import sys; from policycheck.rendering import Format; from policycheck.cli.door import run\n"
        "Format.render = lambda self, assessment, options: b'%PDF-1.7 \\xff\\xfe'\n"
        "sys.exit(run(sys.argv[1:]))"
    )
    code, seen = on_a_terminal([sys.executable, "-c", driver, *EVALUATE[3:], "-f", "pdf"], NO_COLOR="1")
    assert code == 2
    error, hint = seen.splitlines()
    assert error == "error: the format pdf is not for reading on a terminal [USE-BINARY]"
    assert hint == "  help: Write it to a file: -o audit.pdf"


SLOWLY = """
import sys, time
from policycheck.cli import progress
from policycheck.cli.door import run
from policycheck.pipeline import Auditor
real = Auditor.audit
progress.A_MOMENT = {moment}
def audit(self, source):
    time.sleep({delay})
    return real(self, source)
Auditor.audit = audit
sys.exit(run(sys.argv[1:]))
"""
THREE = ["evaluate", "passing.yaml", "failing.yaml", "nothing.yaml", "--pack", "pack"]


def watched(delay: float, moment: float, *arguments: str) -> str:
    driver = SLOWLY.format(delay=delay, moment=moment)
    return on_a_terminal([sys.executable, "-c", driver, *arguments], NO_COLOR="1")[1]


@posix
def test_progress_is_shown_once_it_takes_a_moment(room: Path) -> None:
    seen = watched(0.15, 0.1, *THREE, "-o", "r/", "-f", "json")
    assert "Evaluating  [" in seen
    assert "1/3" in seen
    assert "2/3" in seen
    assert "\r\x1b[K" in seen
    last = seen.rsplit("Evaluating", 1)[1]
    assert last.startswith("  [" + "#" * 20 + "-" * 10 + "]  2/3\r\x1b[Knothing.yaml:"), "the bar is taken away again"


@posix
def test_no_progress_for_quick_runs_one_file_or_beside_a_report(room: Path) -> None:
    assert "Evaluating" not in watched(0, 60, *THREE, "-o", "r/", "-f", "json")
    assert "Evaluating" not in watched(0.15, 0.1, "evaluate", "passing.yaml", "--pack", "pack", "-o", "a.json")
    assert "Evaluating" not in watched(0.15, 0.1, *THREE)


def test_no_progress_without_a_terminal(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "A_MOMENT", -1)
    assert run([*THREE, "-o", "r/", "-f", "json"]) == 2
    assert "Evaluating" not in capsys.readouterr().err
