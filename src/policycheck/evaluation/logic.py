"""Three-valued logic in plain values: True, False, and None for unknown (Kleene). The meaning of every operator.

The compiler (policycheck.evaluation.compile) arranges these. policycheck.evaluation.source writes some of them out for
speed; law tests hold that it means the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from policycheck.model.vocabulary import REMARKS

if TYPE_CHECKING:
    from decimal import Decimal

Truth = bool | None
INFINITE = float("inf")


def negate(value: Truth) -> Truth:
    """Not."""
    return None if value is None else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """All: false if any is false, else unknown if any is unknown."""
    out: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            out = None
    return out


def disjunction(values: Iterable[Truth]) -> Truth:
    """Any: true if any is true, else unknown if any is unknown."""
    out: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            out = None
    return out


def between(low: float, high: float, at_least: float | None, at_most: float | None) -> Truth:
    """Whether a number known to lie in low..high is at least and at most so much."""
    out: Truth = True
    if at_least is not None and low < at_least:
        if high < at_least:
            return False
        out = None
    if at_most is not None and high > at_most:
        if low > at_most:
            return False
        out = None
    return out


def every(values: Sequence[Truth], more: bool, if_empty: Truth) -> Truth:
    """Every item passes. `more`: items may be missing. Over nothing: unknown, unless `if_empty` says otherwise."""
    out = conjunction(values)
    if out is False:
        return False
    if more:
        return None
    return out if values else if_empty


def some(values: Sequence[Truth], more: bool) -> Truth:
    """Some item passes; false over an empty list."""
    out = disjunction(values)
    return None if out is False and more else out


def count(values: Collection[Truth], more: bool, at_least: float | None, at_most: float | None) -> Truth:
    """How many items pass, against bounds; unknown items may or may not."""
    low = high = 0.0
    for value in values:
        if value is not False:
            high += 1
            low += value is True
    return between(low, INFINITE if more else high, at_least, at_most)


def share(
    values: Collection[Truth], more: bool, at_least: float | None, at_most: float | None, if_empty: Truth
) -> Truth:
    """Which share of the items passes, against bounds, compared without division.

    An open list of which nothing is known may turn out empty, so only bounds that hold then too decide it.
    """
    if more:
        anything = between(0.0, 1.0, at_least, at_most)
        return anything if values or anything is if_empty else None
    if not values:
        return if_empty
    total = len(values)
    high = sum(value is not False for value in values)
    low = sum(value is True for value in values)
    return conjunction(
        (
            True if at_least is None else _reaches(low, high, at_least, total),
            True if at_most is None else negate(_exceeds(low, high, at_most, total)),
        )
    )


def _reaches(low: int, high: int, bound: float, total: int) -> Truth:
    needed = _exact(bound) * total
    return True if low >= needed else None if high >= needed else False


@lru_cache(maxsize=1024)
def _exact(number: float) -> Decimal:
    """The number as it is written: 0.1 is a tenth."""
    from decimal import Decimal

    return Decimal(str(number))


def _exceeds(low: int, high: int, bound: float, total: int) -> Truth:
    allowed = _exact(bound) * total
    return True if low > allowed else None if high > allowed else False


def total(
    numbers: Iterable[float | None],
    more: bool,
    minimum: float,
    maximum: float,
    at_least: float | None,
    at_most: float | None,
) -> Truth:
    """The sum of an item's number, against bounds. An absent number spans minimum..maximum. Exact in decimals."""
    low = high = _exact(0)
    for number in numbers:
        low += _exact(minimum if number is None else number)
        high += _exact(maximum if number is None else number)
    if more:
        low += _exact(-INFINITE) if minimum < 0 else 0
        high += _exact(INFINITE) if maximum > 0 else 0
    exact_least = None if at_least is None else _exact(at_least)
    exact_most = None if at_most is None else _exact(at_most)
    return between(low, high, exact_least, exact_most)  # type: ignore[arg-type]  # decimals compare like numbers


def stated(value: Any) -> Truth:
    """Whether something is said: unknown when absent, false for an empty list.

    A section is stated when any field of it but remarks is, and else unknown: its other fields are absent, not none.
    """
    if value is None:
        return None
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, dict):
        return True if any(stated(part) for key, part in value.items() if key not in REMARKS) else None
    return True


def unstated(value: Any) -> Truth:
    """Whether a field says none; unknown where it is absent."""
    return negate(stated(value))


def includes_any(values: Collection[Any], more: bool, wanted: frozenset[Any]) -> Truth:
    """Whether the list holds one of the wanted values."""
    if not wanted.isdisjoint(values):
        return True
    return None if more and wanted else False


def includes_all(values: Collection[Any], more: bool, wanted: frozenset[Any], if_empty: Truth) -> Truth:
    """Whether the list holds all wanted values; wanting nothing is unknown, unless `if_empty` says otherwise."""
    if not wanted:
        return if_empty
    if wanted.issubset(values):
        return True
    return None if more else False


def within(values: Collection[Any], more: bool, allowed: frozenset[Any], if_empty: Truth) -> Truth:
    """Whether the list holds allowed values only; an empty list is unknown, unless `if_empty` says otherwise."""
    if not allowed.issuperset(values):
        return False
    if more:
        return None
    return True if values else if_empty
