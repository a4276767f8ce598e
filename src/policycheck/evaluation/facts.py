"""Facts: what a condition read, where it stands in the file, and how to speak of the place."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from msgspec import Struct

from policycheck.errors import Span
from policycheck.evaluation.access import Trace
from policycheck.evaluation.reading import Keys
from policycheck.evaluation.words import show
from policycheck.model.assessment import Fact
from policycheck.model.document import Path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Vocabulary


class Place(Struct, eq=False, gc=False):
    """A place in a proposal where something stands or could stand. What it holds is None where nothing is stated.

    Its fact, its name and its span are made when somebody asks, and kept. It knows the place `above` it, and of those
    below only whether any was asked for: without circles, memory is free again as soon as nobody needs it.
    """

    path: Path
    shown: str
    above: Place | None
    field: Field | None
    value: Any
    written: Any
    fact: Fact | None = None
    order: tuple[bool, int, str] | None = None
    name: str | None = None
    span: Span | None = None
    entered: bool = False

    def key(self, key: str) -> Place:
        """The place one key further down."""
        field, value, written = self.field, self.value, self.written
        self.entered = True
        return Place(
            (*self.path, key),
            f"{self.shown}.{key}" if self.shown else key,
            self,
            None if field is None else field.properties.get(key),
            None if value is None else value.get(key),
            None if written is None else written.get(key),
        )

    def item(self, position: int) -> Place:
        """The place of an item of the list that stands here."""
        path, shown, field = (*self.path, position), f"{self.shown}[{position}]", self.field and self.field.item
        self.entered = True
        return Place(path, shown, self, field, self.value[position], self.written[position])


class Start(Struct, eq=False, gc=False):
    """The root or an item of a list, with the places that are known, by the keys that lead there from here.

    An item stands at a `position` of the list that `keys` lead to, from the root or from the item `outer`.
    """

    known: dict[Keys, Place]
    outer: Start | None = None
    keys: Keys = ()
    position: int = 0

    def at(self, keys: Keys) -> Place:
        """The place that these keys lead to; none: where this stands itself."""
        return self.known.get(keys) or self.new(keys)

    def new(self, keys: Keys) -> Place:
        """A place that is asked for the first time."""
        if keys:
            above = keys[:-1]
            place = (self.known.get(above) or self.new(above)).key(keys[-1])
        else:
            assert self.outer is not None
            place = self.outer.at(self.keys).item(self.position)
        self.known[keys] = place
        return place


class Places:
    """Where everything that conditions read sits in one proposal."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary) -> None:
        self._document = proposal.document
        root = Place((), "", None, vocabulary.root, proposal.values, proposal.document.value)
        self._root = Start({(): root})
        self._starts: dict[int, Start] = {id(None): self._root}
        self._index(proposal.values, self._root, ())

    def _index(self, value: Any, start: Start, keys: Keys) -> None:
        """Note where every item of a list stands: items are told apart by identity."""
        if type(value) is dict:
            for key, part in value.items():
                if type(part) in _HOLDING:
                    self._index(part, start, (*keys, key))
        elif value and type(value[0]) in _HOLDING:  # the items of a list are all of one kind
            for position, part in enumerate(value):
                self._starts[id(part)] = item = Start({}, start, keys, position)
                self._index(part, item, ())

    def path(self, item: Any) -> Path | None:
        """Where an item stands. None for the items of a list of plain values."""
        start = self._starts.get(id(item))
        return None if start is None else start.at(()).path

    def of(self, trace: Trace) -> Place | None:
        """The place that a leaf or a list read itself. None for the items of a list of plain values."""
        reads = trace.reads
        if reads.own is None:
            return None
        start = self._starts.get(id(trace.item)) if reads.own_of_item else self._root
        return None if start is None else start.at(reads.own)

    def fact(self, place: Place) -> Fact:
        """What is written at a place, and what it means."""
        return place.fact or self._fact(place)

    def _fact(self, place: Place) -> Fact:
        field, value, span = place.field, place.value, place.span or self._span(place)
        title, stated = "" if field is None else field.title, value is not None
        place.fact = Fact(place.shown, title, place.written, show(value, field), span, stated)
        place.order = not stated, span.start, place.shown
        return place.fact

    def _span(self, place: Place) -> Span:
        """Where a place stands in the file. What is absent would stand in what is next above it."""
        above = place.above
        if place.written is None and above is not None:
            place.span = above.span or self._span(above)
        else:
            place.span = self._document.spans.get(place.path) or self._document.span(place.path)
        return place.span

    def facts(self, traces: Iterable[Trace], decisive: Iterable[Trace] = ()) -> tuple[Fact, ...]:
        """Everything the traced conditions read, once each: what decided first, what is stated first, in file order."""
        read = self._read(traces)
        if len(read) < 2:
            return tuple([place.fact or self._fact(place) for place in read])
        for place in read:
            if place.entered:
                read = read - _around(read)
                break
        first: set[Place | None] = set()
        starts, root = self._starts, self._root
        for trace in decisive:
            # As in `of`, but without the calls: a run comes by here two hundred times. What was read is known by now.
            reads = trace.reads
            start = starts.get(id(trace.item)) if reads.own_of_item else root
            if start is not None and reads.own is not None:
                first.add(start.known.get(reads.own))
        return self._told(read, first)

    def _read(self, traces: Iterable[Trace]) -> set[Place]:
        """Every place that was read."""
        found: set[Place] = set()
        waiting, root, starts = list(traces), self._root, self._starts
        known = root.known
        for trace in waiting:
            reads = trace.reads
            if not reads.whole:
                waiting += trace.parts
            for keys in reads.from_root:
                found.add(known.get(keys) or root.new(keys))
            if reads.from_item:
                start = starts.get(id(trace.item))
                if start is not None:
                    for keys in reads.from_item:
                        found.add(start.known.get(keys) or start.new(keys))
        return found

    def own(self, traces: Iterable[Trace]) -> tuple[Fact, ...]:
        """What these conditions read themselves, once each, without what was read inside them; in the same order."""
        return self._told({place for trace in traces if (place := self.of(trace)) is not None})

    def _told(self, places: Iterable[Place], first: Container[Place | None] = ()) -> tuple[Fact, ...]:
        """The facts at these places, in order."""
        found = []
        for place in places:
            fact = place.fact or self._fact(place)
            found.append((place not in first, place.order, fact))
        found.sort()
        return tuple([fact for _, _, fact in found])

    def whose(self, item: Any) -> str:
        """The item in words, from the outermost list inwards: "phase P1, DPRK step 2 (a declaration)"."""
        start = self._starts.get(id(item))
        return "" if start is None else _name(start.at(()))


_HOLDING = {dict, list}


def _around(places: Iterable[Place]) -> set[Place]:
    """All that these places lie in."""
    found: set[Place] = set()
    for place in places:
        above = place.above
        while above is not None and above not in found:
            found.add(above)
            above = above.above
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
