"""Runs that end in the middle: kill -9, Ctrl-C, a full disk. Every report is old or new, and nothing is lost."""

from __future__ import annotations

import inspect
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from types import FrameType

import pytest
from tests.cli.conftest import PASSING, environment

from policycheck.cli.door import run

pytestmark = [
    pytest.mark.untraced,
    pytest.mark.skipif(sys.platform == "win32", reason="a POSIX matter"),
]

MOMENTS = 20
FORMATS = ("json", "csv", "sarif", "markdown")
NEW = ["evaluate", "new.yaml", "--pack", "pack", "-q", "-o", "r/", *(word for name in FORMATS for word in ("-f", name))]
OLD = ["old.yaml" if word == "new.yaml" else word for word in NEW]

CHILDREN = """
import os, sys
from policycheck.cli.door import run

def child(moment):
    '''Run, and die by kill -9 at that call of a function; how many calls there were, if it lives.'''
    count = 0
    def watch(frame, event, argument):
        nonlocal count
        if event in ('call', 'c_call', 'c_return'):
            count += 1
            if count == moment:
                os.kill(os.getpid(), 9)
    sys.setprofile(watch)
    code = run(sys.argv[1:])
    sys.setprofile(None)
    assert code == 0, code
    return count

child(-1), child(-1)  # so that all is imported, and what is kept is there
print(child(-1), flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        child(int(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""


def contents(folder: Path) -> dict[str, bytes]:
    """The reports in a folder by name; what is not in its place yet aside."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.startswith(".policycheck-")}


@pytest.fixture
def both(room: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The reports of an older and of a newer run into the same files."""
    (room / "old.yaml").write_text(PASSING.replace("North Rock", "Older"), encoding="utf-8")
    (room / "new.yaml").write_text(PASSING.replace("North Rock", "Newer"), encoding="utf-8")
    assert run(NEW) == 0
    new = contents(room / "r")
    assert run(OLD) == 0
    old = contents(room / "r")
    assert new.keys() == old.keys()
    assert all(new[name] != old[name] for name in new)
    return old, new


def put_back(folder: Path, reports: Mapping[str, bytes]) -> None:
    for name, content in reports.items():
        (folder / name).write_bytes(content)


def check(folder: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> set[str]:
    """Each report is old or new, whole. New results stand beside new reports only. The names of the new ones."""
    found = contents(folder)
    assert found.keys() == old.keys()
    for name, content in found.items():
        assert content in (old[name], new[name]), f"{name} is neither old nor new"
    changed = {name for name, content in found.items() if content == new[name]}
    results = json.loads(found["north_rock.json"])
    stated = {one["file"]: one["sha256"] for one in results["reports"]}
    unlike = {name for name in stated if sha256(found[name]).hexdigest() != stated[name]}
    if "north_rock.json" in changed:
        assert changed == found.keys()
    assert bool(unlike) is (changed not in (set(), found.keys())), "a mixture shows in the digests"
    return changed


def test_kill_9_at_random_moments(room: Path, both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    """Moments are calls of functions, drawn with a seed: half of them anywhere, half near the end, where files are."""
    old, new = both
    children = subprocess.Popen(
        [sys.executable, "-c", CHILDREN, *NEW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=room,
        env=environment(),
    )
    assert children.stdin is not None
    assert children.stdout is not None
    calls = int(children.stdout.readline())
    dice = random.Random(9)
    seen, left, killed = set(), 0, 0
    for number in range(MOMENTS):
        put_back(room / "r", old)
        children.stdin.write(f"{dice.randrange(1 if number % 2 else calls - 400, calls)}\n")
        children.stdin.flush()
        killed += children.stdout.readline() == "-9\n"
        seen.add(len(check(room / "r", old, new)))
        left += sum(file.name.startswith(".policycheck-") for file in (room / "r").iterdir())
    children.stdin.close()
    assert children.wait(timeout=300) == 0
    children.stdout.close()
    assert killed == MOMENTS
    assert left, "some moment lies between making a file and placing it"
    assert len(seen) > 1, "some moment lies between placing the first file and the last"
    assert run(NEW) == 0
    assert contents(room / "r") == new
    assert len(list((room / "r").iterdir())) == len(new), "what killed runs left is gone"


def test_ctrl_c_at_random_moments(
    room: Path, both: tuple[dict[str, bytes], dict[str, bytes]], capfd: pytest.CaptureFixture[str]
) -> None:
    old, new = both
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        calls = interrupted(-1)[1]
        dice = random.Random(2)
        for number in range(MOMENTS):
            put_back(room / "r", old)
            code, _ = interrupted(dice.randrange(1 if number % 2 else calls - 400, calls))
            changed = check(room / "r", old, new)
            assert changed in (set(), new.keys()), "Ctrl-C waits until all files are placed"
            assert code in ((130,) if not changed else (0, 130))
    finally:
        signal.signal(signal.SIGINT, before)
    said = capfd.readouterr()
    assert (said.out, said.err.strip()) == ("", "")
    assert run(NEW) == 0
    assert len(list((room / "r").iterdir())) == len(new)


def interrupted(moment: int) -> tuple[int, int]:
    """Run, with Ctrl-C at that call of a function of ours; the exit code and the number of calls."""
    count = 0

    def watch(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        # NOTE: no generators: one that is being closed swallows whatever is raised in it.
        ours = "policycheck" in frame.f_code.co_filename and not frame.f_code.co_flags & inspect.CO_GENERATOR
        if event == "call" and ours:
            count += 1
            if count == moment:
                signal.raise_signal(signal.SIGINT)

    traced = sys.getprofile()
    sys.setprofile(watch)
    try:
        return run(NEW), count
    finally:
        sys.setprofile(traced)


LIMITED = """
import resource, sys
from policycheck.cli.door import main
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
main()
"""


def test_a_disk_that_fills_up(room: Path, both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    """Files may grow to 3,000 bytes only, as if the disk were full then: CSV and Markdown fit, the results do not."""
    old, new = both
    arguments = [sys.executable, "-c", LIMITED, *NEW]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=room, env=environment(), check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "error: cannot write r/north_rock.json: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert check(room / "r", old, new) == {"north_rock.csv", "north_rock.md"}
    assert len(list((room / "r").iterdir())) == len(old), "no temporary file is left"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_device(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "passing.yaml", "--pack", "pack", "-q", "-o", "json:/dev/full", "-o", "a.csv"]) == 2
    assert "error: cannot write /dev/full: No space left on device" in capfd.readouterr().err
    assert (room / "a.csv").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount")
def test_a_file_system_that_is_full_or_read_only(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A real one of 8 KiB, where this machine lets us mount one."""
    small = room / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no mounting here")
    line = ["evaluate", "passing.yaml", "--pack", "pack", "-q", "-o", "small/a.json", "-o", "small/b.csv"]
    try:
        assert run(line) == 2
        assert "cannot write small/a.json: No space left on device" in capfd.readouterr().err
        assert os.listdir(small) == ["b.csv"]
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        assert run(line) == 2
        assert "cannot write small/a.json: Read-only file system" in capfd.readouterr().err
        assert os.listdir(small) == ["b.csv"]
    finally:
        subprocess.run(["umount", str(small)], check=True)
