"""Where two proposals state something else, place by place; items of a list are paired by name before position."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from policycheck.agreement.matching import aligned
from policycheck.errors import Span
from policycheck.evaluation.words import show
from policycheck.model.comparison import FieldMove
from policycheck.model.document import Path, show_path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind

Keys = tuple[str, ...]
"""A path without the positions in lists."""

NOT_THERE = "not there"
"""What a field says whose item is not there."""


class Change(Struct, frozen=True):
    """A place that says something else: where it is on each side, None where the item around it is not there."""

    keys: Keys
    old: Path | None
    new: Path | None
    move: FieldMove


class _Node(NamedTuple):
    """A place on one side, and what is stated there."""

    path: Path
    value: Any


def changes(old: Proposal, new: Proposal, root: Field) -> tuple[Change, ...]:
    """Every place that says something else, in the order of the vocabulary; a list also where its length differs.

    Of a list that only one of them states, or that is empty on one side, its items are not told.
    """
    return tuple(_Walk(old, new).of((), _Node((), old.values), _Node((), new.values), root))


class _Walk:
    """Goes through two proposals at once."""

    def __init__(self, old: Proposal, new: Proposal) -> None:
        self._old, self._new = old, new

    def of(self, keys: Keys, old: _Node | None, new: _Node | None, field: Field) -> Iterator[Change]:
        """The changes at a place and below it."""
        was, now = (None if node is None else node.value for node in (old, new))
        if was == now:
            return
        if field.kind is Kind.OBJECT:
            if (was is None or now is None) and not _is_item(old or new):
                yield self._change(keys, old, new, field)
            for key, inner in field.properties.items():
                yield from self.of((*keys, key), _child(old, key), _child(new, key), inner)
        elif field.item is not None and field.item.kind is Kind.OBJECT:
            if len(was or ()) != len(now or ()) or was is None or now is None:
                yield self._change(keys, old, new, field)
            for here, there in _paired(was, now, field.item.label) if was and now else ():
                yield from self.of(keys, _item(old, here), _item(new, there), field.item)
        else:
            yield self._change(keys, old, new, field)

    def _change(self, keys: Keys, old: _Node | None, new: _Node | None, field: Field) -> Change:
        before, span_before = _told(self._old, old, field)
        after, span_after = _told(self._new, new, field)
        node = new or old
        path = show_path(node.path) if node is not None else ""
        paths = [None if one is None else one.path for one in (old, new)]
        return Change(keys, paths[0], paths[1], FieldMove(path, before, after, span_before, span_after))


def _told(proposal: Proposal, node: _Node | None, field: Field) -> tuple[str, Span | None]:
    """What a place says, and where; of what is not stated, where it would stand."""
    if node is None:
        return NOT_THERE, None
    return show(node.value, field), proposal.document.span(node.path)


def _child(node: _Node | None, key: str) -> _Node | None:
    if node is None:
        return None
    return _Node((*node.path, key), None if node.value is None else node.value.get(key))


def _item(node: _Node | None, position: int | None) -> _Node | None:
    return None if node is None or position is None else _Node((*node.path, position), node.value[position])


def _is_item(node: _Node | None) -> bool:
    return node is not None and bool(node.path) and isinstance(node.path[-1], int)


def _paired(was: list[Any], now: list[Any], label: str) -> Iterator[tuple[int | None, int | None]]:
    """The positions of each item on both sides. Of those that no other is like, two at the same position are one."""
    slots = aligned((was, now), label)
    lost = {slot[0] for slot in slots if slot[1] is None}
    gained = {slot[1] for slot in slots if slot[0] is None}
    for here, there in slots:
        if there is None and here in gained:
            yield here, here
        elif here is not None or there not in lost:
            yield here, there
