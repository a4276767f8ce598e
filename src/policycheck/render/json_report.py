"""The assessment as canonical JSON, for programs and for checking again. It judges nothing and rounds nothing up.

NOTE: this module loads pydantic; the registry of formats imports it only when JSON is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from policycheck._version import __version__
from policycheck.errors import Problem, Span
from policycheck.model.assessment import Assessment, Distance, Fact, Finding, Grade, Raised, Score
from policycheck.model.outcome import Outcome, Verdict
from policycheck.model.pack import (
    Advisory,
    Authority,
    Clause,
    Pack,
    Recommendation,
    Rule,
    Scale,
    SourceDocument,
    Tension,
)
from policycheck.model.proposal import Header, Proposal
from policycheck.render import results
from policycheck.render import results_basis as basis

_NOTHING = Fraction(0)
_PLACES = 10_000
"""Decimals are cut off after four places."""


def render_json(assessment: Assessment) -> bytes:
    """The result as UTF-8: keys in the order of the models, two spaces to a level, a line end at the end.

    Characters stand as they are, but for those that JSON wants escaped. A lone surrogate cannot stand in UTF-8; what
    Python writes in its place, `\\ud800`, is JSON's own escape for it.
    """
    plain = published(assessment).model_dump(mode="json", by_alias=True)
    text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode(errors="backslashreplace")


def published(assessment: Assessment) -> results.Results:
    """The assessment as the published model."""
    pack, raised = assessment.pack, (*assessment.advisories, *assessment.tensions)
    return results.Results(
        version=__version__,
        pack=_pack(pack, assessment.pack_reason),
        proposal=_proposal(assessment.proposal, assessment.proposal.header),
        as_of=assessment.as_of,
        package=_package(assessment),
        gate=results.Gate(passed=assessment.gate.passed, failures=assessment.gate.failures),
        exit_code=assessment.exit_code,
        exit_reason=assessment.exit_reason,
        warnings=tuple(_notice(problem) for problem in assessment.proposal.warnings),
        scale=_scale(assessment, pack.scale),
        recommendations=tuple(_recommendation(grade, grade.recommendation) for grade in assessment.grades),
        advisories=tuple(_advisory(one, one.concern) for one in raised if isinstance(one.concern, Advisory)),
        tensions=tuple(_tension(one, one.concern) for one in raised if isinstance(one.concern, Tension)),
        clauses=_clauses(assessment),
        authorities=_authorities(assessment),
        documents=tuple(_document(document) for document in pack.sources.documents.values()),
    )


def exact(number: Fraction) -> basis.Exact:
    """A number of at least 0 as a fraction, and cut off after four decimal places."""
    return basis.Exact(exact=str(number), decimal=number * _PLACES // 1 / _PLACES)


def _maybe(number: Fraction | None) -> basis.Exact | None:
    return None if number is None else exact(number)


def _pack(pack: Pack, reason: str) -> basis.PackInfo:
    return basis.PackInfo(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        description=pack.description,
        reviewed_on=pack.reviewed_on,
        digest=pack.digest,
        reason=reason,
    )


def _proposal(proposal: Proposal, header: Header) -> basis.ProposalInfo:
    return basis.ProposalInfo(
        id=header.id,
        title=header.title,
        actor=header.actor,
        author=header.author or None,
        status=header.status,
        basis=header.basis,
        date=header.date,
        covers=header.covers,
        file=proposal.document.name,
        digest=proposal.digest,
    )


def _package(assessment: Assessment) -> results.Package:
    return results.Package(
        verdict=assessment.package_verdict,
        reasons=assessment.package_reasons,
        score=_maybe(assessment.package_score),
    )


def _notice(problem: Problem) -> results.Notice:
    return results.Notice(
        code=problem.code, message=problem.message, place=_place(problem.span), hint=problem.hint or None
    )


def _place(span: Span | None) -> results.Place | None:
    if span is None:
        return None
    return results.Place(
        file=span.file, line=span.line, column=span.column, end_line=span.end_line, end_column=span.end_column
    )


def _scale(assessment: Assessment, scale: Scale) -> basis.Scale:
    credit = {outcome: exact(scale.credit.get(outcome, _NOTHING)) for outcome in Outcome}
    return basis.Scale(
        bands=basis.Bands(**{verdict.value: exact(band) for verdict, band in scale.bands.items()}),
        credit=basis.Credit(**{o.value: earned for o, earned in credit.items() if o is not Outcome.NOT_APPLICABLE}),
        contradicts_at=exact(scale.contradicts_at),
        silent_at=exact(scale.silent_at),
        basis=scale.basis or None,
        numbers=tuple(
            basis.NamedNumber(name=name, title=operand.title, value=value)
            for name, operand in assessment.pack.numbers.items()
            for value in operand.values
            if isinstance(value, int | float)
        ),
    )


def _recommendation(grade: Grade, recommendation: Recommendation) -> results.Recommendation:
    tally = Counter(finding.outcome for finding in grade.findings)
    return results.Recommendation(
        id=recommendation.id,
        title=recommendation.title,
        strands=recommendation.strands,
        clauses=recommendation.clauses,
        verdict=grade.verdict,
        verdict_at_best=grade.at_best,
        qualifier=grade.qualifier or None,
        score=_score(grade.score),
        distance=_distance(grade.distance),
        between=grade.between,
        counts=results.Counts(**{outcome.value: tally[outcome] for outcome in Outcome}),
        note=grade.note or None,
        findings=tuple(_finding(finding, finding.rule, graded=grade.graded) for finding in grade.findings),
    )


def _score(score: Score | None) -> results.Score | None:
    if score is None:
        return None
    return results.Score(as_stated=exact(score.as_stated), at_best=exact(score.at_best))


def _distance(distance: Distance | None) -> results.Distance | None:
    if distance is None:
        return None
    return results.Distance(
        next_verdict=distance.next_verdict,
        gap=exact(distance.gap),
        capped_by=distance.capped_by,
        decided_by=distance.decided_by or None,
    )


def _finding(finding: Finding, rule: Rule, *, graded: bool) -> results.Finding:
    cap = rule.cap(finding.outcome)
    return results.Finding(
        rule=rule.id,
        title=rule.title,
        question=rule.question,
        outcome=finding.outcome,
        possible=tuple(outcome for outcome in Outcome if outcome in finding.possible),
        because_of=finding.because_of or None,
        weight=exact(rule.weight),
        severity=rule.severity,
        cap=cap if graded and cap is not Verdict.MEETS else None,
        why=finding.why,
        rationale=rule.why,
        remedy=rule.remedy,
        facts=_facts(finding.facts),
        clauses=rule.clauses,
        authority=rule.authority,
        support=finding.support,
        response=finding.response or None,
    )


def _facts(facts: Iterable[Fact]) -> tuple[results.Fact, ...]:
    return tuple(
        results.Fact(
            path=fact.path,
            title=fact.title,
            value=fact.value,
            shown=fact.shown,
            place=_place(fact.span),
            stated=fact.stated,
        )
        for fact in facts
    )


def _advisory(raised: Raised, advisory: Advisory) -> results.Advisory:
    return results.Advisory(
        id=advisory.id,
        slug=advisory.slug,
        title=advisory.title,
        level=advisory.level,
        minor_note=advisory.minor_note,
        state=raised.state,
        why=raised.why,
        rationale=advisory.why,
        remedy=advisory.remedy,
        facts=_facts(raised.facts),
        answer=raised.answer or None,
        clauses=advisory.clauses,
        authority=advisory.authority,
    )


def _tension(raised: Raised, tension: Tension) -> results.Tension:
    return results.Tension(
        id=tension.id,
        slug=tension.slug,
        title=tension.title,
        across=tension.across,
        state=raised.state,
        why=raised.why,
        rationale=tension.why,
        remedy=tension.remedy,
        facts=_facts(raised.facts),
        answer=raised.answer or None,
        clauses=tension.clauses,
        authority=tension.authority,
    )


def _cited(assessment: Assessment) -> Iterator[Rule | Advisory | Tension]:
    """Everything in the result that names clauses and authorities, apart from the recommendations themselves."""
    for grade in assessment.grades:
        yield from (finding.rule for finding in grade.findings)
    yield from (raised.concern for raised in (*assessment.advisories, *assessment.tensions))


def _clauses(assessment: Assessment) -> tuple[basis.Clause, ...]:
    named = {clause for grade in assessment.grades for clause in grade.recommendation.clauses}
    named.update(clause for one in _cited(assessment) for clause in one.clauses)
    known = assessment.pack.sources.clauses.values()
    return tuple(_clause(clause) for clause in known if clause.id in named)


def _clause(clause: Clause) -> basis.Clause:
    return basis.Clause(
        id=clause.id,
        document=clause.document,
        role=clause.role,
        of=clause.of or None,
        where=clause.where,
        says=clause.says,
    )


def _authorities(assessment: Assessment) -> tuple[basis.Authority, ...]:
    named = {authority for one in _cited(assessment) for authority in one.authority}
    known = assessment.pack.sources.authorities.values()
    return tuple(_authority(authority) for authority in known if authority.id in named)


def _authority(authority: Authority) -> basis.Authority:
    return basis.Authority(
        id=authority.id,
        cite=authority.cite,
        use=authority.use,
        seen=authority.seen,
        confidence=authority.confidence,
        url=authority.url or None,
    )


def _document(document: SourceDocument) -> basis.Document:
    return basis.Document(
        id=document.id,
        title=document.title,
        author=document.author or None,
        publication=document.publication or None,
        place=document.place or None,
        date=document.date or None,
        note=document.note or None,
    )
