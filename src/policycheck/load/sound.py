"""What is sound of a document that has problems: the values that can be judged although others cannot.

A value with a problem is left out, as if it were not stated. A list of which an entry is lost is left out whole: what
is left of it would be judged as all there is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import Problem
from policycheck.model.condition import Condition, FieldPath, LabelSet, ListSource, NamedList, Origin, Over
from policycheck.model.document import Document, Path
from policycheck.model.rewriting import nodes
from policycheck.model.vocabulary import Field, Kind

_LOST = object()
_LEAVES_THE_REST = frozenset(
    (
        *("DOC-BLANK", "DOC-EMPTY", "DOC-NULL", "DOC-NUMBER", "DOC-PLACEHOLDER"),
        *("DOC-DATE", "DOC-FINDING", "DOC-FORM", "DOC-MISSING", "DOC-NONE", "DOC-PATH", "DOC-RANGE", "DOC-REPEAT"),
        *("DOC-SOURCE", "DOC-SOURCE-FILE", "DOC-TOPIC", "DOC-TWICE", "DOC-TYPE", "DOC-UNKNOWN", "DOC-VALUE"),
    )
)
"""Codes of problems that concern one value, and let everything else stand as it is meant."""


class Sound(Struct, frozen=True, eq=False):
    """A document without the values that have a problem; of everything in it, `part` knows whether it is whole."""

    document: Document
    part: _Part

    def bears_out(self, condition: Condition) -> bool:
        """Whether what is false of the sound part is false of the whole.

        It is, except where something fires only when it is true, and counts as not true where nothing is stated:
        labels, and what narrows a list. There everything that is read has to be stated, without a problem.
        """
        parts = list(nodes(condition))
        if not any(_is_trigger(part) for part in parts):
            return True
        return all(self.part.is_whole(path) for part in parts if (path := _read_from_root(part)))


def _is_trigger(node: Struct) -> bool:
    if isinstance(node, Over):
        return node.where is not None
    return isinstance(node, LabelSet) or (isinstance(node, NamedList) and (node.where or node.until) is not None)


def _read_from_root(node: Struct) -> Path:
    """The path to what a node reads first; empty where it begins in an item or a named list, or is none."""
    if isinstance(node, FieldPath) and node.origin is Origin.ROOT and node.over is None:
        return node.keys
    if isinstance(node, ListSource) and node.origin is Origin.ROOT and node.named is None:
        return node.hops[0]
    return ()


def sound_part(document: Document, problems: Sequence[Problem], root: Field) -> Sound | None:
    """What is sound of the document; None where it cannot be told which of its values have a problem."""
    fatal = [problem for problem in problems if problem.fatal]
    if any(one.span is None or one.span.file != document.name or one.code not in _LEAVES_THE_REST for one in fatal):
        return None
    starts = sorted({one.span.start for one in fatal if one.span is not None})
    part = _Part(document, starts)
    return Sound(replace(document, value=part.of(document.value, root, ())), part)


class _Part:
    """Takes the values apart; `starts` are the characters at which problems begin, in their order."""

    def __init__(self, document: Document, starts: list[int]) -> None:
        self.document = document
        self.starts = starts
        self._known = frozenset(starts)

    def is_whole(self, path: Path) -> bool:
        """Whether something stands at the path, and neither it nor anything in it has a problem."""
        return path in self.document.spans and not self._has_problem(path) and not self._problems_in(path)

    def of(self, value: Any, field: Field, path: Path) -> Any:
        """What is sound of the value at a path, or `_LOST`."""
        if field.kind is Kind.OBJECT:
            return self._section(value, field, path) if isinstance(value, dict) else _LOST
        if self._has_problem(path) or not _fits(value, field):
            return _LOST
        return self._list(value, field.item, path) if field.item is not None else value

    def _section(self, value: dict[str, Any], field: Field, path: Path) -> dict[str, Any]:
        known = ((key, part) for key, part in value.items() if key in field.properties)
        parts = {key: self.of(part, field.properties[key], (*path, key)) for key, part in known}
        return {key: part for key, part in parts.items() if part is not _LOST}

    def _list(self, value: list[Any], item: Field, path: Path) -> Any:
        paths = [(*path, index) for index in range(len(value))]
        parts = [self.of(part, item, place) for part, place in zip(value, paths, strict=True)]
        inside = sum(self._problems_in(place) for place in paths)
        whole = inside == self._problems_in(path) and all(part is not _LOST for part in parts)
        return parts if whole else _LOST

    def _has_problem(self, path: Path) -> bool:
        return any(span.start in self._known for span in (self.document.span(path), self.document.key_span(path)))

    def _problems_in(self, path: Path) -> int:
        span = self.document.span(path)
        return bisect_left(self.starts, span.end) - bisect_left(self.starts, span.start)


def _fits(value: Any, field: Field) -> bool:
    """Whether the value is of the field's kind."""
    match field.kind:
        case Kind.ENUM:
            return isinstance(value, str) and value in field.values
        case Kind.LIST:
            return isinstance(value, list)
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case _:
            return isinstance(value, str)
