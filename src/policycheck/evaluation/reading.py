"""What a condition reads of a proposal: known from the condition alone, before any proposal is there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    ListSource,
    Named,
    Not,
    Origin,
    Over,
    Quantifier,
)

Keys = tuple[str, ...]
"""The keys that lead to a place, from the root or from the item at hand."""


class Reads(Struct, frozen=True, gc=False):
    """What a condition reads: with its parts, from the root and from the item at hand, and `own`, what it reads itself.

    Of several lists that are flattened it is the outermost. A condition that looks at items of a list is not `whole`:
    which they are only a proposal says, so its parts have to be asked what they read.
    """

    own: Keys | None
    own_of_item: bool
    from_root: tuple[Keys, ...]
    from_item: tuple[Keys, ...]
    whole: bool


@lru_cache(maxsize=8192)
def reads(node: Condition) -> Reads:
    """What a condition reads. What narrows a list does not count; of labels that are counted, their conditions do."""
    if isinstance(node, Named):
        return reads(node.part)
    if isinstance(node, CountLabels):
        found = [keys for _, part in node.labels.labels for keys in _from_root(part)]
        return Reads(None, False, tuple(dict.fromkeys(found)), (), whole=True)
    parts = [reads(part) for part in _parts(node)]
    whole = all(part.whole for part in parts) and not (isinstance(node, Over) and _looks_inside(node))
    origin, own = _own(node)
    from_root, from_item = ([own] if own is not None and origin is here else [] for here in Origin)
    if whole:
        from_root += [keys for part in parts for keys in part.from_root]
        from_item += [keys for part in parts for keys in part.from_item]
    return Reads(own, origin is Origin.ITEM, tuple(dict.fromkeys(from_root)), tuple(dict.fromkeys(from_item)), whole)


def _from_root(node: Condition) -> Iterator[Keys]:
    """What a label's condition reads; of a list that it looks into, the list."""
    if isinstance(node, Named):
        yield from _from_root(node.part)
        return
    origin, own = _own(node)
    if own is not None and origin is Origin.ROOT:
        yield own
    for part in _parts(node):
        yield from _from_root(part)


def _looks_inside(node: Over) -> bool:
    """Whether it reads something of every item: what is asked of it, or the number that it adds to a sum."""
    return node.satisfies is not None or node.quantifier is Quantifier.SUM


def _parts(node: Condition) -> tuple[Condition, ...]:
    """The parts that speak of the same item."""
    match node:
        case All(parts=parts) | AnyOf(parts=parts) | Among(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case _:
            return ()


def _own(node: Condition) -> tuple[Origin, Keys | None]:
    """What a condition itself reads, apart from its parts."""
    match node:
        case Leaf(path=FieldPath(over=None) as path):
            return path.origin, path.keys
        case Leaf(path=FieldPath(over=ListSource() as source)) | Over(source=source):
            while source.named is not None:
                source = source.named.source
            return source.origin, source.hops[0]
        case _:
            return Origin.ROOT, None
