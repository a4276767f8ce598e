"""An assessment as plain data for templates: words, counts, shares, places and link targets. It judges nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from policycheck.model.assessment import Assessment, Distance, Fact, Finding, Grade, Raised
from policycheck.model.document import Path
from policycheck.model.outcome import GRADES, Concern, Outcome, Verdict
from policycheck.model.pack import Advisory, Clause, Pack, Scale
from policycheck.render.crossref import EvidenceRow, Link, MatrixPart, anchor, evidence_rows, matrix, rule_link

LINE_CAP = 2_000
"""Characters of one line of the proposal that are set as one block; the rest follows in further blocks."""


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact in words. `place` is `file:line`, `target` its line in the appendix (empty when there is none)."""

    title: str
    path: str
    shown: str
    stated: bool
    place: str
    target: str


@dataclass(frozen=True, slots=True)
class Card:
    """A finding with everything a reader needs beside it."""

    finding: Finding
    target: str
    facts: tuple[FactView, ...]
    clauses: tuple[Clause, ...]
    weight: str
    share: str
    earned: str
    cap: str
    held_by: Link | None

    @property
    def failed(self) -> bool:
        """Whether it is neither met nor set aside."""
        return self.finding.outcome not in {Outcome.MET, Outcome.NOT_APPLICABLE}


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
class ConcernView:
    """An advisory or tension with its facts and clauses."""

    raised: Raised
    kind: str
    target: str
    facts: tuple[FactView, ...]
    clauses: tuple[Clause, ...]
    level: str
    minor: bool

    @property
    def in_body(self) -> bool:
        """Whether it was raised and is no minor note; all others stand in the annex."""
        return self.raised.state in {Concern.RAISED, Concern.ANSWERED} and not self.minor


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of a line of the proposal. `number` is 0 for what continues the line before."""

    number: int
    text: str
    target: str


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
    lines: tuple[Line, ...]
    covers: tuple[str, ...]
    actor: str
    status: str
    tally: tuple[tuple[str, int], ...]


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
        evidence=evidence_rows(assessment),
        lines=lines(assessment.proposal.document.text, linked_lines(sections, concerns)),
        covers=tuple(words(pack, ("proposal", "covers", 0), value) for value in header.covers),
        actor=words(pack, ("proposal", "actor"), header.actor),
        status=words(pack, ("proposal", "status"), header.status),
        tally=tuple(Counter(grade.verdict.words for grade in _worst_first(assessment.grades)).items()),
    )


def percent(share: Fraction) -> str:
    """A share as a percentage with one decimal, cut off and never rounded up: `53.8 %`."""
    return f"{points(share)} %"


def points(share: Fraction) -> str:
    """A share as percentage points with one decimal, cut off: `12.4`."""
    tenths = share * 1000 // 1
    return f"{tenths // 10}.{tenths % 10}"


def number(value: Fraction) -> str:
    """A weight as people write it: `4`, `2.5`, `1/3`."""
    short = f"{float(value):g}"
    return short if Fraction(short) == value else str(value)


def words(pack: Pack, path: Path, value: str) -> str:
    """The vocabulary's words for a value, or the value with spaces."""
    known = pack.vocabulary.field_at(path)
    listed = known.values.get(value) if known else None
    return listed.title if listed else value.replace("_", " ")


def section(assessment: Assessment, grade: Grade) -> Section:
    """One recommendation."""
    counted = sum((f.rule.weight for f in grade.findings if f.outcome is not Outcome.NOT_APPLICABLE), Fraction(0))
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
        gap=points(grade.distance.gap) if grade.distance and grade.distance.gap else "",
        cards=cards,
        between=tuple(by_id[rule] for rule in grade.between if rule in by_id),
    )


_READING_ORDER = (Outcome.NOT_APPLICABLE, *list(Outcome)[:-1])


def card(assessment: Assessment, finding: Finding, counted: Fraction) -> Card:
    """One finding; `counted` is the weight that its recommendation's score is a share of."""
    rule = finding.rule
    applies = finding.outcome is not Outcome.NOT_APPLICABLE
    cap = rule.cap(finding.outcome)
    credit = assessment.pack.scale.credit.get(finding.outcome, Fraction(0))
    return Card(
        finding=finding,
        target=rule_link(rule.id).target,
        facts=tuple(fact_view(fact) for fact in finding.facts),
        clauses=_clauses(assessment, rule.clauses),
        weight=number(rule.weight),
        share=percent(rule.weight / counted) if applies and counted else "",
        earned=number(rule.weight * credit),
        cap=cap.words if applies and cap is not Verdict.MEETS else "",
        held_by=rule_link(finding.because_of) if finding.because_of else None,
    )


def _clauses(assessment: Assessment, ids: Iterable[str]) -> tuple[Clause, ...]:
    known = assessment.pack.sources.clauses
    return tuple(known[name] for name in ids if name in known)


def fact_view(fact: Fact) -> FactView:
    """One fact, its place shortened to the file's own name."""
    span = fact.span
    place = f"{span.file.rpartition('/')[2]}:{span.line}" if span else ""
    return FactView(fact.title, fact.path, fact.shown, fact.stated, place, line_target(span.line) if span else "")


def line_target(line: int) -> str:
    """The link target of a line in the appendix."""
    return f"line-{line}"


def concern_view(assessment: Assessment, raised: Raised) -> ConcernView:
    """One advisory or tension."""
    concern = raised.concern
    advisory = isinstance(concern, Advisory)
    kind = "advisory" if advisory else "tension"
    return ConcernView(
        raised=raised,
        kind=kind,
        target=anchor(kind, concern.id),
        facts=tuple(fact_view(fact) for fact in raised.facts),
        clauses=_clauses(assessment, concern.clauses),
        level=concern.level.value if isinstance(concern, Advisory) else "",
        minor=isinstance(concern, Advisory) and concern.minor_note,
    )


def bands(scale: Scale) -> tuple[Band, ...]:
    """The grades from worst to best with their stretch of the scale."""
    starts = [float(scale.bands[grade] * 100) for grade in GRADES]
    ends = [*starts[1:], 100.0]
    return tuple(
        Band(grade, start, end - start, number(scale.bands[grade] * 100))
        for grade, start, end in zip(GRADES, starts, ends, strict=True)
    )


def _worst_first(grades: Iterable[Grade]) -> list[Grade]:
    return sorted(grades, key=lambda grade: _WORST_FIRST.index(grade.verdict))


_WORST_FIRST = (
    Verdict.NOT_ADDRESSED,
    *GRADES,
    Verdict.NOT_APPLICABLE,
    Verdict.OUT_OF_SCOPE,
)


def changes(sections: tuple[Section, ...], most: int = 3) -> tuple[Card, ...]:
    """The changes that matter most: the first of each recommendation, the lowest verdict first, then the second."""
    ranked = sorted(
        (place, _WORST_FIRST.index(part.grade.verdict), -card.finding.rule.weight, card.target, card)
        for part in sections
        for place, card in enumerate(part.between)
    )
    least = sum(bool(part.between) for part in sections)
    return tuple(entry[-1] for entry in ranked[: max(most, least)])


def deciding(sections: tuple[Section, ...]) -> tuple[Card, ...]:
    """The rule that decides first, of each recommendation below the highest grade."""
    wanted = {_decider(part.grade.distance) for part in sections if part.grade.graded}
    return tuple(card for part in sections for card in part.cards if card.finding.rule.id in wanted)


def _decider(distance: Distance | None) -> str:
    return distance.decided_by if distance else ""


def linked_lines(sections: Iterable[Section], concerns: Iterable[ConcernView]) -> frozenset[str]:
    """The lines of the proposal that something in the report points at."""
    owners = [card.facts for part in sections for card in part.cards] + [concern.facts for concern in concerns]
    return frozenset(fact.target for facts in owners for fact in facts)


def lines(text: str, linked: frozenset[str]) -> tuple[Line, ...]:
    """The proposal, line by line as the reader counts them."""
    found: list[Line] = []
    for count, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        target = line_target(count) if line_target(count) in linked else ""
        found.append(Line(count, line[:LINE_CAP], target))
        found.extend(Line(0, line[at : at + LINE_CAP], "") for at in range(LINE_CAP, len(line), LINE_CAP))
    return tuple(found[:-1] if found and not found[-1].text and found[-1].number > 1 else found)
