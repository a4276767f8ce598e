"""How much a report may carry. Every reader of attachments keeps to these bounds, whoever made the file."""

from __future__ import annotations

import re
import zlib

from policycheck.verification.answer import CannotTellError

MOST_BYTES = 64 << 20
"""The largest report that is opened: 64 MiB."""

MOST_FILES = 200
"""So many attachments at most."""

MOST_CARRIED = 32 << 20
"""The attachments together: 32 MiB at most."""

MOST_RATIO = 100
"""A larger attachment may be so many times as large as its compressed form."""

_LARGER = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NO_REPORT = "Was the file made by policycheck, and did it arrive whole?"


class Carried:
    """The attachments found so far, by name; each is checked as it comes."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.room = MOST_CARRIED

    def claim(self, name: str) -> None:
        """Check the name of the next attachment. Raises CannotTellError."""
        if len(self.files) >= MOST_FILES:
            raise CannotTellError(f"the report carries more than {MOST_FILES} files", _NO_REPORT)
        if not _NAME.fullmatch(name):
            raise CannotTellError(f"the report carries a file with the name {name[:80]!r}", _NO_REPORT)
        if name in self.files:
            raise CannotTellError(f"the report carries two files with the name {name}", _NO_REPORT)

    def add(self, name: str, content: bytes) -> None:
        """Keep an attachment whose name was claimed. Raises CannotTellError."""
        self.room -= len(content)
        if self.room < 0:
            raise too_large()
        self.files[name] = content


def inflated(name: str, packed: bytes, room: int) -> bytes:
    """The content of a compressed attachment. Raises CannotTellError before it takes more than `room` bytes."""
    most = min(room, max(_LARGER, len(packed) * MOST_RATIO))
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(packed, most + 1)
    except zlib.error:
        raise CannotTellError(f"the attachment {name} is damaged", _NO_REPORT) from None
    if len(content) > room:
        raise too_large()
    if len(content) > most:
        raise CannotTellError(f"the attachment {name} unfolds to more than {MOST_RATIO} times its size", _NO_REPORT)
    if not reader.eof or reader.unused_data:
        raise CannotTellError(f"the attachment {name} is damaged", _NO_REPORT)
    return content


def too_large() -> CannotTellError:
    """What to say of attachments that are too large together."""
    return CannotTellError(f"the report carries more than {MOST_CARRIED >> 20} MiB", _NO_REPORT)
