"""Display columns, counted by other means than the program's."""

from __future__ import annotations

import unicodedata


def columns(line: str) -> int:
    """How many cells of a terminal a line takes."""
    return sum(_cells(letter) for letter in unicodedata.normalize("NFC", line))


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Me", "Mn", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
