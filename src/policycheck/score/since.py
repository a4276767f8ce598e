"""The gate with a baseline: what got worse, and the baseline as the gate's conditions would look at it.

Both sides are read as the gate reads them: with waivers, where there are any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from policycheck.errors import InputError, Problem
from policycheck.model.assessment import Finding, Grade, Raised
from policycheck.model.baseline import Baseline
from policycheck.model.gate import (
    ANSWERED,
    BASELINE,
    Failure,
    Gate,
    GateCheck,
    GateRules,
    Silence,
)
from policycheck.model.outcome import OPEN, Concern, Level, Outcome
from policycheck.model.pack import Advisory, Pack
from policycheck.model.proposal import Proposal
from policycheck.model.result import ASIDE, RuleResult
from policycheck.score.audited import Audited
from policycheck.score.gate import decided, look
from policycheck.score.order import concern_step, outcome_step, package_step, verdict_step
from policycheck.score.package import Package, judge

_LEVELS = tuple(Level)


def decide_since(
    baseline: Baseline, pack: Pack, proposal: Proposal, rules: GateRules, audited: Audited, *, enforced: bool
) -> Gate:
    """The gate that fails only on what is worse than in the baseline; all else that is wanting is known.

    Every condition is looked at in both. What the baseline does not have is no worse, but a condition may fail on it.
    Raises InputError for the baseline of another proposal.
    """
    known, here = baseline.result.proposal_id, proposal.header.id
    if known != here:
        message = f"{baseline.name} holds the results of '{known}', and this proposal is '{here}'"
        hint = "A baseline is an earlier result of the same proposal. To compare two: policycheck diff"
        raise InputError((Problem("RES-OTHER", message, None, hint),))
    before = _before(baseline, pack, proposal, rules, audited)
    pairs = zip(look(rules, before), look(rules, audited), strict=True)
    checks = (*[_compared(was, now) for was, now in pairs], _nothing_worse(baseline, before, rules, audited))
    return decided(rules, audited, checks, enforced=enforced)


def _compared(before: GateCheck, now: GateCheck) -> GateCheck:
    """A condition with what was wanting in the baseline already, and is no worse, set apart."""
    levels = {failure.subject: failure.level for failure in before.failures}
    known = tuple([one for one in now.failures if one.subject in levels and one.level >= levels[one.subject]])
    return replace(now, failures=tuple([one for one in now.failures if one not in known]), known=known)


def _nothing_worse(baseline: Baseline, before: Audited, rules: GateRules, audited: Audited) -> GateCheck:
    """The condition that a baseline adds."""
    worse = (
        *_rules(baseline, rules, audited),
        *_verdicts(before, rules, audited),
        *_package(before, audited),
        *_advisories(baseline, rules, audited),
    )
    names = [failure.subject or "the package" for failure in worse]
    known = ", ".join(_known(baseline, audited, names))
    found = f"{', '.join(names) or 'nothing'} worse" + (f"; known and no worse: {known}" if known else "")
    return GateCheck(BASELINE, f"nothing is worse than in the baseline {baseline.name}", found, baseline.set_by, worse)


def _before(baseline: Baseline, pack: Pack, proposal: Proposal, rules: GateRules, audited: Audited) -> Audited:
    """The outcomes, verdicts and scores of the baseline, under the rules and recommendations of the pack in use."""
    result = baseline.result
    grades = tuple(
        replace(
            grade,
            verdict=known.read.verdict,
            at_best=known.read.at_best,
            score=known.read.score,
            findings=tuple(_findings(baseline, grade)),
        )
        for grade in audited.grades
        if (known := result.grades.get(grade.recommendation.id)) is not None
    )
    advisories = tuple(
        replace(raised, state=was.state)
        for raised in audited.advisories
        if (was := result.concerns.get(raised.concern.id)) is not None
    )
    package = Package(result.read.verdict, (), result.read.score)
    if rules.silence is Silence.ALLOW:
        package = judge(pack, proposal, grades, advisories, at_best=True)
    return Audited(grades, advisories, package)


def _findings(baseline: Baseline, grade: Grade) -> Iterator[Finding]:
    for finding in grade.findings:
        known = baseline.result.rules.get(finding.rule.id)
        if known is not None and not known.waiver:
            yield replace(finding, outcome=known.outcome, support=known.support)


def _rules(baseline: Baseline, rules: GateRules, audited: Audited) -> Iterator[Failure]:
    """Rules with a worse outcome. Rules without bearing count, on both sides, as if they did not apply."""
    for grade in audited.grades:
        for finding in () if grade.verdict in ASIDE else grade.findings:
            known = baseline.result.rules.get(finding.rule.id)
            if known is None or (rules.silence is Silence.ALLOW and finding.outcome is Outcome.NOT_STATED):
                continue
            was = known.outcome if known.bears and not known.waiver else Outcome.NOT_APPLICABLE
            if outcome_step(was, finding.outcome) < 0:
                name = f"{finding.rule.id} ({finding.rule.title})"
                sentence = _was(name, finding.outcome.words, f"{known.outcome.words}{_aside(known)}")
                yield Failure(sentence, grade.recommendation.id, finding.rule.id)


def _aside(known: RuleResult) -> str:
    """Why an outcome of the baseline did not count."""
    return f", waived by {known.waiver}" if known.waiver else "" if known.bears else ", without bearing on a verdict"


def _known(baseline: Baseline, audited: Audited, worse: Collection[str]) -> Iterator[str]:
    """The rules that leave something to do, and left it in the baseline too."""
    for grade in audited.grades:
        for finding in () if grade.verdict in ASIDE else grade.findings:
            known = baseline.result.rules.get(finding.rule.id)
            if finding.outcome in OPEN and known is not None and finding.rule.id not in worse:
                yield finding.rule.id


def _was(name: str, now: str, before: str) -> str:
    return f"{name} is worse than in the baseline: {now}, and was {before}."


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
