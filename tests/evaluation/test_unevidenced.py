"""What is met without evidence, where a profile holds it to less: outcome, concerns, what is possible, what is said."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.packs import ENVELOPE, TEXT, Data, pack_files, pack_of, proposal_of, rule_entry

from policycheck.evaluation.findings import UNBACKED
from policycheck.load.applied import apply_profile
from policycheck.load.profile import profile_from
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Outcome, Support, Verdict
from policycheck.model.pack import Pack
from policycheck.pipeline import evaluate, load_pack, load_proposal

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [{"id": "S1", "cite": "The orchard book"}]
RED: Data = {"field": "orchard.shade", "is": "red"}
KEPT: Data = {"field": "orchard.keeper", "stated": True}


@cache
def pack() -> Pack:
    """R1.1 is met by two fields, R1.2 requires it, R1.3 is met where nothing is stated, A1 asks whether R1.1 is met."""
    first = rule_entry("R1.1", met={"all": [RED, KEPT]}, weight=3)
    second = rule_entry("R1.2", met=KEPT, requires="R1.1")
    third = rule_entry("R1.3", met={"count": "orchard.trees[]", "at_most": 0})
    advisory = {"id": "A1", "slug": "red", "title": "Red", "level": "low", "when": {"rule": "R1.1", "in": ["met"]}}
    made = pack_of(pack_files(first, second, third, advisories=[{**advisory, **TEXT}]))
    return apply_profile(made, profile_from("{id: held, title: Held, unevidenced: partly_met}", "held.yaml"))


def audit(*cited: str, explain: Any = True, **orchard: Any) -> Assessment:
    evidence = [{"for": path, "says": "so", "where": "page 1", "source": "S1"} for path in cited]
    document = {
        "proposal": {**ENVELOPE, "sources": SOURCES},
        "orchard": {"keeper": "Ann", "shade": "red", "trees": [], **orchard},
        "evidence": evidence,
    }
    return evaluate(pack(), proposal_of(document, pack()), explain=explain)


def outcomes(assessment: Assessment) -> list[str]:
    return [finding.outcome.value for finding in assessment.grades[0].findings]


CITED: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "nothing": ((), ["partly_met", "partly_met", "partly_met"]),
    "half of it": (("orchard.keeper",), ["partly_met", "met", "partly_met"]),
    "each field": (("orchard.keeper", "orchard.shade", "orchard.trees"), ["met", "met", "met"]),
    "the section": (("orchard",), ["met", "met", "met"]),
}


@pytest.mark.parametrize(("cited", "expected"), CITED.values(), ids=CITED)
@pytest.mark.parametrize("explain", [True, False, {Outcome.NOT_MET}])
def test_what_is_met_counts_in_full_where_evidence_supports_it(
    cited: tuple[str, ...], expected: list[str], explain: Any
) -> None:
    assert outcomes(audit(*cited, explain=explain)) == expected


def test_it_counts_by_half_may_still_be_met_and_says_so() -> None:
    assessment = audit("orchard.keeper", "orchard.trees")
    held = assessment.grades[0].findings[0]
    assert (held.outcome, held.support) == (Outcome.PARTLY_MET, Support.UNEVIDENCED)
    assert held.possible == {Outcome.PARTLY_MET, Outcome.MET}
    assert held.why[-1] == UNBACKED
    assert "deep red" in held.why[0], "why it is met is said too"
    assert {fact.path for fact in held.facts} == {"orchard.shade", "orchard.keeper"}
    grade = assessment.grades[0]
    assert grade.score is not None
    assert (grade.score.as_stated, grade.score.at_best) == (Fraction(7, 10), Fraction(1))
    assert (grade.verdict, grade.at_best) == (Verdict.LARGELY_MEETS, Verdict.MEETS)


def test_concerns_read_the_outcome_that_is_held_to_less() -> None:
    assert audit("orchard").advisories[0].state.value == "raised"
    assert audit("orchard.keeper").advisories[0].state.value == "not_raised"


def test_what_is_not_met_needs_no_evidence() -> None:
    assert outcomes(audit(shade="green")) == ["not_met", "not_met", "partly_met"]


def test_without_the_profile_nothing_is_held_to_less() -> None:
    loaded = load_pack("korean-peninsula")
    proposal = load_proposal(str(ROOT / "examples" / "reference-complete" / "proposal.yaml"), loaded)
    found = [finding for grade in evaluate(loaded, proposal).grades for finding in grade.findings]
    assert {finding.outcome for finding in found} == {Outcome.MET}
    assert Support.UNEVIDENCED in {finding.support for finding in found}


@pytest.mark.parametrize("name", ["singapore-2018", "biden-2021-2023", "maximum-pressure-2017", "reference-complete"])
def test_strict_takes_half_the_weight_of_what_is_met_without_evidence(name: str) -> None:
    """By hand, from what the pack alone finds: no rule's weight, outcome or support is taken from the strict run."""
    file = str(ROOT / "examples" / name / "proposal.yaml")
    plain, strict = (evaluate(made, load_proposal(file, made)) for made in (load_pack(), load_pack(profile="strict")))
    for before, after in zip(plain.grades, strict.grades, strict=True):
        if before.score is None or after.score is None:
            assert before.score is after.score
            continue
        counted = [finding for finding in before.findings if finding.outcome is not Outcome.NOT_APPLICABLE]
        bare = [one for one in counted if one.outcome is Outcome.MET and one.support is Support.UNEVIDENCED]
        lost = sum((one.rule.weight / 2 for one in bare), Fraction(0))
        assert before.score.as_stated - after.score.as_stated == lost / sum(one.rule.weight for one in counted)
        assert after.score.at_best == before.score.at_best
        assert after.at_best is before.at_best
        assert {one.rule.id for one in after.findings if one.why and one.why[-1] == UNBACKED} == {
            one.rule.id for one in before.findings if one.outcome is Outcome.MET and one.support is Support.UNEVIDENCED
        }
