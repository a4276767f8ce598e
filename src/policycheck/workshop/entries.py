"""The entries of a pack as they stand in its files: raw mappings by id, apart from the typed pack made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from policycheck.load.document import PACK_LIMITS, parse_document
from policycheck.load.pack_files import ADVISORIES, CHECKS, DEFINITIONS, HEAD, SOURCES, TENSIONS
from policycheck.model.pack import Pack

_NAME = re.compile(r"\$([a-z][a-z0-9_]*)")

Entries = Mapping[str, Mapping[str, Any]]


class Entry(Struct, frozen=True, eq=False):
    """What an entry is (`rule`, `advisory`, ...), and its mapping; of a recommendation, without its rules."""

    kind: str
    value: Mapping[str, Any]


class Raw(Struct, frozen=True, eq=False):
    """The head of a pack, its entries and definitions, and its sources."""

    head: Mapping[str, Any]
    entries: Mapping[str, Entry]
    definitions: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Any]

    def definitions_used(self, value: Any) -> frozenset[str]:
        """The names of the definitions that a value uses, directly or through others."""
        found: set[str] = set()
        waiting = list(_names(value))
        for name in waiting:
            if name not in found and name in self.definitions:
                found.add(name)
                waiting += _names(self.definitions[name])
        return frozenset(found)


def raw(pack: Pack) -> Raw:
    """The pack as it stands in its files."""
    files = {name: value_of(name, content) for name, content in pack.files.items()}
    head = files[HEAD]
    entries: dict[str, Entry] = {}
    for name in head["recommendations"]:
        own = {key: value for key, value in files[name].items() if key != "rules"}
        entries[own["id"]] = Entry("recommendation", own)
        entries |= {rule["id"]: Entry("rule", rule) for rule in files[name]["rules"]}
    for file, table, kind in (
        (ADVISORIES, "advisories", "advisory"),
        (TENSIONS, "tensions", "tension"),
        (CHECKS, "checks", "check"),
    ):
        entries |= {one["id"]: Entry(kind, one) for one in files.get(file, {}).get(table, ())}
    return Raw(head, entries, files.get(DEFINITIONS, {}).get("definitions", {}), files[SOURCES])


def value_of(name: str, content: bytes) -> Mapping[str, Any]:
    """What stands in a file of a pack that was loaded before."""
    document, _ = parse_document(content, name, limits=PACK_LIMITS, check_content=False)
    assert document is not None, f"{name} was read before"
    value: Mapping[str, Any] = document.value
    return value


def _names(value: Any) -> Iterator[str]:
    """Every `$name` in a condition or a definition."""
    if isinstance(value, str):
        found = _NAME.match(value)
        if found:
            yield found[1]
    elif isinstance(value, Mapping | list):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _names(part)
