"""Somebody who hears the report hears it in the order in which it is written, and no running heads."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pikepdf
import pytest
from tests.rendering import poppler
from tests.rendering.conftest import Rendered
from tests.rendering.pdf_content import spoken
from tests.rendering.pdf_file import Read

from policycheck.rendering.report import report_html

pytestmark = pytest.mark.untraced

Renderer = Callable[[str], Rendered]
REAL = "singapore-2018"

START = 24
"""Letters by which a stretch of text is found."""


class Blocks(HTMLParser):
    """The stretches of text of a page in the order of its markup: headings, paragraphs outside of tables, cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open = 0
        self.cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in {"td", "th"}:
            self.cell = True
        if tag in {"td", "th", "h1", "h2", "h3"} or (tag == "p" and not self.cell):
            self.found.append("")
            self.open += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "h1", "h2", "h3"} or (tag == "p" and not self.cell):
            self.open -= 1
        if tag in {"td", "th"}:
            self.cell = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1] += data

    def starts(self) -> Iterator[str]:
        """The first letters of each."""
        for block in self.found:
            letters = "".join(block.replace("\u200b", "").split())
            if letters:
                yield letters[:START]


@pytest.mark.parametrize("name", ["every_outcome", "all_met", REAL])
def test_it_is_read_in_the_order_in_which_it_is_written(name: str, rendered: Renderer) -> None:
    heard = _spoken(rendered(name).data)
    blocks = list(Blocks(re.sub("(?s)<svg.*?</svg>", "", report_html(rendered(name).assessment))).starts())
    assert len(blocks) > 100
    assert _out_of_order(blocks, heard) == []


def _spoken(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return spoken(Read(pdf))


def _out_of_order(blocks: list[str], heard: str) -> list[str]:
    """The first stretch that does not come after the ones before it."""
    at = 0
    for block in blocks:
        found = heard.find(block, at)
        if found < 0:
            return [block]
        at = found + len(block)
    return []


def test_an_order_that_is_wrong_is_noticed() -> None:
    assert _out_of_order(["one", "two"], "onetwo") == []
    assert _out_of_order(["one", "two"], "twoone") == ["two"]


def test_what_is_in_the_margins_is_not_read_out(rendered: Renderer) -> None:
    heard = _spoken(rendered(REAL).data)
    assert "Page2of" in poppler.text(rendered(REAL).data)
    assert "Page2of" not in heard
