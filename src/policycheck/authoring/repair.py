"""The smallest edits that would have a rule met, found by a search with a stated bound.

The search goes from the proposal as it is outwards, the cheapest sets of edits first. At each of them only edits are
tried that touch what decides the rule there, since nothing else could help.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import Enum
from heapq import heappop, heappush
from itertools import combinations, islice
from typing import Any, NamedTuple

from msgspec import Struct

from policycheck.authoring.bench import Bench, RuleOnBench
from policycheck.authoring.edits import Does, Edit, Edits, cost, edit
from policycheck.model.outcome import OPEN, Outcome
from policycheck.model.pack import Pack, Rule
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind

TRIES = 2_000
"""So many sets of edits are tried for a rule, unless another bound is asked for."""
MOST_PLANNED = 200
"""So many ways of a rule go into a plan at most, or two for every five tries where that is more."""
MOST_WAYS = 4
"""So many repairs of the same cost are looked for."""


def most_planned(tries: int) -> int:
    """So many ways of a rule go into a plan at most, of so many tries."""
    return max(MOST_PLANNED, tries * 2 // 5)


class Bound(Enum):
    """What a search was cut short by."""

    TRIES = "tries"
    WAYS = "too_many_ways"


class Way(NamedTuple):
    """Edits, and what the rule comes to with them."""

    edits: Edits
    outcome: Outcome


class Repair(Struct, frozen=True, eq=False):
    """What a search for the repair of a rule came to.

    `ways` are sets of edits that have the rule met, all of the least `cost` (fields that change); none where none was
    found. No two of them differ in numbers or days alone. `tried` sets of edits were tried. `whole`: the bound was not
    reached, so there is no cheaper one among the edits that a drafter may make, and none at all where there are no
    ways.
    """

    rule: Rule
    before: Outcome
    ways: tuple[Edits, ...]
    cost: int
    tried: int
    whole: bool


def repair(pack: Pack, proposal: Proposal, rule: Rule, *, tries: int = TRIES) -> Repair:
    """The smallest edits of a proposal with which a rule is met. One that leaves nothing to do has the empty set."""
    bench = Bench(pack, proposal)
    asked = bench.rule(rule)
    before = asked.outcome(bench.base)
    if before not in OPEN:
        return Repair(rule, before, (frozenset(),), 0, 0, whole=True)
    ways: list[Edits] = []
    shapes: set[Edits] = set()
    search = _Search(asked, tries)
    for way in search.ways({Outcome.MET}):
        if ways and cost(bench.base, way.edits) > cost(bench.base, ways[0]):
            return _found(bench, rule, before, ways, search, whole=True)
        shape = without_numbers(pack, way.edits)
        if shape in shapes:
            continue
        shapes.add(shape)
        ways.append(way.edits)
        if len(ways) == MOST_WAYS:
            return _found(bench, rule, before, ways, search, whole=True)
    hasty = not ways and not search.whole
    if hasty:
        ways = [_shrunk(asked, way.edits) for way, _ in zip(_Search(asked, tries).hasty(), range(1), strict=False)]
    return _found(bench, rule, before, ways, search, whole=search.whole or (bool(ways) and not hasty))


def _found(bench: Bench, rule: Rule, before: Outcome, ways: list[Edits], search: _Search, *, whole: bool) -> Repair:
    price = cost(bench.base, ways[0]) if ways else 0
    return Repair(rule, before, tuple(ways), price, search.tried, whole=whole)


def without_numbers(pack: Pack, edits: Edits) -> Edits:
    """The edits with no number and no day in them: two sets that are the same then say nearly the same."""
    return frozenset(edit(one.kind, one.path, _bare(one.value, _field_of(pack, one))) for one in edits)


def _field_of(pack: Pack, one: Edit) -> Field | None:
    field = pack.vocabulary.field_at(one.path)
    return field.item if field is not None and one.kind is Does.NEW else field


def _bare(value: Any, field: Field | None) -> Any:
    if field is not None and isinstance(value, dict):
        return {key: _bare(part, field.properties.get(key)) for key, part in value.items()}
    return None if field is not None and field.kind in {Kind.NUMBER, Kind.DATE} else value


def ways_to(
    asked: RuleOnBench, goals: Collection[Outcome], *, tries: int, most_cost: int | None = None
) -> tuple[list[Way], Bound | None]:
    """Sets of edits with which a rule comes to one of these outcomes, none with more than another needs.

    And the bound that was reached; None: that is all of them, up to the cost.
    """
    search, most = _Search(asked, tries), most_planned(tries)
    found = list(islice(search.ways(goals, most_cost=most_cost, whether=True), most))
    if len(found) == most:
        return found, Bound.WAYS
    return found, None if search.whole else Bound.TRIES


class _Search:
    """A search for one rule. `tried` counts the sets of edits, `whole` says that none was left out."""

    def __init__(self, asked: RuleOnBench, tries: int) -> None:
        self._asked = asked
        self._bench = asked.bench
        self._tries = tries
        self.tried = 0
        self.whole = True

    def ways(self, goals: Collection[Outcome], *, most_cost: int | None = None, whether: bool = False) -> Iterator[Way]:
        """The ways to the goals, the cheapest first. What holds a way to the same outcome is left out."""
        found: list[Way] = []
        for edits, outcome in self._cheapest_first(goals, most_cost, whether=whether):
            way = Way(edits, outcome)
            if not any(one.outcome is outcome and one.edits <= edits for one in found) and self._bench.is_valid(edits):
                found.append(way)
                yield way

    def _cheapest_first(
        self, goals: Collection[Outcome], most_cost: int | None, *, whether: bool
    ) -> Iterator[tuple[Edits, Outcome]]:
        waiting: list[tuple[int, int, Edits]] = [(0, 0, frozenset())]
        seen: set[Edits] = {frozenset()}
        while waiting:
            if self.tried == self._tries:
                self.whole = False
                return
            _, _, edits = heappop(waiting)
            proposal = self._bench.edited(edits)
            outcome = self._asked.outcome(proposal.values)
            self.tried += 1
            if edits and outcome in goals:
                yield edits, outcome
            if outcome is Outcome.MET and edits:
                continue
            for choice in self._asked.choices(proposal, whether=whether):
                more = self._bench.with_choice(edits, choice)
                if more is None or more in seen:
                    continue
                seen.add(more)
                dear = cost(self._bench.base, more)
                if most_cost is None or dear <= most_cost:
                    heappush(waiting, (dear, len(seen), more))

    def hasty(self) -> Iterator[Way]:
        """Ways that need not be the cheapest: where there is less left to do, the search goes on first."""
        waiting: list[tuple[int, int, Edits]] = [(0, 0, frozenset())]
        seen: set[Edits] = {frozenset()}
        while waiting and self.tried < self._tries:
            _, _, edits = heappop(waiting)
            proposal = self._bench.edited(edits)
            outcome = self._asked.outcome(proposal.values)
            self.tried += 1
            if outcome is Outcome.MET and self._bench.is_valid(edits):
                yield Way(edits, outcome)
                continue
            for choice in self._asked.choices(proposal):
                more = self._bench.with_choice(edits, choice)
                if more is not None and more not in seen:
                    seen.add(more)
                    heappush(waiting, (-len(more), len(seen), more))


def _shrunk(asked: RuleOnBench, edits: Edits) -> Edits:
    """The cheapest part of the edits with which the rule is still met."""
    return cheapest_part(asked.bench, edits, lambda part: asked.outcome(asked.bench.edited(part).values) is Outcome.MET)


def cheapest_part(bench: Bench, edits: Edits, suffices: Callable[[Edits], bool], *, most: int = 4_096) -> Edits:
    """The cheapest part of some edits that suffices and is valid. Of very many, one after another is left out."""
    ordered = sorted(edits)
    if 2 ** len(ordered) > most:
        for one in ordered:
            part = edits - {one}
            if bench.is_valid(part) and suffices(part):
                edits = part
        return edits
    parts = [frozenset(part) for size in range(len(ordered)) for part in combinations(ordered, size)]
    parts.sort(key=lambda part: cost(bench.base, part))
    return next((part for part in parts if suffices(part) and bench.is_valid(part)), edits)
