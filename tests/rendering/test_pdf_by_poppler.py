"""What poppler, which had no part in making the PDF, reads in it: every word, and within the page."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CalledProcessError

import pytest
from tests.rendering import poppler
from tests.rendering.conftest import Rendered
from tests.rendering.zoo import NAMES

pytestmark = pytest.mark.untraced

Renderer = Callable[[str], Rendered]
REAL = "singapore-2018"
MARGIN = 28.0
"""Points from the edge of the paper that nothing is printed on: about a centimetre."""


def test_poppler_rejects_what_is_broken(rendered: Renderer) -> None:
    data = rendered(REAL).data
    for broken in (b"", data[: data.rindex(b"startxref")], data[: len(data) // 2]):
        with pytest.raises((AssertionError, CalledProcessError)):
            poppler.text(broken)


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
