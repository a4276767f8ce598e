"""What got worse since a baseline, and the baseline as the gate's conditions would look at it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from policycheck.model.assessment import Finding, Grade, Raised
from policycheck.model.baseline import Baseline
from policycheck.model.gate import ANSWERED, Failure, GateRules, Silence
from policycheck.model.outcome import OPEN, Concern, Level, Outcome
from policycheck.model.pack import Advisory, Pack
from policycheck.model.proposal import Proposal
from policycheck.model.result import ASIDE
from policycheck.score.gate import Audited
from policycheck.score.order import concern_step, outcome_step, package_step, verdict_step
from policycheck.score.package import Package, judge

_LEVELS = tuple(Level)


class Since(NamedTuple):
    """What a gate needs of a baseline: its name, how it stood, what got worse, and the rules known to be wanting."""

    name: str
    before: Audited
    worse: tuple[Failure, ...]
    known: tuple[str, ...]


def since(baseline: Baseline, pack: Pack, proposal: Proposal, rules: GateRules, audited: Audited) -> Since:
    """The baseline beside an audit. What only one of the two has can be neither better nor worse."""
    before = _before(baseline, pack, proposal, rules, audited)
    worse = (
        *_rules(baseline, rules, audited),
        *_verdicts(before, rules, audited),
        *_package(before, audited),
        *_advisories(baseline, rules, audited),
    )
    return Since(baseline.name, before, worse, tuple(_known(baseline, audited, {one.subject for one in worse})))


def _before(baseline: Baseline, pack: Pack, proposal: Proposal, rules: GateRules, audited: Audited) -> Audited:
    """The outcomes, verdicts and scores of the baseline, under the rules and recommendations of the pack in use."""
    result = baseline.result
    grades = tuple(
        replace(
            grade,
            verdict=known.verdict,
            at_best=known.at_best,
            score=known.score,
            findings=tuple(_findings(baseline, grade)),
        )
        for grade in audited.grades
        if (known := result.grades.get(grade.recommendation.id)) is not None
    )
    advisories = tuple(
        replace(raised, state=known.state)
        for raised in audited.advisories
        if (known := result.concerns.get(raised.concern.id)) is not None
    )
    package = Package(result.package_verdict, (), result.package_score)
    if rules.silence is Silence.ALLOW:
        package = judge(pack, proposal, grades, advisories, at_best=True)
    return Audited(grades, advisories, package)


def _findings(baseline: Baseline, grade: Grade) -> Iterator[Finding]:
    for finding in grade.findings:
        known = baseline.result.rules.get(finding.rule.id)
        if known is not None:
            yield replace(finding, outcome=known.outcome, support=known.support)


def _rules(baseline: Baseline, rules: GateRules, audited: Audited) -> Iterator[Failure]:
    """Rules with a worse outcome. Rules without bearing count, on both sides, as if they did not apply."""
    for grade in audited.grades:
        for finding in () if grade.verdict in ASIDE else grade.findings:
            known = baseline.result.rules.get(finding.rule.id)
            if known is None or (rules.silence is Silence.ALLOW and finding.outcome is Outcome.NOT_STATED):
                continue
            was = known.outcome if known.bears else Outcome.NOT_APPLICABLE
            if outcome_step(was, finding.outcome) < 0:
                name = f"{finding.rule.id} ({finding.rule.title})"
                sentence = _was(name, finding.outcome.words, known.outcome.words, aside=not known.bears)
                yield Failure(sentence, grade.recommendation.id, finding.rule.id)


def _known(baseline: Baseline, audited: Audited, worse: Collection[str]) -> Iterator[str]:
    """The rules that leave something to do, and left it in the baseline too."""
    for grade in audited.grades:
        for finding in () if grade.verdict in ASIDE else grade.findings:
            known = baseline.result.rules.get(finding.rule.id)
            if finding.outcome in OPEN and known is not None and finding.rule.id not in worse:
                yield finding.rule.id


def _was(name: str, now: str, before: str, *, aside: bool = False) -> str:
    bearing = ", without bearing on a verdict" if aside else ""
    return f"{name} is worse than in the baseline: {now}, and was {before}{bearing}."


def _verdicts(before: Audited, rules: GateRules, audited: Audited) -> Iterator[Failure]:
    known = {grade.recommendation.id: grade for grade in before.grades}
    for grade in audited.grades:
        name = grade.recommendation.id
        if name not in known:
            continue
        was, now = (
            one.at_best if rules.silence is Silence.ALLOW and one.graded else one.verdict
            for one in (known[name], grade)
        )
        if verdict_step(was, now) < 0:
            titled = f"{name} ({grade.recommendation.title})"
            yield Failure(_was(titled, now.words, was.words), name, name)


def _package(before: Audited, audited: Audited) -> Iterator[Failure]:
    was, now = before.package.verdict, audited.package.verdict
    if was is not None and now is not None and package_step(was, now) < 0:
        yield Failure(_was("The package", now.words, was.words))


def _advisories(baseline: Baseline, rules: GateRules, audited: Audited) -> Iterator[Failure]:
    """Advisories raised now and not answered that were not so: those of level high, or those the gate asks about."""
    asked = rules.get(ANSWERED)
    least = asked.value if asked is not None and isinstance(asked.value, Level) else Level.HIGH
    for raised in audited.advisories:
        known = baseline.result.concerns.get(raised.concern.id)
        if known is not None and _counts(raised, least) and concern_step(known.state, raised.state) < 0:
            name = f"{raised.concern.id} ({raised.concern.title})"
            yield Failure(_was(name, Concern.RAISED.words, known.state.words), "", raised.concern.id)


def _counts(raised: Raised, least: Level) -> bool:
    advisory = raised.concern
    return isinstance(advisory, Advisory) and _LEVELS.index(advisory.level) <= _LEVELS.index(least)
