"""Dates come from the proposal alone; evidence supports what made a rule met, by its path or a prefix of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.packs import ENVELOPE, Data, pack_files, pack_of, proposal_of, rule_entry, used

from policycheck.evaluation import find
from policycheck.model.assessment import Finding
from policycheck.model.outcome import Outcome, Support
from policycheck.pipeline import evaluate

DEFINITIONS: Data = {"tall": {"list": "orchard.trees[]", "where": {"field": ".height", "at_least": 2}}}
SOURCES = [{"id": "S1", "cite": "The orchard book"}, {"id": "S2", "cite": "Another book"}]


def finding(met: Any, evidence: list[Data], **orchard: Any) -> Finding:
    """The finding on a rule that asks for `met`, in a proposal with this evidence."""
    definitions = {name: DEFINITIONS[name] for name in used(met, DEFINITIONS)}
    pack = pack_of(pack_files(rule_entry(met=met), definitions=definitions))
    document = {
        "proposal": {**ENVELOPE, "sources": SOURCES},
        "orchard": {"keeper": "Ann", **orchard},
        "evidence": evidence,
    }
    return find(pack, proposal_of(document, pack)).rules["R1"][0]


def entry(path: str, **more: Any) -> Data:
    return {"for": path, "says": "so", "where": "page 1", "source": "S1", **more}


RED = {"field": "orchard.shade", "is": "red"}
EVERY_TALL = {"every": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": 2}}
TREES = [{"name": "a", "height": 2, "fruits": [{"shade": "red", "portion": 0.5}]}, {"name": "b", "height": 3}]

Cited = tuple[Any, list[Data], Support]
"""What a rule asks, the evidence of the proposal, and how it supports the finding."""

EVIDENCED, CONTESTED = Support.EVIDENCED, Support.CONTESTED
UNEVIDENCED, NOT_NEEDED = Support.UNEVIDENCED, Support.NOT_NEEDED

FIELDS: dict[str, Cited] = {
    "the field itself": (RED, [entry("orchard.shade")], EVIDENCED),
    "its section": (RED, [entry("orchard")], EVIDENCED),
    "another field": (RED, [entry("orchard.keeper")], UNEVIDENCED),
    "another section": (RED, [entry("market")], UNEVIDENCED),
    "nothing": (RED, [], UNEVIDENCED),
    "contested": (RED, [entry("orchard.shade", contested=True)], CONTESTED),
    "contested, and not": (RED, [entry("orchard"), entry("orchard.shade", contested=True)], CONTESTED),
    "contested elsewhere": (RED, [entry("orchard.shade"), entry("orchard.keeper", contested=True)], EVIDENCED),
    "two fields, both cited": (
        {"all": [RED, {"field": "orchard.keeper", "stated": True}]},
        [entry("orchard.shade"), entry("orchard.keeper")],
        EVIDENCED,
    ),
    "two fields, one cited": (
        {"all": [RED, {"field": "orchard.keeper", "stated": True}]},
        [entry("orchard.shade")],
        UNEVIDENCED,
    ),
    "two fields, one of them contested": (
        {"all": [RED, {"field": "orchard.keeper", "stated": True}]},
        [entry("orchard.shade", contested=True), entry("orchard.keeper")],
        CONTESTED,
    ),
    "only what made it met": (
        {"any": [RED, {"field": "orchard.keeper", "is": "Bob"}]},
        [entry("orchard.shade")],
        EVIDENCED,
    ),
    "what was not said needs none": (
        {"any": [RED, {"field": "orchard.wells", "is": 1}]},
        [entry("orchard.shade")],
        EVIDENCED,
    ),
}

ITEMS: dict[str, Cited] = {
    "the field of every item": (EVERY_TALL, [entry("orchard.trees[].height")], EVIDENCED),
    "the list": (EVERY_TALL, [entry("orchard.trees")], EVIDENCED),
    "the list, as its items": (EVERY_TALL, [entry("orchard.trees[]")], EVIDENCED),
    "the section": (EVERY_TALL, [entry("orchard")], EVIDENCED),
    "each item by its position": (
        EVERY_TALL,
        [entry("orchard.trees[0].height"), entry("orchard.trees[1].height")],
        EVIDENCED,
    ),
    "each item as a whole": (EVERY_TALL, [entry("orchard.trees[0]"), entry("orchard.trees[1]")], EVIDENCED),
    "one item of two": (EVERY_TALL, [entry("orchard.trees[1].height")], UNEVIDENCED),
    "another field of the items": (EVERY_TALL, [entry("orchard.trees[].name")], UNEVIDENCED),
    "an item that was not needed": (
        {"some": "orchard.trees[]", "satisfies": {"field": ".name", "is": "b"}},
        [entry("orchard.trees[1].name")],
        EVIDENCED,
    ),
    "the item that was needed is another": (
        {"some": "orchard.trees[]", "satisfies": {"field": ".name", "is": "b"}},
        [entry("orchard.trees[0].name")],
        UNEVIDENCED,
    ),
    "one item contested": (
        EVERY_TALL,
        [entry("orchard.trees[0].height"), entry("orchard.trees[1].height", contested=True)],
        CONTESTED,
    ),
    "items of items": (
        {"some": "orchard.trees[].fruits[]", "satisfies": {"field": ".shade", "is": "red"}},
        [entry("orchard.trees[0].fruits[].shade")],
        EVIDENCED,
    ),
    "a number of items": ({"count": "orchard.trees[]", "at_least": 2}, [entry("orchard.trees")], EVIDENCED),
    "a number of items needs more than one of them": (
        {"count": "orchard.trees[]", "at_least": 2},
        [entry("orchard.trees[0]")],
        UNEVIDENCED,
    ),
    "a number of items is more than a field of theirs": (
        {"count": "orchard.trees[]", "at_least": 2},
        [entry("orchard.trees[].height")],
        UNEVIDENCED,
    ),
    "a number of named items": ({"count": "$tall", "at_least": 2}, [entry("orchard.trees")], EVIDENCED),
    "plain values as items": (
        {"every": "orchard.marks[]", "satisfies": {"field": ".", "in": ["knot", "dot"]}},
        [entry("orchard.marks")],
        EVIDENCED,
    ),
    "plain values as items, not cited": (
        {"every": "orchard.marks[]", "satisfies": {"field": ".", "in": ["knot", "dot"]}},
        [],
        UNEVIDENCED,
    ),
}


@pytest.mark.parametrize(("met", "evidence", "expected"), FIELDS.values(), ids=FIELDS)
def test_evidence_for_a_field(met: Any, evidence: list[Data], expected: Support) -> None:
    found = finding(met, evidence, shade="red")
    assert (found.outcome, found.support) == (Outcome.MET, expected)


@pytest.mark.parametrize(("met", "evidence", "expected"), ITEMS.values(), ids=ITEMS)
def test_evidence_for_items(met: Any, evidence: list[Data], expected: Support) -> None:
    found = finding(met, evidence, trees=TREES, marks=["knot", "dot"])
    assert (found.outcome, found.support) == (Outcome.MET, expected)


def test_saying_none_needs_evidence_like_anything_else() -> None:
    none = {"field": "orchard.marks", "stated": False}
    assert finding(none, [], marks=[]).support is UNEVIDENCED
    assert finding(none, [entry("orchard.marks")], marks=[]).support is EVIDENCED


def test_names_that_begin_alike_are_not_prefixes() -> None:
    """`orchard` covers `orchard.shade`; a field whose name another begins with covers nothing of it."""
    assert finding({"field": "orchard.wells", "is": 1}, [entry("orchard.keeper")], wells=1).support is UNEVIDENCED
    tree = {"some": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": 2}}
    many = [{"name": f"t{n}", "height": 3 if n == 10 else 1} for n in range(11)]
    assert finding(tree, [entry("orchard.trees[1]")], trees=many).support is UNEVIDENCED
    assert finding(tree, [entry("orchard.trees[10]")], trees=many).support is EVIDENCED


@pytest.mark.parametrize(
    ("met", "outcome"),
    [
        ({"field": "orchard.shade", "is": "blue"}, Outcome.NOT_MET),
        ({"field": "orchard.wells", "is": 1}, Outcome.NOT_STATED),
    ],
)
def test_only_what_is_met_needs_evidence(met: Any, outcome: Outcome) -> None:
    found = finding(met, [entry("orchard.shade")], shade="red")
    assert (found.outcome, found.support) == (outcome, NOT_NEEDED)


def test_evidence_changes_no_outcome() -> None:
    plain, cited = finding(RED, [], shade="red"), finding(RED, [entry("orchard.shade", contested=True)], shade="red")
    assert (plain.outcome, plain.why, plain.possible) == (cited.outcome, cited.why, cited.possible)


# ---------------------------------------------------------------- dates

DATED = {"field": "proposal.date", "at_least": "2020-06-01"}


@pytest.mark.parametrize(
    ("date", "outcome"),
    [("2020-05-31", Outcome.NOT_MET), ("2020-06-01", Outcome.MET), ("1999-12-31", Outcome.NOT_MET)],
)
@pytest.mark.parametrize("as_of", ["", "1990-01-01", "2030-01-01"])
def test_rules_read_the_date_of_the_proposal_and_no_other(date: str, outcome: Outcome, as_of: str) -> None:
    pack = pack_of(pack_files(rule_entry(met=DATED)))
    document = {"proposal": {**ENVELOPE, "date": date}, "orchard": {"keeper": "Ann"}}
    assessment = evaluate(pack, proposal_of(document, pack), as_of=as_of)
    assert assessment.as_of == (as_of or date)
    found = assessment.finding("R1.1")
    assert found is not None
    assert found.outcome is outcome


def test_a_date_is_explained_as_it_is_written() -> None:
    pack = pack_of(pack_files(rule_entry(met=DATED)))
    document = {"proposal": {**ENVELOPE, "date": "2019-01-02"}, "orchard": {"keeper": "Ann"}}
    (found,) = find(pack, proposal_of(document, pack)).rules["R1"]
    assert found.why == ("The date is stated as 2019-01-02; the rule asks that it is 2020-06-01 or later.",)
