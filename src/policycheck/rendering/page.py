"""A page of text for a terminal: lines wrapped to display columns, signs, colour. It knows nothing of assessments.

A column is a cell of the terminal: Hangul and Han take two, a combining mark takes none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from policycheck.rendering.visible import BREAK, pieces, plain

Paint = Callable[[str, str], str]
"""(text, style) -> text. Styles: good, fair, bad, dim, strong."""

Sign = tuple[str, str, str]
"""A symbol, what stands for it where only ASCII can be shown, and its style."""

_TYPEWRITTEN = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
"""What typewriters have for the marks of printers. Letters are not touched."""


def no_paint(text: str, style: str) -> str:  # noqa: ARG001 - it has the shape of every other paint
    """The text as it is."""
    return text


class Page:
    """Lines of text, none of them wider than `width` columns unless it is given with `line` or `whole`."""

    def __init__(self, paint: Paint = no_paint, width: int = 80, *, ascii_only: bool = False) -> None:
        self.paint = paint
        self.width = width
        self.ascii_only = ascii_only
        self._lines: list[str] = []

    def line(self, text: str = "") -> None:
        """A line as it is, already painted and made of words of our own."""
        self._lines.append(text.rstrip())

    def gap(self) -> None:
        """An empty line, unless the last one is empty or there is none."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str) -> None:
        """A line that stands out, with room above it."""
        self.gap()
        self.block(text, style="strong")

    def block(self, text: str, *, first: str = "", indent: int = 0, style: str = "") -> None:
        """A paragraph; `first` stands before its first line, the others are indented by `indent`."""
        for line in wrap(self._shown(text), self.width, first or " " * indent, " " * indent):
            self.line(self.paint(line, style) if style else line)

    def signed(self, sign: Sign, text: str, *, before: str = "", words: str = "", indent: int = 0) -> None:
        """A paragraph after a sign (and words of our own), both in the sign's colour; `before` stands before them."""
        mark = f"{self._symbol(sign)} {words}"
        start = f"{before}{mark}"
        first, *others = wrap(self._shown(text), self.width, start, " " * indent)
        self.line(before + self.paint(mark.rstrip(), sign[2]) + first[len(start.rstrip()) :])
        for line in others:
            self.line(line)

    def whole(self, text: str, *, first: str = "", style: str = "") -> None:
        """A line that is never broken, however long: a place that a reader will copy."""
        shown = first + exact(text)
        self.line(self.paint(shown, style) if style else shown)

    def sign(self, sign: Sign, words: str) -> str:
        """A sign and words of our own, both in its colour."""
        return self.paint(f"{self._symbol(sign)} {words}", sign[2])

    def text(self) -> str:
        """The page, with a line feed after every line."""
        return "\n".join(self._lines) + "\n"

    def _shown(self, text: str) -> str:
        return plain(text).translate(_TYPEWRITTEN) if self.ascii_only else plain(text)

    def _symbol(self, sign: Sign) -> str:
        return sign[1] if self.ascii_only else sign[0]


def exact(text: str) -> str:
    """A name or a place with every space kept, and what cannot be seen as code points."""
    return "".join(piece.text for piece in pieces(text, spaces=True)).replace(BREAK, "")


def columns(text: str) -> int:
    """How many columns a terminal needs for a text."""
    return len(text) if text.isascii() else sum(_cells(letter) for letter in text)


def wrap(text: str, width: int, first: str, indent: str) -> Iterable[str]:
    """A text in lines of at most `width` columns: `first` before the first one, `indent` before the others.

    Between plain words a per cent sign stays on the line of its figure, where both fit.
    """
    words, room = text.split(), width - len(indent)
    if text.isascii() and max(map(len, words), default=0) <= room:
        return _lines(" ".join(words), width, first, indent)
    return _wide_lines(words, width, first, indent)


def _lines(text: str, width: int, first: str, indent: str) -> Iterator[str]:
    """Of a text whose letters take a column each and whose words fit a line: line by line, not word by word."""
    line, used, start = first, columns(first), 0
    while text and len(text) - start > width - used:
        end = text.rfind(" ", start, max(start, start + width - used + 1))
        if text.startswith(" %", end):  # a figure keeps its sign
            end = max(text.rfind(" ", start, end), 0) or end
        if end > 0:
            yield line + text[start:end]
            start = end + 1
        elif used > len(indent):
            yield line.rstrip()
        line, used = indent, len(indent)
    yield (line + text[start:]).rstrip()


def _wide_lines(words: Iterable[str], width: int, first: str, indent: str) -> Iterator[str]:
    line, used, bare, room = first, columns(first), True, width - len(indent)
    for word in words:
        for part in (word,) if columns(word) <= room else _parts(word, room):
            size = columns(part)
            if used + (not bare) + size > width and (not bare or used > len(indent)):
                yield line.rstrip()
                line, used, bare = indent, len(indent), True
            line, used, bare = (line + part, used + size, False) if bare else (f"{line} {part}", used + 1 + size, False)
    yield line.rstrip()


def _parts(word: str, room: int) -> Iterator[str]:
    """A word that is too long for a line, in pieces that are not."""
    part, used = "", 0
    for letter in word:
        size = _cells(letter)
        if used + size > room:
            yield part
            part, used = "", 0
        part, used = part + letter, used + size
    yield part


def _cells(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1
