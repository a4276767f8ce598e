"""Repairs: the smallest, minimal, in the text, evaluated again; facts stay; bounds are stated."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from tests.packs import ENVELOPE, VOCABULARY, Data, pack_files, pack_of, proposal_of, rule_entry

from policycheck.authoring.bench import Bench
from policycheck.authoring.edits import Does, Edits, applied
from policycheck.authoring.mend import mend
from policycheck.authoring.repair import repair
from policycheck.model.change import value_at
from policycheck.model.outcome import Outcome
from policycheck.model.pack import Pack, Rule
from policycheck.model.proposal import Proposal
from policycheck.pipeline import Auditor
from policycheck.pipeline import proposal_of as read

EXAMPLE = "examples/six-party-2005-2007/proposal.yaml"
EVERY = {"every": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": 2}}
TREES = [{"name": "Ann", "height": 1}, {"name": "Bob"}, {"name": "Cid", "height": 3}]


def asked(met: Data, sections: Data, **more: Any) -> tuple[Pack, Proposal, Rule]:
    pack = pack_of(pack_files(rule_entry(met=met, **more)))
    return pack, proposal_of({"proposal": ENVELOPE, **sections}, pack), pack.recommendations[0].rules[0]


def written(edits: Edits) -> list[tuple[str, str, Any]]:
    return [(one.kind.value, ".".join(map(str, one.path)), one.value) for one in sorted(edits)]


CASES: dict[str, tuple[Data, Data, list[tuple[str, str, Any]]]] = {
    "a value": ({"field": "orchard.shade", "is": "red"}, {}, [("state", "orchard.shade", "red")]),
    "the step over a bound": (
        {"field": "orchard.wells", "at_least": 3},
        {"orchard": {"wells": 1}},
        [("state", "orchard.wells", 3)],
    ),
    "each item that fails": (
        EVERY,
        {"orchard": {"trees": TREES}},
        [("state", "orchard.trees.0.height", 2), ("state", "orchard.trees.1.height", 2)],
    ),
    "one value more, one less": (
        {"field": "orchard.marks", "within": ["knot"]},
        {"orchard": {"marks": ["dot", "knot"]}},
        [("drop", "orchard.marks", "dot")],
    ),
    "the cheaper of two": (
        {"any": [{"all": [{"field": "orchard.shade", "is": "red"}, {"field": "orchard.fenced", "is": True}]},
                 {"field": "market.towns", "includes": "elm"}]},
        {},
        [("add", "market.towns", "elm")],
    ),
    "an item with what it needs": (
        {"some": "orchard.trees[]", "satisfies": {"field": ".pruned", "is": True}},
        {},
        [("new", "orchard.trees", {"name": "to be drafted: name", "pruned": True})],
    ),
    "words": (
        {"field": "orchard.keeper", "stated": True},
        {},
        [("state", "orchard.keeper", "to be drafted: keeper")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("met", "sections", "edits"), CASES.values(), ids=CASES)
def test_the_smallest_repair(met: Data, sections: Data, edits: list[tuple[str, str, Any]]) -> None:
    pack, proposal, rule = asked(met, sections)
    found = repair(pack, proposal, rule)
    assert found.whole
    assert edits in [written(way) for way in found.ways]
    bench = Bench(pack, proposal)
    own = bench.rule(rule)
    for way in found.ways:
        assert own.outcome(applied(bench.base, way)) is Outcome.MET
        for size in range(len(way)):
            for part in combinations(sorted(way), size):
                assert own.outcome(applied(bench.base, part)) is not Outcome.MET


def test_of_a_contradiction_what_contradicts_goes() -> None:
    contradicted = {"some": "orchard.trees[]", "satisfies": {"field": ".shade", "is": "blue"}}
    pack, proposal, rule = asked(
        {"field": "orchard.fenced", "is": True},
        {"orchard": {"trees": [{"name": "Ann", "shade": "blue"}]}},
        contradicted=contradicted,
    )
    found = repair(pack, proposal, rule)
    assert found.cost == 2
    assert {one.kind for way in found.ways for one in way} == {Does.STATE}


def with_facts() -> dict[str, Any]:
    """The orchard's vocabulary: the day of opening is a fact, and so is which trees there are; red cannot be chosen."""
    own = VOCABULARY["properties"]["orchard"]["properties"]
    facts = {**own, "opened": {**own["opened"], "x-drafter": False}, "trees": {**own["trees"], "x-drafter": False}}
    shade = VOCABULARY["$defs"]["Shade"]
    values = [{**one, "x-drafter": one["const"] != "red"} for one in shade["oneOf"]]
    orchard = {**VOCABULARY["properties"]["orchard"], "properties": facts}
    return {
        **VOCABULARY,
        "properties": {**VOCABULARY["properties"], "orchard": orchard},
        "$defs": {**VOCABULARY["$defs"], "Shade": {**shade, "oneOf": values}},
    }


FACTS: dict[str, Data] = {
    "a field": {"field": "orchard.opened", "at_least": "2020-01-01"},
    "which items there are": {"some": "orchard.trees[]", "satisfies": {"field": ".pruned", "is": True}},
    "a value": {"field": "orchard.shade", "is": "red"},
    "the name of an item": {"some": "orchard.trees[]", "satisfies": {"field": ".name", "is": "Zoe"}},
    "the header": {"field": "proposal.actor", "is": "elm"},
}


@pytest.mark.parametrize("met", FACTS.values(), ids=FACTS)
def test_facts_are_left_alone(met: Data) -> None:
    files = pack_files(rule_entry(met=met)) | {"vocabulary.schema.yaml": with_facts()}
    pack = pack_of(files)
    sections = {"orchard": {"opened": "2019-01-01", "trees": []}}
    found = repair(pack, proposal_of({"proposal": ENVELOPE, **sections}, pack), pack.recommendations[0].rules[0])
    assert (found.ways, found.whole) == ((), True)


def test_a_bound_is_stated_and_nothing_more_is_claimed() -> None:
    pack, proposal, rule = asked(EVERY, {"orchard": {"trees": TREES}})
    found = repair(pack, proposal, rule, tries=2)
    assert (found.ways, found.tried, found.whole) == ((), 2, False)


def test_a_hasty_repair_is_minimal_and_said_to_be_hasty() -> None:
    trees = [{"name": f"Tree {number}"} for number in range(6)]
    both = {"all": [{"field": ".height", "at_least": 2}, {"field": ".pruned", "is": True}]}
    pack, proposal, rule = asked({"every": "orchard.trees[]", "satisfies": both}, {"orchard": {"trees": trees}})
    found = repair(pack, proposal, rule, tries=60)
    assert found.ways
    assert not found.whole
    assert found.cost <= 12


def test_comments_and_order_stay_in_the_copy() -> None:
    text = "# On top.\nproposal: {id: plan, title: Plan, actor: oak, status: draft, basis: as_written,\n"
    text += (
        '  date: "2020-06-01", covers: [all_of_it]}\norchard:\n  wells: 1  # too few\n  marks: [plain]\n# The end.\n'
    )
    met = {"all": [{"field": "orchard.wells", "at_least": 2}, {"field": "orchard.marks", "includes": "ring"}]}
    pack = pack_of(pack_files(rule_entry(met=met)))
    proposal = read(text.encode(), "plan.yaml", pack)
    (done,) = mend(pack, proposal, pack.recommendations[0].rules)
    assert done.outcome is Outcome.MET
    changed = text.replace("wells: 1 ", "wells: 2 ").replace("[plain]", "[ring]")
    assert done.after.document.text == changed


def test_the_repair_of_one_rule_that_undoes_another_is_mended_too() -> None:
    grow = {"some": "orchard.trees[]", "satisfies": {"field": ".pruned", "is": True}}
    tall = {"every": "orchard.trees[]", "if_empty": True, "satisfies": {"field": ".height", "at_least": 2}}
    pack = pack_of(pack_files(rule_entry("R1.1", met=tall), rule_entry("R1.2", met=grow)))
    sections = {"orchard": {"trees": [{"name": "Ann", "height": 1, "pruned": False}]}}
    proposal = proposal_of({"proposal": ENVELOPE, **sections}, pack)
    done = list(mend(pack, proposal, pack.recommendations[0].rules))
    assert all(one.outcome is Outcome.MET for one in done)
    assert value_at(done[-1].after.values, ("orchard", "trees"))


@pytest.mark.untraced
def test_repairs_of_an_example_are_met_in_the_real_engine() -> None:
    found = Auditor(explain=False).audit(EXAMPLE)
    rules = [one.rule for grade in found.grades for one in grade.findings if one.outcome is Outcome.NOT_STATED][:4]
    done = list(mend(found.pack, found.proposal, rules))
    assert [one.outcome for one in done] == [Outcome.MET] * len(done)
    lines = found.proposal.document.text.splitlines()
    kept = [line for line in lines if "#" in line]
    assert [line for line in done[-1].after.document.text.splitlines() if "#" in line] == kept


AT_MOST = {"field": "orchard.opened", "at_most": "2020-06-01"}
PLAIN: dict[str, tuple[Data, Data, Data, list[list[tuple[str, str, Any]]]]] = {
    "a number": (
        {"field": "orchard.wells", "at_least": 3},
        {},
        {"orchard": {"wells": 1}},
        [[("state", "orchard.wells", 3)]],
    ),
    "a day": (AT_MOST, {}, {"orchard": {"opened": "2021-01-01"}}, [[("state", "orchard.opened", "2020-06-01")]]),
    "what has to lie below a bound": (
        {"not": {"field": "orchard.wells", "at_least": 3}},
        {},
        {"orchard": {"wells": 5}},
        [[("state", "orchard.wells", 2)]],
    ),
    "anything at all, of a number that has a bound": (
        {"field": "orchard.wells", "stated": True},
        {"contradicted": {"field": "orchard.wells", "at_least": 1}},
        {},
        [[("state", "orchard.wells", 0)]],
    ),
    "anything at all, where nothing below the bound is meant": (
        {"any": [{"field": "orchard.wells", "at_least": 1}, {"field": "orchard.wells", "stated": True}]},
        {},
        {},
        [[("state", "orchard.wells", 1)]],
    ),
    "a number in an item": (
        {"every": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": 2}},
        {},
        {"orchard": {"trees": [{"name": "Ann", "height": 1}]}},
        [[("state", "orchard.trees.0.height", 2)]],
    ),
}


@pytest.mark.parametrize(("met", "more", "sections", "ways"), PLAIN.values(), ids=PLAIN)
def test_of_a_bound_the_bound_itself_is_offered_and_nothing_beside_it(
    met: Data, more: Data, sections: Data, ways: list[list[tuple[str, str, Any]]]
) -> None:
    pack, proposal, rule = asked(met, sections, **more)
    assert [written(way) for way in repair(pack, proposal, rule).ways] == ways
