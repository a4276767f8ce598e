"""Every command by every kind of end, from one table: a command without a row, or a row without a kind, fails.

The lines run in the room of conftest.py, with `made/` (a pack from `rules new`), `bad/` (a pack that does not load) and
`audit.html` (a report). An entry that is no line says, after a dash, why the command cannot end so.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import click
import pytest
from tests.cli.conftest import fill
from tests.load.test_renames import OLD
from tests.renamed import renamed_pack

from policycheck.cli.commands import policycheck
from policycheck.cli.door import run

pytestmark = pytest.mark.untraced

KINDS = {"yes": 0, "no": 1, "absent": 2, "invalid": 2, "pack": 2, "unwritable": 2}
"""Yes; no; what is named is not there; what is named cannot be used; its pack cannot; the output cannot be written."""

NEVER = "- it answers no question"
STDOUT = "- it writes to standard output only: see test_a_full_standard_output"
NO_PACK = "- it takes no pack"
P = "--pack pack"

TABLE: dict[str, dict[str, str]] = {
    "evaluate": {
        "yes": f"passing.yaml {P}",
        "no": f"failing.yaml {P}",
        "absent": f"missing.yaml {P}",
        "invalid": f"broken.yaml {P}",
        "pack": "passing.yaml --pack bad",
        "unwritable": f"passing.yaml {P} -o passing.yaml/a.json",
    },
    "verify": {
        "yes": "audit.html --with-pack",
        "no": "forged.html --with-pack",
        "absent": "missing.html",
        "invalid": "passing.yaml",
        "pack": "audit.html",
        "unwritable": STDOUT,
    },
    "diff": {
        "yes": f"passing.yaml same_id.yaml {P}",
        "no": f"passing.yaml failing.yaml {P}",
        "absent": f"passing.yaml missing.yaml {P}",
        "invalid": f"passing.yaml broken.yaml {P}",
        "pack": "passing.yaml same_id.yaml --pack bad",
        "unwritable": STDOUT,
    },
    "agree": {
        "yes": f"passing.yaml same_id.yaml {P}",
        "no": f"passing.yaml proposal.yaml {P}",
        "absent": f"passing.yaml missing.yaml {P}",
        "invalid": f"passing.yaml broken.yaml {P}",
        "pack": "passing.yaml same_id.yaml --pack bad",
        "unwritable": f"passing.yaml same_id.yaml {P} -o passing.yaml/a.json",
    },
    "init": {
        "yes": f"begun.yaml {P}",
        "no": NEVER,
        "absent": "begun.yaml --pack nowhere",
        "invalid": f"begun.yaml {P} --date soon",
        "pack": "begun.yaml --pack bad",
        "unwritable": f"passing.yaml/begun.yaml {P}",
    },
    "interview": {
        "yes": f"passing.yaml {P}",
        "no": NEVER,
        "absent": f"missing.yaml {P}",
        "invalid": f"broken.yaml {P}",
        "pack": "passing.yaml --pack bad",
        "unwritable": "- a proposal that can be read stands where it can be written: see test_outputs.py",
    },
    "next": {
        "yes": f"passing.yaml {P}",
        "no": NEVER,
        "absent": f"missing.yaml {P}",
        "invalid": f"broken.yaml {P}",
        "pack": "passing.yaml --pack bad",
        "unwritable": STDOUT,
    },
    "fix": {
        "yes": f"passing.yaml {P}",
        "no": "former.yaml --check --pack renamed",
        "absent": f"missing.yaml {P}",
        "invalid": f"unreadable.yaml {P}",
        "pack": "passing.yaml --pack bad",
        "unwritable": "- a proposal that can be read stands where it can be written: see test_outputs.py",
    },
    "explain": {
        "yes": f"passing.yaml L1 {P}",
        "no": NEVER,
        "absent": f"L99 {P}",
        "invalid": "L1 --pack a_folder",
        "pack": "L1 --pack bad",
        "unwritable": STDOUT,
    },
    "repair": {
        "yes": f"failing.yaml {P}",
        "no": f"failing.yaml --tries 1 {P}",
        "absent": f"missing.yaml {P}",
        "invalid": f"broken.yaml {P}",
        "pack": "passing.yaml --pack bad",
        "unwritable": f"passing.yaml {P} -o passing.yaml/copy.yaml",
    },
    "plan": {
        "yes": f"passing.yaml --target partly_meets {P}",
        "no": f"failing.yaml --tries 1 --target meets {P}",
        "absent": f"missing.yaml --target meets {P}",
        "invalid": f"broken.yaml --target meets {P}",
        "pack": "passing.yaml --target meets --pack bad",
        "unwritable": f"failing.yaml --target partly_meets {P} -o passing.yaml/copy.yaml",
    },
    "schema": {
        "yes": P,
        "no": NEVER,
        "absent": "unheard_of",
        "invalid": "--pack a_folder",
        "pack": "--pack bad",
        "unwritable": STDOUT,
    },
    "lsp": {
        "yes": f"--check {P}",
        "no": "- with --check it starts or it cannot: see tests/editor/test_server.py",
        "absent": "--check --pack nowhere",
        "invalid": "--check --pack a_folder",
        "pack": "--check --pack bad",
        "unwritable": STDOUT,
    },
    "completion": {
        "yes": "zsh",
        "no": NEVER,
        "absent": "unheard_of",
        "invalid": "- it reads nothing",
        "pack": NO_PACK,
        "unwritable": STDOUT,
    },
    "rules list": {
        "yes": P,
        "no": NEVER,
        "absent": "--pack nowhere",
        "invalid": "--pack a_folder",
        "pack": "--pack bad",
        "unwritable": STDOUT,
    },
    "rules show": {
        "yes": f"L1 {P}",
        "no": NEVER,
        "absent": f"L99 {P}",
        "invalid": "L1 --pack a_folder",
        "pack": "L1 --pack bad",
        "unwritable": STDOUT,
    },
    "rules new": {
        "yes": "another",
        "no": NEVER,
        "absent": "- what it names must not be there",
        "invalid": "made",
        "pack": NO_PACK,
        "unwritable": "passing.yaml/another",
    },
    "rules test": {
        "yes": "made",
        "no": "pack",
        "absent": "nowhere",
        "invalid": "a_folder",
        "pack": "bad",
        "unwritable": STDOUT,
    },
    "rules lint": {
        "yes": "pack",
        "no": "slip",
        "absent": "nowhere",
        "invalid": "a_folder",
        "pack": "bad",
        "unwritable": STDOUT,
    },
    "rules docs": {
        "yes": "pack -o docs",
        "no": "pack -o nothing --check",
        "absent": "nowhere -o docs",
        "invalid": "a_folder -o docs",
        "pack": "bad -o docs",
        "unwritable": "pack -o passing.yaml/docs",
    },
    "rules diff": {
        "yes": "pack pack --corpus .",
        "no": "pack slip --corpus .",
        "absent": "pack nowhere --corpus .",
        "invalid": "pack pack --corpus a_folder",
        "pack": "pack bad --corpus .",
        "unwritable": STDOUT,
    },
}


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


COMMANDS = dict(commands(policycheck))
LINES = [
    pytest.param(f"{name} {line}", KINDS[kind], id=f"{name}-{kind}")
    for name, row in TABLE.items()
    for kind, line in row.items()
    if not line.startswith("- ")
]
ANSWERED = [pytest.param(name, f"{name} {TABLE[name]['yes']}", id=name) for name in TABLE]


@pytest.fixture(scope="module")
def made_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with everything that the table names."""
    room = tmp_path_factory.mktemp("made") / "room"
    room.mkdir()
    fill(room)

    def changed(folder: str, new: str) -> None:
        copytree(room / "pack", room / folder)
        file = room / folder / "horn.yaml"
        old = "{field: horn.loud, is: true}"
        assert old in file.read_text(encoding="utf-8")
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    changed("bad", "{field: horn.lout, is: true}")
    changed("slip", "{all: [{field: horn.loud, is: true}, {field: horn.loud, is: false}]}")
    renamed_pack(room / "renamed")
    (room / "former.yaml").write_text(OLD, encoding="utf-8")
    (room / "unreadable.yaml").write_text("proposal: [\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(room)
        assert run(["rules", "new", "made"]) == 0
        assert run(["evaluate", "passing.yaml", "--pack", "pack", "-q", "-o", "audit.html"]) == 0
    page = (room / "audit.html").read_text(encoding="utf-8")
    (room / "forged.html").write_text(page.replace("<title>", "<title>Not "), encoding="utf-8")
    return room


@pytest.fixture
def full_room(made_room: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that room to work in, with nothing on standard input."""
    copytree(made_room, tmp_path / "room")
    monkeypatch.chdir(tmp_path / "room")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        yield tmp_path / "room"


def test_every_command_has_a_row_with_every_kind() -> None:
    assert TABLE.keys() == COMMANDS.keys()
    assert {name for name, row in TABLE.items() if row.keys() != KINDS.keys()} == set()


@pytest.mark.parametrize(("line", "code"), LINES)
def test_the_table(line: str, code: int, full_room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(line.split()) == code
    said = capfd.readouterr()
    assert "Traceback" not in said.err
    assert re.search(r"\berror: |cannot tell", said.err + said.out) or code < 2, "what could not be done is said"
    if code == 2 and "cannot tell" not in said.out:
        assert said.out == "", "standard output is for answers"


@pytest.mark.parametrize("name", COMMANDS)
def test_wrong_use(name: str, room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--unheard-of"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert "error: No such option" in said.err
    assert f"Try 'policycheck {name} --help' for help." in said.err


@pytest.mark.parametrize("name", COMMANDS)
def test_help(name: str, room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help"]) == 0
    said = capfd.readouterr()
    assert said.err == ""
    assert all(re.search(rf"\n +{code} ", said.out) for code in (0, 1, 2, 70, 130)), "the codes stand in every help"


@pytest.mark.parametrize(("error", "code"), [(ZeroDivisionError("oh"), 70), (KeyboardInterrupt(), 130)])
@pytest.mark.parametrize("name", COMMANDS)
def test_bugs_and_interruptions(
    name: str,
    error: BaseException,
    code: int,
    room: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def end(**options: object) -> int:
        raise error

    monkeypatch.setattr(COMMANDS[name], "callback", end)
    line = TABLE[name]["yes"].split()
    assert run([*name.split(), *line]) == code
    said = capfd.readouterr()
    assert said.out == ""
    assert ("this is a bug in policycheck" in said.err) is (code == 70)
    assert "Traceback" not in said.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(("name", "line"), ANSWERED)
def test_a_full_standard_output(
    name: str, line: str, full_room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The answer was not delivered: 2, or 0 of those that have none to print."""
    with open("/dev/full", "w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        code = run(line.split())
        monkeypatch.undo()
    said = capfd.readouterr().err
    assert (code, "cannot write standard output: No space left" in said) in [(2, True), (0, False)]
    assert (code == 0) is (name in {"fix", "rules docs"})


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX matter")
@pytest.mark.parametrize(("name", "line"), ANSWERED)
def test_a_reader_who_has_left(
    name: str, line: str, full_room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert run(line.split()) == 0
        monkeypatch.undo()
    said = capfd.readouterr().err
    assert "error" not in said
    assert "Traceback" not in said


AS_JSON = [
    pytest.param(f"{name} {TABLE[name][kind]} -f json", KINDS[kind], id=f"{name}-{kind}")
    for name, command in COMMANDS.items()
    if any("-f" in option.opts for option in command.params)
    for kind in ("yes", "no")
    if not TABLE[name][kind].startswith("-")
]


@pytest.mark.parametrize(("line", "code"), AS_JSON)
def test_json_on_standard_output_is_json_and_nothing_else(
    line: str, code: int, full_room: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == code
    assert isinstance(json.loads(capfd.readouterr().out), dict | list)
