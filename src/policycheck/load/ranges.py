"""Whether the number that something is compared with can be meant: a share, a count, a sum, a field's own range."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from policycheck.model.condition import Among, Comparator, CountLabels, Leaf, Operand, Over, Quantifier
from policycheck.model.vocabulary import Field, Kind

Misfit = tuple[str, str]
"""What is wrong with the number, and what to do."""

_HUNDRED = 100


def quantity_misfit(quantifier: Quantifier, number: float, summed: Field | None = None) -> Misfit | None:
    """Why no share, count or sum of the field's numbers is compared with such a number, or None."""
    match quantifier:
        case Quantifier.SHARE if not 0 <= number <= 1:
            example = f"{number / _HUNDRED:g} for {number:g} %" if 1 < number <= _HUNDRED else "0.5 for 50 %"
            return f"{number} is no share", f"A share is a number from 0 to 1: {example}."
        case Quantifier.COUNT if number < 0 or number != int(number):
            return f"{number} is no count", "Counts are whole numbers of at least 0."
        case Quantifier.SUM if summed is not None and number < 0 <= (-1 if summed.minimum is None else summed.minimum):
            return f"no such sum is {number}", "None of the numbers is below 0, so their sum is not either."
        case _:
            return None


def bound_misfit(comparator: Comparator, number: float, field: Field) -> Misfit | None:
    """Why a field is not compared with such a number: it lies outside the field's range. None if it lies within."""
    above, below = _beyond(number, field)
    if not (above or below):
        return None
    holds = comparator is (Comparator.AT_MOST if above else Comparator.AT_LEAST)
    return f"{number} is outside the range of this field", _told(field, "always" if holds else "never")


def value_misfit(number: float, field: Field) -> Misfit | None:
    """Why a field never has such a number as its value, or None."""
    return (
        (f"{number} is outside the range of this field", _told(field, "never")) if any(_beyond(number, field)) else None
    )


def _beyond(number: float, field: Field) -> tuple[bool, bool]:
    above = field.maximum is not None and number > field.maximum
    return above, field.minimum is not None and number < field.minimum


def _told(field: Field, when: str) -> str:
    bounds = (("at least", field.minimum), ("at most", field.maximum))
    said = " and ".join(f"{word} {bound}" for word, bound in bounds if bound is not None)
    return f"The vocabulary says {said}, so this is {when} true."


def misfits(node: Struct, numbers: set[str]) -> Iterator[tuple[str, Misfit]]:
    """What is wrong in a condition's own bounds with numbers of these names: the name, and the complaint."""
    for comparator, operand in _bounds(node):
        value = operand.values[0] if operand is not None and operand.name in numbers else None
        if operand is None or isinstance(value, bool | str) or value is None:
            continue
        found = _misfit(node, comparator, value)
        if found is not None:
            yield operand.name, found


def _bounds(node: Struct) -> Iterator[tuple[Comparator, Operand | None]]:
    if isinstance(node, Leaf):
        yield node.comparator, node.operand
    elif isinstance(node, Over | Among | CountLabels):
        yield Comparator.AT_LEAST, node.at_least
        yield Comparator.AT_MOST, node.at_most


def _misfit(node: Struct, comparator: Comparator, value: float) -> Misfit | None:
    if isinstance(node, Leaf):
        field = node.path.field.item or node.path.field
        return bound_misfit(comparator, value, field) if field.kind is Kind.NUMBER else None
    if isinstance(node, Over):
        return quantity_misfit(node.quantifier, value, node.value.field if node.value else None)
    return quantity_misfit(node.quantifier if isinstance(node, Among) else Quantifier.COUNT, value)
