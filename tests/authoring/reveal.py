"""A proposal with everything but its header taken away, and given back answer by answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from policycheck.authoring.questions import Question, asked_of, questions
from policycheck.authoring.standing import Intervals, intervals
from policycheck.load.proposal import _meant
from policycheck.model.change import Set, changed, value_at
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind

KEPT = ("proposal", "pack", "pack_version")
Choose = Callable[[Proposal, list[Question]], Question]


def masked(proposal: Proposal) -> Any:
    """The document's value without its sections."""
    return {key: part for key, part in proposal.document.value.items() if key in KEPT}


def answer(field: Field, value: Any) -> Any:
    """What an answer says of a value: of items, only the fields that have to be there."""
    if field.kind is Kind.LIST and field.item is not None and field.item.kind is Kind.OBJECT:
        return [answer(field.item, item) for item in value]
    if field.kind is Kind.OBJECT:
        keys = field.required or {key for key in asked_of(field, None) if key in value} or set(list(value)[:1])
        return {key: answer(field.properties[key], part) for key, part in value.items() if key in keys}
    return value


def revealed(pack: Pack, proposal: Proposal, choose: Choose) -> Iterator[Intervals]:
    """The intervals before the first answer and after each, until nothing that can be asked is left."""
    value = masked(proposal)
    while True:
        values = _meant(value, pack.vocabulary.root)
        now = replace(proposal, values=values, document=replace(proposal.document, value=value))
        yield intervals(pack, values)
        left = [one for one in questions(pack, value) if value_at(proposal.document.value, one.path) is not None]
        if not left:
            return
        one = choose(now, left)
        value = changed(value, Set(one.path, answer(one.field, value_at(proposal.document.value, one.path))))
