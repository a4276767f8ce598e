"""What differs between two versions of a pack, entry by entry, and the step of the version that each edit asks for.

An edit of words asks for a patch; what may change an outcome for a minor version; what may make a proposal invalid, or
takes an entry away, for a major one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from policycheck.model.pack import Pack
from policycheck.workshop.entries import Raw, raw
from policycheck.workshop.versions import Step
from policycheck.workshop.vocabulary_edits import vocabulary_edits

_PARTS = {
    "condition": ("when", "met", "partly", "contradicted", "requires", "reconciled", "must"),
    "weight": ("weight",),
    "severity": ("severity",),
    "caps": ("caps",),
    "level": ("level",),
    "scope": ("strands", "sections", "across", "package_only"),
    "topic": ("slug",),
    "words": ("title", "question", "why", "remedy", "when_note", "message", "minor_note", "log"),
    "clauses": ("clauses", "authority"),
}
"""The parts of an entry, and the keys that make them up."""
_QUIET = frozenset({"words", "clauses"})
"""Parts that change no outcome and no verdict."""
_WORDS = frozenset({"title", "note", "item"})
_HEAD_WORDS = ("title", "description", "reviewed_on", "recommendations")


class Edit(Struct, frozen=True):
    """One difference: what was added, removed or changed, and the parts that differ where it was changed."""

    kind: str
    subject: str
    change: str
    step: Step
    parts: tuple[str, ...] = ()


def edits(old: Pack, new: Pack) -> tuple[Edit, ...]:
    """Every difference in meaning or in words: entries in the order of the packs, then definitions, then the rest."""
    before, after = raw(old), raw(new)
    return (
        *_entries(before, after),
        *_definitions(before, after),
        *(Edit(*one) for one in vocabulary_edits(old.vocabulary.schema, new.vocabulary.schema)),
        *_head(before, after),
    )


def _entries(before: Raw, after: Raw) -> Iterator[Edit]:
    for name in dict.fromkeys((*before.entries, *after.entries)):
        old, new = before.entries.get(name), after.entries.get(name)
        if old is not None and new is not None and old.kind == new.kind:
            parts = tuple(part for part, keys in _PARTS.items() if _differ(old.value, new.value, keys))
            if parts:
                yield Edit(new.kind, name, "changed", max(_step(part) for part in parts), parts)
            continue
        if old is not None:
            yield Edit(old.kind, name, "removed", Step.MINOR if old.kind == "check" else Step.MAJOR)
        if new is not None:
            yield Edit(new.kind, name, "added", Step.MINOR)


def _step(part: str) -> Step:
    """What an edit of this part asks for. A topic is a word of proposals: those that use the former one are refused."""
    if part == "topic":
        return Step.MAJOR
    return Step.PATCH if part in _QUIET else Step.MINOR


def _definitions(before: Raw, after: Raw) -> Iterator[Edit]:
    old, new = before.definitions, after.definitions
    for name in dict.fromkeys((*old, *new)):
        if name not in new or name not in old:
            # Alone it changes nothing: what uses it differs too, and says so.
            yield Edit("definition", f"${name}", "added" if name in new else "removed", Step.PATCH)
        elif _without(old[name], _WORDS) != _without(new[name], _WORDS):
            yield Edit("definition", f"${name}", "changed", Step.MINOR, ("meaning",))
        elif old[name] != new[name]:
            yield Edit("definition", f"${name}", "changed", Step.PATCH, ("words",))


def _head(before: Raw, after: Raw) -> Iterator[Edit]:
    old, new = before.head["scale"], after.head["scale"]
    parts = tuple(key for key in dict.fromkeys((*old, *new)) if key != "basis" and old.get(key) != new.get(key))
    if parts:
        yield Edit("scale", "scale", "changed", Step.MINOR, parts)
    elif old != new:
        yield Edit("scale", "scale", "changed", Step.PATCH, ("words",))
    if before.head["comprehensive"] != after.head["comprehensive"]:
        yield Edit("pack", "pack.yaml", "changed", Step.MINOR, ("scope",))
    elif _differ(before.head, after.head, _HEAD_WORDS):
        yield Edit("pack", "pack.yaml", "changed", Step.PATCH, ("words",))
    if before.sources != after.sources:
        yield Edit("sources", "sources.yaml", "changed", Step.PATCH, ("clauses",))


def _differ(old: Mapping[str, Any], new: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    return any(old.get(key) != new.get(key) for key in keys)


def _without(value: Any, keys: frozenset[str]) -> Any:
    return {key: part for key, part in value.items() if key not in keys}
