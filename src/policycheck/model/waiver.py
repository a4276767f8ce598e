"""Waivers: accountable, dated exceptions to the outcome of a rule, what became of each, and what to say of them.

A waiver never hides a finding. Its days are whole days of UTC, both ends included.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.outcome import Outcome, PackageVerdict

MOST_DAYS = 366
"""The most days that a waiver may span without being called over-long: a year, a leap day included."""

WILDCARDS = frozenset("*?")
"""What makes a glob of a scope: `*` stands for any text, `?` for any one character."""


class Validity(StrEnum):
    """Whether a waiver holds on a day."""

    NOT_YET_VALID = "not_yet_valid"
    IN_FORCE = "in_force"
    EXPIRED = "expired"


class Waiver(Struct, frozen=True):
    """One exception. `first` and `last` are its first and last day (YYYY-MM-DD), `span` its place in its file."""

    id: str
    rule: str
    scope: str
    reason: str
    requested_by: str
    approved_by: str
    first: str
    last: str
    ticket: str
    span: Span

    def is_for(self, proposal: str) -> bool:
        """Whether the proposal of that id is within its scope; letters count as they are written."""
        if WILDCARDS.isdisjoint(self.scope):
            return self.scope == proposal
        from fnmatch import fnmatchcase

        return fnmatchcase(proposal, self.scope)

    def on(self, day: str) -> Validity:
        """Whether it holds on that day (YYYY-MM-DD)."""
        if day < self.first:
            return Validity.NOT_YET_VALID
        return Validity.EXPIRED if day > self.last else Validity.IN_FORCE

    def meets(self, other: Waiver) -> bool:
        """Whether both are for one rule and share a day."""
        return self.rule == other.rule and self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> int:
        """The days on which it holds."""
        from datetime import date

        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1


class WaiverFile(Struct, frozen=True, eq=False):
    """A file of waivers: `name` as it was given, its bytes, and what it holds, in its order."""

    name: str
    content: bytes
    waivers: tuple[Waiver, ...]

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of its bytes."""
        from hashlib import sha256

        return sha256(self.content).hexdigest()


class WaiverUse(Struct, frozen=True):
    """A finding that is waived: its rule, what that came to, the recommendation, and the waiver that counts."""

    waiver: Waiver
    rule: str
    outcome: Outcome
    recommendation: str


class Remark(StrEnum):
    """What there is to say against a waiver."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNUSED = "unused"
    OVERLAPPING = "overlapping"
    OVER_LONG = "over_long"

    @property
    def words(self) -> str:
        """The remark as people read it: `not yet valid`."""
        return "over-long" if self is Remark.OVER_LONG else self.value.replace("_", " ")


class WaiverFinding(Struct, frozen=True):
    """A finding on a waiver itself: what is odd, in words, and what to do about it. It decides nothing."""

    remark: Remark
    waiver: Waiver
    message: str
    hint: str


class Waivers(Struct, frozen=True, eq=False):
    """What a file of waivers did to one audit.

    `uses` holds the findings waived, in the order of the pack; `findings` what is odd about waivers for this proposal,
    by remark, then by id; `elsewhere` counts the waivers for other proposals. The package's verdict, reasons and
    score are those with waivers, and those of the headline where none is used.
    """

    file: WaiverFile
    uses: tuple[WaiverUse, ...]
    findings: tuple[WaiverFinding, ...]
    elsewhere: int
    package_verdict: PackageVerdict | None
    package_reasons: tuple[str, ...]
    package_score: Fraction | None

    def on(self, rule: str) -> WaiverUse | None:
        """The use on that rule's finding, if it is waived."""
        return next((use for use in self.uses if use.rule == rule), None)
