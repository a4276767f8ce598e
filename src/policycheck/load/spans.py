"""Where every value and key of a document sits, kept as bare offsets and turned into spans when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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

    def _offsets(self, path: Path) -> Offsets | None:
        node: Node | None = self._root
        for step in path:
            node = _child(node, step)
            if node is None:
                return None
        return (node.start, node.end) if isinstance(node, Branch) else node

    def __getitem__(self, path: Path) -> Span:
        offsets = self._offsets(path)
        if offsets is None:
            raise KeyError(path)
        return self._places.span(*offsets)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, tuple) and self._offsets(path) is not None

    def __iter__(self) -> Iterator[Path]:
        return (path for path, _ in _walk(self._root))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Keys(Spans):
    """The span of the key of every mapping entry, by the entry's path."""

    def _offsets(self, path: Path) -> Offsets | None:
        if not path:
            return None
        node: Node | None = self._root
        for step in path[:-1]:
            node = _child(node, step)
        entry = _entry(node, path[-1])
        return None if entry is None else entry[:2]

    def __iter__(self) -> Iterator[Path]:
        return (path for path, is_entry in _walk(self._root) if is_entry)


def _entry(node: Node | None, step: str | int) -> Entry | None:
    entries = node.entries if isinstance(node, Branch) else None
    return None if entries is None or not isinstance(step, str) else entries.get(step)


def _child(node: Node | None, step: str | int) -> Node | None:
    if not isinstance(node, Branch):
        return None
    if isinstance(step, int):
        return node.items[step] if 0 <= step < len(node.items) else None
    entry = None if node.entries is None else node.entries.get(step)
    return None if entry is None else entry[2]


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
