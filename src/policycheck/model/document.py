"""A document as read: plain values, and the place in the file of every value and key."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from policycheck.errors import Span

Path = tuple[str | int, ...]
"""Where a value sits: mapping keys and list positions (from 0), from the root."""


def show_path(path: Path) -> str:
    """The path as people write it: `incentives.phases[0].benefits[2].give` (positions from 0)."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out


_STEP = re.compile(r"([^\[\].]+)|\[([0-9]+)\]")


def path_of(shown: str) -> Path:
    """A path as people write it, read back."""
    return tuple(name or int(number) for name, number in _STEP.findall(shown))


class Document(Struct, frozen=True, eq=False):
    """Values of one YAML or JSON file and their spans.

    `value` is made of dict, list, str, int, float and bool only; `text` is the decoded file without its byte
    order mark, `marked` whether it had one. `spans` maps each path to the span of its value, `keys` each path of a
    mapping entry to the span of its key.
    """

    name: str
    text: str
    value: Any
    spans: Mapping[Path, Span]
    keys: Mapping[Path, Span]
    marked: bool = False

    @property
    def content(self) -> bytes:
        """The very bytes of the file, where nothing in its text was a problem."""
        return BOM_UTF8 * self.marked + self.text.encode()

    def span(self, path: Path) -> Span:
        """The span of the value at `path`, or of its nearest ancestor when the path itself is absent."""
        while path:
            found = self.spans.get(path)
            if found is not None:
                return found
            path = path[:-1]
        return self.spans[()]

    def key_span(self, path: Path) -> Span:
        """The span of the key at `path`, or of the value where the path ends in a list position."""
        return self.keys.get(path) or self.span(path)
