"""What stands between a verdict and the best one: the rules that have to come out better, and no more of them.

The best verdict is reached by some outcomes; the findings are moved towards them until the verdict is there. A rule
and those that require it move together. A test tries out that the rules named really can bring it about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policycheck.model.outcome import Outcome, Verdict
from policycheck.model.pack import Rule, Scale
from policycheck.score.best import cases
from policycheck.score.verdict import Mean, mean, points, weights

Outcomes = dict[Rule, Outcome]


def between(
    scale: Scale, outcomes: Outcomes, possible: Mapping[Rule, frozenset[Outcome]], level: Verdict
) -> tuple[str, ...]:
    """The rules whose caps keep the level away, then those with the most weight to win, until its band is reached."""
    goal = next(
        found for case in cases(possible, outcomes) if (found := _best(scale, case, outcomes, level)) is not None
    )
    credit, weight = points(scale).credit, weights(tuple(outcomes))

    def urgency(group: list[Rule]) -> tuple[bool, bool, int, str]:
        capping = any(rule.cap(outcomes[rule]).rank < level.rank for rule in group)
        uncounted = all(outcomes[rule] is Outcome.NOT_APPLICABLE for rule in group)
        gain = sum(weight[rule] * (credit[goal[rule]] - credit[outcomes[rule]]) for rule in group)
        return not capping, uncounted, -gain, group[0].id

    now, chosen = dict(outcomes), []
    for group in sorted(_groups(rule for rule in outcomes if goal[rule] is not outcomes[rule]), key=urgency):
        if _holds(scale, now, level):
            break
        now.update((rule, goal[rule]) for rule in group)
        chosen += [rule.id for rule in group]
    return tuple(chosen)


def _groups(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Each rule with those among the others that require it."""
    groups: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda rule: bool(rule.requires)):
        groups.setdefault(rule.requires if rule.requires in groups else rule.id, []).append(rule)
    return list(groups.values())


def _holds(scale: Scale, outcomes: Outcomes, level: Verdict) -> bool:
    found = mean(scale, outcomes)
    within_caps = all(rule.cap(outcome).rank >= level.rank for rule, outcome in outcomes.items())
    return within_caps and found is not None and found.reaches(scale.bands[level])


def _best(scale: Scale, case: Mapping[Rule, frozenset[Outcome]], outcomes: Outcomes, level: Verdict) -> Outcomes | None:
    """The best outcomes within the caps of the level, or None if they do not come to it.

    A rule keeps its outcome where no other earns more; one that need not count does so while it raises the mean.
    """
    credit, weight = points(scale).credit, weights(tuple(outcomes))
    best: Outcomes = {}
    optional: list[Rule] = []
    for rule, own in case.items():
        allowed = [outcome for outcome in own if rule.cap(outcome).rank >= level.rank]
        counted = [outcome for outcome in allowed if outcome is not Outcome.NOT_APPLICABLE]
        if not allowed:
            return None
        best[rule] = max(
            counted or allowed,
            key=lambda outcome, kept=outcomes[rule]: (credit[outcome], outcome is kept, outcome),  # type: ignore[misc]
        )
        if counted and len(counted) < len(allowed):
            optional.append(rule)
    out = {**best, **dict.fromkeys(optional, Outcome.NOT_APPLICABLE)}
    found = mean(scale, out) or Mean(0, 0)
    full = points(scale).full
    for rule in sorted(optional, key=lambda rule: (-credit[best[rule]], rule.id)):
        if not found.possible or credit[best[rule]] * found.possible > found.earned * full:
            out[rule] = best[rule]
            found = Mean(found.earned + weight[rule] * credit[best[rule]], found.possible + weight[rule] * full)
    return out if _holds(scale, out, level) else None
