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
from policycheck.score.verdict import TOP, Mark, Mean, bands, level_of, marked, mean

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
    possible = {finding.rule: finding.possible for finding in findings}
    brought = marked(scale, outcomes)
    found, best = mean(brought), at_best(scale, possible)
    if found is None:
        return _uncounted(recommendation, findings, best)
    rank = level_of(scale, found, min([mark.cap for mark in brought]))
    reach = rank if best.verdict is None else best.verdict.rank
    score = Score(found.exact, found.exact if best.score is None else best.score)
    losses = [_Loss(*pair, mark) for pair, mark in zip(outcomes.items(), brought, strict=True) if mark.possible]
    return Grade(
        recommendation,
        findings,
        GRADES[rank],
        GRADES[reach],
        score,
        qualifier=_qualifier(scale, losses) if rank < TOP else "",
        distance=_distance(scale, losses, score.as_stated, rank),
        between=between(scale, outcomes, possible, reach) if reach > rank else (),
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
    """A counted rule, its outcome, and what that brought."""

    rule: Rule
    outcome: Outcome
    mark: Mark

    @property
    def points(self) -> int:
        """The points that it did not earn."""
        return self.mark.possible - self.mark.earned


def _qualifier(scale: Scale, losses: Sequence[_Loss]) -> str:
    """What the missing weight was mostly lost to."""
    total = contradicted = silent = 0
    for _, outcome, mark in losses:
        points = mark.possible - mark.earned
        total += points
        if outcome is Outcome.CONTRADICTED:
            contradicted += points
        elif outcome is Outcome.NOT_STATED:
            silent += points
    if not total:
        return ""
    if Mean(contradicted, total).reaches(scale.contradicts_at):
        return "contradicts"
    return "mostly silent" if Mean(silent, total).reaches(scale.silent_at) else "falls short"


def _distance(scale: Scale, losses: Sequence[_Loss], stated: Fraction, rank: int) -> Distance:
    """What keeps the verdict from the next one up: the missing score, the caps, and the rule that decides first."""
    if rank == TOP:
        return Distance(None, NOTHING, (), "")
    following = rank + 1
    gap = max(NOTHING, bands(scale)[following] - stated)
    capping = [loss.rule for loss in losses if loss.mark.cap < following]
    capping.sort(key=lambda rule: (-rule.weight, rule.id))
    heaviest = min(losses, key=lambda loss: (-loss.points, loss.rule.id))
    decided_by = capping[0] if capping else heaviest.rule
    return Distance(GRADES[following], gap, tuple(rule.id for rule in capping), decided_by.id)
