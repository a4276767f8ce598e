"""Untrusted text made visible: what a reader could not see, or a font could not draw, becomes code points.

Nothing here knows HTML: pieces of text come out, and the caller marks up those that stand for code points.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec import Struct

FIELD_CAP = 1_000
"""Characters of one field that are printed. The whole text stands in the appendix."""

CODES_CAP = 20
"""Code points spelled out in one field; the rest is counted."""

WORD_CAP = 46
"""Letters after which a long word may break. Layout time grows with the square of a word's length."""

MARKS_CAP = 3
"""Combining marks kept on one letter."""

BREAK = "\u200b"

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u180b\u180c\u180d\u180f")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LONG_WORD = re.compile(rf"[^\s{BREAK}]{{{WORD_CAP}}}(?=[^\s{BREAK}])")


class Piece(Struct, frozen=True):
    """A run of text, or, if `code`, words in brackets that stand for characters not drawn."""

    text: str
    code: bool = False


class _Budget(Struct):
    """How many more code points one field may spell out, and how many were left out."""

    codes: int = CODES_CAP
    left_out: int = 0


def pieces(text: str, covered: frozenset[int] | None = None, *, spaces: bool = False) -> tuple[Piece, ...]:
    """Split `text` into what can be shown as it is and what is shown as code points.

    `covered` holds the code points the fonts can draw (None: all). White space collapses to single spaces and the
    length is capped, unless its `spaces` are to be kept as in a quotation.
    """
    cut = 0 if spaces else max(len(text) - FIELD_CAP, 0)
    text = text if spaces else _SPACES.sub(" ", text[:FIELD_CAP])
    simple = text.isascii() and text.isprintable()
    shown = [Piece(text)] if simple else list(_split(_joined(text), covered))
    if cut:
        shown.append(Piece(f"[{cut:,} more characters]", code=True))
    return tuple(Piece(_with_breaks(piece.text), piece.code) for piece in shown if piece.text)


def cut(text: str, cap: int) -> str:
    """The text, or as much of it as `cap` characters hold and how many more there are."""
    over = len(text) - cap
    return text if over <= 0 else f"{text[:cap]} [{over:,} more characters]"


def plain(text: str, covered: frozenset[int] | None = None) -> str:
    """The pieces as one string, for titles and attributes."""
    if len(text) <= FIELD_CAP and text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text) if "  " in text else text
    return "".join(piece.text for piece in pieces(text, covered)).replace(BREAK, "")


def _joined(text: str) -> str:
    """Surrogate pairs as one character and letters composed with their marks; lone surrogates stay."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if _has_pairs(text) else text
    return unicodedata.normalize("NFC", whole)


def _has_pairs(text: str) -> bool:
    return re.search("[\ud800-\udbff][\udc00-\udfff]", text) is not None


def _split(text: str, covered: frozenset[int] | None) -> Iterator[Piece]:
    budget, seen = _Budget(), ""
    for hidden, run in groupby(_judged(text, covered), key=lambda pair: pair[1]):
        letters = [letter for letter, _ in run]
        if not hidden:
            seen += "".join(letters)
        elif words := _codes(letters, budget):
            yield Piece(seen)
            yield Piece(words, code=True)
            seen = ""
    yield Piece(seen)
    if budget.left_out:
        yield Piece(f"[{budget.left_out:,} more characters that cannot be shown]", code=True)


def _judged(text: str, covered: frozenset[int] | None) -> Iterator[tuple[str, bool]]:
    """Every character, and whether it has to be shown as a code point."""
    marks = 0
    for letter in text:
        if letter == " " or ("!" <= letter <= "~"):
            marks = 0
            yield letter, False
            continue
        category = unicodedata.category(letter)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        yield letter, marks > MARKS_CAP or _unseen(letter, category) or _undrawn(letter, covered)


def _unseen(letter: str, category: str) -> bool:
    return category in _HIDDEN or letter in _BLANK_LETTERS or 0xFE00 <= ord(letter) <= 0xFE0F


def _undrawn(letter: str, covered: frozenset[int] | None) -> bool:
    return covered is not None and ord(letter) not in covered


def _codes(letters: Iterable[str], budget: _Budget) -> str:
    """`[U+202E]`, or `[U+0001 x8000, U+200B]` for a run, as far as the budget goes."""
    shown = []
    for letter, run in groupby(letters):
        count = len(list(run))
        if budget.codes == 0:
            budget.left_out += count
            continue
        budget.codes -= 1
        shown.append(f"U+{ord(letter):04X}" + (f" x{count}" if count > 1 else ""))
    return f"[{', '.join(shown)}]" if shown else ""


def _with_breaks(text: str) -> str:
    return _LONG_WORD.sub(lambda found: found[0] + BREAK, text)
