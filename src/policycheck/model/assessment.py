"""The whole result of an audit: findings, concerns, scores, verdicts. The only thing a renderer sees."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.gate import Gate
from policycheck.model.outcome import Concern, Outcome, PackageVerdict, Support, Verdict
from policycheck.model.pack import Advisory, Pack, Recommendation, Rule, Tension
from policycheck.model.proposal import Proposal

if TYPE_CHECKING:
    from policycheck.model.baseline import Baseline
    from policycheck.model.waiver import Waivers, WaiverUse


class Fact(Struct, frozen=True, gc=False):
    """What a finding read: the field, what stands there, and where.

    `stated` is false where the field is absent or holds a value that means "not stated". `value` is what is written
    (None when absent), `shown` what it means, in words, `span` its place, or, for an absent field, the place where
    it would stand.
    """

    path: str
    title: str
    value: Any
    shown: str
    span: Span | None
    stated: bool


class Finding(Struct, frozen=True, eq=False):
    """A rule, its outcome, the facts it read, and the words that explain it.

    `deciding` holds the facts that decided: of a rule that is not met, or partly met, those that keep it from being so.
    `possible` holds every outcome that deciding what is unknown could lead to, apart from its parent's say.
    """

    rule: Rule
    outcome: Outcome
    possible: frozenset[Outcome]
    because_of: str = ""
    facts: tuple[Fact, ...] = ()
    deciding: tuple[Fact, ...] = ()
    why: tuple[str, ...] = ()
    support: Support = Support.NOT_NEEDED
    response: str = ""

    @property
    def remedy(self) -> str:
        """What would mend it: the rule's remedy, or evidence, where nothing else is missing."""
        if self.support is not Support.UNEVIDENCED or self.outcome is Outcome.MET:
            return self.rule.remedy
        paths = dict.fromkeys(fact.path for fact in self.facts if fact.stated)
        return f"Cite evidence for {', '.join(paths)}."


class Raised(Struct, frozen=True, eq=False):
    """An advisory or a tension, what became of it, and what raised it."""

    concern: Advisory | Tension
    state: Concern
    facts: tuple[Fact, ...] = ()
    why: tuple[str, ...] = ()
    answer: str = ""


class Score(Struct, frozen=True):
    """Shares of the weight earned, between 0 and 1: as stated, and at best."""

    as_stated: Fraction
    at_best: Fraction


class Distance(Struct, frozen=True):
    """How far a verdict is from the next one up.

    `gap` is the score missing to the next band (0 when the band is reached), `capped_by` the rules whose caps hold
    the verdict down, `decided_by` the rule that decides first.
    """

    next_verdict: Verdict | None
    gap: Fraction
    capped_by: tuple[str, ...]
    decided_by: str


class Grade(Struct, frozen=True, eq=False):
    """A recommendation's findings and what they come to. `score` is None where nothing is counted.

    `waived` is the grade with waivers: of the findings that are not waived. It is None where no waiver is used.
    """

    recommendation: Recommendation
    findings: tuple[Finding, ...]
    verdict: Verdict
    at_best: Verdict
    score: Score | None
    qualifier: str = ""
    distance: Distance | None = None
    between: tuple[str, ...] = ()
    note: str = ""
    waived: Grade | None = None

    @property
    def with_waivers(self) -> Grade:
        """The grade that the gate reads: with waivers where one is used, else the grade itself."""
        return self.waived or self

    @property
    def graded(self) -> bool:
        """Whether it has one of the four grades."""
        return self.verdict.rank >= 0


class Assessment(Struct, frozen=True, eq=False):
    """Everything an audit found. Same proposal, pack and `as_of`: the same assessment."""

    proposal: Proposal
    pack: Pack
    pack_reason: str
    as_of: str
    grades: tuple[Grade, ...]
    advisories: tuple[Raised, ...]
    tensions: tuple[Raised, ...]
    package_verdict: PackageVerdict | None
    package_reasons: tuple[str, ...]
    package_score: Fraction | None
    gate: Gate
    pack_name: str = ""
    baseline: Baseline | None = None
    waivers: Waivers | None = None

    @property
    def graded(self) -> bool:
        """Whether any recommendation has a grade; without one there is nothing to gate on."""
        return any(grade.graded for grade in self.grades)

    @property
    def judged(self) -> bool:
        """Whether the gate has a grade to read: waivers may leave none."""
        return any(grade.with_waivers.graded for grade in self.grades)

    @property
    def exit_code(self) -> int:
        """What the command exits with: 0 the gate passed, 1 it failed, 2 nothing could be graded."""
        return 2 if not self.judged else 0 if self.gate.passed or not self.gate.enforced else 1

    @property
    def exit_reason(self) -> str:
        """The exit code in one sentence."""
        if not self.graded:
            return "Nothing to grade: no recommendation has a grade."
        if not self.judged:
            return "Nothing to grade: every rule that counts is waived."
        if self.gate.passed:
            since = ": nothing is worse than in the baseline" if self.baseline else ""
            return f"{self.gate.passed_words}{since}."
        return f"{self.gate.failed_words}: {' '.join(self.gate.failures)}"

    def waiver(self, rule_id: str) -> WaiverUse | None:
        """The waiver on that rule's finding, or None."""
        return self.waivers.on(rule_id) if self.waivers is not None else None

    def finding(self, rule_id: str) -> Finding | None:
        """The finding on that rule, or None."""
        for grade in self.grades:
            for finding in grade.findings:
                if finding.rule.id == rule_id:
                    return finding
        return None
