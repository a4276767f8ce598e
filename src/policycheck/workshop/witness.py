"""From sections to a proposal that can be evaluated: what has to stand there is filled in, and all is checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from policycheck.errors import InputError
from policycheck.evaluation import broken_checks
from policycheck.load.document import parse_document
from policycheck.load.proposal import build_proposal
from policycheck.load.schema import Validator
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind, Means, Vocabulary

_NAME = "witness.json"
_FILLED = {Kind.TEXT: "some-text", Kind.DATE: "2026-01-15", Kind.BOOLEAN: True}


def witness(pack: Pack, values: Mapping[str, Any], *, checked: bool) -> dict[str, Any] | None:
    """A valid proposal with these sections that covers everything; None where neither way of filling it in makes one.

    `checked`: no check of the pack is broken by it.
    """
    header = {"covers": [pack.comprehensive], **values.get("proposal", {})}
    for filler in (_LAST, _FIRST):
        made: dict[str, Any] = filler.filled(pack.vocabulary.root, {**values, "proposal": header})
        if _validator(pack.vocabulary).is_valid(made) and proposal_of(pack, made, checked=checked) is not None:
            return made
    return None


def proposal_of(pack: Pack, value: Mapping[str, Any], *, checked: bool = True) -> Proposal | None:
    """The proposal with these values; None where there is something wrong with it."""
    document, problems = parse_document(json.dumps(value), _NAME)
    try:
        proposal = build_proposal(document, problems, pack)
    except InputError:
        return None
    return None if checked and broken_checks(pack, proposal) else proposal


@lru_cache(maxsize=16)
def _validator(vocabulary: Vocabulary) -> Validator:
    return Validator(vocabulary.schema)


class _Filler(NamedTuple):
    """Fills in what is required: of an enumeration the value at one of its ends."""

    end: int

    def filled(self, field: Field, value: Any) -> Any:
        """The value, and in it what is required and was not there."""
        if field.kind is Kind.LIST and field.item is not None:
            return [self.filled(field.item, entry) for entry in value]
        if field.kind is not Kind.OBJECT:
            return value
        missing = [key for key in field.properties if key in field.required and key not in value]
        made = {**{key: self._usual(field.properties[key]) for key in missing}, **value}
        return {key: self.filled(field.properties[key], made[key]) for key in field.properties if key in made}

    def _usual(self, field: Field) -> Any:
        """Something that may stand in a field."""
        match field.kind:
            case Kind.ENUM:
                return [name for name, value in field.values.items() if value.means is Means.ITSELF][self.end]
            case Kind.LIST:
                assert field.item is not None
                return [self._usual(field.item)]
            case Kind.OBJECT:
                return self.filled(field, {})
            case Kind.NUMBER:
                return field.minimum or 0
            case _:
                return _FILLED[field.kind]


# The last value is often the most general one ("other"), which breaks no check that asks two fields to differ.
_LAST, _FIRST = _Filler(-1), _Filler(0)
