"""The proposals that conditions tell apart: of each field they read, one value of each kind that they distinguish.

Two values are of one kind if every comparison treats them alike. Numbers and dates stand at each bound and one step
to either side. Lists have 0, 1 and 2 items, and more where a bound asks for more. Fields that no condition reads are
left out. So every proposal acts like one of the space, as far as lists are no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from fractions import Fraction
from math import ceil, gcd, prod
from typing import Any, NamedTuple, assert_never

from policycheck.evaluation.access import Run
from policycheck.evaluation.compile import Compiler
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    ListSource,
    Named,
    NamedList,
    Not,
    Operand,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
    Scalar,
)
from policycheck.model.outcome import Outcome
from policycheck.model.vocabulary import Field, Kind
from policycheck.workshop.sites import Site, kinds

_FEW = 5_000


class Point(NamedTuple):
    """One proposal of a space: its sections, and beside them what is taken as given."""

    values: dict[str, Any]
    outcomes: dict[str, Any]
    labels: dict[str, frozenset[str]]

    def run(self) -> Run:
        """An evaluation of it."""
        return Run(self.values, outcomes=self.outcomes, labels=dict(self.labels))


class Space:
    """The proposals that some conditions tell apart.

    Where they ask for outcomes of rules, every outcome of these is taken as given in turn, and so is every choice of
    labels of the label sets named in `free_labels`: that is more than can be, so what is not found there cannot be at
    all.
    """

    def __init__(
        self,
        conditions: Iterable[Condition],
        root: Field,
        outcomes: Mapping[str, tuple[str, ...]],
        *,
        free_labels: Collection[str] = (),
    ) -> None:
        reader = SiteReader(root, free_labels=free_labels)
        for condition in conditions:
            reader.condition(condition, reader.root)
        self._values = reader.root.choices()
        self._rules = {
            rule: [Outcome(kind[0]) for kind in kinds(outcomes[rule], sets)] for rule, sets in reader.outcomes.items()
        }
        self._labels = reader.labels
        given = prod(map(len, self._rules.values())) * prod(2 ** len(labels) for labels in self._labels.values())
        self.size = self._values.size * given

    def at(self, number: int) -> Point:
        """The proposal of that number."""
        number, place = divmod(number, self._values.size)
        outcomes, labels = {}, {}
        for rule, known in self._rules.items():
            number, kind = divmod(number, len(known))
            outcomes[rule] = known[kind]
        for name, every in self._labels.items():
            number, chosen = divmod(number, 2 ** len(every))
            labels[name] = frozenset(label for bit, label in enumerate(every) if chosen >> bit & 1)
        return Point(self._values.at(place) or {}, outcomes, labels)

    def scattered(self, most: int) -> Iterable[int]:
        """So many of its numbers, all of them if there are no more, from all over the space."""
        step = max(1, self.size * 618 // 1000) | 1
        while gcd(step, self.size) > 1:
            step += 2
        return ((number * step) % self.size for number in range(min(most, self.size)))


class SiteReader:
    """Goes through conditions and notes at every place what they ask."""

    def __init__(self, root: Field, *, free_labels: Collection[str] = ()) -> None:
        self.root = Site(root, required=True)
        self.outcomes: dict[str, list[frozenset[str]]] = {}
        self.labels: dict[str, tuple[str, ...]] = {}
        self._free_labels = free_labels

    def condition(self, node: Condition | None, item: Site) -> None:  # noqa: C901 - one case a kind of condition
        """Note what a condition asks, about that item."""
        match node:
            case None:
                pass
            case All() | AnyOf() | Among():
                self._of_one_list(node.parts, item)
                for part in node.parts:
                    self.condition(part, item)
            case Not() | Named():
                self.condition(node.part, item)
            case Leaf():
                self._leaf(node, item)
            case Over():
                self._over(node, item)
            case CountLabels():
                self._operand(Operand(labels=node.labels))
            case RuleOutcome():
                self.outcomes.setdefault(node.rule, []).append(frozenset(one.value for one in node.outcomes))
            case _:
                assert_never(node)

    def _of_one_list(self, parts: Iterable[Condition], item: Site) -> None:
        """Several conditions on one list of plain values may each need a value of their own."""
        asked: list[Site] = [
            self._site(part.path, item)
            for part in parts
            if isinstance(part, Leaf) and part.path.over is None and part.path.field.kind is Kind.LIST
        ]
        for site in asked:
            site.lengthen(sum(one is site for one in asked))

    def _leaf(self, leaf: Leaf, item: Site) -> None:
        site = self._site(leaf.path, item)
        values = self._operand(leaf.operand)
        match leaf.comparator:
            case Comparator.STATED | Comparator.SILENT:
                return
            case Comparator.AT_LEAST:
                site.lowest.update(values)
            case Comparator.AT_MOST:
                site.highest.update(values)
            case Comparator.INCLUDES_ALL:
                site.sets += [frozenset({value}) for value in values]
                holder = site if site.field.kind is Kind.LIST else self._list_of(leaf.path, item)
                holder.lengthen(self._together(leaf.operand))
            case _ if leaf.operand.labels is not None:
                site.sets += [frozenset({value}) for value in values]
            case _:
                site.sets.append(frozenset(values))

    def _operand(self, operand: Operand) -> tuple[Scalar, ...]:
        """The values that are asked for; what the labels of a label set ask is noted too."""
        if operand.labels is None:
            return operand.values
        labels = tuple(label for label, _ in operand.labels.labels)
        if operand.labels.name in self._free_labels:
            self.labels[operand.labels.name] = labels
        else:
            for _, part in operand.labels.labels:
                self.condition(part, self.root)
        return labels

    def _together(self, operand: Operand) -> int:
        """How many values can be asked for at once: of labels, as many as apply on any one proposal."""
        if operand.labels is None:
            return len(operand.values)
        parts = [part for _, part in operand.labels.labels]
        space = Space(parts, self.root.field, {})
        if operand.labels.name in self._free_labels or space.size > _FEW:
            return len(parts)
        compiler = Compiler(record=False)
        tests = [compiler.test(part) for part in parts]
        runs = (space.at(number).run() for number in range(space.size))
        return max(sum(test(None, run) is True for test in tests) for run in runs)

    def _site(self, path: FieldPath, item: Site) -> Site:
        if path.over is not None:
            return self._items(path.over, item).down(path.keys)
        return (self.root if path.origin is Origin.ROOT else item).down(path.keys)

    def _list_of(self, path: FieldPath, item: Site) -> Site:
        assert path.over is not None
        around = self._items(path.over, item).around
        assert around is not None
        return around

    def _items(self, source: ListSource, item: Site) -> Site:
        """The place of an item of a list."""
        here = self.root if source.origin is Origin.ROOT else item
        if source.named is not None:
            named = source.named
            here = self._items(named.source, self.root)
            self.condition(named.where, here)
            self.condition(named.until, here)
            self._cut(named, here)
        for keys in source.hops:
            here = here.down(keys).items()
        return here

    def _cut(self, named: NamedList, item: Site) -> None:
        """Where a list is cut, the order of its items says something, in every list that it goes through."""
        if named.first is not None and item.around is not None:
            item.around.lengthen(named.first + 1)
        here: Site | None = item if named.first is not None or named.until is not None else None
        while here is not None:
            here.ordered = True
            here = here.around or here.above

    def _over(self, node: Over, item: Site) -> None:
        inner = self._items(node.source, item)
        self.condition(node.where, inner)
        self.condition(node.satisfies, inner)
        assert inner.around is not None
        for operand, more in ((node.at_least, 0), (node.at_most, 1)):  # one more than allowed is too many
            if operand is not None:
                bound = operand.values[0]
                assert isinstance(bound, int | float)
                _BOUNDED[node.quantifier](node, inner, bound, more)


def _counted(_: Over, inner: Site, bound: float, more: int) -> None:
    assert inner.around is not None
    inner.around.lengthen(ceil(bound) + more)


def _shared(_: Over, inner: Site, bound: float, more: int) -> None:
    assert inner.around is not None
    (inner.around.most_shares if more else inner.around.least_shares).add(Fraction(str(bound)))


def _summed(node: Over, inner: Site, bound: float, more: int) -> None:
    assert node.value is not None
    number = inner.down(node.value.keys)
    (number.highest if more else number.lowest).add(bound)


_BOUNDED: dict[Quantifier, Callable[[Over, Site, float, int], None]] = {
    Quantifier.COUNT: _counted,
    Quantifier.SHARE: _shared,
    Quantifier.SUM: _summed,
}
