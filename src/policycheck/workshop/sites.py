"""A place in proposals: what conditions ask of it, and so which values have to be told apart there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice, pairwise
from math import ceil, floor
from typing import Any

from policycheck.model.condition import Scalar
from policycheck.model.vocabulary import REMARKS, Field, Kind, Means
from policycheck.workshop.choices import ABSENT, Choices, Fields, Items, Listed, different_values
from policycheck.workshop.steps import allowed, around

LIMIT = 1_000_000
"""The most proposals that are looked at."""
_LONGEST = 10
TEXTS = ("some text", "another text", "a third text")
"""Texts that stand for any other."""


def kinds(values: Iterable[Any], sets: Iterable[frozenset[Any]]) -> list[list[Any]]:
    """The values by kind: those of one kind stand in the same sets."""
    asked = list(dict.fromkeys(sets))
    found: dict[tuple[bool, ...], list[Any]] = {}
    for value in values:
        found.setdefault(tuple(value in one for one in asked), []).append(value)
    return list(found.values())


class Site:
    """A place in proposals, and what the conditions ask of it."""

    def __init__(self, field: Field, *, required: bool = False, around: Site | None = None) -> None:
        self.field = field
        self.required = required
        self.around = around  # of an item, its list
        self.above: Site | None = None  # of a field, the section or the item
        self.sets: list[frozenset[Scalar]] = []
        self.lowest: set[Scalar] = set()  # at least so much
        self.highest: set[Scalar] = set()  # at most so much
        self.least_shares: set[Fraction] = set()
        self.most_shares: set[Fraction] = set()
        self.longest = 2
        self.ordered = False
        self.parts: dict[str, Site] = {}
        self.item: Site | None = None

    def down(self, keys: Iterable[str]) -> Site:
        """The place under these keys."""
        here = self
        for key in keys:
            if key not in here.parts:
                field = here.field
                here.parts[key] = Site(field.properties[key], required=key in field.required)
                here.parts[key].above = here
            here = here.parts[key]
        return here

    def items(self) -> Site:
        """An item of the list that stands here."""
        if self.item is None:
            assert self.field.item is not None
            self.item = Site(self.field.item, required=True, around=self)
        return self.item

    def lengthen(self, length: int) -> None:
        """Say that the list has to be so long before what is asked of it can be seen."""
        self.longest = max(self.longest, min(length, _LONGEST))

    # what may stand there

    def choices(self) -> Choices:
        """What may stand here."""
        if self.field.kind is Kind.OBJECT:
            return self._fields()
        if self.field.kind is Kind.LIST:
            return self._list()
        return Listed([*([] if self.required else [ABSENT]), *(kind[0] for kind in self.plain())])

    def _fields(self) -> Choices:
        parts = {key: part.choices() for key, part in self.parts.items()}
        if not parts:  # Only asked whether it is stated: any field of it says so.
            key = next((key for key in self.field.properties if key not in REMARKS), "")
            if key:
                part = Site(self.field.properties[key], required=key in self.field.required)
                parts = {key: part.choices()}
        return Fields(parts, absent=not self.required)

    def _list(self) -> Choices:
        item = self.items()
        longest = max(self.longest, parting(self.least_shares, ceil), parting(self.most_shares, floor))
        if item.field.kind is Kind.OBJECT:
            return Items(item.choices(), longest, absent=not self.required, ordered=self.ordered)
        item.sets += self.sets
        lists = list(islice(different_values(item.plain(), longest), LIMIT + 1))
        return Listed([*([] if self.required else [ABSENT]), *lists])

    def plain(self) -> list[list[Any]]:
        """The values that are told apart, by kind."""
        match self.field.kind:
            case Kind.ENUM:
                values = [name for name, value in self.field.values.items() if value.means is Means.ITSELF]
                return kinds(values, self.sets)
            case Kind.BOOLEAN:
                return [[True], [False]]
            case Kind.NUMBER | Kind.DATE:
                return [[value] for value in self._ordered()]
            case _:
                named = sorted({str(value) for one in self.sets for value in one})
                return [*kinds(named, self.sets), [text for text in TEXTS if text not in named]]

    def offered(self) -> list[list[Any]]:
        """As `plain`, for a writer: numbers and dates by kind too, and of each kind a bound itself before its like."""
        if self.field.kind not in {Kind.NUMBER, Kind.DATE}:
            return self.plain()
        asked, found = set(self._asked()), dict[object, list[Any]]()
        for value in sorted(self._ordered(), key=lambda one: (one not in asked, _by_value(one))):
            found.setdefault(self.kind_of(value), []).append(value)
        return list(found.values())

    def kind_of(self, value: Any) -> object:
        """The kind of a number or a date: two are of one kind if every comparison treats them alike."""
        return (
            frozenset(bound for bound in self.lowest if value >= bound),
            frozenset(bound for bound in self.highest if value <= bound),
            tuple(value in one for one in self.sets),
        )

    def _asked(self) -> list[Scalar]:
        return [*self.lowest, *self.highest, *(value for one in self.sets for value in one)]

    def _ordered(self) -> list[Scalar]:
        asked = self._asked()
        if not asked:
            usual: tuple[Scalar, ...] = ("2026-01-15",) if self.field.kind is Kind.DATE else (1, 0)
            return list(allowed(usual, self.field))[:1]
        near = {close for value in asked for close in (value, *around(value))}
        return sorted(allowed(near, self.field), key=_by_value)


def _by_value(value: Any) -> Any:
    return value


def parting(shares: Iterable[Fraction], whole: Callable[[Fraction], int]) -> int:
    """How long a list has to be before every two of these shares are different numbers of its items."""
    lengths = range(1, _LONGEST + 1)
    apart = (
        next((length for length in lengths if whole(low * length) != whole(high * length)), _LONGEST)
        for low, high in pairwise(sorted(shares))
    )
    return max(apart, default=0)
