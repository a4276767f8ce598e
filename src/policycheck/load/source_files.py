"""The file of a source, beside the proposal: which names may stand there, and its bytes, within bounds.

Nothing outside the proposal's folder is opened, whatever a name or a link says.
"""

from __future__ import annotations

import os
import re

from policycheck.model.lookup import MEMO

MOST_BYTES = 32 << 20
"""The largest file of a source that is read: 32 MiB."""

MOST_TOGETHER = 256 << 20
"""So much is read of all the sources of one proposal together: 256 MiB."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BELOW = "Name a file in the folder of the proposal, or below it: sources/memo.pdf"


class AwayError(Exception):
    """The source is not at hand: why, in words that are the same on every machine."""


def complaint(file: str) -> tuple[str, str] | None:
    """What is wrong with the name of a source's file, and a hint; None where it may be looked for."""
    if file == MEMO:
        return None
    if _ADDRESS.match(file):
        return "is no path below the proposal's folder", f"{_BELOW}. An address belongs under url."
    if "\\" in file or not file.isprintable():
        return "is not written as a path", "Write / between folders, and no other special characters."
    if file.startswith(("/", "~")) or ".." in file.split("/"):
        return "leads out of the proposal's folder", _BELOW
    if not set(file.split("/")) - {"", "."}:
        return "names no file", f"{_BELOW}. The word memo alone stands for the memo in this very file."
    return None


def read_source(folder: str, file: str, left: int = MOST_TOGETHER) -> bytes:
    """The bytes of a source's file as seen from the proposal's folder, at most `left` more. Raises AwayError."""
    path = os.path.join(folder, file)
    try:
        _check(folder, path)
        with open(path, "rb") as opened:
            content = opened.read(min(MOST_BYTES, left) + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise AwayError(f"there is no file {file}") from None
    except (OSError, ValueError):
        raise AwayError(f"{file} cannot be opened") from None
    if len(content) > MOST_BYTES:
        raise AwayError(f"{file} is larger than {MOST_BYTES >> 20} MiB, the most that is read of a source")
    if len(content) > left:
        raise AwayError(f"the sources together are larger than {MOST_TOGETHER >> 20} MiB, the most that is read")
    return content


def _check(folder: str, path: str) -> None:
    """Complain of what is no plain file in the folder, links followed. Raises AwayError, OSError."""
    real, root = os.path.realpath(path), os.path.realpath(folder or ".")
    if os.path.commonpath((real, root)) != root:
        raise AwayError("its file is a link that leads out of the proposal's folder")
    if os.path.exists(real) and not os.path.isfile(real):
        raise AwayError("what it names is no file")
