"""`policycheck verify` as a program: its exit codes, what it prints, and that it needs nothing but the file."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from tests.cli.conftest import Program
from tests.verification.reports import carrying, listed

from policycheck.verification.pdf import read_pdf

pytestmark = pytest.mark.untraced

EXAMPLE = Path(__file__).parents[2] / "examples" / "singapore-2018" / "proposal.yaml"
OWN, OTHER = ("audit.pdf",), ("audit.pdf", "--with-pack")


@pytest.fixture
def reports(program: Program, room: Path) -> Path:
    """The room, with a report by the room's own pack."""
    assert program("evaluate", "passing.yaml", "--pack", "pack", "-o", "audit.pdf", "-q").returncode == 0
    return room


def _titled(data: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        document.docinfo["/Title"] = "Another"
        document.save(out)
    return out.getvalue()


def _better(data: bytes) -> bytes:
    files = read_pdf(data)
    files["results.json"] = files["results.json"].replace(b'"outcome": "not_applicable"', b'"outcome": "met"', 1)
    return carrying(data, listed(files))


def test_exit_codes(program: Program, reports: Path) -> None:
    whole = (reports / "audit.pdf").read_bytes()
    cases = [
        (whole, OTHER, 0, "audit.pdf: reproduced"),
        (whole, (*OTHER, "--results-only"), 0, "audit.pdf: reproduced"),
        (whole, OWN, 2, "help: To trust the pack that the report carries: --with-pack."),
        (_titled(whole), OTHER, 1, "the metadata differ"),
        (_better(whole), OTHER, 1, "L5: the report says met, evaluation says not applicable"),
        (whole + b" ", OTHER, 1, "something was added after the end of the report: 1 byte"),
        (whole[:-200], OTHER, 2, "the PDF is damaged"),
        (b"", OTHER, 2, "audit.pdf: cannot tell"),
    ]
    for data, arguments, code, words in cases:
        (reports / "audit.pdf").write_bytes(data)
        run = program("verify", *arguments)
        assert (run.returncode, words in " ".join(run.stdout.split()), run.stderr) == (code, True, ""), run.stdout


def test_a_file_that_is_not_there(program: Program) -> None:
    run = program("verify", "nowhere.pdf")
    assert (run.returncode, run.stdout) == (2, "")
    assert "nowhere.pdf: No such file or directory" in run.stderr


def test_a_file_that_is_too_large(program: Program, room: Path) -> None:
    with (room / "large.pdf").open("wb") as file:
        file.truncate((64 << 20) + 1)
    run = program("verify", "large.pdf")
    assert (run.returncode, "larger than 64 MiB" in run.stdout) == (2, True)


def test_an_answer_for_programs(program: Program, reports: Path) -> None:
    run = program("verify", "audit.pdf", "-f", "json")
    assert run.returncode == 2
    found = json.loads(run.stdout)
    assert (found["answer"], found["exit_code"], found["report"]) == ("cannot_tell", 2, "audit.pdf")
    assert [step["name"] for step in found["steps"]] == ["attachments"]
    assert len(found["differences"]) == 1
    del reports


def test_a_report_by_the_shipped_pack_proves_itself_far_from_home(program: Program, room: Path) -> None:
    shutil.copy(EXAMPLE, room / "proposal.yaml")
    arguments = ("--as-of", "2019-01-01", "--banner", "대외비", "--draft", "--sign-off", "--paper", "letter")
    program("evaluate", "proposal.yaml", "-o", "audit.pdf", "-q", *arguments)
    (room / "proposal.yaml").unlink()
    (room / "a_folder" / "there.pdf").write_bytes((room / "audit.pdf").read_bytes())
    run = program("verify", "a_folder/there.pdf", TZ="Asia/Seoul", PYTHONHASHSEED="7")
    assert run.returncode == 0, run.stdout
    assert "the same as the one installed here" in " ".join(run.stdout.split())
    assert "byte for byte the same" in run.stdout


def test_standard_input_is_carried_too(program: Program, room: Path) -> None:
    text = (room / "passing.yaml").read_text(encoding="utf-8")
    program("evaluate", "-", "--pack", "pack", "-o", "audit.pdf", "-q", stdin=text)
    assert program("verify", *OTHER).returncode == 0


def test_a_report_that_carries_nothing(program: Program, room: Path) -> None:
    program("evaluate", "passing.yaml", "--pack", "pack", "-o", "audit.pdf", "-q", "--no-embed")
    assert read_pdf((room / "audit.pdf").read_bytes()) == {}
    run = program("verify", "audit.pdf")
    assert (run.returncode, "--no-embed" in run.stdout) == (2, True)
