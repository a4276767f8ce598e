"""Which items of several lists are the same item, so that one more item does not make all later ones differ.

Items with the same name (the vocabulary's label field, or an `id` or `topic`) come first, the likest of them before the
others. Then items of different names that have at least half of their fields in common, and items without a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

NAMES = ("id", "topic")
"""What an item calls itself beside the vocabulary's label."""

MOST_PAIRS = 40_000
"""Pairs of items of two lists that are compared; longer lists are matched by position."""

_HALF = Fraction(1, 2)

Slot = list[int | None]
"""One item: its position in each list, None where the list does not have it."""

Leaf = tuple[tuple[str, ...], Any]


class _Known(Struct, frozen=True):
    """An item as it is compared: what it is called, and every value in it with its path, positions left out."""

    names: frozenset[tuple[str, Any]]
    leaves: frozenset[Leaf]


def aligned(lists: Sequence[list[Any] | None], label: str) -> list[Slot]:
    """The items in the order of the first list, then what only later ones have. None is a list that is not there.

    `label` is the vocabulary's label field, or empty.
    """
    slots: list[Slot] = []
    members: list[_Known] = []
    for turn, items in enumerate(lists):
        known = [_known(item, label) for item in items or ()]
        taken = dict(_matched(members, known))
        for position, one in enumerate(known):
            at = taken.get(position)
            if at is None:
                slots.append([None] * len(lists))
                members.append(one)
                at = len(slots) - 1
            slots[at][turn] = position
    return slots


def _matched(members: Sequence[_Known], items: Sequence[_Known]) -> Iterator[tuple[int, int]]:
    """Positions of items with the members that they are the same as, the surest pairs first."""
    if len(members) * len(items) > MOST_PAIRS:
        yield from zip(range(len(items)), range(len(members)), strict=False)
        return
    ranked = [
        (rank, abs(here - there), there, here)
        for there, member in enumerate(members)
        for here, item in enumerate(items)
        if (rank := _rank(member, item)) is not None
    ]
    free_items, free_members = set(range(len(items))), set(range(len(members)))
    for _, _, there, here in sorted(ranked):
        if here in free_items and there in free_members:
            free_items.remove(here)
            free_members.remove(there)
            yield here, there


def _rank(one: _Known, other: _Known) -> tuple[bool, Fraction] | None:
    """How sure it is that two items are one, the surest the lowest; None where they are not."""
    alike = _likeness(one.leaves, other.leaves)
    if one.names & other.names:
        return False, -alike
    if alike >= _HALF or not (one.names or other.names):
        return True, -alike
    return None


def _likeness(one: frozenset[Leaf], other: frozenset[Leaf]) -> Fraction:
    """The share of values that two items have in common, after Dice."""
    whole = len(one) + len(other)
    return Fraction(2 * len(one & other), whole) if whole else Fraction(1)


def _known(item: Any, label: str) -> _Known:
    names = frozenset(
        (name, normal(item[name]))
        for name in (label, *NAMES)
        if isinstance(item, dict) and isinstance(item.get(name), str | int | float)
    )
    return _Known(names, frozenset(_leaves(item, ())))


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, (*path, key))
    elif isinstance(value, list) and value:
        for part in value:
            yield from _leaves(part, path)
    else:
        yield path, () if isinstance(value, list) else normal(value)


def normal(value: Any) -> Any:
    """A value as it is compared: white space and capitals of texts do not count, nor the order of plain lists."""
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, list):
        return tuple(sorted((normal(part) for part in value), key=repr))
    return value
