"""A whole run of a pack's cases: what came of each, which outcomes they reach, and which they miss."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from policycheck.model.pack import Pack
from policycheck.workshop.cases import Suite, Unreachable
from policycheck.workshop.reach import reachable
from policycheck.workshop.run import Result, run

Outcomes = tuple[tuple[str, str], ...]
"""Pairs of an entry's id and an outcome of it."""


class Coverage(Struct, frozen=True, eq=False):
    """Outcomes that some case reached, those that none did, and those stated to be unreachable.

    `refuted` are statements that a case proves wrong.
    """

    reached: Outcomes
    missed: Outcomes
    unreachable: tuple[Unreachable, ...]
    refuted: tuple[Unreachable, ...]

    @property
    def total(self) -> int:
        """How many outcomes there are to reach."""
        return len(self.reached) + len(self.missed)

    @property
    def complete(self) -> bool:
        """Whether there is something to reach, nothing is missed, and no statement is wrong."""
        return bool(self.reached) and not self.missed and not self.refuted


class Trial(Struct, frozen=True, eq=False):
    """The results of all cases of a pack, and what they cover."""

    pack: Pack
    suite: Suite
    results: tuple[Result, ...]
    coverage: Coverage

    @property
    def failed(self) -> tuple[Result, ...]:
        """The cases that did not come out as expected."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def passed(self) -> bool:
        """Whether every case came out as expected, and every outcome is reached."""
        return not self.failed and self.coverage.complete


def try_suite(pack: Pack, suite: Suite) -> Trial:
    """Run all the cases and count what they reach."""
    results = run(pack, suite.cases)
    return Trial(pack, suite, results, coverage(pack, suite, results))


def coverage(pack: Pack, suite: Suite, results: Iterable[Result]) -> Coverage:
    """What the cases that came out as expected reach. Counted from what was found, not from what was expected."""
    found = {(result.case.subject, result.found) for result in results if result.passed}
    stated = {(one.subject, one.outcome) for one in suite.unreachable}
    wanted = [(name, word) for name, words in reachable(pack).items() for word in words]
    return Coverage(
        reached=tuple(pair for pair in wanted if pair in found),
        missed=tuple(pair for pair in wanted if pair not in found and pair not in stated),
        unreachable=suite.unreachable,
        refuted=tuple(one for one in suite.unreachable if (one.subject, one.outcome) in found),
    )
