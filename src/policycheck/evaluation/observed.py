"""What stands in several items at once, in words: the sum of a number, the values of a flattened list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from policycheck.evaluation.access import dig
from policycheck.evaluation.english import subject_is
from policycheck.evaluation.words import element_of, listed, show, the
from policycheck.model.condition import FieldPath, Over

_SHOWN = 6
"""Values of a flattened list that are told; the rest is counted."""


def added_up(node: Over, found: list[Any], more: bool, many: str, limit: str) -> str:
    """What the numbers that are stated add up to, over which items, and how that compares where nothing is asked."""
    assert node.value is not None
    title, numbers = node.value.field.title or "value", [dig(item, node.value.keys) for item in found]
    stated = [Decimal(str(number)) for number in numbers if number is not None]
    if not stated and (numbers or more):
        return f"the {title} is not stated for {the(many)}"
    missing = len(numbers) - len(stated)
    gap = f"not stated for {missing} of {len(numbers)}" if missing else "perhaps more" if more else ""
    notes = "; ".join([note for note in (limit, gap) if note])
    return f"the {title} adds up to {sum(stated, Decimal(0))}{f' ({notes})' if notes else ''} over {the(many)}"


def flattened(path: FieldPath, values: list[Any], more: bool) -> str:
    """What is stated over a flattened list, each value once."""
    if not values:
        return f"{subject_is(path)} {'not stated' if more else 'stated as none'}"
    shown = list(dict.fromkeys(show(value, element_of(path.field)) for value in values))
    words = [*shown[:_SHOWN], f"{len(shown) - _SHOWN} more"] if len(shown) > _SHOWN else shown
    return f"{subject_is(path)} stated as {listed(words, 'and')}{', and not for all' if more else ''}"
