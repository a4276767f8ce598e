"""From a recommendation's findings to its grade: scope, score, verdict, qualifier, distance, what stands between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from policycheck.model.assessment import Distance, Finding, Grade, Score
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Pack, Recommendation, Rule, Scale
from policycheck.model.proposal import Proposal
from policycheck.score.best import Best, at_best
from policycheck.score.verdict import NOTHING, credit, score, verdict


def grade(
    pack: Pack, proposal: Proposal, recommendation: Recommendation, findings: tuple[Finding, ...], *, applies: bool
) -> Grade:
    """The grade of one recommendation. `applies`: its own `when` is true, or it has none."""
    scope = _scope(pack, proposal, recommendation, applies=applies)
    if scope is not None:
        note = recommendation.when_note if scope is Verdict.NOT_APPLICABLE else ""
        return Grade(recommendation, findings, scope, scope, None, note=note)
    scale = pack.scale
    outcomes = {finding.rule: finding.outcome for finding in findings}
    stated, level = score(scale, outcomes.items()), verdict(scale, outcomes)
    best = at_best(scale, {finding.rule: finding.possible for finding in findings})
    if stated is None or level is None:
        return _uncounted(recommendation, findings, best)
    reach = best.verdict or level
    return Grade(
        recommendation,
        findings,
        level,
        reach,
        Score(stated, stated if best.score is None else best.score),
        qualifier=_qualifier(scale, outcomes, level),
        distance=_distance(scale, outcomes, stated, level),
        between=_between(scale, findings, stated, reach) if reach.rank > level.rank else (),
    )


def _uncounted(recommendation: Recommendation, findings: tuple[Finding, ...], best: Best) -> Grade:
    """No rule counts: the recommendation applies, but nothing in the proposal calls on any of its rules."""
    note = "No rule of this recommendation applies to what the proposal says."
    return Grade(
        recommendation, findings, Verdict.NOT_APPLICABLE, best.verdict or Verdict.NOT_APPLICABLE, None, note=note
    )


def _scope(pack: Pack, proposal: Proposal, recommendation: Recommendation, *, applies: bool) -> Verdict | None:
    """Why there is no grade; None where there is one. The first that holds."""
    covers = proposal.header.covers
    if not applies:
        return Verdict.NOT_APPLICABLE
    if pack.comprehensive not in covers and not set(covers) & set(recommendation.strands):
        return Verdict.OUT_OF_SCOPE
    if not any(_says(proposal.values.get(section)) for section in recommendation.sections):
        return Verdict.NOT_ADDRESSED
    return None


def _says(value: object) -> bool:
    """Whether anything stands in a section, be it "none"."""
    return value is not None and (not isinstance(value, Mapping) or any(map(_says, value.values())))


def _qualifier(scale: Scale, outcomes: Mapping[Rule, Outcome], level: Verdict) -> str:
    """What the missing weight was mostly lost to; empty for the top grade."""
    lost = dict.fromkeys(Outcome, NOTHING)
    for rule, outcome in outcomes.items():
        if outcome is not Outcome.NOT_APPLICABLE:
            lost[outcome] += rule.weight * (1 - credit(scale, outcome))
    total = sum(lost.values(), NOTHING)
    if not total or level is Verdict.MEETS:
        return ""
    if lost[Outcome.CONTRADICTED] >= scale.contradicts_at * total:
        return "contradicts"
    return "mostly silent" if lost[Outcome.NOT_STATED] >= scale.silent_at * total else "falls short"


def _distance(scale: Scale, outcomes: Mapping[Rule, Outcome], stated: Fraction, level: Verdict) -> Distance:
    """What keeps the verdict from the next one up: the missing score, the caps, and the rule that decides first."""
    if level is Verdict.MEETS:
        return Distance(None, NOTHING, (), "")
    following = GRADES[level.rank + 1]
    gap = max(NOTHING, scale.bands[following] - stated)
    capped = sorted(
        (rule for rule, outcome in outcomes.items() if rule.cap(outcome).rank < following.rank),
        key=lambda rule: (-rule.weight, rule.id),
    )
    missing = _by_missing_weight(scale, outcomes)
    decisive = capped or missing
    return Distance(following, gap, tuple(rule.id for rule in capped), decisive[0].id if decisive else "")


def _by_missing_weight(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> list[Rule]:
    lost = {
        rule: rule.weight * (1 - credit(scale, outcome))
        for rule, outcome in outcomes.items()
        if outcome is not Outcome.NOT_APPLICABLE
    }
    return sorted((rule for rule in lost if lost[rule]), key=lambda rule: -lost[rule])


def _between(scale: Scale, findings: Sequence[Finding], stated: Fraction, reach: Verdict) -> tuple[str, ...]:
    """The rules that stand between the verdict and the best one: capping rules, then the heaviest until the band."""
    outcomes = {finding.rule: finding.outcome for finding in findings}
    best = {finding.rule: _best_credit(scale, finding) for finding in findings}
    capping = [rule for rule, outcome in outcomes.items() if rule.cap(outcome).rank < reach.rank]
    weights = sum((r.weight for r, o in outcomes.items() if o is not Outcome.NOT_APPLICABLE), NOTHING)
    gains = {
        rule: rule.weight * (best[rule] - credit(scale, outcome))
        for rule, outcome in outcomes.items()
        if outcome is not Outcome.NOT_APPLICABLE
    }
    chosen = list(capping)
    earned = stated * weights + sum((gains.get(rule, NOTHING) for rule in chosen), NOTHING)
    for rule in sorted((r for r in gains if gains[r] > 0 and r not in chosen), key=lambda rule: -gains[rule]):
        if earned >= scale.bands[reach] * weights:
            break
        chosen.append(rule)
        earned += gains[rule]
    return tuple(rule.id for rule in chosen)


def _best_credit(scale: Scale, finding: Finding) -> Fraction:
    return max((credit(scale, o) for o in finding.possible if o is not Outcome.NOT_APPLICABLE), default=NOTHING)
