"""An assessment as the result that can be compared with others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from policycheck._version import __version__
from policycheck.model.assessment import Assessment, Fact, Finding, Grade, Raised
from policycheck.model.outcome import Level
from policycheck.model.pack import Advisory
from policycheck.model.result import (
    ASIDE,
    Basis,
    ConcernResult,
    Figures,
    GradeResult,
    PackageFigures,
    Result,
    RuleResult,
    Subject,
    Told,
)
from policycheck.rendering.identity import key


def gist(assessment: Assessment) -> Result:
    """What came of an audit, and the fields that its findings read."""
    header, waivers = assessment.proposal.header, assessment.waivers
    used = waivers if waivers is not None and waivers.uses else None
    return Result(
        proposal_id=header.id,
        title=header.title,
        file=assessment.proposal.document.name,
        version=__version__,
        basis=_basis(assessment),
        package=PackageFigures(assessment.package_verdict, assessment.package_score),
        package_waived=None if not used else PackageFigures(used.package_verdict, used.package_score),
        grades={
            one.recommendation.id: GradeResult(
                one.recommendation.id,
                one.recommendation.title,
                _figures(one),
                None if one.waived is None else _figures(one.waived),
            )
            for one in assessment.grades
        },
        rules={one.id: one for one in _rules(assessment)},
        concerns={one.concern.id: _concern(assessment, one) for one in (*assessment.advisories, *assessment.tensions)},
        subject=Subject(assessment.proposal, assessment.pack),
    )


def _figures(grade: Grade) -> Figures:
    return Figures(grade.verdict, grade.at_best, grade.score)


def _basis(assessment: Assessment) -> Basis:
    pack, profile, waivers = assessment.pack, assessment.pack.profile, assessment.waivers
    return Basis(
        proposal=assessment.proposal.digest,
        pack=pack.digest,
        profile="" if profile is None else profile.digest,
        as_of=assessment.as_of,
        pack_name=f"{pack.id} {pack.version}",
        profile_name="" if profile is None else profile.id,
        waivers="" if waivers is None else waivers.file.digest,
        waivers_name="" if waivers is None else waivers.file.name,
        lookups="" if assessment.proposal.searched is None else assessment.proposal.searched.digest,
    )


def _rules(assessment: Assessment) -> Iterator[RuleResult]:
    for grade in assessment.grades:
        for finding in grade.findings:
            yield _rule(assessment, finding, bears=grade.verdict not in ASIDE)


def _rule(assessment: Assessment, finding: Finding, *, bears: bool) -> RuleResult:
    return RuleResult(
        id=finding.rule.id,
        title=finding.rule.title,
        outcome=finding.outcome,
        support=finding.support,
        bears=bears,
        because_of=finding.because_of,
        waiver=use.waiver.id if (use := assessment.waiver(finding.rule.id)) is not None else "",
        facts=_told(assessment, (*finding.deciding, *finding.facts), {fact.path for fact in finding.deciding}),
    )


def _concern(assessment: Assessment, raised: Raised) -> ConcernResult:
    concern = raised.concern
    level: Level | None = concern.level if isinstance(concern, Advisory) else None
    facts = _told(assessment, raised.facts, {fact.path for fact in raised.facts})
    return ConcernResult(concern.id, concern.title, level, raised.state, facts)


def _told(assessment: Assessment, facts: Sequence[Fact], decisive: Collection[str]) -> tuple[Told, ...]:
    """The facts once each, those that decided first. Items that have no name of their own keep their position."""
    once = {fact.path: fact for fact in facts}
    named = {path: key(assessment, path) for path in once}
    names = list(named.values())
    return tuple(
        Told(
            path=path,
            key=path if names.count(named[path]) > 1 or "[]" in named[path] else named[path],
            shown=fact.shown,
            span=fact.span,
            stated=fact.stated,
            decided=path in decisive,
        )
        for path, fact in once.items()
    )
