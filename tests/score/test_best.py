"""At best: score and verdict equal full enumeration; deciding what is unknown never raises them.

The enumeration here is written from the definitions and shares no code with policycheck.score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs import SCALE_MODEL, scored_rule
from tests.searching import laws

from policycheck.evaluation.outcomes import Truths, possible_outcomes
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Rule, Scale
from policycheck.score.best import at_best
from policycheck.score.verdict import score, verdict

MET, PARTLY, SILENT, NOT_MET = Outcome.MET, Outcome.PARTLY_MET, Outcome.NOT_STATED, Outcome.NOT_MET
CONTRADICTED, NA = Outcome.CONTRADICTED, Outcome.NOT_APPLICABLE
CREDIT = {MET: Fraction(1), PARTLY: Fraction(1, 2)}
BANDS = (Fraction(0), Fraction(2, 5), Fraction(13, 20), Fraction(17, 20))
STRICT_FIRST = (CONTRADICTED, NOT_MET, SILENT, PARTLY)

# ---------------------------------------------------------------- the definitions, once more


def sums(outcomes: Mapping[Rule, Outcome]) -> tuple[int, int]:
    """Twelfths of weight earned, and counted: every weight here is a number of sixths, every credit of halves."""
    counted = [(int(rule.weight * 6), int(CREDIT.get(o, 0) * 2)) for rule, o in outcomes.items() if o is not NA]
    return sum(weight * credit for weight, credit in counted), sum(weight * 2 for weight, _ in counted)


def mean_of(outcomes: Mapping[Rule, Outcome]) -> Fraction | None:
    """The weighted mean of credit over the rules that count."""
    earned, counted = sums(outcomes)
    return Fraction(earned, counted) if counted else None


def grade_of(outcomes: Mapping[Rule, Outcome]) -> int | None:
    """The rank of the verdict: the lower of the band and every cap."""
    earned, counted = sums(outcomes)
    if not counted:
        return None
    band = max(rank for rank, bound in enumerate(BANDS) if earned * bound.denominator >= bound.numerator * counted)
    return min([band, *(GRADES.index(rule.caps[o]) for rule, o in outcomes.items() if o in rule.caps)])


def settled(own: Mapping[Rule, Outcome]) -> dict[Rule, Outcome]:
    """What rules come to when those that require another are blocked with it."""
    by_id = {rule.id: outcome for rule, outcome in own.items()}
    out = {}
    for rule, outcome in own.items():
        parent = by_id.get(rule.requires)
        blocked = parent in {SILENT, NOT_MET, CONTRADICTED}
        out[rule] = (SILENT if parent is SILENT else NOT_MET) if blocked else outcome
    return out


def everything(possible: Mapping[Rule, frozenset[Outcome]]) -> Iterator[dict[Rule, Outcome]]:
    """Every combination of possible outcomes."""
    for chosen in product(*possible.values()):
        yield settled(dict(zip(possible, chosen, strict=True)))


def best_by_enumeration(possible: Mapping[Rule, frozenset[Outcome]]) -> tuple[Fraction | None, Verdict | None]:
    """The highest mean, and the highest grade, over every combination."""
    found = list(everything(possible))
    means = {Fraction(earned, counted) for earned, counted in {sums(outcomes) for outcomes in found} if counted}
    grades = {rank for outcomes in found if (rank := grade_of(outcomes)) is not None}
    return max(means, default=None), GRADES[max(grades)] if grades else None


# ---------------------------------------------------------------- random rule sets

WEIGHTS = [Fraction(n, d) for n in (1, 2, 3, 5) for d in (1, 2, 3)]


def caps(random: Random) -> dict[Outcome, Verdict]:
    """No caps, or sorted ones: the worse the outcome, the lower the cap."""
    ranks = sorted(random.choices(range(4), k=4)) if random.random() < 0.5 else [3] * 4
    return {outcome: GRADES[rank] for outcome, rank in zip(STRICT_FIRST, ranks, strict=True) if rank < 3}


def truths(random: Random) -> Truths:
    """The truth values of a rule; many have no `when`, no `contradicted` or no `partly`."""
    return Truths(
        random.choice([True, True, True, None, False]),
        random.choice([False, False, None, True]),
        random.choice([True, False, None, None]),
        random.choice([False, None, True]),
    )


Case = tuple[list[Rule], list[Truths]]


def rule_set(random: Random, most: int = 4) -> Case:
    """A few rules in any order, one or two of which may be required by others, and their truth values."""
    rules: list[Rule] = []
    for n in range(random.randint(1, most)):
        free = [rule.id for rule in rules if not rule.requires][:2]
        parent = random.choice([*free, "", ""])
        rules.append(scored_rule(f"r{n}", random.choice(WEIGHTS), caps(random), parent))
    random.shuffle(rules)
    return rules, [truths(random) for _ in rules]


RULE_SETS = st.randoms(use_true_random=False).map(rule_set)


def possible_for(rules: list[Rule], values: list[Truths]) -> dict[Rule, frozenset[Outcome]]:
    return {rule: possible_outcomes(own) for rule, own in zip(rules, values, strict=True)}


def test_at_best_equals_full_enumeration() -> None:
    """Over thousands of rule sets: with caps, with rules that others require, with rules that need not apply."""
    random = Random(6000)
    for number in range(6000):
        possible = possible_for(*rule_set(random, 5 if number % 10 == 0 else 4))
        best = at_best(SCALE_MODEL, possible)
        assert (best.score, best.verdict) == best_by_enumeration(possible), show(possible)


def test_at_best_equals_full_enumeration_for_any_sets_of_outcomes() -> None:
    """Also for sets of outcomes that no four truth values yield."""
    random = Random(7000)
    for _ in range(1500):
        rules, _ = rule_set(random)
        possible = {rule: frozenset(random.choices(list(Outcome), k=random.randint(1, 4))) for rule in rules}
        best = at_best(SCALE_MODEL, possible)
        assert (best.score, best.verdict) == best_by_enumeration(possible), show(possible)


def show(possible: Mapping[Rule, frozenset[Outcome]]) -> list[Any]:
    """A rule set as it can be read."""
    return [(r.id, str(r.weight), r.requires, dict(r.caps), sorted(outcomes)) for r, outcomes in possible.items()]


def rank_of(level: Verdict | None) -> int:
    return -1 if level is None else level.rank


@laws(400)
@given(RULE_SETS, st.randoms(use_true_random=False))
def test_deciding_an_unknown_never_raises_at_best(case: Case, random: Random) -> None:
    rules, values = case
    before = at_best(SCALE_MODEL, possible_for(rules, values))
    decided = [Truths(*(random.choice([v, True, False]) if v is None else v for v in own)) for own in values]
    after = at_best(SCALE_MODEL, possible_for(rules, decided))
    assert (after.score if after.score is not None else -1) <= (before.score if before.score is not None else -1)
    assert rank_of(after.verdict) <= rank_of(before.verdict)


@laws(400)
@given(RULE_SETS, st.randoms(use_true_random=False))
def test_no_completion_scores_or_grades_above_at_best(case: Case, random: Random) -> None:
    """The outcomes of a completion, scored by the program itself, stay below."""
    possible = possible_for(*case)
    best = at_best(SCALE_MODEL, possible)
    outcomes = settled({rule: random.choice(sorted(own)) for rule, own in possible.items()})
    found, level = score(SCALE_MODEL, outcomes), verdict(SCALE_MODEL, outcomes)
    if found is not None and level is not None:
        assert best.score is not None
        assert best.verdict is not None
        assert found <= best.score
        assert level.rank <= best.verdict.rank


# ---------------------------------------------------------------- score and verdict themselves


def found_outcomes(random: Random) -> dict[Rule, Outcome]:
    """Outcomes of some rules, as found."""
    return {rule: random.choice(list(Outcome)) for rule in rule_set(random)[0]}


FOUND = st.randoms(use_true_random=False).map(found_outcomes)


@laws(400)
@given(FOUND)
def test_score_and_verdict_are_what_their_definitions_say(outcomes: dict[Rule, Outcome]) -> None:
    assert score(SCALE_MODEL, outcomes) == mean_of(outcomes)
    rank = grade_of(outcomes)
    assert verdict(SCALE_MODEL, outcomes) is (None if rank is None else GRADES[rank])


@laws(300)
@given(FOUND)
def test_turning_a_finding_to_met_never_lowers_score_or_verdict(outcomes: dict[Rule, Outcome]) -> None:
    before, level = score(SCALE_MODEL, outcomes), verdict(SCALE_MODEL, outcomes)
    for rule in outcomes:
        after = score(SCALE_MODEL, {**outcomes, rule: MET})
        assert after is not None
        assert before is None or after >= before
        assert rank_of(verdict(SCALE_MODEL, {**outcomes, rule: MET})) >= rank_of(level)


@laws(200)
@given(FOUND, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(outcomes: dict[Rule, Outcome], random: Random) -> None:
    shuffled = dict(random.sample(list(outcomes.items()), len(outcomes)))
    assert score(SCALE_MODEL, shuffled) == score(SCALE_MODEL, outcomes)
    assert verdict(SCALE_MODEL, shuffled) is verdict(SCALE_MODEL, outcomes)
    sets = {rule: frozenset({outcome, MET}) for rule, outcome in outcomes.items()}
    assert at_best(SCALE_MODEL, dict(reversed(sets.items()))) == at_best(SCALE_MODEL, sets)


# ---------------------------------------------------------------- cases worth a name

CASES: dict[str, tuple[dict[Rule, frozenset[Outcome]], Fraction | None, Verdict | None]] = {
    "nothing counts": ({scored_rule("a"): frozenset({NA})}, None, None),
    "everything is decided": ({scored_rule("a"): frozenset({PARTLY})}, Fraction(1, 2), Verdict.PARTLY_MEETS),
    "a rule that need not count helps": (
        {scored_rule("a"): frozenset({PARTLY}), scored_rule("b"): frozenset({NA, MET})},
        Fraction(3, 4),
        Verdict.LARGELY_MEETS,
    ),
    "a rule that need not count stays out where it would hurt": (
        {scored_rule("a"): frozenset({MET}), scored_rule("b"): frozenset({NA, NOT_MET})},
        Fraction(1),
        Verdict.MEETS,
    ),
    "the best score is not the best verdict": (
        # counting the capped rule raises the mean and lowers the grade
        {
            scored_rule("a", 9): frozenset({MET}),
            scored_rule("b", 1): frozenset({NOT_MET}),
            scored_rule("c", 9, {PARTLY: Verdict.PARTLY_MEETS}): frozenset({NA, PARTLY}),
        },
        Fraction(9, 10),
        Verdict.MEETS,
    ),
    "a blocked rule counts for nothing": (
        {
            scored_rule("a"): frozenset({NOT_MET}),
            scored_rule("b", 3, requires="a"): frozenset({MET}),
        },
        Fraction(0),
        Verdict.DOES_NOT_MEET,
    ),
    "a parent that could be met frees its dependents": (
        {
            scored_rule("a"): frozenset({SILENT, MET}),
            scored_rule("b", 3, requires="a"): frozenset({MET}),
        },
        Fraction(1),
        Verdict.MEETS,
    ),
    "a parent that need not apply frees its dependents": (
        {
            scored_rule("a"): frozenset({NA, NOT_MET}),
            scored_rule("b", requires="a"): frozenset({PARTLY}),
        },
        Fraction(1, 2),
        Verdict.PARTLY_MEETS,
    ),
}


@pytest.mark.parametrize(("possible", "found", "level"), CASES.values(), ids=CASES)
def test_at_best(possible: dict[Rule, frozenset[Outcome]], found: Fraction | None, level: Verdict | None) -> None:
    assert best_by_enumeration(possible) == (found, level), "the case itself"
    assert at_best(SCALE_MODEL, possible) == (found, level)


def test_bands_are_reached_exactly() -> None:
    """Where floats would err: 0.1 + 0.2 of 0.3 reaches a band of 0.3/0.3, seven tenths that of 0.7."""
    rules = [scored_rule(f"r{n}", Fraction(1, 10)) for n in range(10)]
    for met in range(11):
        outcomes = {rule: MET if n < met else NOT_MET for n, rule in enumerate(rules)}
        scale = Scale(
            credit=CREDIT,
            bands=dict(zip(GRADES, (Fraction(0), Fraction(1, 10), Fraction(3, 10), Fraction(7, 10)), strict=True)),
            contradicts_at=Fraction(1, 4),
            silent_at=Fraction(3, 5),
        )
        assert verdict(scale, outcomes) is GRADES[(met >= 1) + (met >= 3) + (met >= 7)]
