"""What the formats for other programs make of a finding: one table of standings, so that no two of them differ."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import Span
from policycheck.model.assessment import Assessment, Fact, Finding, Grade
from policycheck.model.gate import BASELINE, CRITICAL, STATED
from policycheck.model.outcome import Outcome, Severity, Verdict
from policycheck.model.waiver import WaiverUse
from policycheck.rendering.visible import plain
from policycheck.rendering.waivers import justification

MOST_REASONS = 3
"""Sentences of one finding's explanation that are passed on; the others are counted."""

_ASIDE = {Verdict.OUT_OF_SCOPE, Verdict.NOT_APPLICABLE}


class Standing(Enum):
    """How a finding stands towards the verdicts."""

    MET = auto()
    FAILED = auto()
    """Partly met, not met or contradicted."""
    SILENT = auto()
    """Not stated."""
    GATING = auto()
    """Not stated, and one of the reasons why the gate fails."""
    ASIDE = auto()
    """The rule does not apply."""
    WAIVED = auto()
    """It would be a problem, and a waiver on it is in force: the finding stays, the gate does not read it."""
    ANNEX = auto()
    """Of a recommendation that is out of scope or does not apply: without bearing on a verdict."""


PROBLEMS = frozenset({Standing.FAILED, Standing.SILENT, Standing.GATING})
"""The standings that leave something to do."""

REPORTED = PROBLEMS | {Standing.WAIVED}
"""The standings that are reported where only problems are: a waiver hides nothing."""


class Judged(Struct, frozen=True, eq=False):
    """A finding, the grade it belongs to, and how it stands."""

    grade: Grade
    finding: Finding
    standing: Standing
    use: WaiverUse | None = None

    @property
    def heading(self) -> str:
        """The rule and its outcome: `R2.6 Name an independent verifier: not met`."""
        rule = self.finding.rule
        return plain(f"{rule.id} {rule.title}: {self.finding.outcome.words}")

    @property
    def why(self) -> str:
        """Why it came to this, in one paragraph."""
        finding = self.finding
        if self.standing is Standing.ANNEX:
            words = f"{self.grade.recommendation.id} is {self.grade.verdict.words} here."
            return " ".join((words, plain(self.grade.note))).strip()
        if finding.because_of:
            return plain(f"It waits for {finding.because_of}.")
        left = len(finding.why) - MOST_REASONS
        more = [f"And {left} more reason{'s' * (left > 1)}: policycheck explain PROPOSAL {finding.rule.id}."] * (
            left > 0
        )
        return " ".join(plain(said) for said in (*finding.why[:MOST_REASONS], *more))

    @property
    def remedy(self) -> str:
        """What would mend it; empty where there is nothing to mend."""
        return sentence(self.finding.remedy) if self.standing in REPORTED else ""

    @property
    def waiver(self) -> str:
        """The waiver on it, with the reason, in one paragraph; empty where there is none."""
        return plain(f"Waived by {justification(self.use.waiver)}") if self.use else ""

    @property
    def fact(self) -> Fact | None:
        """The fact to point at: the first that decided, stated or not."""
        return first_fact(facts_read(self.finding))

    @property
    def span(self) -> Span | None:
        """The place to point at, if there is one."""
        return place_of(self.fact) if self.fact else None

    @property
    def cap(self) -> str:
        """The verdict that the outcome holds the recommendation down to; empty where it holds nothing down."""
        cap = self.finding.rule.cap(self.finding.outcome)
        return cap.value if self.grade.graded and cap is not Verdict.MEETS else ""

    @property
    def is_critical(self) -> bool:
        """Whether the rule has caps."""
        return self.finding.rule.severity is Severity.CRITICAL


def judged(assessment: Assessment) -> tuple[Judged, ...]:
    """Every finding in the order of the pack."""
    return tuple(
        Judged(grade, finding, _standing(assessment, grade, finding), assessment.waiver(finding.rule.id))
        for grade in assessment.grades
        for finding in grade.findings
    )


def _standing(assessment: Assessment, grade: Grade, finding: Finding) -> Standing:
    if grade.verdict in _ASIDE:
        return Standing.ANNEX
    if assessment.waiver(finding.rule.id) is not None:
        return Standing.WAIVED
    match finding.outcome:
        case Outcome.MET:
            return Standing.MET
        case Outcome.NOT_APPLICABLE:
            return Standing.ASIDE
        case Outcome.NOT_STATED:
            return Standing.GATING if _gates(assessment, grade, finding) else Standing.SILENT
        case _:
            return Standing.FAILED


def _gates(assessment: Assessment, grade: Grade, finding: Finding) -> bool:
    """Whether a condition of the gate failed for this silence, or for a verdict or score that it holds down."""
    gate, rule = assessment.gate, finding.rule
    failed = [check for check in gate.checks if not check.passed and gate.enforced and check.key != BASELINE]
    worse = {one.subject for check in gate.checks if check.key == BASELINE for one in check.failures}
    if rule.id in worse and gate.enforced:
        return True
    own = {check.key for check in failed if grade.recommendation.id in {one.recommendation for one in check.failures}}
    critical = gate.rules.get(CRITICAL)
    asked = critical.value if critical else None
    if CRITICAL in own and rule.severity is Severity.CRITICAL and isinstance(asked, tuple) and finding.outcome in asked:
        return True
    grade = grade.with_waivers
    if grade.graded and {STATED, f"{rule.severity}.{finding.outcome}"} & {check.key for check in failed}:
        return True
    distance = grade.distance
    holds = distance is None or rule.id in {*distance.capped_by, distance.decided_by}
    return holds and bool(own - {CRITICAL})


def facts_read(finding: Finding) -> tuple[Fact, ...]:
    """The facts of a finding: first those that decided, in their order, then all else that was read."""
    decided = {fact.path for fact in finding.deciding}
    return (*finding.deciding, *(fact for fact in finding.facts if fact.path not in decided))


def first_fact(facts: Iterable[Fact]) -> Fact | None:
    """The first that has a place, stated or not: of what is not stated, that is where it would stand."""
    return next((fact for fact in facts if fact.span), None)


def place_of(fact: Fact) -> Span | None:
    """Where it stands; of what is not stated only where that begins in which it would stand."""
    span = fact.span
    if fact.stated or span is None:
        return span
    return replace(span, end_line=span.line, end_column=span.column, end=span.start)


def first_place(facts: Iterable[Fact]) -> Span | None:
    """The place of the first fact. Every format takes the place of a finding from here, for `facts_read(finding)`."""
    fact = first_fact(facts)
    return place_of(fact) if fact else None


def sentence(text: str) -> str:
    """The text, visible, with a full stop at its end."""
    shown = plain(text)
    return shown if shown.endswith((".", "?", "!", "]")) or not shown else f"{shown}."
