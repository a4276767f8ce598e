"""What stands between a verdict and the best one: the rules that have to come out better until it is reached.

Some possible outcomes come to the best verdict. The findings are moved towards these, the most urgent first, until
the verdict is there. A test tries out that the rules named can bring it about while all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from policycheck.model.outcome import Outcome, Verdict
from policycheck.model.pack import Rule, Scale
from policycheck.score.best import Case, cases
from policycheck.score.verdict import Mean, mean, points, weights

Outcomes = dict[Rule, Outcome]
NA = Outcome.NOT_APPLICABLE


class _Goal(NamedTuple):
    """Outcomes that come to the verdict, and what is open to each rule where its parent comes out like that."""

    outcomes: Outcomes
    case: Case


def between(
    scale: Scale, outcomes: Outcomes, possible: Mapping[Rule, frozenset[Outcome]], level: Verdict
) -> tuple[str, ...]:
    """The rules whose caps keep the level away, then those with the most to win, until its band is reached."""
    goal = _goal(scale, outcomes, possible, level)
    credit, weight = points(scale).credit, weights(tuple(outcomes))
    changing = {rule.id: rule for rule in outcomes if goal.outcomes[rule] is not outcomes[rule]}

    def urgency(rule: Rule) -> tuple[bool, bool, int, str]:
        gain = weight[rule] * (credit[goal.outcomes[rule]] - credit[outcomes[rule]])
        return not _capped(rule, outcomes[rule], level), outcomes[rule] is NA, -gain, rule.id

    now, chosen = dict(outcomes), dict[str, None]()
    for rule in sorted(changing.values(), key=urgency):
        if not _capped(rule, outcomes[rule], level) and _reaches(scale, now, level):
            break
        for moved in (*_with_family(changing.get(rule.requires, rule), changing, outcomes, goal.case), rule):
            chosen[moved.id], now[moved] = None, goal.outcomes[moved]
    return tuple(chosen)


def _with_family(rule: Rule, changing: Mapping[str, Rule], outcomes: Outcomes, case: Case) -> list[Rule]:
    """A rule with those that require it and cannot stay as they are when it changes."""
    bound = [one for one in changing.values() if one.requires == rule.id and outcomes[one] not in case[one]]
    return [rule, *bound]


def _goal(scale: Scale, outcomes: Outcomes, possible: Mapping[Rule, frozenset[Outcome]], level: Verdict) -> _Goal:
    """The first that comes to the level; at_best has seen that there is one."""
    return next(
        _Goal(best, case)
        for case in cases(possible, outcomes)
        if (best := _best(scale, case, level)) is not None and _reaches(scale, best, level)
    )


def _best(scale: Scale, case: Case, level: Verdict) -> Outcomes | None:
    """The best outcomes within the caps of the level, or None where a rule has none.

    A rule that need not count does so while it raises the mean.
    """
    credit = points(scale).credit
    best: Outcomes = {}
    optional: Outcomes = {}
    for rule, own in case.items():
        allowed = {outcome for outcome in own if not _capped(rule, outcome, level)}
        if not allowed:
            return None
        if len(allowed) == 1:
            (best[rule],) = allowed
            continue
        best[rule] = max(allowed - {NA} or allowed, key=lambda outcome: (credit[outcome], outcome))
        if NA in allowed and best[rule] is not NA:
            optional[rule], best[rule] = best[rule], NA
    return _with_optional(scale, best, optional)


def _with_optional(scale: Scale, best: Outcomes, optional: Outcomes) -> Outcomes:
    if not optional:
        return best
    (full, credit), weight = points(scale), weights(tuple(best))
    earned, counted = mean(scale, best) or Mean(0, 0)
    for rule, outcome in sorted(optional.items(), key=lambda entry: (-credit[entry[1]], entry[0].id)):
        if not counted or credit[outcome] * counted > earned * full:
            best[rule] = outcome
            earned += weight[rule] * credit[outcome]
            counted += weight[rule] * full
    return best


def _capped(rule: Rule, outcome: Outcome, level: Verdict) -> bool:
    cap = rule.caps.get(outcome)
    return cap is not None and cap.rank < level.rank


def _reaches(scale: Scale, outcomes: Outcomes, level: Verdict) -> bool:
    found = mean(scale, outcomes)
    return found is not None and found.reaches(scale.bands[level])
