"""What codings of one document come to, side by side: the package, recommendations, rules, advisories and tensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policycheck.agreement.behind import Behind
from policycheck.model.agreement import SCALE, UNJUDGED, FieldRow, Kind, Likeness, StateRow
from policycheck.model.assessment import Assessment, Finding, Grade, Raised
from policycheck.model.outcome import Verdict
from policycheck.model.pack import Advisory
from policycheck.model.result import ASIDE

_NONE = "none"
_PLACES = {outcome.value: place for place, outcome in enumerate(SCALE)}


def state_rows(found: Sequence[Assessment], fields: Sequence[FieldRow]) -> tuple[StateRow, ...]:
    """All of them in the order of the pack. The assessments are by one pack, the fields those of `field_rows`."""
    differing = [row for row in fields if row.likeness is Likeness.DIFFERENT]
    return tuple(_rows(found, Behind(found, differing)))


def _rows(found: Sequence[Assessment], behind: Behind) -> Iterator[StateRow]:
    package = tuple(one.package_verdict.value if one.package_verdict else _NONE for one in found)
    if set(package) != {_NONE}:
        yield StateRow(Kind.PACKAGE, "package", "The package", package)
    for grades in zip(*(one.grades for one in found), strict=True):
        head = grades[0].recommendation
        yield StateRow(Kind.RECOMMENDATION, head.id, head.title, tuple(grade.verdict.value for grade in grades))
        for findings in zip(*(grade.findings for grade in grades), strict=True):
            yield _rule(grades, findings, behind)
    for concerns in zip(*((*one.advisories, *one.tensions) for one in found), strict=True):
        yield _concern(concerns, behind)


def _rule(grades: Sequence[Grade], findings: Sequence[Finding], behind: Behind) -> StateRow:
    states = tuple(_state(grade, finding) for grade, finding in zip(grades, findings, strict=True))
    ratings = tuple(None if state in UNJUDGED else _PLACES[state] for state in states)
    rule = findings[0].rule
    fields = behind.rule(findings) if len(set(states)) > 1 else ()
    return StateRow(Kind.RULE, rule.id, rule.title, states, ratings, fields)


def _state(grade: Grade, finding: Finding) -> str:
    """The outcome, unless the rule's recommendation is out of scope or does not apply."""
    if grade.verdict not in ASIDE:
        return finding.outcome.value
    return grade.verdict.value if grade.verdict is Verdict.OUT_OF_SCOPE else Verdict.NOT_APPLICABLE.value


def _concern(concerns: Sequence[Raised], behind: Behind) -> StateRow:
    concern, states = concerns[0].concern, tuple(one.state.value for one in concerns)
    kind = Kind.ADVISORY if isinstance(concern, Advisory) else Kind.TENSION
    fields = behind.concern(concerns) if len(set(states)) > 1 else ()
    return StateRow(kind, concern.id, concern.title, states, fields=fields)
