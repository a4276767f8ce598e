"""What is worse than what: the one order by which two audits of a proposal are compared.

What does not apply, or is out of scope, is neither good nor bad. Coming to it is never worse. Coming from it is worse
only where that leaves something to do: a rule with an open outcome, a recommendation that is not met or not addressed.
"""

from __future__ import annotations

from policycheck.model.outcome import OPEN, Concern, Outcome, PackageVerdict, Verdict
from policycheck.model.result import ASIDE

_OUTCOMES = tuple(Outcome)
_PACKAGES = tuple(PackageVerdict)
_LOWEST = frozenset({Verdict.DOES_NOT_MEET, Verdict.NOT_ADDRESSED})


def outcome_rank(outcome: Outcome) -> int:
    """0 for contradicted to 4 for met; not for what does not apply."""
    return _OUTCOMES.index(outcome)


def outcome_step(before: Outcome, after: Outcome) -> int:
    """Above 0 where the outcome got better, below 0 where it got worse, 0 for neither."""
    idle = Outcome.NOT_APPLICABLE
    if before is after:
        return 0
    if before is idle:
        return -1 if after in OPEN else 0
    if after is idle:
        return 1 if before in OPEN else 0
    return outcome_rank(after) - outcome_rank(before)


def verdict_step(before: Verdict, after: Verdict) -> int:
    """The same for the verdict of a recommendation. Not addressed is no better and no worse than not met."""
    if before in ASIDE or after in ASIDE:
        return (after in ASIDE and before in _LOWEST) - (before in ASIDE and after in _LOWEST)
    return max(after.rank, 0) - max(before.rank, 0)


def package_step(before: PackageVerdict | None, after: PackageVerdict | None) -> int:
    """The same for the verdict of the package; a package that has none is neither good nor bad."""
    if before is None or after is None:
        return 0
    return _PACKAGES.index(after) - _PACKAGES.index(before)


def concern_step(before: Concern, after: Concern) -> int:
    """The same for an advisory or a tension: worse where it is raised now and not answered."""
    return (before is Concern.RAISED) - (after is Concern.RAISED)
