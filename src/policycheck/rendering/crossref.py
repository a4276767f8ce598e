"""Who cites which clause, and which rules rest on which evidence: the links of a report, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policycheck.model.assessment import Assessment, Finding, Grade, Raised
from policycheck.model.lookup import Found
from policycheck.model.pack import Advisory, Clause, SourceDocument
from policycheck.model.proposal import Evidence


def anchor(kind: str, name: str) -> str:
    """A link target made from an id of the pack: safe in HTML, readable where a viewer shows it."""
    return f"{kind}-{safe(name)}"


def safe(name: str) -> str:
    """The name in letters, digits, dots and hyphens; anything else as its code."""
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-") else f"_{ord(c):x}" for c in name)


@dataclass(frozen=True, slots=True)
class Link:
    """A short name and where it leads. `target` is empty where there is nothing to lead to."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Use:
    """A rule, recommendation, advisory or tension that cites a clause, and what it came to."""

    link: Link
    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Those that came to the same: where they lead, and what they came to."""

    links: tuple[Link, ...]
    words: str
    mark: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A clause and everything that cites it, by what that came to."""

    clause: Clause
    target: str
    uses: tuple[Alike, ...]


@dataclass(frozen=True, slots=True)
class MatrixPart:
    """The clauses of one source document, and how many of those that can be checked are cited."""

    document: SourceDocument
    rows: tuple[MatrixRow, ...]

    @property
    def cited(self) -> int:
        """How many clauses something of the pack cites."""
        return sum(bool(row.uses) for row in self.rows)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """An entry of the proposal's evidence, the source it cites, and the rules that read what it supports."""

    evidence: Evidence
    source: str
    rules: tuple[Use, ...]

    @property
    def quotation(self) -> str:
        """What became of the quotation, in words; empty where there is none."""
        lookup = self.evidence.lookup
        if lookup is None or lookup.state is Found.NOT_AT_HAND:
            return lookup.words if lookup else ""
        return f"quotation {lookup.words}"


def concern_kind(raised: Raised) -> str:
    """`advisory` or `tension`."""
    return "advisory" if isinstance(raised.concern, Advisory) else "tension"


def matrix(assessment: Assessment) -> tuple[MatrixPart, ...]:
    """The clauses of every source document, in file order."""
    uses = _uses_by_clause(assessment)
    sources = assessment.pack.sources
    return tuple(
        MatrixPart(
            document,
            tuple(
                MatrixRow(clause, anchor("clause", clause.id), _alike(uses.get(clause.id, ())))
                for clause in sources.clauses.values()
                if clause.document == document.id
            ),
        )
        for document in sources.documents.values()
    )


def _alike(uses: Iterable[Use]) -> tuple[Alike, ...]:
    """Uses put together by what they came to, in the order of the first of each."""
    found: dict[tuple[str, str], list[Link]] = {}
    for use in uses:
        found.setdefault((use.words, use.mark), []).append(use.link)
    return tuple(Alike(tuple(links), words, mark) for (words, mark), links in found.items())


def _uses_by_clause(assessment: Assessment) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = {}
    for clauses, use in _all_uses(assessment):
        for clause in clauses:
            found.setdefault(clause, []).append(use)
    return found


def _all_uses(assessment: Assessment) -> Iterator[tuple[tuple[str, ...], Use]]:
    for grade in assessment.grades:
        yield grade.recommendation.clauses, _grade_use(grade)
        for finding in grade.findings:
            yield finding.rule.clauses, finding_use(finding)
    for raised in (*assessment.advisories, *assessment.tensions):
        yield raised.concern.clauses, concern_use(raised)


def _grade_use(grade: Grade) -> Use:
    name = grade.recommendation.id
    return Use(Link(name, anchor("recommendation", name)), grade.verdict.words, "")


def finding_use(finding: Finding) -> Use:
    """The rule of that finding as something to link to."""
    return Use(rule_link(finding.rule.id), finding.outcome.words, finding.outcome.value)


def concern_use(raised: Raised) -> Use:
    """The advisory or tension as something to link to."""
    link = Link(raised.concern.id, anchor(concern_kind(raised), raised.concern.id))
    return Use(link, raised.state.words, raised.state.value)


def rule_link(rule_id: str) -> Link:
    """A link to the card or row of a rule."""
    return Link(rule_id, anchor("rule", rule_id))


def evidence_rows(assessment: Assessment, most: int) -> tuple[EvidenceRow, ...]:
    """The proposal's evidence, what is contested first, then in file order; at most so many entries."""
    sources = {source.id: source.cite for source in assessment.proposal.header.sources}
    readers = _readers(assessment)
    entries = sorted(assessment.proposal.evidence, key=lambda entry: not entry.contested)[:most]
    return tuple(
        EvidenceRow(entry, sources.get(entry.source, ""), tuple(readers.get(cited(entry.path), ())))
        for entry in entries
    )


def _readers(assessment: Assessment) -> dict[Cited, dict[Use, None]]:
    """The rules that read what a cited path stands for, by the path."""
    found: dict[Cited, dict[Use, None]] = {}
    for finding in (finding for grade in assessment.grades for finding in grade.findings):
        use = finding_use(finding)
        for path in (fact.path for fact in finding.facts if fact.stated):
            for above in covering(path):
                found.setdefault(above, {})[use] = None
    return found


Cited = tuple[tuple[str, str], ...]
"""The keys of a path, each with the list position that follows it, or with nothing for all of the list."""


def cited(path: str) -> Cited:
    """A path as evidence cites it; a list without a position (`a`, `a[]`) stands for all its items."""
    steps = (part.partition("[") for part in path.split("."))
    return tuple((key, place.rstrip("]")) for key, _, place in steps)


def covering(path: str) -> Iterator[Cited]:
    """Every path that stands for `path`: itself and what it lies in, with its list positions and without them."""
    above: list[Cited] = [()]
    for key, place in cited(path):
        above = [(*start, (key, at)) for start in above for at in dict.fromkeys((place, ""))]
        yield from above
