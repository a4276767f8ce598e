"""From bytes to text: every way in which a file can fail to be one, and what may stand in one that is."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from policycheck.errors import Problem
from policycheck.load.characters import MOST_REPORTED
from policycheck.load.text import checked, read_text, shown_name


def read(data: bytes, max_bytes: int = 1 << 20) -> tuple[str | None, tuple[Problem, ...]]:
    places, problems = read_text("-", io.BytesIO(data), max_bytes)
    return (places.text if places else None), problems


def one(problems: tuple[Problem, ...]) -> tuple[str, str, str, str]:
    """Place, code, message and hint of the only problem."""
    [problem] = problems
    return str(problem.span), problem.code, problem.message, problem.hint


PLAIN = "Open it in the program that made it and save it as plain text, encoding UTF-8."
UTF8 = 'Save it again with the encoding "UTF-8" (in most editors: Save as, Encoding).'
AGAIN = (
    'Save the file again with the encoding "UTF-8" (in most editors: Save as, Encoding). Files from Korean '
    "Windows are often in CP949, those from Western Windows in Windows-1252."
)
EMPTY = ("DOC-FILE-EMPTY", "<stdin> is empty.", "Check that it was saved after writing.")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", EMPTY),
        (b" \n\t\r\n", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        ("\u3000\n".encode(), EMPTY),
        ("a: 1".encode("utf-16"), ("DOC-FILE-ENCODING", "<stdin> is saved as UTF-16; only UTF-8 is read.", UTF8)),
        ("a: 1".encode("utf-16-le"), ("DOC-FILE-ENCODING", "<stdin> is saved as UTF-16; only UTF-8 is read.", UTF8)),
        ("a: 1".encode("utf-16-be"), ("DOC-FILE-ENCODING", "<stdin> is saved as UTF-16; only UTF-8 is read.", UTF8)),
        ("a: 1".encode("utf-32"), ("DOC-FILE-ENCODING", "<stdin> is saved as UTF-32; only UTF-8 is read.", UTF8)),
        ("a: 1".encode("utf-32-be"), ("DOC-FILE-ENCODING", "<stdin> is saved as UTF-32; only UTF-8 is read.", UTF8)),
        (b"PK\x03\x04...", ("DOC-FILE-BINARY", "<stdin> is a Word, Excel or ZIP file, not plain text.", PLAIN)),
        (b"%PDF-1.7", ("DOC-FILE-BINARY", "<stdin> is a PDF file, not plain text.", PLAIN)),
        (b"{\\rtf1", ("DOC-FILE-BINARY", "<stdin> is a rich text (RTF) file, not plain text.", PLAIN)),
        (b"ab\x80cd\0\0", ("DOC-FILE-BINARY", "<stdin> is not a text file.", PLAIN)),
    ],
)
def test_bytes_that_are_no_text(data: bytes, problem: tuple[str, str, str]) -> None:
    text, problems = read(data)
    assert text is None
    assert one(problems) == ("<stdin>:1:1", *problem)


@pytest.mark.parametrize(
    ("data", "text", "place", "message"),
    [
        (b"a: b\xe9\n", "a: b\ufffd\n", "1:5", "The character here (byte 0xE9) is not saved as UTF-8."),
        (
            b"\xef\xbb\xbfa: \xc3\xa9\r\nb: \x93c\x94\n",
            "a: é\r\nb: \ufffdc\ufffd\n",
            "2:4",
            "The character here (byte 0x93) is not saved as UTF-8, nor is one more in this file.",
        ),
        (
            "제목: 평화\n".encode("cp949"),
            "\ufffd\ufffd\ufffd\ufffd: \ufffd\ufffdȭ\n",
            "1:1",
            "The character here (byte 0xC1) is not saved as UTF-8, nor are 5 more in this file.",
        ),
        (
            b"a: \xed\xa0\x80",
            "a: \ufffd\ufffd\ufffd",
            "1:4",
            "The character here (byte 0xED) is not saved as UTF-8, nor are 2 more in this file.",
        ),
    ],
)
def test_bytes_that_are_not_utf_8_are_told_and_replaced(data: bytes, text: str, place: str, message: str) -> None:
    found, problems = read(data)
    assert found == text
    assert one(problems) == (f"<stdin>:{place}", "DOC-FILE-ENCODING", message, AGAIN)


RETYPE = "Delete it. Most editors do not show it: retype the words around it."
ENTER = "Replace it with an ordinary line break (the Enter key)."


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("a\0b", "1:2", "The invisible character U+0000 (a control character) is not allowed.", RETYPE),
        ("a\x0cb", "1:2", "The invisible character U+000C (a control character) is not allowed.", RETYPE),
        ("\n é\x7fb", "2:3", "The invisible character U+007F (a control character) is not allowed.", RETYPE),
        ("a\x9fb", "1:2", "The invisible character U+009F (a control character) is not allowed.", RETYPE),
        ("a\x85b", "1:2", "The invisible character U+0085 (an unusual line break) is not allowed.", ENTER),
        ("a\u2028b", "1:2", "The invisible character U+2028 (an unusual line break) is not allowed.", ENTER),
        ("a\u2029b", "1:2", "The invisible character U+2029 (an unusual line break) is not allowed.", ENTER),
        ("a\ufffeb", "1:2", "The invisible character U+FFFE (not a character) is not allowed.", RETYPE),
        ("a\ud800b", "1:2", "The invisible character U+D800 (half of a character) is not allowed.", RETYPE),
        (
            "a\ufeffb",
            "1:2",
            "The invisible character U+FEFF (a byte order mark inside the file) is not allowed.",
            "Delete it; joining two files leaves such marks. Most editors do not show it: retype the line.",
        ),
        (
            "a\x01\x02\x03b",
            "1:2",
            "3 invisible characters in a row, the first U+0001 (a control character), are not allowed.",
            "Delete them. Most editors do not show them: retype the words around them.",
        ),
    ],
)
def test_forbidden_characters_are_told_and_replaced(text: str, place: str, message: str, hint: str) -> None:
    places, problems = checked(text, "a.yaml")
    assert one(problems) == (f"a.yaml:{place}", "DOC-CHARACTER", message, hint)
    assert places is not None
    assert len(places.text) == len(text)
    assert "?" in places.text
    assert checked(places.text, "a.yaml")[1] == ()


@pytest.mark.parametrize(
    "text", ["a\tb\r\nc\rd", "\u202ea\u202c\u2066b\u2069", "\ufeffa", "😀\U0010ffff", "\ufffd\xa0\u200b"]
)
def test_allowed_characters(text: str) -> None:
    places, problems = checked(text, "a.yaml")
    assert problems == ()
    assert places is not None
    assert places.text == text.removeprefix("\ufeff")


def test_many_forbidden_characters_are_counted() -> None:
    _, problems = checked("a\x01\n" * (MOST_REPORTED + 2), "a.yaml")
    assert len(problems) == MOST_REPORTED + 1
    assert str(problems[-1].span) == f"a.yaml:{MOST_REPORTED + 1}:2"
    assert problems[-1].message == "From here on, characters that are not allowed stand in 2 more places."
    _, problems = checked("a\x01\n" * (MOST_REPORTED + 1), "a.yaml")
    assert problems[-1].message == "From here on, characters that are not allowed stand in 1 more place."


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "proposal.yaml").write_bytes(b"\xef\xbb\xbfa: 1")
    (tmp_path / "sub").mkdir()
    cases = {
        "propsal.yaml": ("DOC-FILE-MISSING", "There is no file propsal.yaml.", "Did you mean proposal.yaml?"),
        "x/y": ("DOC-FILE-MISSING", "There is no file x/y.", "Check the spelling and the folder you are in."),
        "proposal.yaml/x": (
            "DOC-FILE-MISSING",
            "There is no file proposal.yaml/x.",
            "Check the spelling and the folder you are in.",
        ),
        "sub": ("DOC-FILE-FOLDER", "sub is a folder, not a file.", "Name a file inside it, for example proposal.yaml."),
        "a\0b": (
            "DOC-FILE-UNREADABLE",
            "a?b cannot be read: embedded null byte.",
            "Check that you may open the file and that no other program holds it.",
        ),
    }
    for source, problem in cases.items():
        places, problems = read_text(source)
        assert places is None
        shown = source.replace("\0", "?")
        assert one(problems) == (f"{shown}:1:1", *problem)
    places, problems = read_text("proposal.yaml")
    assert places is not None
    assert (places.name, places.text, problems) == ("proposal.yaml", "a: 1", ())


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    (tmp_path / "a.yaml").touch()
    _, problems = read_text(str(tmp_path / "a.yaml"))
    assert problems[0].code == "DOC-FILE-UNREADABLE"
    assert problems[0].message == f"{tmp_path.as_posix()}/a.yaml cannot be read: Permission denied."


def test_size() -> None:
    assert read(b"a" * 10, 10) == ("a" * 10, ())
    text, problems = read(b"a" * 11, 10)
    assert text is None
    hint = "Shorten it, or move long quotations to the documents it cites."
    assert one(problems) == (
        "<stdin>:1:1",
        "DOC-FILE-SIZE",
        "<stdin> is larger than 10 bytes, the most that is read.",
        hint,
    )
    assert "larger than 1 MiB," in read(b"a" * ((1 << 20) + 1))[1][0].message


def test_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown_name("-") == "<stdin>"
    assert shown_name("a/b.yaml") == "a/b.yaml"
    assert shown_name("a\udcff\n\x1b.yaml") == "a???.yaml"
    monkeypatch.setattr(os, "sep", "\\")
    assert shown_name("a\\b.yaml") == "a/b.yaml"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1")))
    places, problems = read_text("-")
    assert places is not None
    assert (places.name, places.text, problems) == ("<stdin>", "a: 1", ())
    monkeypatch.setattr(sys, "stdin", None)
    places, problems = read_text("-")
    assert places is None
    assert problems[0].message == "<stdin> cannot be read: there is no standard input."
