"""What the solver knows of a plan: edits, the ways of each rule that are made of them, and the verdict to reach.

It takes for granted that edits do to a rule what they did when they were tried alone, and is told where that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from policycheck.authoring.bench import Bench, RuleOnBench
from policycheck.authoring.edits import Does, Edit, Edits, cost_of
from policycheck.authoring.readings import Keys, keys_of
from policycheck.authoring.solver import Choosing
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Outcome, Severity, Verdict
from policycheck.model.pack import Recommendation, Rule
from policycheck.score.verdict import bands

_PREFERRED = 0.999
"""An answer to an advisory comes before an edit that merely makes the plan another one."""


class Master:
    """Choices: each edit, made or not; each rule, in one state. A state other than the present one needs a way.

    `strict`: no critical rule may be contradicted.
    """

    def __init__(self, bench: Bench, grade: Verdict, *, strict: bool) -> None:
        self._bench, self._grade, self._strict = bench, grade, strict
        self._choosing = Choosing()
        self._edits: dict[Edit, int] = {}
        self._states: dict[Rule, dict[Outcome, int]] = {}
        self._supports: dict[tuple[Rule, Outcome], int] = {}
        self._made: frozenset[int] | None = None
        self._told: set[tuple[Rule, Edits]] = set()
        self._now: dict[Rule, Outcome] = {}
        self._read: dict[Rule, tuple[Keys, ...]] = {}
        self._aims: list[Recommendation] = []
        self._learnt: dict[tuple[Rule, Outcome], list[Edits]] = {}

    # what there is

    def aim(self, recommendation: Recommendation) -> None:
        """A recommendation that is to reach the grade."""
        self._aims.append(recommendation)

    def rule(self, asked: RuleOnBench, now: Outcome) -> None:
        """A rule of it, and what it comes to at present."""
        rule = asked.own.rule
        self._now[rule] = now
        self._read[rule] = asked.drafter.keys
        self._states[rule] = {one: self._choosing.choice() for one in Outcome}

    def way(self, rule: Rule, edits: Edits, outcome: Outcome) -> None:
        """Edits with which the rule comes to that outcome."""
        self._learnt.setdefault((rule, outcome), []).append(edits)

    def finish(self, more: Iterable[Edit]) -> None:
        """Say everything to the solver; `more` are edits that belong to no rule."""
        ways = [way for known in self._learnt.values() for way in known]
        for one in sorted({one for way in ways for one in way} | set(more)):
            price = float(cost_of(self._bench.base, one)) if one.path != ("risks",) else _PREFERRED
            self._edits[one] = self._choosing.choice(price)
        self._keep_apart()
        for rule, states in self._states.items():
            self._choosing.row(dict.fromkeys(states.values(), 1), 1)
            self._choosing.row(dict.fromkeys(states.values(), -1), -1)
            for outcome, state in states.items():
                if outcome is not self._now[rule]:
                    wholes = [self._all_of(edits) for edits in self._learnt.get((rule, outcome), ())]
                    self._supports[rule, outcome] = self._choosing.row({state: -1, **dict.fromkeys(wholes, 1)}, 0)
        for aim in self._aims:
            self._must_reach(aim)

    def _all_of(self, edits: Edits) -> int:
        """A choice that wants all of these."""
        whole = self._choosing.choice()
        for one in edits:
            self._choosing.row({self._edits[one]: 1, whole: -1}, 0)
        return whole

    def _keep_apart(self) -> None:
        """Edits that cannot be made together: two values for one field, or a change in an item that goes."""
        known = sorted(self._edits)
        for at, one in enumerate(known):
            for other in known[at + 1 :]:
                if _clash(one, other):
                    self._choosing.row({self._edits[one]: -1, self._edits[other]: -1}, -1)

    def _must_reach(self, aim: Recommendation) -> None:
        """The weighted mean of credit reaches the band, and no outcome caps the verdict below it."""
        scale = self._bench.pack.scale
        band = bands(scale)[self._grade.rank]
        worth: dict[int, Fraction] = {}
        counted = []
        for rule in aim.rules:
            for outcome, state in self._states[rule].items():
                if rule.cap(outcome).rank < self._grade.rank or self._is_barred(rule, outcome):
                    self._choosing.row({state: -1}, 0)
                elif outcome is not Outcome.NOT_APPLICABLE:
                    worth[state] = rule.weight * (scale.credit.get(outcome, Fraction(0)) - band)
                    counted.append(state)
        unit = lcm(*(one.denominator for one in worth.values()))
        self._choosing.row({state: int(one * unit) for state, one in worth.items()}, 0)
        self._choosing.row(dict.fromkeys(counted, 1), 1)

    def _is_barred(self, rule: Rule, outcome: Outcome) -> bool:
        return self._strict and outcome is Outcome.CONTRADICTED and rule.severity is Severity.CRITICAL

    @property
    def ways(self) -> tuple[Edits, ...]:
        """Every way of a rule, and every edit that belongs to no rule, in a fixed order."""
        found = {way for known in self._learnt.values() for way in known}
        alone = {frozenset({one}) for one in self._edits if one.path == ("risks",)}
        return tuple(sorted(found | alone, key=sorted))

    def together(self, edits: Edits, more: Edits) -> Edits | None:
        """Both; None where they cannot be made together."""
        clash = any(_clash(one, other) for one in more - edits for other in edits - more)
        return None if clash else edits | more

    # choosing

    def cheapest(self) -> Edits | None:
        """The edits of the cheapest choice; None where there is none."""
        self._made = self._choosing.cheapest()
        made = self._made
        return None if made is None else frozenset(one for one, number in self._edits.items() if number in made)

    def refuse(self, edits: Edits) -> None:
        """Not all of these together, whatever else."""
        self._choosing.row({self._edits[one]: -1 for one in edits}, 1 - len(edits))

    def refuse_exactly(self, edits: Edits) -> None:
        """Not these and no others."""
        others = {number: 1 for one, number in self._edits.items() if one not in edits}
        self._choosing.row({**others, **{self._edits[one]: -1 for one in edits}}, 1 - len(edits))

    def want(self, answer: Edit, edits: Edits) -> None:
        """With these edits the answer is needed too."""
        if answer not in edits:
            self._choosing.row({self._edits[answer]: 1, **{self._edits[one]: -1 for one in edits}}, 1 - len(edits))

    def learn(self, edits: Edits, found: Assessment) -> bool:
        """Say what rules really come to with these edits, wherever it took something else for granted.

        A rule comes to the same as long as the edits of what it reads are the same.
        """
        news = False
        outcomes = {one.rule: one.outcome for grade in found.grades for one in grade.findings}
        for rule, states in self._states.items():
            really = outcomes[rule]
            mine = {one: number for one, number in self._edits.items() if self._touches(rule, one)}
            made = frozenset(edits & mine.keys())
            if self._made is not None and states[really] in self._made:
                continue
            if not made or (rule, made) in self._told:
                continue
            news = True
            self._told.add((rule, made))
            self._allow(rule, really, made)
            same = {number: -1 if one in made else 1 for one, number in mine.items()}
            for outcome, state in states.items():
                if outcome is not really:
                    self._choosing.row({**same, state: -1}, -len(made))
        return news

    def _allow(self, rule: Rule, outcome: Outcome, edits: Edits) -> None:
        """The rule comes to an outcome by these edits too."""
        known = self._learnt.setdefault((rule, outcome), [])
        if outcome is not self._now[rule] and edits not in known:
            known.append(edits)
            self._choosing.more(self._supports[rule, outcome], self._all_of(edits))

    def _touches(self, rule: Rule, one: Edit) -> bool:
        keys = keys_of(one.path)
        return any(keys[: len(read)] == read[: len(keys)] for read in self._read[rule])


def _clash(one: Edit, other: Edit) -> bool:
    if one.path == other.path:
        return Does.STATE in {one.kind, other.kind} or (one.written == other.written and one.kind is not other.kind)
    for gone, touched in ((one, other), (other, one)):
        if gone.kind is Does.REMOVE and touched.path[: len(gone.path)] == gone.path:
            return True
        if gone.kind is Does.STATE and touched.path[: len(gone.path)] == gone.path:
            return True
    return False
