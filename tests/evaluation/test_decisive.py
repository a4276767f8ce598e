"""The fields that decide, to the letter: each number of a sum, each place where something is missing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.evaluation.strategies import Case, cases
from tests.packs import ENVELOPE, Data, pack_files, pack_of, proposal_of, rule_entry
from tests.searching import laws

from policycheck.evaluation import find
from policycheck.evaluation.decisive import Decisive
from policycheck.workshop.changes import read_path

TREES: Data = {
    "trees": [{"name": "Ann", "shade": "red", "marks": ["knot"]}, {"name": "Bob", "fruits": []}, {"name": "Cid"}]
}
PORTIONS: Data = {"trees": [{"fruits": [{"portion": 0.2}, {"portion": 0.3}]}, {"fruits": [{"shade": "red"}]}]}
RED: Data = {"field": ".shade", "is": "red"}
LABELS: Data = {
    "labels": {"oak": {"field": "orchard.fenced", "is": True}, "elm": {"field": "orchard.wells", "at_least": 2}}
}

DECIDING: dict[str, tuple[Data, Data, str, set[str]]] = {
    # the condition `met`, the section on the orchard, the outcome, the fields
    "a comparison": ({"field": "orchard.shade", "is": "red"}, {"shade": "red"}, "met", {"orchard.shade"}),
    "the part that fails": (
        {"all": [{"field": "orchard.shade", "is": "red"}, {"field": "orchard.wells", "at_least": 2}]},
        {"shade": "red", "wells": 1},
        "not_met",
        {"orchard.wells"},
    ),
    "the part that is not stated": (
        {"all": [{"field": "orchard.shade", "is": "red"}, {"field": "orchard.wells", "at_least": 2}]},
        {"shade": "red"},
        "not_stated",
        {"orchard.wells"},
    ),
    "items that do not say": (
        {"every": "orchard.trees[]", "satisfies": RED},
        TREES,
        "not_stated",
        {"orchard.trees[1].shade", "orchard.trees[2].shade"},
    ),
    "an item that does": ({"some": "orchard.trees[]", "satisfies": RED}, TREES, "met", {"orchard.trees[0].shade"}),
    "a list that is absent": ({"some": "orchard.trees[]", "satisfies": RED}, {}, "not_stated", {"orchard.trees"}),
    "a list inside that is absent": (
        {"some": "orchard.trees[].fruits[]", "satisfies": RED},
        TREES,
        "not_stated",
        {"orchard.trees[0].fruits", "orchard.trees[2].fruits"},
    ),
    "no item": ({"some": "orchard.trees[]", "satisfies": RED}, {"trees": []}, "not_met", {"orchard.trees"}),
    "how many": ({"count": "orchard.trees[]", "at_least": 2}, TREES, "met", {"orchard.trees"}),
    "each number of a sum": (
        {"sum": "orchard.trees[].fruits[].portion", "at_least": 0.5},
        PORTIONS,
        "met",
        {"orchard.trees[0].fruits[0].portion", "orchard.trees[0].fruits[1].portion"},
    ),
    "the number that a sum lacks": (
        {"sum": "orchard.trees[].fruits[].portion", "at_least": 0.6},
        PORTIONS,
        "not_stated",
        {"orchard.trees[1].fruits[0].portion"},
    ),
    "the numbers of the items that are looked at": (
        {"sum": "orchard.trees[].fruits[].portion", "where": RED, "at_least": 0.6},
        {"trees": [{"fruits": [{"portion": 0.2, "shade": "red"}, {"portion": 0.9, "shade": "blue"}]}]},
        "not_met",
        {"orchard.trees[0].fruits[0].portion"},
    ),
    "a sum of nothing": (
        {"sum": "orchard.trees[].fruits[].portion", "at_least": 0.6},
        {"trees": []},
        "not_met",
        {"orchard.trees"},
    ),
    "a value in a list": (
        {"count": "orchard.marks[]", "satisfies": {"field": ".", "is": "knot"}, "at_least": 1},
        {"marks": ["ring", "knot"]},
        "met",
        {"orchard.marks"},
    ),
    "values over a list": (
        {"field": "orchard.trees[].marks", "includes": "ring"},
        TREES,
        "not_stated",
        {"orchard.trees[1].marks", "orchard.trees[2].marks"},
    ),
    "values over a list that decide": (
        {"field": "orchard.trees[].marks", "includes": "knot"},
        {"trees": [{"marks": ["knot"]}, {"marks": []}]},
        "met",
        {"orchard.trees[0].marks", "orchard.trees[1].marks"},
    ),
    "labels that apply": ({"count": "$towns", "at_least": 1}, {"fenced": True, "wells": 1}, "met", {"orchard.fenced"}),
    "labels that do not": (
        {"count": "$towns", "at_least": 2},
        {"fenced": True, "wells": 1},
        "not_met",
        {"orchard.wells"},
    ),
}


def decide(files: dict[str, Any], orchard: Data) -> tuple[str, set[str]]:
    pack = pack_of(files)
    proposal = proposal_of({"proposal": ENVELOPE, "orchard": {"keeper": "Ann", **orchard}}, pack)
    found = find(pack, proposal, explain=False)
    (*_, finding) = found.rules["R1"]
    return finding.outcome.value, set(Decisive(pack, proposal, found).rule(finding))


@pytest.mark.parametrize("what", DECIDING)
def test_what_decides(what: str) -> None:
    condition, orchard, outcome, fields = DECIDING[what]
    files = pack_files(rule_entry(met=condition))
    if "$towns" in str(condition):
        files["definitions.yaml"] = {"definitions": {"towns": {**LABELS, "title": "towns"}}}
    assert decide(files, orchard) == (outcome, fields)


def test_half_is_decided_by_what_is_there_and_by_what_is_missing() -> None:
    rule = rule_entry(met={"field": "orchard.wells", "at_least": 2}, partly={"field": "orchard.fenced", "is": True})
    assert decide(pack_files(rule), {"wells": 1, "fenced": True}) == ("partly_met", {"orchard.wells", "orchard.fenced"})


def test_a_rule_that_waits_is_decided_by_the_one_it_waits_for() -> None:
    parent = rule_entry(met={"field": "orchard.fenced", "is": True})
    assert decide(pack_files(parent, rule_entry("R1.2", requires="R1.1")), {"fenced": False}) == ("not_met", {"R1.1"})


def test_a_rule_that_does_not_apply_is_decided_by_its_trigger() -> None:
    rule = rule_entry(when={"field": "orchard.fenced", "is": True})
    assert decide(pack_files(rule), {}) == ("not_applicable", {"orchard.fenced"})


@laws(100)
@given(cases())
def test_what_decides_is_a_field_of_the_vocabulary_or_a_rule(case: Case) -> None:
    pack = pack_of(case.files)
    proposal = proposal_of(case.document, pack)
    found = find(pack, proposal, explain=False)
    decisive = Decisive(pack, proposal, found)
    named = [decisive.rule(finding) for finding in found.rules["R1"]]
    named += [decisive.concern(raised) for raised in (*found.advisories, *found.tensions)]
    for name in frozenset[str]().union(*named):
        assert pack.rule(name) is not None or pack.vocabulary.field_at(read_path(name)) is not None
