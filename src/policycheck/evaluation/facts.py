"""Facts: what a condition read, where it stands in the file, and how to speak of the place."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from msgspec import Struct

from policycheck.errors import Span
from policycheck.evaluation.access import Trace, dig
from policycheck.evaluation.ground import Ground, Spot, root_ground
from policycheck.evaluation.reading import Keys
from policycheck.evaluation.words import show
from policycheck.model.assessment import Fact
from policycheck.model.document import Path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Vocabulary


class Place(Struct, eq=False, gc=False):
    """A place in a proposal where something stands or could stand. What it holds is None where nothing is stated.

    `value` is what counts, `written` what the file says. Its fact is made when somebody asks, and kept.
    """

    spot: Spot
    path: Path
    shown: str
    value: Any
    written: Any
    fact: Fact | None = None
    order: tuple[bool, int, str] | None = None


class Start(Struct, eq=False, gc=False):
    """The root or an item of a list, with the places that are known, by the keys that lead there from here.

    An item stands at a `position` of the list that `keys` lead to, from the root or from the item `outer`. Its path,
    what is written of it and the lists `around` it are looked up when somebody asks.
    """

    ground: Ground
    value: Any
    known: dict[Keys, Place]
    outer: Start | None = None
    keys: Keys = ()
    position: int = 0
    path: Path = ()
    shown: str = ""
    written: Any = None
    around: tuple[Place, ...] = ()
    name: str | None = None

    def at(self, keys: Keys) -> Place:
        """The place that these keys lead to; none: where this stands itself."""
        return self.known.get(keys) or self.new(keys)

    def new(self, keys: Keys) -> Place:
        """A place that is asked for the first time."""
        if self.outer is not None and not self.path:
            self._look(self.outer)
        spot = self.ground.spots.get(keys) or self.ground.spot(keys)
        value, written = self.value, self.written
        for key in keys:
            value = None if value is None else value.get(key)
            written = None if written is None else written.get(key)
        self.known[keys] = place = Place(spot, self.path + keys, self.shown + spot.words, value, written)
        return place

    def _look(self, outer: Start) -> None:
        """Look up where this item stands, of a list in the root or in another item."""
        of = outer.at(self.keys)
        self.around = of, *outer.around
        self.path, self.shown = (*of.path, self.position), f"{of.shown}[{self.position}]"
        self.written = of.written[self.position]


class Places:
    """Where everything that conditions read sits in one proposal."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary) -> None:
        self._document, self._spans = proposal.document, proposal.document.spans
        ground = root_ground(vocabulary)
        self._root = Start(ground, proposal.values, {}, written=proposal.document.value)
        self._starts: dict[int, Start] = {id(None): self._root}
        self._around: dict[Path, Span] = {}
        self._index(self._root)

    def _index(self, start: Start) -> None:
        """Note where every item of a list stands: items are told apart by identity."""
        for keys, ground in start.ground.lists:
            for position, part in enumerate(dig(start.value, keys) or ()):
                self._starts[id(part)] = item = Start(ground, part, {}, start, keys, position)
                if ground.lists:
                    self._index(item)

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
        spot, path, value, written = place.spot, place.path, place.value, place.written
        if written is not None:
            span = self._spans.get(path) or self._document.span(path)
        else:  # what is absent would stand in what is next above it
            above = path[:-1]
            span = self._around.get(above) or self._around.setdefault(above, self._document.span(above))
        stated = value is not None
        place.fact = fact = Fact(place.shown, spot.title, written, show(value, spot.field), span, stated)
        place.order = not stated, span.start, place.shown
        return fact

    def facts(self, traces: Iterable[Trace], decisive: Iterable[Trace] = ()) -> tuple[Fact, ...]:
        """Everything the traced conditions read, once each: what decided first, what is stated first, in file order."""
        read = self._read(traces)
        if len(read) < 2:
            return tuple([place.fact or self._fact(place) for place in read])
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
        """The innermost places that were read."""
        found: set[Place] = set()
        around: set[Place] = set()
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
                    around.update(start.around)
        return _innermost(found, around)

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
        return "" if start is None else _name(start)


def _innermost(places: set[Place], around: set[Place]) -> set[Place]:
    """Those of the places in which no other lies; some that are known to lie `around` others are at hand."""
    inner = places - around if around else places
    for place in inner:
        if place.spot.holds:
            break
    else:
        return inner
    depths = {len(place.path) for place in inner if place.spot.holds}
    outer = {place.path[:depth] for place in places for depth in depths if depth < len(place.path)}
    return {place for place in inner if place.path not in outer}


def _name(start: Start) -> str:
    """The items on the way from the root, in words."""
    if start.outer is None:
        return ""
    if start.name is None:
        above, own = _name(start.outer), _item_name(start)
        start.name = f"{above}, {own}" if above else own
    return start.name


def _item_name(start: Start) -> str:
    number, field = start.position + 1, start.ground.field
    title = field.title or "entry"
    label = start.value.get(field.label) if field.label else None
    if label is None:
        return f"{title} {number}"
    words = show(label, field.properties[field.label]).strip('"')
    return f"{title} {words}" if len(words) <= 12 else f"{title} {number} ({words})"
