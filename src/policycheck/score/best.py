"""The best that deciding what is unknown could lead to: score at best and verdict at best, without search.

A level holds if, with every outcome capped below it forbidden, the mean can still reach its band. Rules are treated as
independent, so "at best" is an upper bound where rules share fields. A test compares with full enumeration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from policycheck.model.outcome import BLOCKED, GRADES, Outcome, Verdict
from policycheck.model.pack import Rule, Scale
from policycheck.score.verdict import NOTHING, TOP, Mark, Marks, Mean, bands, level_of, marks


class Best(NamedTuple):
    """The highest score and the highest verdict, each over all possible outcomes; None without a score."""

    score: Fraction | None
    verdict: Verdict | None


class _Open(NamedTuple):
    """The best that is open to a rule: its credit, the points earned, of so many, and whether it need not count.

    A rule that cannot count earns nothing of nothing.
    """

    credit: int
    earned: int
    possible: int
    optional: bool


Case = dict[Rule, frozenset[Outcome]]
"""The outcomes left to each rule under some outcomes of the rules that others require."""

Options = tuple[_Open | None, ...]
"""What is open to a rule under each grade as a cap, from the lowest; None where no outcome is left."""


def at_best(scale: Scale, possible: Mapping[Rule, frozenset[Outcome]], waived: frozenset[Rule] = frozenset()) -> Best:
    """The best score and verdict that outcomes among the possible ones come to, with waivers on some of the rules.

    `possible` gives each rule's own outcomes; a dependent's are narrowed here, once per outcome of its parent.
    """
    best: Mean | None = None
    level = -1
    known = marks(scale, tuple(possible), waived)
    for case in cases(possible):
        options = [_options(known[rule], own) for rule, own in case.items()]
        found = _best_mean(options, 0)
        if found is None:
            continue
        if best is None or found.earned * best.possible > best.earned * found.possible:
            best = found
        level = _best_level(scale, options, found, above=level)
    return Best(None, None) if best is None else Best(best.exact, GRADES[level])


def cases(possible: Mapping[Rule, frozenset[Outcome]], first: Mapping[Rule, Outcome] | None = None) -> Iterator[Case]:
    """What is left to each rule, once per combination of the outcomes of rules that others require.

    Combinations that keep the outcomes in `first` come first; otherwise they come in a fixed order.
    """
    parents = _required(tuple(possible))
    choices = [sorted(possible[parent]) for parent in parents]
    if first is not None:
        for parent, outcomes in zip(parents, choices, strict=True):
            outcomes.sort(key=lambda outcome, kept=first[parent]: outcome is not kept)  # type: ignore[misc]
    for chosen in product(*choices):
        decided = {parent.id: outcome for parent, outcome in zip(parents, chosen, strict=True)}
        yield {rule: _narrowed(rule, own, decided) for rule, own in possible.items()} if decided else dict(possible)


@lru_cache(maxsize=256)
def _required(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that others of them require."""
    required = {rule.requires for rule in rules}
    return tuple(rule for rule in rules if rule.id in required)


def _narrowed(rule: Rule, own: frozenset[Outcome], decided: Mapping[str, Outcome]) -> frozenset[Outcome]:
    if rule.id in decided:
        return _ONLY[decided[rule.id]]
    blocked = BLOCKED.get(decided[rule.requires]) if rule.requires else None
    return own if blocked is None else _ONLY[blocked]


_ONLY = {outcome: frozenset({outcome}) for outcome in Outcome}


@lru_cache(maxsize=4096)
def _options(known: Marks, outcomes: frozenset[Outcome]) -> Options:
    return tuple(_open([known.of[o] for o in outcomes if known.of[o].cap >= rank]) for rank in range(TOP + 1))


def _open(open_to_it: list[Mark]) -> _Open | None:
    if not open_to_it:
        return None
    counted = [mark for mark in open_to_it if mark.possible]
    best = max(counted, default=NOTHING)
    return _Open(best.credit, best.earned, best.possible, 0 < len(counted) < len(open_to_it))


def _best_level(scale: Scale, options: Sequence[Options], found: Mean, *, above: int) -> int:
    """The rank of the highest grade above `above` that the options allow; `above` itself if none does.

    `found` is the best mean without caps, so no grade above its band is within reach.
    """
    for rank in range(level_of(scale, found), above, -1):
        within = _best_mean(options, rank)
        if within is not None and within.reaches(bands(scale)[rank]):
            return rank
    return above


def _best_mean(options: Sequence[Options], rank: int) -> Mean | None:
    """The highest weighted mean of outcomes that leave a verdict of this rank open; None where a rule has none.

    Rules that must count take their best credit, the others enter while they raise the mean.
    """
    earned = counted = 0
    optional = []
    for option in options:
        best = option[rank]
        if best is None:
            return None
        _, mine, full, may_be_left_out = best
        if may_be_left_out:
            optional.append(best)
        else:
            earned += mine
            counted += full
    for _, mine, full, _ in sorted(optional, reverse=True):
        if not counted or mine * counted > earned * full:
            earned += mine
            counted += full
    return Mean(earned, counted) if counted else None
