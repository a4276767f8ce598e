"""Paths of the rule language, checked against the vocabulary: `a.b`, `.x`, `.`, `a[].b[]`, `$list[].b`."""

from __future__ import annotations

import re

from msgspec import Struct

from policycheck.load.problems import did_you_mean
from policycheck.model.condition import FieldPath, ListSource, NamedList, Origin
from policycheck.model.vocabulary import Field, Kind

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\[\])?")


class PathError(Exception):
    """A path that the vocabulary does not know or that is malformed; carries a message and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Scope(Struct, frozen=True):
    """Where a condition stands: the document's root, and the item it speaks of inside a quantifier."""

    root: Field
    item: Field | None = None

    def within(self, item: Field) -> Scope:
        """The scope inside a quantifier over such items."""
        return Scope(self.root, item)


def parse_list(text: str, scope: Scope, named: dict[str, NamedList]) -> ListSource:
    """A list to quantify over. It ends in `[]`, or is a named list."""
    origin, start, source, steps = _start(text, scope, named)
    if not steps and source is not None:
        return ListSource(text, origin, source, (), start)
    if not steps or not steps[-1][1]:
        raise PathError(f"'{text}' does not name the items of a list", f"Write '{text}[]' for the items.")
    return _hops(text, origin, source, start, steps)


def parse_field(text: str, scope: Scope, named: dict[str, NamedList]) -> FieldPath:
    """A field to read: one field, or the same field of every item of a flattened list."""
    origin, start, source, steps = _start(text, scope, named)
    lists = [index for index, (_, is_list) in enumerate(steps) if is_list]
    if lists and lists[-1] == len(steps) - 1:
        raise PathError(f"'{text}' names items, not a field", "Drop the last '[]', or use a quantifier over the items.")
    if not lists and source is None:
        keys = tuple(name for name, _ in steps)
        return FieldPath(text, origin, keys, _walk(text, start, steps))
    if source is not None and (not lists and not steps):
        raise PathError(f"'{text}' is a list, not a field", "Use a quantifier over it, or name a field: $list[].field.")
    cut = lists[-1] + 1 if lists else 0
    over = _hops(text, origin, source, start, steps[:cut])
    keys = tuple(name for name, _ in steps[cut:])
    return FieldPath(text, origin, keys, _walk(text, over.item, steps[cut:]), over)


def _start(
    text: str, scope: Scope, named: dict[str, NamedList]
) -> tuple[Origin, Field, NamedList | None, list[tuple[str, bool]]]:
    if text.startswith("$"):
        name, _, rest = text[1:].partition("[]")
        if name not in named:
            raise PathError(f"there is no list definition ${name} before this place", did_you_mean(name, named))
        return Origin.ROOT, named[name].source.item, named[name], _steps(text, rest.removeprefix("."))
    if text.startswith("."):
        if scope.item is None:
            raise PathError(f"'{text}' starts with a dot, but there is no item here", "Start the path at the root.")
        return Origin.ITEM, scope.item, None, _steps(text, text[1:])
    if not text:
        raise PathError("the path is empty", "Name a field.")
    return Origin.ROOT, scope.root, None, _steps(text, text)


def _steps(text: str, rest: str) -> list[tuple[str, bool]]:
    steps = []
    for part in rest.split(".") if rest else ():
        match = _STEP.fullmatch(part)
        if match is None:
            raise PathError(f"'{text}' is not a path", "Write names joined by dots, with [] after a list: a.b[].c")
        steps.append((match[1], match[2] is not None))
    return steps


def _hops(
    text: str, origin: Origin, source: NamedList | None, start: Field, steps: list[tuple[str, bool]]
) -> ListSource:
    hops: list[tuple[str, ...]] = []
    keys: list[str] = []
    for name, is_list in steps:
        keys.append(name)
        if is_list:
            hops.append(tuple(keys))
            keys = []
    return ListSource(text, origin, source, tuple(hops), _walk(text, start, steps))


def _walk(text: str, here: Field, steps: list[tuple[str, bool]]) -> Field:
    for index, (name, is_list) in enumerate(steps):
        if here.kind is Kind.LIST:
            before = steps[index - 1][0]
            raise PathError(f"'{before}' in '{text}' is a list", f"Write '{before}[]' to go into its items.")
        if name not in here.properties:
            raise PathError(f"the vocabulary has no field '{name}' in '{text}'", did_you_mean(name, here.properties))
        here = here.properties[name]
        if is_list:
            if here.kind is not Kind.LIST or here.item is None:
                raise PathError(f"'{name}' in '{text}' is not a list", f"Write '{name}' without [].")
            here = here.item
    return here
