"""The gate: every condition that was set, each looked at, all of them reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import cast

from msgspec.structs import replace

from policycheck.model.assessment import Finding, Grade
from policycheck.model.figures import percent
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
from policycheck.score.audited import Audited
from policycheck.score.gate_words import (
    NO_SHARE,
    as_asked,
    counted_findings,
    found_words,
    on_part,
    on_whole,
    rules_are,
    titled,
    whose,
)
from policycheck.score.package import breach, shortfall

_PACKAGES = tuple(PackageVerdict)
_OUTCOMES = tuple(Outcome)
_LEVELS = tuple(Level)
_CRITICAL = Severity.CRITICAL
_REASONED = (Verdict.NOT_APPLICABLE, Verdict.OUT_OF_SCOPE)
"""Verdicts of which nothing is asked: there is a reason for having no grade that is none of the proposal's doing."""


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
    return decided(rules, audited, look(rules, audited), enforced=enforced)


def look(rules: GateRules, audited: Audited) -> tuple[GateCheck, ...]:
    """Every condition, in the order of its key."""
    return _looker(rules).checks(audited)


def decided(rules: GateRules, audited: Audited, checks: tuple[GateCheck, ...], *, enforced: bool) -> Gate:
    """The gate whose conditions found this."""
    if audited.with_waivers:
        checks = tuple([check if check.key == ANSWERED else _said_with_waivers(check) for check in checks])
    failures = [failure for check in checks for failure in check.failures]
    if len(failures) > 1:
        order = [grade.recommendation.id for grade in audited.grades] + [""]
        failures.sort(key=lambda failure: order.index(failure.recommendation))
    return Gate(
        not failures, tuple([failure.sentence for failure in failures]), checks, rules, enforced, audited.with_waivers
    )


def _said_with_waivers(check: GateCheck) -> GateCheck:
    """The condition, saying that it reads the figures with waivers. Advisories have none."""
    failures = tuple([replace(one, sentence=f"With waivers: {one.sentence}") for one in check.failures])
    return replace(check, asked=f"{check.asked}, with waivers", failures=failures)


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

    def _asked_of(self, demand: Demand, audited: Audited) -> tuple[list[Grade], int]:
        """The recommendations in scope that a demand speaks of: the one it names, or all without a key of their own.

        With it how many have one.
        """
        scope = [grade for grade in audited.grades if grade.verdict not in _REASONED]
        named = _of_recommendation(demand.key)
        if named:
            return [grade for grade in scope if grade.recommendation.id == named], 0
        asked = [grade for grade in scope if f"{grade.recommendation.id}.{demand.key}" not in self.keys]
        return asked, len(scope) - len(asked)

    def _verdict(self, demand: Demand, audited: Audited) -> GateCheck:
        least, named = cast(Verdict, demand.value), _of_recommendation(demand.key)
        grades, aside = self._asked_of(demand, audited)
        failing = [grade for grade in grades if self._below(grade, least)]
        return GateCheck(
            demand.key,
            f"{whose(named, aside)} is at least '{least.words}'{self.at_best}",
            found_words([f"{grade.recommendation.id} {self._level(grade).words}" for grade in grades], named, aside),
            demand.set_by,
            tuple([self._too_low(grade, least) for grade in failing]),
        )

    def _level(self, grade: Grade) -> Verdict:
        return grade.at_best if self.allow and grade.graded else grade.verdict

    def _below(self, grade: Grade, least: Verdict) -> bool:
        """Whether a grade is too low; what is not addressed may still become anything."""
        if not grade.graded:
            return not self.allow
        return self._level(grade).rank < least.rank

    def _too_low(self, grade: Grade, least: Verdict) -> Failure:
        level, name = self._level(grade), grade.recommendation.id
        if level in {Verdict.DOES_NOT_MEET, Verdict.NOT_ADDRESSED}:
            return Failure(shortfall(grade, even_at_best=self.allow), name, name)
        said = f"{self.it} only {level.words} {titled(grade)}; the gate asks for '{least.words}'."
        return Failure(said, name, name, level.rank)

    def _score(self, demand: Demand, audited: Audited) -> GateCheck:
        least, named = cast(Fraction, demand.value), _of_recommendation(demand.key)
        asked, aside = self._asked_of(demand, audited)
        grades = [grade for grade in asked if grade.score is not None or not self.allow]
        scores = {grade.recommendation.id: self._share(grade) for grade in grades}
        found = [f"{name} {'none' if share is None else percent(share)}" for name, share in scores.items()]
        failures = []
        for grade in grades:
            name = grade.recommendation.id
            share = scores[name]
            if share is None:
                failures.append(Failure(shortfall(grade), name, name, NO_SHARE))
            elif share < least:
                said = f"{self.it} scores {percent(share)} on {titled(grade)}; the gate asks for {as_asked(least)}."
                failures.append(Failure(said, name, name, share))
        return GateCheck(
            demand.key,
            f"the score of {whose(named, aside)} is at least {as_asked(least)}{self.at_best}",
            found_words(found, named, aside) if found or not asked else "none has a score",
            demand.set_by,
            tuple(failures),
        )

    def _share(self, grade: Grade) -> Fraction | None:
        if grade.score is None:
            return None
        return grade.score.at_best if self.allow else grade.score.as_stated

    def _package(self, demand: Demand, audited: Audited) -> GateCheck:
        least, verdict = cast(PackageVerdict, demand.value), audited.package.verdict
        sentence, level = "", -1 if verdict is None else _PACKAGES.index(verdict)
        if verdict is None:
            sentence = "The package has no verdict: the proposal does not claim to cover everything."
        elif level < _PACKAGES.index(least):
            sentence = f"The package is {verdict.words}{self.at_best}; the gate asks for '{least.words}'."
        asked = f"the package is at least '{least.words}'{self.at_best}"
        return on_whole(demand, asked, verdict.words if verdict is not None else "no verdict", sentence, level)

    def _package_score(self, demand: Demand, audited: Audited) -> GateCheck:
        least, score = cast(Fraction, demand.value), audited.package.score
        sentence = "There is no score to take the mean of." if score is None else ""
        if score is not None and score < least:
            sentence = f"The mean score is {percent(score)}{self.at_best}; the gate asks for {as_asked(least)}."
        asked = f"the mean score is at least {as_asked(least)}{self.at_best}"
        found, level = ("none", NO_SHARE) if score is None else (percent(score), score)
        return on_whole(demand, asked, found, sentence, level)

    def _critical(self, demand: Demand, audited: Audited) -> GateCheck:
        outcomes = cast(tuple[Outcome, ...], demand.value)
        found = [(grade, one) for grade, one in self._findings(audited, outcomes) if one.rule.severity is _CRITICAL]
        return GateCheck(
            demand.key,
            f"no critical rule is {' or '.join(outcome.words for outcome in outcomes)}",
            ", ".join([f"{one.rule.id} {one.outcome.words}" for _, one in found]) or "none",
            demand.set_by,
            tuple([self._breach(grade, one) for grade, one in found]),
        )

    def _breach(self, grade: Grade, finding: Finding) -> Failure:
        level = _OUTCOMES.index(finding.outcome)
        return Failure(breach(finding), grade.recommendation.id, finding.rule.id, level)

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
        sentence = f"{len(found)} {kind.format(rules_are(found))}{listed}; the gate allows {most}."
        asked = f"at most {most} {kind.format('rule is' if most == 1 else 'rules are')}"
        return on_whole(demand, asked, f"{len(found)}{listed}", sentence if len(found) > most else "", -len(found))

    def _stated(self, demand: Demand, audited: Audited) -> GateCheck:
        counted = [f for f in counted_findings(audited) if f.outcome is not Outcome.NOT_APPLICABLE]
        stated = [finding for finding in counted if finding.outcome is not Outcome.NOT_STATED]
        return on_part(demand, "the rules that apply", "stated", len(stated), len(counted))

    def _evidenced(self, demand: Demand, audited: Audited) -> GateCheck:
        met = [f.support for f in counted_findings(audited) if f.outcome is Outcome.MET]
        needed = [support for support in met if support is not Support.NOT_NEEDED]
        backed = [support for support in needed if support is not Support.UNEVIDENCED]
        return on_part(demand, "the rules met", "evidenced", len(backed), len(needed))

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
            tuple(Failure(f"{one.id} ({one.title}) is raised and not answered.", "", one.id) for one in open_ones),
        )
