"""What an editor shows, as plain values. Places are offsets in characters, from `start` up to `end`."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct

from policycheck.errors import Problem


class Gravity(IntEnum):
    """How grave a note is, by the numbers of the protocol."""

    ERROR = 1
    WARNING = 2
    INFORMATION = 3


class Note(Struct, frozen=True):
    """A remark beside a piece of text. `problem` is what it tells of, where it is one; else it is of a finding."""

    start: int
    end: int
    gravity: Gravity
    code: str
    message: str
    problem: Problem | None = None


class Tip(Struct, frozen=True):
    """What is told of the text under the pointer, in Markdown."""

    start: int
    end: int
    markdown: str


class Sort(IntEnum):
    """What an offer is, by the numbers of the protocol: they choose the picture beside it."""

    FIELD = 5
    VALUE = 20
    REFERENCE = 18


class Offer(Struct, frozen=True):
    """A word that could stand here: what is shown, what is written in place of `start` to `end`, and what it means."""

    label: str
    sort: Sort
    detail: str
    markdown: str
    start: int
    end: int
    text: str


class Edit(Struct, frozen=True):
    """A piece of text to be written in place of another."""

    start: int
    end: int
    text: str


class Fix(Struct, frozen=True):
    """Edits that mend something, all together. `notes` are those it would make go away."""

    title: str
    edits: tuple[Edit, ...]
    notes: tuple[Note, ...] = ()


class Lens(Struct, frozen=True):
    """A line shown above the text at an offset."""

    start: int
    title: str
