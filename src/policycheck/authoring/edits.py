"""Single edits of a proposal by a drafter, and sets of them. A set means the same in whatever order it is made.

Places are those of the proposal as it came: what is taken away or added does not move them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from typing import Any

from msgspec import Struct, json

from policycheck.model.change import Append, Change, Remove, Set, changed, value_at
from policycheck.model.document import Path


class Does(StrEnum):
    """What an edit does."""

    STATE = "state"
    """States a field, or states it otherwise."""
    ADD = "add"
    """Adds a plain value to a list."""
    DROP = "drop"
    """Takes a plain value from a list."""
    NEW = "new"
    """Adds an item with fields of its own to a list."""
    REMOVE = "remove"
    """Takes such an item away."""


class Nature(StrEnum):
    """What an edit means for the policy."""

    STATES = "states"
    CHANGES = "changes"
    ADDS = "adds"
    REMOVES = "removes"

    @property
    def words(self) -> str:
        """What a reader has to know before making the edit."""
        return _NATURES[self]


_NATURES = {
    Nature.STATES: "states what the proposal leaves open",
    Nature.CHANGES: "a policy change: the proposal says otherwise now",
    Nature.ADDS: "a policy change: more than the proposal says now",
    Nature.REMOVES: "a policy change: less than the proposal says now",
}


class Edit(Struct, frozen=True, order=True):
    """One edit. `written` is its value as JSON, so that edits can be compared and kept in sets."""

    kind: Does
    path: Path
    written: str = "null"

    @property
    def value(self) -> Any:
        """What is stated, added, or taken away; None of an item that is removed."""
        return json.decode(self.written)


Edits = frozenset[Edit]


def edit(kind: Does, path: Path, value: Any = None) -> Edit:
    """An edit with this value."""
    return Edit(kind, path, json.encode(value).decode())


def leaves(value: Any) -> int:
    """How many values stand in a value; something that is empty counts as one."""
    if isinstance(value, dict):
        return sum(map(leaves, value.values())) or 1
    if isinstance(value, list):
        return sum(map(leaves, value)) or 1
    return 1


def cost(base: Any, edits: Iterable[Edit]) -> int:
    """How many fields are written, replaced or taken away; a value of a list counts as a field."""
    return sum(cost_of(base, one) for one in edits)


def cost_of(base: Any, one: Edit) -> int:
    """As `cost`, of one edit."""
    if one.kind is Does.NEW:
        return leaves(one.value)
    return leaves(value_at(base, one.path)) if one.kind is Does.REMOVE else 1


def nature(base: Any, one: Edit) -> Nature:
    """What an edit means for the policy that stands in `base`."""
    if one.kind in {Does.DROP, Does.REMOVE}:
        return Nature.REMOVES
    stated = value_at(base, one.path) is not None
    if one.kind is Does.STATE:
        return Nature.CHANGES if stated else Nature.STATES
    return Nature.ADDS if stated else Nature.STATES


def changes(base: Any, edits: Collection[Edit]) -> Iterator[Change]:
    """The edits as changes, to be made one after the other: what stands where others point at goes last."""
    for kind in (Does.STATE, Does.NEW, Does.REMOVE):
        ordered = sorted((one for one in edits if one.kind is kind), reverse=kind is Does.REMOVE)
        if kind is Does.NEW:
            yield from _of_plain_lists(base, edits)
        for one in ordered:
            yield _change(one)


def _change(one: Edit) -> Change:
    if one.kind is Does.REMOVE:
        return Remove(one.path)
    return Append(one.path, one.value) if one.kind is Does.NEW else Set(one.path, one.value)


def _of_plain_lists(base: Any, edits: Iterable[Edit]) -> Iterator[Change]:
    """What is added to lists of plain values, and what is dropped, list by list."""
    plain = sorted(one for one in edits if one.kind in {Does.ADD, Does.DROP})
    for path in sorted({one.path for one in plain}, key=str):
        mine = [one for one in plain if one.path == path]
        added = [one.value for one in mine if one.kind is Does.ADD]
        dropped = [one.value for one in mine if one.kind is Does.DROP]
        held = value_at(base, path)
        if not dropped and held:
            yield from (Append(path, value) for value in added)
        else:
            yield Set(path, [*(value for value in held or () if value not in dropped), *added])


def applied(base: Any, edits: Collection[Edit]) -> Any:
    """What the proposal says after the edits. What they do not touch is the very same object."""
    for change in changes(base, edits):
        base = changed(base, change)
    return base


def at_home(base: Any, edits: Edits, path: Path) -> tuple[Edit | None, Path]:
    """Where a place of the edited proposal stands in the one that came.

    Inside an item that an edit adds: that edit, and the way from the item on.
    """
    home: Path = ()
    for at, step in enumerate(path):
        if isinstance(step, int):
            gone = {one.path[-1] for one in edits if one.kind is Does.REMOVE and one.path[:-1] == home}
            kept = [number for number in range(len(value_at(base, home) or ())) if number not in gone]
            if step >= len(kept):
                new = sorted(one for one in edits if one.kind is Does.NEW and one.path == home)
                return new[step - len(kept)], path[at + 1 :]
            step = kept[step]  # noqa: PLW2901 - the same step, as it was numbered before
        home = (*home, step)
    return None, home


def with_edit(base: Any, edits: Edits, more: Edit) -> Edits | None:
    """The edits and one more, whose place is that of the edited proposal. None where it would undo one of them."""
    holder, path = at_home(base, edits, more.path)
    moved = Edit(more.kind, path, more.written)
    if holder is None:
        return None if _clashes(edits, moved) else edits | {moved}
    if not path:  # an item that was only just added would go again
        return None
    return (edits - {holder}) | {edit(Does.NEW, holder.path, applied(holder.value, [moved]))}


def _clashes(edits: Edits, more: Edit) -> bool:
    for one in edits:
        if one.path == more.path and (one.kind is Does.STATE or more.kind is Does.STATE or one.written == more.written):
            return one.kind is not Does.NEW
        if Does.REMOVE in {one.kind, more.kind} and _holds(one.path, more.path):
            return True
    return False


def _holds(one: Path, other: Path) -> bool:
    return one[: len(other)] == other or other[: len(one)] == one
