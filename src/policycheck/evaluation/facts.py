"""Facts: what a condition read, where it stands in the file, and how to speak of the place."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Trace
from policycheck.evaluation.blame import Reason
from policycheck.evaluation.words import show
from policycheck.model.assessment import Fact
from policycheck.model.condition import FieldPath, Leaf, ListSource, Origin, Over
from policycheck.model.document import Path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Vocabulary

Order = tuple[bool, int, str]
"""Where a fact comes among others: what is stated first, in file order."""


class Place(Struct, eq=False):
    """A place in a proposal where something stands or could stand. What it holds is None where nothing is stated.

    Its fact, its order and its name are made when somebody asks, and kept.
    """

    path: Path
    shown: str
    above: Place | None
    field: Field | None
    value: Any
    written: Any
    below: dict[str | int, Place] = {}
    fact: Fact | None = None
    order: Order = (False, 0, "")
    name: str | None = None

    def at(self, step: str | int) -> Place:
        """The place one step further down."""
        found = self.below.get(step)
        if found is None:
            found = self.below[step] = self._at(step)
        return found

    def _at(self, step: str | int) -> Place:
        path, field, value, written = (*self.path, step), self.field, self.value, self.written
        if isinstance(step, int):
            inner = None if field is None else field.item
            return Place(path, f"{self.shown}[{step}]", self, inner, value[step], written[step])
        return Place(
            path,
            f"{self.shown}.{step}" if self.shown else step,
            self,
            None if field is None else field.properties.get(step),
            None if value is None else value.get(step),
            None if written is None else written.get(step),
        )


class Places:
    """Where everything that conditions read sits in one proposal."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary) -> None:
        self._document = proposal.document
        self._root = Place((), "", None, vocabulary.root, proposal.values, proposal.document.value)
        self._items: dict[int, Place] = {}
        self._index(self._root)

    def _index(self, place: Place) -> None:
        """Note the place of every mapping in a list: items are told apart by identity."""
        value = place.value
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(part, (dict, list)):
                inner = place.at(step)
                self._items[id(part)] = inner
                self._index(inner)

    def of(self, path: FieldPath, item: Any) -> Place | None:
        """The place of a field, read for an item. None for the items of a list of plain values."""
        return self._from(path.origin, path.keys, item) if path.over is None else self.of_list(path.over, item)

    def of_list(self, source: ListSource, item: Any) -> Place | None:
        """The place of a list (of its outermost one, when several are flattened)."""
        while source.named is not None:
            source = source.named.source
        return self._from(source.origin, source.hops[0], item)

    def of_trace(self, trace: Trace) -> Place | None:
        """The place that a leaf or a list read."""
        node = trace.node
        if type(node) is Leaf:
            return self.of(node.path, trace.item)
        return self.of_list(node.source, trace.item) if type(node) is Over else None

    def _from(self, origin: Origin, keys: tuple[str, ...], item: Any) -> Place | None:
        place = self._root if origin is _ROOT else self._items.get(id(item))
        if place is not None:
            for key in keys:
                place = place.below.get(key) or place.at(key)
        return place

    def fact(self, place: Place) -> Fact:
        """What is written at a place, and what it means."""
        if place.fact is None:
            field, value, span = place.field, place.value, self._document.span(place.path)
            title, stated = "" if field is None else field.title, value is not None
            place.fact = Fact(place.shown, title, place.written, show(value, field), span, stated)
            place.order = (not stated, span.start, place.shown)
        return place.fact

    def facts(self, reasons: Sequence[Reason]) -> tuple[Fact, ...]:
        """Everything the conditions read, once each: what decided first, what is stated first, in file order."""
        first = {self.of_trace(trace) for reason in reasons for trace, _ in reason.parts}
        return self._facts(self._read([reason.trace for reason in reasons]), first)

    def read_by(self, traces: Iterable[Trace]) -> tuple[Fact, ...]:
        """Everything the traced conditions read, once each: what is stated first, in file order."""
        return self._facts(self._read(traces), ())

    def _facts(self, read: Collection[Place], first: Container[Place | None]) -> tuple[Fact, ...]:
        above: set[Place] = set()
        for place in read:
            up = place.above
            while up is not None and up not in above:
                above.add(up)
                up = up.above
        facts = [(place, self.fact(place)) for place in read if place not in above]
        if len(facts) > 1:
            facts.sort(key=lambda one: (one[0] not in first, one[0].order))
        return tuple([fact for _, fact in facts])

    def _read(self, traces: Iterable[Trace]) -> set[Place]:
        found: set[Place] = set()
        waiting = list(traces)
        for trace in waiting:
            if trace.parts:
                waiting += trace.parts
            place = self.of_trace(trace)
            if place is not None:
                found.add(place)
        return found

    def whose(self, item: Any) -> str:
        """The item in words, from the outermost list inwards: "phase P1, DPRK step 2 (a declaration)"."""
        place = self._items.get(id(item))
        return "" if place is None else _name(place)


_ROOT = Origin.ROOT  # a member asked of its enumeration takes a quarter of a microsecond


def _name(place: Place) -> str:
    """The items on the way to a place, in words."""
    if place.name is None:
        above = "" if place.above is None else _name(place.above)
        own = _item_name(place) if place.path and isinstance(place.path[-1], int) else ""
        place.name = f"{above}, {own}" if above and own else above or own
    return place.name


def _item_name(place: Place) -> str:
    number, field = f"{int(place.path[-1]) + 1}", place.field
    if field is None:
        return f"entry {number}"
    title = field.title or "entry"
    label = place.value.get(field.label) if field.label else None
    if label is None:
        return f"{title} {number}"
    words = show(label, field.properties[field.label]).strip('"')
    return f"{title} {words}" if len(words) <= 12 else f"{title} {number} ({words})"
