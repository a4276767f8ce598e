"""Every message that a mistake on the command line gets, word for word, without usage lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from policycheck.cli.commands import policycheck
from policycheck.cli.door import run

MESSAGES = [
    ("evalute", "error: there is no command 'evalute'. Did you mean evaluate?"),
    ("xyz", f"error: there is no command 'xyz'. Known: {', '.join(sorted(policycheck.commands))}."),
    (
        "passing.yaml",
        "error: there is no command 'passing.yaml'. To evaluate this file: policycheck evaluate passing.yaml",
    ),
    ("rules lst", "error: there is no command 'lst'. Did you mean list?"),
    ("evaluate", "error: Missing argument 'PROPOSAL...'."),
    ("evaluate - -", "error: standard input (-) can be read only once."),
    ("evaluate passing.yaml --pack nowhere", "error: there is no pack 'nowhere' [PACK-NONE]\n"),
    (
        "evaluate passing.yaml --as-of 3.5.2020",
        "error: '3.5.2020' is not a date [USE-DATE]\n  help: Write the year, month and day: YYYY-MM-DD.",
    ),
    (
        "evaluate passing.yaml -o audit.docx",
        ".csv (csv), .md (markdown), .html (html), .pdf (pdf). A folder",
    ),
    (
        "evaluate passing.yaml failing.yaml -o a.json",
        "error: -o a.json: several proposals cannot share one file as json. Give a folder and a format",
    ),
    (
        "evaluate passing.yaml -o a_folder",
        "error: -o a_folder: which formats belong into this folder? Add -f, for example: -f pdf",
    ),
    ("evaluate passing.yaml -o new/", "error: -o new/: which formats belong into this folder? Add -f"),
    (
        "evaluate passing.yaml -f json -f pdf",
        "error: standard output takes one format. Write the others to files, for example: -o audit.pdf",
    ),
    (
        "evaluate passing.yaml failing.yaml -f json",
        "error: standard output takes one report as json, not several. Give a folder: -o reports/ -f json",
    ),
    ("evaluate passing.yaml -o a.json -o ./a.json", "error: -o ./a.json: this would overwrite another report of this"),
    ("evaluate proposal.json -o proposal.json", "error: -o proposal.json: this would overwrite the proposal itself."),
    (
        "evaluate passing.yaml -o passing.yaml/a.json --pack pack",
        "error: cannot write passing.yaml/a.json: ",
    ),
    ("evaluate passing.yaml -o passing.yaml/a.json --pack pack", "  help: A part of the path is a file, not a folder."),
    (
        "evaluate passing.yaml same_id.yaml -o reports/ -f json --pack pack",
        "error: reports/north_rock.json is not written: it would overwrite the report on passing.yaml [USE-TWICE]",
    ),
    (
        "evaluate passing.yaml same_id.yaml -o reports/ -f json --pack pack",
        "  help: Give the proposal in same_id.yaml an id of its own.\n",
    ),
    (
        "explain l11 --pack pack",
        "error: the pack lighthouse has nothing with the id 'l11' [USE-ID]\n  help: Did you mean L1",
    ),
    ("explain zzz --pack pack", "  help: policycheck rules list, with the same --pack, prints what there is."),
    (
        "explain f1.a",
        "has nothing with the id 'f1.a' [USE-ID]\n  help: The pack fair-data has it: add --pack fair-data.\n",
    ),
    ("explain F1.a --pack fair-dat", "  help: Did you mean fair-data? Or give the folder of a pack of your own.\n"),
    (
        "evaluate other.yaml",
        "other.yaml:9:1: error: no pack is named, so korean-peninsula was used; 'findability' is a section of the pack",
    ),
    (
        "evaluate other.yaml",
        " [USE-PACK]\n  help: Begin the file with the line 'pack: fair-data', or add --pack fair-data.\n",
    ),
    ("rules new a_folder", "error: a pack cannot be called 'a_folder' [USE-NAME]\n"),
    ("rules new pack", "error: the folder pack is not empty [USE-FOLDER]\n"),
]


OTHER = """\
proposal:
  id: plan
  title: Plan
  actor: a project
  status: first_version
  basis: as_written
  date: 2026-01-15
  covers: [findable]
findability: {pid: doi}
"""


@pytest.mark.parametrize(("line", "message"), MESSAGES, ids=[line for line, _ in MESSAGES])
def test_message(line: str, message: str, room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (room / "proposal.json").write_text("{}")
    (room / "other.yaml").write_text(OTHER)
    assert run(line.split()) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert "Errno" not in said


def test_a_wrong_proposal_gets_every_error_with_place_and_help(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "broken.yaml", "--pack", "pack"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "broken.yaml:13:9: error: 'wood' is not a value of 'fuel' [DOC-VALUE]\n  help: " in said.err
    assert "broken.yaml:14:3: error: lamp has no field 'colour' [DOC-UNKNOWN]\n  help: " in said.err
    assert said.err.endswith("broken.yaml: not evaluated, 2 errors.\n")


def test_warnings_are_said_and_quiet_silences_them(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = "evaluate warned.yaml --pack pack"
    assert run(line.split()) == 0
    assert ": warning: " in capsys.readouterr().err
    assert run([*line.split(), "-q"]) == 0
    assert capsys.readouterr().err == ""


def test_a_broken_pack_is_explained_once(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "passing.yaml", "failing.yaml", "--pack", "a_folder"]) == 2
    said = capsys.readouterr().err
    assert said.count("There is no file a_folder/pack.yaml") == 1
    assert "passing.yaml: not evaluated, 3 errors.\n" in said
    assert "failing.yaml: not evaluated, for the same reason.\n" in said
    assert said.endswith("Of 2 proposals, with exit code 2: passing.yaml, failing.yaml.\n")


def test_messages_are_harmless(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a terminal would act on, in a name or a value of the input, is shown and not sent."""
    (room / "evil.json").write_text('{"a\\u001b[31mb": "\\u202ec", "proposal": {"actor": "\\u001b]0;x\\u0007"}}')
    assert run(["evaluate", "evil.json", "--pack", "pack"]) == 2
    assert run(["evaluate", "evil\x1b[2J.yaml", "--pack", "pack"]) == 2
    assert run(["evaluate", "passing.yaml", "--pack", "no\x1b[2Jpack"]) == 2
    assert run(["explain", "\x1b[2J", "--pack", "pack"]) == 2
    assert run(["rules", "new", "\x1b[2J"]) == 2
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert "\u202e" not in said.err


def test_usage_errors_are_harmless(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in (["x\x1b[2Jy"], ["evaluate", "a", "-f", "\x1b[2J"], ["evaluate", "a", "-o", "\x1b[2J"]):
        assert run(line) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["x" * 61, "two\nlines", "\u202eright to left"])
def test_a_handling_mark_is_one_short_line(text: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["evaluate", "proposal.yaml", "--banner", text]) == 2
    assert "a handling mark is one line of at most 60 characters" in capfd.readouterr().err
