"""Compiling conditions to closures, with an optional recorder. What operators mean is in policycheck.evaluate.logic.

A test is a function (item, run) -> True, False or None. `item` is the list item that relative paths speak of, `run`
holds the document's values and what was computed once. With `record`, each node also leaves a Trace and looks at
all its parts instead of stopping early; a law test holds that the result is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policycheck.evaluate import logic
from policycheck.evaluate.logic import Truth
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    LabelSet,
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
)
from policycheck.model.outcome import Outcome

Items = tuple[list[Any], bool]
"""The items of a list, and whether there may be more that the document does not state."""


@dataclass(slots=True, eq=False)
class Trace:
    """What one node came to for one item, and the traces of its parts."""

    node: Condition
    item: Any
    value: Truth
    parts: list[Trace]


@dataclass(slots=True, eq=False)
class Run:
    """One evaluation of one document. `frame` collects the traces of the node at work (recording only)."""

    root: Mapping[str, Any]
    lists: dict[str, Items] = field(default_factory=dict)
    labels: dict[str, frozenset[str]] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    frame: list[Trace] = field(default_factory=list)


Test = Callable[[Any, Run], Truth]
Lister = Callable[[Any, Run], Items]
Getter = Callable[[Any, Run], Any]


class Compiler:
    """Compiles conditions; named lists and label sets are compiled once and computed once per run."""

    def __init__(self, *, record: bool) -> None:
        self.record = record
        self._listers: dict[str, Lister] = {}
        self._labels: dict[str, Callable[[Run], frozenset[str]]] = {}
        self._plain = self if not record else Compiler(record=False)

    def test(self, node: Condition) -> Test:
        """The closure of a condition."""
        plain = self._test(node)
        return _recorded(node, plain) if self.record else plain

    def _test(self, node: Condition) -> Test:
        match node:
            case Leaf():
                return self._leaf(node)
            case All():
                return self._joined(node.parts, stop=False)
            case AnyOf():
                return self._joined(node.parts, stop=True)
            case Not():
                part = self.test(node.part)
                return lambda item, run: logic.negate(part(item, run))
            case Named():
                return self.test(node.part)
            case Over():
                return self._over(node)
            case Among():
                return self._among(node)
            case CountLabels():
                labels, (least, most) = self._label_set(node.labels), _bounds(node)
                return lambda _, run: logic.between(len(labels(run)), len(labels(run)), least, most)
            case RuleOutcome():
                rule, wanted = node.rule, node.outcomes
                return lambda _, run: run.outcomes.get(rule) in wanted

    def _joined(self, parts: tuple[Condition, ...], *, stop: bool) -> Test:
        """All (stop at the first false) or any (stop at the first true)."""
        tests = tuple(self.test(part) for part in parts)
        if self.record:
            join = logic.disjunction if stop else logic.conjunction
            return lambda item, run: join([test(item, run) for test in tests])

        def joined(item: Any, run: Run) -> Truth:
            out: Truth = not stop
            for test in tests:
                value = test(item, run)
                if value is stop:
                    return stop
                if value is None:
                    out = None
            return out

        return joined

    # leaves

    def _leaf(self, leaf: Leaf) -> Test:
        comparator = leaf.comparator
        if comparator in _LIST_TESTS:
            return self._list_leaf(leaf)
        get, wanted = _getter(leaf.path), leaf.operand.values[0] if leaf.operand.values else None
        match comparator:
            case Comparator.IS:
                return lambda item, run: None if (v := get(item, run)) is None else v == wanted
            case Comparator.IN:
                values = self._values(leaf.operand)
                return lambda item, run: None if (v := get(item, run)) is None else v in values(run)
            case Comparator.AT_LEAST:
                return lambda item, run: None if (v := get(item, run)) is None else v >= wanted
            case Comparator.AT_MOST:
                return lambda item, run: None if (v := get(item, run)) is None else v <= wanted
            case Comparator.STATED:
                if wanted:
                    return lambda item, run: logic.stated(get(item, run))
                return lambda item, run: logic.negate(logic.stated(get(item, run)))
            case Comparator.SILENT:
                return lambda item, run: get(item, run) is None
            case _:
                raise AssertionError(comparator)

    def _list_leaf(self, leaf: Leaf) -> Test:
        many, if_empty = self._many(leaf.path), leaf.if_empty
        match leaf.comparator:
            case Comparator.INCLUDES:
                wanted = leaf.operand.values
                return lambda item, run: logic.includes_any(*many(item, run), wanted)
            case Comparator.INCLUDES_ANY:
                values = self._values(leaf.operand)
                return lambda item, run: logic.includes_any(*many(item, run), values(run))
            case Comparator.INCLUDES_ALL:
                values = self._values(leaf.operand)
                return lambda item, run: logic.includes_all(*many(item, run), values(run), if_empty)
            case _:
                values = self._values(leaf.operand)
                return lambda item, run: logic.within(*many(item, run), values(run), if_empty)

    def _values(self, operand: Operand) -> Callable[[Run], frozenset[Any]]:
        if operand.labels is not None:
            return self._label_set(operand.labels)
        fixed = frozenset(operand.values)
        return lambda _: fixed

    def _many(self, path: FieldPath) -> Lister:
        """The values of a list field, or of one field over a flattened list."""
        if path.over is None:
            get = _getter(path)
            return lambda item, run: ([], True) if (v := get(item, run)) is None else (v, False)
        items, keys = self.items(path.over), path.keys

        def flattened(item: Any, run: Run) -> Items:
            found, more = items(item, run)
            values: list[Any] = []
            for one in found:
                value = dig(one, keys)
                if value is None:
                    more = True
                elif isinstance(value, list):
                    values.extend(value)
                else:
                    values.append(value)
            return values, more

        return flattened

    # lists and labels: triggers, never recorded

    def items(self, source: ListSource) -> Lister:
        """The items of a list source."""
        hops = source.hops
        if source.named is not None:
            named = self._named_list(source.named)
            return lambda item, run: _flatten(*named(item, run), hops) if hops else named(item, run)
        if source.origin is Origin.ROOT:
            return lambda _, run: _flatten([run.root], False, hops)
        return lambda item, _: _flatten([item], False, hops)

    def _named_list(self, named: NamedList) -> Lister:
        if named.name in self._listers:
            return self._listers[named.name]
        plain, source = self._plain, self.items(named.source)
        where = plain.test(named.where) if named.where is not None else None
        until = plain.test(named.until) if named.until is not None else None
        name, first = named.name, named.first

        def compute(run: Run) -> Items:
            items, more = source(None, run)
            if until is not None:
                cut = next((i for i, item in enumerate(items) if until(item, run) is True), None)
                items, more = (items, more) if cut is None else (items[:cut], False)
            if where is not None:
                items = [item for item in items if where(item, run) is True]
            if first is not None and len(items) >= first:
                items, more = items[:first], False
            return items, more

        def lister(_: Any, run: Run) -> Items:
            found = run.lists.get(name)
            if found is None:
                found = run.lists[name] = compute(run)
            return found

        self._listers[name] = lister
        return lister

    def _label_set(self, labels: LabelSet) -> Callable[[Run], frozenset[str]]:
        if labels.name in self._labels:
            return self._labels[labels.name]
        tests = tuple((label, self._plain.test(part)) for label, part in labels.labels)
        name = labels.name

        def compute(run: Run) -> frozenset[str]:
            found = run.labels.get(name)
            if found is None:
                found = run.labels[name] = frozenset(label for label, test in tests if test(None, run) is True)
            return found

        self._labels[name] = compute
        return compute

    # quantifiers

    def _over(self, node: Over) -> Test:
        items, (least, most), if_empty = self.narrowed(node), _bounds(node), node.if_empty
        if node.quantifier is Quantifier.SUM:
            return self._sum(node, items, least, most)
        test: Test = self.test(node.satisfies) if node.satisfies is not None else lambda item, run: True

        def judged(item: Any, run: Run) -> tuple[list[Truth], bool]:
            found, more = items(item, run)
            return [test(one, run) for one in found], more

        match node.quantifier:
            case Quantifier.EVERY:
                return lambda item, run: logic.every(*judged(item, run), if_empty)
            case Quantifier.SOME:
                return lambda item, run: logic.some(*judged(item, run))
            case Quantifier.COUNT:
                return lambda item, run: logic.count(*judged(item, run), least, most)
            case _:
                return lambda item, run: logic.share(*judged(item, run), least, most, if_empty)

    def narrowed(self, node: Over) -> Lister:
        """The items that a quantifier looks at: those of its list for which `where` is true."""
        items = self.items(node.source)
        if node.where is None:
            return items
        where = self._plain.test(node.where)

        def narrowed(item: Any, run: Run) -> Items:
            found, more = items(item, run)
            return [one for one in found if where(one, run) is True], more

        return narrowed

    def _sum(self, node: Over, items: Lister, least: float | None, most: float | None) -> Test:
        if node.value is None:
            raise AssertionError("a sum has a value")
        keys, number = node.value.keys, node.value.field
        low = -logic.INFINITE if number.minimum is None else number.minimum
        high = logic.INFINITE if number.maximum is None else number.maximum

        def summed(item: Any, run: Run) -> Truth:
            found, more = items(item, run)
            return logic.total([dig(one, keys) for one in found], more, low, high, least, most)

        return summed

    def _among(self, node: Among) -> Test:
        tests, (least, most) = tuple(self.test(part) for part in node.parts), _bounds(node)
        if node.quantifier is Quantifier.COUNT:
            return lambda item, run: logic.count([test(item, run) for test in tests], False, least, most)
        return lambda item, run: logic.share([test(item, run) for test in tests], False, least, most, None)


_LIST_TESTS = {Comparator.INCLUDES, Comparator.INCLUDES_ANY, Comparator.INCLUDES_ALL, Comparator.WITHIN}


def dig(node: Any, keys: Iterable[str]) -> Any:
    """The value under these keys, or None where one is absent."""
    for key in keys:
        node = node.get(key)
        if node is None:
            return None
    return node


def _getter(path: FieldPath) -> Getter:
    keys = path.keys
    if path.origin is Origin.ROOT:
        return lambda _, run: dig(run.root, keys)
    if not keys:
        return lambda item, _: item
    if len(keys) == 1:
        key = keys[0]
        return lambda item, _: item.get(key)
    return lambda item, _: dig(item, keys)


def _flatten(items: list[Any], more: bool, hops: tuple[tuple[str, ...], ...]) -> Items:
    for keys in hops:
        inner: list[Any] = []
        for item in items:
            found = dig(item, keys)
            if found is None:
                more = True
            else:
                inner.extend(found)
        items = inner
    return items, more


def _bounds(node: Over | Among | CountLabels) -> tuple[float | None, float | None]:
    least = node.at_least.values[0] if node.at_least is not None else None
    most = node.at_most.values[0] if node.at_most is not None else None
    return least, most  # type: ignore[return-value]


def _recorded(node: Condition, test: Test) -> Test:
    def recorded(item: Any, run: Run) -> Truth:
        outer, run.frame = run.frame, []
        value = test(item, run)
        outer.append(Trace(node, item, value, run.frame))
        run.frame = outer
        return value

    return recorded
