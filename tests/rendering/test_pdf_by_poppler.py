"""What poppler, which had no part in making the PDF, reads in it: every word, within the page, in the right order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from tests.rendering import poppler
from tests.rendering.conftest import Rendered
from tests.rendering.zoo import NAMES

from policycheck.rendering.report import report_html

Renderer = Callable[[str], Rendered]
REAL = "singapore-2018"
MARGIN = 28.0
"""Points from the edge of the paper that nothing is printed on: about a centimetre."""

START = 24
"""Letters by which a stretch of text is found."""


@pytest.mark.parametrize("name", ["every_outcome", "nasty", REAL])
def test_no_word_leaves_the_paper(name: str, rendered: Renderer) -> None:
    words = poppler.words(rendered(name).data)
    assert len(words) > 1000
    outside = [
        word
        for word in words
        if word.left < MARGIN
        or word.right > word.width - MARGIN
        or word.top < MARGIN / 2
        or word.bottom > word.height - MARGIN / 2
    ]
    assert outside == []


@pytest.mark.parametrize("name", ["every_outcome", REAL])
def test_every_page_has_its_number(name: str, rendered: Renderer) -> None:
    words = poppler.words(rendered(name).data)
    count = max(word.page for word in words)
    for number in range(1, count + 1):
        line = " ".join(word.text for word in words if word.page == number)
        assert f"Page {number} of {count}" in line


@pytest.mark.parametrize("name", ["every_outcome", REAL])
def test_every_finding_is_in_it(name: str, rendered: Renderer) -> None:
    found = poppler.text(rendered(name).data).replace("-", "")
    findings = [finding for grade in rendered(name).assessment.grades for finding in grade.findings]
    owed = [words for finding in findings for words in (finding.rule.id, finding.rule.title, finding.outcome.words)]
    owed += [fact.shown for finding in findings for fact in finding.facts]
    assert [words for words in owed if "".join(words.split()).replace("-", "") not in found] == []


def test_names_in_four_scripts_come_through(rendered: Renderer) -> None:
    assert "".join(NAMES.split()) in poppler.text(rendered("names").data)


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
    heard = poppler.structure(rendered(name).data)
    blocks = list(Blocks(re.sub("(?s)<svg.*?</svg>", "", report_html(rendered(name).assessment))).starts())
    assert len(blocks) > 100
    assert _out_of_order(blocks, heard) == []


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
    heard = poppler.structure(rendered(REAL).data)
    assert "Page2of" in poppler.text(rendered(REAL).data)
    assert "Page2of" not in heard
