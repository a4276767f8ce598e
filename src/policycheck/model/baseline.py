"""The baseline of an audit: the results of an earlier one, against which only what got worse counts."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from policycheck.model.gate import COMMAND_LINE
from policycheck.model.result import Result


class BaselineState(StrEnum):
    """How something stands to the baseline, in the words of SARIF."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    ABSENT = "absent"
    """It is in the baseline, and not here any more."""


class Baseline(Struct, frozen=True, eq=False):
    """An earlier result, its file as it was named, the bytes of that, and who names it."""

    result: Result
    name: str
    content: bytes
    set_by: str = COMMAND_LINE

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the file."""
        from hashlib import sha256

        return sha256(self.content).hexdigest()

    def before(self, identifier: str) -> str:
        """What the rule, advisory or tension of that id came to; empty where the baseline does not have it."""
        rule, concern = self.result.rules.get(identifier), self.result.concerns.get(identifier)
        return rule.outcome.value if rule is not None else concern.state.value if concern is not None else ""

    def state(self, identifier: str, now: str) -> BaselineState:
        """How what it comes to now stands to what it came to."""
        before = self.before(identifier)
        if not before:
            return BaselineState.NEW
        return BaselineState.UNCHANGED if before == now else BaselineState.UPDATED
