"""Proposals made to hurt whoever prints them: the reader lets them through, and the report stays small and harmless."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from benchmarks.attacks import WORST, printed
from benchmarks.corpus import example_files
from benchmarks.hostile import ATTACKS, hostile
from tests.rendering.pdf_structure import problems

from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor, load_pack
from policycheck.rendering.report import report_html
from policycheck.rendering.view import ENTRIES_CAP

pytestmark = pytest.mark.untraced

MOST_ELEMENTS, MOST_TEXT = 2.0, 2.5
"""How many times an ordinary report's elements and text a hostile one may have."""

LONGEST_WORD = 100
"""Letters without leave to break: a digest has 64."""

MOST_TIMES, MOST_MEMORY = 2.5, 1024.0
"""How many times an ordinary report's processor time a hostile one may take, and the MiB it may need."""


class Contents(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements = 0
        self.tags: set[str] = set()
        self.addresses: set[str] = set()
        self.handlers: set[str] = set()
        self.texts: list[str] = []
        self.shown = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements += 1
        self.shown = self.shown or tag == "body"
        self.tags.add(tag)
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src", "data", "action", "poster"}}

    def handle_data(self, data: str) -> None:
        if self.shown:
            self.texts.append(data)

    @property
    def length(self) -> int:
        return sum(map(len, self.texts))

    @property
    def longest_word(self) -> int:
        return max(len(word) for text in self.texts for word in re.split("[\\s\u200b]", text))


@cache
def _attacked(attack: str) -> Assessment:
    return hostile(load_pack(), attack)


@cache
def _ordinary() -> Contents:
    return Contents(report_html(Auditor().audit(str(example_files()[0]))))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_uses_what_the_reader_lets_through(attack: str) -> None:
    text = ATTACKS[attack](load_pack())
    assert len(text.encode()) <= 1 << 20
    assert len(text.encode()) > 900_000 or attack.startswith("thousands")
    assert _attacked(attack).proposal.document.text  # it was let through


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_page_stays_small(attack: str) -> None:
    found = Contents(report_html(_attacked(attack)))
    assert found.elements <= MOST_ELEMENTS * _ordinary().elements
    assert found.length <= MOST_TEXT * _ordinary().length
    assert found.longest_word <= LONGEST_WORD


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_page_holds_nothing_but_our_own_elements_and_safe_links(attack: str) -> None:
    found = Contents(report_html(_attacked(attack)))
    assert found.tags <= _ordinary().tags | {"i", "b", "span"}
    assert not found.handlers
    assert [to for to in found.addresses if not re.match("#[A-Za-z0-9._-]+$|https://[!-~]+$", to)] == []


@pytest.mark.parametrize(
    ("attack", "words"),
    [
        ("thousands of sources", "more sources"),
        ("thousands of evidence", "more entries of evidence"),
        ("thousands of items", "listed in the JSON result"),
        ("a million empty lines", "too long to be quoted in full"),
        ("one line of a megabyte", "too long to be quoted in full"),
        ("one long word", "more characters]"),
        ("no glyph, all different", "more characters that cannot be shown]"),
        ("changing direction", "[U+202E]"),
    ],
)
def test_what_is_left_out_is_counted(attack: str, words: str) -> None:
    assert words in " ".join(Contents(report_html(_attacked(attack))).texts)


def test_entries_are_printed_up_to_the_cap() -> None:
    assert report_html(_attacked("thousands of sources")).count('class="cite"') >= ENTRIES_CAP


def test_its_pdf_is_made_with_bounded_work_and_is_as_sound_as_any(tmp_path: Path) -> None:
    attacks = WORST[:2]
    taken = printed(attacks, tmp_path)
    assert taken["peak"] < MOST_MEMORY
    assert all(taken["seconds"][attack] < MOST_TIMES * taken["ordinary"] for attack in attacks)
    assert taken["said"] == []
    assert [url for url in taken["fetched"] if not url.startswith(("pkg:fonts/", "data:image/svg+xml,"))] == []
    assert taken["fetched"]
    for attack in attacks:
        data = (tmp_path / f"{attack}.pdf").read_bytes()
        assert problems(data) == {}
        assert pypdfium2.PdfDocument(data)[1].get_textpage().search("Summary").get_next()  # the cover is one page
