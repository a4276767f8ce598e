"""What somebody types about a field, as the value that it means. Nothing is asked or printed here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from policycheck.load.contents import doubt_text
from policycheck.load.problems import did_you_mean
from policycheck.load.scalars import resolve
from policycheck.model.vocabulary import EnumValue, Field, Kind, Means

NONE = "none"
_YES, _NO = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false"})


class NotAnAnswerError(ValueError):
    """What was typed is no value of the field. The message says what to type."""


def offered(field: Field, *, required: bool = False) -> tuple[EnumValue, ...]:
    """The values to choose from, in the order of the vocabulary: of an enumeration, or of a list's items.

    What means "not stated" is offered only where the field has to be there; what means "none" is said in its own way.
    """
    held = field.item if field.kind is Kind.LIST and field.item is not None else field
    kept = {Means.ITSELF, Means.NOT_STATED} if required else {Means.ITSELF}
    return tuple(value for value in held.values.values() if value.means in kept)


def is_simple(field: Field) -> bool:
    """Whether one line can answer it: everything but sections and lists of items with fields of their own."""
    return field.kind is not Kind.OBJECT and not (field.item is not None and field.item.kind is Kind.OBJECT)


def value_of(field: Field, typed: str, *, required: bool = False) -> Any:
    """The value that was typed for a field that one line can answer. Raises NotAnAnswerError."""
    if field.kind is not Kind.LIST:
        return _one(field, typed, offered(field, required=required))
    if typed.lower() in {NONE, "[]"}:
        return []
    assert field.item is not None
    parts = [part.strip() for part in typed.split(",") if part.strip()]
    choices = offered(field)
    return list(dict.fromkeys(_one(field.item, part, choices) for part in parts))


def count_of(typed: str) -> int:
    """How many items a list has: "none" is 0. Raises NotAnAnswerError."""
    text = "0" if typed.lower() in {NONE, "[]"} else typed
    if not text.isascii() or not text.isdigit() or int(text) > 50:
        raise NotAnAnswerError("Type how many there are, as a number up to 50, or: none")
    return int(text)


def _one(field: Field, typed: str, choices: tuple[EnumValue, ...]) -> Any:
    match field.kind:
        case Kind.ENUM:
            return _chosen(typed, choices)
        case Kind.BOOLEAN:
            return _yes_or_no(typed)
        case Kind.NUMBER:
            return _number(field, typed)
        case Kind.DATE:
            return _day(typed)
        case _:
            return _text(typed)


def _chosen(typed: str, choices: tuple[EnumValue, ...]) -> str:
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1].value
    word = typed.lower().replace(" ", "_")
    names: Mapping[str, str] = {
        **{value.title.lower().replace(" ", "_"): value.value for value in choices},
        **{value.value.lower(): value.value for value in choices},
    }
    if word in names:
        return names[word]
    hint = did_you_mean(typed, [value.value for value in choices])
    raise NotAnAnswerError(f"'{typed}' is not one of the values. {hint or 'Type the number or the name of one.'}")


def _yes_or_no(typed: str) -> bool:
    word = typed.lower()
    if word not in _YES | _NO:
        raise NotAnAnswerError("Type yes or no.")
    return word in _YES


def _number(field: Field, typed: str) -> int | float:
    value = resolve(typed)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - not a number
        raise NotAnAnswerError("Type a number, in digits.")
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = f"from {low:g}" * (low is not None) + " up" + f" to {high:g}" * (high is not None)
        raise NotAnAnswerError(f"Type a number {bounds.strip()}.")
    return value


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise NotAnAnswerError("Type the day as year, month and day: 2018-06-12.") from None


def _text(typed: str) -> str:
    text = typed[1:-1] if len(typed) > 2 and typed[0] == typed[-1] == '"' else typed
    if text.lower() == NONE:
        raise NotAnAnswerError("This field holds text, and cannot be none. Leave it out with Enter.")
    doubt = doubt_text(text, is_item=False)
    if doubt is not None:
        raise NotAnAnswerError(doubt[1])
    return text
