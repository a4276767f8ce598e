"""The findings that matter: one choice of them and one order, for every report that says what matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter

from policycheck.model.assessment import Finding, Grade
from policycheck.model.outcome import GRADES, OPEN, Outcome, Severity, Verdict

WORST_FIRST = (Verdict.NOT_ADDRESSED, *GRADES, Verdict.NOT_APPLICABLE, Verdict.OUT_OF_SCOPE)
_ASIDE = {Verdict.NOT_APPLICABLE, Verdict.OUT_OF_SCOPE}
_GRAVEST = tuple(Outcome)


def foremost(grades: Iterable[Grade]) -> tuple[tuple[Grade, Finding], ...]:
    """The findings that hold a verdict down, keep it from the best one, break something, or leave a critical rule open.

    First the first of each recommendation, the lowest verdict before the others; then the second of each, and so on.
    One that waits for another is left out: that other one matters.
    """
    ranked = [
        ((place, WORST_FIRST.index(grade.verdict), number), grade, finding)
        for number, grade in enumerate(grades)
        for place, finding in enumerate(_of(grade))
    ]
    return tuple((grade, finding) for _, grade, finding in sorted(ranked, key=itemgetter(0)))


def _of(grade: Grade) -> Iterator[Finding]:
    """Of one recommendation: what decides first, what stands before the best verdict, what caps, then the gravest."""
    if grade.verdict in _ASIDE:
        return
    left = {one.rule.id: one for one in grade.findings if one.outcome in OPEN and not one.because_of}
    distance = grade.distance
    first = (distance.decided_by,) if distance else ()
    names = (*first, *grade.between, *(distance.capped_by if distance else ()))
    grave = sorted((one for one in left.values() if grade.graded and _is_grave(one)), key=_gravity)
    for name in dict.fromkeys((*names, *(one.rule.id for one in grave))):
        if name in left:
            yield left[name]


def _is_grave(finding: Finding) -> bool:
    return finding.outcome is Outcome.CONTRADICTED or finding.rule.severity is Severity.CRITICAL


def _gravity(finding: Finding) -> int:
    return _GRAVEST.index(finding.outcome)
