"""A pack compiled: every rule, advisory, tension and check as closures, once per pack."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Lists, Run, Test, Trace
from policycheck.evaluation.compile import Compiler
from policycheck.evaluation.outcomes import NOT_TRIGGERED, Truths, outcome_of
from policycheck.model.condition import Condition
from policycheck.model.outcome import BLOCKED, Outcome
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension


class CompiledRule(Struct, frozen=True, eq=False):
    """A rule and its tests; a condition that the rule does not have is None."""

    rule: Rule
    when: Test | None
    contradicted: Test | None
    met: Test
    partly: Test | None

    def truths(self, run: Run) -> Truths:
        """The truth values of the four conditions, as far as they bear on what the rule can come to."""
        when = True if self.when is None else self.when(None, run)
        if when is False:
            return NOT_TRIGGERED
        contradicted = False if self.contradicted is None else self.contradicted(None, run)
        met = False if contradicted is True else self.met(None, run)
        settled = self.partly is None or met is True or contradicted is True
        return Truths(when, contradicted, met, False if settled or self.partly is None else self.partly(None, run))


class CompiledConcern(Struct, frozen=True, eq=False):
    """An advisory or tension and its triggers."""

    concern: Advisory | Tension
    when: Test
    reconciled: Test | None


class Program(Struct, frozen=True, eq=False):
    """A pack's conditions as closures."""

    pack: Pack
    whens: tuple[tuple[Recommendation, Test | None], ...]
    rules: tuple[CompiledRule, ...]
    advisories: tuple[CompiledConcern, ...]
    tensions: tuple[CompiledConcern, ...]

    def run(self, values: Mapping[str, Any]) -> tuple[Run, dict[str, Truths]]:
        """Evaluate every rule: the run, with each rule's outcome in it, and each rule's truth values."""
        run = Run(values)
        truths = {compiled.rule.id: compiled.truths(run) for compiled in self.rules}
        settle(self.rules, truths, run.outcomes)
        return run, truths


def settle(rules: tuple[CompiledRule, ...], truths: Mapping[str, Truths], outcomes: dict[str, Outcome]) -> None:
    """Fill in `outcomes`: a rule that requires another is looked at after it, and blocked with it."""
    for rule_id, found in truths.items():
        outcomes[rule_id] = outcome_of(found)
    for compiled in rules:
        rule = compiled.rule
        if rule.requires:
            outcomes[rule.id] = BLOCKED.get(outcomes[rule.requires], outcomes[rule.id])


@lru_cache(maxsize=16)
def program(pack: Pack) -> Program:
    """The pack compiled; kept for the next proposal."""
    compiler = Compiler(record=False)

    def test(condition: Condition | None) -> Test | None:
        return None if condition is None else compiler.test(condition)

    rules = tuple(
        CompiledRule(rule, test(rule.when), test(rule.contradicted), compiler.test(rule.met), test(rule.partly))
        for recommendation in pack.recommendations
        for rule in recommendation.rules
    )
    return Program(
        pack,
        whens=tuple((recommendation, test(recommendation.when)) for recommendation in pack.recommendations),
        rules=rules,
        advisories=tuple(CompiledConcern(a, compiler.test(a.when), None) for a in pack.advisories),
        tensions=tuple(CompiledConcern(t, compiler.test(t.when), test(t.reconciled)) for t in pack.tensions),
    )


@lru_cache(maxsize=16)
def checks(pack: Pack) -> tuple[tuple[Check, Test], ...]:
    """The pack's checks compiled."""
    compiler = Compiler(record=False)
    return tuple((check, compiler.test(check.must)) for check in pack.checks)


class Recorder:
    """Evaluates single conditions of one pack with a recorder; each is compiled when it is first asked for."""

    def __init__(self) -> None:
        self._compiler = Compiler(record=True)
        self._tests: dict[Condition, Test] = {}

    @property
    def lists(self) -> Lists:
        """The pack's lists and label sets."""
        return self._compiler.lists

    def trace(self, condition: Condition, run: Run) -> Trace:
        """The trace of a condition at the document's root."""
        if condition not in self._tests:
            self._tests[condition] = self._compiler.test(condition)
        run.frame = []
        self._tests[condition](None, run)
        return run.frame[0]


@lru_cache(maxsize=16)
def recorder(pack: Pack) -> Recorder:  # noqa: ARG001 - one for each pack
    """The pack's recorder."""
    return Recorder()
