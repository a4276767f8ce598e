"""The reports of a run in their files: the results last, with the digests of the others; two runs do not mix."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import PASSING, environment

from policycheck.cli import locks
from policycheck.cli.door import run
from policycheck.cli.locks import Locks
from policycheck.cli.output import write_file

pytestmark = pytest.mark.untraced
posix = pytest.mark.skipif(sys.platform == "win32", reason="a POSIX matter")


def evaluate(line: str) -> int:
    return run(["evaluate", *line.split(), "--pack", "pack", "-q"])


def reports(results: Path) -> list[dict[str, Any]]:
    named: list[dict[str, Any]] = json.loads(results.read_bytes())["reports"]
    return named


def holds(results: Path) -> bool:
    """Whether every report that the results name has the digest that they state."""
    named = [(results.parent / one["file"], one) for one in reports(results)]
    return all(file.exists() and sha256(file.read_bytes()).hexdigest() == one["sha256"] for file, one in named)


def test_the_results_name_the_others_with_their_digests(room: Path) -> None:
    line = "passing.yaml -o out/a.json -o out/b.sarif -o out/deep/c.csv -o d.txt -o out/also.json"
    assert evaluate(line) == 0
    named = reports(room / "out" / "a.json")
    assert [(one["file"], one["format"]) for one in named] == [
        ("b.sarif", "sarif"),
        ("deep/c.csv", "csv"),
        (None, "terminal"),
    ]
    for one, path in zip(named, ("out/b.sarif", "out/deep/c.csv", "d.txt"), strict=True):
        content = (room / path).read_bytes()
        assert (one["size"], one["sha256"]) == (len(content), sha256(content).hexdigest())
    assert reports(room / "out" / "also.json") == named
    before = (room / "out" / "a.json").read_bytes()
    assert str(room) not in before.decode()
    assert evaluate(line) == 0
    assert (room / "out" / "a.json").read_bytes() == before


def test_each_proposal_in_a_folder_has_its_own_list(room: Path) -> None:
    assert evaluate("passing.yaml failing.yaml -o r/ -f json -f csv") == 1
    for name in ("north_rock", "south_rock"):
        assert [one["file"] for one in reports(room / "r" / f"{name}.json")] == [f"{name}.csv"]
        assert holds(room / "r" / f"{name}.json")


def test_results_without_other_files_name_none(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("passing.yaml -f json -o b.csv") == 0
    assert json.loads(capfd.readouterr().out)["reports"] == []
    assert evaluate("passing.yaml -o a.json") == 0
    assert reports(room / "a.json") == []


def test_the_results_come_last(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[str] = []
    real = os.replace

    def watch(source: str, target: str) -> None:
        moved.append(os.path.basename(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", watch)
    assert evaluate("passing.yaml -o a.json -o b.csv -o c.txt") == 0
    assert moved == ["b.csv", "c.txt", "a.json"]


def test_what_cannot_be_placed_is_not_named(
    room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    real = os.replace

    def refuse(source: str, target: str) -> None:
        if target.endswith("b.csv"):
            raise PermissionError(errno.EPERM, "Operation not permitted")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    (room / "b.csv").write_bytes(b"old")
    assert evaluate("passing.yaml -o a.json -o b.csv -o c.txt") == 2
    assert (room / "b.csv").read_bytes() == b"old"
    assert [one["file"] for one in reports(room / "a.json")] == ["c.txt"]
    assert "cannot write b.csv" in capfd.readouterr().err
    assert not list(room.glob(".policycheck-*"))


def test_two_formats_do_not_share_a_file(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert evaluate("passing.yaml -o csv:r/north_rock.json -o json:r/") == 2
    assert "it would overwrite another report" in capfd.readouterr().err
    assert (room / "r" / "north_rock.json").read_bytes().startswith(b"proposal,")


@posix
def test_a_device_is_no_file_to_name(room: Path) -> None:
    assert evaluate("passing.yaml -o a.json -o csv:/dev/null") == 0
    assert reports(room / "a.json") == []


@posix
def test_standard_output_may_be_named_as_a_file(room: Path) -> None:
    line = [sys.executable, "-m", "policycheck", "evaluate", "passing.yaml", "--pack", "pack", "-q"]
    done = subprocess.run(
        [*line, "-o", "json:/dev/stdout"], capture_output=True, cwd=room, env=environment(), check=False
    )
    assert (done.returncode, json.loads(done.stdout)["exit_code"], done.stderr) == (0, 0, b"")


def test_what_killed_runs_left_is_removed_by_the_next(room: Path) -> None:
    (room / "r").mkdir()
    for name in (".policycheck-abc.tmp", ".policycheck.yaml", "other.tmp"):
        (room / "r" / name).write_bytes(b"{")
    assert evaluate("passing.yaml -o r/a.json") == 0
    assert sorted(os.listdir(room / "r")) == [".policycheck.yaml", "a.json", "other.tmp"]


@posix
def test_a_run_waits_for_another_and_says_so(
    room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    other = locks._locked(str(room / "a_folder"), patient=True)
    assert other is not None

    def say(text: str) -> None:
        said.append(text)
        os.close(other)

    monkeypatch.setattr(locks, "_A_MOMENT", -1)
    monkeypatch.setattr(locks, "say", say)
    assert evaluate("passing.yaml -o a_folder/a.json") == 0
    assert said == [f"Another run writes into {room / 'a_folder'}: waiting for its end."]


@posix
def test_a_folder_that_comes_late_is_not_waited_for(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs that take two folders in different orders would wait for each other."""
    monkeypatch.setattr(locks, "_A_MOMENT", -1)
    (room / "a_folder" / ".policycheck-abc.tmp").write_bytes(b"of the other run")
    other = locks._locked(str(room / "a_folder"), patient=True)
    assert other is not None
    with Locks() as mine:
        mine.take([str(room)])
        mine.take(["a_folder"])
    os.close(other)
    assert (room / "a_folder" / ".policycheck-abc.tmp").exists()


def test_a_process_does_not_wait_for_itself(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_A_MOMENT", -1)
    with Locks() as mine:
        mine.take(["a_folder"])
        write_file("a_folder/b", b"b")
        mine.take(["a_folder"])
    assert (room / "a_folder" / "b").read_bytes() == b"b"
    assert not locks._OURS


TWO_RUNS = """
import os, sys, time
from policycheck.cli.door import run
real = os.replace
moved = []
def slowly(source, target):
    real(source, target)
    moved.append(target)
    if len(moved) == 1:
        os.write(1, b"up\\n")
        sys.stdin.read()  # until the other run is done, or has been given up
os.replace = slowly
sys.exit(run(sys.argv[1:]))
"""


@posix
def test_two_runs_into_one_folder_do_not_mix(room: Path) -> None:
    """The first stops between two files for as long as the second takes, which has to wait for it."""
    (room / "other.yaml").write_text(PASSING.replace("North Rock", "Another"), encoding="utf-8")
    line = ["--pack", "pack", "-q", "-o", "r/", "-f", "csv", "-f", "markdown", "-f", "json"]
    first = subprocess.Popen(
        [sys.executable, "-c", TWO_RUNS, "evaluate", "passing.yaml", *line],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=room,
        env=environment(),
    )
    assert first.stdin is not None
    assert first.stdout is not None
    assert first.stdout.readline() == b"up\n"
    arguments = [sys.executable, "-m", "policycheck", "evaluate", "other.yaml", *line]
    second = subprocess.Popen(arguments, stderr=subprocess.PIPE, cwd=room, env=environment())
    assert second.stderr is not None
    assert second.stderr.readline().startswith(b"Another run writes into "), "the second waits"
    first.stdin.close()
    assert (first.wait(timeout=300), second.wait(timeout=60)) == (0, 0)
    first.stdout.close()
    second.stderr.close()
    assert json.loads((room / "r" / "north_rock.json").read_bytes())["proposal"]["title"].startswith("Another")
    assert "Another" in (room / "r" / "north_rock.md").read_text(encoding="utf-8")
    assert holds(room / "r" / "north_rock.json")
