"""The best that deciding what is unknown could lead to: score at best and verdict at best, without search.

A level holds if, with every outcome capped below it forbidden, the mean can still reach its band. Rules are treated as
independent, so "at best" is an upper bound where rules share fields. A test compares with full enumeration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from policycheck.model.outcome import BLOCKED, GRADES, Outcome, Verdict
from policycheck.model.pack import Rule, Scale
from policycheck.score.verdict import NOTHING, credit

Choices = dict[Rule, frozenset[Outcome]]


class Best(NamedTuple):
    """The highest score and the highest verdict, each over all possible outcomes; None without a score."""

    score: Fraction | None
    verdict: Verdict | None


def at_best(scale: Scale, possible: Mapping[Rule, frozenset[Outcome]]) -> Best:
    """The best score and verdict that outcomes among the possible ones come to.

    `possible` gives each rule's own outcomes; a dependent's are narrowed here, once per outcome of its parent.
    """
    scores: list[Fraction] = []
    verdicts: list[Verdict] = []
    for choices in _cases(possible):
        mean = _best_mean(scale, choices)
        if mean is not None:
            scores.append(mean)
        level = _best_level(scale, choices)
        if level is not None:
            verdicts.append(level)
    return Best(max(scores, default=None), max(verdicts, key=lambda grade: grade.rank, default=None))


def _cases(possible: Mapping[Rule, frozenset[Outcome]]) -> Iterator[Choices]:
    """The choices left to each rule, once per combination of the outcomes of rules that others require."""
    required = {rule.requires for rule in possible if rule.requires}
    parents = [rule for rule in possible if rule.id in required]
    # A parent that is decided, or none at all, leaves one case; outcomes in a fixed order keep this reproducible.
    options = [[outcome for outcome in Outcome if outcome in possible[parent]] for parent in parents]
    for chosen in product(*options):
        decided = {parent.id: outcome for parent, outcome in zip(parents, chosen, strict=True)}
        yield {rule: _narrowed(rule, own, decided) for rule, own in possible.items()}


def _narrowed(rule: Rule, own: frozenset[Outcome], decided: Mapping[str, Outcome]) -> frozenset[Outcome]:
    if rule.id in decided:
        return frozenset({decided[rule.id]})
    blocked = BLOCKED.get(decided[rule.requires]) if rule.requires else None
    return own if blocked is None else frozenset({blocked})


def _best_level(scale: Scale, choices: Choices) -> Verdict | None:
    for level in reversed(GRADES):
        allowed = {
            rule: frozenset(o for o in options if rule.cap(o).rank >= level.rank) for rule, options in choices.items()
        }
        if all(allowed.values()):
            mean = _best_mean(scale, allowed)
            if mean is not None and mean >= scale.bands[level]:
                return level
    return None


def _best_mean(scale: Scale, choices: Mapping[Rule, frozenset[Outcome]]) -> Fraction | None:
    """The highest weighted mean: rules that must count take their best credit, the others enter while they help."""
    weights = earned = NOTHING
    optional: list[tuple[Fraction, Fraction]] = []
    for rule, options in choices.items():
        counted = [credit(scale, outcome) for outcome in options if outcome is not Outcome.NOT_APPLICABLE]
        if not counted:
            continue
        if len(counted) < len(options):
            optional.append((max(counted), rule.weight))
        else:
            weights += rule.weight
            earned += rule.weight * max(counted)
    for best, weight in sorted(optional, reverse=True):
        if not weights or best * weights > earned:
            weights += weight
            earned += weight * best
    return earned / weights if weights else None
