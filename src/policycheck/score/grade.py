"""From a recommendation's findings to its grade: scope, score, verdict, qualifier, distance, what stands between."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from policycheck.model.assessment import Distance, Finding, Grade, Score
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Pack, Recommendation, Rule, Scale
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import REMARKS
from policycheck.score.best import at_best
from policycheck.score.between import between
from policycheck.score.verdict import TOP, Mark, Mean, bands, level_of, marked, marks, mean


def grade(
    pack: Pack, proposal: Proposal, recommendation: Recommendation, findings: tuple[Finding, ...], *, applies: bool
) -> Grade:
    """The grade of one recommendation from a finding on each of its rules, in their order.

    `applies`: its own `when` is true, or it has none.
    """
    scope = _scope(pack, proposal, recommendation, applies=applies)
    if scope is not None:
        note = recommendation.when_note if scope is Verdict.NOT_APPLICABLE else ""
        return Grade(recommendation, findings, scope, scope, None, note=note)
    outcomes = tuple([finding.outcome for finding in findings])
    possible = tuple([finding.possible for finding in findings])
    return Grade(recommendation, findings, *standing(pack.scale, recommendation.rules, outcomes, possible))


_ALL_WAIVED = "Every rule of this recommendation that counts is waived."


class Standing(NamedTuple):
    """What findings come to: the fields of a Grade from `verdict` on."""

    verdict: Verdict
    at_best: Verdict
    score: Score | None
    qualifier: str = ""
    distance: Distance | None = None
    between: tuple[str, ...] = ()
    note: str = ""


@lru_cache(maxsize=1024)
def standing(
    scale: Scale,
    rules: tuple[Rule, ...],
    found: tuple[Outcome, ...],
    open_to: tuple[frozenset[Outcome], ...],
    waived: frozenset[Rule] = frozenset(),
) -> Standing:
    """What outcomes of these rules come to, with the possible outcomes of each. Equal ones are worked out once.

    With waivers on some of the rules, it is not worked out what stands between: a waiver is no remedy.
    """
    outcomes = dict(zip(rules, found, strict=True))
    possible = dict(zip(rules, open_to, strict=True))
    brought = marked(marks(scale, rules, waived), outcomes)
    stated, best = mean(brought), at_best(scale, possible, waived)
    if stated is None:
        note = _ALL_WAIVED if waived else "No rule of this recommendation applies to what the proposal says."
        return Standing(Verdict.NOT_APPLICABLE, best.verdict or Verdict.NOT_APPLICABLE, None, note=note)
    rank = level_of(scale, stated, min([mark.cap for mark in brought]))
    reach = rank if best.verdict is None else best.verdict.rank
    score = Score(stated.exact, stated.exact if best.score is None else best.score)
    counted = [one for one in zip(rules, found, brought, strict=True) if one[2].possible]
    return Standing(
        GRADES[rank],
        GRADES[reach],
        score,
        qualifier=_qualifier(scale, counted) if rank < TOP else "",
        distance=_distance(scale, counted, stated, rank),
        between=between(scale, outcomes, possible, reach) if reach > rank and not waived else (),
    )


def _scope(pack: Pack, proposal: Proposal, recommendation: Recommendation, *, applies: bool) -> Verdict | None:
    """Why there is no grade; None where there is one. The first that holds."""
    covers = proposal.header.covers
    if not applies:
        return Verdict.NOT_APPLICABLE
    if pack.comprehensive not in covers and set(covers).isdisjoint(recommendation.strands):
        return Verdict.OUT_OF_SCOPE
    if not any(_says(proposal.values.get(section)) for section in recommendation.sections):
        return Verdict.NOT_ADDRESSED
    return None


def _says(value: object) -> bool:
    """Whether anything but remarks stands in a section, be it "none"."""
    if isinstance(value, dict):
        return any(_says(part) for key, part in value.items() if key not in REMARKS)
    return value is not None


Counted = Sequence[tuple[Rule, Outcome, Mark]]
"""The rules that count, what they came to, and what that brought."""


def _qualifier(scale: Scale, counted: Counted) -> str:
    """What the missing weight was mostly lost to."""
    total = contradicted = silent = 0
    for _, outcome, mark in counted:
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


def _distance(scale: Scale, counted: Counted, stated: Mean, rank: int) -> Distance:
    """What keeps the verdict from the next one up: the missing score, the caps, and the rule that decides first."""
    if rank == TOP:
        return Distance(None, Fraction(0), (), "")
    following = rank + 1
    capping = sorted([(-mark.possible, rule.id) for rule, _, mark in counted if mark.cap < following])
    # Without a cap it is the rule that lost most.
    first = capping[0] if capping else min([(mark.earned - mark.possible, rule.id) for rule, _, mark in counted])
    names = tuple([name for _, name in capping])
    return Distance(GRADES[following], stated.missing(bands(scale)[following]), names, first[1])
