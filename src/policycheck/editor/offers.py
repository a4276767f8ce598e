"""What could be typed at the cursor in a proposal: fields of the vocabulary, their values, and what can be named."""

from __future__ import annotations

from collections.abc import Iterator

from policycheck.editor.cursor import Cursor, cursors, without_line
from policycheck.editor.markdown import said
from policycheck.editor.reading import Reading
from policycheck.editor.references import References
from policycheck.editor.values import Offer, Sort
from policycheck.editor.words import entry_words, field_words, takes_words, value_words
from policycheck.model.document import Document, Path
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import Field, Kind
from policycheck.rendering.visible import plain


def offers(reading: Reading, offset: int) -> tuple[Offer, ...]:
    """Everything that could stand at an offset, in the order of the vocabulary."""
    if reading.pack is None:
        return ()
    found: list[Offer] = []
    if not reading.text[:offset].strip():
        found += _keys(
            reading, reading.pack, Cursor(path=(), is_key=True, start=offset, quoted=False, document=_NOTHING), offset
        )
    for cursor in cursors(reading.text, offset):
        found += (_keys if cursor.is_key else _values)(reading, reading.pack, cursor, offset)
    return tuple(dict.fromkeys(found))


_NOTHING = Document("buffer", "", {}, {}, {})


def _keys(reading: Reading, pack: Pack, cursor: Cursor, offset: int) -> Iterator[Offer]:
    """The fields of the section or item at the cursor that are not there yet."""
    field = pack.vocabulary.field_at(cursor.path)
    if field is None or field.kind is not Kind.OBJECT:
        return
    documents = (cursor.document, reading.document, without_line(reading.text, offset))
    there = {key for document in documents for key in _keys_at(document, cursor.path)}
    for key, inner in field.properties.items():
        if key not in there or key == reading.text[cursor.start : offset]:
            needed = ", needed" if key in field.required else ""
            text = key if cursor.quoted else key + _after(inner)
            detail = plain(f"{inner.title or key}{needed}")
            yield Offer(key, Sort.FIELD, detail, field_words(key, inner), cursor.start, offset, text)


def _after(field: Field) -> str:
    """What follows a key: a section or a list of items begins on a line of its own."""
    blocks = field.kind is Kind.OBJECT or (field.item is not None and field.item.kind is Kind.OBJECT)
    return ":" if blocks else ": "


def _keys_at(document: Document | None, path: Path) -> set[str]:
    here = document.value if document is not None else None
    for step in path:
        if isinstance(here, dict):
            here = here.get(step)
        else:
            here = here[step] if isinstance(here, list) and isinstance(step, int) and step < len(here) else None
    return set(here) if isinstance(here, dict) else set()


def _values(reading: Reading, pack: Pack, cursor: Cursor, offset: int) -> Iterator[Offer]:
    """The values of the field at the cursor, or the names that can stand there."""
    start = cursor.start
    document = reading.document if reading.document is not None else cursor.document
    for named in References(pack, document).at(cursor.path):
        words = entry_words(named.entry, pack) if named.entry is not None else said(named.title)
        words = field_words(named.name, named.field) if named.field is not None else words
        yield Offer(named.name, Sort.REFERENCE, plain(named.title), words, start, offset, named.name)
    field = pack.vocabulary.field_at(cursor.path)
    if field is None:
        return
    if field.kind is Kind.BOOLEAN and not cursor.quoted:
        yield from (Offer(word, Sort.VALUE, takes_words(field), "", start, offset, word) for word in ("true", "false"))
    for value in field.values.values():
        written = value.value if cursor.quoted else _written(value.value)
        yield Offer(value.value, Sort.VALUE, plain(value.title), value_words(value), start, offset, written)


def _written(value: str) -> str:
    """A value as YAML: in quotation marks where it would be read as something else without."""
    from policycheck.load.scalars import resolve

    return value if resolve(value) == value and value.replace("_", "").replace("-", "").isalnum() else f'"{value}"'
