"""Two reports in one format, the given one and the one made again: whether they are the same, and where not."""

from __future__ import annotations

from collections.abc import Sequence

from policycheck.verification import html, pdf

_BEFORE, _AFTER = 3, 6
"""So many words are shown before and from a difference on."""

_MOST = 160
"""Characters of either text that are shown."""


def first_difference(form: str, given: bytes, made: bytes) -> str:
    """The first difference between two reports made in one environment, in words; empty if they are the same."""
    if given == made:
        return ""
    if given.startswith(made):
        return f"{len(given) - len(made):,} bytes were added after the end of the report"
    return added(form, given) or text_difference(form, given, made) or _hidden(form, given, made)


def added(form: str, given: bytes) -> str:
    """What was added to a report after it was finished, as far as the file itself shows it."""
    return pdf.revisions(given) if form == "pdf" else ""


def text_difference(form: str, given: bytes, made: bytes) -> str:
    """The first difference between the texts, in words. White space does not count."""
    if form == "html":
        return _texts_differ(html.text(given), html.text(made))
    count, again = pdf.page_count(given), pdf.page_count(made)
    if count != again:
        return f"the report has {count:,} pages, made again it has {again:,}"
    return _pages_differ(pdf.pages(given), pdf.pages(made))


def _pages_differ(given: Sequence[str], made: Sequence[str]) -> str:
    differences = ((number, _texts_differ(*both)) for number, both in enumerate(zip(given, made, strict=True), start=1))
    return next((f"page {number}: {difference}" for number, difference in differences if difference), "")


def _texts_differ(given: str, made: str) -> str:
    if _letters(given) == _letters(made):
        return ""
    one, other = given.split(), made.split()
    start = _first_unlike(one, other)
    return f"the report says '{_around(one, start)}', made again it says '{_around(other, start)}'"


def _first_unlike(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def _around(words: Sequence[str], start: int) -> str:
    shown = " ".join(words[max(0, start - _BEFORE) : start + _AFTER])
    return shown if len(shown) <= _MOST else f"{shown[: _MOST - 1]}…"


def _letters(text: str) -> str:
    return "".join(text.split())


def _hidden(form: str, given: bytes, made: bytes) -> str:
    """Where two reports differ whose text is the same."""
    if form == "pdf":
        if pdf.metadata(given) != pdf.metadata(made):
            return "the metadata differ: title, dates or what else the PDF says about itself"
        for number, (one, other) in enumerate(zip(pdf.drawings(given), pdf.drawings(made), strict=False), start=1):
            if one != other:
                return f"page {number} is drawn in another way, with the same words"
    return f"the files differ from byte {_first_unlike(given, made) + 1:,} on, in nothing that is text"
