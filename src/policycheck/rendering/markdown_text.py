"""Text as GitHub's Markdown, with nothing in it that GitHub acts on, and pages of it that keep to a length.

GitHub looks for mentions, issues, commits, addresses and emoji in the finished page, where a backslash is gone already.
There a space of no width keeps the sign and the name apart. In code GitHub looks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from policycheck.rendering.visible import plain

FIELD_CAP = 300
"""Characters of one text that are printed."""

_APART = "\u200b"
_PIPE = "\\|"
_MARKUP = re.compile(r"[\\`*_~{}\[\]<>&]")
_ACTED_ON = re.compile(
    r"@(?=\w)"  # mentions, addresses of mail
    r"|#(?=\w)|\bGH-(?=\d)"  # issues
    r"|:(?=//)|\bwww(?=\.)"  # addresses
    r"|:(?=[\w+-]+:)"  # emoji
    r"|\b[0-9a-f]{6}(?=[0-9a-f]{1,34}\b)",  # commits
    re.IGNORECASE,
)
_BACKTICKS = re.compile(r"`+")


def prose(text: str, cap: int = FIELD_CAP) -> str:
    """A text to be read: on one line, visible, with no markup, and cut where it is longer than `cap`."""
    shown = _ACTED_ON.sub(lambda found: found[0] + _APART, _cut(text, cap))
    # The dollar begins a formula; an element of its own keeps it apart, as GitHub's manual has it.
    return _MARKUP.sub(lambda found: f"\\{found[0]}", shown).replace("$", "<span>$</span>")


def code(text: str, cap: int = FIELD_CAP) -> str:
    """A name, place or value, letter by letter, in a font of one width."""
    shown = _cut(text, cap).replace("\\|", f"\\{_APART}|")
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    pad = " " if not shown or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def row(cells: Iterable[str]) -> str:
    """A line of a table. The cells are Markdown already."""
    return f"| {' | '.join(cell.replace('|', _PIPE) for cell in cells)} |\n"


def head(titles: Sequence[str]) -> str:
    """The head of a table."""
    return row(titles) + "|" + " --- |" * len(titles) + "\n"


def _cut(text: str, cap: int) -> str:
    over = len(text) - cap
    return plain(text[:cap]) + (f" [{over:,} more characters]" if over > 0 else "")


class Sheet:
    """A page that takes what fits and counts what does not."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._parts: list[str] = []
        self.left_out = 0

    def put(self, text: str) -> bool:
        """Add the text, if there is room for all of it."""
        if len(text) > self._room:
            return False
        self._parts.append(text)
        self._room -= len(text)
        return True

    def series(self, opening: str, items: Sequence[str], kind: str, closing: str = "") -> None:
        """Add the opening, as many items as there is room for, and the closing; say how many `kind` are left out."""
        if not items or not self.put(opening):
            self.left_out += len(items)
            return
        self._room -= len(_more(len(items), kind)) + len(closing)
        taken = next((count for count, item in enumerate(items) if not self.put(item)), len(items))
        if taken < len(items):
            self._parts.append(_more(len(items) - taken, kind))
            self.left_out += len(items) - taken
            self._room = 0  # nothing smaller may slip in behind what is missing
        self._parts.append(closing)

    def text(self) -> str:
        """All that was put."""
        return "".join(self._parts)


def _more(count: int, kind: str) -> str:
    return f"\n{count:,} more {kind} are left out here.\n"
