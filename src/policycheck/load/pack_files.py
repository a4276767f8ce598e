"""Reading the files of a pack. A shipped pack's were proved by the gate, so at run time only their values are needed.

A stranger's pack goes through the same strict reader as a proposal. A shipped file goes through a faster parser,
and through the strict one when a place in it is asked for, or when the fast one objects. A test holds that both
read the same values from every shipped file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from msgspec import Struct

from policycheck.errors import Problem, Span
from policycheck.load.document import PACK_LIMITS, load_document, parse_document
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.schema import Validator
from policycheck.load.text import shown_name
from policycheck.model.document import Document, Path
from policycheck.resources import read_schema

HEAD = "pack.yaml"
VOCABULARY = "vocabulary.schema.yaml"
SOURCES = "sources.yaml"
DEFINITIONS = "definitions.yaml"
ADVISORIES = "advisories.yaml"
TENSIONS = "tensions.yaml"
CHECKS = "checks.yaml"
_NEEDED = (VOCABULARY, SOURCES)
_OPTIONAL = (DEFINITIONS, ADVISORIES, TENSIONS, CHECKS)

Read = tuple[Document | None, tuple[Problem, ...]]
"""A document, if one could be built, and the problems of its text."""


class Shelf(Struct, frozen=True):
    """Where the files of a pack are: which there are, whether there is one of that name, and how it is read."""

    names: Callable[[], Iterable[str]]
    has: Callable[[str], bool]
    read: Callable[[str], Read]


def in_folder(folder: str, read: Callable[[str], Read]) -> Shelf:
    """The files of a folder; `read` is given their paths."""
    return Shelf(
        names=lambda: os.listdir(folder),
        has=lambda name: os.path.exists(os.path.join(folder, name)),
        read=lambda name: read(os.path.join(folder, name)),
    )


def in_memory(files: Mapping[str, bytes]) -> Shelf:
    """Files that are at hand already, read as strictly as a stranger's."""
    return Shelf(names=files.keys, has=files.__contains__, read=lambda name: _read_bytes(files.get(name), name))


def _read_bytes(content: bytes | None, name: str) -> Read:
    if content is None:
        return None, (Problem("DOC-FILE-MISSING", f"There is no file {name}.", None, "The pack needs it."),)
    return parse_document(content, name, limits=PACK_LIMITS, check_content=False)


def read_files(shelf: Shelf, problems: Problems) -> dict[str, Document]:
    """The files of a pack by name, all of the right shape; empty (with the problems added) otherwise."""
    documents: dict[str, Document] = {}
    for name in (HEAD, *_NEEDED, *_OPTIONAL):
        if name not in _OPTIONAL or shelf.has(name):
            _read_into(documents, name, shelf, problems)
    for index, name in enumerate(_listed(documents.get(HEAD))):
        if name in (HEAD, *_NEEDED, *_OPTIONAL):
            place = ("recommendations", index)
            problems.add(
                documents[HEAD],
                place,
                "PACK-FILE",
                f"'{name}' is not the file of a recommendation",
                "List the files that hold one recommendation each.",
            )
            continue
        if not shelf.has(name):
            hint = did_you_mean(name, _others(shelf)) or "Write the file, or take it out of this list."
            message = f"the pack has no file '{name}'"
            problems.add(documents[HEAD], ("recommendations", index), "PACK-FILE", message, hint)
            continue
        _read_into(documents, name, shelf, problems)
    sound = not problems.fatal and _validator().check_together(documents, problems, "PACK")
    return documents if sound else {}


def _others(shelf: Shelf) -> list[str]:
    """The files that could be those of recommendations."""
    known = (HEAD, *_NEEDED, *_OPTIONAL)
    return [name for name in shelf.names() if name.endswith(".yaml") and name not in known and name.count(".") == 1]


def _read_into(documents: dict[str, Document], name: str, shelf: Shelf, problems: Problems) -> None:
    document, found = shelf.read(name)
    problems.take(found)
    if document is not None:
        documents[name] = document


def _listed(head: Document | None) -> list[str]:
    """The files of recommendations that pack.yaml names. A name with a folder in it is left to the schema to refuse."""
    names = head.value.get("recommendations") if head is not None else None
    return [n for n in names if isinstance(n, str) and os.path.basename(n) == n] if isinstance(names, list) else []


@cache
def _validator() -> Validator:
    return Validator(json.loads(read_schema("pack")))


def read_strictly(path: str) -> Read:
    """A file of any pack: every problem found, every place known."""
    return load_document(path, limits=PACK_LIMITS, check_content=False)


def read_shipped(path: str) -> Read:
    """A file of a shipped pack: its values at once, its places when they are asked for."""
    from yaml_rs import YAMLDecodeError, loads

    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        value = loads(text, parse_datetime=False)
    except (OSError, UnicodeDecodeError, YAMLDecodeError):
        return read_strictly(path)
    if not isinstance(value, dict):
        return read_strictly(path)

    def strict() -> Document:
        document, problems = read_strictly(path)
        if document is None:
            raise AssertionError(problems)
        return document

    places = _Later(strict)
    return Document(shown_name(path), text, value, places, _Later(lambda: places.document, keys=True)), ()


class _Later(Mapping[Path, Span]):
    """Spans (or spans of keys) of a document that is read when the first of them is asked for."""

    def __init__(self, read: Callable[[], Document], *, keys: bool = False) -> None:
        self._read = read
        self._keys = keys
        self._document: Document | None = None

    @property
    def document(self) -> Document:
        """The document as the strict reader reads it."""
        if self._document is None:
            self._document = self._read()
        return self._document

    @property
    def _spans(self) -> Mapping[Path, Span]:
        return self.document.keys if self._keys else self.document.spans

    def __getitem__(self, path: Path) -> Span:
        return self._spans[path]

    def __contains__(self, path: object) -> bool:
        return path in self._spans

    def __iter__(self) -> Iterator[Path]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)
