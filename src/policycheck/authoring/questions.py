"""The questions that a proposal leaves open: fields that it does not state and rules read, and what could stand there.

A question is as small as the vocabulary allows: where a section or an item must have certain fields, it is about these
together, or about the one of them that there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from msgspec import Struct

from policycheck.authoring.readings import Readings, readings
from policycheck.load.proposal import is_valid
from policycheck.model.change import Set, changed
from policycheck.model.document import Path, show_path
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import REMARKS, Field, Kind
from policycheck.workshop.sites import Site

MOST_VALUES = 32
"""So many values of a field are tried at most."""


class Question(Struct, frozen=True, eq=False):
    """A field that is not stated, at its place. `values` are answers, one of each kind that rules tell apart."""

    path: Path
    field: Field
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The path as people write it."""
        return show_path(self.path)


def questions(pack: Pack, value: Any) -> tuple[Question, ...]:
    """Every open question of a valid document's value, in the order of the vocabulary; of lists, item by item."""
    found = (_with_valid(pack, value, one) for one in _of_fields(pack.vocabulary.root, value, (), readings(pack)))
    return tuple(one for one in found if one.values)


def _with_valid(pack: Pack, value: Any, question: Question) -> Question:
    """The question with those answers that the schema allows: it may ask of a list that something is in it."""
    kept = [one for one in question.values if is_valid(changed(value, Set(question.path, one)), pack.vocabulary)]
    return Question(question.path, question.field, tuple(kept))


def _of_fields(field: Field, value: dict[str, Any], path: Path, known: Readings) -> Iterator[Question]:
    """The questions on what is inside a section or an item."""
    for key, inner in field.properties.items():
        place = (*path, key)
        if key in REMARKS or known.site(place) is None:
            continue
        if key in value:
            yield from _of_stated(inner, value[key], place, known)
        else:
            yield from _of_absent(inner, place, known)


def _of_stated(field: Field, value: Any, path: Path, known: Readings) -> Iterator[Question]:
    if field.kind is Kind.OBJECT:
        yield from _of_fields(field, value, path, known)
    elif field.item is not None and field.item.kind is Kind.OBJECT:
        for at, item in enumerate(value):
            yield from _of_fields(field.item, item, (*path, at), known)


def _of_absent(field: Field, path: Path, known: Readings) -> Iterator[Question]:
    """A field that is absent: itself, or what is inside it where that can be stated alone."""
    if field.kind is Kind.OBJECT and not field.required:
        yield from _of_fields(field, {}, path, known)
    elif field.kind is Kind.OBJECT and len(field.required) == 1:
        (key,) = field.required
        yield from _of_absent(field.properties[key], (*path, key), known)
    else:
        site = known.site(path) or Site(field)
        yield Question(path, field, tuple(islice(answers(site), MOST_VALUES)))


def asked_of(field: Field, site: Site | None = None) -> tuple[str, ...]:
    """The fields of a section or an item that an answer has to have: the required ones, or one that rules read."""
    if field.required:
        return tuple(key for key in field.properties if key in field.required)
    usual = [key for key in field.properties if key not in REMARKS]
    read = [key for key in usual if site is not None and key in site.parts]
    return tuple((read or usual or list(field.properties))[:1])


def answers(site: Site) -> Iterator[Any]:
    """Answers: one of each kind. A list is empty, or holds one item of each kind, or all of them."""
    field = site.field
    if field.kind is Kind.OBJECT:
        yield from _objects(site)
    elif field.kind is Kind.LIST:
        yield from _lists(site)
    else:
        yield from (kind[0] for kind in site.plain() if kind)


def _lists(site: Site) -> Iterator[Any]:
    item = site.items()
    yield []
    if item.field.kind is Kind.OBJECT:
        yield from ([one] for one in _objects(item))
        return
    held = Site(item.field)
    held.sets = [*site.sets, *item.sets]
    kinds = [kind[0] for kind in held.plain() if kind]
    yield from ([one] for one in kinds)
    if len(kinds) > 1:
        yield kinds


def _objects(site: Site) -> Iterator[dict[str, Any]]:
    """What can be stated of a section or an item: every choice of what it has to say, or one field that is read."""
    field = site.field
    if field.required:
        keys = asked_of(field, site)
        choices = [list(islice(answers(_part(site, key)), MOST_VALUES)) for key in keys]
        yield from (dict(zip(keys, chosen, strict=True)) for chosen in islice(product(*choices), MOST_VALUES))
        return
    for key in site.parts or asked_of(field, site):
        yield from ({key: value} for value in answers(_part(site, key)))


def _part(site: Site, key: str) -> Site:
    return site.parts.get(key) or Site(site.field.properties[key], required=True)
