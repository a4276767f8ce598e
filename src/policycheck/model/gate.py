"""The gate: what a run asks for, key by key, and what came of each condition."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from policycheck.model.figures import number
from policycheck.model.outcome import Level, Outcome, PackageVerdict, Verdict


class Silence(StrEnum):
    """What the gate makes of what is not stated."""

    FAIL = "fail"
    """It counts as it stands."""
    ALLOW = "allow"
    """It is judged by what it could still become."""


Asked = Verdict | PackageVerdict | Level | Fraction | int | tuple[Outcome, ...] | Silence


class Demand(Struct, frozen=True):
    """One key of a gate, its value (None: nothing is asked), and who set it."""

    key: str
    value: Asked | None
    set_by: str

    @property
    def words(self) -> str:
        """The value as it is written on the command line."""
        match self.value:
            case None:
                return "none"
            case Verdict():
                return self.value.value
            case tuple():
                return ",".join(self.value)
            case Fraction():
                return number(self.value)
            case _:
                return str(self.value)

    @property
    def sentence(self) -> str:
        """What a key does that is no condition: it takes one away, or says what is made of silence."""
        if self.value is Silence.ALLOW:
            return "What is not stated is judged by what it could still become."
        if self.value is Silence.FAIL:
            return "What is not stated counts as it stands."
        return f"Nothing is asked under '{self.key}'."


DEFAULT, PROFILE, CONFIGURATION, COMMAND_LINE = "default", "profile", "configuration", "command line"
"""Who sets a key."""

VERDICT, SCORE, PACKAGE, PACKAGE_SCORE = "verdict", "score", "package", "package_score"
CRITICAL, STATED, EVIDENCED, ANSWERED, NOT_STATED = "critical", "stated", "evidenced", "answered", "not_stated"

BASELINE = "baseline"
"""The key of the condition that a baseline adds: it is set by naming one, and by nothing else."""

DEFAULTS = (
    Demand(VERDICT, Verdict.PARTLY_MEETS, DEFAULT),
    Demand(CRITICAL, (Outcome.CONTRADICTED,), DEFAULT),
    Demand(NOT_STATED, Silence.FAIL, DEFAULT),
)
"""What the gate asks when nobody says anything."""


class GateRules(Struct, frozen=True, eq=False):
    """Every key that is set, each once, in the order in which conditions are reported."""

    demands: tuple[Demand, ...] = DEFAULTS

    def get(self, key: str) -> Demand | None:
        """What was set under the key."""
        return next((demand for demand in self.demands if demand.key == key), None)

    @property
    def silence(self) -> Silence:
        """What is made of what is not stated."""
        demand = self.get(NOT_STATED)
        return Silence(demand.value) if demand is not None and isinstance(demand.value, Silence) else Silence.FAIL

    @property
    def given(self) -> tuple[str, ...]:
        """What was set for this run alone, as it is written on the command line."""
        return self._set_by(COMMAND_LINE)

    @property
    def configured(self) -> tuple[str, ...]:
        """What the configuration set, in the same form."""
        return self._set_by(CONFIGURATION)

    def _set_by(self, who: str) -> tuple[str, ...]:
        return tuple(f"{demand.key}={demand.words}" for demand in self.demands if demand.set_by == who)

    @property
    def conditions(self) -> tuple[Demand, ...]:
        """What is asked."""
        return tuple(demand for demand in self.demands if demand.value is not None and demand.key != NOT_STATED)

    @property
    def settings(self) -> tuple[Demand, ...]:
        """What somebody set that is no condition by itself: conditions taken away, and what is made of silence."""
        return tuple(
            demand
            for demand in self.demands
            if demand.set_by != DEFAULT and (demand.value is None or demand.key == NOT_STATED)
        )

    @property
    def is_default(self) -> bool:
        """Whether nobody set anything."""
        return self.demands == DEFAULTS


class Failure(Struct, frozen=True):
    """One thing that a condition finds wanting, in a sentence, and the recommendation it belongs to, if any.

    `subject` is what is wanting (a rule, an advisory, a recommendation, or nothing for the whole), and `level` how good
    it is all the same, on a scale of the condition's own: so that two audits can be compared.
    """

    sentence: str
    recommendation: str = ""
    subject: str = ""
    level: Fraction | int = 0


class GateCheck(Struct, frozen=True):
    """One condition: what is asked, what was found, whether it passed, and why not.

    `known` holds what it finds wanting that is in the baseline and no worse now: that is no failure.
    """

    key: str
    asked: str
    found: str
    set_by: str
    failures: tuple[Failure, ...] = ()
    known: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it found nothing wanting."""
        return not self.failures


class Gate(Struct, frozen=True):
    """All conditions together, and what failed, in words. One that is not enforced changes no exit code.

    `with_waivers` says that findings were waived: the gate reads the figures with waivers.
    """

    passed: bool
    failures: tuple[str, ...]
    checks: tuple[GateCheck, ...] = ()
    rules: GateRules = GateRules()
    enforced: bool = True
    with_waivers: bool = False

    @property
    def passed_words(self) -> str:
        """That it passed, in words."""
        return "Gate passed with waivers" if self.with_waivers else "Gate passed"

    @property
    def known(self) -> tuple[str, ...]:
        """What is wanting as it was in the baseline, in words, in the order of conditions."""
        return tuple([failure.sentence for check in self.checks for failure in check.known])

    @property
    def has_baseline(self) -> bool:
        """Whether only what got worse counts."""
        return any(check.key == BASELINE for check in self.checks)

    @property
    def failed_words(self) -> str:
        """That it failed, in words, and whether that counts."""
        words = "Gate failed with waivers" if self.with_waivers else "Gate failed"
        return words if self.enforced else f"{words}, and is not enforced"
