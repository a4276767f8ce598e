"""Reports of the zoo, rendered once for a test run, with what WeasyPrint had to say about them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pypdfium2  # type: ignore[import-untyped]
import pytest
from tests.render.zoo import ZOO

from policycheck.render.pdf import render_pdf


@dataclass(frozen=True)
class Rendered:
    """A PDF, the warnings logged while it was made, and the processor time that took."""

    data: bytes
    warnings: tuple[str, ...]
    seconds: float

    def pages(self) -> list[str]:
        """The text of every page, in reading order, line ends as spaces."""
        document = pypdfium2.PdfDocument(self.data)
        return [_flat(page.get_textpage().get_text_range()) for page in document]

    def text(self) -> str:
        """The text of all pages without white space, so that line breaks do not matter."""
        return "".join("".join(self.pages()).split())


def _flat(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("\ufffe", "").split())


@cache
def _rendered(name: str) -> Rendered:
    found: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    began = time.process_time()
    try:
        data = render_pdf(ZOO[name]())
    finally:
        logger.removeHandler(handler)
    return Rendered(data, tuple(found), time.process_time() - began)


@pytest.fixture(scope="session")
def rendered() -> Callable[[str], Rendered]:
    """A function from a zoo name to its rendered report."""
    return _rendered
