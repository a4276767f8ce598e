"""What is told and offered in a file of a pack: clauses, rules, definitions, fields, and the keys that a file has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from policycheck.editor.cursor import Cursor, cursors
from policycheck.editor.markdown import said
from policycheck.editor.notes import one_line
from policycheck.editor.packs import PackReading, definitions_of, field_named, scope_at
from policycheck.editor.values import Offer, Sort, Tip
from policycheck.editor.words import entry_words, field_words, paragraphs, value_words
from policycheck.load.spans import Spans
from policycheck.model.condition import Comparator, Quantifier
from policycheck.model.document import Document, Path
from policycheck.model.pack import Authority, Clause, Pack
from policycheck.model.vocabulary import Field, Kind
from policycheck.rendering.visible import plain
from policycheck.resources import read_schema

_NAME = re.compile(r"\$([a-z][a-z0-9_]*)")
_CONDITIONS = frozenset({"id", "when", "met", "partly", "contradicted", "reconciled"})
_COMPARATORS = frozenset(one.value for one in Comparator)
_PATHS = frozenset({"field", "list", "value", *(one.value for one in Quantifier)})
_FORMS = ("field", *Quantifier, "all", "any", "not", *Comparator, "where", "satisfies", "if_empty", "rule")


def pack_tip(reading: PackReading, offset: int) -> Tip | None:
    """What is told of the character at an offset; None where there is nothing to tell."""
    document, pack = reading.document, reading.pack
    if document is None or pack is None or not isinstance(document.spans, Spans):
        return None
    path, is_key = document.spans.at(offset)
    value = None if is_key else _at(document.value, path)
    words = _key_words(document, pack, path) if is_key else _value_words(document, pack, path, value)
    if not words or not path:
        return None
    span = document.keys[path] if is_key else document.span(path)
    return Tip(*one_line(reading.text, span.start, span.end), words)


def _key_words(document: Document, pack: Pack, path: Path) -> str:
    """At a key of an entry: the entry, with its conditions in English."""
    entry = _at(document.value, path[:-1])
    identifier = entry.get("id") if isinstance(entry, dict) and path[-1] in _CONDITIONS else None
    found = next((one for one in pack.citing if one.id == identifier), None)
    return entry_words(found, pack) if found is not None else ""


def _value_words(document: Document, pack: Pack, path: Path, value: object) -> str:
    if not isinstance(value, str):
        return ""
    known = {one.id: one for one in (*pack.citing, *pack.sources.clauses.values())}
    if value in known:
        return entry_words(known[value], pack)
    if value in pack.sources.authorities:
        return _authority(pack.sources.authorities[value])
    field = field_named(pack, document.value, path, value) if path[-1] in _PATHS else None
    if field is not None:
        return field_words(value, field)
    if found := _NAME.match(value):
        return _definition(pack, found[1])
    compared = _compared(pack, document.value, path)
    held = compared.values.get(value) if compared is not None else None
    return value_words(held) if held is not None else ""


def _authority(authority: Authority) -> str:
    return paragraphs((f"**{said(authority.id)}**", said(authority.cite), said(authority.use)))


def _definition(pack: Pack, name: str) -> str:
    """A definition as it stands in its file."""
    document, _ = definitions_of(pack)
    place: Path = ("definitions", name)
    if document is None or place not in document.keys:
        return ""
    written = document.text[document.keys[place].start : document.span(place).end]
    entry = _at(document.value, place)
    title = str(entry.get("title", "")) if isinstance(entry, dict) else ""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", written)), default=2) + 1)
    return paragraphs((f"**${said(name)}** {said(title)}", f"{fence}yaml\n{written}\n{fence}"))


def _compared(pack: Pack, value: object, path: Path) -> Field | None:
    """The field that the leaf around an operand reads; of a list, what it holds."""
    at = max((index for index, step in enumerate(path) if step in _COMPARATORS), default=-1)
    leaf = _at(value, path[:at]) if at >= 0 else None
    text = leaf.get("field") if isinstance(leaf, dict) else None
    if not isinstance(text, str):
        return None
    field = field_named(pack, value, (*path[:at], "field"), text)
    return field.item if field is not None and field.kind is Kind.LIST else field


def _at(value: object, path: Path) -> object:
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        else:
            value = value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
    return value


# ---------------------------------------------------------------- what is offered


def pack_offers(reading: PackReading, offset: int) -> tuple[Offer, ...]:
    """Everything that could stand at an offset."""
    found: list[Offer] = []
    for cursor in cursors(reading.text, offset):
        if cursor.is_key:
            found += _keys(reading.name, cursor, offset)
        elif reading.pack is not None:
            found += _values(reading.pack, cursor, reading.text[cursor.start : offset], offset)
    return tuple(dict.fromkeys(found))


def _keys(name: str, cursor: Cursor, offset: int) -> Iterator[Offer]:
    """The keys that the file's schema has there; in a condition, those of the rule language."""
    schema, there = _schema_at(name, cursor.path), _at(cursor.document.value, cursor.path)
    known = schema.get("properties", {}) if schema is not None else {}
    for key, sub in known.items():
        if not isinstance(there, dict) or key not in there:
            about = sub if isinstance(sub, Mapping) else {}
            title = str(about.get("title", ""))
            words = said(str(about.get("description", "")) or title)
            yield Offer(key, Sort.FIELD, plain(title), words, cursor.start, offset, f"{key}: ")
    keys = [step for step in cursor.path if isinstance(step, str)]
    if not known and _CONDITIONS.intersection(keys) and keys[-1] not in _COMPARATORS:
        yield from (Offer(str(key), Sort.FIELD, "", "", cursor.start, offset, f"{key}: ") for key in _FORMS)


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(read_schema("pack"))
    return schema


def _schema_at(name: str, path: Path) -> Mapping[str, Any] | None:
    """What the schema of a pack says of a place in the file of that name."""
    here: Any = _schema()
    for step in (name, *path):
        here = _inside(_resolved(here), step)
        if not isinstance(here, Mapping):
            return None
    return _resolved(here)


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    found: Mapping[str, Any] = _schema()["$defs"][reference.rpartition("/")[2]] if reference else schema
    return found


def _inside(schema: Mapping[str, Any], step: str | int) -> Any:
    if isinstance(step, int):
        return schema.get("items")
    return schema.get("properties", {}).get(step) or schema.get("additionalProperties")


def _values(pack: Pack, cursor: Cursor, typed: str, offset: int) -> Iterator[Offer]:
    """What can be named at a place: clauses, rules, fields and lists, values of the field that is compared."""
    keys = [step for step in cursor.path if isinstance(step, str)]
    key = keys[-1] if keys else ""
    if key == "clauses":
        yield from (_reference(one, pack, cursor, offset) for one in pack.sources.clauses.values())
    elif key in {"rule", "requires"}:
        rules = (rule for one in pack.recommendations for rule in one.rules)
        for rule in rules:
            words = entry_words(rule, pack)
            yield Offer(rule.id, Sort.REFERENCE, plain(rule.title), words, cursor.start, offset, rule.id)
    elif key in _PATHS and not typed.startswith("$"):
        yield from _paths(pack, cursor, typed, offset)
    else:
        compared = _compared(pack, cursor.document.value, cursor.path)
        for value in compared.values.values() if compared is not None else ():
            words = value_words(value)
            yield Offer(value.value, Sort.VALUE, plain(value.title), words, cursor.start, offset, value.value)
    if key != "clauses" and not typed.startswith("."):
        yield from _names(pack, cursor, offset)


def _reference(clause: Clause, pack: Pack, cursor: Cursor, offset: int) -> Offer:
    words = entry_words(clause, pack)
    return Offer(clause.id, Sort.REFERENCE, plain(clause.says[:80]), words, cursor.start, offset, clause.id)


def _names(pack: Pack, cursor: Cursor, offset: int) -> Iterator[Offer]:
    """Every definition."""
    document, found = definitions_of(pack)
    for name in found.places:
        entry = _at(document.value, ("definitions", name)) if document is not None else None
        title = str(entry.get("title", "")) if isinstance(entry, dict) else ""
        yield Offer(f"${name}", Sort.REFERENCE, plain(title), _definition(pack, name), cursor.start, offset, f"${name}")


def _paths(pack: Pack, cursor: Cursor, typed: str, offset: int) -> Iterator[Offer]:
    """The fields that a path can lead to: of the item, where it begins with a dot, else of the proposal."""
    scope = scope_at(pack, cursor.document.value, cursor.path)
    begins, root = (".", scope.item) if typed.startswith(".") else ("", scope.root)
    for path, field in _below(root, "") if root is not None else ():
        text = f"{begins}{path}"
        yield Offer(text, Sort.FIELD, plain(field.title), field_words(path, field), cursor.start, offset, text)


def _below(field: Field, path: str) -> Iterator[tuple[str, Field]]:
    """Every field below one with its path; a list with the mark of its items too."""
    for key, inner in field.properties.items():
        name = f"{path}.{key}" if path else key
        yield name, inner
        if inner.kind is Kind.LIST and inner.item is not None:
            yield f"{name}[]", inner.item
            yield from _below(inner.item, f"{name}[]")
        else:
            yield from _below(inner, name)
