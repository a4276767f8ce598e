"""Former names in a proposal, read as the names that stand for the same things now; each with a warning at its place.

What is not renamed stays the very same objects, and every place stays that of the file as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import Problem, Span
from policycheck.load.problems import Problems
from policycheck.model.document import Document, Path
from policycheck.model.vocabulary import Field, Kind, Vocabulary

_CODE = "DOC-RENAMED"


class Former(Struct, frozen=True):
    """A former name in a file: where (as written), what it is called now, and whether it is the key there."""

    path: Path
    old: str
    new: str
    is_key: bool = False


class Renaming(Struct, frozen=True):
    """A document with present names, the former names that stood there, and those beside their own successor."""

    document: Document
    former: tuple[Former, ...]
    doubled: tuple[Former, ...]


def with_present_names(document: Document, vocabulary: Vocabulary, problems: Problems) -> Document:
    """The document as it would be with present names. Former names are warned of; both names at once are an error."""
    found = present_names(document, vocabulary)
    for one in found.former:
        hint = f"Write '{one.new}', or let policycheck fix write it."
        problems.warn(document, one.path, _CODE, f"'{one.old}' is called '{one.new}' now", hint, at_key=one.is_key)
    problems.take(doubled(document, found))
    return found.document


def doubled(document: Document, found: Renaming) -> tuple[Problem, ...]:
    """A problem for each former name beside its successor."""
    return tuple(
        Problem(
            "DOC-RENAMED-TWICE",
            f"'{one.old}' and '{one.new}' are the former and the present name of one field",
            document.key_span(one.path),
            f"Keep '{one.new}' only.",
        )
        for one in found.doubled
    )


def present_names(document: Document, vocabulary: Vocabulary) -> Renaming:
    """The document with present names, and what was renamed, in the order of the file."""
    reader = _Reader()
    value = reader.read(document.value, vocabulary.root, (), ())
    value = reader.evidence(value, vocabulary.root)
    if not reader.former and not reader.doubled:
        return Renaming(document, (), ())
    spans, keys = _Written(document.spans, reader.moved), _Written(document.keys, reader.moved)
    former = sorted(reader.former, key=lambda one: _start(document, one))
    return Renaming(replace(document, value=value, spans=spans, keys=keys), tuple(former), tuple(reader.doubled))


def _start(document: Document, one: Former) -> int:
    return (document.key_span(one.path) if one.is_key else document.span(one.path)).start


class _Reader:
    """Walks a document beside the vocabulary, and notes what has another name now."""

    def __init__(self) -> None:
        self.former: list[Former] = []
        self.doubled: list[Former] = []
        self.moved: dict[Path, str] = {}

    def read(self, value: Any, field: Field, path: Path, written: Path) -> Any:
        """The value with present names. `path` is where it stands by those, `written` by the names in the file."""
        if field.kind is Kind.OBJECT and isinstance(value, dict):
            return self._mapping(value, field, path, written)
        if field.kind is Kind.LIST and field.item is not None and isinstance(value, list):
            item = field.item
            parts = [self.read(part, item, (*path, at), (*written, at)) for at, part in enumerate(value)]
            return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
        if field.kind is Kind.ENUM and isinstance(value, str) and value in field.formerly:
            self.former.append(Former(written, value, field.formerly[value]))
            return field.formerly[value]
        return value

    def _mapping(self, value: dict[str, Any], field: Field, path: Path, written: Path) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, part in value.items():
            name = field.formerly.get(key, key)
            if name != key:
                one = Former((*written, key), key, name, is_key=True)
                if name in value:
                    self.doubled.append(one)
                    continue
                self.former.append(one)
                self.moved[*path, name] = key
            inner = field.properties.get(name)
            kept[name] = part if inner is None else self.read(part, inner, (*path, name), (*written, key))
        same = kept.keys() == value.keys() and all(kept[key] is value[key] for key in value)
        return value if same else kept

    def evidence(self, value: Any, root: Field) -> Any:
        """The document with present names in the paths that its evidence cites."""
        entries = value.get("evidence")
        if not isinstance(entries, list):
            return value
        parts = [self._cited(entry, at, root) for at, entry in enumerate(entries)]
        same = all(new is old for new, old in zip(parts, entries, strict=True))
        return value if same else {**value, "evidence": parts}

    def _cited(self, entry: Any, at: int, root: Field) -> Any:
        path = entry.get("for") if isinstance(entry, dict) else None
        if not isinstance(path, str):
            return entry
        present = ".".join(_present_steps(path, root))
        if present == path:
            return entry
        self.former.append(Former(("evidence", at, "for"), path, present))
        return {**entry, "for": present}


def _present_steps(path: str, here: Field | None) -> Iterator[str]:
    """The steps of a path such as `a.b[].c`, by their present names. Steps that lead nowhere stay as they are."""
    for step in path.split("."):
        while here is not None and here.kind is Kind.LIST:
            here = here.item
        name, bracket, rest = step.partition("[")
        if here is not None:
            name = here.formerly.get(name, name)
            here = here.properties.get(name)
        yield name + bracket + rest


class _Written(Mapping[Path, Span]):
    """The spans of a document, asked for by present names."""

    def __init__(self, spans: Mapping[Path, Span], moved: Mapping[Path, str]) -> None:
        self._spans = spans
        self._moved = moved

    def _path(self, path: Path) -> Path:
        """The path by the names in the file."""
        return tuple(self._moved.get(path[: at + 1], step) for at, step in enumerate(path))

    def __getitem__(self, path: Path) -> Span:
        return self._spans[self._path(path)]

    def __contains__(self, path: object) -> bool:
        return isinstance(path, tuple) and self._path(path) in self._spans

    def __iter__(self) -> Iterator[Path]:
        names = {(*path[:-1], old): path[-1] for path, old in self._moved.items()}
        for written in self._spans:
            present: Path = ()
            for step in written:
                present = (*present, names.get((*present, step), step))
            yield present

    def __len__(self) -> int:
        return len(self._spans)
