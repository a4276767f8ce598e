"""Running cases against a pack: what each entry came to, what decided it, and where that is not what was expected.

Reading is done before: a case carries its proposal, so the same cases run against any pack of the same vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from policycheck.evaluation import Findings, find
from policycheck.evaluation.decisive import Decisive, Fields
from policycheck.model.assessment import Finding, Grade, Raised
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Condition,
    Named,
    Not,
    Over,
    RuleOutcome,
)
from policycheck.model.outcome import Concern, Outcome, Verdict
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension
from policycheck.score import grade
from policycheck.workshop.cases import BROKEN, HOLDS, RECONCILED, Case, Subject, subjects

_COVERS = "proposal.covers"


class Result(Struct, frozen=True, eq=False):
    """What became of a case: what the entry came to, the fields that decided it, and what is not as expected.

    A difference is the key of the case that it is about, and what was found instead, in words.
    """

    case: Case
    found: str
    by: Fields
    differences: tuple[tuple[str, str], ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.differences


def run(pack: Pack, cases: Iterable[Case]) -> tuple[Result, ...]:
    """The result of every case, in order."""
    known = subjects(pack)
    return tuple(run_case(pack, known[case.subject], case) for case in cases)


def run_case(pack: Pack, subject: Subject, case: Case) -> Result:
    """The result of one case. `subject` is the entry of this pack that the case is about."""
    seen = _Seen(pack, subject, case)
    found, by = seen.of(subject)
    differences = [("expect", found)] if found != case.expect else []
    if not set(case.by) <= by and not differences:
        differences.append(("by", ", ".join(sorted(by)) or "nothing that has a path"))
    if case.score is not None or case.verdict is not None:
        differences += _graded(case, seen.grade(seen.recommendation(subject)))
    return Result(case, found, by, tuple(differences))


def reasons(pack: Pack, case: Case) -> tuple[str, ...]:
    """Why the entry came to what it came to, in sentences; for those who look at a case that failed."""
    found = find(pack, case.proposal)
    for findings in found.rules.values():
        for finding in findings:
            if finding.rule.id == case.subject:
                return finding.why or ((f"It waits for {finding.because_of}.",) if finding.because_of else ())
    return next((one.why for one in (*found.advisories, *found.tensions) if one.concern.id == case.subject), ())


def touched(pack: Pack, cases: Iterable[Case], identifier: str) -> tuple[Case, ...]:
    """The cases that can come out otherwise when the rule of that id is changed; those of other entries, if one is."""
    rules = {rule.id: rule for one in pack.recommendations for rule in one.rules}
    moved = {identifier} | {rule.id for rule in rules.values() if rule.requires == identifier}
    concerns = {one.id for one in pack.concerns if any(_asks_for(condition, moved) for condition in _triggers(one))}
    owner = next((one for one in pack.recommendations if any(rule.id in moved for rule in one.rules)), None)
    graded = {owner.id, *(rule.id for rule in owner.rules)} if owner is not None else set()
    return tuple(
        case
        for case in cases
        if case.subject in moved | concerns
        or (
            case.subject in graded and (case.subject not in rules or case.score is not None or case.verdict is not None)
        )
    )


def _around(pack: Pack, subject: Subject) -> Pack:
    """The part of a pack that decides what one entry comes to, and its recommendation."""
    concern = subject if isinstance(subject, Advisory | Tension) else None
    return _part(pack, _owners(pack, subject), concern)


def _owners(pack: Pack, subject: Subject) -> tuple[Recommendation, ...]:
    """The recommendations on which an entry depends: its own, or those of the rules that it asks for."""
    match subject:
        case Rule():
            return tuple(one for one in pack.recommendations if subject in one.rules)
        case Recommendation():
            return (subject,)
        case Check():
            return ()
        case _:
            return _asked_for(pack, subject)


@lru_cache(maxsize=256)
def _asked_for(pack: Pack, concern: Advisory | Tension) -> tuple[Recommendation, ...]:
    triggers = _triggers(concern)
    return tuple(
        one
        for one in pack.recommendations
        if any(_asks_for(condition, {rule.id for rule in one.rules}) for condition in triggers)
    )


@lru_cache(maxsize=64)
def _part(pack: Pack, owners: tuple[Recommendation, ...], concern: Advisory | Tension | None) -> Pack:
    """The pack with these only; the same object again, so that it is compiled once."""
    return replace(
        pack,
        recommendations=owners,
        advisories=tuple(one for one in pack.advisories if one is concern),
        tensions=tuple(one for one in pack.tensions if one is concern),
    )


def _triggers(concern: Advisory | Tension) -> tuple[Condition | None, ...]:
    return (concern.when, concern.reconciled) if isinstance(concern, Tension) else (concern.when,)


def _asks_for(node: Condition | None, rules: set[str]) -> bool:
    """Whether a condition looks at the outcome of one of the rules."""
    match node:
        case RuleOutcome():
            return node.rule in rules
        case All() | AnyOf() | Among():
            return any(_asks_for(part, rules) for part in node.parts)
        case Not() | Named():
            return _asks_for(node.part, rules)
        case Over():
            return _asks_for(node.where, rules) or _asks_for(node.satisfies, rules)
        case _:
            return False


def _graded(case: Case, graded: Grade) -> list[tuple[str, str]]:
    score: Fraction | None = graded.score.as_stated if graded.score is not None else None
    differences = []
    if case.score is not None and score != case.score:
        differences.append(("score", "none" if score is None else str(score)))
    if case.verdict is not None and graded.verdict is not case.verdict:
        differences.append(("verdict", graded.verdict.value))
    return differences


class _Seen:
    """What was found in the proposal of one case; worked out as far as it is asked for."""

    def __init__(self, pack: Pack, subject: Subject, case: Case) -> None:
        self._pack = _around(pack, subject)
        self._proposal = case.proposal

    @cached_property
    def _found(self) -> Findings:
        return find(self._pack, self._proposal, explain=False)

    @cached_property
    def _decisive(self) -> Decisive:
        return Decisive(self._pack, self._proposal, self._found)

    def of(self, subject: Subject) -> tuple[str, Fields]:
        """What the entry came to, and what decided it."""
        match subject:
            case Rule():
                finding = self._finding(subject)
                return finding.outcome.value, self._decisive.rule(finding)
            case Recommendation():
                graded = self.grade(subject)
                return graded.verdict.value, self._deciding_grade(graded)
            case Check():
                broken = self._decisive.truth(subject.must) is False
                return BROKEN if broken else HOLDS, self._decisive.condition(subject.must)
            case Advisory() | Tension():
                raised = self._raised(subject)
                settled = raised.state is Concern.ANSWERED and not raised.answer
                return RECONCILED if settled else raised.state.value, self._decisive.concern(raised)
            case _:
                assert_never(subject)

    def recommendation(self, subject: Subject) -> Recommendation:
        """The recommendation itself, or the one of the rule."""
        if isinstance(subject, Recommendation):
            return subject
        return next(one for one in self._pack.recommendations if subject in one.rules)

    def grade(self, recommendation: Recommendation) -> Grade:
        """The grade of a recommendation."""
        found, name = self._found, recommendation.id
        return grade(self._pack, self._proposal, recommendation, found.rules[name], applies=found.applies[name])

    def _finding(self, rule: Rule) -> Finding:
        findings = self._found.rules[self.recommendation(rule).id]
        return next(finding for finding in findings if finding.rule is rule)

    def _raised(self, concern: Advisory | Tension) -> Raised:
        found = self._found.advisories if isinstance(concern, Advisory) else self._found.tensions
        return next(raised for raised in found if raised.concern is concern)

    def _deciding_grade(self, graded: Grade) -> Fields:
        """Of a grade: the rules that hold it down, and what makes the recommendation apply. Else: why there is none."""
        one = graded.recommendation
        match graded.verdict:
            case Verdict.OUT_OF_SCOPE:
                return frozenset({_COVERS})
            case Verdict.NOT_ADDRESSED:
                return frozenset(one.sections)
            case Verdict.NOT_APPLICABLE if self._found.applies[one.id]:
                idle = [f for f in graded.findings if f.outcome is Outcome.NOT_APPLICABLE]
                return frozenset[str]().union(*(self._decisive.rule(finding) for finding in idle))
        fields = self._decisive.condition(one.when)
        distance = graded.distance
        return fields if distance is None else fields | set(distance.capped_by) | {distance.decided_by} - {""}
