"""Whether a pack's cases notice every small slip: each mutant is killed by a case, or proved to change nothing."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import Span
from policycheck.load.pack import load_pack
from policycheck.model.pack import Pack
from policycheck.workshop.caps import Caps
from policycheck.workshop.cases import Case, Suite, subjects
from policycheck.workshop.mutants import CAPS, PARENT, Mutant, mutants
from policycheck.workshop.reach import reachable
from policycheck.workshop.read import read_suite
from policycheck.workshop.run import run_case, touched
from policycheck.workshop.search import Answer, Outcomes, difference
from policycheck.workshop.witness import proposal_of

_NOWHERE = Span("", 0, 0, 0, 0, 0, 0)


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"


class Judged(Struct, frozen=True, eq=False):
    """A mutant and what became of it, in plain values.

    `by` is the case that killed it. `looked_at` is how many proposals there are to tell the two packs apart, and
    `whole` whether all were looked at. `witness` is a case that would kill it.
    """

    subject: str
    part: str
    operator: str
    before: str
    after: str
    fate: Fate
    by: str = ""
    space: int = 0
    whole: bool = True
    witness: dict[str, Any] | None = None


class Trials(Struct, frozen=True, eq=False):
    """A pack's mutants and what became of each, in the order of the pack."""

    judged: tuple[Judged, ...]

    def with_fate(self, fate: Fate) -> tuple[Judged, ...]:
        """Those with that fate."""
        return tuple(one for one in self.judged if one.fate is fate)

    @property
    def passed(self) -> bool:
        """Whether there are mutants, and none survived."""
        return bool(self.judged) and not self.with_fate(Fate.SURVIVED)


def mutate(name: str, workers: int) -> Trials:
    """What becomes of every mutant of the pack of that name. The order does not depend on the number of workers."""
    if workers == 1:
        court, every = _opened(name)
        return Trials(tuple(map(court.judged, every)))
    _, every = _opened(name)
    subjects_of = [mutant.subject for mutant in every]
    starts = [place for place, one in enumerate(subjects_of) if place == 0 or one != subjects_of[place - 1]]
    with ProcessPoolExecutor(workers) as pool:
        shares = pool.map(_share, [name] * len(starts), starts, [*starts[1:], len(every)])
        return Trials(tuple(one for share in shares for one in share))


def _share(name: str, first: int, end: int) -> list[Judged]:
    """What becomes of the mutants of one subject, by their numbers: the work of a process of its own."""
    court, every = _kept(name)
    return [court.judged(mutant) for mutant in every[first:end]]


def _opened(name: str) -> tuple[Court, tuple[Mutant, ...]]:
    pack = load_pack(name)
    return Court(pack, read_suite(name, pack)), tuple(mutants(pack))


_kept = lru_cache(maxsize=1)(_opened)
"""The same, once for each process: files may change between two runs, but not in one."""


class Court:
    """Judges the mutants of one pack by its cases."""

    def __init__(self, pack: Pack, suite: Suite) -> None:
        self._pack = pack
        self._suite = suite
        self._outcomes: Outcomes = reachable(pack)
        self._caps = Caps(pack, self._outcomes)
        self._touched: dict[tuple[str, ...], tuple[Case, ...]] = {}

    def judged(self, mutant: Mutant) -> Judged:
        """What becomes of a mutant. A proof is looked for only where no case kills it."""
        made = mutant.made()
        told = Judged(mutant.subject, mutant.part, mutant.operator, mutant.before, mutant.after, Fate.KILLED)
        entries = subjects(made)
        for case in self._cases(mutant.users):
            if not run_case(made, entries[case.subject], case).passed:
                return replace(told, by=case.id)
        return self._unkilled(told, mutant, made)

    def _cases(self, users: tuple[str, ...]) -> tuple[Case, ...]:
        """The cases in which it can show, those about the entries themselves first."""
        if users not in self._touched:
            ids = {case.id for user in users for case in touched(self._pack, self._suite.cases, user)}
            cases = [case for case in self._suite.cases if case.id in ids]
            self._touched[users] = tuple(sorted(cases, key=lambda case: case.subject not in users))
        return self._touched[users]

    def _unkilled(self, told: Judged, mutant: Mutant, made: Pack) -> Judged:
        size, whole = 0, True
        for user in mutant.users:
            answer = self._answer(mutant, made, user)
            size, whole = size + answer.size, whole and answer.whole
            if answer.found is not None:
                witness = self._case(user, answer.found, made)
                return replace(told, fate=Fate.SURVIVED, space=answer.size, whole=answer.whole, witness=witness)
        return replace(told, fate=Fate.EQUIVALENT if whole else Fate.SURVIVED, space=size, whole=whole)

    def _answer(self, mutant: Mutant, made: Pack, user: str) -> Answer:
        if mutant.part == CAPS:
            return self._caps.differ(made, user)
        if mutant.part == PARENT:
            return Answer(0, whole=False)
        return difference(self._pack, made, user, self._outcomes)

    def _case(self, user: str, value: dict[str, Any], made: Pack) -> dict[str, Any] | None:
        """The proposal as a case that kills the mutant; None if what stands around the entry keeps it from that."""
        proposal = proposal_of(self._pack, value, checked=False)
        assert proposal is not None
        case = Case(user, "", "", proposal, _NOWHERE, {})
        was, now = (run_case(pack, subjects(pack)[user], case) for pack in (self._pack, made))
        if was.found == now.found:
            return None
        return {"base": value, "expect": was.found, "by": sorted(was.by)}
