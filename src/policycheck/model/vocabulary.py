"""The vocabulary of a pack as a typed tree: what a proposal may say, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ENUM = "enumeration"
    LIST = "list"
    OBJECT = "object"


class Means(StrEnum):
    """What an enumeration value amounts to beside its own meaning."""

    ITSELF = "itself"
    NOT_STATED = "not_stated"
    """Choosing it says nothing: the field counts as absent."""
    NONE = "none"
    """In a list: nothing, on purpose; `[none]` counts as `[]`."""

    @property
    def words(self) -> str:
        """What the value counts as, in words."""
        return self.value.replace("_", " ")


REMARKS = frozenset({"note", "text"})
"""Fields for the reader in any section or item: reported, never judged."""

ENVELOPE = frozenset({"pack", "pack_version", "proposal", "evidence", "risks", "responses"})
"""What every proposal has beside the sections of its pack."""


class EnumValue(Struct, frozen=True):
    """One value of an enumeration, with the words that stand for it in sentences.

    `drafter`: whether a drafter may choose it; false of a value that says that something has happened.
    """

    value: str
    title: str
    description: str = ""
    means: Means = Means.ITSELF
    drafter: bool = True


class Field(Struct, frozen=True, eq=False):
    """One field: its kind, its words, and what is inside it.

    `title` is a noun phrase; for an item of a list it names one item, `plural` several, and `label` the item's
    own field that tells it from its siblings. `minimum` and `maximum` bound a number.
    """

    kind: Kind
    title: str
    description: str = ""
    plural: str = ""
    label: str = ""
    values: Mapping[str, EnumValue] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    item: Field | None = None
    properties: Mapping[str, Field] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    formerly: Mapping[str, str] = field(default_factory=dict)
    """Names that its properties or values once had, and what they are called now."""
    drafter: bool = True
    """Whether it is for a drafter to say. False of a fact: who did what, when; of a list, which items there are."""


class Vocabulary(Struct, frozen=True, eq=False):
    """The whole document's fields (envelope and sections), and the JSON Schema that decides validity.

    `renamed` says whether anything in it once had another name.
    """

    root: Field
    schema: Mapping[str, Any]
    renamed: bool = False

    def field_at(self, path: tuple[str | int, ...]) -> Field | None:
        """The field at a document path (list positions stand for any item), or None."""
        here: Field | None = self.root
        for step in path:
            if here is None:
                return None
            here = here.item if isinstance(step, int) else here.properties.get(step)
        return here
