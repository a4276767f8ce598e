"""Facts: what a condition read, where it stands in the file, and how to speak of the place."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from msgspec import Struct

from policycheck.evaluation.access import Trace
from policycheck.evaluation.words import show
from policycheck.model.assessment import Fact
from policycheck.model.condition import Origin
from policycheck.model.document import Path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Vocabulary

Key = tuple[int, tuple[str, ...]]
"""What was read, as the recorder knows it: the identity of an item, and the keys that lead on from there."""

_WHOLE = 0
"""Stands for the whole proposal among identities. No object has it."""

Entry = tuple[bool, int, str, Fact]
"""A fact after what puts it in order: what is stated first, in file order; one path, one fact."""


class Place(Struct, eq=False, gc=False):
    """A place in a proposal where something stands or could stand. What it holds is None where nothing is stated.

    Its fact and its name are made when somebody asks, and kept. It knows what is above it and not what is below:
    without circles, memory is free again as soon as nobody needs it.
    """

    path: Path
    shown: str
    above: Place | None
    field: Field | None
    value: Any
    written: Any
    entry: Entry | None = None
    name: str | None = None

    def at(self, step: str | int) -> Place:
        """The place one step further down."""
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
        root = Place((), "", None, vocabulary.root, proposal.values, proposal.document.value)
        self._places: dict[Path, Place] = {(): root}
        self._items: dict[int, Path] = {_WHOLE: ()}
        self._read: dict[Key, Place] = {}
        self._names: dict[int, str] = {}
        self._index(proposal.values, ())

    def _index(self, value: Any, path: Path) -> None:
        """Note the path of every mapping and list: items are told apart by identity."""
        self._items[id(value)] = path
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(part, (dict, list)):
                self._index(part, (*path, step))

    def path(self, item: Any) -> Path | None:
        """Where an item stands. None for the items of a list of plain values."""
        return self._items.get(id(item))

    def of(self, trace: Trace) -> Place | None:
        """The place that a leaf or a list read. None for the items of a list of plain values."""
        if trace.reads is None:
            return None
        origin, keys = trace.reads
        key = (_WHOLE if origin is _ROOT else id(trace.item), keys)
        return self._read.get(key) or self._new(key)

    def _new(self, key: Key) -> Place | None:
        item, keys = key
        start = self._items.get(item)
        if start is None:
            return None
        place = self._read[key] = self._at((*start, *keys))
        return place

    def _at(self, path: Path) -> Place:
        found = self._places.get(path)
        if found is None:
            found = self._places[path] = self._at(path[:-1]).at(path[-1])
        return found

    def fact(self, place: Place) -> Fact:
        """What is written at a place, and what it means."""
        return (place.entry or self._entry(place))[-1]

    def _entry(self, place: Place) -> Entry:
        field, value, span = place.field, place.value, self._document.span(place.path)
        title, stated = "" if field is None else field.title, value is not None
        fact = Fact(place.shown, title, place.written, show(value, field), span, stated)
        place.entry = (not stated, span.start, place.shown, fact)
        return place.entry

    def facts(self, traces: Iterable[Trace], decisive: Container[Trace] = ()) -> tuple[Fact, ...]:
        """Everything the traced conditions read, once each: what decided first, what is stated first, in file order."""
        read: set[Place] = set()
        first: set[Place] = set()
        waiting = list(traces)
        for trace in waiting:
            if trace.parts:
                waiting += trace.parts
            if trace.reads is not None and (place := self.of(trace)) is not None:
                read.add(place)
                if trace in decisive:
                    first.add(place)
        if len(read) > 1:
            read -= _above(read)
        found = [(place not in first, place.entry or self._entry(place)) for place in read]
        found.sort()
        return tuple([entry[-1] for _, entry in found])

    def own(self, traces: Iterable[Trace]) -> tuple[Fact, ...]:
        """What these conditions read themselves, once each, without what was read inside them; in the same order."""
        read = {place for trace in traces if (place := self.of(trace)) is not None}
        return tuple([entry[-1] for entry in sorted(place.entry or self._entry(place) for place in read)])

    def whose(self, item: Any) -> str:
        """The item in words, from the outermost list inwards: "phase P1, DPRK step 2 (a declaration)"."""
        key = id(item)
        if key not in self._items:
            return ""
        if key not in self._names:
            self._names[key] = _name(self._at(self._items[key]))
        return self._names[key]


_ROOT = Origin.ROOT  # a member asked of its enumeration takes a quarter of a microsecond


def _above(places: Iterable[Place]) -> set[Place]:
    """Every place on the way to one of these."""
    found: set[Place] = set()
    for lowest in {place.above for place in places}:
        up = lowest
        while up is not None and up not in found:
            found.add(up)
            up = up.above
    return found


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
