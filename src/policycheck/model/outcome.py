"""What a rule, an advisory, a recommendation and a package can come to, and the order among verdicts."""

from __future__ import annotations

from enum import Enum, StrEnum
from functools import cached_property


class Outcome(StrEnum):
    """What a rule came to, from worst to best, then not applicable."""

    CONTRADICTED = "contradicted"
    NOT_MET = "not_met"
    NOT_STATED = "not_stated"
    PARTLY_MET = "partly_met"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """The outcome as people read it: `not met`."""
        return self.value.replace("_", " ")


OPEN = frozenset({Outcome.CONTRADICTED, Outcome.NOT_MET, Outcome.NOT_STATED, Outcome.PARTLY_MET})
"""The outcomes that leave something to do."""

BLOCKED = {
    Outcome.NOT_STATED: Outcome.NOT_STATED,
    Outcome.NOT_MET: Outcome.NOT_MET,
    Outcome.CONTRADICTED: Outcome.NOT_MET,
}
"""What a dependent rule comes to under its parent's outcome; absent where the dependent stands on its own."""


class Severity(StrEnum):
    """How much a rule weighs in a reader's mind. Critical means exactly: it has caps."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Verdict(Enum):
    """Of a recommendation: four grades in order, then the three reasons for having none."""

    DOES_NOT_MEET = "does_not_meet"
    PARTLY_MEETS = "partly_meets"
    LARGELY_MEETS = "largely_meets"
    MEETS = "meets"
    NOT_APPLICABLE = "not_applicable"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ADDRESSED = "not_addressed"

    @cached_property
    def words(self) -> str:
        """The verdict as people read it: `largely meets`."""
        return self.value.replace("_", " ")

    @cached_property
    def rank(self) -> int:
        """0 to 3 for the four grades; -1 where there is no grade."""
        return GRADES.index(self) if self in GRADES else -1


GRADES = (Verdict.DOES_NOT_MEET, Verdict.PARTLY_MEETS, Verdict.LARGELY_MEETS, Verdict.MEETS)
"""The four grades from worst to best."""


class PackageVerdict(StrEnum):
    """Of the whole package, when it claims to cover everything."""

    NOT_CONSISTENT = "not_consistent"
    CONSISTENT_WITH_RESERVATIONS = "consistent_with_reservations"
    CONSISTENT = "consistent"

    @property
    def words(self) -> str:
        """The verdict as people read it."""
        return self.value.replace("_", " ")


class Concern(StrEnum):
    """What became of an advisory or a tension."""

    RAISED = "raised"
    ANSWERED = "answered"
    """Raised, and the proposal answers it (an advisory) or reconciles it (a tension)."""
    NOT_RAISED = "not_raised"
    OUT_OF_SCOPE = "out_of_scope"

    @property
    def words(self) -> str:
        """The state as people read it."""
        return self.value.replace("_", " ")


QUIET = frozenset({Concern.NOT_RAISED, Concern.OUT_OF_SCOPE})
"""The states of a concern that say nothing against the proposal."""


class Level(StrEnum):
    """How grave an advisory is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Support(StrEnum):
    """Whether the proposal cites evidence for what made a rule met."""

    EVIDENCED = "evidenced"
    CONTESTED = "contested"
    UNEVIDENCED = "unevidenced"
    NOT_NEEDED = "not_needed"
    """The rule is not met, or nothing was read that could be cited."""
