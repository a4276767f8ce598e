"""The least change of a number or a date: one step, of the unit in which it is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from policycheck.model.condition import Scalar
from policycheck.model.vocabulary import Field, Kind


def around(value: Scalar) -> tuple[Scalar, ...]:
    """What lies one step below a number or a date, and one step above: 2 for 1 and 3, 0.34 for 0.33 and 0.35."""
    if isinstance(value, str):
        day = date.fromisoformat(value)
        return tuple((day + timedelta(days=by)).isoformat() for by in (-1, 1))
    if isinstance(value, int):
        return value - 1, value + 1
    written = Decimal(str(value))
    unit = Decimal(1).scaleb(min(int(written.as_tuple().exponent), -1))
    return float(written - unit), float(written + unit)


def within(values: Iterable[Scalar], low: float | None, high: float | None) -> tuple[Scalar, ...]:
    """The values that lie between two numbers; a date always does."""
    return tuple(
        value
        for value in values
        if isinstance(value, str) or ((low is None or value >= low) and (high is None or value <= high))
    )


def allowed(values: Iterable[Scalar], field: Field) -> tuple[Scalar, ...]:
    """The values that the field can have."""
    return within(values, field.minimum, field.maximum) if field.kind is Kind.NUMBER else tuple(values)
