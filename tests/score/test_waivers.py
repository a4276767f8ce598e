"""Waivers: what they take out of the figures and leave alone, what the gate reads, what is odd about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs import SCALE_MODEL
from tests.rendering.lighthouse import PROPOSAL
from tests.score.test_best import RULE_SETS, Case, everything, grade_of, mean_of, possible_for, rule_set, settled
from tests.searching import laws
from tests.verification.reports import lighthouse

from policycheck.errors import InputError
from policycheck.evaluation.outcomes import outcome_of
from policycheck.load.waivers import waivers_from
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import GRADES, OPEN, Outcome, Verdict
from policycheck.model.pack import Rule
from policycheck.model.waiver import Remark
from policycheck.pipeline import evaluate, proposal_of, with_profile
from policycheck.score.grade import Standing, standing

NA, PARTLY = Outcome.NOT_APPLICABLE, Outcome.PARTLY_MET
DAY = "2026-03-01"


# ---------------------------------------------------------------- laws of the figures

WAIVED_SETS = st.tuples(RULE_SETS, st.randoms(use_true_random=False))


class Set:
    """Rules with their possible outcomes, what they came to, and those that are waived."""

    def __init__(self, case: Case, random: Random) -> None:
        rules, values = case
        self.possible = possible_for(rules, values)
        self.outcomes = settled({rule: outcome_of(own) for rule, own in zip(rules, values, strict=True)})
        self.waived = frozenset(rule for rule in rules if random.random() < 0.5 and self.outcomes[rule] in OPEN)

    def standing(self, *, waived: frozenset[Rule] | None = None) -> Standing:
        used = self.waived if waived is None else waived
        found = tuple(self.outcomes.values())
        return standing(SCALE_MODEL, tuple(self.outcomes), found, tuple(self.possible.values()), used)

    def without(self, outcomes: Mapping[Rule, Outcome]) -> dict[Rule, Outcome]:
        """The definition: a waived rule does not count and caps nothing, where there is something to waive."""
        return {rule: NA if rule in self.waived and got in OPEN else got for rule, got in outcomes.items()}


@laws(150)
@given(WAIVED_SETS)
def test_a_waived_rule_leaves_the_mean_and_its_cap(drawn: tuple[Case, Random]) -> None:
    of = Set(*drawn)
    found, rank = of.standing(), grade_of(of.without(of.outcomes))
    assert (found.score.as_stated if found.score else None) == mean_of(of.without(of.outcomes))
    assert found.verdict is (Verdict.NOT_APPLICABLE if rank is None else GRADES[rank])


def test_at_best_with_waivers_equals_full_enumeration() -> None:
    """A waived rule that comes out met counts: there is nothing left to waive."""
    random = Random(4000)
    for _ in range(600):
        of = Set(rule_set(random), random)
        found = of.standing()
        if found.score is None:
            continue
        every = [of.without(outcomes) for outcomes in everything(of.possible)]
        means = [mean for outcomes in every if (mean := mean_of(outcomes)) is not None]
        assert found.score.at_best == max(means)
        assert found.at_best.rank == max(rank for outcomes in every if (rank := grade_of(outcomes)) is not None)
        assert found.at_best.rank >= found.verdict.rank
        assert found.score.at_best >= found.score.as_stated


@laws(150)
@given(WAIVED_SETS)
def test_waiving_what_earns_nothing_never_lowers_anything(drawn: tuple[Case, Random]) -> None:
    """Only half of a weight can be more than the mean: see the next test."""
    of = Set(*drawn)
    earnless = frozenset(rule for rule in of.waived if of.outcomes[rule] is not PARTLY)
    before, after = of.standing(waived=frozenset()), of.standing(waived=earnless)
    if before.score is None or after.score is None:
        return
    assert after.score.as_stated >= before.score.as_stated
    assert after.verdict.rank >= before.verdict.rank


def test_waiving_what_is_partly_met_can_lower_the_score_and_says_so() -> None:
    found = audited({"rule": "L1"})
    light = found.grades[0]
    assert light.waived is not None
    assert light.score is not None
    assert light.waived.score is not None
    assert light.waived.score.as_stated < light.score.as_stated
    assert "lower" in light.waived.note


# ---------------------------------------------------------------- one proposal

ENTRY = {
    "scope": "north_rock",
    "reason": "No money",
    "requested_by": "Ann",
    "approved_by": "Bo",
    "from": "2026-01-01",
    "until": "2026-06-30",
    "ticket": "T-7",
}


def audited(*entries: dict[str, Any], as_of: str = DAY, text: str = PROPOSAL, **more: Any) -> Assessment:
    """A proposal: L1 is partly met, L2 contradicted, L4 waits for it, L3 is met, L5 does not apply."""
    made = [{"id": f"W-{number}", **ENTRY, **entry} for number, entry in enumerate(entries, 1)]
    file = waivers_from(json.dumps({"waivers": made}, indent=1).encode(), "w.json")
    proposal = proposal_of(text.encode(), "north.yaml", lighthouse())
    return evaluate(more.pop("pack", lighthouse()), proposal, as_of=as_of, waivers=file, **more)


def bare(text: str = PROPOSAL, **more: Any) -> Assessment:
    proposal = proposal_of(text.encode(), "north.yaml", lighthouse())
    return evaluate(more.pop("pack", lighthouse()), proposal, as_of=DAY, **more)


def remarks(found: Assessment) -> list[tuple[Remark, str]]:
    assert found.waivers is not None
    return [(one.remark, one.waiver.id) for one in found.waivers.findings]


def used(found: Assessment) -> list[tuple[str, str]]:
    assert found.waivers is not None
    return [(use.rule, use.waiver.id) for use in found.waivers.uses]


def headline(found: Assessment) -> Any:
    """All that stands in a report without waivers."""
    grades = [(g.verdict, g.at_best, g.score, g.qualifier, g.distance, g.between, g.note) for g in found.grades]
    findings = [[(one.rule.id, one.outcome, one.why, one.possible) for one in g.findings] for g in found.grades]
    return grades, findings, found.package_verdict, found.package_reasons, found.package_score


def figures(found: Assessment) -> Any:
    """All that is with waivers."""
    assert found.waivers is not None
    grades = [g.waived and (g.waived.verdict, g.waived.at_best, g.waived.score, g.waived.note) for g in found.grades]
    whole = found.waivers
    return grades, used(found), remarks(found), whole.package_verdict, whole.package_score, found.gate


@laws(40)
@given(st.lists(st.sampled_from(["L1", "L2", "L3", "L4", "L5", "H1", "B1"]), max_size=5), st.data())
def test_the_headline_is_untouched_and_order_never_matters(names: list[str], data: Any) -> None:
    days = st.sampled_from(["2026-01-01", "2026-02-28", "2026-03-01", "2027-03-01"])
    entries = []
    for number, name in enumerate(names):
        first, last = sorted((data.draw(days), data.draw(days)))
        entries.append({"id": f"W-{number}", "rule": name, "from": first, "until": last})
    found = audited(*entries)
    assert headline(found) == headline(bare())
    assert figures(audited(*data.draw(st.permutations(entries)))) == figures(found)


def test_the_finding_stays_and_the_gate_reads_without_it() -> None:
    strict = ("critical=partly_met", "verdict=none")
    assert not bare(gate=strict).gate.passed
    found = audited({"rule": "L1"}, gate=strict)
    assert found.gate.passed
    assert (found.exit_code, found.exit_reason) == (0, "Gate passed with waivers.")
    assert [check.asked.endswith(", with waivers") for check in found.gate.checks] == [True]
    assert found.grades[0].findings[0].outcome is PARTLY
    assert used(found) == [("L1", "W-1")]
    assert remarks(found) == []


def test_a_failing_gate_says_that_it_reads_with_waivers() -> None:
    found = audited({"rule": "L4"}, gate=("score=0.9",))
    assert found.exit_reason.startswith("Gate failed with waivers: With waivers: It scores ")
    assert all(failure.startswith("With waivers: ") for failure in found.gate.failures)
    advised = audited({"rule": "L4"}, gate=("answered=high",))
    assert [check.asked for check in advised.gate.checks if check.key == "answered"] == [
        "no advisory of level high is raised and not answered"
    ]


@pytest.mark.parametrize("key", ["major.contradicted=0", "score=0.45", "L.score=0.45", "package_score=0.45"])
def test_every_condition_reads_with_waivers(key: str) -> None:
    assert not bare(gate=(key,)).gate.passed
    assert audited({"rule": "L2"}, gate=(key,)).gate.passed


SILENT = PROPOSAL.replace("  hours: 9\n", "")


@pytest.mark.parametrize("key", ["stated=1", "minor.not_met=0"])
def test_counts_and_shares_read_with_waivers(key: str) -> None:
    assert not bare(SILENT, gate=(key,)).gate.passed
    found = audited({"rule": "L1"}, {"rule": "L4"}, text=SILENT, gate=(key, "verdict=none", "critical=not_stated"))
    assert found.gate.passed, found.gate.failures


def test_silence_allowed_and_waived() -> None:
    """At best a waived silence may still come out met, and counts then; so a waiver does not fail what passed."""
    gate = ("not_stated=allow", "score=0.5")
    assert bare(SILENT, gate=gate).gate.passed
    assert audited({"rule": "L1"}, text=SILENT, gate=gate).gate.passed


def test_the_package_has_figures_with_waivers() -> None:
    found = audited({"rule": "L2"})
    assert found.waivers is not None
    assert (found.package_score, found.waivers.package_score) == (Fraction(2, 5), Fraction(1, 2))


def test_a_dependent_stays_as_it_is_when_its_parent_is_waived() -> None:
    found = audited({"rule": "L2"})
    light = found.grades[0].waived
    assert light is not None
    assert [(one.rule.id, one.outcome) for one in light.findings if one.because_of] == [("L4", Outcome.NOT_MET)]
    assert used(audited({"rule": "L4"})) == [("L4", "W-1")]


def test_what_is_all_waived_leaves_nothing_to_grade() -> None:
    text = PROPOSAL.replace("keeper: Ann\n", "spare: false\n").replace("  spare: false\n  spare", "  spare")
    found = audited(*({"rule": name} for name in ("L1", "L2", "L3", "L4")), text=text)
    assert found.grades[0].waived is not None
    assert found.grades[0].waived.note == "Every rule of this recommendation that counts is waived."
    assert (found.exit_code, found.exit_reason) == (2, "Nothing to grade: every rule that counts is waived.")


# ---------------------------------------------------------------- findings on waivers

FROM, UNTIL = "from", "until"
ODD: dict[str, tuple[list[dict[str, Any]], list[tuple[Remark, str]], list[str]]] = {
    "in order": ([{"rule": "L2"}], [], ["W-1"]),
    "expired the day before": ([{"rule": "L2", UNTIL: "2026-02-28"}], [(Remark.EXPIRED, "W-1")], []),
    "on its last day": ([{"rule": "L2", UNTIL: DAY}], [], ["W-1"]),
    "on its first day": ([{"rule": "L2", FROM: DAY}], [], ["W-1"]),
    "from the day after": ([{"rule": "L2", FROM: "2026-03-02"}], [(Remark.NOT_YET_VALID, "W-1")], []),
    "on a rule that is met": ([{"rule": "L3"}], [(Remark.UNUSED, "W-1")], []),
    "on a rule that does not apply": ([{"rule": "L5"}], [(Remark.UNUSED, "W-1")], []),
    "out of scope": ([{"rule": "H1"}], [(Remark.UNUSED, "W-1")], []),
    "without a grade": ([{"rule": "B1"}], [(Remark.UNUSED, "W-1")], []),
    "a year and a leap day": ([{"rule": "L2", FROM: "2025-06-30"}], [], ["W-1"]),
    "a day longer": ([{"rule": "L2", FROM: "2025-06-29"}], [(Remark.OVER_LONG, "W-1")], ["W-1"]),
    "too long and over": (
        [{"rule": "L2", FROM: "2024-01-01", UNTIL: "2026-02-01"}],
        [(Remark.EXPIRED, "W-1"), (Remark.OVER_LONG, "W-1")],
        [],
    ),
    "two at a time, the longer counts": (
        [{"rule": "L2", UNTIL: "2026-05-01"}, {"rule": "L2", "scope": "n*"}],
        [(Remark.OVERLAPPING, "W-1")],
        ["W-2"],
    ),
    "one after the other": (
        [{"rule": "L2", UNTIL: "2026-02-28"}, {"rule": "L2", FROM: DAY}],
        [(Remark.EXPIRED, "W-1")],
        ["W-2"],
    ),
    "sharing one day, which is over": (
        [{"rule": "L2", UNTIL: "2026-02-01"}, {"rule": "L2", FROM: "2026-02-01"}],
        [(Remark.EXPIRED, "W-1"), (Remark.OVERLAPPING, "W-1")],
        ["W-2"],
    ),
    "for others": ([{"rule": "X9", "scope": "south_*", UNTIL: "2026-01-02"}], [], []),
}


@pytest.mark.parametrize(("entries", "said", "uses"), ODD.values(), ids=ODD)
def test_what_is_odd_about_waivers(entries: Any, said: Any, uses: list[str]) -> None:
    found = audited(*entries)
    assert remarks(found) == said
    assert [waiver for _, waiver in used(found)] == uses
    assert found.waivers is not None
    assert found.waivers.elsewhere == sum(entry.get("scope") == "south_*" for entry in entries)
    if not uses:
        assert found.gate == bare().gate
        assert [grade.waived for grade in found.grades] == [None] * 3
    for one in found.waivers.findings:
        assert one.waiver.span.line > 1
        assert one.message
        assert one.hint.endswith(".")


def test_a_rule_that_a_profile_drops_is_no_longer_waived() -> None:
    pack = with_profile(lighthouse(), b"id: mine\ntitle: Mine\ndrop: {L5: No gas.}\n", "p.yaml")
    found = audited({"rule": "L5"}, pack=pack)
    assert remarks(found) == [(Remark.UNUSED, "W-1")]
    assert found.waivers is not None
    assert found.waivers.findings[0].message.startswith("the profile mine leaves L5 out")


def test_a_rule_that_is_not_there_is_a_problem() -> None:
    with pytest.raises(InputError) as caught:
        audited({"rule": "L9"}, {"rule": "X"})
    assert [problem.code for problem in caught.value.problems] == ["WAIVER-RULE"] * 2
