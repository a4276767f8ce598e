"""From a stream of places and scalars to plain values and a tree of places: what YAML and JSON have in common.

A value with a problem of its own is left out of the values, and its key stays in the tree of places: later checks
can tell "not there" from "there, and already complained of".
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeGuard

from msgspec import Struct

from policycheck.load.characters import escaped
from policycheck.load.contents import (
    LEAVE_OUT,
    LEAVE_OUT_ITEM,
    Doubt,
    doubt_key,
    doubt_missing,
    doubt_number,
    doubt_text,
)
from policycheck.load.places import Complaints, Places
from policycheck.load.scalars import Scalar
from policycheck.load.spans import Branch, Node


class Limits(Struct, frozen=True):
    """The most that is read of one file: bytes, levels of nesting, values, characters in one text or key."""

    max_bytes: int
    depth: int
    nodes: int
    scalar: int


class ReadingStoppedError(Exception):
    """The rest of the text is not read; the problem has been noted."""


class _Frame:
    """One open mapping or list. In a mapping, `key` None while a value is due means: the value is not kept."""

    __slots__ = ("awaits_key", "branch", "key", "key_end", "key_start", "values")

    def __init__(self, branch: Branch, values: Any, *, awaits_key: bool) -> None:
        self.branch = branch
        self.values = values
        self.awaits_key = awaits_key
        self.key: str | None = None
        self.key_start = self.key_end = 0

    def keep(self, value: Any, node: Node, *, sound: bool = True) -> None:
        """Keep a value under the current key, or as the next item; of an unsound one only the place of its key."""
        entries = self.branch.entries
        if entries is None:
            if sound:
                self.values.append(value)
                self.branch.items.append(node)
            return
        self.awaits_key = True
        key = self.key
        if key is not None:
            entries[key] = (self.key_start, self.key_end, node)
            if sound:
                self.values[key] = value

    def drop(self, value: Any) -> None:
        """Take back what was kept last, if it is `value`."""
        if isinstance(self.values, list):
            if self.values and self.values[-1] is value:
                self.values.pop()
                self.branch.items.pop()
        elif self.key is not None and self.values.get(self.key) is value:
            del self.values[self.key]


class Builder:
    """Takes scalars and the begins and ends of collections in file order; gives values, places and problems."""

    def __init__(self, places: Places, limits: Limits, *, check_content: bool) -> None:
        self.text = places.text
        self.complaints = Complaints(places)
        self._limits = limits
        self._check_content = check_content
        self._left = limits.nodes
        self._root = _Frame(Branch(0, is_mapping=False), [], awaits_key=False)
        self._frame = self._root
        self._open: list[_Frame] = []

    @property
    def root(self) -> tuple[Any, Node] | None:
        """The outermost value and its places; None if there is none."""
        return (self._root.values[0], self._root.branch.items[0]) if self._root.values else None

    def complain(self, code: str, start: int, end: int, message: str, hint: str) -> None:
        """Note a problem; reading goes on."""
        self.complaints.add(code, start, end, message, hint)

    def stop(self, code: str, start: int, end: int, message: str, hint: str) -> NoReturn:
        """Note a problem after which the rest of the text is not read."""
        self.complaints.add(code, start, end, message, hint)
        for parent in reversed(self._open):
            parent.branch.end = max(parent.branch.end, self._frame.branch.end)
            self._frame = parent
        raise ReadingStoppedError

    def scalar(self, start: int, end: int, value: Scalar) -> None:
        """A scalar at `start` to `end`: a key where one is due, else a value."""
        frame = self._frame
        if frame.awaits_key:
            self._key(frame, start, end, value)
            return
        self._left -= 1
        if self._left < 0:
            self._too_many(start)
        if value is None:
            self._missing(frame, start, end)
            return
        doubt = self._doubt(value, start, end)
        if doubt is not None:
            self.complain(doubt[0], start, end, doubt[1], doubt[2])
        frame.branch.end = end
        frame.keep(value, (start, end), sound=doubt is None)

    def lost(self, start: int, end: int) -> None:
        """Something stands here that has no value, and its problem has been noted."""
        frame = self._frame
        if frame.awaits_key:
            frame.awaits_key, frame.key, frame.key_start, frame.key_end = False, None, start, end
        else:
            frame.branch.end = end
            frame.keep(None, (start, end), sound=False)

    def begin(self, start: int, is_mapping: bool) -> None:  # noqa: FBT001 - called for every collection
        """A mapping or a list begins."""
        frame = self._frame
        branch = Branch(start, is_mapping=is_mapping)
        values: Any = {} if is_mapping else []
        if frame.awaits_key:
            self._key(frame, start, start + 1, None)
        else:
            frame.keep(values, branch)
        self._open.append(frame)
        self._frame = _Frame(branch, values, awaits_key=is_mapping)
        self._left -= 1
        if self._left < 0:
            self._too_many(start)
        if len(self._open) > self._limits.depth:
            message = f"The file is nested more than {self._limits.depth} levels deep here; it is read no further."
            self.stop("DOC-TOO-DEEP", start, start + 1, message, "Check for brackets that are never closed.")

    def end(self, stop: int | None) -> None:
        """The innermost open collection ends at `stop`; None: with its last child."""
        done = self._frame
        self._frame = parent = self._open.pop()
        branch = done.branch
        if stop is not None:
            branch.end = stop
        parent.branch.end = branch.end
        if stop is not None and branch.entries == {} and not done.key_end and self._check_content and self._open:
            self.complain(
                "DOC-EMPTY",
                branch.start,
                branch.end,
                "{} states nothing.",
                LEAVE_OUT_ITEM if parent.branch.entries is None else LEAVE_OUT,
            )
            parent.drop(done.values)

    def _doubt(self, value: str | float, start: int, end: int) -> Doubt | None:
        if isinstance(value, str):
            doubt = self._doubt_text(value, start, end)
            return doubt or (
                doubt_text(value, is_item=self._frame.branch.entries is None) if self._check_content else None
            )
        return None if isinstance(value, bool) else doubt_number(value, self.text[start:end])

    def _doubt_text(self, value: str, start: int, end: int) -> Doubt | None:
        if self.text[start] == '"' and end - start != len(value) + 2 and (found := escaped(value)):
            message = f"An escape in this text stands for {found}, which is not allowed."
            return "DOC-CHARACTER", message, "Delete the escape (the backslash and the letters and digits after it)."
        if len(value) > self._limits.scalar:
            message = f"This text has {len(value):,} characters; at most {self._limits.scalar:,} are read."
            return (
                "DOC-TOO-LONG",
                message,
                "Shorten it. If it runs on too far, look for a missing quotation mark above.",
            )
        return None

    def _too_many(self, start: int) -> NoReturn:
        message = f"The file holds more than {self._limits.nodes:,} values; from here on it is not read."
        self.stop("DOC-TOO-MANY", start, start + 1, message, "Shorten it, or split it into several files.")

    def _missing(self, frame: _Frame, start: int, end: int) -> None:
        """A null or empty value. An empty one stands at the key or dash before it, not at the next word."""
        if frame is self._root:
            return
        after = ""
        if end == start and frame.branch.entries is not None:
            start, end = frame.key_start, frame.key_end
            after = self.text[end:].partition("\n")[0]
        elif end == start and self.text[start - 1] == "-":
            start -= 1
        frame.branch.end = end
        if frame.branch.entries is None or frame.key is not None:
            code, message, hint = doubt_missing(frame.key, after)
            self.complain(code, start, end, message, hint)
        frame.keep(None, (start, end), sound=False)

    def _key(self, frame: _Frame, start: int, end: int, key: Scalar) -> None:
        """A key; one with a problem loses its value, so that no later check complains of either."""
        frame.awaits_key = False
        frame.key_start, frame.key_end = start, end
        if self._is_plain(key, end - start) and key not in (frame.branch.entries or ()):
            frame.key = key
            return
        doubt = self._doubt_key(frame, start, end, key)
        if doubt is not None:
            self.complain(doubt[0], start, end, doubt[1], doubt[2])
        frame.key = key if doubt is None and isinstance(key, str) else None

    def _is_plain(self, key: Scalar, size: int) -> TypeGuard[str]:
        """Whether a key is a word without quotation marks, as nearly all are: no doubt then but of a second one."""
        return isinstance(key, str) and len(key) == size <= self._limits.scalar and key.isidentifier()

    def _doubt_key(self, frame: _Frame, start: int, end: int, key: Scalar) -> Doubt | None:
        written = self.text[start:end]
        if not isinstance(key, str) or not key.strip() or written == "<<":
            return doubt_key(key, written)
        first = (frame.branch.entries or {}).get(key)
        if first is None:
            return self._doubt_text(key, start, end)
        message = f'The key "{key}" stands here a second time; it is first at {self.complaints.where(first[0])}.'
        hint = 'Keep one of the two. If they belong to different list items, begin each item with "- ".'
        return "DOC-DUPLICATE-KEY", message, hint
