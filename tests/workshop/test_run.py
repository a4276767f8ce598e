"""Running cases: what differs is said, what is reached is counted, and a changed rule moves only its own cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.workshop.bench import MINIMAL, pack_with, read, tried

from policycheck.load.pack import load_pack
from policycheck.model.pack import Pack
from policycheck.workshop.cases import subjects
from policycheck.workshop.coverage import try_suite
from policycheck.workshop.read import read_suite
from policycheck.workshop.run import reasons, run, run_case, touched

DIFFERENT = {
    # the case, and what differs: the key, and what was found
    "another outcome": ("F1.1: [{expect: partly_met, by: warning.channels}]", [("expect", "met")]),
    "another field": ("F1.1: [{expect: met, by: warning.tested}]", [("by", "warning.channels")]),
    "a field too many": (
        "F1.1: [{expect: met, by: [warning.channels, warning.tested]}]",
        [("by", "warning.channels")],
    ),
    "the section, not the field": ("F1.1: [{expect: met, by: warning}]", [("by", "warning.channels")]),
    "a field where a rule decides": (
        "F1.2: [{set: {warning.channels: []}, expect: not_met, by: warning.channels}]",
        [("by", "F1.1")],
    ),
    "another score": ("F1.1: [{expect: met, by: warning.channels, score: 1/2}]", [("score", "3/4")]),
    "another verdict": (
        "F1.1: [{expect: met, by: warning.channels, verdict: meets}]",
        [("verdict", "largely_meets")],
    ),
    "no score": ("F1: [{remove: warning, expect: not_addressed, score: 1}]", [("score", "none")]),
    "everything": (
        "F1.1: [{expect: partly_met, by: warning.channels, score: 1/2, verdict: meets}]",
        [("expect", "met"), ("score", "3/4"), ("verdict", "largely_meets")],
    ),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_differs_is_found(what: str, tmp_path: Path) -> None:
    case, differences = DIFFERENT[what]
    (result,) = tried(tmp_path, case).results
    assert list(result.differences) == differences
    assert not result.passed


def test_a_case_that_failed_has_reasons(tmp_path: Path) -> None:
    trial = tried(tmp_path, "F1.1: [{set: {warning.channels: [radio]}, expect: met, by: warning.channels}]")
    (result,) = trial.failed
    assert reasons(trial.pack, result.case) == (
        "The warning channels are stated as local radio.",
        "There is 1 warning channel; the rule asks for at least 2.",
    )


@pytest.mark.parametrize(
    ("subject", "case", "words"),
    [
        ("F1.2", "{set: {warning.channels: []}, expect: met, by: F1.1}", ["It waits for F1.1."]),
        ("W1", "{set: {warning.channels: [siren]}, expect: not_raised, by: warning.channels}", ["There is 1 warning"]),
        ("F1", "{expect: meets}", []),
    ],
)
def test_reasons_of_others(subject: str, case: str, words: list[str], tmp_path: Path) -> None:
    trial = tried(tmp_path, f"{subject}: [{case}]")
    said = " ".join(reasons(trial.pack, trial.failed[0].case))
    assert all(word in said for word in words)
    assert bool(said) == bool(words)


# ---------------------------------------------------------------- coverage


def test_only_a_case_that_came_out_as_expected_reaches_its_outcome(tmp_path: Path) -> None:
    half = "{set: {warning.channels: [radio]}, expect: partly_met, by: warning.channels}"
    trial = tried(tmp_path, f"F1.1: [{half}, {{expect: contradicted, by: warning.channels}}]")
    assert [result.found for result in trial.results] == ["partly_met", "met"]
    assert trial.coverage.reached == (("F1.1", "partly_met"),)
    assert {("F1.1", "met"), ("F1.1", "contradicted")} <= set(trial.coverage.missed)
    assert not trial.coverage.complete


def test_what_is_stated_to_be_out_of_reach_is_not_missed_but_a_case_refutes_it(tmp_path: Path) -> None:
    text = """
        base: riverside
        cases: {F1.1: [{expect: met, by: warning.channels}]}
        unreachable: {F1.1: {met: never, not_met: no proposal}}
        """
    covered = try_suite(*read(pack_with(tmp_path, f1=text))).coverage
    assert ("F1.1", "not_met") not in covered.missed
    assert [one.outcome for one in covered.refuted] == ["met"]
    assert not covered.complete


def test_without_a_case_nothing_is_covered(tmp_path: Path) -> None:
    trial = try_suite(*read(pack_with(tmp_path)))
    assert not trial.passed
    assert trial.coverage.reached == ()


# ---------------------------------------------------------------- a changed rule


def minimal() -> Pack:
    return load_pack(str(MINIMAL))


def with_rule(pack: Pack, number: int, **changes: object) -> Pack:
    """The pack with its rule of that number changed."""
    (one,) = pack.recommendations
    rules = list(one.rules)
    rules[number] = replace(rules[number], **changes)
    return replace(pack, recommendations=(replace(one, rules=tuple(rules)),))


def test_the_same_cases_run_against_a_changed_pack() -> None:
    """The proposals are not read again: a rule is exchanged, and the cases that touch it show it."""
    pack = minimal()
    suite = read_suite(str(MINIMAL), pack)
    changed = with_rule(pack, 0, met=pack.recommendations[0].rules[1].met)
    entries = subjects(changed)
    failed = [case.id for case in suite.cases if not run_case(changed, entries[case.subject], case).passed]
    assert "F1.1 met" in failed
    assert set(failed) <= {case.id for case in touched(pack, suite.cases, "F1.1")}
    assert all(result.passed for result in run(pack, suite.cases))


@pytest.mark.parametrize(
    ("identifier", "touches"),
    [
        ("F1.1", {"F1", "F1.1", "F1.2", "F1.3"}),  # F1.3: one of its cases has a score
        ("F1.2", {"F1", "F1.1", "F1.2", "F1.3"}),
        ("W1", {"W1"}),
        ("F1", {"F1"}),
    ],
)
def test_what_a_changed_entry_touches(identifier: str, touches: set[str]) -> None:
    pack = minimal()
    found = touched(pack, read_suite(str(MINIMAL), pack).cases, identifier)
    assert {case.subject for case in found} == touches
    assert all(case.score or case.verdict or case.subject in {"F1", "F1.2"} for case in found) or identifier != "F1.2"


def test_a_concern_that_asks_for_the_outcome_of_a_rule_is_touched() -> None:
    pack = load_pack("korean-peninsula")
    cases = read_suite("korean-peninsula", pack).cases
    asked = next(one for one in pack.tensions if "rule=" in repr(one.reconciled))
    rule = next(r.id for one in pack.recommendations for r in one.rules if f"rule={r.id!r}" in repr(asked.reconciled))
    assert asked.id in {case.subject for case in touched(pack, cases, rule)}
