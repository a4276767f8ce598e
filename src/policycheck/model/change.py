"""Changes of a document: what is set, appended or removed at which place. How a text takes them: `load/editing.py`."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from policycheck.model.document import Path, show_path


class Set(Struct, frozen=True):
    """This value stands at the path now. What is missing on the way is made; a position past the last is a new item."""

    path: Path
    value: Any


class Append(Struct, frozen=True):
    """The list at the path has this item more, at its end. A list that is not there is made."""

    path: Path
    value: Any


class Remove(Struct, frozen=True):
    """Nothing stands at the path any more, nor in what would be left empty: a mapping goes too, a list becomes `[]`."""

    path: Path


Change = Set | Append | Remove


class CannotChangeError(LookupError):
    """The path of a change leads through something that has no such place."""


def changed(value: Any, change: Change) -> Any:
    """The value after the change. What the change does not touch is the very same object.

    Raises CannotChangeError where a step leads into a plain value, or past the end of a list.
    """
    match change:
        case Set():
            return _set(value, change.path, change.value)
        case Append():
            held = value_at(value, change.path)
            count = len(held) if isinstance(held, list) else 0
            return _set(value, (*change.path, count), change.value)
        case Remove():
            return _removed(value, change.path)


def value_at(value: Any, path: Path) -> Any:
    """What stands at the path; None where nothing does."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def _set(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, str) and isinstance(value, dict | None):
        held = value or {}
        return {**held, step: _set(held.get(step), rest, new)}
    if isinstance(step, int) and isinstance(value, list | None) and 0 <= step <= len(value or ()):
        items = list(value or ())
        inner = _set(items[step] if step < len(items) else None, rest, new)
        return [*items[:step], inner, *items[step + 1 :]]
    raise CannotChangeError(show_path((step,)))


def _removed(value: Any, path: Path) -> Any:
    step, rest = path[0], path[1:]
    held = value_at(value, (step,))
    if held is None:
        raise CannotChangeError(show_path((step,)))
    inner = _removed(held, rest) if rest else None
    gone = inner is None or inner == {}
    if isinstance(value, dict):
        return {key: inner if key == step else part for key, part in value.items() if key != step or not gone}
    assert isinstance(step, int)
    return [*value[:step], *([] if gone else [inner]), *value[step + 1 :]]
