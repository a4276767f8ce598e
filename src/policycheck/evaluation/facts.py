"""Facts: what a condition read, where it stands in the file, and how to speak of the place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from policycheck.errors import Span
from policycheck.evaluation.access import Read, Trace
from policycheck.evaluation.words import show
from policycheck.model.assessment import Fact
from policycheck.model.document import Path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Vocabulary

Key = Read | tuple[int, Read]
"""What was read, as the recorder knows it; where it is read from an item, with the item's identity."""

Entry = tuple[bool, int, str, Fact]
"""A fact after what puts it in order: what is stated first, in file order; one path, one fact."""


class Place(Struct, eq=False, gc=False):
    """A place in a proposal where something stands or could stand. What it holds is None where nothing is stated.

    `within` holds the places that it lies in, outermost first. Its fact, its name and its span are made when somebody
    asks, and kept. It knows what is above it and not what is below: without circles, memory is free again as soon as
    nobody needs it.
    """

    path: Path
    shown: str
    within: tuple[Place, ...]
    field: Field | None
    value: Any
    written: Any
    entry: Entry | None = None
    name: str | None = None
    span: Span | None = None

    def at(self, step: str | int) -> Place:
        """The place one step further down."""
        path, field, value, written = (*self.path, step), self.field, self.value, self.written
        within = (*self.within, self)
        if isinstance(step, int):
            inner = None if field is None else field.item
            return Place(path, f"{self.shown}[{step}]", within, inner, value[step], written[step])
        return Place(
            path,
            f"{self.shown}.{step}" if self.shown else step,
            within,
            None if field is None else field.properties.get(step),
            None if value is None else value.get(step),
            None if written is None else written.get(step),
        )


class Places:
    """Where everything that conditions read sits in one proposal."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary) -> None:
        self._document = proposal.document
        root = Place((), "", (), vocabulary.root, proposal.values, proposal.document.value)
        self._places: dict[Path, Place] = {(): root}
        self._items: dict[int, Path] = {}
        self._read: dict[Key, Place] = {}
        self._names: dict[int, str] = {}
        self._index(proposal.values, ())

    def _index(self, value: Any, path: Path) -> None:
        """Note the path of every mapping and list: items are told apart by identity."""
        self._items[id(value)] = path
        if type(value) is dict:
            for key, part in value.items():
                if type(part) in _HOLDING:
                    self._index(part, (*path, key))
        elif value and type(value[0]) in _HOLDING:  # the items of a list are all of one kind
            for position, part in enumerate(value):
                self._index(part, (*path, position))

    def path(self, item: Any) -> Path | None:
        """Where an item stands. None for the items of a list of plain values."""
        return self._items.get(id(item))

    def of(self, trace: Trace) -> Place | None:
        """The place that a leaf or a list read. None for the items of a list of plain values."""
        read = trace.reads
        if read is None:
            return None
        key = (id(trace.item), read) if read.of_item else read
        return self._read.get(key) or self._new(key)

    def _new(self, key: Key) -> Place | None:
        if isinstance(key, tuple):
            start = self._items.get(key[0])
            if start is None:
                return None
            path: Path = start + key[1].keys
        else:
            path = key.keys
        place = self._read[key] = self._at(path)
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
        field, value, span = place.field, place.value, place.span or self._span(place)
        title, stated = "" if field is None else field.title, value is not None
        fact = Fact(place.shown, title, place.written, show(value, field), span, stated)
        place.entry = (not stated, span.start, place.shown, fact)
        return place.entry

    def _span(self, place: Place) -> Span:
        """Where a place stands in the file. What is absent would stand in what is next above it."""
        if place.written is None and place.within:
            above = place.within[-1]
            place.span = above.span or self._span(above)
        else:
            place.span = self._document.span(place.path)
        return place.span

    def facts(self, traces: Iterable[Trace], decisive: Iterable[Trace] = ()) -> tuple[Fact, ...]:
        """Everything the traced conditions read, once each: what decided first, what is stated first, in file order."""
        read: set[Place] = set()
        waiting, known = list(traces), self._read
        for trace in waiting:
            if trace.parts:
                waiting += trace.parts
            one = trace.reads
            if one is not None:
                # As in `of`, but without the call: a run comes by here some four hundred times.
                key = (id(trace.item), one) if one.of_item else one
                place = known.get(key) or self._new(key)
                if place is not None:
                    read.add(place)
        if len(read) > 1:
            read.difference_update(*[place.within for place in read])
        first = read & {place for trace in decisive if (place := self.of(trace)) is not None}
        return self._told(first) + self._told(read - first) if first else self._told(read)

    def own(self, traces: Iterable[Trace]) -> tuple[Fact, ...]:
        """What these conditions read themselves, once each, without what was read inside them; in the same order."""
        return self._told({place for trace in traces if (place := self.of(trace)) is not None})

    def _told(self, places: Iterable[Place]) -> tuple[Fact, ...]:
        """The facts at these places, in order."""
        found = [place.entry or self._entry(place) for place in places]
        if len(found) > 1:
            found.sort()
        return tuple([entry[-1] for entry in found])

    def whose(self, item: Any) -> str:
        """The item in words, from the outermost list inwards: "phase P1, DPRK step 2 (a declaration)"."""
        key = id(item)
        if key not in self._items:
            return ""
        if key not in self._names:
            self._names[key] = _name(self._at(self._items[key]))
        return self._names[key]


_HOLDING = {dict, list}


def _name(place: Place) -> str:
    """The items on the way to a place, in words."""
    if place.name is None:
        above = _name(place.within[-1]) if place.within else ""
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
