"""The assessment as canonical JSON, for programs and for checking again. It judges nothing and rounds nothing up.

NOTE: this module loads pydantic; the registry of formats imports it only when JSON is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from policycheck._version import __version__
from policycheck.errors import Problem, Span
from policycheck.model.assessment import Assessment, Distance, Fact, Finding, Grade, Raised, Score
from policycheck.model.baseline import Baseline
from policycheck.model.gate import Gate
from policycheck.model.outcome import Outcome, Verdict
from policycheck.model.pack import Advisory, Recommendation, Rule, Tension
from policycheck.model.waiver import WaiverUse
from policycheck.rendering import Written, results
from policycheck.rendering.json_basis import (
    authorities_named,
    clauses_named,
    documents_part,
    exact,
    pack_part,
    profile_part,
    proposal_part,
    scale_part,
)
from policycheck.rendering.json_waivers import waivers_part, with_waivers_part
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.since import about_baseline, since


def render_json(assessment: Assessment, _options: Options = PLAIN, *, reports: Iterable[Written] = ()) -> bytes:
    """The result as UTF-8: keys in the order of the models, two spaces to a level, a line end at the end.

    Characters stand as they are, but for those that JSON wants escaped. A lone surrogate cannot stand in UTF-8; what
    Python writes in its place, `\\ud800`, is JSON's own escape for it. `reports` are those that it names.
    """
    plain = published(assessment, reports).model_dump(mode="json", by_alias=True)
    text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode(errors="backslashreplace")


def published(assessment: Assessment, reports: Iterable[Written] = ()) -> results.Results:
    """The assessment as the published model."""
    pack, raised = assessment.pack, (*assessment.advisories, *assessment.tensions)
    said = {response.finding: response.text for response in assessment.proposal.responses}
    return results.Results(
        version=__version__,
        pack=pack_part(pack, assessment.pack_reason),
        profile=profile_part(pack.profile),
        proposal=proposal_part(assessment.proposal),
        as_of=assessment.as_of,
        package=_package(assessment),
        gate=_gate(assessment.gate),
        baseline=_baseline(assessment, assessment.baseline),
        waivers=waivers_part(assessment.waivers),
        exit_code=assessment.exit_code,
        exit_reason=assessment.exit_reason,
        warnings=tuple(_notice(problem) for problem in assessment.proposal.warnings),
        scale=scale_part(pack),
        recommendations=tuple(_recommendation(assessment, grade, grade.recommendation) for grade in assessment.grades),
        advisories=tuple(_advisory(one, one.concern, said) for one in raised if isinstance(one.concern, Advisory)),
        tensions=tuple(_tension(one, one.concern, said) for one in raised if isinstance(one.concern, Tension)),
        clauses=clauses_named(assessment),
        authorities=authorities_named(assessment),
        documents=documents_part(pack),
        reports=tuple(
            results.Report(file=one.file, format=one.format, size=one.size, sha256=one.sha256) for one in reports
        ),
    )


def _package(assessment: Assessment) -> results.Package:
    score = assessment.package_score
    return results.Package(
        verdict=assessment.package_verdict,
        reasons=assessment.package_reasons,
        score=None if score is None else exact(score),
    )


def _gate(gate: Gate) -> results.Gate:
    return results.Gate(
        passed=gate.passed,
        enforced=gate.enforced,
        with_waivers=gate.with_waivers,
        failures=gate.failures,
        settings=tuple(results.Setting(key=d.key, value=d.words, set_by=d.set_by) for d in gate.rules.demands),
        checks=tuple(
            results.GateCheck(
                key=check.key,
                asked=check.asked,
                found=check.found,
                passed=check.passed,
                failures=tuple(failure.sentence for failure in check.failures),
                known=tuple(failure.sentence for failure in check.known),
            )
            for check in gate.checks
        ),
    )


def _baseline(assessment: Assessment, baseline: Baseline | None) -> results.Baseline | None:
    if baseline is None:
        return None
    basis = baseline.result.basis
    return results.Baseline(
        file=baseline.name,
        digest=baseline.digest,
        version=baseline.result.version,
        proposal_digest=basis.proposal,
        pack=basis.pack_name,
        pack_digest=basis.pack,
        about=about_baseline(assessment),
        changes=tuple(
            results.Since(id=one.id, before=one.before or None, after=one.after or None) for one in since(assessment)
        ),
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


def _recommendation(assessment: Assessment, grade: Grade, recommendation: Recommendation) -> results.Recommendation:
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
        with_waivers=with_waivers_part(grade),
        findings=tuple(
            _finding(finding, finding.rule, assessment.waiver(finding.rule.id), graded=grade.graded)
            for finding in grade.findings
        ),
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


def _finding(finding: Finding, rule: Rule, use: WaiverUse | None, *, graded: bool) -> results.Finding:
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
        waiver=use.waiver.id if use else None,
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


def _advisory(raised: Raised, advisory: Advisory, said: Mapping[str, str]) -> results.Advisory:
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
        response=said.get(advisory.id),
    )


def _tension(raised: Raised, tension: Tension, said: Mapping[str, str]) -> results.Tension:
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
        response=said.get(tension.id),
    )
