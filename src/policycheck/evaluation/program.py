"""A pack compiled: every rule, advisory, tension and check as functions, once per pack."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from policycheck.evaluation.access import Items, Lister, Run, Test, Trace
from policycheck.evaluation.compile import Compiler, Judge
from policycheck.evaluation.logic import Truth
from policycheck.evaluation.outcomes import Truths, outcome_of, possible_outcomes
from policycheck.evaluation.undecided import OpenCompiler, counts_labels
from policycheck.model.assessment import Finding, Raised
from policycheck.model.condition import Condition, FieldPath, Over
from policycheck.model.outcome import BLOCKED, Concern, Outcome
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension


class CompiledRule(Struct, frozen=True, eq=False):
    """A rule, what judges it, and its findings so far.

    `known` has one for every combination of truth values and parent that came up, a few hundred at most. Such a
    finding is frozen and without words, so all proposals that come to it share it.
    """

    rule: Rule
    judge: Judge
    known: dict[Any, Finding] = field(default_factory=dict)
    open_judge: Judge | None = None

    def finding(self, values: tuple[Truth, Truth, Truth, Truth]) -> Finding:
        """What the rule comes to by itself."""
        if values not in self.known:
            truths = Truths(*values)
            self.known[values] = Finding(self.rule, outcome_of(truths), possible_outcomes(truths))
        return self.known[values]

    def opened(self, own: Finding, run: Run) -> Finding:
        """The same finding, with what it could come to if labels that are undecided came to apply."""
        assert self.open_judge is not None
        possible = own.possible | possible_outcomes(Truths(*self.open_judge(run)))
        if possible == own.possible:
            return own
        key = ("open", own.outcome, possible)
        if key not in self.known:
            self.known[key] = Finding(self.rule, own.outcome, possible)
        return self.known[key]

    def blocked(self, own: Finding, parent: Outcome) -> Finding:
        """The finding where the rule that this one requires comes to `parent`."""
        outcome = BLOCKED.get(parent)
        if outcome is None:
            return own
        key = (outcome, own.possible)
        if key not in self.known:
            self.known[key] = Finding(self.rule, outcome, own.possible, self.rule.requires)
        return self.known[key]


class CompiledGroup(Struct, frozen=True, eq=False):
    """A recommendation, its trigger, its rules, and which of these (by position) require which, or count labels."""

    recommendation: Recommendation
    when: Test | None
    rules: tuple[CompiledRule, ...]
    dependents: tuple[tuple[int, int], ...]
    counting: tuple[int, ...] = ()

    def findings(self, run: Run) -> tuple[Finding, ...]:
        """What its rules come to. One that requires another is looked at after it, and blocked with it."""
        found = []
        for rule in self.rules:
            truths = rule.judge(run)
            found.append(rule.known.get(truths) or rule.finding(truths))
        for position in self.counting:
            found[position] = self.rules[position].opened(found[position], run)
        for position, parent in self.dependents:
            found[position] = self.rules[position].blocked(found[position], found[parent].outcome)
        return tuple(found)


class CompiledConcern(Struct, frozen=True, eq=False):
    """An advisory or tension with its triggers, and what to say of it where it is not raised: always the same."""

    concern: Advisory | Tension
    when: Test
    reconciled: Test | None
    out_of_scope: Raised
    not_raised: Raised


class Program(Struct, frozen=True, eq=False):
    """A pack's conditions as functions."""

    pack: Pack
    groups: tuple[CompiledGroup, ...]
    advisories: tuple[CompiledConcern, ...]
    tensions: tuple[CompiledConcern, ...]


OFTEN = 100
"""After so many evaluations of a pack its source is worth making."""


class _Programs(Struct, eq=False):
    """A pack's program at work: closures at first, source once the pack is used often."""

    current: Program
    uses: int = 0


@lru_cache(maxsize=16)
def _programs(pack: Pack) -> _Programs:
    return _Programs(_compiled(pack, Compiler(record=False)))


def program(pack: Pack) -> Program:
    """The pack compiled; kept for the next proposal."""
    programs = _programs(pack)
    programs.uses += 1
    if programs.uses == OFTEN:
        hasten(pack)
    return programs.current


def hasten(pack: Pack) -> None:
    """Compile the pack to source now: its next evaluations take half the time, and mean the same."""
    from policycheck.evaluation.source import SourceCompiler

    _programs(pack).current = _compiled(pack, SourceCompiler())
    recorder(pack).hasten()


def _compiled(pack: Pack, compiler: Compiler) -> Program:
    """The pack compiled by this compiler."""

    def test(condition: Condition | None) -> Test | None:
        return None if condition is None else compiler.test(condition)

    def concern(of: Advisory | Tension) -> CompiledConcern:
        reconciled = test(of.reconciled) if isinstance(of, Tension) else None
        states = Raised(of, Concern.OUT_OF_SCOPE), Raised(of, Concern.NOT_RAISED)
        return CompiledConcern(of, compiler.test(of.when), reconciled, *states)

    return Program(
        pack,
        groups=tuple(
            CompiledGroup(
                one,
                test(one.when),
                tuple(_compiled_rule(rule, compiler) for rule in one.rules),
                _dependents(one.rules),
                tuple(at for at, rule in enumerate(one.rules) if counts_labels(rule)),
            )
            for one in pack.recommendations
        ),
        advisories=tuple(map(concern, pack.advisories)),
        tensions=tuple(map(concern, pack.tensions)),
    )


def _compiled_rule(rule: Rule, compiler: Compiler) -> CompiledRule:
    judge = OpenCompiler(record=False).judge(rule) if counts_labels(rule) else None
    return CompiledRule(rule, compiler.judge(rule), open_judge=judge)


def _dependents(rules: Sequence[Rule]) -> tuple[tuple[int, int], ...]:
    """Where a rule stands that requires another, and where the other does."""
    places = {rule.id: place for place, rule in enumerate(rules)}
    return tuple((places[rule.id], places[rule.requires]) for rule in rules if rule.requires)


@lru_cache(maxsize=16)
def checks(pack: Pack) -> tuple[tuple[Check, Test], ...]:
    """The pack's checks compiled."""
    compiler = Compiler(record=False)
    return tuple((check, compiler.test(check.must)) for check in pack.checks)


class Recorder:
    """Evaluates single conditions of one pack with a recorder; each is compiled when it is first asked for."""

    def __init__(self) -> None:
        self._compiler: Compiler = Compiler(record=True)
        self._tests: dict[Condition, Test] = {}
        self._items: dict[Over, Lister] = {}
        self._values: dict[FieldPath, Lister] = {}

    def hasten(self) -> None:
        """Compile to source from now on, what was compiled before too."""
        from policycheck.evaluation.recording import RecordingCompiler

        self._compiler = RecordingCompiler()
        self._tests.clear()

    def items(self, node: Over, item: Any, run: Run) -> Items:
        """The items that a quantifier looks at."""
        if node not in self._items:
            self._items[node] = self._compiler.lists.items(node.source, node.where)
        return self._items[node](item, run)

    def values(self, path: FieldPath, item: Any, run: Run) -> Items:
        """The values of a field over a flattened list."""
        if path not in self._values:
            self._values[path] = self._compiler.lists.values(path)
        return self._values[path](item, run)

    def trace(self, condition: Condition, run: Run) -> Trace:
        """The trace of a condition at the document's root."""
        test = self._tests.get(condition)
        if test is None:
            test = self._tests[condition] = self._compiler.test(condition)
        frame: list[Trace] = []
        run.frame = frame
        test(None, run)
        return frame[0]


@lru_cache(maxsize=16)
def recorder(pack: Pack) -> Recorder:  # noqa: ARG001 - one for each pack
    """The pack's recorder."""
    return Recorder()
