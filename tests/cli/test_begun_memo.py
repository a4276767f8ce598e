"""A memo that is no proposal yet: `interview` and `init` put front matter before it, and quotations are looked up."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from policycheck.cli.door import run
from policycheck.pipeline import Auditor

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch

MEMO = "# The rock\n\nThe lamp burns gas. The horn can be heard\nfor miles.\n\n---\n\nThe end.\n"
HEADER = ("rock", "A rock", "keeper", "draft", "as_written", "2020-02-29")


@pytest.fixture
def memo(room: Path) -> Path:
    (room / "memo.md").write_bytes(MEMO.encode())
    return room / "memo.md"


def typed(patch: Patch, *lines: str) -> None:
    content = "".join(line + "\n" for line in lines).encode()
    patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_an_interview_puts_the_header_before_the_memo(
    memo: Path, mark: str, end: str, monkeypatch: Patch, capsys: Capture
) -> None:
    text = MEMO.replace("\n", end)
    memo.write_bytes((mark + text).encode())
    typed(monkeypatch, *HEADER, "none", "sound", "yes", "", "stop")
    assert run(["interview", "memo.md", "--pack", "pack"]) == 0
    out = capsys.readouterr().out
    assert "memo.md is a memo without front matter" in out
    assert "This has to be there. Type it, or: stop" in out
    written = memo.read_bytes().decode()
    assert written.startswith(f"{mark}---{end}pack: pack{end}")
    assert written.endswith(f"{end}---{end}{end}{text}")
    assert "\n" not in written.replace(end, "")
    found = Auditor().audit("memo.md").proposal
    assert found.document.value["horn"] == {"loud": True}
    assert [(one.id, one.file) for one in found.header.sources] == [("MEMO", "memo")]


@pytest.mark.parametrize("last", ["stop", "back"])
def test_a_header_that_is_not_finished_leaves_the_memo(
    memo: Path, last: str, monkeypatch: Patch, capsys: Capture
) -> None:
    typed(monkeypatch, *HEADER[:3], last)
    assert run(["interview", "memo.md", "--pack", "pack"]) == 0
    assert "Nothing was written." in capsys.readouterr().out
    assert memo.read_text(encoding="utf-8") == MEMO


def test_quotations_are_looked_up_as_they_are_given(memo: Path, monkeypatch: Patch, capsys: Capture) -> None:
    wrong, right = ("The horn can be seen for miles.", ""), ("The horn can be heard", "for miles.", "")
    typed(monkeypatch, *HEADER, "sound", "yes", "It is loud.", "the text", "", *wrong, *right, "stop")
    assert run(["interview", "memo.md", "--pack", "pack"]) == 0
    out = capsys.readouterr().out
    assert "Not found; the nearest passage, line 28: “The horn can be heard for miles.”." in " ".join(out.split())
    assert "Found at line 28." in out
    (entry,) = Auditor().audit("memo.md").proposal.evidence
    assert (entry.says, entry.quote) == ("It is loud.", "The horn can be heard for miles.")
    assert entry.lookup is not None
    assert entry.lookup.words == "found at line 29"


def test_evidence_is_written_before_its_quotation_is_asked_for(memo: Path, monkeypatch: Patch, capsys: Capture) -> None:
    typed(monkeypatch, *HEADER, "sound", "yes", "It is loud.", "the text", "MEMO", "stop")
    assert run(["interview", "memo.md", "--pack", "pack"]) == 0
    (entry,) = Auditor().audit("memo.md").proposal.evidence
    assert (entry.says, entry.quote) == ("It is loud.", "")


def test_a_sentence_taken_for_a_new_document_is_said_to_be_one(memo: Path, monkeypatch: Patch, capsys: Capture) -> None:
    typed(monkeypatch, *HEADER, "sound", "yes", "It is loud.", "the text", "The log of 1836", "stop")
    assert run(["interview", "memo.md", "--pack", "pack"]) == 0
    assert "S1 is a new document: The log of 1836" in capsys.readouterr().out


def test_init_puts_the_form_before_the_memo(memo: Path, capsys: Capture) -> None:
    assert run(["init", "memo.md", "--pack", "pack", "--date", "2020-02-29"]) == 0
    said = capsys.readouterr().out
    assert "Written: memo.md (front matter before the memo)" in said
    assert "schema" not in said
    written = memo.read_text(encoding="utf-8")
    assert written.startswith("---\n## A proposal for the pack ")
    assert written.endswith("\n---\n\n" + MEMO)
    assert [one.file for one in Auditor().audit("memo.md").proposal.header.sources] == ["memo"]
    assert run(["init", "memo.md", "--pack", "pack"]) == 2
    assert "memo.md has front matter already. Go on with: policycheck interview memo.md" in capsys.readouterr().err
    assert memo.read_text(encoding="utf-8") == written


def test_init_begins_a_memo_that_is_not_there(room: Path) -> None:
    assert run(["init", "new.md", "--pack", "pack"]) == 0
    assert Auditor().audit("new.md").proposal.header.id == "my-proposal"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"caf\xe9\n"])
@pytest.mark.parametrize("command", ["init", "interview"])
def test_a_memo_that_cannot_be_read_is_left_alone(memo: Path, content: bytes, command: str, capsys: Capture) -> None:
    memo.write_bytes(content)
    assert run([command, "memo.md", "--pack", "pack"]) == 2
    assert "memo.md:1:" in capsys.readouterr().err
    assert memo.read_bytes() == content
