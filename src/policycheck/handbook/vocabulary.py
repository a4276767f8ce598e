"""The vocabulary of a pack as rows of tables: its fields by section, and its enumerations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from policycheck.load.pack_files import VOCABULARY
from policycheck.load.vocabulary import FORMER
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import EnumValue, Field, Kind
from policycheck.workshop.entries import value_of

_TAKES = {
    Kind.TEXT: "text",
    Kind.DATE: "a date",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.LIST: "a list",
    Kind.OBJECT: "fields",
}


class FieldRow(Struct, frozen=True, eq=False):
    """A field: its path, its words, what it takes, the name of its enumeration, and its former name."""

    path: str
    field: Field
    takes: str
    enumeration: str
    needed: bool
    former: str


class Enumeration(Struct, frozen=True, eq=False):
    """Values that fields take, under their name in the pack or, where they belong to one field, its path."""

    name: str
    values: tuple[EnumValue, ...]
    former: Mapping[str, str]


def rows(pack: Pack) -> tuple[dict[str, tuple[FieldRow, ...]], tuple[Enumeration, ...]]:
    """The fields of each section that the pack has words for, and the enumerations in the order of their first use."""
    reader = _Reader(pack.vocabulary.schema)
    own = _own_sections(pack)
    root = pack.vocabulary.root
    sections = {name: tuple(reader.fields(root.properties[name], schema, name)) for name, schema in own.items()}
    return sections, tuple(reader.enumerations.values())


def _own_sections(pack: Pack) -> Mapping[str, Any]:
    """The sections of the pack, by name: what its own file says of them, without the envelope."""
    properties: Mapping[str, Any] = value_of(VOCABULARY, pack.files[VOCABULARY])["properties"]
    return properties


class _Reader:
    """Walks sections, and notes the enumerations on its way."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._shared = schema.get("$defs", {})
        self.enumerations: dict[str, Enumeration] = {}

    def fields(self, field: Field, schema: Mapping[str, Any], prefix: str) -> Iterator[FieldRow]:
        """The fields below one, `schema` being what the pack's file says of it."""
        while field.kind is Kind.LIST and field.item is not None:
            field, schema, prefix = field.item, schema["items"], f"{prefix}[]"
        for name, sub in schema.get("properties", {}).items():
            inner, path = field.properties[name], f"{prefix}.{name}"
            takes, enumeration = self._takes(inner, sub, path)
            yield FieldRow(path, inner, takes, enumeration, name in field.required, sub.get(FORMER, ""))
            yield from self.fields(inner, sub, path)

    def _takes(self, field: Field, schema: Mapping[str, Any], path: str) -> tuple[str, str]:
        """What a field takes, in words, and the name of the enumeration where it takes its values."""
        if field.kind is Kind.LIST and field.item is not None:
            takes, enumeration = self._takes(field.item, schema["items"], path)
            return f"a list, each item {takes}", enumeration
        if field.kind is Kind.ENUM:
            name = schema["$ref"].rpartition("/")[2] if "$ref" in schema else path
            former = {new: old for old, new in field.formerly.items()}
            self.enumerations.setdefault(name, Enumeration(name, tuple(field.values.values()), former))
            return "one of", name
        return _TAKES[field.kind] + _bounds(field), ""


def _bounds(field: Field) -> str:
    match field.minimum, field.maximum:
        case None, None:
            return ""
        case least, None:
            return f" of at least {least:g}"
        case None, most:
            return f" of at most {most:g}"
        case least, most:
            return f" between {least:g} and {most:g}"
