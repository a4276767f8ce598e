"""Reading a document while it is evaluated: fields, lists and label sets, each computed once per run.

What narrows a list (`where`, `until`, labels) is a trigger: it fires only when true, and it is never recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from policycheck.evaluation.logic import Truth
from policycheck.evaluation.reading import Reads
from policycheck.model.condition import Condition, FieldPath, LabelSet, ListSource, NamedList, Origin
from policycheck.model.outcome import Outcome

Items = tuple[list[Any], bool]
"""The items of a list, and whether there may be more that the document does not state."""

UNSTATED: Items = ([], True)
"""A list that is absent."""


class Trace(Struct, frozen=True, eq=False, gc=False):
    """What one node came to for one item, what the node reads, and the traces of its parts."""

    node: Condition
    item: Any
    value: Truth
    reads: Reads
    parts: Sequence[Trace] = ()


class Run(Struct, eq=False):
    """One evaluation of one document. `frame` collects the traces of the node at work (recording only).

    `labels` holds the labels that apply, by label set, `undecided` how many more may.
    """

    root: Mapping[str, Any]
    lists: dict[str, Items] = field(default_factory=dict)
    labels: dict[str, frozenset[str]] = field(default_factory=dict)
    undecided: dict[str, int] = field(default_factory=dict)
    conditions: dict[str, Truth] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    frame: list[Trace] = field(default_factory=list)


Test = Callable[[Any, Run], Truth]
Lister = Callable[[Any, Run], Items]
Getter = Callable[[Any, Run], Any]


def dig(node: Any, keys: Iterable[str]) -> Any:
    """The value under these keys, or None where one is absent."""
    for key in keys:
        node = node.get(key)
        if node is None:
            return None
    return node


def getter(path: FieldPath) -> Getter:
    """The value of a field, or None. Short paths have their own closures: they are most of what a run does."""
    return _from_root(path.keys) if path.origin is Origin.ROOT else _from_item(path.keys)


def _from_root(keys: tuple[str, ...]) -> Getter:
    if len(keys) != 2:
        return lambda _, run: dig(run.root, keys)
    section, key = keys

    def two(_: Any, run: Run) -> Any:
        found = run.root.get(section)
        return None if found is None else found.get(key)

    return two


def _from_item(keys: tuple[str, ...]) -> Getter:
    if not keys:
        return lambda item, _: item
    if len(keys) > 1:
        return lambda item, _: dig(item, keys)
    key = keys[0]
    return lambda item, _: item.get(key)


class Lists:
    """Lists and label sets of one pack, as closures; `test` compiles the conditions that narrow them."""

    def __init__(self, test: Callable[[Condition], Test]) -> None:
        self._test = test
        self._named: dict[str, Lister] = {}
        self._labels: dict[str, Callable[[Run], frozenset[str]]] = {}

    def items(self, source: ListSource, where: Condition | None = None) -> Lister:
        """The items of a list source for which `where` is true."""
        every = self._items(source)
        if where is None:
            return every
        wanted = self._test(where)

        def narrowed(item: Any, run: Run) -> Items:
            found, more = every(item, run)
            return [one for one in found if wanted(one, run) is True], more

        return narrowed

    def _items(self, source: ListSource) -> Lister:
        hops = source.hops
        if source.named is not None:
            named = self._named_list(source.named)
            return _cached(source.text, lambda run: _flatten(*named(None, run), hops)) if hops else named
        start = _from_root(hops[0]) if source.origin is Origin.ROOT else _from_item(hops[0])

        def first(item: Any, run: Run) -> Items:
            found = start(item, run)
            return UNSTATED if found is None else (found, False)

        if len(hops) == 1:
            return _in_section(*hops[0]) if source.origin is Origin.ROOT and len(hops[0]) == 2 else first
        rest = hops[1:]
        if source.origin is Origin.ROOT:
            return _cached(source.text, lambda run: _flatten(*first(None, run), rest))
        return lambda item, run: _flatten(*first(item, run), rest)

    def _named_list(self, named: NamedList) -> Lister:
        if named.name not in self._named:
            self._named[named.name] = _cached(f"${named.name}", self._computed(named))
        return self._named[named.name]

    def _computed(self, named: NamedList) -> Callable[[Run], Items]:
        source, first = self.items(named.source), named.first
        where = self._test(named.where) if named.where is not None else None
        until = self._test(named.until) if named.until is not None else None

        def compute(run: Run) -> Items:
            items, more = source(None, run)
            if until is not None:
                cut = next((i for i, item in enumerate(items) if until(item, run) is True), None)
                items = items[:cut]
            if where is not None:
                items = [item for item in items if where(item, run) is True]
            # NOTE: what an open list does not state may come before what it does (test_laws: leaving out).
            if first is not None:
                items = [] if more else items[:first]
            return items, more

        return compute

    def labels(self, labels: LabelSet) -> Callable[[Run], frozenset[str]]:
        """The labels of a label set whose condition is true."""
        if labels.name not in self._labels:
            tests = tuple((label, self._test(part)) for label, part in labels.labels)
            name = labels.name

            def compute(run: Run) -> frozenset[str]:
                found = run.labels.get(name)
                if found is None:
                    truths = [(label, test(None, run)) for label, test in tests]
                    found = run.labels[name] = frozenset([label for label, truth in truths if truth is True])
                    run.undecided[name] = sum([truth is None for _, truth in truths])
                return found

            self._labels[name] = compute
        return self._labels[labels.name]

    def values(self, path: FieldPath) -> Lister:
        """The values of a list field, or of one field over a flattened list."""
        if path.over is None:
            get = getter(path)
            return lambda item, run: UNSTATED if (found := get(item, run)) is None else (found, False)
        items, keys = self._items(path.over), path.keys

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


def _in_section(section: str, key: str) -> Lister:
    """A list that is a section's own field, the commonest case, read in place."""

    def items(_: Any, run: Run) -> Items:
        fields = run.root.get(section)
        found = None if fields is None else fields.get(key)
        return UNSTATED if found is None else (found, False)

    return items


def _cached(name: str, compute: Callable[[Run], Items]) -> Lister:
    def lister(_: Any, run: Run) -> Items:
        found = run.lists.get(name)
        if found is None:
            found = run.lists[name] = compute(run)
        return found

    return lister


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
