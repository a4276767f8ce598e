"""Where in a document the cursor stands while a word is being typed, however broken the text is.

The text up to the word is read with a mark in place of the word, once as a key and once as a value: where the reader
meets the mark, there the word would stand. What follows the cursor is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from policycheck.load.document import PACK_LIMITS, parse_document
from policycheck.load.spans import Spans
from policycheck.model.document import Document, Path

_MARK = "policycheck_mark"
_WORD = re.compile(r"[\w$.\[\]/-]*$")


class Cursor(Struct, frozen=True, eq=False):
    """A place where a word is typed: as a key of the mapping at `path`, or as the value at `path`.

    `start` is where the word begins, behind a quotation mark if there is one (`quoted`); `document` is what stands
    above it.
    """

    path: Path
    is_key: bool
    start: int
    quoted: bool
    document: Document


def cursors(text: str, offset: int) -> Iterator[Cursor]:
    """The places that the word before an offset can be at: as a key, as a value, both, or neither (in a comment)."""
    before = text[:offset]
    line = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    if re.search(r"(^|\s)#", line):
        return
    found = _WORD.search(line)
    start = offset - len(found[0]) if found else offset
    quoted = before[start - 1 : start] in {'"', "'"} and start > 0
    above = text[: start - quoted]
    if above[-1:] in {":", "-"}:  # a space is missing yet
        return
    for is_key, written in ((True, f"{_MARK}: {_MARK}"), (False, _MARK)):
        path, document = _place(above, written, is_key=is_key)
        if path is not None and document is not None:
            yield Cursor(path, is_key, start, quoted, document)


def without_line(text: str, offset: int) -> Document | None:
    """The document without the line of an offset: what stands above and below while that line is broken."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    end = next((at for at in range(offset, len(text)) if text[at] in "\r\n"), len(text))
    return _parsed(text[:start] + text[end:])


def _parsed(text: str) -> Document | None:
    return parse_document(text.encode(errors="replace"), "buffer", limits=PACK_LIMITS, check_content=False)[0]


def _place(above: str, written: str, *, is_key: bool) -> tuple[Path | None, Document | None]:
    document = _parsed(above + written)
    if document is None or not isinstance(document.spans, Spans):
        return None, None
    path, at_key = document.spans.at(len(above))
    if at_key is not is_key or not path:
        return None, None
    if is_key:
        return (path[:-1], document) if path[-1] == _MARK else (None, None)
    return (path, document) if _stands(document, path) else (None, None)


def _stands(document: Document, path: Path) -> bool:
    span = document.spans.get(path)
    return span is not None and document.text[span.start : span.end] == _MARK
