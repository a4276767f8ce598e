"""`policycheck verify` as a program: its exit codes, what it prints, and that it needs nothing but the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Program

from policycheck.cli.door import run
from policycheck.verification.html import read_html

pytestmark = pytest.mark.untraced

EXAMPLE = Path(__file__).parents[2] / "examples" / "city-heat-plan" / "proposal.yaml"
OWN, OTHER = ("audit.html",), ("audit.html", "--with-pack")


@pytest.fixture
def reports(room: Path) -> Path:
    """The room, with a report by the room's own pack: as HTML, which is made in a tenth of the time of a PDF."""
    assert run(["evaluate", "passing.yaml", "--pack", "pack", "-o", "audit.html", "-q"]) == 0
    return room


def _better(data: bytes) -> bytes:
    """The report with a page that says more than the results."""
    worse, better = b"North Rock", b"South Rock"
    assert worse in data
    return data.replace(worse, better, 1)


def test_exit_codes(reports: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = (reports / "audit.html").read_bytes()
    cases = [
        (whole, OTHER, 0, "audit.html: reproduced"),
        (whole, (*OTHER, "--results-only"), 0, "audit.html: reproduced"),
        (whole, OWN, 2, "help: To trust the pack that the report carries: --with-pack."),
        (_better(whole), OTHER, 1, "audit.html: not reproduced"),
        (whole + b" ", OTHER, 1, "audit.html: not reproduced"),
        (b"%PDF-1.7" + whole[:200], OTHER, 2, "the PDF is damaged"),
        (b"", OTHER, 2, "audit.html: cannot tell"),
    ]
    for data, arguments, code, words in cases:
        (reports / "audit.html").write_bytes(data)
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
    assert run(["verify", "audit.html", "-f", "json"]) == 2
    found = json.loads(capfd.readouterr().out)
    assert (found["answer"], found["exit_code"], found["report"]) == ("cannot_tell", 2, "audit.html")
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
    program("evaluate", "-", "--pack", "pack", "-o", "audit.html", "-q", stdin=text)
    assert program("verify", *OTHER).returncode == 0


def test_a_report_that_carries_nothing(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["evaluate", "passing.yaml", "--pack", "pack", "-o", "audit.html", "-q", "--no-embed"])
    assert read_html((room / "audit.html").read_bytes()) == {}
    assert run(["verify", "audit.html"]) == 2
    assert "--no-embed" in capfd.readouterr().out
