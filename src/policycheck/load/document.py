"""A YAML or JSON file to a Document: text, plain values, and the place of every value and key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import BinaryIO

from policycheck.errors import Problem
from policycheck.load.builder import Builder, Limits, ReadingStoppedError
from policycheck.load.front_matter import front_of, is_markdown
from policycheck.load.places import Places, in_file_order
from policycheck.load.spans import Branch, Keys, Spans
from policycheck.load.text import MAX_BYTES, checked, read_text, text_of
from policycheck.load.yaml_reader import read_yaml
from policycheck.model.document import Document

PROPOSAL_LIMITS = Limits(max_bytes=MAX_BYTES, depth=32, nodes=20_000, scalar=20_000)
PACK_LIMITS = Limits(max_bytes=4 << 20, depth=64, nodes=200_000, scalar=200_000)

UNREAD = frozenset(("DOC-SYNTAX", "DOC-TOO-DEEP", "DOC-TOO-MANY", "DOC-SECOND"))
"""Codes of problems after which a file was read no further: what is absent from its document may stand below."""


def load_document(
    source: str, *, stdin: BinaryIO | None = None, limits: Limits = PROPOSAL_LIMITS, check_content: bool = True
) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in the file `source` (`-`: standard input) and every problem found, in file order.

    `.json` is read as JSON, of Markdown the front matter as YAML 1.2, everything else as YAML 1.2; standard input as
    JSON where it is JSON. The outermost
    value of a document is a mapping. Values with a problem of their own are absent from `value` but not from
    `keys`. After a problem whose code is in `UNREAD` the document holds what stood before it. None when nothing
    could be built. `check_content=False` allows blank text, placeholder text and `{}` (packs).
    """
    places, problems = read_text(source, stdin, limits.max_bytes)
    return (None, problems) if places is None else _read(places, problems, limits, check_content=check_content)


def parse_document(
    content: str | bytes, name: str, *, limits: Limits = PROPOSAL_LIMITS, check_content: bool = True
) -> tuple[Document | None, tuple[Problem, ...]]:
    """As `load_document`, for the text or the bytes of a file that are at hand already; `name` stands in its spans."""
    places, problems = checked(content, name) if isinstance(content, str) else text_of(content, name, limits.max_bytes)
    return (None, problems) if places is None else _read(places, problems, limits, check_content=check_content)


def _read(
    places: Places, problems: tuple[Problem, ...], limits: Limits, *, check_content: bool
) -> tuple[Document | None, tuple[Problem, ...]]:
    text = places.text
    if is_markdown(places.name):
        front = front_of(places)
        if isinstance(front, Problem):
            return None, in_file_order([*problems, front])
        places = front
    builder = _build(places, limits, check_content=check_content)
    found = [*problems, *builder.complaints.found]
    document = _document(places, builder, text)
    if document is None and (builder.root is not None or not found) and not _stopped(builder):
        found.append(_not_a_mapping(places, builder))
    return document, in_file_order(found)


def _build(places: Places, limits: Limits, *, check_content: bool) -> Builder:
    """The builder after reading. Standard input that begins like JSON is read as JSON, and where that fails as YAML."""
    if places.name.lower().endswith(".json"):
        return _run(_read_json, Builder(places, limits, check_content=check_content))
    if places.name == "<stdin>" and places.text.lstrip().startswith("{"):
        as_json = _run(_read_json, Builder(places, limits, check_content=check_content))
        if not _stopped(as_json):
            return as_json
        as_yaml = _run(read_yaml, Builder(places, limits, check_content=check_content))
        return as_json if _stopped(as_yaml) and places.text.lstrip()[1:].lstrip().startswith('"') else as_yaml
    return _run(read_yaml, Builder(places, limits, check_content=check_content))


def _read_json(builder: Builder) -> None:
    """Read as JSON; the reader is imported when the first JSON document comes."""
    from policycheck.load.json_reader import read_json

    read_json(builder)


def _run(read: Callable[[Builder], None], builder: Builder) -> Builder:
    with suppress(ReadingStoppedError):
        read(builder)
    return builder


def _stopped(builder: Builder) -> bool:
    return stopped_at(builder.complaints.found) is not None


def stopped_at(problems: Iterable[Problem]) -> int | None:
    """The character at which reading stopped before the end of the text, if it did."""
    return next((one.span.start for one in problems if one.span and one.code in UNREAD), None)


def _document(places: Places, builder: Builder, text: str) -> Document | None:
    """The document; its text is that of the whole file, of which Markdown has more than was read."""
    if builder.root is None or not isinstance(builder.root[0], dict):
        return None
    value, node = builder.root
    return Document(places.name, text, value, Spans(node, places), Keys(node, places), places.marked)


def _not_a_mapping(places: Places, builder: Builder) -> Problem:
    """What to say of a text that holds no keys at all."""
    if builder.root is None:
        hint = "Write keys and values into it, one to a line: key: value."
        return Problem("DOC-FILE-EMPTY", f"{places.name} holds nothing but comments.", places.span(0, 0), hint)
    value, node = builder.root
    start = node.start if isinstance(node, Branch) else node[0]
    what = "a list" if isinstance(value, list) else "a single value"
    message = f"The file must hold keys with their values, and begins with {what}."
    hint = "Begin each outermost line with a key, a colon and a space: key: value."
    return Problem("DOC-ROOT", message, places.span(start, start), hint)
