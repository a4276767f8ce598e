"""Terms: what the named conditions, lists and label sets of a condition stand for."""

from __future__ import annotations

from tests.evaluation.test_english import DEFINITIONS, TALL
from tests.packs import Data, read_condition

from policycheck.evaluation.glossary import glossary


def terms(*conditions: Data) -> dict[str, list[tuple[int, str]]]:
    read = [read_condition(one, DEFINITIONS, silence=True) for one in conditions]
    return {term.words: [(line.depth, line.text) for line in term.lines] for term in glossary(*read, None)}


def test_what_uses_no_definition_has_no_terms() -> None:
    assert terms({"every": "orchard.trees[]", "satisfies": TALL}, {"field": "orchard.shade", "in": "$bright"}) == {}


def test_a_named_condition_stands_for_its_parts_and_what_these_use_comes_after_it() -> None:
    assert list(terms({"all": ["$has_tall", "$tidy"]}).items()) == [
        ("the orchard has a tall tree", [(0, "there is at least 1 tall tree")]),
        ("the orchard is tidy", [(0, "the fence is yes")]),
        ("tall trees", [(0, "the trees"), (0, "of these, those for which:"), (1, "the tree is a fine one")]),
        ("the tree is a fine one", [(0, "the height is 2 or more")]),
    ]


def test_a_label_set_says_when_each_label_applies() -> None:
    said = [(0, "oak, if:"), (1, "the town is Oakham"), (0, "elm, if:"), (1, "the fence is yes")]
    found = terms({"field": "proposal.actor", "in": "$here"}, {"count": "$here", "at_least": 1})
    assert found["the linked towns"] == said
    assert len(found) == 1


def test_a_list_says_what_narrows_it_in_order() -> None:
    early = {"list": "orchard.trees[]", "until": "$fine", "where": "$untitled", "first": 2, "title": "early trees"}
    read = read_condition({"count": "$early", "at_least": 1}, {**DEFINITIONS, "early": {**early, "item": "early tree"}})
    assert [line.text for line in glossary(read)[0].lines] == [
        "the trees",
        "of these, those before the first for which:",
        "the tree is a fine one",
        "of these, those for which:",
        "at least one of these holds:",
        "the height is 2 or more",
        "the pruning in winter is yes",
        "of these, the first 2",
    ]
