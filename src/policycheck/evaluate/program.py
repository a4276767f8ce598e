"""A pack compiled: every rule, advisory, tension and check as closures, once per pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policycheck.evaluate.compile import Compiler, Run, Test, Trace
from policycheck.evaluate.logic import Truth
from policycheck.evaluate.outcomes import Truths, outcome_of
from policycheck.model.condition import Condition
from policycheck.model.outcome import BLOCKED, Outcome
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension


@dataclass(frozen=True, slots=True, eq=False)
class CompiledRule:
    """A rule and its tests; a condition that the rule does not have is None."""

    rule: Rule
    when: Test | None
    contradicted: Test | None
    met: Test
    partly: Test | None

    def truths(self, run: Run) -> Truths:
        """The truth values of the four conditions."""
        return Truths(
            True if self.when is None else self.when(None, run),
            False if self.contradicted is None else self.contradicted(None, run),
            self.met(None, run),
            False if self.partly is None else self.partly(None, run),
        )


@dataclass(frozen=True, slots=True, eq=False)
class CompiledConcern:
    """An advisory or tension and its triggers."""

    concern: Advisory | Tension
    when: Test
    reconciled: Test | None


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A pack's conditions as closures. `recording` tells whether they leave traces."""

    pack: Pack
    recording: bool
    whens: tuple[tuple[Recommendation, Test | None], ...]
    rules: tuple[CompiledRule, ...]
    advisories: tuple[CompiledConcern, ...]
    tensions: tuple[CompiledConcern, ...]
    checks: tuple[tuple[Check, Test], ...]

    def run(self, values: Mapping[str, Any]) -> tuple[Run, dict[str, Truths]]:
        """Evaluate every rule: the run, with each rule's outcome in it, and each rule's truth values."""
        run = Run(values)
        truths = {compiled.rule.id: compiled.truths(run) for compiled in self.rules}
        settle(self.rules, truths, run.outcomes)
        return run, truths


def settle(rules: tuple[CompiledRule, ...], truths: Mapping[str, Truths], outcomes: dict[str, Outcome]) -> None:
    """Fill in `outcomes`: a rule that requires another is looked at after it, and blocked with it."""
    for compiled in rules:
        rule = compiled.rule
        outcomes[rule.id] = outcome_of(truths[rule.id])
    for compiled in rules:
        rule = compiled.rule
        if rule.requires:
            outcomes[rule.id] = BLOCKED.get(outcomes[rule.requires], outcomes[rule.id])


@lru_cache(maxsize=16)
def program(pack: Pack, *, recording: bool) -> Program:
    """The pack compiled; kept for the next proposal."""
    compiler = Compiler(record=recording)

    def test(condition: Condition | None) -> Test | None:
        return None if condition is None else compiler.test(condition)

    rules = tuple(
        CompiledRule(rule, test(rule.when), test(rule.contradicted), compiler.test(rule.met), test(rule.partly))
        for recommendation in pack.recommendations
        for rule in recommendation.rules
    )
    return Program(
        pack,
        recording,
        whens=tuple((recommendation, test(recommendation.when)) for recommendation in pack.recommendations),
        rules=rules,
        advisories=tuple(CompiledConcern(a, compiler.test(a.when), None) for a in pack.advisories),
        tensions=tuple(CompiledConcern(t, compiler.test(t.when), test(t.reconciled)) for t in pack.tensions),
        checks=tuple((check, compiler.test(check.must)) for check in pack.checks),
    )


def traced(test: Test, run: Run) -> tuple[Truth, Trace]:
    """Run a recording test on the document: its value and its trace."""
    run.frame = []
    value = test(None, run)
    return value, run.frame[0]
