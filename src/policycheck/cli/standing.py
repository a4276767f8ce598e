"""How the intervals of a proposal, and their movements, read on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from policycheck.authoring.standing import Interval, Intervals
from policycheck.model.figures import percent
from policycheck.rendering.page import Page


def reach(one: Interval) -> str:
    """An interval in words: `15.7 % to 47.1 %, does not meet, at best partly meets`."""
    low, high = percent(one.low), percent(one.high)
    figures = low if low == high else f"{low} to {high}"
    verdict = one.verdict.words if one.levels <= 0 else f"{one.verdict.words}, at best {one.best.words}"
    return f"{figures}, {verdict}" + ("" if one.applies else " (if it applies)")


def put_standing(page: Page, found: Intervals) -> None:
    """A line for each recommendation in scope."""
    for name, one in found.items():
        page.block(f"{reach(one)}.", first=f"  {name}  ", indent=4 + len(name))


def moves(before: Intervals, after: Intervals) -> Iterator[str]:
    """What moved, a sentence for each recommendation."""
    for name, was in before.items():
        now = after.get(name)
        if now is None:
            yield f"{name} was {reach(was)}. It does not apply now."
        elif reach(now) != reach(was):
            yield f"{name} was {reach(was)}. Now: {reach(now)}."
    for name, now in after.items():
        if name not in before:
            yield f"{name} applies now: {reach(now)}."
