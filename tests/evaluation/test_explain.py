"""Explanations: what was read, where, and what the rule asks instead; a sentence for every outcome and operator."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.evaluation.strategies import Case, cases
from tests.evaluation.test_english import DEFINITIONS, ENGINE_WORDS, FENCED, RED, TALL, TREES
from tests.packs import ENVELOPE, TEXT, Data, pack_files, pack_of, proposal_of, rule_entry, used
from tests.searching import laws

from policycheck.evaluation import find
from policycheck.evaluation.findings import Findings
from policycheck.model.assessment import Finding
from policycheck.model.outcome import Concern, Outcome


def found_by(sections: Data, *rules: Data, **parts: Any) -> Findings:
    names = used([*rules, *parts.values()], DEFINITIONS)
    definitions = {name: entry for name, entry in DEFINITIONS.items() if name in names}
    pack = pack_of(pack_files(*rules, definitions=definitions, **parts))
    return find(pack, proposal_of({"proposal": ENVELOPE, **sections}, pack))


def finding(sections: Data, **rule: Any) -> Finding:
    return found_by(sections, rule_entry(**rule)).rules["R1"][0]


def orchard(*trees: Data, **fields: Any) -> Data:
    return {"orchard": {**fields, **({"trees": list(trees)} if trees else {})}}


ANN: Data = {"name": "Ann", "height": 5, "pruned": True}
BOB: Data = {"name": "Bob", "height": 1}
CID: Data = {"name": "Cid"}
THREE = orchard(ANN, BOB, CID)
PORTIONS = "The portion of the harvest"
LOW: Data = {"name": "Low", "height": 1, "pruned": False}
HIGH_OR_PRUNED: Data = {"any": [{"field": ".height", "at_least": 5}, {"field": ".pruned", "is": True}]}

Told = tuple[Data, Data, str, list[str]]
"""The sections of a proposal, the conditions of a rule, its outcome, and the sentences that explain it."""

OUTCOMES: dict[str, Told] = {
    "met": (orchard(shade="red"), {"met": RED}, "met", ["The shade of the gate is stated as deep red."]),
    "not met": (
        orchard(shade="blue"),
        {"met": RED},
        "not_met",
        ["The shade of the gate is stated as sky blue; the rule asks that it is deep red."],
    ),
    "not stated": (
        {},
        {"met": RED},
        "not_stated",
        ["The shade of the gate is not stated; the rule asks that it is deep red."],
    ),
    "contradicted": (
        orchard(shade="blue"),
        {"met": RED, "contradicted": {"field": "orchard.shade", "is": "blue"}},
        "contradicted",
        ["The shade of the gate is stated as sky blue."],
    ),
    "partly met, and what is missing": (
        orchard(shade="blue", fenced=True),
        {"met": RED, "partly": FENCED},
        "partly_met",
        [
            "The fence is stated as yes.",
            "The shade of the gate is stated as sky blue; the rule asks that it is deep red.",
        ],
    ),
    "partly met by the same field, said once": (
        orchard(shade="blue"),
        {"met": RED, "partly": {"field": "orchard.shade", "is": "blue"}},
        "partly_met",
        ["The shade of the gate is stated as sky blue; the rule asks that it is deep red."],
    ),
    "not stated, as to the part": (
        orchard(shade="blue"),
        {"met": RED, "partly": {"count": TREES, "at_least": 1}},
        "not_stated",
        ["The trees are not stated; the rule asks for at least 1."],
    ),
    "not triggered, because it is not so": (
        orchard(shade="blue"),
        {"met": FENCED, "when": RED},
        "not_applicable",
        ["Not triggered: the shade of the gate is stated as sky blue."],
    ),
    "not triggered, because nothing is said": (
        {},
        {"met": FENCED, "when": RED},
        "not_applicable",
        ["Not triggered: the proposal does not say whether the shade of the gate is deep red."],
    ),
    "not triggered, because part of it is not said": (
        orchard(shade="red"),
        {"met": FENCED, "when": {"all": [RED, FENCED]}},
        "not_applicable",
        ["Not triggered: the proposal does not say whether the fence is yes."],
    ),
    "not triggered, by a named item": (
        THREE,
        {"met": FENCED, "when": {"every": TREES, "satisfies": TALL}},
        "not_applicable",
        ["Not triggered: tree Bob: the height is stated as 1."],
    ),
}

OPERATORS: dict[str, Told] = {
    "every names the items that fail": (
        THREE,
        {"met": {"every": TREES, "satisfies": TALL}},
        "not_met",
        ["Tree Bob: the height is stated as 1; the rule asks that it is 2 or more."],
    ),
    "every, by a definition": (
        orchard(BOB),
        {"met": {"every": TREES, "satisfies": "$fine"}},
        "not_met",
        ["Tree Bob: the height is stated as 1; the rule asks that it is 2 or more."],
    ),
    "every over nothing": (
        {"orchard": {"trees": []}},
        {"met": {"every": TREES, "satisfies": TALL}},
        "not_stated",
        ["There are no trees; the rule asks of every tree that the height is 2 or more."],
    ),
    "every over an open list": (
        orchard({**ANN, "fruits": [{"portion": 0.5}]}, BOB),
        {"met": {"every": "orchard.trees[].fruits[]", "satisfies": {"field": ".portion", "at_most": 0.6}}},
        "not_stated",
        ["There is 1 fruit, and perhaps others that are not stated."],
    ),
    "some draws together what is alike": (
        THREE,
        {"met": {"some": TREES, "satisfies": {"field": ".pruned", "is": False}}},
        "not_stated",
        ["Tree Bob; tree Cid: the pruning in winter is not stated; the rule asks that it is no."],
    ),
    "some that is not there": (
        orchard(ANN, BOB),
        {"met": {"some": TREES, "satisfies": {"field": ".name", "is": "Eve"}}},
        "not_met",
        ['There are 2 trees, but none for which the name is "Eve".'],
    ),
    "count": (
        THREE,
        {"met": {"count": TREES, "at_most": 2}},
        "not_met",
        ["There are 3 trees; the rule asks for at most 2."],
    ),
    "count of none": (
        THREE,
        {"met": {"count": TREES, "at_most": 0}},
        "not_met",
        ["There are 3 trees; the rule asks for none."],
    ),
    "count of a named list": (
        THREE,
        {"met": {"count": "$tall", "at_least": 2}},
        "not_met",
        ["There is 1 tall tree; the rule asks for at least 2."],
    ),
    "count of too few": (
        THREE,
        {"met": {"count": TREES, "satisfies": TALL, "at_least": 3}},
        "not_met",
        [
            "What follows should hold for at least 3 of the trees, and holds for 1 of 3.",
            "Tree Bob: the height is stated as 1; the rule asks that it is 2 or more.",
            "Tree Cid: the height is not stated; the rule asks that it is 2 or more.",
        ],
    ),
    "count of too many": (
        THREE,
        {"met": {"count": TREES, "satisfies": TALL, "at_most": 0}},
        "not_met",
        ["Tree Ann: the height is stated as 5; the rule asks that it is not 2 or more."],
    ),
    "count of perhaps too many": (
        THREE,
        {"met": {"count": TREES, "satisfies": TALL, "at_most": 1}},
        "not_stated",
        ["Tree Cid: the height is not stated; the rule asks that it is not 2 or more."],
    ),
    "count between bounds": (
        THREE,
        {"met": {"count": TREES, "satisfies": TALL, "at_least": 1, "at_most": 1}},
        "not_stated",
        ["There are 3 trees; the rule asks that for exactly 1 tree, the height is 2 or more."],
    ),
    "not so many": (
        THREE,
        {"met": {"not": {"count": TREES, "at_least": 2}}},
        "not_met",
        ["There are 3 trees; the rule asks that it is not so that there are at least 2 trees."],
    ),
    "count of conditions": (
        orchard(shade="blue", fenced=False),
        {"met": {"count": [RED, FENCED], "at_least": 1}},
        "not_met",
        [
            "Of 2 parts at least 1 should hold; of these 0 hold.",
            "The shade of the gate is stated as sky blue; the rule asks that it is deep red.",
            "The fence is stated as no; the rule asks that it is yes.",
        ],
    ),
    "count of conditions, of which too many hold": (
        orchard(shade="red", fenced=True),
        {"met": {"count": [RED, FENCED], "at_most": 1}},
        "not_met",
        [
            "The shade of the gate is stated as deep red; the rule asks that it is not deep red.",
            "The fence is stated as yes; the rule asks that it is not yes.",
        ],
    ),
    "count of labels": (
        {},
        {"met": {"count": "$here", "at_least": 2}},
        "not_met",
        ["Of the linked towns, 1 applies (oak); the rule asks for at least 2."],
    ),
    "share": (
        orchard(ANN, BOB),
        {"met": {"share": TREES, "satisfies": TALL, "at_least": 0.9}},
        "not_met",
        [
            "What follows should hold for at least 90 % of the trees, and holds for 1 of 2.",
            "Tree Bob: the height is stated as 1; the rule asks that it is 2 or more.",
        ],
    ),
    "share of nothing": (
        {"orchard": {"trees": []}},
        {"met": {"share": TREES, "satisfies": TALL, "at_least": 0.9}},
        "not_stated",
        ["There are no trees; the rule asks that for at least 90 % of the trees, the height is 2 or more."],
    ),
    "sum": (
        orchard({"fruits": [{"portion": 0.5}, {"portion": 0.7}]}),
        {"met": {"sum": "orchard.trees[].fruits[].portion", "at_most": 1}},
        "not_met",
        ["The portion of the harvest adds up to 1.2 over the fruits; the rule asks for at most 1."],
    ),
    "sum of what is partly stated": (
        orchard({"fruits": [{"portion": 0.5}, {"shade": "red"}]}),
        {"met": {"sum": "orchard.trees[].fruits[].portion", "at_most": 1}},
        "not_stated",
        [f"{PORTIONS} adds up to 0.5 (not stated for 1 of 2) over the fruits; the rule asks for at most 1."],
    ),
    "sum that contradicts, beside its bound": (
        orchard({"fruits": [{"portion": 0.5}, {"portion": 0.7}]}),
        {"met": RED, "contradicted": {"not": {"sum": "orchard.trees[].fruits[].portion", "at_most": 1}}},
        "contradicted",
        ["The portion of the harvest adds up to 1.2 (more than 1) over the fruits."],
    ),
    "sum of what nothing states": (
        orchard({"fruits": [{"shade": "red"}]}),
        {"met": {"sum": "orchard.trees[].fruits[].portion", "at_most": 0.5}},
        "not_stated",
        ["The portion of the harvest is not stated for the fruits; the rule asks for at most 0.5."],
    ),
    "sum of what is chosen": (
        orchard({"fruits": [{"portion": 0.5, "shade": "red"}, {"portion": 0.7}]}),
        {"met": {"sum": "orchard.trees[].fruits[].portion", "where": {"field": ".shade", "is": "red"}, "at_least": 1}},
        "not_met",
        [
            "The portion of the harvest adds up to 0.5 over the fruits for which the shade of the fruit is deep red.",
            "The rule asks for at least 1.",
        ],
    ),
    "count of what is chosen": (
        orchard(ANN, BOB),
        {"met": {"count": "orchard.trees[]", "where": {"field": ".height", "at_least": 2}, "at_least": 2}},
        "not_met",
        ["There is 1 tree for which the height is 2 or more; the rule asks for at least 2."],
    ),
    "some, of what none may be": (
        orchard({"shade": "blue"}, {"shade": "blue"}),
        {"met": {"some": "orchard.trees[]", "satisfies": {"not": {"field": ".shade", "is": "blue"}}}},
        "not_met",
        ["There are 2 trees, and for each the shade of the leaves is sky blue."],
    ),
    "any": (
        orchard(shade="blue", fenced=False),
        {"met": {"any": [RED, FENCED]}},
        "not_met",
        [
            "Any one of these would do.",
            "The shade of the gate is stated as sky blue; the rule asks that it is deep red.",
            "The fence is stated as no; the rule asks that it is yes.",
        ],
    ),
    "any, as a part: after what is needed in any case": (
        orchard(shade="blue", fenced=False, keeper="Ann"),
        {"met": {"all": [{"any": [RED, FENCED]}, {"field": "orchard.keeper", "is": "Bob"}]}},
        "not_met",
        [
            'The keeper is stated as "Ann"; the rule asks that it is "Bob".',
            "Either of the next two would do.",
            "The shade of the gate is stated as sky blue; the rule asks that it is deep red.",
            "The fence is stated as no; the rule asks that it is yes.",
        ],
    ),
    "any, of which one has several parts": (
        orchard(shade="blue", fenced=False, keeper="Ann"),
        {"met": {"any": [RED, {"all": [FENCED, {"field": "orchard.keeper", "is": "Bob"}]}]}},
        "not_met",
        [
            "Of what follows, one is enough.",
            "The shade of the gate is stated as sky blue; the rule asks that it is deep red.",
            "Or all of this: the fence is stated as no; the rule asks that it is yes.",
            'The keeper is stated as "Ann"; the rule asks that it is "Bob".',
        ],
    ),
    "any, of every item: those with the same alternatives together": (
        orchard(ANN, LOW, LOW | {"name": "Eve"}),
        {"met": {"every": "orchard.trees[]", "satisfies": HIGH_OR_PRUNED}},
        "not_met",
        [
            "Any one of these would do for each.",
            "Tree Low; tree Eve: the height is stated as 1; the rule asks that it is 5 or more.",
            "Tree Low; tree Eve: the pruning in winter is stated as no; the rule asks that it is yes.",
        ],
    ),
    "any, of every item: one item alone": (
        orchard(ANN, LOW),
        {"met": {"all": [FENCED, {"every": "orchard.trees[]", "satisfies": HIGH_OR_PRUNED}]}},
        "not_met",
        [
            "Any one of these would do.",
            "Tree Low: the height is stated as 1; the rule asks that it is 5 or more.",
            "Tree Low: the pruning in winter is stated as no; the rule asks that it is yes.",
        ],
    ),
    "any, of every item, of which one has but one alternative": (
        orchard(LOW, CID),
        {
            "met": {
                "every": "orchard.trees[]",
                "satisfies": {"all": [HIGH_OR_PRUNED, {"field": ".height", "at_least": 2}]},
            }
        },
        "not_met",
        [
            "Tree Low: the height is stated as 1; the rule asks that it is 2 or more.",
            "Either of the next two would do.",
            "Tree Low: the height is stated as 1; the rule asks that it is 5 or more.",
            "Tree Low: the pruning in winter is stated as no; the rule asks that it is yes.",
        ],
    ),
    "any, of which one is needed in any case": (
        orchard(shade="blue", fenced=False),
        {"met": {"all": [{"any": [RED, FENCED]}, RED]}},
        "not_met",
        ["The shade of the gate is stated as sky blue; the rule asks that it is deep red."],
    ),
    "any, of which only one is open": (
        orchard(fenced=False),
        {"met": {"any": [RED, FENCED]}},
        "not_stated",
        ["The shade of the gate is not stated; the rule asks that it is deep red."],
    ),
    "all names what fails": (
        orchard(shade="red", fenced=False),
        {"met": {"all": [RED, FENCED]}},
        "not_met",
        ["The fence is stated as no; the rule asks that it is yes."],
    ),
    "none, on purpose": (
        orchard(marks=[]),
        {"met": {"field": "orchard.marks", "includes": "knot"}},
        "not_met",
        ["The marks on the gate are stated as none, on purpose; the rule asks that they include a knot."],
    ),
    "within": (
        orchard(marks=["ring", "dot"]),
        {"met": {"field": "orchard.marks", "within": ["knot", "ring"]}},
        "not_met",
        [
            "The marks on the gate are stated as a ring and a dot.",
            "The rule asks that the marks on the gate include nothing beyond a knot or a ring.",
        ],
    ),
    "a flattened list": (
        orchard({"shade": "blue"}),
        {"met": {"field": "orchard.trees[].shade", "includes": "red"}},
        "not_met",
        ["The shade of the leaves over the trees is stated as sky blue; the rule asks that it includes deep red."],
    ),
    "a flattened list that is partly stated": (
        orchard({"shade": "blue"}, {"shade": "green"}, {"shade": "blue"}, CID),
        {"met": {"field": "orchard.trees[].shade", "includes": "red"}},
        "not_stated",
        [
            "The shade of the leaves over the trees is stated as sky blue and pale green, and not for all.",
            "The rule asks that the shade of the leaves over the trees includes deep red.",
        ],
    ),
    "a flattened list that is open": (
        orchard(CID),
        {"met": {"field": "orchard.trees[].shade", "includes": "red"}},
        "not_stated",
        ["The shade of the leaves over the trees is not stated; the rule asks that it includes deep red."],
    ),
    "labels, and which of them apply": (
        {"market": {"towns": ["ash"]}, "orchard": {"fenced": True}},
        {"met": {"field": "market.towns", "includes_all": "$here"}},
        "not_met",
        [
            (
                "The towns served are stated as Ashby; "
                "the rule asks that they include all of the linked towns (here: Oakham and Elmton)."
            )
        ],
    ),
    "labels, none of which apply": (
        {"market": {"towns": ["ash"]}},
        {"met": {"field": "market.towns", "includes_any": "$sister"}},
        "not_met",
        ["The towns served are stated as Ashby; the rule asks that they include the sister town (here: nothing)."],
    ),
    "a date": (
        orchard(opened="2020-01-01"),
        {"met": {"field": "orchard.opened", "at_most": "2019-01-01"}},
        "not_met",
        ["The day of opening is stated as 2020-01-01; the rule asks that it is 2019-01-01 or earlier."],
    ),
    "not stated, which is all there is to it": (
        {},
        {"met": {"field": "orchard.keeper", "stated": True}},
        "not_stated",
        ["The keeper is not stated."],
    ),
    "stated, which it should not be": (
        orchard(keeper="Ann"),
        {"met": {"not": {"field": "orchard.keeper", "stated": True}}},
        "not_met",
        ['The keeper is stated as "Ann"; the rule asks that it is not stated.'],
    ),
    "an item that is a plain value": (
        {"market": {"bids": [0.2, 0.9]}},
        {"met": {"every": "market.bids[]", "satisfies": {"field": ".", "at_least": 0.5}}},
        "not_met",
        ["The bid is 0.2; the rule asks that it is 0.5 or more."],
    ),
}


@pytest.mark.parametrize(("sections", "rule", "outcome", "sentences"), OUTCOMES.values(), ids=OUTCOMES)
def test_every_outcome_is_explained(sections: Data, rule: Data, outcome: str, sentences: list[str]) -> None:
    found = finding(sections, **rule)
    assert (found.outcome.value, list(found.why)) == (outcome, sentences)


@pytest.mark.parametrize(("sections", "rule", "outcome", "sentences"), OPERATORS.values(), ids=OPERATORS)
def test_every_operator_is_explained(sections: Data, rule: Data, outcome: str, sentences: list[str]) -> None:
    found = finding(sections, **rule)
    assert (found.outcome.value, list(found.why)) == (outcome, sentences)


def test_items_without_a_name_are_numbered_from_one() -> None:
    found = finding(orchard({"height": 1}, {"height": 1}), met={"every": TREES, "satisfies": TALL})
    assert found.why == ("Tree 1; tree 2: the height is stated as 1; the rule asks that it is 2 or more.",)


def test_a_long_name_stands_in_brackets() -> None:
    found = finding(orchard({"name": "Grandmother's favourite"}), met={"every": TREES, "satisfies": TALL})
    assert found.why[0].startswith("Tree 1 (Grandmother's favourite): the height is not stated")


def test_no_more_than_four_items_are_named() -> None:
    trees = [{"name": name, "height": 1} for name in "ABCDEF"]
    found = finding(orchard(*trees), met={"every": TREES, "satisfies": TALL})
    assert found.why[0].startswith("Tree A; tree B; tree C; tree D; 2 more: the height")


def test_items_inside_items_are_named_from_the_outside() -> None:
    tree = {"name": "Ann", "fruits": [{"shade": "red", "portion": 1}]}
    condition = {"every": "orchard.trees[].fruits[]", "satisfies": {"field": ".portion", "at_most": 0.5}}
    found = finding(orchard(tree), met=condition)
    assert found.why[0].startswith("Tree Ann, fruit deep red: the portion of the harvest is stated as 1;")
    assert [fact.path for fact in found.facts] == ["orchard.trees[0].fruits[0].portion"]


def test_a_long_text_is_cut_where_it_is_quoted() -> None:
    found = finding(orchard(keeper="x" * 500), met={"field": "orchard.keeper", "is": "Ann"})
    assert len(found.why[0]) < 250
    assert "[340 more characters]" in found.why[0]
    assert found.facts[0].value == "x" * 500, "the fact itself is whole"


def test_facts_point_at_the_file_and_begin_with_those_that_decide() -> None:
    found = finding(orchard(ANN, BOB), met={"every": TREES, "satisfies": TALL})
    fact = found.facts[0]
    assert (fact.path, fact.title, fact.value, fact.shown) == ("orchard.trees[1].height", "height", 1, "1")
    assert [one.path for one in found.facts] == ["orchard.trees[1].height", "orchard.trees[0].height"]
    assert fact.span is not None
    assert (fact.span.file, fact.span.line > 1) == ("plan.json", True)


def test_an_absent_field_is_a_fact_too() -> None:
    found = finding(orchard(keeper="Ann"), met=RED)
    fact = found.facts[0]
    assert (fact.path, fact.value, fact.shown, fact.stated) == ("orchard.shade", None, "not stated", False)
    assert fact.span is not None


def test_a_blocked_rule_says_because_of_what_and_nothing_else() -> None:
    rules = [rule_entry("R1.1", met=RED), rule_entry("R1.2", met=FENCED, requires="R1.1")]
    parent, dependent = found_by(orchard(shade="blue", fenced=True), *rules).rules["R1"]
    assert (dependent.outcome, dependent.because_of, dependent.why, dependent.facts) == (
        Outcome.NOT_MET,
        "R1.1",
        (),
        (),
    )
    assert dependent.possible == {Outcome.MET}, "apart from its parent's say"
    assert parent.why


def test_a_response_stands_beside_its_finding_and_changes_nothing() -> None:
    pack = pack_of(pack_files(rule_entry(met=RED)))
    document = {"proposal": ENVELOPE, "orchard": {"shade": "blue"}}
    plain = find(pack, proposal_of(document, pack)).rules["R1"][0]
    answered = {**document, "responses": [{"finding": "R1.1", "text": "We like blue."}]}
    found = find(pack, proposal_of(answered, pack)).rules["R1"][0]
    assert (found.response, plain.response) == ("We like blue.", "")
    assert (found.outcome, found.why) == (plain.outcome, plain.why)


# ---------------------------------------------------------------- advisories and tensions

CONCERN: Data = {"id": "A1", "slug": "frost", "level": "high", "title": "Frost", **TEXT}
TENSION: Data = {"id": "T1", "slug": "shade", "across": ["R1"], "title": "Shade", **TEXT}


def test_what_raises_a_concern_is_said() -> None:
    advisory = {**CONCERN, "when": {"all": [{"field": "orchard.keeper", "silent": True}, FENCED]}}
    raised = found_by(orchard(fenced=True), rule_entry(), advisories=[advisory]).advisories[0]
    assert raised.state is Concern.RAISED
    assert raised.why == ("The keeper is not stated.", "The fence is stated as yes.")


def test_the_outcome_that_raises_a_concern_is_said() -> None:
    advisory = {**CONCERN, "when": {"rule": "R1.1", "in": ["not_met", "not_stated"]}}
    raised = found_by({}, rule_entry(met=RED), advisories=[advisory]).advisories[0]
    assert raised.why == ("R1.1 is not stated.",)


def test_a_concern_that_is_not_raised_says_nothing_unless_it_is_undecided() -> None:
    advisory = {**CONCERN, "when": RED}
    raised = found_by(orchard(shade="blue"), rule_entry(), advisories=[advisory]).advisories[0]
    assert (raised.state, raised.why, raised.facts) == (Concern.NOT_RAISED, (), ())
    undecided = found_by({}, rule_entry(), advisories=[advisory]).advisories[0]
    said = "Not triggered: the proposal does not say whether the shade of the gate is deep red."
    assert (undecided.state, undecided.why) == (Concern.NOT_RAISED, (said,))
    assert [fact.path for fact in undecided.facts] == ["orchard.shade"]


def test_what_reconciles_a_tension_is_its_answer() -> None:
    tension = {**TENSION, "when": FENCED, "reconciled": RED}
    (raised,) = found_by(orchard(fenced=True, shade="red"), rule_entry(), tensions=[tension]).tensions
    assert (raised.state, raised.answer) == (Concern.ANSWERED, "The shade of the gate is stated as deep red.")
    (undecided,) = found_by(orchard(fenced=True), rule_entry(), tensions=[tension]).tensions
    assert (undecided.state, undecided.answer) == (Concern.RAISED, "")


SCOPES: dict[str, tuple[list[str], Data, Concern]] = {
    "everything is covered": (["all_of_it"], {"strands": ["growing"], "package_only": True}, Concern.RAISED),
    "its strand is covered": (["growing"], {"strands": ["growing"]}, Concern.RAISED),
    "another strand is covered": (["selling"], {"strands": ["growing"]}, Concern.OUT_OF_SCOPE),
    "it names no strand": (["selling"], {}, Concern.RAISED),
    "it is for whole packages only": (["growing"], {"package_only": True}, Concern.OUT_OF_SCOPE),
    "for whole packages only, though its strand is covered": (
        ["growing", "selling"],
        {"strands": ["growing"], "package_only": True},
        Concern.OUT_OF_SCOPE,
    ),
}


@pytest.mark.parametrize(("covers", "more", "state"), SCOPES.values(), ids=SCOPES)
def test_a_concern_out_of_scope_is_not_looked_at(covers: list[str], more: Data, state: Concern) -> None:
    pack = pack_of(pack_files(rule_entry(), advisories=[{**CONCERN, "when": FENCED, **more}]))
    document = {"proposal": {**ENVELOPE, "covers": covers}, "orchard": {"fenced": True}}
    assert find(pack, proposal_of(document, pack)).advisories[0].state is state


def test_a_mitigation_answers_by_its_topic() -> None:
    pack = pack_of(pack_files(rule_entry(), advisories=[{**CONCERN, "when": FENCED}]))
    document = {
        "proposal": ENVELOPE,
        "orchard": {"fenced": True},
        "risks": [{"topic": "frost", "mitigation": "We light fires."}],
    }
    raised = find(pack, proposal_of(document, pack)).advisories[0]
    assert (raised.state, raised.answer) == (Concern.ANSWERED, "We light fires.")


# ---------------------------------------------------------------- laws


@laws(120)
@given(cases())
def test_every_finding_is_explained_in_plain_words(case: Case) -> None:
    pack = pack_of(case.files)
    found = find(pack, proposal_of(case.document, pack))
    for one in found.rules["R1"]:
        assert bool(one.why) is not bool(one.because_of), one
        assert_plain(*one.why)
        assert_plain(*(fact.shown for fact in one.facts), sentences=False)
    for raised in (*found.advisories, *found.tensions):
        undecided = raised.state is Concern.NOT_RAISED and any(
            text.startswith("Not triggered: ") for text in raised.why
        )
        assert bool(raised.why) is (undecided or raised.state in {Concern.RAISED, Concern.ANSWERED})
        assert_plain(*raised.why, *([raised.answer] if raised.answer else []))


def assert_plain(*texts: str, sentences: bool = True) -> None:
    """No words of the engine; sentences begin with a capital and end with a full stop."""
    for text in texts:
        assert text, texts
        assert not ENGINE_WORDS.search(text), text
        assert text == " ".join(text.split()), text
        if sentences:
            assert text[0] == text[0].upper(), text  # that of a part of what is asked is a bracket
            assert text.endswith("."), text
            assert ".." not in text, text
            assert ": ;" not in text, text
