"""The definitions of a pack: what `$name` stands for. Each uses earlier ones only, so none can name itself."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from policycheck.load.paths import Scope
from policycheck.model.condition import Condition, LabelSet, NamedList, Operand
from policycheck.model.document import Document, Path


class ConditionDefinition(Struct, frozen=True):
    """A condition kept as written: it is read where it is used, in the scope of that place, once for each scope.

    `earlier` holds what was defined before it: nothing else may be named in it, and so no condition names itself.
    `readings` holds what it was read as, by scope.
    """

    name: str
    title: str
    document: Document
    path: Path
    value: Any
    earlier: Definitions
    readings: dict[Scope, Reading] = field(default_factory=dict)


class Reading(Struct, frozen=True):
    """What a definition is in one scope (None where it is broken), and how many conditions it holds."""

    condition: Condition | None
    size: int


MOST_CONDITIONS = 50_000
"""Conditions that a pack may have, each definition counted wherever it is used: fifty times a large pack."""


class Room(Struct):
    """How many more conditions the pack may have. Definitions that name one another twice would double for ever."""

    left: int = MOST_CONDITIONS


class Definitions(Struct):
    """All definitions read so far, by kind, which of them were used, and how much room is left.

    `broken` holds those of which something is wrong: it was told there, and is not told again of what names them.
    """

    operands: dict[str, Operand] = field(default_factory=dict)
    numbers: dict[str, Operand] = field(default_factory=dict)
    conditions: dict[str, ConditionDefinition] = field(default_factory=dict)
    lists: dict[str, NamedList] = field(default_factory=dict)
    labels: dict[str, LabelSet] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    room: Room = field(default_factory=Room)

    def is_broken(self, text: object) -> bool:
        """Whether a text such as `$name` or `$name[].b` names a broken definition; it counts as used then."""
        name = text[1:].partition("[")[0] if isinstance(text, str) and text.startswith("$") else ""
        if name in self.broken:
            self.used.add(name)
        return name in self.broken

    @property
    def names(self) -> set[str]:
        """Every name defined so far."""
        return set(self.places)

    def so_far(self) -> Definitions:
        """What is defined now. What is used, and the room left, are noted in one place for both."""
        return Definitions(
            dict(self.operands),
            dict(self.numbers),
            dict(self.conditions),
            dict(self.lists),
            dict(self.labels),
            self.places,
            self.used,
            set(self.broken),
            self.room,
        )
