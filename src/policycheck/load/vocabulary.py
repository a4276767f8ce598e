"""From a pack's JSON Schema (with the envelope's merged in) to the typed vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policycheck.model.document import Path
from policycheck.model.vocabulary import EnumValue, Field, Kind, Means, Vocabulary

FORMER = "x-renamed-from"
"""The key under which a field or a value says what it was called before."""

DRAFTER = "x-drafter"
"""The key by which a field or a value says whether a drafter may choose what stands there; a fact says false."""

_KINDS = {
    "string": Kind.TEXT,
    "number": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "array": Kind.LIST,
    "object": Kind.OBJECT,
}


def merge_envelope(envelope: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """One schema for the whole document: the program's envelope, and the pack's sections and values.

    The pack refines fields of the header (their enumerations) and adds its own; its sections stand beside the
    envelope's keys.
    """
    header = dict(envelope["properties"]["proposal"])
    own = vocabulary.get("properties", {})
    header["properties"] = {**header["properties"], **own.get("proposal", {}).get("properties", {})}
    sections = {name: schema for name, schema in own.items() if name != "proposal"}
    return {
        **envelope,
        "title": vocabulary.get("title", envelope.get("title", "")),
        "properties": {**envelope["properties"], **sections, "proposal": header},
        "$defs": {**envelope.get("$defs", {}), **vocabulary.get("$defs", {})},
    }


def schema_text(vocabulary: Vocabulary, pack_id: str) -> bytes:
    """The JSON Schema of a whole proposal for a pack, as the bytes of a file for editors."""
    schema = {**vocabulary.schema, "$id": f"urn:policycheck:pack:{pack_id}:proposal"}
    return json.dumps(schema, indent=2, ensure_ascii=False).encode() + b"\n"


def unknown_references(schema: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """Where the schema names a shared definition that it does not have, and the name."""
    return list(_references(schema, (), frozenset(schema.get("$defs", {}))))


def _references(value: Any, path: Path, known: frozenset[str]) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "$ref" and isinstance(part, str):
                name = part.rpartition("/")[2]
                if name not in known:
                    yield (*path, key), name
            else:
                yield from _references(part, (*path, key), known)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _references(part, (*path, index), known)


def misplaced_meanings(field: Field, name: str = "") -> list[str]:
    """The fields with a value marked as "not stated" in a list, or as "none" outside one: neither would work."""
    element = field.item if field.kind is Kind.LIST else None
    wrong = Means.NOT_STATED if element is not None else Means.NONE
    values = (element or field).values.values()
    found = [name] if any(value.means is wrong for value in values) else []
    for key, inner in (element or field).properties.items():
        found += misplaced_meanings(inner, f"{name}.{key}".lstrip("."))
    return found


def ambiguous_names(schema: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """Where a former name is still in use beside the present one, or is claimed twice; and that name."""
    return list(_ambiguous(schema, ()))


def _ambiguous(schema: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    fields = schema.get("properties", {})
    yield from _claimed({(*path, "properties", name): (name, sub) for name, sub in fields.items()})
    values = schema.get("oneOf", ())
    yield from _claimed({(*path, "oneOf", number): (entry["const"], entry) for number, entry in enumerate(values)})
    for name, sub in fields.items():
        yield from _ambiguous(sub, (*path, "properties", name))
    if "items" in schema:
        yield from _ambiguous(schema["items"], (*path, "items"))
    for name, sub in schema.get("$defs", {}).items():
        yield from _ambiguous(sub, (*path, "$defs", name))


def _claimed(named: Mapping[Path, tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[Path, str]]:
    taken = {name for name, _ in named.values()}
    for path, (_, schema) in named.items():
        former = schema.get(FORMER)
        if former is not None and former in taken:
            yield (*path, FORMER), former
        elif former is not None:
            taken.add(former)


def build_vocabulary(schema: Mapping[str, Any]) -> Vocabulary:
    """The typed tree of a schema. References resolve inside `$defs`; a shared definition is one Field."""
    builder = _Builder(schema.get("$defs", {}))
    return Vocabulary(builder.field(schema), schema, renamed=builder.renamed)


class _Builder:
    """Builds each definition once."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions
        self._enums: dict[str, Mapping[str, EnumValue]] = {}
        self.renamed = False

    def field(self, schema: Mapping[str, Any]) -> Field:
        reference = schema.get("$ref")
        if reference:
            target = self._definitions[reference.rpartition("/")[2]]
            schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
        if "oneOf" in schema or "enum" in schema:
            return self._enumeration(schema, reference or "")
        kind = _KINDS[schema.get("type", "object")]
        if kind is Kind.TEXT and schema.get("format") == "date":
            kind = Kind.DATE
        return Field(
            kind,
            title=schema.get("title", ""),
            description=schema.get("description", ""),
            plural=schema.get("x-plural", ""),
            label=schema.get("x-label", ""),
            minimum=schema.get("minimum"),
            maximum=schema.get("maximum"),
            item=self.field(schema["items"]) if kind is Kind.LIST else None,
            properties={name: self.field(sub) for name, sub in schema.get("properties", {}).items()},
            required=frozenset(schema.get("required", ())),
            formerly=self._formerly(schema.get("properties", {}).items()),
            drafter=schema.get(DRAFTER, True),
        )

    def _enumeration(self, schema: Mapping[str, Any], reference: str) -> Field:
        values = self._enums.get(reference)
        if values is None:
            values = {entry["const"]: _value(entry) for entry in schema.get("oneOf", ())} or {
                value: EnumValue(value, value.replace("_", " ")) for value in schema["enum"]
            }
            if reference:
                self._enums[reference] = values
        return Field(
            Kind.ENUM,
            title=schema.get("title", ""),
            description=schema.get("description", ""),
            plural=schema.get("x-plural", ""),
            values=values,
            formerly=self._formerly((entry["const"], entry) for entry in schema.get("oneOf", ())),
            drafter=schema.get(DRAFTER, True),
        )

    def _formerly(self, named: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
        """Former names and the present ones."""
        found = {schema[FORMER]: name for name, schema in named if FORMER in schema}
        self.renamed = self.renamed or bool(found)
        return found


def _value(entry: Mapping[str, Any]) -> EnumValue:
    const = entry["const"]
    return EnumValue(
        const,
        entry.get("title", const),
        entry.get("description", ""),
        Means(entry.get("x-means", "itself")),
        entry.get(DRAFTER, True),
    )
