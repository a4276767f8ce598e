"""The gate: every condition that was set, each looked at, all of them reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, cast

from policycheck.model.assessment import Finding, Grade, Raised
from policycheck.model.figures import number, percent
from policycheck.model.gate import (
    ANSWERED,
    CRITICAL,
    DEFAULTS,
    EVIDENCED,
    NOT_STATED,
    PACKAGE,
    PACKAGE_SCORE,
    SCORE,
    STATED,
    VERDICT,
    Demand,
    Failure,
    Gate,
    GateCheck,
    GateRules,
    Silence,
)
from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Severity, Support, Verdict
from policycheck.model.pack import Advisory
from policycheck.score.package import Package, breach, shortfall

_PACKAGES = tuple(PackageVerdict)
_LEVELS = tuple(Level)
_CRITICAL = Severity.CRITICAL
_REASONED = (Verdict.NOT_APPLICABLE, Verdict.OUT_OF_SCOPE)
"""Verdicts of which nothing is asked: there is a reason for having no grade that is none of the proposal's doing."""


class Audited(NamedTuple):
    """What a gate looks at. Where silence is allowed, `package` is the one judged at best."""

    grades: Sequence[Grade]
    advisories: Sequence[Raised]
    package: Package


def gate_rules(*layers: Iterable[Demand]) -> GateRules:
    """The default gate with these layers over it: key by key, the last one that sets a key wins."""
    demands = {demand.key: demand for layer in (DEFAULTS, *layers) for demand in layer}
    return GateRules(tuple(sorted(demands.values(), key=_place)))


def _place(demand: Demand) -> tuple[int, str]:
    """Where a condition is reported: on all recommendations, on one, on the package, on rules, on the whole."""
    fixed = (VERDICT, SCORE, "", PACKAGE, PACKAGE_SCORE, CRITICAL, "", STATED, EVIDENCED, ANSWERED, NOT_STATED)
    if demand.key in fixed:
        return fixed.index(demand.key), ""
    return (2 if _of_recommendation(demand.key) else 6), demand.key


def _of_recommendation(key: str) -> str:
    """The recommendation that a key such as `R1.verdict` speaks of; empty for other keys."""
    name, dot, what = key.rpartition(".")
    return name if dot and what in {VERDICT, SCORE} else ""


def decide(rules: GateRules, audited: Audited, *, enforced: bool = True) -> Gate:
    """Look at every condition. What fails is listed by recommendation, in the order of the pack, then the rest."""
    checks = _looker(rules).checks(audited)
    failures = [failure for check in checks for failure in check.failures]
    if len(failures) > 1:
        order = [grade.recommendation.id for grade in audited.grades] + [""]
        failures.sort(key=lambda failure: order.index(failure.recommendation))
    return Gate(not failures, tuple([failure.sentence for failure in failures]), checks, rules, enforced)


@lru_cache(maxsize=64)
def _looker(rules: GateRules) -> _Looker:
    return _Looker(rules)


class _Looker:
    """Looks at audits by the rules of one gate; a method for each kind of condition."""

    def __init__(self, rules: GateRules) -> None:
        self.allow = rules.silence is Silence.ALLOW
        self.at_best = ", at best" if self.allow else ""
        self.it = "At best it" if self.allow else "It"
        self.keys = frozenset(demand.key for demand in rules.demands)
        self.looks = [(self._look(demand), demand) for demand in rules.conditions]

    def checks(self, audited: Audited) -> tuple[GateCheck, ...]:
        """Every condition, in the order of its key."""
        return tuple([look(demand, audited) for look, demand in self.looks])

    def _look(self, demand: Demand) -> Callable[[Demand, Audited], GateCheck]:
        """The method for a condition."""
        named = _of_recommendation(demand.key)
        known = {
            VERDICT: self._verdict,
            SCORE: self._score,
            PACKAGE: self._package,
            PACKAGE_SCORE: self._package_score,
            CRITICAL: self._critical,
            STATED: self._stated,
            EVIDENCED: self._evidenced,
            ANSWERED: self._answered,
        }
        return known.get(demand.key.removeprefix(f"{named}.") if named else demand.key, self._at_most)

    def _asked_of(self, demand: Demand, audited: Audited) -> list[Grade]:
        """The recommendations in scope that a demand speaks of: the one it names, or all without one of their own."""
        scope = [grade for grade in audited.grades if grade.verdict not in _REASONED]
        named = _of_recommendation(demand.key)
        if named:
            return [grade for grade in scope if grade.recommendation.id == named]
        return [grade for grade in scope if f"{grade.recommendation.id}.{demand.key}" not in self.keys]

    def _verdict(self, demand: Demand, audited: Audited) -> GateCheck:
        least, named = cast(Verdict, demand.value), _of_recommendation(demand.key)
        grades = self._asked_of(demand, audited)
        failing = [grade for grade in grades if self._below(grade, least)]
        return GateCheck(
            demand.key,
            f"{_whose(named)} is at least '{least.words}'{self.at_best}",
            _found([f"{grade.recommendation.id} {self._level(grade).words}" for grade in grades], named),
            demand.set_by,
            tuple([Failure(self._too_low(grade, least), grade.recommendation.id) for grade in failing]),
        )

    def _level(self, grade: Grade) -> Verdict:
        return grade.at_best if self.allow and grade.graded else grade.verdict

    def _below(self, grade: Grade, least: Verdict) -> bool:
        """Whether a grade is too low; what is not addressed may still become anything."""
        if not grade.graded:
            return not self.allow
        return self._level(grade).rank < least.rank

    def _too_low(self, grade: Grade, least: Verdict) -> str:
        level = self._level(grade)
        if level in {Verdict.DOES_NOT_MEET, Verdict.NOT_ADDRESSED}:
            return shortfall(grade, even_at_best=self.allow)
        return f"{self.it} only {level.words} {_name(grade)}; the gate asks for '{least.words}'."

    def _score(self, demand: Demand, audited: Audited) -> GateCheck:
        least, named = cast(Fraction, demand.value), _of_recommendation(demand.key)
        grades = [grade for grade in self._asked_of(demand, audited) if grade.score is not None or not self.allow]
        scores = {grade.recommendation.id: self._share(grade) for grade in grades}
        failures = []
        for grade in grades:
            share = scores[grade.recommendation.id]
            if share is None:
                failures.append(Failure(shortfall(grade), grade.recommendation.id))
            elif share < least:
                said = f"{self.it} scores {percent(share)} on {_name(grade)}; the gate asks for {_asked(least)}."
                failures.append(Failure(said, grade.recommendation.id))
        return GateCheck(
            demand.key,
            f"the score of {_whose(named)} is at least {_asked(least)}{self.at_best}",
            _found([f"{name} {'none' if s is None else percent(s)}" for name, s in scores.items()], named),
            demand.set_by,
            tuple(failures),
        )

    def _share(self, grade: Grade) -> Fraction | None:
        if grade.score is None:
            return None
        return grade.score.at_best if self.allow else grade.score.as_stated

    def _package(self, demand: Demand, audited: Audited) -> GateCheck:
        least, verdict = cast(PackageVerdict, demand.value), audited.package.verdict
        sentence = ""
        if verdict is None:
            sentence = "The package has no verdict: the proposal does not claim to cover everything."
        elif _PACKAGES.index(verdict) < _PACKAGES.index(least):
            sentence = f"The package is {verdict.words}{self.at_best}; the gate asks for '{least.words}'."
        asked = f"the package is at least '{least.words}'{self.at_best}"
        return _whole(demand, asked, verdict.words if verdict is not None else "no verdict", sentence)

    def _package_score(self, demand: Demand, audited: Audited) -> GateCheck:
        least, score = cast(Fraction, demand.value), audited.package.score
        sentence = "There is no score to take the mean of." if score is None else ""
        if score is not None and score < least:
            sentence = f"The mean score is {percent(score)}{self.at_best}; the gate asks for {_asked(least)}."
        asked = f"the mean score is at least {_asked(least)}{self.at_best}"
        return _whole(demand, asked, percent(score) if score is not None else "none", sentence)

    def _critical(self, demand: Demand, audited: Audited) -> GateCheck:
        outcomes = cast(tuple[Outcome, ...], demand.value)
        found = [(grade, one) for grade, one in self._findings(audited, outcomes) if one.rule.severity is _CRITICAL]
        return GateCheck(
            demand.key,
            f"no critical rule is {' or '.join(outcome.words for outcome in outcomes)}",
            ", ".join([f"{one.rule.id} {one.outcome.words}" for _, one in found]) or "none",
            demand.set_by,
            tuple([Failure(breach(one), grade.recommendation.id) for grade, one in found]),
        )

    def _findings(self, audited: Audited, outcomes: tuple[Outcome, ...]) -> list[tuple[Grade, Finding]]:
        """The findings of these outcomes on graded recommendations; where silence is allowed it is no finding."""
        if self.allow:
            outcomes = tuple(outcome for outcome in outcomes if outcome is not Outcome.NOT_STATED)
        return [
            (grade, one)
            for grade in audited.grades
            if grade.graded
            for one in grade.findings
            if one.outcome in outcomes
        ]

    def _at_most(self, demand: Demand, audited: Audited) -> GateCheck:
        most = cast(int, demand.value)
        severity, _, name = demand.key.partition(".")
        outcome = Outcome(name)
        kind = f"{severity} {{}} {outcome.words}"
        found = [one.rule.id for _, one in self._findings(audited, (outcome,)) if one.rule.severity.value == severity]
        listed = f" ({', '.join(found)})" if found else ""
        sentence = f"{len(found)} {kind.format(_rules(found))}{listed}; the gate allows {most}."
        asked = f"at most {most} {kind.format('rule is' if most == 1 else 'rules are')}"
        return _whole(demand, asked, f"{len(found)}{listed}", sentence if len(found) > most else "")

    def _stated(self, demand: Demand, audited: Audited) -> GateCheck:
        counted = [f for f in _counted(audited) if f.outcome is not Outcome.NOT_APPLICABLE]
        stated = [finding for finding in counted if finding.outcome is not Outcome.NOT_STATED]
        return _part(demand, "the rules that apply", "stated", len(stated), len(counted))

    def _evidenced(self, demand: Demand, audited: Audited) -> GateCheck:
        met = [f.support for f in _counted(audited) if f.outcome is Outcome.MET]
        needed = [support for support in met if support is not Support.NOT_NEEDED]
        backed = [support for support in needed if support is not Support.UNEVIDENCED]
        return _part(demand, "the rules met", "evidenced", len(backed), len(needed))

    def _answered(self, demand: Demand, audited: Audited) -> GateCheck:
        least = cast(Level, demand.value)
        open_ones = [
            advisory
            for raised in audited.advisories
            if raised.state is Concern.RAISED and isinstance(advisory := raised.concern, Advisory)
            if _LEVELS.index(advisory.level) <= _LEVELS.index(least)
        ]
        above = "" if least is Level.HIGH else " or above"
        return GateCheck(
            demand.key,
            f"no advisory of level {least.value}{above} is raised and not answered",
            ", ".join(advisory.id for advisory in open_ones) or "none",
            demand.set_by,
            tuple(Failure(f"{one.id} ({one.title}) is raised and not answered.") for one in open_ones),
        )


def _counted(audited: Audited) -> list[Finding]:
    """The findings on graded recommendations."""
    return [finding for grade in audited.grades if grade.graded for finding in grade.findings]


def _whole(demand: Demand, asked: str, found: str, sentence: str) -> GateCheck:
    return GateCheck(demand.key, asked, found, demand.set_by, (Failure(sentence),) if sentence else ())


def _part(demand: Demand, whole: str, part: str, some: int, every: int) -> GateCheck:
    """A condition on a share. A share of nothing fails: nothing is true because there was nothing to compare."""
    least = cast(Fraction, demand.value)
    asked = f"at least {_asked(least)} of {whole} are {part}"
    if not every:
        return _whole(demand, asked, "nothing to count", f"There is nothing of which {_asked(least)} could be {part}.")
    share, counts = Fraction(some, every), f"{some} of {every}"
    sentence = f"Of {whole}, {percent(share)} are {part} ({counts}); the gate asks for {_asked(least)}."
    return _whole(demand, asked, f"{percent(share)} ({counts})", sentence if share < least else "")


def _asked(share: Fraction) -> str:
    """A share that was asked for: exact, so that it cannot look smaller than it is."""
    return f"{number(share * 100)} %"


def _whose(named: str) -> str:
    return named or "every recommendation in scope"


def _name(grade: Grade) -> str:
    return f"{grade.recommendation.id} ({grade.recommendation.title})"


def _rules(found: Sequence[str]) -> str:
    return "rule is" if len(found) == 1 else "rules are"


def _found(words: list[str], named: str) -> str:
    return ", ".join(words) or (f"{named} is not in scope" if named else "none in scope")
