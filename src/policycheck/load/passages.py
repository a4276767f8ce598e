"""A quotation looked for in a text. What typesetting changes does not count; every other character does.

Not counted: white space, hyphens at the ends of lines, the forms of quotation marks and dashes, soft hyphens and other
invisible characters, ligatures and widths (Unicode NFKC), and in Markdown its signs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from unicodedata import normalize

from policycheck.load.characters import replace
from policycheck.load.source_text import SourceText
from policycheck.model.lookup import Found, Lookup

LEAST_WORDS = 4
"""Words that a quotation has at least for a nearest passage to be looked for."""
MOST_SHOWN = 300
"""Characters of a nearest passage that are shown."""
_SOFT = "\u00ad"
"""A hyphen that may be one or none: what stands for those at the ends of lines."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵`´ʼ＇", "'"),
        **dict.fromkeys("“”„‟″‶«»＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", None),
        **dict.fromkeys("\x02\ufffe", _SOFT),  # what pdfium says of a hyphen at the end of a line
    }
)
_AROUND = "\"'"
"""What may stand around a quotation and is none of it."""
_AT_END = re.compile(r"(?<=[^\W\d_])[-‐]\s*\Z")
_AT_LINE_END = re.compile(r"(?<=[^\W\d_])[-‐][ \t]{0,9}(?:\r\n?|\n)")
_HYPHENS = ("-", "‐", _SOFT, "\x02", "\ufffe")
_BROKEN = re.compile(r"(?<=[^\W\d_])([-‐\u00ad\x02\ufffe])[ \t]{0,9}(?:\r\n?|\n)[ \t]{0,99}")
_HYPHENATED = str.maketrans(dict.fromkeys("\x02\ufffe", "-"))
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,500}\)")
_SIGNS = re.compile(r"[*_`~\\]")
_BEGINNING = re.compile(r"[ \t]{0,20}(?:(?:>|#{1,6}|[-*+]|\d{1,9}[.)])(?:[ \t]+|\Z))+")


def folded(text: str) -> str:
    """The text without what does not count."""
    return "".join(normalize("NFKC", text.translate(_ALIKE)).split())


class Passages:
    """One source, ready to be searched."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._numbers = [number for number, _ in source.pieces]
        self._starts: list[int] = []
        self._words: list[str] = []
        self._keys: list[str] = []
        self._word_starts: list[int] = []
        parts: list[str] = []
        at = 0
        for _, piece in source.pieces:
            text = folded(self._softened(_unmarked(piece, line=True) if source.marked else piece))
            self._starts.append(at)
            parts.append(text)
            at += len(text)
        self._text = "".join(parts)
        self._has_soft = _SOFT in self._text

    @property
    def size(self) -> int:
        """The length of what is searched, in characters."""
        return len(self._text)

    def _softened(self, piece: str) -> str:
        piece = _AT_LINE_END.sub(f"{_SOFT}\n", piece)
        return _AT_END.sub(_SOFT, piece)

    def look_up(self, quote: str, *, nearest: bool = True) -> Lookup:
        """Where the quotation stands; where it does not, and that is asked for, the nearest passage."""
        wanted = folded(_unmarked(quote) if self._source.marked else quote).replace(_SOFT, "")
        at = self._find(wanted.strip(_AROUND))
        if at is not None:
            return Lookup(Found.FOUND, self._source.unit, self._numbers[bisect_right(self._starts, at) - 1])
        found = self._nearest(quote) if nearest else None
        if found is None:
            return Lookup(Found.NOT_FOUND)
        number, passage = found
        return Lookup(Found.NOT_FOUND, self._source.unit, number, nearest=_shown(passage))

    def _find(self, wanted: str) -> int | None:
        if not wanted:
            return None
        if not self._has_soft:
            at = self._text.find(wanted)
            return at if at >= 0 else None
        letters = (f"[-{_SOFT}]" if letter == "-" else re.escape(letter) for letter in wanted)
        found = re.search(f"{_SOFT}?".join(letters), self._text)
        return found.start() if found else None

    def _nearest(self, quote: str) -> tuple[int, str] | None:
        """The stretch as long as the quotation that has most words in common with it, if half of them; the first."""
        wanted = [_word(word) for word in quote.split()]
        count = len(wanted)
        if count < LEAST_WORDS:
            return None
        self._split()
        need, have = Counter(wanted), Counter[str]()
        common, best, at = 0, 0, 0
        for place, key in enumerate(self._keys):
            if key in need:
                have[key] += 1
                common += have[key] <= need[key]
            if place >= count and (gone := self._keys[place - count]) in need:
                common -= have[gone] <= need[gone]
                have[gone] -= 1
            if common > best:
                best, at = common, max(0, place - count + 1)
        if best * 2 < count:
            return None
        return self._numbers[bisect_right(self._word_starts, at) - 1], " ".join(self._words[at : at + count])

    def _split(self) -> None:
        if not self._words:
            for _, piece in self._source.pieces:
                whole = self._words and self._words[-1].endswith(_HYPHENS)
                first, *more = _BROKEN.sub(r"\1", piece).split() or [""]
                if whole:
                    self._words[-1] += first
                self._word_starts.append(len(self._words))
                self._words += more if whole else [first, *more] if first else more
            self._words = [word.translate(_HYPHENATED) for word in self._words]
            self._keys = [_word(word) for word in self._words]


def _word(word: str) -> str:
    """A word as it counts for nearness: letters and digits, without case."""
    return "".join(letter for letter in folded(word).casefold() if letter.isalnum())


def _unmarked(text: str, *, line: bool = False) -> str:
    """Markdown without its signs; of a line also without what makes it a heading, an item or a quotation."""
    if line:
        text = _BEGINNING.sub("", text, count=1) if _BEGINNING.match(text) else text
    return _SIGNS.sub("", _LINK.sub(r"\1", text))


def _shown(passage: str) -> str:
    passage = replace(passage)
    return passage if len(passage) <= MOST_SHOWN else f"{passage[: MOST_SHOWN - 1].rstrip()}…"
