"""A small door to the solver: choices of yes and no, what they cost, and rows that they must keep to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policycheck.errors import InputError, Problem

_HALF = 0.5
_OPTIONS = {"log_to_console": False, "output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0}


class Choosing:
    """Choices are numbered as they are made. Numbers in rows are whole, and small enough to be kept exactly."""

    def __init__(self) -> None:
        """Raises InputError where the solver is not installed."""
        try:
            import highspy
        except ImportError:
            hint = "Install policycheck with its extra: pip install 'policycheck[plan]'"
            raise InputError((Problem("USE-SOLVER", "plan needs the solver highspy", None, hint),)) from None

        # NOTE: with its callbacks the solver prints its name where our report goes (test_plan).
        quiet = type("Quiet", (highspy.Highs,), {"enableCallbacks": lambda _: None})
        self._highs: Any = quiet()
        self._optimal = highspy.HighsModelStatus.kOptimal
        for option, value in _OPTIONS.items():
            self._highs.setOptionValue(option, value)
        self._count = self._rows = 0

    def choice(self, cost: float = 0) -> int:
        """A new choice."""
        self._highs.addBinary(obj=cost)
        self._count += 1
        return self._count - 1

    def row(self, of: Mapping[int, int], at_least: int) -> int:
        """The choices that are made, each times its number, come to so much at least. Gives the row's number."""
        known = sorted(of)
        self._highs.addRow(at_least, self._highs.inf, len(known), known, [of[one] for one in known])
        self._rows += 1
        return self._rows - 1

    def more(self, row: int, choice: int) -> None:
        """One more choice counts in a row, once."""
        self._highs.changeCoeff(row, choice, 1.0)

    def cheapest(self) -> frozenset[int] | None:
        """The choices to make, of all ways one that costs least; None where there is none."""
        self._highs.run()
        if self._highs.getModelStatus() != self._optimal:
            return None
        values = self._highs.getSolution().col_value
        return frozenset(number for number in range(self._count) if values[number] > _HALF)
