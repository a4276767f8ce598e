"""What every printed report owes its reader, whatever the medium: each text has to be found in it."""

from __future__ import annotations

from collections.abc import Iterator

from policycheck.model.assessment import Assessment, Finding


def bare(words: str) -> str:
    """Without white space and hyphens: extraction joins a word that a line ends in the middle of."""
    return "".join(words.split()).replace("-", "")


def of_findings(assessment: Assessment) -> Iterator[str]:
    """Every rule with all that explains what it came to."""
    for grade in assessment.grades:
        for finding in grade.findings:
            yield from _of_finding(finding)


def _of_finding(finding: Finding) -> Iterator[str]:
    rule = finding.rule
    yield from (f"{rule.id} {rule.title}", rule.question, rule.remedy, finding.outcome.words, *rule.clauses)
    yield from (why[1:] for why in finding.why)
    for fact in finding.facts:
        yield from (fact.title, fact.path, fact.shown)


def of_the_rest(assessment: Assessment) -> Iterator[str]:
    """Advisories, tensions, clauses, authorities, method and the proposal itself."""
    sources = assessment.pack.sources
    yield from (raised.concern.title for raised in (*assessment.advisories, *assessment.tensions))
    yield from (clause.says for clause in sources.clauses.values())
    yield from (authority.cite for authority in sources.authorities.values())
    yield from (assessment.pack.digest, assessment.proposal.digest, assessment.pack.version)
    yield from (assessment.pack.description, assessment.as_of)
    yield from assessment.proposal.document.text.splitlines()
