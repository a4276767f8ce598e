"""A room to work in: a small pack, proposals for every answer, and the command line as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rendering.lighthouse import PROPOSAL, write_files

Program = Callable[..., "subprocess.CompletedProcess[str]"]

PASSING = (
    PROPOSAL.replace("hours: 9", "hours: 15")
    .replace("spare: false", "spare: true")
    .replace("horn: {loud: true}", "boats: {names: [Bee, Cod]}")
)
FILES = {
    "passing.yaml": PASSING,
    "failing.yaml": PASSING.replace("north_rock", "south_rock").replace("hours: 15", "hours: 2"),
    "nothing.yaml": PASSING.replace("north_rock", "west_rock").replace("[lamp, boats]", "[sound]"),
    "broken.yaml": PASSING.replace("fuel: oil", "fuel: wood\n  colour: red"),
    "warned.yaml": PASSING.replace("cite: The log}", "cite: The log, date: 2021-01-01}"),
    "same_id.yaml": PASSING,
}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `pack/`, the proposals of FILES, and `a_folder/`."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    fill(tmp_path)
    return tmp_path


def fill(folder: Path) -> None:
    """Write what stands in the room."""
    write_files(folder)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "a_folder").mkdir()


def environment(**changes: str) -> dict[str, str]:
    """The environment of a program that writes UTF-8 to no terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"}}
    return kept | {"PYTHONIOENCODING": "utf-8"} | changes


@pytest.fixture
def program(room: Path) -> Program:
    """Runs the command line as a program of its own, in the room."""

    def run(*arguments: str, stdin: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "policycheck", *arguments],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=room,
            env=environment(**changes),
            check=False,
            timeout=300,
        )

    return run
