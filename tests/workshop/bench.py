"""A pack with tests to break: the minimal pack of the documentation, copied, with other test files."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

from policycheck.errors import InputError, Problem
from policycheck.load.pack import load_pack
from policycheck.model.pack import Pack
from policycheck.workshop.cases import Suite
from policycheck.workshop.coverage import Trial, try_suite
from policycheck.workshop.read import read_suite

MINIMAL = Path(__file__).resolve().parents[2] / "docs" / "examples" / "minimal-pack"


def pack_with(folder: Path, *, files: dict[str, str] | None = None, **tests: str) -> str:
    """The folder of the minimal pack with these test files only, `f1="..."` for `f1.test.yaml`; `files` by name."""
    place = folder / "pack"
    shutil.copytree(MINIMAL, place, ignore=shutil.ignore_patterns("*.test.yaml"))
    written = {f"{name}.test.yaml": text for name, text in tests.items()} | (files or {})
    for name, text in written.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(dedent(text), encoding="utf-8")
    return str(place)


def read(place: str) -> tuple[Pack, Suite]:
    """The pack in that folder and its cases."""
    pack = load_pack(place)
    return pack, read_suite(place, pack)


def tried(folder: Path, text: str) -> Trial:
    """What comes of the cases under `cases`, all of which start from the base of the minimal pack."""
    return try_suite(*read(pack_with(folder, f1=_whole(text))))


def refused(folder: Path, text: str) -> tuple[Problem, ...]:
    """The problems of a test file; there have to be some."""
    try:
        read(pack_with(folder, f1=_whole(text)))
    except InputError as error:
        return error.problems
    raise AssertionError("the file was accepted")


def _whole(text: str) -> str:
    text = dedent(text)
    return text if text.startswith(("base:", "cases:")) else f"base: riverside\ncases:\n{_indented(text)}"


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.strip("\n").split("\n"))
