"""What differs between two vocabularies: fields and values added, removed or renamed, and what fields take.

What a proposal could say and now cannot asks for a major version, what it can say in addition for a minor one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from policycheck.load.vocabulary import FORMER
from policycheck.workshop.versions import Step

Found = tuple[str, str, str, Step, tuple[str, ...]]
"""Kind, subject, change, step and parts of an edit."""
_WORDS = ("title", "description", "x-plural", "x-label", "x-drafter")
_LOWER = ("minimum", "minLength", "minItems")
_TYPES = ("type", "format")


class _Named(Struct, frozen=True, eq=False):
    """A field or a value under its full name: its schema, and the full name by which it went before."""

    schema: Mapping[str, Any]
    former: str
    needed: bool = False


def vocabulary_edits(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Found]:
    """The edits, in the order of the schemas."""
    for kind, names in (("field", _fields), ("value", _values)):
        before, after = dict(names(old)), dict(names(new))
        present = {one.former: name for name, one in after.items() if one.former and one.former not in after}
        for name, one in before.items():
            now = present.get(name, name)
            if now not in after:
                yield kind, name, "removed", Step.MAJOR, ()
                continue
            if _own(now) != _own(name):
                yield kind, name, "renamed", Step.MAJOR, (now,)
            yield from _changed(kind, now, one, after[now])
        for name, one in after.items():
            if name not in before and one.former not in before:
                yield kind, name, "added", Step.MAJOR if one.needed else Step.MINOR, ()


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, _Named]]:
    yield from _below(schema, "", "")


def _below(schema: Mapping[str, Any], prefix: str, former: str) -> Iterator[tuple[str, _Named]]:
    """Every field below, `a.b[].c`, with the name that it had before its own and its parents' renaming."""
    dot = "." if prefix else ""
    for key, sub in schema.get("properties", {}).items():
        name, was = f"{prefix}{dot}{key}", f"{former}{dot}{sub.get(FORMER, key)}"
        yield name, _Named(sub, was if was != name else "", key in schema.get("required", ()))
        item, marks = sub, ""
        while "items" in item:
            item, marks = item["items"], f"{marks}[]"
        yield from _below(item, name + marks, was + marks)


def _values(schema: Mapping[str, Any]) -> Iterator[tuple[str, _Named]]:
    """Every value: of a shared enumeration under its name, of another under its field."""
    for name, shared in schema.get("$defs", {}).items():
        yield from _of(shared, name, name)
    for name, field in _fields(schema):
        inner = field.schema
        while "items" in inner:
            inner = inner["items"]
        yield from _of(inner, name, field.former or name)


def _of(schema: Mapping[str, Any], place: str, was: str) -> Iterator[tuple[str, _Named]]:
    for entry in schema.get("oneOf", ()):
        name, former = f"{place}: {entry['const']}", f"{was}: {entry.get(FORMER, entry['const'])}"
        yield name, _Named(entry, former if former != name else "")


def _own(name: str) -> str:
    """The last part of a full name: what is below something renamed is not renamed itself."""
    return name.partition(": ")[2] or name.rpartition(".")[2]


def _changed(kind: str, name: str, old: _Named, new: _Named) -> Iterator[Found]:
    step = max(_narrowing(old, new), _meaning(old.schema, new.schema))
    if step:
        yield kind, name, "changed", step, ("narrower",) if step is Step.MAJOR else ("meaning",)
    elif any(old.schema.get(key) != new.schema.get(key) for key in _WORDS):
        yield kind, name, "changed", Step.PATCH, ("words",)


def _meaning(old: Mapping[str, Any], new: Mapping[str, Any]) -> Step:
    return Step.MINOR if old.get("x-means") != new.get("x-means") else Step.NONE


def _narrowing(old: _Named, new: _Named) -> Step:
    """Major where something is refused that was taken, minor where more is taken, none where all is as it was."""
    before, after = old.schema, new.schema
    if new.needed and not old.needed:
        return Step.MAJOR
    steps = [Step.MINOR if old.needed and not new.needed else Step.NONE]
    steps += [Step.MAJOR for key in _TYPES if before.get(key) != after.get(key) and key in after]
    steps += [_bound(before.get(key), after.get(key), sign=1) for key in _LOWER]
    steps.append(_bound(before.get("maximum"), after.get("maximum"), sign=-1))
    steps += [_flag(before.get(key, free), after.get(key, free), free) for key, free in _FLAGS]
    if before.get("$ref") != after.get("$ref") or ("oneOf" in before) is not ("oneOf" in after):
        steps.append(Step.MAJOR)
    if "items" in before and "items" in after:
        steps.append(_narrowing(_Named(before["items"], ""), _Named(after["items"], "")))
    return max(steps)


_FLAGS = (("uniqueItems", False), ("additionalProperties", True))
"""Keywords that forbid something, and their value where they forbid nothing."""


def _bound(old: float | None, new: float | None, *, sign: int) -> Step:
    """Of a lower bound (sign 1) or an upper one (sign -1)."""
    if old == new:
        return Step.NONE
    if new is None or (old is not None and sign * new < sign * old):
        return Step.MINOR
    return Step.MAJOR


def _flag(old: Any, new: Any, free: Any) -> Step:
    if old == new:
        return Step.NONE
    return Step.MINOR if new == free else Step.MAJOR
