"""Where every value and key of a document sits, kept as bare offsets and turned into spans when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policycheck.errors import Span
from policycheck.load.places import Places
from policycheck.model.document import Path

Offsets = tuple[int, int]


class Branch:
    """A mapping or list in the tree of places. `start` is where it begins, `end` where its last child ends."""

    __slots__ = ("end", "entries", "items", "start")

    def __init__(self, start: int, *, is_mapping: bool) -> None:
        self.start = start
        self.end = start
        self.entries: dict[str, Entry] | None = {} if is_mapping else None
        self.items: list[Node] = []


Node = Branch | Offsets
Entry = tuple[int, int, Node]  # start and end of the key, then the value


class Spans(Mapping[Path, Span]):
    """The span of every value, by path. A lookup walks the tree: nothing is built before it is asked for."""

    def __init__(self, root: Node, places: Places) -> None:
        self._root = root
        self._places = places

    def _node(self, path: Path) -> Node | None:
        """What sits at the end of a path, if anything does."""
        here: Any = self._root
        try:
            for step in path:
                if here.entries is not None:
                    here = here.entries[step][2]
                elif step >= 0:  # type: ignore[operator]  # what is no position is caught
                    here = here.items[step]
                else:
                    return None
        except (AttributeError, KeyError, IndexError, TypeError):  # nothing is there, or nothing can be in it
            return None
        return here  # type: ignore[no-any-return]

    def __getitem__(self, path: Path) -> Span:
        span: Span | None = self.get(path)
        if span is None:
            raise KeyError(path)
        return span

    def get(self, path: Path, default: Any = None) -> Any:
        """The span at a path, or the default."""
        node = self._node(path)
        if node is None:
            return default
        if isinstance(node, Branch):
            return self._places.span(node.start, node.end)
        return self._places.span(node[0], node[1])

    def __contains__(self, path: object) -> bool:
        return isinstance(path, tuple) and self._node(path) is not None

    def at(self, offset: int) -> tuple[Path, bool]:
        """The path of the innermost key or value that a character offset lies in or just behind, and if it is a key.

        Between two of them, the path of what holds both.
        """
        path: Path = ()
        node = self._root
        while isinstance(node, Branch):
            found = _entry_at(node, offset) if node.entries is not None else _item_at(node, offset)
            if found is None:
                break
            step, node, is_key = found
            path = (*path, step)
            if is_key:
                return path, True
        return path, False

    def __iter__(self) -> Iterator[Path]:
        return (path for path, _ in _walk(self._root))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Keys(Spans):
    """The span of the key of every mapping entry, by the entry's path."""

    def _node(self, path: Path) -> Offsets | None:
        if not path:
            return None
        node, key = super()._node(path[:-1]), path[-1]
        if not isinstance(node, Branch) or node.entries is None or not isinstance(key, str):
            return None
        entry = node.entries.get(key)
        return None if entry is None else entry[:2]

    def __iter__(self) -> Iterator[Path]:
        return (path for path, is_entry in _walk(self._root) if is_entry)


def _entry_at(branch: Branch, offset: int) -> tuple[str, Node, bool] | None:
    """The entry of a mapping with that offset in its key (then true) or its value."""
    for key, (start, end, node) in (branch.entries or {}).items():
        if start <= offset <= end:
            return key, node, True
        if _holds(node, offset):
            return key, node, False
    return None


def _item_at(branch: Branch, offset: int) -> tuple[int, Node, bool] | None:
    """The item of a list with that offset in it."""
    return next(((at, node, False) for at, node in enumerate(branch.items) if _holds(node, offset)), None)


def _holds(node: Node, offset: int) -> bool:
    start, end = (node.start, node.end) if isinstance(node, Branch) else node
    return start <= offset <= end


def _walk(root: Node) -> Iterator[tuple[Path, bool]]:
    """Every path in file order, and whether it is that of a mapping entry. No recursion: depth costs nothing."""
    stack: list[tuple[Path, bool, Node]] = [((), False, root)]
    while stack:
        path, is_entry, node = stack.pop()
        yield path, is_entry
        if not isinstance(node, Branch):
            continue
        if node.entries is not None:
            stack.extend(((*path, key), True, entry[2]) for key, entry in reversed(node.entries.items()))
        else:
            stack.extend(((*path, index), False, node.items[index]) for index in reversed(range(len(node.items))))
