"""A text as an editor holds it: lines and columns in the editor's units, offsets in characters, and changes.

An editor counts the units of UTF-16 (or of UTF-8, or characters, as was agreed). All else counts characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum

_BREAK = re.compile(r"\r\n?|\n")
_MARK = "\ufeff"


class Units(Enum):
    """What columns count: the name in the protocol, and the codec in which one unit has `size` bytes."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"

    def count(self, text: str) -> int:
        """How many units a text has."""
        if self is Units.UTF_32 or text.isascii():
            return len(text)
        if self is Units.UTF_16:
            return len(text) + sum(character > "\uffff" for character in text)
        return len(text.encode(errors="replace"))

    def characters(self, text: str, units: int) -> int:
        """How many characters the first units of a text have; one that is cut in two is not counted."""
        if self is Units.UTF_32 or text.isascii():
            return min(units, len(text))
        if self is Units.UTF_16:
            return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))
        return len(text.encode()[:units].decode(errors="ignore"))


class Draft:
    """One text. `text` has no byte order mark and no halves of characters; offsets are in it."""

    def __init__(self, text: str, units: Units = Units.UTF_16) -> None:
        whole = text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.units = units
        self.text = whole.removeprefix(_MARK)
        self._mark = len(whole) - len(self.text)
        self._starts = [0, *(found.end() for found in _BREAK.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 0, in units."""
        line = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[line] : offset]
        return line, self.units.count(before) + (self._mark if line == 0 else 0) * self.units.count(_MARK)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column; of one behind the end of its line or of the text, that end."""
        if line >= len(self._starts):
            return len(self.text)
        if line == 0 and self._mark:
            column = max(column - self.units.count(_MARK), 0)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        content = self.text[start:end].rstrip("\r\n")
        return start + self.units.characters(content, column)

    def changed(self, start: tuple[int, int], end: tuple[int, int], new: str) -> Draft:
        """The draft with the text between two positions replaced."""
        first = self.offset(*start)
        last = max(self.offset(*end), first)
        return Draft(_MARK * self._mark + self.text[:first] + new + self.text[last:], self.units)
