"""From a recommendation's findings to its grade: scope, score, verdict, qualifier, distance, what stands between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from policycheck.model.assessment import Distance, Finding, Grade, Score
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Pack, Recommendation, Rule, Scale
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import REMARKS
from policycheck.score.best import Best, at_best
from policycheck.score.between import between
from policycheck.score.verdict import Mean, band, capped, mean, points, weights

NOTHING = Fraction(0)


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
    found = mean(scale, outcomes)
    possible = {finding.rule: finding.possible for finding in findings}
    best = at_best(scale, possible)
    if found is None:
        return _uncounted(recommendation, findings, best)
    level = capped(band(scale, found), outcomes.items())
    reach = best.verdict or level
    score = Score(found.exact, found.exact if best.score is None else best.score)
    losses = _losses(scale, outcomes)
    return Grade(
        recommendation,
        findings,
        level,
        reach,
        score,
        qualifier=_qualifier(scale, losses, level),
        distance=_distance(scale, losses, score.as_stated, level),
        between=between(scale, outcomes, possible, reach) if reach.rank > level.rank else (),
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
    """Whether anything but remarks stands in a section, be it "none"."""
    if isinstance(value, Mapping):
        return any(_says(part) for key, part in value.items() if key not in REMARKS)
    return value is not None


class _Loss(NamedTuple):
    """A counted rule, its outcome, and the points that it did not earn."""

    rule: Rule
    outcome: Outcome
    points: int


def _losses(scale: Scale, outcomes: Mapping[Rule, Outcome]) -> list[_Loss]:
    """What every counted rule lost, in pack order."""
    full, credit = points(scale)
    weight = weights(tuple(outcomes))
    return [
        _Loss(rule, outcome, weight[rule] * (full - credit[outcome]))
        for rule, outcome in outcomes.items()
        if outcome is not Outcome.NOT_APPLICABLE
    ]


def _qualifier(scale: Scale, losses: Sequence[_Loss], level: Verdict) -> str:
    """What the missing weight was mostly lost to; empty for the top grade."""
    total = sum(loss.points for loss in losses)
    if not total or level is Verdict.MEETS:
        return ""
    contradicted, silent = (
        Mean(sum(loss.points for loss in losses if loss.outcome is outcome), total)
        for outcome in (Outcome.CONTRADICTED, Outcome.NOT_STATED)
    )
    if contradicted.reaches(scale.contradicts_at):
        return "contradicts"
    return "mostly silent" if silent.reaches(scale.silent_at) else "falls short"


def _distance(scale: Scale, losses: Sequence[_Loss], stated: Fraction, level: Verdict) -> Distance:
    """What keeps the verdict from the next one up: the missing score, the caps, and the rule that decides first."""
    if level is Verdict.MEETS:
        return Distance(None, NOTHING, (), "")
    following = GRADES[level.rank + 1]
    gap = max(NOTHING, scale.bands[following] - stated)
    capping = [loss.rule for loss in losses if loss.rule.cap(loss.outcome).rank < following.rank]
    capping.sort(key=lambda rule: (-rule.weight, rule.id))
    heaviest = min(losses, key=lambda loss: (-loss.points, loss.rule.id))
    return Distance(following, gap, tuple(rule.id for rule in capping), (capping or [heaviest.rule])[0].id)
