"""The text of a source (plain text, Markdown, HTML, PDF, DOCX) in pieces that have a place. Files may be hostile."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Literal

from msgspec import Struct

from policycheck.load.source_files import AwayError

MOST_TEXT = 4_000_000
"""Characters of a source that are searched."""
MOST_PAGES = 2_000
"""Pages of a PDF that are read."""
MOST_UNPACKED = 32 << 20
"""The parts of a DOCX file that are XML, unpacked: 32 MiB together."""

Piece = tuple[int, str]
"""A number, of a line, page or paragraph, and its text."""

_LINE = re.compile(r"\r\n?|\n")
_INSTALL = "pip install 'policycheck[sources]'"
_NO_TEXT = frozenset({"script", "style", "template", "noscript", "head"})
_PARAGRAPHS = frozenset({"p", "li", *(f"h{level}" for level in range(1, 7))})


class SourceText(Struct, frozen=True):
    """The text of a source in pieces, each on its line, page or paragraph; `marked` where Markdown's signs stand."""

    unit: Literal["line", "page", "paragraph"]
    pieces: tuple[Piece, ...]
    marked: bool = False

    @property
    def size(self) -> int:
        """Its length in characters."""
        return sum(len(text) for _, text in self.pieces)


def text_of_source(content: bytes, file: str) -> SourceText:
    """The text of a file, by the ending of its name. Raises AwayError where there is none to be had."""
    read = _READERS.get(os.path.splitext(file)[1].lower())
    if read is None:
        raise AwayError(f"what {file} holds is not known by its ending; read are {', '.join(sorted(_READERS))}")
    found = read(content)
    if found.size > MOST_TEXT:
        raise AwayError(f"{file} holds more than {MOST_TEXT:,} characters, the most that is searched")
    if not any(text.strip() for _, text in found.pieces):
        raise AwayError(f"{file} holds no text; of pictures of pages none can be read")
    return found


def lines(text: str, first: int = 1, *, marked: bool = False) -> SourceText:
    """A text by its lines, the first of which has that number."""
    return SourceText("line", tuple(enumerate(_LINE.split(text), first)), marked)


def _plain(content: bytes) -> SourceText:
    return lines(_decoded(content))


def _markdown(content: bytes) -> SourceText:
    return lines(_decoded(content), marked=True)


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise AwayError("its file is not text in UTF-8") from None
    if "\0" in text:
        raise AwayError("its file is not text")
    return text


def _html(content: bytes) -> SourceText:
    return SourceText("line", tuple(_text_nodes(_parsed(content), _by_line)))


def _parsed(content: bytes) -> Any:
    """The tree of an HTML page. Nothing is fetched; scripts are not run."""
    try:
        from lxml import etree, html  # type: ignore[import-untyped]
    except ImportError:
        raise AwayError(f"HTML cannot be read here: {_INSTALL}") from None
    try:
        content.decode("utf-8-sig")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # what the page says of itself
    parser = html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.parse(BytesIO(content), parser).getroot()
    except (etree.LxmlError, ValueError, LookupError):
        raise AwayError("its HTML cannot be read") from None


Place = Callable[[Any, int], int]
"""From an element and the place so far to the place of its text."""


def _by_line(element: Any, here: int) -> int:
    return element.sourceline or here


def _by_paragraph(element: Any, here: int) -> int:
    return here + (element.tag in _PARAGRAPHS)


def _text_nodes(root: Any, place: Place) -> Iterator[Piece]:
    """Every text that a reader sees, in order."""
    from lxml import etree

    if root is None:
        return
    here, hidden = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        starts = event == "start"
        if starts:
            here = place(element, here)
        text = (element.text if starts else element.tail) or ""
        hidden += (element.tag in _NO_TEXT) * (1 if starts else -1)
        if hidden or not text:
            continue
        for number, line in enumerate(_LINE.split(text)):
            here += (number > 0) and place is _by_line
            yield max(here, 1), line


def _pdf(content: bytes) -> SourceText:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > MOST_PAGES:
                raise AwayError(f"its PDF has more than {MOST_PAGES:,} pages, the most that is read")
            return SourceText("page", tuple(_pages(document)))
    except (pypdfium2.PdfiumError, UnicodeError, ValueError):
        raise AwayError("its PDF cannot be read: it is damaged, or locked by a password") from None


def _pages(document: Any) -> Iterator[Piece]:
    left = MOST_TEXT
    for number, page in enumerate(document, 1):
        text = page.get_textpage().get_text_range()
        page.close()
        yield number, text
        left -= len(text)
        if left < 0:
            return


def _docx(content: bytes) -> SourceText:
    from xml.parsers.expat import ExpatError
    from zipfile import BadZipFile
    from zlib import error as ZlibError  # noqa: N812 - a class

    try:
        import mammoth  # type: ignore[import-untyped]
    except ImportError:
        raise AwayError(f"DOCX cannot be read here: {_INSTALL}") from None
    try:
        _check_parts(content)
        made = mammoth.convert_to_html(BytesIO(content), convert_image=mammoth.images.img_element(lambda _image: {}))
    except (BadZipFile, ExpatError, ZlibError, *_DAMAGED):
        raise AwayError("its DOCX file cannot be read: it is damaged, or locked by a password") from None
    return SourceText("paragraph", tuple(_text_nodes(_parsed(made.value.encode()), _by_paragraph)))


def _check_parts(content: bytes) -> None:
    """Refuse a DOCX file that unpacks to too much, or whose XML declares things. Raises AwayError, BadZipFile."""
    from zipfile import ZipFile

    with ZipFile(BytesIO(content)) as parts:
        texts = [part for part in parts.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
        # NOTE: no more than the stated size is ever unpacked of a part, so that a lie about it gains nothing.
        if sum(part.file_size for part in texts) > MOST_UNPACKED:
            raise AwayError(f"its DOCX file unpacks to more than {MOST_UNPACKED >> 20} MiB, the most that is read")
        for part in texts:
            if b"<!DOCTYPE" in (text := parts.read(part)) or b"\0" in text:
                raise AwayError("its DOCX file is not written as Word writes one")


_DAMAGED = (AttributeError, LookupError, TypeError, ValueError, RuntimeError, ArithmeticError, OSError, EOFError)
"""What a converter raises on a file that is not what it says."""

_READERS: dict[str, Callable[[bytes], SourceText]] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
