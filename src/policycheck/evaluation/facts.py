"""Facts: what a condition read, where it stands in the file, and how to speak of the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policycheck.evaluation.access import Trace, dig
from policycheck.evaluation.blame import leaves
from policycheck.evaluation.words import listed
from policycheck.model.assessment import Fact
from policycheck.model.condition import FieldPath, Leaf, ListSource, Origin, Over
from policycheck.model.document import Path, show_path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind, Vocabulary

_LONGEST = 160


class Places:
    """Where everything that conditions read sits in one proposal."""

    def __init__(self, proposal: Proposal, vocabulary: Vocabulary) -> None:
        self.proposal = proposal
        self.vocabulary = vocabulary
        self._paths: dict[int, Path] = {}
        self._facts: dict[Path, Fact] = {}
        self._names: dict[Path, str] = {}

    def _index(self, value: Any, path: Path) -> None:
        if isinstance(value, Mapping):
            self._paths[id(value)] = path
            for key, part in value.items():
                self._index(part, (*path, key))
        elif isinstance(value, list):
            for index, part in enumerate(value):
                self._index(part, (*path, index))

    def place(self, item: Any) -> Path | None:
        """The document path of an item (or a section). None for an item of a list of plain values."""
        if not self._paths:  # most rules read fields of sections only, and ask for no item
            self._index(self.proposal.values, ())
        return self._paths.get(id(item))

    def of(self, path: FieldPath, item: Any) -> Path | None:
        """The document path of a field, read for an item. None for the items of a list of plain values."""
        if path.over is not None:
            return self.of_list(path.over, item)
        if path.origin is Origin.ROOT:
            return path.keys
        start = self.place(item)
        return None if start is None else (*start, *path.keys)

    def of_list(self, source: ListSource, item: Any) -> Path | None:
        """The document path of a list (of its outermost one, when several are flattened)."""
        if source.named is not None:
            return self.of_list(source.named.source, None)
        if source.origin is Origin.ROOT:
            return source.hops[0]
        start = self.place(item)
        return None if start is None else (*start, *source.hops[0])

    def fact(self, path: Path) -> Fact:
        """The fact at a document path, as written."""
        if path not in self._facts:
            self._facts[path] = self._fact(path)
        return self._facts[path]

    def _fact(self, path: Path) -> Fact:
        field = self.vocabulary.field_at(path)
        document, meant = self.proposal.document, _at(self.proposal.values, path)
        return Fact(
            path=show_path(path),
            title=field.title if field is not None else "",
            value=_at(document.value, path),
            shown=show(meant, field),
            span=document.span(path),
            stated=meant is not None,
        )

    def facts(self, traces: Iterable[Trace], decisive: Iterable[Trace] = ()) -> tuple[Fact, ...]:
        """Everything the traced conditions read, once each: what decided first, what is stated first, in file order."""
        first = {show_path(path) for path in map(self.of_trace, decisive) if path}
        paths: dict[Path, None] = {}
        for trace in traces:
            for leaf in leaves(trace):
                path = self.of_trace(leaf)
                if path:
                    paths[path] = None
        above = {path[:depth] for path in paths for depth in range(1, len(path))}
        facts = [self.fact(path) for path in paths if path not in above]
        return tuple(
            sorted(
                facts,
                key=lambda fact: (
                    fact.path not in first,
                    not fact.stated,
                    fact.span.start if fact.span else 0,
                    fact.path,
                ),
            )
        )

    def of_trace(self, trace: Trace) -> Path | None:
        """The document path that a leaf or a list read."""
        if isinstance(trace.node, Leaf):
            return self.of(trace.node.path, trace.item)
        if isinstance(trace.node, Over):
            return self.of_list(trace.node.source, trace.item)
        return None

    def whose(self, item: Any) -> str:
        """The item in words, from the outermost list inwards: "phase P1, DPRK step 2 (a declaration)"."""
        path = self.place(item)
        if not path:
            return ""
        if path not in self._names:
            self._names[path] = self.name(path)
        return self._names[path]

    def name(self, path: Path) -> str:
        """A document path's items in words."""
        words = []
        for depth, step in enumerate(path):
            if isinstance(step, int):
                words.append(self._item_name(path[: depth + 1], step))
        return ", ".join(words)

    def _item_name(self, path: Path, index: int) -> str:
        field = self.vocabulary.field_at(path)
        if field is None:
            return f"entry {index + 1}"
        title = field.title or "entry"
        label = dig(_at(self.proposal.values, path), (field.label,)) if field.label else None
        if label is None:
            return f"{title} {index + 1}"
        words = show(label, field.properties[field.label]).strip('"')
        return f"{title} {words}" if len(words) <= 12 else f"{title} {index + 1} ({words})"


def _at(value: Any, path: Path) -> Any:
    """The value at a path, or None. Paths come from the vocabulary, so positions exist and keys lead into mappings."""
    for step in path:
        value = value[step] if isinstance(step, int) else value.get(step)
        if value is None:
            return None
    return value


def show(value: Any, field: Field | None) -> str:
    """A value in words."""
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        element = field.item if field is not None and field.item is not None else None
        return _show_list(value, element)
    if isinstance(value, Mapping):
        return "stated"
    if field is not None and field.kind is Kind.ENUM and value in field.values:
        return field.values[value].title
    if isinstance(value, str) and (field is None or field.kind is Kind.TEXT):
        return f'"{value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"}"'
    return str(value)


def _show_list(value: list[Any], element: Field | None) -> str:
    if not value:
        return "none, on purpose"
    if element is not None and element.kind is Kind.OBJECT:
        one, many = element.title or "entry", element.plural or f"{element.title or 'entrie'}s"
        return f"{len(value)} {one if len(value) == 1 else many}"
    return listed([show(part, element) for part in value], "and")
