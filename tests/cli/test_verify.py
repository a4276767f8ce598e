"""`policycheck verify` as a program: its exit codes, what it prints, and that it needs nothing but the file."""

from __future__ import annotations

import json
import shutil
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from tests.cli.conftest import Program
from tests.verification.reports import carrying, listed

from policycheck.cli.door import run
from policycheck.verification.pdf import read_pdf

pytestmark = pytest.mark.untraced

EXAMPLE = Path(__file__).parents[2] / "examples" / "city-heat-plan" / "proposal.yaml"
OWN, OTHER = ("audit.pdf",), ("audit.pdf", "--with-pack")


@cache
def report() -> bytes:
    """A report by the room's own pack, made in the room."""
    assert run(["evaluate", "passing.yaml", "--pack", "pack", "-o", "audit.pdf", "-q"]) == 0
    return Path("audit.pdf").read_bytes()


@pytest.fixture
def reports(room: Path) -> Path:
    """The room, with that report in it."""
    (room / "audit.pdf").write_bytes(report())
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


def test_exit_codes(reports: Path, capfd: pytest.CaptureFixture[str]) -> None:
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
        found = run(["verify", *arguments])
        said = capfd.readouterr()
        assert (found, words in " ".join(said.out.split()), said.err) == (code, True, ""), said.out


def test_a_file_that_is_not_there(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "nowhere.pdf"]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert "nowhere.pdf: No such file or directory" in said.err


def test_a_file_that_is_too_large(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (room / "large.pdf").open("wb") as file:
        file.truncate((64 << 20) + 1)
    assert run(["verify", "large.pdf"]) == 2
    assert "larger than 64 MiB" in capfd.readouterr().out


def test_an_answer_for_programs(reports: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "audit.pdf", "-f", "json"]) == 2
    found = json.loads(capfd.readouterr().out)
    assert (found["answer"], found["exit_code"], found["report"]) == ("cannot_tell", 2, "audit.pdf")
    assert [step["name"] for step in found["steps"]] == ["attachments"]
    assert len(found["differences"]) == 1
    del reports


def test_a_report_by_the_shipped_pack_proves_itself_far_from_home(program: Program, room: Path) -> None:
    shutil.copy(EXAMPLE, room / "proposal.yaml")
    arguments = ("--as-of", "2027-01-01", "--banner", "대외비", "--draft", "--sign-off", "--paper", "letter")
    program("evaluate", "proposal.yaml", "-o", "audit.pdf", "-q", *arguments)
    (room / "proposal.yaml").unlink()
    (room / "a_folder" / "there.pdf").write_bytes((room / "audit.pdf").read_bytes())
    found = program("verify", "a_folder/there.pdf", TZ="Asia/Seoul", PYTHONHASHSEED="7")
    assert found.returncode == 0, found.stdout
    assert "the same as the one installed here" in " ".join(found.stdout.split())
    assert "byte for byte the same" in found.stdout


def test_standard_input_is_carried_too(program: Program, room: Path) -> None:
    text = (room / "passing.yaml").read_text(encoding="utf-8")
    program("evaluate", "-", "--pack", "pack", "-o", "audit.pdf", "-q", stdin=text)
    assert program("verify", *OTHER).returncode == 0


def test_a_report_that_carries_nothing(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["evaluate", "passing.yaml", "--pack", "pack", "-o", "audit.pdf", "-q", "--no-embed"])
    assert read_pdf((room / "audit.pdf").read_bytes()) == {}
    assert run(["verify", "audit.pdf"]) == 2
    assert "--no-embed" in capfd.readouterr().out
