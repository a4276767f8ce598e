"""Whether the parts of a condition go together: a comparison with its field, a quantifier with its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    Named,
    Not,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.vocabulary import Kind

_LIST_COMPARATORS = {Comparator.INCLUDES, Comparator.INCLUDES_ANY, Comparator.INCLUDES_ALL, Comparator.WITHIN}


def misfit(comparator: Comparator, field: FieldPath, *, silence: bool) -> tuple[str, str] | None:
    """Why the comparator cannot be asked of such a field, or None."""
    kind, name = field.field.kind, field.text
    many = kind is Kind.LIST or field.over is not None
    if comparator is Comparator.SILENT and not silence:
        return (
            "silence may be named only in the 'when' of advisories and tensions",
            "In rules an absent field leaves a test undecided; write the test itself.",
        )
    if comparator in {Comparator.STATED, Comparator.SILENT}:
        return ("a flattened list is not one field", "Use a quantifier over the items.") if field.over else None
    if comparator in _LIST_COMPARATORS and not many:
        return (f"'{name}' holds one value, not a list", "Use 'is' or 'in'.")
    if comparator not in _LIST_COMPARATORS and many:
        return (f"'{name}' holds several values", "Use includes, includes_any, includes_all or within.")
    ordered = comparator in {Comparator.AT_LEAST, Comparator.AT_MOST}
    if ordered and kind not in {Kind.NUMBER, Kind.DATE}:
        return (f"'{name}' is {kind.value}, which has no order", "Count a list with {count: 'list[]', ...}.")
    if kind is Kind.OBJECT:
        return (f"'{name}' is a section, not a value", "Ask for one of its fields, or whether it is stated.")
    return None


def misshapen(quantifier: Quantifier, value: Mapping[str, Any], *, labels: bool) -> tuple[str, str] | None:
    """What is wrong with a quantifier's parts, and what to do; None if nothing is."""
    name, listed, satisfied = quantifier.value, isinstance(value[quantifier.value], list), "satisfies" in value
    bounded = "at_least" in value or "at_most" in value
    wrong: list[tuple[bool, str, str]] = [
        (labels and quantifier is not Quantifier.COUNT, f"'{name}' runs over a list; labels are counted", "Use count.")
    ]
    if quantifier in {Quantifier.EVERY, Quantifier.SOME}:
        wrong += [
            (listed, f"'{name}' runs over a list", "For listed conditions write all or any."),
            (not satisfied, f"'{name}' needs 'satisfies'", "Say what each item has to be."),
            (bounded, f"'{name}' takes no at_least or at_most", "Use count or share."),
        ]
    else:
        summed, shared = quantifier is Quantifier.SUM, quantifier is Quantifier.SHARE
        wrong += [
            (not bounded, f"'{name}' needs at_least or at_most", "Say how many, or how much."),
            (listed and summed, "a sum runs over a number field of a list's items", "Write list[].number."),
            (satisfied and summed, f"'{name}' takes no 'satisfies'", "Say with 'where' which items are added up."),
            (shared and not listed and not satisfied, "a share needs 'satisfies'", "Say of which items."),
        ]
    return next(((message, hint) for is_wrong, message, hint in wrong if is_wrong), None)


def reads_item(condition: Condition) -> bool:
    """Whether a condition speaks of the item in whose scope it stands (and not only of items further in)."""
    match condition:
        case Leaf(path=path):
            return (path.over or path).origin is Origin.ITEM
        case Over(source=source):
            return source.origin is Origin.ITEM
        case All(parts=parts) | AnyOf(parts=parts) | Among(parts=parts):
            return any(reads_item(part) for part in parts)
        case Not(part=part) | Named(part=part):
            return reads_item(part)
        case CountLabels() | RuleOutcome():
            return False
        case _:
            assert_never(condition)
