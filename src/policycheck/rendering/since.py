"""What formats say of a baseline: by what it was judged, and what came out otherwise since."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from policycheck.model.assessment import Assessment
from policycheck.model.baseline import Baseline


class Since(Struct, frozen=True):
    """What a rule, advisory or tension came to in the baseline and now; each is empty where there is none."""

    id: str
    before: str
    after: str


def since(assessment: Assessment) -> tuple[Since, ...]:
    """What came out otherwise: in the order of the pack, then what only the baseline has, in its order."""
    baseline = assessment.baseline
    if baseline is None:
        return ()
    now = dict(_now(assessment))
    gone = [name for name in (*baseline.result.rules, *baseline.result.concerns) if name not in now]
    changed = [Since(name, baseline.before(name), after) for name, after in now.items()]
    return (
        *(one for one in changed if one.before != one.after),
        *(Since(name, baseline.before(name), "") for name in gone),
    )


def _now(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for grade in assessment.grades:
        yield from ((finding.rule.id, finding.outcome.value) for finding in grade.findings)
    yield from ((one.concern.id, one.state.value) for one in (*assessment.advisories, *assessment.tensions))


def before_words(assessment: Assessment, identifier: str, now: str) -> str:
    """What the baseline says of an entry, if it says something else; empty where there is nothing to say."""
    baseline = assessment.baseline
    if baseline is None or (before := baseline.before(identifier)) == now:
        return ""
    return f"{before.replace('_', ' ')} in the baseline" if before else "not in the baseline"


def about_baseline(assessment: Assessment) -> str:
    """The baseline in a sentence, and by what else it was judged; empty without one."""
    baseline = assessment.baseline
    if baseline is None:
        return ""
    known, others = len(assessment.gate.known), ", ".join(_otherwise(assessment, baseline))
    basis = f" It was judged by {others}." if others else " It was judged by the same pack, profile and date."
    stand = f" {known} known {'reason' if known == 1 else 'reasons'} to fail {'is' if known == 1 else 'are'} no worse."
    stand *= known > 0
    return f"Only what is worse than in the baseline {baseline.name} fails.{basis}{stand}"


def _otherwise(assessment: Assessment, baseline: Baseline) -> Iterator[str]:
    """In what the baseline was judged otherwise."""
    pack, basis = assessment.pack, baseline.result.basis
    profile = pack.profile
    if basis.pack != pack.digest:
        name = f"{pack.id} {pack.version}"
        yield f"another text of the pack {name}" if basis.pack_name == name else f"the pack {basis.pack_name}"
    if basis.profile != ("" if profile is None else profile.digest):
        yield f"the profile {basis.profile_name}" if basis.profile else "no profile"
    if basis.as_of != assessment.as_of:
        yield f"the date {basis.as_of}"
