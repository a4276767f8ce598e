"""Trees made over: every node may be replaced, from the leaves up. It knows no rule and no operator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from policycheck.model.vocabulary import Field

T = TypeVar("T")
Change = Callable[[Struct], Struct]
"""A node, whose parts are made over already, to what stands in its place."""


class Rewriter:
    """Makes trees over: conditions, and rules, recommendations and concerns with the conditions in them.

    A node in which nothing changes stays the very object it was, and one that several trees share stays shared.
    Fields of the vocabulary are no part of a tree.
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        self._done: dict[int, tuple[Struct, Struct]] = {}

    def __call__(self, tree: T) -> T:
        """The tree made over."""
        return cast(T, self._made_over(tree))  # a change gives what may stand in the same place

    def _made_over(self, part: object) -> object:
        if isinstance(part, tuple):
            parts = tuple(self._made_over(one) for one in part)
            return part if all(new is old for new, old in zip(parts, part, strict=True)) else parts
        if not isinstance(part, Struct) or isinstance(part, Field):
            return part
        if id(part) not in self._done:
            self._done[id(part)] = (part, self._change(self._with_parts(part)))
        return self._done[id(part)][1]

    def _with_parts(self, node: Struct) -> Struct:
        old = {name: getattr(node, name) for name in node.__struct_fields__}
        changed = {name: new for name, part in old.items() if (new := self._made_over(part)) is not part}
        return replace(node, **changed) if changed else node


def nodes(tree: object) -> Iterator[Struct]:
    """Every node of a tree, each once, the leaves before what holds them."""
    found: list[Struct] = []

    def note(node: Struct) -> Struct:
        found.append(node)
        return node

    Rewriter(note)(tree)
    yield from found
