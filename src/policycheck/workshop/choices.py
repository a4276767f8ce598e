"""What may stand at a place of a proposal, as numbered choices: counted first, made one by one, in any order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isqrt, prod
from typing import Any, Protocol

_FEW = 5_000
ABSENT = None
"""Nothing is stated there. No value of a proposal is None."""


class Choices(Protocol):
    """Numbered choices."""

    @property
    def size(self) -> int:
        """How many there are."""

    def at(self, number: int) -> Any:
        """The choice of that number, from 0; ABSENT where it is to say nothing."""


class Listed:
    """Choices written out."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values
        self.size = len(values)

    def at(self, number: int) -> Any:
        """The value that stands there."""
        return self._values[number]


class Fields:
    """A section or an item: a choice for each of its fields. Where it may be absent, it is so when none is stated."""

    def __init__(self, parts: dict[str, Choices], *, absent: bool) -> None:
        self._parts = tuple(parts.items())
        self._all = prod(part.size for part in parts.values())
        self._absent = absent
        # Where a field has to be there, leaving out the whole is one choice more.
        self._extra = absent and all(part.at(0) is not ABSENT for part in parts.values())
        self.size = self._all + self._extra

    def at(self, number: int) -> Any:
        """The fields that are stated."""
        if number == self._all:
            return ABSENT
        made = {}
        for key, part in self._parts:
            number, place = divmod(number, part.size)
            value = part.at(place)
            if value is not ABSENT:
                made[key] = value
        return made if made or not self._absent else ABSENT


class Items:
    """A list of items: absent where it may be, empty, or with up to so many items, each of any kind.

    Where their order says nothing, two items stand in one order only.
    """

    def __init__(self, item: Choices, longest: int, *, absent: bool, ordered: bool) -> None:
        # Few kinds of items are made once, and stand in many lists: nothing changes what is in a proposal.
        self._item = Listed([item.at(number) for number in range(item.size)]) if item.size <= _FEW else item
        self._absent = absent
        self._ordered = ordered
        self._lengths = [item.size**length for length in range(longest + 1)]
        if not ordered:
            self._lengths[2] = item.size * (item.size + 1) // 2
        self.size = sum(self._lengths) + absent

    def at(self, number: int) -> Any:
        """The items."""
        if self._absent:
            if number == 0:
                return ABSENT
            number -= 1
        for length, size in enumerate(self._lengths):
            if number < size:
                return list(self._of(length, number))
            number -= size
        raise IndexError(number)

    def _of(self, length: int, number: int) -> Iterator[Any]:
        if length == 2 and not self._ordered:
            later = (isqrt(8 * number + 1) - 1) // 2
            yield self._item.at(later)
            yield self._item.at(number - later * (later + 1) // 2)
            return
        for _ in range(length):
            number, place = divmod(number, self._item.size)
            yield self._item.at(place)


def different_values(kinds: Sequence[Sequence[Any]], longest: int) -> Iterator[list[Any]]:
    """Lists of up to so many plain values, of every mixture of the kinds, none with a value twice."""
    for length in range(longest + 1):
        for amounts in _mixtures([len(kind) for kind in kinds], length):
            yield [value for amount, kind in zip(amounts, kinds, strict=True) for value in kind[:amount]]


def _mixtures(most: Sequence[int], together: int) -> Iterator[tuple[int, ...]]:
    """Every way to take so many things together, of each kind so many at most; the most of the first kind first."""
    if not most:
        if not together:
            yield ()
        return
    rest = sum(most[1:])
    for amount in range(min(together, most[0]), max(together - rest, 0) - 1, -1):
        yield from ((amount, *others) for others in _mixtures(most[1:], together - amount))
