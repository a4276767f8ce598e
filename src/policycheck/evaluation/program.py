"""A pack compiled: every rule, advisory, tension and check as closures, once per pack."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Items, Lister, Run, Test, Trace
from policycheck.evaluation.compile import Compiler
from policycheck.evaluation.outcomes import NOT_TRIGGERED, Judged, judged
from policycheck.model.condition import Condition, Over
from policycheck.model.outcome import BLOCKED
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension


class CompiledRule(Struct, frozen=True, eq=False):
    """A rule and its tests; a condition that the rule does not have is None."""

    rule: Rule
    when: Test | None
    contradicted: Test | None
    met: Test
    partly: Test | None

    def judge(self, run: Run) -> Judged:
        """What the rule comes to. A condition is not looked at where it can no longer matter."""
        when = True if self.when is None else self.when(None, run)
        if when is False:
            return NOT_TRIGGERED
        contradicted = False if self.contradicted is None else self.contradicted(None, run)
        if contradicted is True:
            return judged(when, True, False, False)
        met = self.met(None, run)
        partly = False if self.partly is None or met is True else self.partly(None, run)
        return judged(when, contradicted, met, partly)


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
    dependents: tuple[tuple[str, str], ...]
    advisories: tuple[CompiledConcern, ...]
    tensions: tuple[CompiledConcern, ...]

    def run(self, values: Mapping[str, Any]) -> tuple[Run, dict[str, Judged]]:
        """Evaluate every rule: the run, with each rule's outcome in it, and what each rule comes to by itself.

        A rule that requires another is looked at after it, and blocked with it.
        """
        run = Run(values)
        found = {compiled.rule.id: compiled.judge(run) for compiled in self.rules}
        outcomes = run.outcomes
        for rule_id, one in found.items():
            outcomes[rule_id] = one.outcome
        for dependent, parent in self.dependents:
            outcomes[dependent] = BLOCKED.get(outcomes[parent], outcomes[dependent])
        return run, found


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
        dependents=tuple((one.rule.id, one.rule.requires) for one in rules if one.rule.requires),
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
        self._items: dict[Over, Lister] = {}

    def items(self, node: Over, item: Any, run: Run) -> Items:
        """The items that a quantifier looks at."""
        if node not in self._items:
            self._items[node] = self._compiler.lists.items(node.source, node.where)
        return self._items[node](item, run)

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
