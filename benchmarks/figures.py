"""Figures: what was measured against what, every round's value, and the target it is held to."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import process_time
from typing import Any

NO_TARGET = "-"
_HEAD = ("what", "median", "min", "max", "unit", "target", "met")


@dataclass(frozen=True)
class Target:
    """The largest value that is wanted; `strict`: it has to stay below."""

    bound: float
    strict: bool = False

    def met(self, value: float) -> bool:
        return value < self.bound if self.strict else value <= self.bound

    def __str__(self) -> str:
        return f"{'<' if self.strict else '<='} {self.bound:g}"


@dataclass(frozen=True)
class Figure:
    """One line of the table. `values` are those of the rounds; `unit` is x for a ratio."""

    name: str
    values: tuple[float, ...]
    unit: str = "x"
    target: Target | None = None

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def verdict(self) -> str:
        if self.target is None:
            return NO_TARGET
        return "yes" if self.target.met(self.median) else "no"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "min": min(self.values),
            "max": max(self.values),
            "rounds": len(self.values),
            "target": None if self.target is None else str(self.target),
            "met": None if self.target is None else self.target.met(self.median),
        }


def paired(rounds: int, works: Sequence[Callable[[], float]]) -> Iterator[tuple[float, ...]]:
    """The works' own measurements, taken in turn (A B A B ...). One round more, not counted, comes first."""
    for number in range(rounds + 1):
        taken = tuple(work() for work in works)
        if number:
            yield taken


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Seconds of processor time that one call takes, on average of `times`: what else the machine does counts less.

    Rubbish of earlier work is collected before the clock starts; what the work itself leaves is collected on it.
    """
    gc.collect()
    began = process_time()
    for _ in range(times):
        work()
    return (process_time() - began) / times


def peak_memory() -> float:
    """MiB that this process has held at most, on Linux without those of the process that started it."""
    try:
        (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    except OSError:  # not Linux
        return getrusage(RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def table(figures: Iterable[Figure]) -> str:
    """The figures as plain text, one a line."""
    rows = [_HEAD, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    numbers = (_number(value) for value in (figure.median, min(figure.values), max(figure.values)))
    target = NO_TARGET if figure.target is None else str(figure.target)
    return (figure.name, *numbers, figure.unit, target, figure.verdict)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0])]
    cells += [cell.rjust(width) for cell, width in zip(row[1:4], widths[1:4], strict=True)]
    cells += [cell.ljust(width) for cell, width in zip(row[4:], widths[4:], strict=True)]
    return "  ".join(cells).rstrip()


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"
