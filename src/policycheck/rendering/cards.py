"""Findings, advisories and tensions as plain data for templates: words, shares, places and link targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from policycheck.errors import Span
from policycheck.model.assessment import Assessment, Fact, Finding, Raised
from policycheck.model.figures import number
from policycheck.model.outcome import Concern, Outcome, Verdict
from policycheck.model.pack import Advisory, Clause
from policycheck.model.proposal import Evidence
from policycheck.model.waiver import WaiverUse
from policycheck.rendering.concerns import answer_label, state_words
from policycheck.rendering.crossref import Cited, Link, anchor, cited, covering, rule_link
from policycheck.rendering.figures import percent
from policycheck.rendering.visible import FIELD_CAP, cut
from policycheck.rendering.waivers import plainly

VALUE_CAP = 300
"""Characters of a value that a finding shows; the whole value stands in the appendix."""

FACTS_CAP = 20
"""Facts that a finding shows; those that decided it come first. No example has more than 15."""

RESPONSES_CAP, RESPONSE_LEAST = 20_000, 100
"""Characters of all responses together that are printed, and of each of them whatever their number."""

LONG_FACTS, LONG_TEXT = 12, 800
"""Facts, or characters of facts and answer, with which a row may break over pages; one taller than a page loses its
table's head there."""

NAME_CAP = 32
"""Letters of a file's name that are repeated with every line; a longer name stands only on the cover."""


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
    """A finding with everything a reader needs beside it.

    `share` is the rule's part of the score, `lost` what of it is not earned, `cap` the verdict that the outcome holds
    down to; they are empty where there are none. `contested` tells that it reads a field whose coding is contested.
    """

    finding: Finding
    target: str
    facts: tuple[FactView, ...]
    clauses: tuple[Clause, ...]
    weight: str
    share: str
    earned: str
    lost: str
    cap: str
    held_by: Link | None
    contested: bool
    response: str = ""
    use: WaiverUse | None = None
    grave: str = ""
    """That the waiver is on what a critical rule must not be, in a sentence."""

    @property
    def long(self) -> bool:
        """Whether it is too long to be kept on one page as a row of a table."""
        return _is_long(self.facts, self.response)

    @property
    def failed(self) -> bool:
        """Whether it is neither met nor set aside."""
        return self.finding.outcome not in {Outcome.MET, Outcome.NOT_APPLICABLE}


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
    response: str
    words: str
    """Its state as people read it: `reconciled` where what the proposal provides settles a tension."""
    answer_label: str

    @property
    def long(self) -> bool:
        """Whether it is too long to be kept on one page as a row of a table."""
        return _is_long(self.facts, self.raised.answer + self.response)

    @property
    def in_body(self) -> bool:
        """Whether it was raised and is no minor note; all others stand in the annex."""
        return self.raised.state in {Concern.RAISED, Concern.ANSWERED} and not self.minor


def _is_long(facts: tuple[FactView, ...], answer: str) -> bool:
    return len(facts) >= LONG_FACTS or sum(len(fact.shown) for fact in facts) + len(answer) >= LONG_TEXT


def card(assessment: Assessment, finding: Finding, counted: Fraction) -> Card:
    """One finding; `counted` is the weight that its recommendation's score is a share of (0 where there is none)."""
    rule = finding.rule
    counts = bool(counted) and finding.outcome is not Outcome.NOT_APPLICABLE
    cap = rule.cap(finding.outcome)
    credit = assessment.pack.scale.credit.get(finding.outcome, Fraction(0))
    use = assessment.waiver(rule.id)
    return Card(
        finding=finding,
        target=rule_link(rule.id).target,
        facts=_fact_views(finding.facts),
        clauses=_clauses(assessment, rule.clauses),
        weight=number(rule.weight),
        share=percent(rule.weight / counted) if counts else "",
        earned=number(rule.weight * credit),
        lost=percent(rule.weight * (1 - credit) / counted) if counts else "",
        cap=cap.words if counts and cap is not Verdict.MEETS else "",
        held_by=rule_link(finding.because_of) if finding.because_of else None,
        contested=_contested(assessment, finding.facts),
        response=response_view(assessment, finding.response),
        use=use,
        grave=plainly(assessment, use) if use else "",
    )


def _clauses(assessment: Assessment, ids: Iterable[str]) -> tuple[Clause, ...]:
    known = assessment.pack.sources.clauses
    return tuple(known[name] for name in ids if name in known)


def _contested(assessment: Assessment, facts: Iterable[Fact]) -> bool:
    disputed = _disputed(assessment.proposal.evidence)
    return bool(disputed) and any(above in disputed for fact in facts if fact.stated for above in covering(fact.path))


@lru_cache(maxsize=1)
def _disputed(evidence: tuple[Evidence, ...]) -> frozenset[Cited]:
    return frozenset(cited(entry.path) for entry in evidence if entry.contested)


def _fact_views(facts: tuple[Fact, ...]) -> tuple[FactView, ...]:
    """The facts that a table has room for, and a last line that counts the others."""
    shown = tuple(fact_view(fact) for fact in facts[:FACTS_CAP])
    more = len(facts) - FACTS_CAP
    if more <= 0:
        return shown
    words = f"{more:,} more field{'s' * (more > 1)}"
    return (*shown, FactView(words, "", "listed in the JSON result", stated=False, place="", target=""))


def fact_view(fact: Fact) -> FactView:
    """One fact, its value and its place cut to what fits a table."""
    target = line_target(fact.span.line) if fact.span else ""
    return FactView(fact.title, fact.path, cut(fact.shown, VALUE_CAP), fact.stated, _place(fact.span), target)


def response_view(assessment: Assessment, text: str) -> str:
    """A response, cut where many long ones would fill the report: each has the same part of the room."""
    room = RESPONSES_CAP // max(len(assessment.proposal.responses), 1)
    return text if room >= FIELD_CAP else cut(text, max(room, RESPONSE_LEAST))


def _place(span: Span | None) -> str:
    if not span:
        return ""
    name = span.file.rpartition("/")[2]
    return f"{name}:{span.line}" if len(name) <= NAME_CAP else f"line {span.line}"


def line_target(line: int) -> str:
    """The link target of a line in the appendix."""
    return f"line-{line}"


def concern_view(assessment: Assessment, raised: Raised) -> ConcernView:
    """One advisory or tension."""
    concern = raised.concern
    kind = "advisory" if isinstance(concern, Advisory) else "tension"
    return ConcernView(
        raised=raised,
        kind=kind,
        target=anchor(kind, concern.id),
        facts=_fact_views(raised.facts),
        clauses=_clauses(assessment, concern.clauses),
        level=concern.level.value if isinstance(concern, Advisory) else "",
        minor=isinstance(concern, Advisory) and concern.minor_note,
        response=response_view(
            assessment, next((r.text for r in assessment.proposal.responses if r.finding == concern.id), "")
        ),
        words=state_words(assessment, raised),
        answer_label=answer_label(assessment, raised),
    )
