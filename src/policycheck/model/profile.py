"""A profile as applied: who it is, what it changed in the pack, and what it asks of the gate."""

from __future__ import annotations

from msgspec import Struct

from policycheck.model.gate import Demand


class Change(Struct, frozen=True):
    """One thing in which the profile departs from the pack, in words."""

    what: str
    pack: str
    profile: str
    reason: str = ""

    @property
    def sentence(self) -> str:
        """The departure on one line."""
        because = f" Reason: {self.reason}" if self.reason else ""
        return f"{self.what[0].upper()}{self.what[1:]}: {self.profile}, in the pack {self.pack}.{because}"


class Profile(Struct, frozen=True):
    """A profile and every departure from the pack that it makes. `name` is its file as it was given.

    `dropped` holds the ids of the rules that it leaves out.
    """

    id: str
    title: str
    description: str
    name: str
    content: bytes
    changes: tuple[Change, ...]
    dropped: tuple[str, ...]
    gate: tuple[Demand, ...]

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the profile's text as UTF-8, without a byte order mark."""
        from hashlib import sha256

        return sha256(self.content).hexdigest()
