"""Two reports in one format, the given one and the one made again: whether they are the same, and where not."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from policycheck.verification import html, pdf

_WORDS = 8
"""So many words of either text are shown around a difference."""


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
    if form == "pdf":
        return _pages_differ(pdf.pages(given), pdf.pages(made))
    return _texts_differ(html.text(given), html.text(made))


def _pages_differ(given: Sequence[str], made: Sequence[str]) -> str:
    for number, (one, other) in enumerate(zip(given, made, strict=False), start=1):
        if difference := _texts_differ(one, other):
            return f"page {number}: {difference}"
    if len(given) != len(made):
        return f"the report has {len(given)} pages, made again it has {len(made)}"
    return ""


def _texts_differ(given: str, made: str) -> str:
    if _letters(given) == _letters(made):
        return ""
    one, other = given.split(), made.split()
    matcher = SequenceMatcher(None, one, other, autojunk=False) if len(one) + len(other) < 5_000 else None
    opcodes = matcher.get_opcodes() if matcher else [("replace", *_unlike(one, other))]
    _, i1, i2, j1, j2 = next(code for code in opcodes if code[0] != "equal")
    return f"the report says '{_around(one, i1, i2)}', made again it says '{_around(other, j1, j2)}'"


def _unlike(one: Sequence[str], other: Sequence[str]) -> tuple[int, int, int, int]:
    """From where on two lists of words differ."""
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return start, start + _WORDS, start, start + _WORDS


def _around(words: Sequence[str], start: int, end: int) -> str:
    shown = " ".join(words[max(0, start - 2) : min(end + 2, start + _WORDS)])
    return shown if len(shown) <= 160 else f"{shown[:159]}…"


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
    at = next((n for n, (a, b) in enumerate(zip(given, made, strict=False)) if a != b), min(len(given), len(made)))
    return f"the files differ from byte {at + 1:,} on, in nothing that is text"
