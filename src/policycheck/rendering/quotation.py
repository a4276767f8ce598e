"""The proposal as the appendix quotes it: line by line as the reader counts them, and as far as a page can bear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policycheck.rendering.cards import line_target
from policycheck.rendering.crossref import Link

BLOCK_CAP = 1_000
"""Characters of one line that are set as one block; the rest follows in further blocks."""

BLOCKS_CAP = 400
CHARACTERS_CAP = 40_000
"""So much is quoted in full: some eight times the longest example. After that only the lines that findings read."""

EXCERPT_CAP = 120
"""Characters of such a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a line of the proposal, and the findings that read it. `number` is 0 for what continues a line."""

    number: int
    text: str
    target: str = ""
    readers: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """The lines that are quoted, how many the file has, and how many lines and characters are left out."""

    lines: tuple[Line, ...]
    count: int
    lines_left_out: int
    left_out: int


def quotation(text: str, readers: Mapping[str, tuple[Link, ...]]) -> Quotation:
    """The proposal's text, each line with those who read it."""
    whole = re.split(r"\r\n|\r|\n", text)
    if len(whole) > 1 and not whole[-1]:
        whole.pop()
    found: list[Line] = []
    room = CHARACTERS_CAP
    for number, line in enumerate(whole, start=1):
        read_by = readers.get(line_target(number), ())
        if room > 0 and len(found) < BLOCKS_CAP:
            found += _blocks(number, line[:room], read_by)
            room -= len(line)
        elif read_by:
            found.append(_first(number, line[:EXCERPT_CAP], read_by))
    quoted, numbered = sum(len(line.text) for line in found), sum(line.number > 0 for line in found)
    return Quotation(tuple(found), len(whole), len(whole) - numbered, sum(map(len, whole)) - quoted)


def _first(number: int, text: str, read_by: tuple[Link, ...]) -> Line:
    return Line(number, text, line_target(number) if read_by else "", read_by)


def _blocks(number: int, text: str, read_by: tuple[Link, ...]) -> Iterator[Line]:
    """A line as blocks that are not slow to set."""
    yield _first(number, text[:BLOCK_CAP], read_by)
    for start in range(BLOCK_CAP, len(text), BLOCK_CAP):
        yield Line(0, text[start : start + BLOCK_CAP])
