"""The fields that codings of one document state, side by side: over the union of what any of them states.

What says who coded and from what is left out (id, title, author, sources, evidence), as are remarks and responses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from policycheck.agreement.matching import NAMES, aligned, normal
from policycheck.evaluation.evidence import Entries
from policycheck.evaluation.words import element_of, show
from policycheck.model.agreement import Citation, FieldRow, Likeness, Reading
from policycheck.model.document import Path, show_path
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import REMARKS, Field, Kind

_LEFT_OUT: frozenset[Path] = frozenset(
    [("pack",), ("pack_version",), ("evidence",), ("responses",)]
    + [("proposal", name) for name in ("id", "title", "author", "sources")]
)


MOST_CITED = 5
"""Entries of evidence that are shown for one field, those that name it most exactly first; the rest is counted."""

_LONGEST_NAME = 40


class _Node(Struct, frozen=True):
    """A place in one coding: its path, and what is stated there, None for nothing."""

    path: Path
    value: Any


Nodes = tuple[_Node | None, ...]
"""The same place in every coding; None where there is no such place, since the item that would hold it is absent."""


def field_rows(proposals: Sequence[Proposal], root: Field) -> tuple[FieldRow, ...]:
    """A row for each field that at least one of the proposals states, in the order of the vocabulary."""
    nodes = tuple(_Node((), proposal.values) for proposal in proposals)
    return tuple(_Rows(proposals).of("", nodes, root))


class _Rows:
    """Makes the rows; knows the proposals that the nodes are of."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self._codings = [_Coding(proposal) for proposal in proposals]

    def of(self, name: str, nodes: Nodes, field: Field) -> Iterator[FieldRow]:
        """The rows at a place of that name and below it."""
        values = [node.value for node in nodes if node is not None and node.value is not None]
        if not values:
            return
        if field.kind is Kind.OBJECT:
            for key, inner in field.properties.items():
                yield from self._below(name, nodes, key, inner)
        elif field.kind is Kind.LIST and field.item is not None and field.item.kind is Kind.OBJECT:
            if [] in values:
                yield self._row(name, nodes, field)
            yield from self._items(name, nodes, field.item)
        else:
            yield self._row(name, nodes, field)

    def _below(self, name: str, nodes: Nodes, key: str, field: Field) -> Iterator[FieldRow]:
        paths = {(*node.path, key) for node in nodes if node is not None}
        if paths & _LEFT_OUT or (key in REMARKS and field.kind is Kind.TEXT):
            return
        yield from self.of(f"{name}.{key}" if name else key, tuple(node and _child(node, key) for node in nodes), field)

    def _items(self, name: str, nodes: Nodes, item: Field) -> Iterator[FieldRow]:
        lists = [None if node is None else node.value for node in nodes]
        slots = [
            tuple(
                None if node is None or at is None else _Node((*node.path, at), node.value[at])
                for node, at in zip(nodes, slot, strict=True)
            )
            for slot in aligned(lists, item.label)
        ]
        names = [_called(slot, item.label) for slot in slots]
        times = Counter(names)
        for number, (slot, called) in enumerate(zip(slots, names, strict=True), start=1):
            own = called if called and times[called] == 1 else f"{called} #{number}".strip()
            yield from self.of(f"{name}[{own}]", slot, item)

    def _row(self, name: str, nodes: Nodes, field: Field) -> FieldRow:
        readings = tuple(
            Reading() if node is None else coding.reading(node, field)
            for coding, node in zip(self._codings, nodes, strict=True)
        )
        return FieldRow(name, field.title, readings, _likeness(nodes, field))


def _called(slot: Nodes, label: str) -> str:
    """What an item is called by the first coding that has a name for it: by the label, else by what it calls itself."""
    values = [node.value for node in slot if node is not None]
    found = next((str(value[name]) for value in values for name in (label, *NAMES) if name in value), "")
    return found if len(found) <= _LONGEST_NAME else f"{found[:_LONGEST_NAME]}…"


def _child(node: _Node, name: str) -> _Node:
    return _Node((*node.path, name), None if node.value is None else node.value.get(name))


class _Coding:
    """A proposal, asked for places and for what it cites."""

    def __init__(self, proposal: Proposal) -> None:
        self._proposal = proposal
        self._entries = Entries(proposal.evidence)

    def reading(self, node: _Node, field: Field) -> Reading:
        """A field as this proposal has it. Of one that is not stated, only evidence counts that names it itself."""
        path, stated = show_path(node.path), node.value is not None
        evidence = self._proposal.evidence
        cited = self._entries.speaking_of(path)
        if not stated:
            cited = [at for at in cited if evidence[at].path == path]
        return Reading(
            path,
            show(node.value, field),
            stated,
            self._proposal.document.spans.get(node.path),
            tuple(self._citation(at) for at in cited[:MOST_CITED]),
            max(len(cited) - MOST_CITED, 0),
        )

    def _citation(self, at: int) -> Citation:
        entry = self._proposal.evidence[at]
        span = self._proposal.document.span(("evidence", at))
        return Citation(entry.says, entry.where, entry.source, entry.contested, span)


def _likeness(nodes: Nodes, field: Field) -> Likeness:
    values = [None if node is None else node.value for node in nodes]
    if all(normal(value) == normal(values[0]) for value in values):
        return Likeness.SAME
    text = element_of(field).kind is Kind.TEXT
    return Likeness.WORDED if text and all(value not in (None, []) for value in values) else Likeness.DIFFERENT
