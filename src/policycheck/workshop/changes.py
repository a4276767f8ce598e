"""Changing a proposal in a few places, into a document of its own. The one that is changed stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.document import Document, Path, show_path

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[([0-9]{1,6})\])?")


class ChangeError(Exception):
    """A change that cannot be made; the message says why, `hint` what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Change(Struct, frozen=True, eq=False):
    """One change: its kind (`set`, `each`, `append`, `remove`), where, what, and where it stands in its file."""

    kind: str
    path: Path
    value: Any
    source: Path


def read_path(text: str) -> Path:
    """The path in `a.b[1].c` (positions from 0). Raises ChangeError for anything else."""
    steps: list[str | int] = []
    for part in text.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ChangeError(f"'{text}' is not a path", "Write names joined by dots, and positions from 0: a.b[1].c")
        steps += [match[1]] if match[2] is None else [match[1], int(match[2])]
    return tuple(steps)


def in_order(changes: list[Change]) -> list[Change]:
    """What is set first, then what is appended, then what is removed: from the back, so that positions hold."""
    removed = sorted((c for c in changes if c.kind == "remove"), key=lambda c: _by_position(c.path), reverse=True)
    return [c for kind in ("set", "each", "append") for c in changes if c.kind == kind] + removed


def _by_position(path: Path) -> tuple[tuple[int, str, int], ...]:
    return tuple((1, "", step) if isinstance(step, int) else (0, step, 0) for step in path)


def changed(value: Any, changes: list[Change]) -> tuple[Any, list[tuple[Change, ChangeError]]]:
    """The value with all the changes made, and those that cannot be made."""
    errors: list[tuple[Change, ChangeError]] = []
    for one in in_order(changes):
        try:
            value = _at(value, one.path, _EDITS[one.kind], one)
        except ChangeError as error:
            errors.append((one, error))
    return value, errors


def _at(value: Any, path: Path, edit: Callable[[Any, str | int, Change], Any], one: Change) -> Any:
    """A copy of the value with the edit made at the path; what the path does not touch is shared."""
    step, *rest = path
    _must_lead_on(value, step, one.path)
    if not rest:
        return edit(value, step, one)
    copy: Any
    if isinstance(step, int):
        copy = list(value)
    else:
        copy = dict(value)
        if step not in copy:
            if isinstance(rest[0], int) or one.kind == "remove":
                raise _nothing_there(one.path)
            copy[step] = {}
    copy[step] = _at(copy[step], tuple(rest), edit, one)
    return copy


def _must_lead_on(value: Any, step: str | int, path: Path) -> None:
    if isinstance(step, str) and not isinstance(value, dict):
        raise ChangeError(f"'{show_path(path)}' asks for '{step}' in what has no fields")
    if isinstance(step, int) and (not isinstance(value, list) or step >= len(value)):
        raise _nothing_there(path)


def _nothing_there(path: Path) -> ChangeError:
    hint = "Positions count from 0 in the base. To add to a list, use append; to begin one, set the whole list."
    return ChangeError(f"there is nothing at '{show_path(path)}' in the base", hint)


def _set(value: Any, step: Any, one: Change) -> Any:
    present = isinstance(step, int) or step in value
    if present and _same(value[step], one.value):
        raise ChangeError(f"'{show_path(one.path)}' is that already in the base", "Leave this change out.")
    return _replace(value, step, one)


def _replace(value: Any, step: Any, one: Change) -> Any:
    copy = list(value) if isinstance(step, int) else dict(value)
    copy[step] = one.value
    return copy


def _append(value: Any, step: Any, one: Change) -> Any:
    present = isinstance(step, int) or step in value
    there = value[step] if present else []
    if not isinstance(there, list):
        raise ChangeError(f"'{show_path(one.path)}' is not a list in the base", "Set it instead.")
    copy = list(value) if isinstance(step, int) else dict(value)
    copy[step] = [*there, one.value]
    return copy


def _remove(value: Any, step: Any, one: Change) -> Any:
    if isinstance(step, str) and step not in value:
        raise _nothing_there(one.path)
    copy: Any = list(value) if isinstance(step, int) else dict(value)
    del copy[step]
    return copy


_EDITS = {"set": _set, "each": _replace, "append": _append, "remove": _remove}


def _same(one: Any, other: Any) -> bool:
    """Equal, and of one type: 1 is not true."""
    return type(one) is type(other) and bool(one == other)


class Origins(Mapping[Path, Span]):
    """Where the values of a changed proposal stand: what was changed at the change, all else at the case."""

    def __init__(self, file: Document, case: Path, changes: list[Change]) -> None:
        self._file = file
        self._case = case
        self._changes = in_order(changes)

    def __getitem__(self, path: Path) -> Span:
        for one in reversed(self._changes):
            if path[: len(one.path)] == one.path:
                return self._file.span((*one.source, *path[len(one.path) :]))
        for one in self._changes:
            if path and one.path[: len(path)] == path:
                return self._file.span(one.source)
        return self._file.key_span(self._case)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, tuple)

    def __iter__(self) -> Iterator[Path]:
        return (one.path for one in self._changes)

    def __len__(self) -> int:
        return len(self._changes)


def changed_document(value: Any, file: Document, case: Path, changes: list[Change]) -> Document:
    """The changed values as a document whose places are those of the case."""
    return Document(file.name, file.text, value, Origins(file, case, changes), {})
