"""Whether the proposal cites evidence for the fields that made a rule met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from policycheck.model.assessment import Fact
from policycheck.model.outcome import Support
from policycheck.model.proposal import Evidence

_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d*)\])?")
Step = tuple[str, str]


_WORST_FIRST = (Support.UNEVIDENCED, Support.CONTESTED, Support.EVIDENCED)


class Citations:
    """A proposal's evidence, asked for field by field. What it says of a field is worked out once.

    An entry whose quotation is not in its source is none.
    """

    def __init__(self, evidence: tuple[Evidence, ...]) -> None:
        self._entries = [(_steps(entry.path), entry.contested) for entry in evidence if entry.holds]
        self._known: dict[str, Support] = {}

    def support(self, facts: Iterable[Fact]) -> Support:
        """Evidenced when every stated fact is. Contested evidence counts, and marks the whole."""
        found = {self._known.get(fact.path) or self._cited(fact.path) for fact in facts if fact.stated}
        return next((support for support in _WORST_FIRST if support in found), Support.NOT_NEEDED)

    def _cited(self, path: str) -> Support:
        """Whether a field has an entry for it, or for a prefix of its path, and whether one of these is contested."""
        steps = _steps(path)
        cited = [contested for entry, contested in self._entries if _covers(entry, steps)]
        found = Support.CONTESTED if any(cited) else Support.EVIDENCED if cited else Support.UNEVIDENCED
        self._known[path] = found
        return found


class Entries:
    """A proposal's evidence, asked which of its entries speak of a field."""

    def __init__(self, evidence: tuple[Evidence, ...]) -> None:
        self._by_keys: dict[tuple[str, ...], dict[tuple[Step, ...], list[int]]] = {}
        for at, entry in enumerate(evidence):
            steps = _steps(entry.path)
            self._by_keys.setdefault(_keys(steps), {}).setdefault(steps, []).append(at)

    def speaking_of(self, path: str) -> list[int]:
        """The positions of the entries for a field, then for a prefix of its path, the longest first."""
        steps = _steps(path)
        keys = _keys(steps)
        found: list[int] = []
        for end in range(len(keys), 0, -1):
            for cited, positions in self._by_keys.get(keys[:end], {}).items():
                if _covers(cited, steps):
                    found += positions
        return found


def _keys(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(key for key, _ in steps)


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[Step, ...]:
    return tuple((match[1], match[2] or "") for match in _STEP.finditer(path))


def _covers(cited: tuple[Step, ...], path: tuple[Step, ...]) -> bool:
    """Whether an entry for `cited` speaks of `path`; a step without a position speaks of every item."""
    if len(cited) > len(path):
        return False
    return all(key == other and position in {"", at} for (key, position), (other, at) in zip(cited, path, strict=False))
