"""The gate: each condition passes and fails for its reason, all are reported, and tightening never lets pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs import read_always, scored_rule
from tests.searching import laws

from policycheck.load.gate import read_gate
from policycheck.model.assessment import Finding, Grade, Raised, Score
from policycheck.model.gate import DEFAULTS, Gate
from policycheck.model.outcome import GRADES, Concern, Level, Outcome, PackageVerdict, Support, Verdict
from policycheck.model.pack import Advisory, Recommendation
from policycheck.score import Audited, Package, decide, gate_rules

CAPS = {Outcome.NOT_MET: Verdict.PARTLY_MEETS}


def finding(
    rule_id: str, outcome: Outcome, *, critical: bool = False, support: Support = Support.NOT_NEEDED
) -> Finding:
    rule = scored_rule(rule_id, caps=CAPS if critical else None)
    return Finding(rule, outcome, frozenset({outcome}), support=support)


def graded(
    name: str,
    verdict: Verdict,
    score: Fraction | None = None,
    findings: Sequence[Finding] = (),
    best: tuple[Verdict, Fraction] | None = None,
) -> Grade:
    rules = tuple(one.rule for one in findings)
    recommendation = Recommendation(name, f"Title {name}", (), (), (), rules)
    at_best, high = best or (verdict, score or Fraction(0))
    shares = Score(score, high) if score is not None else None
    return Grade(recommendation, tuple(findings), verdict, at_best, shares)


def advisory(name: str, level: Level, state: Concern = Concern.RAISED) -> Raised:
    return Raised(Advisory(name, name.lower(), f"Worry {name}", level, read_always(), "", "", ()), state)


HALF = graded(
    "R1",
    Verdict.PARTLY_MEETS,
    Fraction(13, 25),
    [
        finding("R1.1", Outcome.MET, critical=True, support=Support.EVIDENCED),
        finding("R1.2", Outcome.NOT_MET, critical=True),
        finding("R1.3", Outcome.NOT_STATED, critical=True),
        finding("R1.4", Outcome.NOT_STATED),
        finding("R1.5", Outcome.MET, support=Support.UNEVIDENCED),
        finding("R1.6", Outcome.MET, support=Support.CONTESTED),
        finding("R1.7", Outcome.MET),
        finding("R1.8", Outcome.NOT_APPLICABLE),
    ],
    best=(Verdict.LARGELY_MEETS, Fraction(4, 5)),
)
GOOD = graded("R2", Verdict.MEETS, Fraction(1))
FAILS = graded("R3", Verdict.DOES_NOT_MEET, Fraction(1, 10), best=(Verdict.DOES_NOT_MEET, Fraction(1, 5)))
SILENT = graded("R4", Verdict.NOT_ADDRESSED)
OUTSIDE = graded("R5", Verdict.OUT_OF_SCOPE, findings=[finding("R5.1", Outcome.CONTRADICTED, critical=True)])
WORRIES = (
    advisory("A1", Level.HIGH),
    advisory("A2", Level.MEDIUM),
    advisory("A3", Level.HIGH, Concern.ANSWERED),
    advisory("A4", Level.HIGH, Concern.NOT_RAISED),
)


def gate(
    texts: str,
    grades: Iterable[Grade] = (HALF, GOOD, OUTSIDE),
    verdict: PackageVerdict | None = PackageVerdict.CONSISTENT_WITH_RESERVATIONS,
    score: Fraction | None = Fraction(19, 25),
) -> Gate:
    """The gate with the default conditions taken away."""
    rules = gate_rules(read_gate(["verdict=none", "critical=none"]), read_gate(texts.split()))
    return decide(rules, Audited(tuple(grades), WORRIES, Package(verdict, (), score)))


# Conditions, what is said of them, and whether they fail.
CASES: dict[str, tuple[str, ...]] = {
    "verdict=partly_meets": (),
    "verdict=largely_meets": ("It only partly meets R1 (Title R1); the gate asks for 'largely meets'.",),
    "R1.verdict=meets": ("It only partly meets R1 (Title R1); the gate asks for 'meets'.",),
    "R1.verdict=meets not_stated=allow": ("At best it only largely meets R1 (Title R1); the gate asks for 'meets'.",),
    "R1.verdict=largely_meets not_stated=allow": (),
    "verdict=meets R1.verdict=none": (),
    "R5.verdict=meets": (),
    "score=0.52": (),
    "score=0.5201": ("It scores 52 % on R1 (Title R1); the gate asks for 52.01 %.",),
    "R1.score=0.81 not_stated=allow": ("At best it scores 80 % on R1 (Title R1); the gate asks for 81 %.",),
    "R1.score=0.8 not_stated=allow": (),
    "package=consistent": ("The package is consistent with reservations; the gate asks for 'consistent'.",),
    "package=consistent_with_reservations": (),
    "package_score=0.76": (),
    "package_score=0.77": ("The mean score is 76 %; the gate asks for 77 %.",),
    "critical=contradicted": (),
    "critical=not_met": ("The critical rule R1.2 (Rule R1.2) is not met.",),
    "critical=not_stated,not_met": (
        "The critical rule R1.2 (Rule R1.2) is not met.",
        "The critical rule R1.3 (Rule R1.3) is not stated.",
    ),
    "critical=not_stated not_stated=allow": (),
    "major.met=3": (),
    "major.met=2": ("3 major rules are met (R1.5, R1.6, R1.7); the gate allows 2.",),
    "major.not_stated=0": ("1 major rule is not stated (R1.4); the gate allows 0.",),
    "major.not_stated=0 not_stated=allow": (),
    "critical.not_met=0": ("1 critical rule is not met (R1.2); the gate allows 0.",),
    "minor.not_met=0": (),
    "stated=0.7": (),
    "stated=0.72": ("Of the rules that apply, 71.4 % are stated (5 of 7); the gate asks for 72 %.",),
    "evidenced=0.6": (),
    "evidenced=0.67": ("Of the rules met, 66.6 % are evidenced (2 of 3); the gate asks for 67 %.",),
    "answered=high": ("A1 (Worry A1) is raised and not answered.",),
    "answered=medium": ("A1 (Worry A1) is raised and not answered.", "A2 (Worry A2) is raised and not answered."),
}


@pytest.mark.parametrize(("texts", "failures"), CASES.items(), ids=CASES)
def test_conditions(texts: str, failures: tuple[str, ...]) -> None:
    found = gate(texts)
    assert found.failures == failures
    assert found.passed is not bool(failures)
    assert [check.passed for check in found.checks].count(False) == bool(failures)


NOTHING: dict[str, tuple[str, str]] = {
    "stated=0": ("stated", "There is nothing of which 0 % could be stated."),
    "evidenced=0": ("evidenced", "There is nothing of which 0 % could be evidenced."),
    "package=not_consistent": ("package", "The package has no verdict"),
    "package_score=0": ("package_score", "There is no score"),
}


@pytest.mark.parametrize(("text", "said"), NOTHING.items(), ids=NOTHING)
def test_nothing_passes_because_there_was_nothing_to_compare(text: str, said: tuple[str, str]) -> None:
    found = gate(text, (graded("R1", Verdict.PARTLY_MEETS),), verdict=None, score=None)
    (check,) = found.checks
    assert (check.key, check.passed) == (said[0], False)
    assert check.failures[0].sentence.startswith(said[1])


def test_what_is_not_addressed_fails_a_verdict_and_a_score_unless_silence_is_allowed() -> None:
    for text in ("verdict=does_not_meet", "score=0", "R4.verdict=does_not_meet", "R4.score=0"):
        assert gate(text, (SILENT, GOOD)).failures == ("It does not address R4 (Title R4).",)
        assert gate(f"{text} not_stated=allow", (SILENT, GOOD)).passed


def test_failing_even_at_best() -> None:
    found = gate("verdict=partly_meets not_stated=allow", (FAILS,))
    assert found.failures == ("Even at best it does not meet R3 (Title R3).",)


def test_what_fails_is_listed_by_recommendation_then_the_rest() -> None:
    found = gate("answered=high critical=not_met verdict=meets", (FAILS, HALF))
    assert [sentence.partition(" (")[0] for sentence in found.failures] == [
        "It does not meet R3",
        "It only partly meets R1",
        "The critical rule R1.2",
        "A1",
    ]


def test_every_condition_is_reported_in_one_order_whatever_the_order_of_setting_them() -> None:
    texts = list(CASES)
    keys = (
        "verdict score R1.verdict R2.score package package_score critical major.met minor.met stated evidenced answered"
    )
    values = {text.partition("=")[0]: text for text in texts if " " not in text}
    given = [values.get(key, f"{key}={'0' if key in {'R2.score', 'minor.met'} else 'meets'}") for key in keys.split()]
    for order in (given, given[::-1]):
        assert [check.key for check in gate(" ".join(order)).checks] == keys.split()


def test_each_check_says_what_is_asked_what_was_found_and_who_set_it() -> None:
    check, other = gate("R5.verdict=meets stated=0.7").checks
    assert (check.asked, check.found) == ("R5 is at least 'meets'", "R5 is not in scope")
    assert (other.asked, other.found) == ("at least 70 % of the rules that apply are stated", "71.4 % (5 of 7)")
    assert {check.set_by, other.set_by} == {"command line"}


@pytest.mark.parametrize(
    ("key", "value", "asked"),
    [("verdict", "meets", "{} is at least 'meets'"), ("score", "0.5", "the score of {} is at least 50 %")],
)
def test_a_condition_on_all_leaves_out_what_has_a_key_of_its_own(key: str, value: str, asked: str) -> None:
    one = gate(f"{key}={value} R1.{key}={value}").checks[0]
    assert one.asked == asked.format("every other recommendation in scope")
    assert "R1" not in one.found
    assert "R2" in one.found
    none_left = gate(f"{key}={value} R1.{key}={value} R2.{key}={value}").checks[0]
    assert none_left.found == "none, each has a key of its own"
    alone = gate(f"{key}={value} R1.{key}={value}", (OUTSIDE,)).checks[0]
    assert (alone.asked, alone.found) == (asked.format("every recommendation in scope"), "none in scope")


def test_layers_are_merged_key_by_key() -> None:
    profile, line = read_gate(["verdict=meets", "score=0.5"]), read_gate(["score=0.7", "not_stated=allow"])
    rules = gate_rules(profile, line)
    assert {d.key: d.words for d in rules.demands} == {
        "verdict": "meets",
        "score": "0.7",
        "critical": "contradicted",
        "not_stated": "allow",
    }
    assert gate_rules().demands == DEFAULTS
    assert gate_rules().is_default
    assert not rules.is_default


def test_a_gate_that_is_not_enforced_finds_the_same() -> None:
    audited = Audited((FAILS,), (), Package(None, (), None))
    held, free = (decide(gate_rules(), audited, enforced=on) for on in (True, False))
    assert (held.failures, held.checks) == (free.failures, free.checks)
    assert (held.failed_words, free.failed_words) == ("Gate failed", "Gate failed, and is not enforced")


# ---------------------------------------------------------------- a law

SHARES = st.integers(0, 20).map(lambda n: f"{n / 20:g}")
WORDS = {
    "verdict": st.sampled_from([grade.value for grade in GRADES]),
    "R1.verdict": st.sampled_from([grade.value for grade in GRADES]),
    "score": SHARES,
    "R1.score": SHARES,
    "package": st.sampled_from(list(PackageVerdict)),
    "package_score": SHARES,
    "stated": SHARES,
    "evidenced": SHARES,
    "answered": st.sampled_from(["high", "medium", "low"]),
    "critical.not_met": st.integers(0, 3).map(str),
    "major.not_stated": st.integers(0, 3).map(str),
}
TIGHTER = {
    "answered": ["high", "medium", "low"],
    **{key: [str(n) for n in range(3, -1, -1)] for key in ("critical.not_met", "major.not_stated")},
    "verdict": [grade.value for grade in GRADES],
    "R1.verdict": [grade.value for grade in GRADES],
    "package": [verdict.value for verdict in PackageVerdict],
}
OUTCOMES = st.lists(
    st.tuples(st.sampled_from(list(Outcome)), st.booleans(), st.sampled_from(list(Support))), min_size=1, max_size=5
)


@st.composite
def audits(draw: st.DrawFn) -> Audited:
    grades = []
    for name in ("R1", "R2"):
        found = [
            finding(f"{name}.{n}", outcome, critical=critical, support=support)
            for n, (outcome, critical, support) in enumerate(draw(OUTCOMES))
        ]
        verdict = draw(st.sampled_from(list(Verdict)))
        low, high = sorted((draw(st.fractions(0, 1)), draw(st.fractions(0, 1))))
        best = max(verdict, draw(st.sampled_from(GRADES)), key=lambda level: level.rank)
        score = low if verdict.rank >= 0 else None
        grades.append(graded(name, verdict, score, found, best=(best, high)))
    package = Package(draw(st.sampled_from([None, *PackageVerdict])), (), draw(st.none() | st.fractions(0, 1)))
    worries = [advisory(f"A{n}", level) for n, level in enumerate(draw(st.lists(st.sampled_from(list(Level)))))]
    return Audited(tuple(grades), tuple(worries), package)


@laws(300)
@given(audits(), st.sampled_from(sorted(WORDS)), st.sampled_from(["fail", "allow"]), st.data())
def test_tightening_never_turns_a_failure_into_a_pass(
    audited: Audited, key: str, silence: str, data: st.DataObject
) -> None:
    order = TIGHTER.get(key, [f"{n / 20:g}" for n in range(21)])
    loose, tight = sorted((order.index(data.draw(WORDS[key])), order.index(data.draw(WORDS[key]))))

    def passes(*texts: str) -> bool:
        return decide(gate_rules(read_gate([*texts, f"not_stated={silence}"])), audited).passed

    without, one, other = passes(), passes(f"{key}={order[loose]}"), passes(f"{key}={order[tight]}")
    assert one or not other, "the tighter one passes only where the looser one does"
    if key not in {"verdict", "R1.verdict"}:  # these take the place of a default condition
        assert without or not one, "a further condition never lets pass"


@laws(200)
@given(audits(), st.lists(st.sampled_from(list(Outcome)), unique=True))
def test_a_critical_outcome_more_never_lets_pass(audited: Audited, outcomes: list[Outcome]) -> None:
    for count in range(len(outcomes)):
        fewer, more = ("critical=" + ",".join(outcomes[:n]) for n in (count, count + 1))
        found = [decide(gate_rules(read_gate([text])), audited).passed for text in (fewer, more)]
        assert found[0] or not found[1]


@laws(300)
@given(audits(), st.sampled_from(sorted(WORDS)), st.data())
def test_allowing_silence_never_shuts_the_gate(audited: Audited, key: str, data: st.DataObject) -> None:
    """`package` aside, which the caller judges: here it is given, the same for both."""
    text = f"{key}={data.draw(WORDS[key])}"
    strict, lenient = (
        decide(gate_rules(read_gate([text, f"not_stated={silence}"])), audited).passed for silence in ("fail", "allow")
    )
    assert lenient or not strict
