"""The best that deciding what is unknown could lead to: score at best and verdict at best, without search.

A level holds if, with every outcome capped below it forbidden, the mean can still reach its band. Rules are treated as
independent, so "at best" is an upper bound where rules share fields. A test compares with full enumeration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from policycheck.model.outcome import BLOCKED, GRADES, Outcome, Verdict
from policycheck.model.pack import Rule, Scale
from policycheck.score.verdict import Mean, points, weights


class Best(NamedTuple):
    """The highest score and the highest verdict, each over all possible outcomes; None without a score."""

    score: Fraction | None
    verdict: Verdict | None


class _Open(NamedTuple):
    """What is open to a rule at some level: its best points (None: it cannot count), and whether it need not count."""

    best: int | None
    optional: bool


Case = dict[Rule, frozenset[Outcome]]
"""The outcomes left to each rule under some outcomes of the rules that others require."""

Choices = list[tuple[int, tuple[_Open | None, ...]]]
"""Each rule's weight, and what is open to it at each level from the lowest; None where no outcome is left."""


def at_best(scale: Scale, possible: Mapping[Rule, frozenset[Outcome]]) -> Best:
    """The best score and verdict that outcomes among the possible ones come to.

    `possible` gives each rule's own outcomes; a dependent's are narrowed here, once per outcome of its parent.
    """
    best: Mean | None = None
    level: Verdict | None = None
    weight = weights(tuple(possible))
    for case in cases(possible):
        choices = [(weight[rule], _options(scale, rule, own)) for rule, own in case.items()]
        found = _best_mean(scale, choices, rank=0)
        if found is None:
            continue
        if best is None or found.earned * best.possible > best.earned * found.possible:
            best = found
        level = _best_level(scale, choices, above=level)
    return Best(best.exact if best is not None else None, level)


def cases(possible: Mapping[Rule, frozenset[Outcome]], first: Mapping[Rule, Outcome] | None = None) -> Iterator[Case]:
    """What is left to each rule, once per combination of the outcomes of rules that others require.

    Combinations that keep the outcomes in `first` come first; otherwise they come in a fixed order.
    """
    required = {rule.requires for rule in possible if rule.requires}
    parents = [rule for rule in possible if rule.id in required]
    options = [sorted(possible[parent]) for parent in parents]
    if first is not None:
        for parent, outcomes in zip(parents, options, strict=True):
            outcomes.sort(key=lambda outcome, kept=first[parent]: outcome is not kept)  # type: ignore[misc]
    for chosen in product(*options):
        decided = {parent.id: outcome for parent, outcome in zip(parents, chosen, strict=True)}
        yield {rule: _narrowed(rule, own, decided) for rule, own in possible.items()}


def _narrowed(rule: Rule, own: frozenset[Outcome], decided: Mapping[str, Outcome]) -> frozenset[Outcome]:
    if rule.id in decided:
        return frozenset({decided[rule.id]})
    blocked = BLOCKED.get(decided[rule.requires]) if rule.requires else None
    return own if blocked is None else frozenset({blocked})


@lru_cache(maxsize=4096)
def _options(scale: Scale, rule: Rule, outcomes: frozenset[Outcome]) -> tuple[_Open | None, ...]:
    return tuple(_open(scale, [o for o in outcomes if rule.cap(o).rank >= level.rank]) for level in GRADES)


def _open(scale: Scale, outcomes: list[Outcome]) -> _Open | None:
    counted = [points(scale).credit[outcome] for outcome in outcomes if outcome is not Outcome.NOT_APPLICABLE]
    return _Open(max(counted, default=None), len(counted) < len(outcomes)) if outcomes else None


def _best_level(scale: Scale, choices: Choices, *, above: Verdict | None) -> Verdict | None:
    """The highest grade above `above` that the choices allow; `above` itself if none does."""
    for level in reversed(GRADES):
        if level is above:
            break
        found = _best_mean(scale, choices, rank=level.rank)
        if found is not None and found.reaches(scale.bands[level]):
            return level
    return above


def _best_mean(scale: Scale, choices: Choices, *, rank: int) -> Mean | None:
    """The highest weighted mean of outcomes that leave a verdict of this rank open; None where a rule has none.

    Rules that must count take their best credit, the others enter while they raise the mean.
    """
    earned = counted = 0
    optional: list[tuple[int, int]] = []
    for weight, options in choices:
        option = options[rank]
        if option is None:
            return None
        best, may_be_left_out = option
        if best is None:
            continue
        if may_be_left_out:
            optional.append((best, weight))
        else:
            counted += weight
            earned += weight * best
    for best, weight in sorted(optional, reverse=True):
        if not counted or best * counted > earned:
            counted += weight
            earned += weight * best
    return Mean(earned, counted * points(scale).full) if counted else None
