"""Two reports in one format, the given one and the one made again: whether they are the same, and where not."""

from __future__ import annotations

from collections.abc import Sequence

from policycheck.verification import html, pdf
from policycheck.verification.answer import CannotTellError

_BEFORE, _AFTER = 3, 6
"""So many words are shown before and from a difference on."""

_MOST = 160
"""Characters of either text that are shown."""


def first_difference(form: str, given: bytes, made: bytes) -> str:
    """The first difference between two reports made in one environment, in words; empty if they are the same."""
    if given == made:
        return ""
    if given.startswith(made):
        count = len(given) - len(made)
        return f"something was added after the end of the report: {count:,} byte{'s' * (count > 1)}"
    try:
        named = added(form, given) or text_difference(form, given, made) or _unseen_difference(form, given, made)
    except CannotTellError:
        named = ""  # what differs cannot be read, but that it differs is certain
    return named or f"the files differ from byte {_first_unlike(given, made) + 1:,} on"


def added(form: str, given: bytes) -> str:
    """What was added to a report after it was finished, as far as the file itself shows it."""
    return pdf.revisions(given) if form == "pdf" else ""


def text_difference(form: str, given: bytes, made: bytes) -> str:
    """The first difference between what readers see, in words.

    The text of a PDF's pages is compared without white space; a page of HTML does not depend on the environment, so all
    of it is compared but for the manifest, which names the environment.
    """
    if form == "html":
        return _lines_differ(html.without_manifest(given), html.without_manifest(made))
    count, again = pdf.page_count(given), pdf.page_count(made)
    if count != again:
        return f"the report has {count:,} pages, made again it has {again:,}"
    return _pages_differ(pdf.pages(given), pdf.pages(made))


def _lines_differ(given: bytes, made: bytes) -> str:
    if given == made:
        return ""
    one, other = given.split(b"\n"), made.split(b"\n")
    number = _first_unlike(one, other)
    line, again = (b"".join(lines[number : number + 1]).decode("utf-8", "replace") for lines in (one, other))
    start = max(0, _first_unlike(line, again) - _MOST // 4)
    return f"line {number + 1:,}: the report says {_quoted(line[start:])}, made again it says {_quoted(again[start:])}"


def _pages_differ(given: Sequence[str], made: Sequence[str]) -> str:
    differences = ((number, _texts_differ(*both)) for number, both in enumerate(zip(given, made, strict=True), start=1))
    return next((f"page {number}: {difference}" for number, difference in differences if difference), "")


def _texts_differ(given: str, made: str) -> str:
    if _letters(given) == _letters(made):
        return ""
    one, other = given.split(), made.split()
    start = max(0, (at := _first_unlike(one, other)) - _BEFORE)
    shown, again = (" ".join(words[start : at + _AFTER]) for words in (one, other))
    return f"the report says {_quoted(shown)}, made again it says {_quoted(again)}"


def _first_unlike(one: Sequence[object], other: Sequence[object]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def _quoted(text: str) -> str:
    return f"'{text}'" if len(text) <= _MOST else f"'{text[: _MOST - 1]}…'"


def _letters(text: str) -> str:
    return "".join(text.split())


def _unseen_difference(form: str, given: bytes, made: bytes) -> str:
    """Where two reports differ whose text is the same, as far as there are words for it."""
    if form == "html":
        return ""
    if pdf.metadata(given) != pdf.metadata(made):
        return "the metadata differ: title, dates or what else the PDF says about itself"
    unlike = _first_unlike(pdf.drawings(given), drawn := pdf.drawings(made))
    return f"page {unlike + 1} is drawn in another way, with the same words" if unlike < len(drawn) else ""
