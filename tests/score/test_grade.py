"""Grades: scope, qualifiers, distance, what stands between, the package's verdict, the gate, and printed figures."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs import ENVELOPE, pack_files, pack_of, proposal_of, rule_entry, scored_rule
from tests.score.test_best import RULE_SETS, Case, grade_of, settled
from tests.searching import laws

from policycheck.evaluation.outcomes import outcome_of, possible_outcomes
from policycheck.model.assessment import Finding, Grade, Raised
from policycheck.model.gate import Gate
from policycheck.model.outcome import GRADES, Concern, Level, Outcome, PackageVerdict, Severity, Verdict
from policycheck.model.pack import Advisory, Pack, Recommendation, Rule
from policycheck.model.proposal import Proposal
from policycheck.pipeline import evaluate
from policycheck.rendering.figures import cells, percent
from policycheck.score import Audited, Package, decide, gate_rules, grade, judge

MET, PARTLY, SILENT, NOT_MET = Outcome.MET, Outcome.PARTLY_MET, Outcome.NOT_STATED, Outcome.NOT_MET
CONTRADICTED, NA = Outcome.CONTRADICTED, Outcome.NOT_APPLICABLE


@cache
def pack() -> Pack:
    return pack_of(pack_files())


def proposal(*covers: str, **sections: Any) -> Proposal:
    return proposal_of({"proposal": {**ENVELOPE, "covers": list(covers) or ["all_of_it"]}, **sections}, pack())


def recommendation(*rules: Rule, name: str = "R1") -> Recommendation:
    return Recommendation(name, "Growing", ("growing",), ("orchard",), (), rules, when_note="It may not apply.")


def graded(outcomes: Mapping[Rule, Outcome], possible: Mapping[Rule, frozenset[Outcome]] | None = None) -> Grade:
    """The grade of these outcomes; what is possible is what was found, unless told otherwise."""
    findings = tuple(Finding(r, o, possible[r] if possible else frozenset({o})) for r, o in outcomes.items())
    plan = proposal(orchard={"keeper": "Ann"})
    return grade(pack(), plan, recommendation(*outcomes), findings, applies=True)


# ---------------------------------------------------------------- scope

SAYS = {"keeper": "Ann"}
SCOPES: dict[str, tuple[bool, list[str], dict[str, Any], Verdict]] = {
    "graded": (True, ["growing"], {"orchard": SAYS}, Verdict.MEETS),
    "graded under everything": (True, ["all_of_it"], {"orchard": SAYS}, Verdict.MEETS),
    "does not apply": (False, ["growing"], {"orchard": SAYS}, Verdict.NOT_APPLICABLE),
    "does not apply comes before out of scope": (False, ["selling"], {}, Verdict.NOT_APPLICABLE),
    "out of scope": (True, ["selling"], {"orchard": SAYS}, Verdict.OUT_OF_SCOPE),
    "out of scope comes before not addressed": (True, ["selling"], {}, Verdict.OUT_OF_SCOPE),
    "no section": (True, ["growing"], {"market": {"towns": []}}, Verdict.NOT_ADDRESSED),
    "a section that says nothing": (True, ["growing"], {"orchard": {"shade": "unsaid"}}, Verdict.NOT_ADDRESSED),
    "a section with nothing but a note": (True, ["growing"], {"orchard": {"note": "later"}}, Verdict.NOT_ADDRESSED),
    "an item with nothing but a note": (
        True,
        ["growing"],
        {"orchard": {"trees": [{"note": "later"}]}},
        Verdict.MEETS,
    ),
    "saying none, on purpose, is saying something": (True, ["growing"], {"orchard": {"trees": []}}, Verdict.MEETS),
    "an empty list deep down": (True, ["growing"], {"orchard": {"trees": [{"marks": []}]}}, Verdict.MEETS),
    "the value for none": (True, ["growing"], {"orchard": {"marks": ["plain"]}}, Verdict.MEETS),
}


@pytest.mark.parametrize(("applies", "covers", "sections", "expected"), SCOPES.values(), ids=SCOPES)
def test_scope_is_the_first_reason_that_holds(
    applies: bool, covers: list[str], sections: dict[str, Any], expected: Verdict
) -> None:
    rule = scored_rule("R1.1")
    findings = (Finding(rule, MET, frozenset({MET})),)
    found = grade(pack(), proposal(*covers, **sections), recommendation(rule), findings, applies=applies)
    assert found.verdict is expected
    assert found.findings == findings, "findings are kept also where there is no verdict"
    assert (found.score is not None) is found.graded is (expected is Verdict.MEETS)
    assert bool(found.note) is (expected is Verdict.NOT_APPLICABLE)


def test_a_recommendation_without_a_counted_rule_has_no_score() -> None:
    a, b = scored_rule("a"), scored_rule("b")
    found = graded({a: NA, b: NA}, {a: frozenset({NA}), b: frozenset({NA, MET, NOT_MET})})
    assert (found.verdict, found.score, found.at_best) == (Verdict.NOT_APPLICABLE, None, Verdict.MEETS)
    assert "No rule of this recommendation applies" in found.note
    assert not found.graded


# ---------------------------------------------------------------- qualifiers, distance

QUALIFIERS: dict[str, tuple[dict[Outcome, Any], str]] = {
    "nothing is lost": ({MET: 1}, ""),
    "a quarter of what is lost is contradicted": ({CONTRADICTED: 1, NOT_MET: 3}, "contradicts"),
    "just under a quarter": ({CONTRADICTED: 999, NOT_MET: 2998}, "falls short"),
    "sixty per cent of what is lost is not stated": ({SILENT: 3, NOT_MET: 2}, "mostly silent"),
    "just under sixty per cent": ({SILENT: 2999, NOT_MET: 2000}, "falls short"),
    "contradiction comes before silence": ({CONTRADICTED: 1, SILENT: 3}, "contradicts"),
    "what is partly met loses half its weight": ({PARTLY: 4, SILENT: 3}, "mostly silent"),
    "what is partly met loses no more than half": ({PARTLY: 5, SILENT: 3}, "falls short"),
    "what does not apply loses nothing": ({NA: 100, SILENT: 3, NOT_MET: 2}, "mostly silent"),
    "met weight is no part of it": ({MET: 1, CONTRADICTED: 1, NOT_MET: 3}, "contradicts"),
    "thirds are exact": ({CONTRADICTED: Fraction(1, 3), NOT_MET: 1}, "contradicts"),
}


@pytest.mark.parametrize(("weights", "expected"), QUALIFIERS.values(), ids=QUALIFIERS)
def test_qualifier_is_decided_by_the_share_of_lost_weight(weights: dict[Outcome, Any], expected: str) -> None:
    outcomes = {scored_rule(o.value, weight): o for o, weight in weights.items()}
    assert graded(outcomes).qualifier == expected


def test_the_top_grade_has_no_qualifier_and_no_distance() -> None:
    found = graded({scored_rule("a", 9): MET, scored_rule("b"): CONTRADICTED})
    assert (found.verdict, found.qualifier) == (Verdict.MEETS, "")
    assert found.distance is not None
    assert found.distance.next_verdict is None
    assert not found.between


A_CAP = {CONTRADICTED: Verdict.DOES_NOT_MEET, NOT_MET: Verdict.PARTLY_MEETS, SILENT: Verdict.PARTLY_MEETS}


def test_distance_names_the_gap_and_the_heaviest_loss() -> None:
    found = graded({scored_rule("a", 2): MET, scored_rule("b", 1): NOT_MET, scored_rule("c", 1): PARTLY})
    distance = found.distance
    assert found.score is not None
    assert distance is not None
    assert found.score.as_stated == Fraction(5, 8)
    assert found.verdict is Verdict.PARTLY_MEETS
    assert (distance.next_verdict, distance.gap) == (Verdict.LARGELY_MEETS, Fraction(13, 20) - Fraction(5, 8))
    assert (distance.capped_by, distance.decided_by) == ((), "b")


def test_distance_names_the_caps_first() -> None:
    found = graded({scored_rule("a", 9): MET, scored_rule("b", Fraction(1, 2), A_CAP): NOT_MET})
    distance = found.distance
    assert distance is not None
    assert found.verdict is Verdict.PARTLY_MEETS, "capped, though the score is in the top band"
    assert (distance.next_verdict, distance.gap) == (Verdict.LARGELY_MEETS, Fraction(0))
    assert (distance.capped_by, distance.decided_by) == (("b",), "b")


@pytest.mark.parametrize("order", [1, -1])
def test_ties_are_decided_by_id_and_not_by_order(order: int) -> None:
    rules = {scored_rule(name): (NOT_MET, frozenset({NOT_MET, MET})) for name in ("b", "a", "c")}
    turned = dict(list(rules.items())[::order])
    outcomes = {rule: outcome for rule, (outcome, _) in turned.items()}
    found = graded(outcomes, {rule: possible for rule, (_, possible) in turned.items()})
    assert found.distance is not None
    assert found.distance.decided_by == "a"
    assert set(found.between) == {"a", "b", "c"}


# ---------------------------------------------------------------- what stands between


@laws(800)
@given(RULE_SETS)
def test_improving_what_stands_between_reaches_the_best_level(case: Case) -> None:
    """Found by trying: with every other finding as it stands, the named rules can bring about the verdict at best."""
    rules, values = case
    outcomes = settled({rule: outcome_of(own) for rule, own in zip(rules, values, strict=True)})
    possible = {rule: possible_outcomes(own) for rule, own in zip(rules, values, strict=True)}
    found = graded(outcomes, possible)
    if not found.graded or found.at_best.rank <= found.verdict.rank:
        assert not found.between
        return
    assert found.between
    reached = [
        grade_of(after)
        for chosen in product(*possible.values())
        for after in [settled(dict(zip(possible, chosen, strict=True)))]
        if all(after[rule] is outcomes[rule] for rule in rules if rule.id not in found.between)
    ]
    assert found.at_best.rank in reached


BETWEEN: dict[str, tuple[dict[Rule, Outcome], dict[str, set[Outcome]], tuple[str, ...]]] = {
    "caps first, then the heaviest, no more than needed": (
        {
            scored_rule("cap", Fraction(1, 2), A_CAP): SILENT,
            scored_rule("light", 1): SILENT,
            scored_rule("heavy", 2): SILENT,
            scored_rule("done", 4): MET,
        },
        {"cap": {SILENT, MET}, "light": {SILENT, MET}, "heavy": {SILENT, MET}},
        ("cap", "heavy"),
    ),
    "a rule that could begin to count": (
        {scored_rule("half"): PARTLY, scored_rule("not yet"): NA},
        {"not yet": {NA, MET, NOT_MET}},
        ("not yet",),
    ),
    "no rule that is blocked for good": (
        {
            scored_rule("parent"): NOT_MET,
            scored_rule("blocked", 9, requires="parent"): NOT_MET,
            scored_rule("open", 9): SILENT,
        },
        {"blocked": {MET}, "open": {SILENT, MET}},
        ("open",),
    ),
    "a parent with the dependents that it frees": (
        {scored_rule("parent"): SILENT, scored_rule("freed", 5, requires="parent"): SILENT},
        {"parent": {SILENT, MET}, "freed": {SILENT, MET}},
        ("parent", "freed"),
    ),
}


@pytest.mark.parametrize(("outcomes", "possible", "expected"), BETWEEN.values(), ids=BETWEEN)
def test_what_stands_between(
    outcomes: dict[Rule, Outcome], possible: dict[str, set[Outcome]], expected: tuple[str, ...]
) -> None:
    sets = {rule: frozenset(possible.get(rule.id, {outcome})) for rule, outcome in outcomes.items()}
    assert graded(outcomes, sets).between == expected


# ---------------------------------------------------------------- as stated is a reading, not a bound


def test_stating_more_can_lower_as_stated() -> None:
    """A rule that is not triggered while nothing is said counts once its trigger is stated."""
    always = {"field": "orchard.keeper", "stated": True}
    fence = rule_entry(
        "R1.2", when={"field": "orchard.fenced", "is": True}, met={"field": "orchard.shade", "is": "red"}
    )
    orchards = pack_of(pack_files(rule_entry("R1.1", met=always), fence))
    document = {"proposal": ENVELOPE, "orchard": {"keeper": "Ann"}}
    more = {"proposal": ENVELOPE, "orchard": {"keeper": "Ann", "fenced": True, "shade": "blue"}}
    before, after = (evaluate(orchards, proposal_of(said, orchards)).grades[0] for said in (document, more))
    assert before.score is not None
    assert after.score is not None
    assert (before.score.as_stated, before.verdict) == (Fraction(1), Verdict.MEETS)
    assert (after.score.as_stated, after.verdict) == (Fraction(1, 2), Verdict.PARTLY_MEETS)
    assert after.score.at_best <= before.score.at_best


# ---------------------------------------------------------------- the package, and the gate


def the_grade(level: Verdict, *, name: str = "R1", critical: Outcome = MET, score: Fraction | None = None) -> Grade:
    rule = scored_rule(f"{name}.1", caps=A_CAP)
    findings = (Finding(rule, critical, frozenset({critical})),)
    from policycheck.model.assessment import Score

    found = Score(score, score) if score is not None else None
    return Grade(recommendation(rule, name=name), findings, level, level, found)


def raised(state: Concern = Concern.RAISED, level: Level = Level.HIGH) -> Raised:
    advisory = Advisory("A1", "frost", "Frost", level, scored_rule("x").met, "", "", ())
    return Raised(advisory, state)


MEETS, LARGELY, PARTLY_MEETS, FAILS = Verdict.MEETS, Verdict.LARGELY_MEETS, Verdict.PARTLY_MEETS, Verdict.DOES_NOT_MEET
PACKAGES: dict[str, tuple[list[Grade], list[Raised], PackageVerdict | None, str]] = {
    "all at least largely": ([the_grade(MEETS), the_grade(LARGELY)], [], PackageVerdict.CONSISTENT, ""),
    "one only partly": (
        [the_grade(MEETS), the_grade(PARTLY_MEETS)],
        [],
        PackageVerdict.CONSISTENT_WITH_RESERVATIONS,
        "It only partly meets R1",
    ),
    "one fails": ([the_grade(MEETS), the_grade(FAILS)], [], PackageVerdict.NOT_CONSISTENT, "It does not meet R1"),
    "one not addressed": (
        [the_grade(MEETS), the_grade(Verdict.NOT_ADDRESSED)],
        [],
        PackageVerdict.NOT_CONSISTENT,
        "It does not address R1",
    ),
    "one does not apply": ([the_grade(MEETS), the_grade(Verdict.NOT_APPLICABLE)], [], PackageVerdict.CONSISTENT, ""),
    "a critical rule is contradicted": (
        [the_grade(PARTLY_MEETS, critical=CONTRADICTED)],
        [],
        PackageVerdict.NOT_CONSISTENT,
        "It contradicts the critical rule R1.1",
    ),
    "a high advisory": (
        [the_grade(MEETS)],
        [raised()],
        PackageVerdict.CONSISTENT_WITH_RESERVATIONS,
        "A1 (Frost) is raised and not answered",
    ),
    "a high advisory, answered": ([the_grade(MEETS)], [raised(Concern.ANSWERED)], PackageVerdict.CONSISTENT, ""),
    "a medium advisory": ([the_grade(MEETS)], [raised(level=Level.MEDIUM)], PackageVerdict.CONSISTENT, ""),
    "failing comes before an advisory": ([the_grade(FAILS)], [raised()], PackageVerdict.NOT_CONSISTENT, "not meet"),
    "nothing is graded": ([the_grade(Verdict.NOT_APPLICABLE)], [raised()], None, ""),
}


@pytest.mark.parametrize(("grades", "advisories", "expected", "reason"), PACKAGES.values(), ids=PACKAGES)
def test_package_verdict(
    grades: list[Grade], advisories: list[Raised], expected: PackageVerdict | None, reason: str
) -> None:
    found = judge(pack(), proposal("all_of_it"), grades, advisories)
    assert found.verdict is expected
    assert reason in " ".join(found.reasons)
    assert bool(found.reasons) is bool(reason)


def test_only_a_package_that_covers_everything_has_a_verdict() -> None:
    grades = [the_grade(FAILS)]
    found = judge(pack(), proposal("growing", "selling"), grades, [raised()])
    assert (found.verdict, found.reasons) == (None, ())


def test_package_score_is_the_mean_of_the_graded() -> None:
    grades = [
        the_grade(MEETS, score=Fraction(1)),
        the_grade(FAILS, score=Fraction(1, 3)),
        the_grade(Verdict.NOT_ADDRESSED),
    ]
    assert judge(pack(), proposal(), grades, []).score == Fraction(2, 3)
    grades = [the_grade(Verdict.OUT_OF_SCOPE)]
    assert judge(pack(), proposal(), grades, []).score is None


GATES: dict[str, tuple[list[Grade], list[str]]] = {
    "passes": ([the_grade(MEETS), the_grade(PARTLY_MEETS)], []),
    "fails on a failing grade": ([the_grade(FAILS)], ["It does not meet R1 (Growing)."]),
    "fails on what is passed over": ([the_grade(Verdict.NOT_ADDRESSED)], ["It does not address R1 (Growing)."]),
    "lets pass what is out of scope": ([the_grade(Verdict.OUT_OF_SCOPE, critical=CONTRADICTED)], []),
    "lets pass what does not apply": ([the_grade(Verdict.NOT_APPLICABLE, critical=CONTRADICTED)], []),
    "fails on a contradicted critical rule": (
        [the_grade(PARTLY_MEETS, critical=CONTRADICTED)],
        ["It contradicts the critical rule R1.1 (Rule R1.1)."],
    ),
    "names every reason": (
        [the_grade(FAILS, critical=CONTRADICTED), the_grade(Verdict.NOT_ADDRESSED, name="R2")],
        [
            "It does not meet R1 (Growing).",
            "It contradicts the critical rule R1.1 (Rule R1.1).",
            "It does not address R2 (Growing).",
        ],
    ),
}


def default_gate(grades: list[Grade]) -> Gate:
    return decide(gate_rules(), Audited(grades, (), Package(None, (), None)))


@pytest.mark.parametrize(("grades", "failures"), GATES.values(), ids=GATES)
def test_default_gate(grades: list[Grade], failures: list[str]) -> None:
    gate = default_gate(grades)
    assert (gate.passed, list(gate.failures)) == (not failures, failures)


def test_only_critical_rules_shut_the_gate_by_contradiction() -> None:
    rule = scored_rule("R1.1")
    assert rule.severity is not Severity.CRITICAL
    finding = Finding(rule, CONTRADICTED, frozenset({CONTRADICTED}))
    assert default_gate([Grade(recommendation(rule), (finding,), PARTLY_MEETS, PARTLY_MEETS, None)]).passed


# ---------------------------------------------------------------- figures

FIGURES = {
    Fraction(0): "0 %",
    Fraction(1): "100 %",
    Fraction(1, 2): "50 %",
    Fraction(6499, 10000): "64.9 %",
    Fraction(13, 20): "65 %",
    Fraction(84999, 100000): "84.9 %",
    Fraction(2, 3): "66.6 %",
    Fraction(1, 1001): "0 %",
    Fraction(999999, 1000000): "99.9 %",
}


@pytest.mark.parametrize(("share", "text"), FIGURES.items(), ids=map(str, FIGURES))
def test_figures_are_cut_off(share: Fraction, text: str) -> None:
    assert percent(share) == text


@given(st.fractions(0, 1, max_denominator=10**6))
def test_no_figure_is_rounded_up_into_a_band(share: Fraction) -> None:
    shown = Fraction(percent(share).removesuffix(" %")) / 100
    assert shown <= share < shown + Fraction(1, 1000)
    for grade_, band in zip(GRADES, (Fraction(0), Fraction(2, 5), Fraction(13, 20), Fraction(17, 20)), strict=True):
        assert (shown >= band) is (share >= band), grade_


@given(st.fractions(0, 1, max_denominator=10**6), st.integers(1, 60))
def test_a_bar_is_full_only_at_the_whole(share: Fraction, width: int) -> None:
    assert (cells(share, width) == width) is (share == 1)
    assert 0 <= cells(share, width) <= share * width
