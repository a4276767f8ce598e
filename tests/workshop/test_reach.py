"""What an entry can come to by its form: nothing that happens is ruled out, and what cannot happen is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.evaluation.strategies import Case, World, cases, worlds
from tests.packs import ALWAYS, Data, pack_files, pack_of, proposal_of, read_condition, rule_entry, truth, vocabulary
from tests.searching import laws

from policycheck.evaluation import find
from policycheck.model.outcome import Concern as ConcernState
from policycheck.workshop.cases import RECONCILED
from policycheck.workshop.reach import possible_values, reachable

pytestmark = pytest.mark.untraced


@laws(600)
@given(worlds(silence=True))
def test_no_value_that_a_condition_has_is_ruled_out(world: World) -> None:
    node = read_condition(world.condition, world.definitions, silence=True)
    can = possible_values(node, vocabulary().root)
    assert truth(node, world.document) in can
    assert truth(node, world.more) in can


@laws(100)
@given(cases())
def test_no_outcome_that_an_entry_comes_to_is_ruled_out(case: Case) -> None:
    pack = pack_of(case.files)
    can = reachable(pack)
    found = find(pack, proposal_of(case.document, pack), explain=False)
    for findings in found.rules.values():
        for finding in findings:
            assert finding.outcome.value in can[finding.rule.id]
    for raised in (*found.advisories, *found.tensions):
        settled = raised.state is ConcernState.ANSWERED and not raised.answer
        assert (RECONCILED if settled else raised.state.value) in can[raised.concern.id]


STATED: Data = {"field": "orchard.keeper", "stated": True}
GATE: Data = {"field": "orchard.shade", "is": "red"}
FORMS: dict[str, tuple[Data, set[str]]] = {
    "what every proposal states": ({"met": ALWAYS}, {"met"}),
    "a text can be stated or not, never stated as none": ({"met": STATED}, {"met", "not_stated"}),
    "an enumeration": ({"met": GATE}, {"met", "not_met", "not_stated"}),
    "all the values there are": (
        {"met": {"field": "orchard.shade", "in": ["red", "green", "blue"]}},
        {"met", "not_stated"},
    ),
    "a trigger": ({"when": GATE, "met": ALWAYS}, {"not_applicable", "met"}),
    "a trigger that always fires": ({"when": ALWAYS, "met": ALWAYS}, {"met"}),
    "a contradiction": ({"contradicted": GATE, "met": ALWAYS}, {"contradicted", "met"}),
    "half": ({"met": GATE, "partly": STATED}, {"met", "partly_met", "not_stated"}),
    "a list may be none": ({"met": {"count": "orchard.trees[]", "at_least": 1}}, {"met", "not_met", "not_stated"}),
    "at most so many of none": ({"met": {"count": "orchard.trees[]", "at_most": 1}}, {"met", "not_met", "not_stated"}),
    "every item of what is never false": (
        {"met": {"every": "orchard.trees[]", "satisfies": {"field": ".name", "stated": True}}},
        {"met", "not_stated"},
    ),
    "the same, and an empty list counts as no": (
        {"met": {"every": "orchard.trees[]", "satisfies": {"field": ".name", "stated": True}, "if_empty": False}},
        {"met", "not_met", "not_stated"},
    ),
    "two of three, of which none is ever false": (
        {"met": {"count": [STATED, STATED, STATED], "at_least": 2}},
        {"met", "not_stated"},
    ),
    "two of three, of which one is never false": (
        {"met": {"count": [STATED, GATE, GATE], "at_least": 2}},
        {"met", "not_met", "not_stated"},
    ),
}


@pytest.mark.parametrize("what", FORMS)
def test_the_form_of_a_rule_rules_out_what_cannot_be(what: str) -> None:
    parts, can = FORMS[what]
    assert set(reachable(pack_of(pack_files(rule_entry(**parts))))["R1.1"]) == can


def test_a_dependent_rule_can_be_what_its_parent_blocks_it_with() -> None:
    parent = rule_entry(met=GATE)
    dependent = rule_entry("R1.2", requires="R1.1")
    assert set(reachable(pack_of(pack_files(parent, dependent)))["R1.2"]) == {"met", "not_met", "not_stated"}


def concern(**more: Any) -> Data:
    return {"id": "A1", "slug": "a_one", "title": "Risk", "why": "So.", "remedy": "Mend.", "clauses": ["OR-1"], **more}


CONCERNS: dict[str, tuple[Data, set[str]]] = {
    "plain": ({"when": GATE}, {"raised", "answered", "not_raised"}),
    "of a strand": ({"when": GATE, "strands": ["growing"]}, {"raised", "answered", "not_raised", "out_of_scope"}),
    "of whole packages": ({"when": GATE, "package_only": True}, {"raised", "answered", "not_raised", "out_of_scope"}),
    "of silence": ({"when": {"field": "orchard.keeper", "silent": True}}, {"raised", "answered", "not_raised"}),
    "of a rule that never comes to that": ({"when": {"rule": "R1.1", "in": ["contradicted"]}}, {"not_raised"}),
    "of a rule that always does": ({"when": {"rule": "R1.1", "in": ["met"]}}, {"raised", "answered"}),
}


@pytest.mark.parametrize("what", CONCERNS)
def test_the_form_of_a_concern(what: str) -> None:
    parts, can = CONCERNS[what]
    pack = pack_of(pack_files(rule_entry(), advisories=[concern(level="low", **parts)]))
    assert set(reachable(pack)["A1"]) == can


def test_a_tension_that_can_be_reconciled() -> None:
    tension = concern(across=["R1"], when=GATE, reconciled=STATED)
    can = set(reachable(pack_of(pack_files(rule_entry(), tensions=[tension])))["A1"])
    assert can == {"raised", "answered", "reconciled", "not_raised"}
