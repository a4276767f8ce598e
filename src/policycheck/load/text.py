"""From a file or standard input to text: the first step of reading, and the problems a file can have as a file."""

from __future__ import annotations

import os
import re
import sys
from typing import BinaryIO

from policycheck.errors import Problem
from policycheck.load.characters import clean, replace
from policycheck.load.places import Complaints, Places

MAX_BYTES = 1 << 20
"""The largest proposal that is read: 1 MiB."""

_SAVE = "Open it in the program that made it and save it as plain text, encoding UTF-8."
_BINARY = (
    (b"PK\x03\x04", "a Word, Excel or ZIP file"),
    (b"%PDF-", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
)
_WIDE = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))

_ZEROS = {"x0x0": "UTF-16", "0x0x": "UTF-16", "x000": "UTF-32", "000x": "UTF-32"}


class _Refused(Exception):
    """The file cannot be read as text at all: code, message, hint."""


def read_text(
    source: str, stdin: BinaryIO | None = None, max_bytes: int = MAX_BYTES
) -> tuple[Places | None, tuple[Problem, ...]]:
    """The text of the file `source` (`-`: of `stdin`, by default the standard input) with its name and lines.

    A byte order mark is dropped. Bytes that are not UTF-8 and forbidden characters are problems and are
    replaced, so that reading can go on. None when there is no text to go on with.
    """
    name = shown_name(source)
    try:
        text, bad = _decode(name, _read(source, name, stdin, max_bytes))
    except _Refused as refused:
        return None, (_refusal(name, *refused.args),)
    return checked(text, name, bad)


def text_of(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> tuple[Places | None, tuple[Problem, ...]]:
    """As `read_text`, for the bytes of a file that are at hand already."""
    try:
        text, bad = _decode(name, _bounded(data, name, max_bytes))
    except _Refused as refused:
        return None, (_refusal(name, *refused.args),)
    return checked(text, name, bad)


def checked(text: str, name: str, bad: UnicodeDecodeError | None = None) -> tuple[Places | None, tuple[Problem, ...]]:
    """A text without its byte order mark and forbidden characters, and its problems; `bad` is why it is not UTF-8."""
    complaints = Complaints(Places(name, text.removeprefix("\ufeff")))
    if bad is not None:
        _complain_of_bytes(bad, complaints)
    cleaned = clean(complaints.places.text, complaints)
    if not cleaned.strip():
        return None, (_refusal(name, "DOC-FILE-EMPTY", f"{name} is empty.", "Check that it was saved after writing."),)
    return Places(name, cleaned, marked=text.startswith("\ufeff")), tuple(complaints.found)


def _refusal(name: str, code: str, message: str, hint: str) -> Problem:
    return Problem(code, message, Places(name, "").span(0, 0), hint)


def shown_name(source: str) -> str:
    """How a file is named everywhere: as given, with `/` between folders; `<stdin>` for `-`."""
    return "<stdin>" if source == "-" else replace(re.sub(r"[\t\n\r]", "?", source.replace(os.sep, "/")))


def near(path: str) -> str:
    """A path as seen from here if it lies below, else as it is."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


def _read(source: str, name: str, stdin: BinaryIO | None, max_bytes: int) -> bytes:
    try:
        data = _read_stdin(stdin, max_bytes + 1) if source == "-" else _read_file(source, max_bytes + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise _Refused("DOC-FILE-MISSING", f"There is no file {name}.", _similar(source)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        hint = "Check that you may open the file and that no other program holds it."
        raise _Refused("DOC-FILE-UNREADABLE", f"{name} cannot be read: {reason}.", hint) from None
    return _bounded(data, name, max_bytes)


def _bounded(data: bytes, name: str, max_bytes: int) -> bytes:
    if len(data) > max_bytes:
        hint = "Shorten it, or move long quotations to the documents it cites."
        raise _Refused("DOC-FILE-SIZE", f"{name} is larger than {_size(max_bytes)}, the most that is read.", hint)
    return data


def _read_stdin(stdin: BinaryIO | None, most: int) -> bytes:
    if stdin is None:
        if sys.stdin is None:
            raise OSError("there is no standard input")
        stdin = sys.stdin.buffer
    return stdin.read(most)


def _read_file(source: str, most: int) -> bytes:
    if os.path.isdir(source):
        hint = "Name a file inside it, for example proposal.yaml."
        raise _Refused("DOC-FILE-FOLDER", f"{shown_name(source)} is a folder, not a file.", hint)
    with open(source, "rb") as file:
        return file.read(most)


def _similar(source: str) -> str:
    from difflib import get_close_matches  # only here: it costs a few milliseconds to import

    folder, wanted = os.path.split(source)
    try:
        near = get_close_matches(wanted, sorted(os.listdir(folder or ".")), 1)
    except (OSError, ValueError):
        near = []
    if near:
        return f"Did you mean {shown_name(os.path.join(folder, near[0]))}?"
    return "Check the spelling and the folder you are in."


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count:,} bytes"


def _decode(name: str, data: bytes) -> tuple[str, UnicodeDecodeError | None]:
    """The text; where it is not UTF-8, with every bad byte replaced, and the error."""
    for start, kind in _BINARY:
        if data.startswith(start):
            raise _Refused("DOC-FILE-BINARY", f"{name} is {kind}, not plain text.", _SAVE)
    _refuse_wide(name, data)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise _Refused("DOC-FILE-BINARY", f"{name} is not a text file.", _SAVE) from None
        return data.decode("utf-8", "replace"), error


def _refuse_wide(name: str, data: bytes) -> None:
    found = next((kind for start, kind in _WIDE if data.startswith(start)), None)
    if found is None:  # without a mark the zero bytes around the first letter tell
        found = _ZEROS.get("".join("x" if byte else "0" for byte in data[:4]))
    if found:
        hint = 'Save it again with the encoding "UTF-8" (in most editors: Save as, Encoding).'
        raise _Refused("DOC-FILE-ENCODING", f"{name} is saved as {found}; only UTF-8 is read.", hint)


def _complain_of_bytes(error: UnicodeDecodeError, complaints: Complaints) -> None:
    data = error.object
    start = len(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
    more = complaints.places.text.count("\ufffd") - data.count("\ufffd".encode()) - 1
    others = f", nor are {more} more in this file" if more > 1 else ", nor is one more in this file" * more
    message = f"The character here (byte 0x{data[error.start]:02X}) is not saved as UTF-8{others}."
    hint = (
        'Save the file again with the encoding "UTF-8" (in most editors: Save as, Encoding). Files from Korean '
        "Windows are often in CP949, those from Western Windows in Windows-1252."
    )
    complaints.add("DOC-FILE-ENCODING", start, start + 1, message, hint)
