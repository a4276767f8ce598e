"""Places in a text: from character offsets to lines and columns, and the problems that stand there."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from policycheck.errors import Problem, Span

_BREAK = re.compile(r"\r\n?|\n")


class Places:
    """The lines of one text. A line ends with LF, CRLF or a lone CR; nothing else counts as a line break.

    `marked` says that a byte order mark stood before the text.
    """

    __slots__ = ("_starts", "marked", "name", "text")

    def __init__(self, name: str, text: str, *, marked: bool = False) -> None:
        self.name = name
        self.text = text
        self.marked = marked
        self._starts: list[int] = []

    def _lines(self) -> list[int]:
        """Where each line starts."""
        if not self._starts:
            if "\r" in self.text:
                self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]
            else:
                self._starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n")[:-1])]
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character offset, both from 1."""
        starts = self._starts or self._lines()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span from `start` up to, not including, `end`."""
        starts = self._starts or self._lines()
        line = end_line = bisect_right(starts, start)
        before = end_before = starts[line - 1] - 1
        if line < len(starts) and end >= starts[line]:
            end_line = bisect_right(starts, end)
            end_before = starts[end_line - 1] - 1
        return Span(self.name, line, start - before, end_line, end - end_before, start, end)


class Complaints:
    """The problems found in one text, in the order in which they were found."""

    __slots__ = ("found", "places")

    def __init__(self, places: Places) -> None:
        self.places = places
        self.found: list[Problem] = []

    def add(self, code: str, start: int, end: int, message: str, hint: str) -> None:
        """Note one problem at the characters from `start` up to `end`."""
        self.found.append(Problem(code, message, self.places.span(start, end), hint))

    def where(self, offset: int) -> str:
        """A place in words, for messages that name a second place: `line 3, column 5`."""
        line, column = self.places.position(offset)
        return f"line {line}, column {column}"


def in_file_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems sorted by where they begin; those at one place keep the order in which they were found."""
    return tuple(sorted(problems, key=lambda problem: problem.span.start if problem.span else 0))
