"""What a vocabulary says of the places of a proposal: known before any proposal is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from policycheck.evaluation.reading import Keys
from policycheck.model.vocabulary import Field, Kind, Vocabulary


class Spot(Struct, frozen=True, eq=False, gc=False):
    """A place seen from the root or from an item of a list: its field, and its words in a path, behind those before it.

    `names` says that its value tells the item from its siblings, `holds` that other places lie in it.
    """

    words: str
    field: Field | None
    title: str
    names: bool
    holds: bool


class Ground(Struct, frozen=True, eq=False):
    """The root or the items of one list: their field, the lists of such items in them, and the spots known so far."""

    field: Field
    lists: tuple[tuple[Keys, Ground], ...]
    is_root: bool = False
    spots: dict[Keys, Spot] = {}

    def spot(self, keys: Keys) -> Spot:
        """The spot that these keys lead to, kept for the next proposal."""
        above: Field | None = None
        field: Field | None = self.field
        for key in keys:
            above, field = field, None if field is None else field.properties.get(key)
        words = ".".join(keys) if self.is_root or not keys else f".{'.'.join(keys)}"
        names = above is not None and bool(keys) and above.label == keys[-1]
        title = "" if field is None else field.title
        spot = self.spots[keys] = Spot(words, field, title, names, field is not None and _holds(field))
        return spot


@lru_cache(maxsize=16)
def root_ground(vocabulary: Vocabulary) -> Ground:
    """The ground of a whole proposal."""
    return Ground(vocabulary.root, tuple(_lists((), vocabulary.root.properties)), is_root=True)


def _lists(above: Keys, properties: Mapping[str, Field]) -> Iterator[tuple[Keys, Ground]]:
    """Every list whose items have fields, by its keys; of lists in one another the outermost."""
    for key, field in properties.items():
        keys = (*above, key)
        if field.kind is Kind.OBJECT:
            yield from _lists(keys, field.properties)
        elif field.item is not None and field.item.kind is Kind.OBJECT:
            yield keys, Ground(field.item, tuple(_lists((), field.item.properties)))


def _holds(field: Field) -> bool:
    return field.kind is Kind.OBJECT or (field.item is not None and field.item.kind is Kind.OBJECT)
