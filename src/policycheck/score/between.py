"""What stands between a verdict and the best one: the rules that have to come out better until it is reached.

Some possible outcomes come to the best verdict. The findings are moved towards these, the most urgent first, until
the verdict is there. A test tries out that the rules named can bring it about while all others stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from policycheck.model.outcome import Outcome
from policycheck.model.pack import Rule, Scale
from policycheck.score.best import Case, cases
from policycheck.score.verdict import Known, Marks, Mean, bands, marked, marks, mean

Outcomes = dict[Rule, Outcome]
NA = Outcome.NOT_APPLICABLE


class _Goal(NamedTuple):
    """Outcomes that come to the verdict, and what is open to each rule where its parent comes out like that."""

    outcomes: Outcomes
    case: Case


def between(
    scale: Scale, outcomes: Outcomes, possible: Mapping[Rule, frozenset[Outcome]], rank: int
) -> tuple[str, ...]:
    """The rules whose caps keep the grade of that rank away, then those with the most to win, until it is reached."""
    known = marks(scale, tuple(outcomes))
    band = bands(scale)[rank]
    reaches = partial(_reaches, known, band)
    goal = next(_goals(known, cases(possible, outcomes), rank, reaches))
    changing = {rule.id: rule for rule in outcomes if goal.outcomes[rule] is not outcomes[rule]}

    def urgency(rule: Rule) -> tuple[bool, bool, int, str]:
        now, then = known[rule].of[outcomes[rule]], known[rule].of[goal.outcomes[rule]]
        return now.cap >= rank, outcomes[rule] is NA, now.earned - then.earned, rule.id

    earned, counted = mean(marked(known, outcomes)) or Mean(0, 0)
    chosen = dict[str, None]()
    for rule in sorted(changing.values(), key=urgency):
        if counted and known[rule].of[outcomes[rule]].cap >= rank and Mean(earned, counted).reaches(band):
            break
        for moved in (*_with_family(changing.get(rule.requires, rule), changing, outcomes, goal.case), rule):
            if moved.id not in chosen:
                chosen[moved.id] = None
                before, after = known[moved].of[outcomes[moved]], known[moved].of[goal.outcomes[moved]]
                earned += after.earned - before.earned
                counted += after.possible - before.possible
    return tuple(chosen)


def _with_family(rule: Rule, changing: Mapping[str, Rule], outcomes: Outcomes, case: Case) -> list[Rule]:
    """A rule with those that require it and cannot stay as they are when it changes."""
    bound = [one for one in changing.values() if one.requires == rule.id and outcomes[one] not in case[one]]
    return [rule, *bound]


def _goals(known: Known, left: Iterable[Case], rank: int, reaches: Callable[[Outcomes], bool]) -> Iterator[_Goal]:
    """Outcomes that come to the rank, case by case; at_best has seen that there are some."""
    for case in left:
        best = _best(known, case, rank)
        if best is not None and reaches(best):
            yield _Goal(best, case)


def _best(known: Known, case: Case, rank: int) -> Outcomes | None:
    """The best outcomes that leave the rank open, or None where a rule has none.

    A rule that need not count does so while it raises the mean.
    """
    best: Outcomes = {}
    optional: Outcomes = {}
    for rule, own in case.items():
        choice = _choice(known[rule], own, rank)
        if choice is None:
            return None
        best[rule], counting = choice
        if counting is not None:
            optional[rule] = counting
    return _with_optional(known, best, optional) if optional else best


@lru_cache(maxsize=4096)
def _choice(known: Marks, own: frozenset[Outcome], rank: int) -> tuple[Outcome, Outcome | None] | None:
    """The best of a rule's outcomes that leave the rank open; where it need not count, that and its best if it does."""
    allowed = {outcome for outcome in own if known.of[outcome].cap >= rank}
    if not allowed:
        return None
    best = max(allowed - {NA} or allowed, key=lambda outcome: (known.of[outcome].credit, outcome))
    return (NA, best) if NA in allowed and best is not NA else (best, None)


def _with_optional(known: Known, best: Outcomes, optional: Outcomes) -> Outcomes:
    earned, counted = mean(marked(known, best)) or Mean(0, 0)
    counting = ((known[rule].of[outcome], rule, outcome) for rule, outcome in optional.items())
    for mark, rule, outcome in sorted(counting, key=lambda entry: (-entry[0].credit, entry[1].id)):
        if not counted or mark.earned * counted > earned * mark.possible:
            best[rule] = outcome
            earned += mark.earned
            counted += mark.possible
    return best


def _reaches(known: Known, band: Fraction, outcomes: Outcomes) -> bool:
    found = mean(marked(known, outcomes))
    return found is not None and found.reaches(band)
