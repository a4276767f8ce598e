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


def support(facts: Iterable[Fact], evidence: tuple[Evidence, ...]) -> Support:
    """Evidenced when every stated fact has an entry for it, or for a prefix of its path; contested counts, marked."""
    entries = [(_steps(entry.path), entry) for entry in evidence]
    stated = [_steps(fact.path) for fact in facts if fact.stated]
    if not stated:
        return Support.NOT_NEEDED
    contested = False
    for path in stated:
        cited = [entry for steps, entry in entries if _covers(steps, path)]
        if not cited:
            return Support.UNEVIDENCED
        contested = contested or any(entry.contested for entry in cited)
    return Support.CONTESTED if contested else Support.EVIDENCED


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[Step, ...]:
    return tuple((match[1], match[2] or "") for match in _STEP.finditer(path))


def _covers(cited: tuple[Step, ...], path: tuple[Step, ...]) -> bool:
    """Whether an entry for `cited` speaks of `path`; a step without a position speaks of every item."""
    if len(cited) > len(path):
        return False
    return all(key == other and position in {"", at} for (key, position), (other, at) in zip(cited, path, strict=False))
