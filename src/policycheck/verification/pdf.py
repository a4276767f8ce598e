"""A PDF from anyone: its attachments, its text, its metadata. Only what policycheck itself writes is understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from policycheck.verification.answer import CannotTellError
from policycheck.verification.bounds import MOST_BYTES, MOST_FILES, Carried, inflated

_REVISION = re.compile(rb"[\r\n]startxref\s")
_END = b"%%EOF"

_LIMITS: dict[str, Any] = {
    "parser_max_nesting": 60,
    "parser_max_errors": 1,
    "parser_max_container_size": 1_000_000,
    "doc_max_warnings": 1,
    "max_stream_filters": 1,
    "flate_max_memory": MOST_BYTES,
    "png_max_memory": 1 << 20,
    "run_length_max_memory": 1 << 20,
    "tiff_max_memory": 1 << 20,
}

_DAMAGED = CannotTellError("the PDF is damaged or was not made by policycheck", "Ask for the file again.")


def read_pdf(data: bytes) -> dict[str, bytes]:
    """The attachments of a PDF by name; none if it has none. Raises CannotTellError."""
    with opened(data) as document:
        carried = Carried()
        for name, stream in _embedded(document.Root):
            carried.claim(name)
            carried.add(name, _content(name, stream, carried.room))
        return carried.files


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The PDF, open, under limits. Whatever goes wrong inside the block means that the file is damaged."""
    import pikepdf

    before: dict[str, Any] = pikepdf.settings.set_qpdf_limits(**_LIMITS)
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise _locked()
            yield document
    except pikepdf.PasswordError:
        raise _locked() from None
    except (pikepdf.PdfError, pikepdf.DependencyError, *_WRONG_SHAPE):
        raise _DAMAGED from None
    finally:
        pikepdf.settings.set_qpdf_limits(**before)


_WRONG_SHAPE = (AttributeError, LookupError, TypeError, ValueError, RuntimeError, ArithmeticError)
"""What reading raises where a value is of another kind than in a report."""


def _locked() -> CannotTellError:
    return CannotTellError("the PDF is encrypted", "Save it without a password, or ask for the file as it was made.")


def _embedded(root: Any) -> Iterator[tuple[str, Any]]:
    """Name and stream of every attachment. A report has them in one array, in pairs."""
    if "/Names" not in root or "/EmbeddedFiles" not in root.Names:
        return
    listed = root.Names.EmbeddedFiles.Names
    if len(listed) % 2 or "/Kids" in root.Names.EmbeddedFiles:
        raise _DAMAGED
    if len(listed) > 2 * MOST_FILES:
        raise CannotTellError(f"the report carries more than {MOST_FILES} files", "Ask for the file again.")
    for index in range(0, len(listed), 2):
        yield str(listed[index]), listed[index + 1].EF.F


def _content(name: str, stream: Any, room: int) -> bytes:
    if "/DecodeParms" in stream or str(stream.get("/Filter")) != "/FlateDecode":
        raise _DAMAGED
    return inflated(name, stream.read_raw_bytes(), room)


def revisions(data: bytes) -> str:
    """What was added after the report was finished, in words; empty if nothing was."""
    count = len(_REVISION.findall(data))
    if count > 1:
        return f"the PDF has {count} revisions; a report has one"
    end = data.rfind(_END)
    if end < 0:
        return "the end of the PDF is missing"
    rest = data[end + len(_END) :].strip()
    return "something stands after the end of the PDF" if rest else ""


def page_count(data: bytes) -> int:
    """How many pages a PDF says it has. Raises CannotTellError."""
    with _drawn(data) as document:
        return len(document)


def pages(data: bytes) -> tuple[str, ...]:
    """The text of every page. Raises CannotTellError."""
    with _drawn(data) as document:
        return tuple(page.get_textpage().get_text_range() for page in document)


@contextmanager
def _drawn(data: bytes) -> Iterator[Any]:
    """The PDF, open in the engine that can draw it."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            yield document
        finally:
            document.close()
    except (pypdfium2.PdfiumError, *_WRONG_SHAPE):
        raise _DAMAGED from None


def metadata(data: bytes) -> tuple[bytes, ...]:
    """Title, dates and all else that the PDF says about itself. Raises CannotTellError."""
    with opened(data) as document:
        xmp = document.Root.Metadata.read_bytes() if "/Metadata" in document.Root else b""
        return xmp, *(f"{key} {value}".encode() for key, value in sorted(document.docinfo.items()))


def drawings(data: bytes) -> tuple[bytes, ...]:
    """What draws each page. Raises CannotTellError."""
    with opened(data) as document:
        return tuple(_drawing(page.obj.Contents) for page in document.pages)


def _drawing(contents: Any) -> bytes:
    import pikepdf

    parts = contents if isinstance(contents, pikepdf.Array) else (contents,)
    return b"\n".join(part.read_bytes() for part in parts)
