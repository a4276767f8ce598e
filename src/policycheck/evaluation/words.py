"""Words for values, sets and lists: the vocabulary's titles and the titles of definitions, put into phrases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from policycheck.model.condition import ListSource, Operand, Scalar
from policycheck.model.vocabulary import Field, Kind

_LONGEST = 160
LISTED = 8
"""So many members of a set with a title are listed with it."""
_TEXT, _OBJECT = Kind.TEXT, Kind.OBJECT  # a member asked of its enumeration takes a quarter of a microsecond


def any_of(operand: Operand) -> str:
    """A label set by its title; "any of" where the title speaks of several."""
    return f"any of {the(operand.title)}" if operand.title.endswith("s") else the(operand.title)


def set_words(field: Field, operand: Operand, last: str = "or") -> str:
    """A set by its title with its members in brackets, or its members alone; long sets by their title only."""
    if operand.labels is not None:
        return the(operand.title)
    members = listed([value_words(field, value) for value in operand.values], last)
    if operand.title:
        return f"{the(operand.title)} ({members})" if len(operand.values) <= LISTED else the(operand.title)
    return members


def value_words(field: Field, value: Scalar) -> str:
    """A value as the vocabulary words it; text in quotation marks."""
    if field.kind is Kind.ENUM and isinstance(value, str) and value in field.values:
        return field.values[value].title
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f'"{value}"' if field.kind is Kind.TEXT else str(value)


def items(source: ListSource) -> tuple[str, str]:
    """One item and several, in words: ("phase with a benefit", "phases with a benefit")."""
    if source.named is not None and not source.hops:
        return source.named.item_title, source.named.title
    one = source.item.title or "entry"
    many = source.item.plural or f"{one}s"
    if source.named is not None:
        return f"{one} of {the(source.named.title)}", f"{many} of {the(source.named.title)}"
    return one, many


def the(words: str) -> str:
    """With its article, unless it has one."""
    return words if words.startswith(("the ", "a ", "an ", "each ", "every ")) else f"the {words}"


def listed(words: Iterable[str], last: str) -> str:
    """A, B and C."""
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else "nothing"


def element_of(field: Field) -> Field:
    """What a list holds, or the field itself."""
    return field.item if field.kind is Kind.LIST and field.item is not None else field


def show(value: Any, field: Field | None) -> str:
    """A value that a proposal states, in words."""
    if value is None:
        return "not stated"
    kind = type(value)  # and not isinstance: a run comes by here a hundred times
    if kind is str:
        return _show_text(value, field)
    if kind is bool:
        return "yes" if value else "no"
    if kind is list:
        return _show_list(value, None if field is None else field.item)
    return "stated" if kind is dict else str(value)


def _show_text(value: str, field: Field | None) -> str:
    known = None if field is None else field.values.get(value)
    if known is not None:
        return known.title
    if field is None or field.kind is _TEXT:
        over = len(value) - _LONGEST
        return f'"{value}"' if over <= 0 else f'"{value[:_LONGEST]}" [{over:,} more characters]'
    return value


def _show_list(value: list[Any], element: Field | None) -> str:
    if not value:
        return "none, on purpose"
    if element is not None and element.kind is _OBJECT:
        one, many = element.title or "entry", element.plural or f"{element.title or 'entrie'}s"
        return f"{len(value)} {one if len(value) == 1 else many}"
    if len(value) == 1:
        return show(value[0], element)
    return listed([show(part, element) for part in value], "and")
