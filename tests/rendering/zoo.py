"""A zoo of assessments made by hand, about harbours, so that renderers are tested without engine or real pack.

`ZOO` names them: all met, all not met, every outcome, empty, nasty text, names in four scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from policycheck.errors import Problem, Span
from policycheck.model.assessment import Assessment, Distance, Fact, Finding, Grade, Raised, Score
from policycheck.model.condition import AnyOf, Operand
from policycheck.model.document import Document
from policycheck.model.gate import Gate
from policycheck.model.outcome import GRADES, Concern, Level, Outcome, PackageVerdict, Severity, Support, Verdict
from policycheck.model.pack import (
    Advisory,
    Authority,
    Clause,
    Pack,
    Recommendation,
    Rule,
    Scale,
    SourceDocument,
    Sources,
    Tension,
)
from policycheck.model.proposal import Evidence, Header, Proposal, Source
from policycheck.model.vocabulary import EnumValue, Field, Kind, Vocabulary

NEVER = AnyOf(())
NAMES = "Владимир Путин, 김정은, 王毅, Kim Jong Un, Ολυμπία"
NASTY = (
    "tab\tand\0nul \x01\x01\x01 \u202edrowssap\u202c zero\u200bwidth \ud800 emoji \U0001f600 "
    "</pre><script>alert(1)</script> <img src=file:///etc/passwd> {{ 7*7 }} {% raw %} e" + "\u0301" * 90 + " "
) + "W" * 4000


def changed(thing: Any, **fields: Any) -> Any:
    """A copy with some fields changed."""
    return replace(thing, **fields)


def span(line: int, name: str = "harbour/proposal.yaml") -> Span:
    return Span(name, line, 5, line, 20, 0, 1)


def document(text: str) -> Document:
    return Document("harbour/proposal.yaml", text, {}, {(): span(1)}, {})


PLAIN_TEXT = "\n".join(f"harbour.step_{line}: the text of line {line}" for line in range(1, 61)) + "\n"


def clause(document_id: str, number: int) -> Clause:
    role = ("requirement", "risk", "tension", "context")[number % 4]
    says = f"Statement {number} on how ships are to be guided past the bar in fog and at night."
    return Clause(f"{document_id}-S{number}.a", document_id, role, f"Section {number}, sentence 2", says, "")


def sources() -> Sources:
    documents = {
        "HB": SourceDocument("HB", "The Harbour and its Pilots", "A. Writer", "Coastal Quarterly", note="Opinion."),
        "TX": SourceDocument("TX", "Tides and Taxes"),
    }
    clauses = {c.id: c for c in (clause(d, n) for d in documents for n in range(1, 25))}
    authorities = {
        f"AUTH-{n}": Authority(f"AUTH-{n}", f"Convention {n}", "on pilots", "memory", "high", "https://example.org/x")
        for n in range(1, 4)
    }
    return Sources(documents, clauses, authorities)


def rule(group: int, number: int) -> Rule:
    critical = number <= 3
    caps = {Outcome.CONTRADICTED: GRADES[0], Outcome.NOT_MET: GRADES[1], Outcome.NOT_STATED: GRADES[1]}
    return Rule(
        id=f"H{group}.{number}",
        title=f"Name pilot number {number} of quay {group}",
        question=f"Does the plan say who guides ships past bar {number}, and what happens when nobody can?",
        met=NEVER,
        weight=Fraction(6 - number % 5),
        severity=Severity.CRITICAL if critical else Severity.MAJOR if number < 7 else Severity.MINOR,
        why="Ships without a pilot run aground.",
        remedy=f"Name the pilot of bar {number}, the hours in which he serves, and who stands in for him",
        clauses=(f"HB-S{number}.a", f"TX-S{number + group}.a"),
        authority=("AUTH-1",) if number % 2 else (),
        requires=f"H{group}.1" if number in {8, 9} else "",
        caps=caps if critical else {},
    )


def recommendation(group: int) -> Recommendation:
    rules = tuple(rule(group, number) for number in range(1, 11))
    title = ("", "Guide every ship", "Keep the lights burning", "Dredge the channel", "Feed the crews")[group]
    return Recommendation(f"H{group}", title, ("pilotage",), ("pilots",), (f"HB-S{group}.a",), rules)


def vocabulary() -> Vocabulary:
    values = {"pilotage": EnumValue("pilotage", "pilotage"), "lights": EnumValue("lights", "lights and buoys")}
    strand = Field(Kind.ENUM, "strand", values=values)
    header = Field(Kind.OBJECT, "proposal", properties={"covers": Field(Kind.LIST, "covers", item=strand)})
    return Vocabulary(Field(Kind.OBJECT, "document", properties={"proposal": header}), {})


def pack() -> Pack:
    bands = dict(zip(GRADES, (Fraction(0), Fraction(2, 5), Fraction(13, 20), Fraction(17, 20)), strict=True))
    credit = {Outcome.MET: Fraction(1), Outcome.PARTLY_MET: Fraction(1, 2)}
    advisories = tuple(
        Advisory(
            id=f"A{n}",
            slug=f"worry_{n}",
            title=f"Worry number {n} of the harbour master",
            level=list(Level)[n % 3],
            when=NEVER,
            why="Fog comes in fast",
            remedy="Sound the horn every two minutes",
            clauses=(f"HB-S{n + 10}.a",),
            minor_note=n == 4,
        )
        for n in range(1, 7)
    )
    tensions = (
        Tension(
            "T1", "speed", "Speed against safety", ("H1", "H2"), NEVER, "Both cannot be had", "Say which", ("HB-S20.a",)
        ),
        Tension("T2", "cost", "Cost against depth", ("H3",), NEVER, "Dredging is dear", "Say who pays", ("TX-S21.a",)),
    )
    return Pack(
        id="harbour",
        version="1.2.0",
        title="How a harbour is run",
        description="Encodes two articles on harbours, which are opinion.",
        reviewed_on="2024-05-01",
        comprehensive="everything",
        vocabulary=vocabulary(),
        sources=sources(),
        recommendations=tuple(recommendation(group) for group in range(1, 5)),
        advisories=advisories,
        tensions=tensions,
        scale=Scale(credit, bands, Fraction(1, 4), Fraction(3, 5), "The bands are ours."),
        files={"pack.yaml": b"id: harbour"},
        checks=(),
        numbers={"deep_enough": Operand((12.5,), "deep_enough", "depth of the channel in metres")},
    )


def proposal(text: str = PLAIN_TEXT, title: str = "A plan for the harbour of Ostmark", **header: str) -> Proposal:
    given = {"id": "ostmark_harbour_2020", "actor": "harbour_board", "status": "draft", "date": "2020-02-29"} | header
    return Proposal(
        header=Header(
            id=given["id"],
            title=title,
            actor=given["actor"],
            status=given["status"],
            basis="as_written",
            date=given["date"],
            covers=("pilotage", "lights"),
            author=given.get("author", "Board of the harbour"),
            sources=(Source("LOG", "Log of the harbour master", "search", "https://example.org/log", "high"),),
        ),
        evidence=(
            Evidence("pilots.bars[1]", "the log names the pilot", "entry 7", "LOG", contested=True),
            Evidence("pilots", "a list of pilots", "page 2", "LOG"),
        ),
        risks=(),
        responses=(),
        values={},
        document=document(text),
        warnings=(Problem("DOC-ODD", "the plan is short", span(2), "write more", fatal=False),),
    )


def fact(number: int, shown: str) -> Fact:
    stated = number % 3 != 0
    path = f"pilots.bars[{number}].guided_by.name"
    return Fact(path, "name of the pilot", shown, shown if stated else "", span(number + 1), stated)


def finding(of: Rule, outcome: Outcome, text: str = "") -> Finding:
    number = int(of.id.partition(".")[2])
    held = of.requires if outcome in {Outcome.NOT_MET, Outcome.NOT_STATED} else ""
    met = outcome is Outcome.MET
    return Finding(
        rule=of,
        outcome=outcome,
        possible=frozenset({outcome}),
        because_of=held,
        facts=() if held else tuple(fact(n, text or f"the pilot of shift {n}") for n in range(1, number % 4 + 2)),
        why=() if held else (text or f"the plan names {number} pilots, and the rule asks for {number + 1}",),
        support=list(Support)[number % 3] if met else Support.NOT_NEEDED,
        response=text or ("We shall see to it" if number == 4 else ""),
    )


def grade(of: Recommendation, outcome: Callable[[int], Outcome], text: str = "") -> Grade:
    findings = tuple(finding(r, outcome(n), text) for n, r in enumerate(of.rules))
    weight = sum((f.rule.weight for f in findings), Fraction(0))
    earned = sum((f.rule.weight for f in findings if f.outcome is Outcome.MET), Fraction(0)) / weight
    open_ = sum((f.rule.weight for f in findings if f.outcome is Outcome.NOT_STATED), Fraction(0)) / weight
    failed = tuple(f.rule.id for f in findings if f.outcome not in {Outcome.MET, Outcome.NOT_APPLICABLE})
    verdict = Verdict.MEETS if not failed else Verdict.PARTLY_MEETS if earned else Verdict.DOES_NOT_MEET
    distance = Distance(Verdict.LARGELY_MEETS, Fraction(1241, 10000), failed[:2], failed[0]) if failed else None
    return Grade(
        recommendation=of,
        findings=findings,
        verdict=verdict,
        at_best=Verdict.LARGELY_MEETS if failed else Verdict.MEETS,
        score=Score(earned, min(earned + open_, Fraction(1))),
        qualifier="falls short" if failed else "",
        distance=distance,
        between=failed[:3],
    )


def assessment(outcome: Callable[[int], Outcome], of: Proposal, text: str = "", *, whole: bool = True) -> Assessment:
    used = pack()
    grades = tuple(grade(r, outcome, text) for r in used.recommendations)
    states = list(Concern)
    concerns: tuple[Advisory | Tension, ...] = (*used.advisories, *used.tensions)
    raised = tuple(
        Raised(concern, states[n % 4], (fact(n + 1, text or "fog"),), (text or "the plan is silent on fog",), "")
        for n, concern in enumerate(concerns)
    )
    good = all(g.verdict is Verdict.MEETS for g in grades)
    return Assessment(
        proposal=of,
        pack=used,
        pack_reason="the proposal names it",
        as_of=of.header.date,
        grades=grades,
        advisories=raised[:6],
        tensions=raised[6:],
        package_verdict=(PackageVerdict.CONSISTENT if good else PackageVerdict.NOT_CONSISTENT) if whole else None,
        package_reasons=("every recommendation is met",) if good else ("H1 does not meet",),
        package_score=Fraction(1, 3),
        gate=Gate(good, () if good else ("H1 does not meet its recommendation",)),
    )


def every_outcome() -> Assessment:
    order = list(Outcome)
    made = assessment(lambda n: order[n % 6], proposal(), whole=False)
    out = changed(made.grades[2], verdict=Verdict.OUT_OF_SCOPE, score=None, distance=None, between=())
    lost = changed(made.grades[3], verdict=Verdict.NOT_ADDRESSED, at_best=Verdict.MEETS, note="nothing is stated")
    mixed: Assessment = changed(made, grades=(*made.grades[:2], out, lost), package_reasons=())
    return mixed


def empty() -> Assessment:
    made = assessment(lambda _: Outcome.NOT_APPLICABLE, proposal("a: b\n"))
    head = changed(made.proposal.header, sources=(), covers=(), author="")
    pack_ = changed(made.pack, recommendations=(), advisories=(), tensions=(), sources=Sources({}, {}, {}), numbers={})
    bare: Assessment = changed(
        made,
        proposal=changed(made.proposal, evidence=(), warnings=(), header=head),
        pack=pack_,
        grades=(),
        advisories=(),
        tensions=(),
        package_verdict=None,
        package_reasons=(),
        package_score=None,
        gate=Gate(passed=False, failures=("nothing was graded",)),
    )
    return bare


def nasty() -> Assessment:
    text = "\n".join([NASTY, "x: " + "y" * 80_000, *(f"- {NASTY[:200]}" for _ in range(40))])
    text = text.replace("\ud800", "\ufffd")
    title = NASTY[:220]
    of = proposal(text, title, author=NASTY, id="a\u202eb", actor="\x00")
    made = assessment(lambda _: Outcome.NOT_MET, of, NASTY)
    short: Assessment = changed(made, grades=made.grades[:2])
    return short


def names() -> Assessment:
    made = assessment(lambda _: Outcome.PARTLY_MET, proposal(PLAIN_TEXT + NAMES, NAMES, author=NAMES), NAMES)
    short: Assessment = changed(made, grades=made.grades[:1])
    return short


ZOO: Mapping[str, Callable[[], Assessment]] = {
    "all_met": lambda: assessment(lambda _: Outcome.MET, proposal()),
    "all_not_met": lambda: assessment(lambda _: Outcome.NOT_MET, proposal()),
    "every_outcome": every_outcome,
    "empty": empty,
    "nasty": nasty,
    "names": names,
}
