"""Edits in words: where they are made, what they do, and what that means for the policy."""

from __future__ import annotations

from typing import Any, assert_never

from policycheck.authoring.edits import Does, Edit, nature
from policycheck.authoring.interview import spoken
from policycheck.evaluation.words import show
from policycheck.model.change import value_at
from policycheck.model.document import show_path
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import Field


def told(pack: Pack, base: Any, one: Edit) -> str:
    """What an edit does, in a sentence without its full stop."""
    field = pack.vocabulary.field_at(one.path)
    assert field is not None
    place = spoken(pack, base, one.path)
    match one.kind:
        case Does.STATE:
            was = value_at(base, one.path)
            before = f", where it was {show(was, field)}" if was is not None else ""
            return f"{place}: state {_shown(one.value, field)}{before}"
        case Does.ADD:
            return f"{place}: add {_shown(one.value, field.item)}"
        case Does.DROP:
            return f"{place}: take out {_shown(one.value, field.item)}"
        case Does.NEW:
            return f"{place}: add an item with {_shown(one.value, field.item)}"
        case Does.REMOVE:
            return f"{place}: take the whole item out"
        case _:
            assert_never(one.kind)


def _shown(value: Any, field: Field | None) -> str:
    """A value in words; of an item, each of its fields."""
    if isinstance(value, dict) and field is not None:
        return "; ".join(_part(key, part, field) for key, part in value.items())
    if isinstance(value, list) and value and isinstance(value[0], dict) and field is not None:
        return " and ".join(f"({_shown(part, field.item)})" for part in value)
    return show(value, field)


def _part(key: str, value: Any, field: Field) -> str:
    inner = field.properties[key]
    return f"{inner.title or key.replace('_', ' ')} {_shown(value, inner)}"


def row(pack: Pack, base: Any, one: Edit) -> dict[str, Any]:
    """An edit as plain data."""
    return {
        "field": show_path(one.path),
        "does": one.kind.value,
        "value": one.value,
        "meaning": nature(base, one).value,
        "words": told(pack, base, one),
    }
