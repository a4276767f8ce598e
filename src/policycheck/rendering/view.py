"""An assessment as plain data for templates: words, counts, shares, places and link targets. It judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment, Distance, Grade
from policycheck.model.document import Path
from policycheck.model.figures import number
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Pack, Scale
from policycheck.model.proposal import Source
from policycheck.rendering.cards import Card, ConcernView, card, concern_view
from policycheck.rendering.crossref import EvidenceRow, Link, MatrixPart, anchor, evidence_rows, matrix
from policycheck.rendering.figures import percent, shortfall
from policycheck.rendering.quotation import Quotation, quotation
from policycheck.score.foremost import WORST_FIRST, foremost

ENTRIES_CAP = 200
"""Entries of evidence, sources and warnings that are printed, of each so many; the others are counted."""


@dataclass(frozen=True, slots=True)
class Band:
    """A grade's stretch of the scale, in per cent of its length."""

    verdict: Verdict
    start: float
    width: float
    threshold: str


@dataclass(frozen=True, slots=True)
class Section:
    """One recommendation: its grade, what was counted, and its cards in rule order."""

    grade: Grade
    target: str
    as_stated: str
    at_best: str
    interval: tuple[float, float] | None
    counts: tuple[tuple[Outcome, int], ...]
    gap: str
    cards: tuple[Card, ...]
    between: tuple[Card, ...]

    @property
    def failed(self) -> tuple[Card, ...]:
        """The cards of rules not met, the worst outcome first."""
        order = list(Outcome)
        return tuple(sorted((c for c in self.cards if c.failed), key=lambda c: order.index(c.finding.outcome)))

    @property
    def settled(self) -> tuple[Card, ...]:
        """The cards of rules met, then of those not applicable."""
        met = tuple(c for c in self.cards if c.finding.outcome is Outcome.MET)
        return met + tuple(c for c in self.cards if c.finding.outcome is Outcome.NOT_APPLICABLE)

    @property
    def in_annex(self) -> bool:
        """Whether the rules have no bearing on a verdict, so that the annex prints them."""
        return self.grade.verdict in {Verdict.OUT_OF_SCOPE, Verdict.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class Report:
    """All of a report."""

    assessment: Assessment
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]
    changes: tuple[Card, ...]
    deciding: tuple[Card, ...]
    concerns: tuple[ConcernView, ...]
    matrix: tuple[MatrixPart, ...]
    evidence: tuple[EvidenceRow, ...]
    sources: tuple[Source, ...]
    warnings: tuple[Problem, ...]
    quotation: Quotation
    covers: tuple[str, ...]
    actor: str
    status: str
    tally: tuple[tuple[str, tuple[str, ...]], ...]


def report_view(assessment: Assessment) -> Report:
    """The report's data, in the order of the pack."""
    header = assessment.proposal.header
    sections = tuple(section(assessment, grade) for grade in assessment.grades)
    concerns = tuple(concern_view(assessment, raised) for raised in (*assessment.advisories, *assessment.tensions))
    pack = assessment.pack
    return Report(
        assessment=assessment,
        sections=sections,
        bands=bands(pack.scale),
        changes=changes(sections),
        deciding=deciding(sections),
        concerns=concerns,
        matrix=matrix(assessment),
        evidence=evidence_rows(assessment, ENTRIES_CAP),
        sources=header.sources[:ENTRIES_CAP],
        warnings=assessment.proposal.warnings[:ENTRIES_CAP],
        quotation=quotation(assessment.proposal.document.text, readers(sections, concerns)),
        covers=tuple(words(pack, ("proposal", "covers", 0), value) for value in header.covers),
        actor=words(pack, ("proposal", "actor"), header.actor),
        status=words(pack, ("proposal", "status"), header.status),
        tally=tally(assessment.grades),
    )


def words(pack: Pack, path: Path, value: str) -> str:
    """The vocabulary's words for a value, or the value with spaces."""
    known = pack.vocabulary.field_at(path)
    listed = known.values.get(value) if known else None
    return listed.title if listed else value.replace("_", " ")


def section(assessment: Assessment, grade: Grade) -> Section:
    """One recommendation."""
    counted = _counted(grade)
    cards = tuple(card(assessment, finding, counted) for finding in grade.findings)
    by_id = {card.finding.rule.id: card for card in cards}
    tally = Counter(finding.outcome for finding in grade.findings)
    score = grade.score
    return Section(
        grade=grade,
        target=anchor("recommendation", grade.recommendation.id),
        as_stated=percent(score.as_stated) if score else "",
        at_best=percent(score.at_best) if score else "",
        interval=(float(score.as_stated * 100), float(score.at_best * 100)) if score else None,
        counts=tuple((outcome, tally[outcome]) for outcome in reversed(_READING_ORDER)),
        gap=shortfall(grade.distance.gap) if grade.distance and grade.distance.gap else "",
        cards=cards,
        between=tuple(by_id[rule] for rule in grade.between if rule in by_id),
    )


def _counted(grade: Grade) -> Fraction:
    """The weight that the score is a share of: none where a recommendation has no bearing on a verdict."""
    if grade.verdict in {Verdict.OUT_OF_SCOPE, Verdict.NOT_APPLICABLE}:
        return Fraction(0)
    return sum((f.rule.weight for f in grade.findings if f.outcome is not Outcome.NOT_APPLICABLE), Fraction(0))


_READING_ORDER = (Outcome.NOT_APPLICABLE, *list(Outcome)[:-1])


def bands(scale: Scale) -> tuple[Band, ...]:
    """The grades from worst to best with their stretch of the scale."""
    starts = [float(scale.bands[grade] * 100) for grade in GRADES]
    ends = [*starts[1:], 100.0]
    return tuple(
        Band(grade, start, end - start, number(scale.bands[grade] * 100))
        for grade, start, end in zip(GRADES, starts, ends, strict=True)
    )


def tally(grades: Iterable[Grade]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each verdict in words, the worst first, with the recommendations that came to it."""
    found: dict[Verdict, list[str]] = {verdict: [] for verdict in WORST_FIRST}
    for grade in grades:
        found[grade.verdict].append(grade.recommendation.id)
    return tuple((verdict.words, tuple(ids)) for verdict, ids in found.items() if ids)


def changes(sections: tuple[Section, ...], most: int = 3) -> tuple[Card, ...]:
    """The findings that matter most, and where there are fewer the heaviest of the others."""
    known = {card.finding.rule.id: card for part in sections for card in part.cards}
    first = {finding.rule.id: known[finding.rule.id] for _, finding in foremost(part.grade for part in sections)}
    others = [card for part in sections if not part.in_annex for card in part.failed if not card.held_by]
    heaviest = sorted(others, key=lambda card: -card.finding.rule.weight)
    return (*first.values(), *(card for card in heaviest if card.finding.rule.id not in first))[:most]


def deciding(sections: tuple[Section, ...]) -> tuple[Card, ...]:
    """The rule that decides first, of each recommendation below the highest grade, the lowest verdict first."""
    graded = sorted((part for part in sections if part.grade.graded), key=lambda part: part.grade.verdict.rank)
    wanted = {_decider(part.grade.distance) for part in graded}
    return tuple(card for part in graded for card in part.cards if card.finding.rule.id in wanted)


def _decider(distance: Distance | None) -> str:
    return distance.decided_by if distance else ""


def readers(sections: Iterable[Section], concerns: Iterable[ConcernView]) -> dict[str, tuple[Link, ...]]:
    """Each line of the proposal that a finding points at, as a link target, with links back to those findings."""
    owners: list[tuple[str, Card | ConcernView]] = [
        (card.finding.rule.id, card) for part in sections for card in part.cards
    ]
    owners += [(concern.raised.concern.id, concern) for concern in concerns]
    found: dict[str, dict[Link, None]] = {}
    for name, owner in owners:
        for fact in owner.facts:
            if fact.target:
                found.setdefault(fact.target, {})[Link(name, owner.target)] = None
    return {target: tuple(links) for target, links in found.items()}
