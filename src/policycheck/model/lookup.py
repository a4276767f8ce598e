"""What looking up quotations in their sources came to: the files that were read, and what was found in them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

MEMO = "memo"
"""What stands for a file where the source is the memo below the front matter of the proposal itself. Files of sources
have an ending, so that none is called so."""

_Said = Annotated[str, Meta(max_length=2_000)]
_Digest = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]
_Number = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class Found(StrEnum):
    """What became of one quotation."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_AT_HAND = "not_at_hand"

    @property
    def counted(self) -> str:
        """The words that follow a number of them."""
        return "with the source not at hand" if self is Found.NOT_AT_HAND else self.value.replace("_", " ")


class Lookup(Struct, frozen=True, forbid_unknown_fields=True):
    """One quotation in its source.

    `unit` and `number` are its place, or that of the `nearest` passage; `reason` says why the source is not at hand.
    """

    state: Found
    unit: Literal["", "page", "line", "paragraph"] = ""
    number: _Number = 0
    nearest: _Said = ""
    reason: _Said = ""

    @property
    def place(self) -> str:
        """`page 3`, or nothing."""
        return f"{self.unit} {self.number}" if self.unit else ""

    @property
    def words(self) -> str:
        """What it came to, as it is printed, without the nearest passage."""
        match self.state:
            case Found.FOUND:
                return f"found at {self.place}"
            case Found.NOT_AT_HAND:
                return f"source not at hand: {self.reason}"
            case Found.NOT_FOUND:
                return f"not found; the nearest passage, {self.place}:" if self.nearest else "not found"


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A source's file: its SHA-256 in hex where it was read, and why it is not at hand where it is not."""

    id: _Said
    file: _Said
    sha256: _Digest = ""
    reason: _Said = ""


class Searched(Struct, frozen=True, forbid_unknown_fields=True, tag_field="schema", tag="urn:policycheck:sources:1"):
    """What was read from the files beside a proposal, in the order of its sources, and of its evidence.

    `lookups` holds one for each quotation from a source that names a file of its own.
    """

    files: tuple[SourceFile, ...]
    lookups: tuple[Lookup, ...]

    @property
    def content(self) -> bytes:
        """As a report carries it: JSON, the same bytes for the same findings."""
        from msgspec import json

        return json.format(json.encode(self), indent=2) + b"\n"

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the content."""
        from hashlib import sha256

        return sha256(self.content).hexdigest()


def counted(lookups: Iterable[Lookup]) -> str:
    """`3 found, 1 not found, 2 with the source not at hand`; empty for none."""
    states = [lookup.state for lookup in lookups]
    return ", ".join(f"{states.count(state)} {state.counted}" for state in Found if state in states)
