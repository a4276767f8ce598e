"""What a verification comes to: an answer, what was compared, and what differs. It compares nothing itself."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from policycheck.errors import PolicycheckError


class Answer(Enum):
    """Whether making the report again gave the same report."""

    REPRODUCED = 0
    NOT_REPRODUCED = 1
    CANNOT_TELL = 2

    @property
    def words(self) -> str:
        """The answer as people read it: `not reproduced`."""
        return self.name.lower().replace("_", " ")


class Step(Struct, frozen=True):
    """One thing that was compared and held, and what was found, in words."""

    name: str
    said: str


class Verification(Struct, frozen=True):
    """The answer on one report. `differences` holds what differs, the first one first; `hint` says what to do."""

    answer: Answer
    steps: tuple[Step, ...] = ()
    differences: tuple[str, ...] = ()
    hint: str = ""


class NotReproducedError(PolicycheckError):
    """The report contradicts itself, or making it again gives another one. Carries every difference found."""

    def __init__(self, *differences: str, hint: str = "") -> None:
        super().__init__("; ".join(differences))
        self.differences = differences
        self.hint = hint


class CannotTellError(PolicycheckError):
    """The report gives no answer. The message says why, `hint` what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
