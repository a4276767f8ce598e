"""Conditions in English: what every operator says, plain and negated, in one sentence and line by line."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from tests.evaluation.strategies import World, worlds
from tests.packs import Data, read_condition, try_condition
from tests.searching import laws

from policycheck.evaluation import say, say_inline

DEFINITIONS: Data = {
    "bright": {"set": ["red", "green"], "title": "bright shades"},
    "untitled_set": {"set": ["red", "blue"]},
    "third": {"number": 0.34},
    "fine": {"condition": {"field": ".height", "at_least": 2}, "title": "is a fine one"},
    "untitled": {"condition": {"any": [{"field": ".height", "at_least": 2}, {"field": ".pruned", "is": True}]}},
    "tidy": {"condition": {"field": "orchard.fenced", "is": True}, "title": "the orchard is tidy"},
    "tall": {"list": "orchard.trees[]", "where": "$fine", "title": "tall trees", "item": "tall tree"},
    "has_tall": {"condition": {"count": "$tall", "at_least": 1}, "title": "the orchard has a tall tree"},
    "bears_red": {
        "condition": {"some": ".fruits[]", "satisfies": {"field": ".shade", "is": "red"}},
        "title": "bears red fruit",
    },
    "here": {
        "labels": {"oak": {"field": "proposal.actor", "is": "oak"}, "elm": {"field": "orchard.fenced", "is": True}},
        "title": "the linked towns",
    },
    "sister": {"labels": {"oak": {"field": "proposal.actor", "is": "elm"}}, "title": "the sister town"},
}
TREES = "orchard.trees[]"
TALL: Data = {"field": ".height", "at_least": 2}
RED: Data = {"field": "orchard.shade", "is": "red"}
FENCED: Data = {"field": "orchard.fenced", "is": True}

LEAVES: dict[str, tuple[Data, str, str]] = {
    "is, of an enumeration": (RED, "the shade of the gate is deep red", "the shade of the gate is not deep red"),
    "is, of a switch": (FENCED, "the fence is yes", "the fence is not yes"),
    "is, of a switch that is off": ({**FENCED, "is": False}, "the fence is no", "the fence is not no"),
    "is, of text": ({"field": "orchard.keeper", "is": "Ann"}, 'the keeper is "Ann"', 'the keeper is not "Ann"'),
    "is, of a number": (
        {"field": "orchard.wells", "is": 3},
        "the number of wells is 3",
        "the number of wells is not 3",
    ),
    "in": (
        {"field": "orchard.shade", "in": ["red", "blue"]},
        "the shade of the gate is deep red or sky blue",
        "the shade of the gate is not deep red or sky blue",
    ),
    "in a set with a title": (
        {"field": "orchard.shade", "in": "$bright"},
        "the shade of the gate is one of the bright shades (deep red or pale green)",
        "the shade of the gate is none of the bright shades (deep red or pale green)",
    ),
    "in a set without a title": (
        {"field": "orchard.shade", "in": "$untitled_set"},
        "the shade of the gate is deep red or sky blue",
        "the shade of the gate is not deep red or sky blue",
    ),
    "in labels": (
        {"field": "proposal.actor", "in": "$here"},
        "the town is any of the linked towns",
        "the town is not any of the linked towns",
    ),
    "in labels whose title names one": (
        {"field": "proposal.actor", "in": "$sister"},
        "the town is the sister town",
        "the town is not the sister town",
    ),
    "includes": (
        {"field": "orchard.marks", "includes": "knot"},
        "the marks on the gate include a knot",
        "the marks on the gate do not include a knot",
    ),
    "includes_any": (
        {"field": "orchard.marks", "includes_any": ["knot", "ring"]},
        "the marks on the gate include at least one of a knot or a ring",
        "the marks on the gate include none of a knot or a ring",
    ),
    "includes_any, of labels": (
        {"field": "market.towns", "includes_any": "$here"},
        "the towns served include at least one of the linked towns",
        "the towns served do not include any of the linked towns",
    ),
    "includes_all": (
        {"field": "orchard.marks", "includes_all": ["knot", "ring"]},
        "the marks on the gate include all of a knot and a ring",
        "the marks on the gate do not include all of a knot and a ring",
    ),
    "includes_all, of labels": (
        {"field": "market.towns", "includes_all": "$here"},
        "the towns served include all of the linked towns",
        "the towns served do not include all of the linked towns",
    ),
    "within": (
        {"field": "orchard.marks", "within": ["knot", "ring"]},
        "the marks on the gate include nothing beyond a knot or a ring",
        "the marks on the gate include something beyond a knot or a ring",
    ),
    "within, true if empty": (
        {"field": "orchard.marks", "within": ["knot"], "if_empty": True},
        "the marks on the gate include nothing beyond a knot (or there is nothing to look at)",
        "the marks on the gate include something beyond a knot (and there is something to look at)",
    ),
    "within, false if empty": (
        {"field": "orchard.marks", "within": ["knot"], "if_empty": False},
        "the marks on the gate include nothing beyond a knot (and there is something to look at)",
        "the marks on the gate include something beyond a knot (or there is nothing to look at)",
    ),
    "a flattened list": (
        {"field": "orchard.trees[].shade", "includes_any": "$bright"},
        "the shade of the leaves over the trees includes at least one of the bright shades (deep red or pale green)",
        "the shade of the leaves over the trees includes none of the bright shades (deep red or pale green)",
    ),
    "at_least": (
        {"field": "orchard.wells", "at_least": 2},
        "the number of wells is 2 or more",
        "the number of wells is not 2 or more",
    ),
    "at_most, of a defined number": (
        {"field": "orchard.wells", "at_most": "$third"},
        "the number of wells is 0.34 or less",
        "the number of wells is not 0.34 or less",
    ),
    "at_least, of a date": (
        {"field": "orchard.opened", "at_least": "2020-01-01"},
        "the day of opening is 2020-01-01 or later",
        "the day of opening is not 2020-01-01 or later",
    ),
    "at_most, of a date": (
        {"field": "orchard.opened", "at_most": "2020-01-01"},
        "the day of opening is 2020-01-01 or earlier",
        "the day of opening is not 2020-01-01 or earlier",
    ),
    "stated": (
        {"field": "orchard.shade", "stated": True},
        "the shade of the gate is stated",
        "the shade of the gate is not stated",
    ),
    "stated, of several": (
        {"field": "orchard.trees", "stated": True},
        "the trees are stated",
        "the trees are not stated",
    ),
    "stated as none": (
        {"field": "orchard.marks", "stated": False},
        "the marks on the gate are stated as none",
        "the marks on the gate are not stated as none",
    ),
    "stated, of a section": (
        {"field": "orchard", "stated": True},
        "the orchard section is stated",
        "the orchard section is not stated",
    ),
    "silent": (
        {"field": "orchard.shade", "silent": True},
        "the shade of the gate is not stated",
        "the shade of the gate is stated",
    ),
    "silent, of several": (
        {"field": "orchard.marks", "silent": True},
        "the marks on the gate are not stated",
        "the marks on the gate are stated",
    ),
}


@pytest.mark.parametrize(("data", "plain", "negated"), LEAVES.values(), ids=LEAVES)
def test_a_comparison_in_english(data: Data, plain: str, negated: str) -> None:
    assert say_inline(read_condition(data, DEFINITIONS, silence=True)) == plain
    assert say_inline(read_condition({"not": data}, DEFINITIONS, silence=True)) == negated
    assert [(line.depth, line.text) for line in say(read_condition(data, DEFINITIONS, silence=True))] == [(0, plain)]


SENTENCES: dict[str, tuple[Any, str]] = {
    "every": ({"every": TREES, "satisfies": TALL}, "for every tree, the height is 2 or more"),
    "every, true if empty": (
        {"every": TREES, "satisfies": TALL, "if_empty": True},
        "for every tree (or there is nothing to look at), the height is 2 or more",
    ),
    "every where": (
        {"every": TREES, "where": {"field": ".pruned", "is": True}, "satisfies": TALL},
        "for every tree where the pruning in winter is yes, the height is 2 or more",
    ),
    "every item itself": (
        {"every": "market.bids[]", "satisfies": {"field": ".", "at_least": 0.5}},
        "for every bid, it is 0.5 or more",
    ),
    "plural subjects of items": (
        {"every": TREES, "satisfies": {"field": ".marks", "includes": "knot"}},
        "for every tree, the marks on the bark include a knot",
    ),
    "some of a named list": (
        {"some": "$tall", "satisfies": TALL},
        "for at least one tall tree, the height is 2 or more",
    ),
    "some inside every": (
        {"every": TREES, "satisfies": {"some": ".fruits[]", "satisfies": {"field": ".shade", "is": "red"}}},
        "for every tree, for at least one fruit, the shade of the fruit is deep red",
    ),
    "items of items of a named list": (
        {"every": "$tall[].fruits[]", "satisfies": {"field": ".shade", "is": "red"}},
        "for every fruit of the tall trees, the shade of the fruit is deep red",
    ),
    "count of many": ({"count": "$tall", "at_least": 2}, "there are at least 2 tall trees"),
    "count of one": ({"count": "$tall", "at_least": 1}, "there is at least 1 tall tree"),
    "count of at most one": ({"count": "$tall", "at_most": 1}, "there is at most 1 tall tree"),
    "count of none": ({"count": "$tall", "at_most": 0}, "there is no tall tree"),
    "count of exactly one": ({"count": "$tall", "at_least": 1, "at_most": 1}, "there is exactly 1 tall tree"),
    "count of a range": ({"count": "$tall", "at_least": 2, "at_most": 3}, "there are between 2 and 3 tall trees"),
    "count with a test": (
        {"count": TREES, "satisfies": TALL, "at_least": 2},
        "for at least 2 trees, the height is 2 or more",
    ),
    "count of none with a test": (
        {"count": TREES, "satisfies": TALL, "at_most": 0},
        "there is no tree for which the height is 2 or more",
    ),
    "count of none where": (
        {"count": TREES, "where": {"field": ".pruned", "is": True}, "at_most": 0},
        "there is no tree where the pruning in winter is yes",
    ),
    "count of labels": ({"count": "$here", "at_least": 2}, "at least 2 of the linked towns apply"),
    "count of no labels": ({"count": "$here", "at_most": 0}, "none of the linked towns apply"),
    "count of conditions": (
        {"count": [RED, FENCED], "at_least": 2},
        "at least 2 of these 2 hold: the shade of the gate is deep red; the fence is yes",
    ),
    "share": (
        {"share": TREES, "satisfies": TALL, "at_least": 0.5},
        "for at least 50 % of the trees, the height is 2 or more",
    ),
    "share, of a defined number": (
        {"share": TREES, "satisfies": TALL, "at_most": "$third"},
        "for at most 34 % of the trees, the height is 2 or more",
    ),
    "share of conditions": (
        {"share": [RED, FENCED], "at_least": 0.5},
        "at least 50 % of these 2 hold: the shade of the gate is deep red; the fence is yes",
    ),
    "sum": (
        {"sum": "$tall[].fruits[].portion", "at_most": 0.5},
        "the sum of the portion of the harvest over the fruits of the tall trees is at most 0.5",
    ),
    "sum where": (
        {"sum": "orchard.trees[].fruits[].portion", "where": {"field": ".shade", "is": "red"}, "at_least": 1},
        "the sum of the portion of the harvest over the fruits where the shade of the fruit is deep red is at least 1",
    ),
    "no sum": (
        {"not": {"sum": "$tall[].fruits[].portion", "at_most": 0.5}},
        "the sum of the portion of the harvest over the fruits of the tall trees is more than 0.5",
    ),
    "all": ({"all": [RED, FENCED]}, "the shade of the gate is deep red and the fence is yes"),
    "any with all inside": (
        {"any": [RED, {"all": [FENCED, "$tidy"]}]},
        "the shade of the gate is deep red or (the fence is yes and the orchard is tidy)",
    ),
    "not all": (
        {"not": {"all": [RED, FENCED]}},
        "it is not so that the shade of the gate is deep red and the fence is yes",
    ),
    "two bounds": (
        {"field": "orchard.wells", "at_least": 1, "at_most": 2},
        "the number of wells is 1 or more and the number of wells is 2 or less",
    ),
    "a definition": ("$tidy", "the orchard is tidy"),
    "a definition about an item": ({"every": TREES, "satisfies": "$fine"}, "for every tree, the tree is a fine one"),
    "a definition about the document, inside a list": (
        {"every": TREES, "satisfies": "$tidy"},
        "for every tree, the orchard is tidy",
    ),
    "a definition about a list of the document, inside a list": (
        {"every": TREES, "satisfies": "$has_tall"},
        "for every tree, the orchard has a tall tree",
    ),
    "a definition about a list of the item": (
        {"every": TREES, "satisfies": "$bears_red"},
        "for every tree, the tree bears red fruit",
    ),
    "a definition without a title": (
        {"some": TREES, "satisfies": "$untitled"},
        "for at least one tree, the height is 2 or more or the pruning in winter is yes",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_a_condition_in_one_sentence(data: Any, sentence: str) -> None:
    assert say_inline(read_condition(data, DEFINITIONS)) == sentence


def test_the_outcome_of_a_rule_in_english() -> None:
    condition, _ = try_condition({"rule": "R1.1", "in": ["partly_met", "not_met"]}, rules=("R1.1",))
    assert condition is not None
    assert say_inline(condition) == "R1.1 is partly met or not met"


LINES: dict[str, tuple[Any, list[str]]] = {
    "all and any": (
        {"all": [RED, {"any": [FENCED, "$tidy"]}]},
        [
            "all of these hold:",
            "  the shade of the gate is deep red",
            "  at least one of these holds:",
            "    the fence is yes",
            "    the orchard is tidy",
        ],
    ),
    "count of conditions": (
        {"count": [RED, {"all": [FENCED, RED]}], "at_least": 1},
        [
            "at least 1 of these 2 hold:",
            "  the shade of the gate is deep red",
            "  all of these hold:",
            "    the fence is yes",
            "    the shade of the gate is deep red",
        ],
    ),
    "a compound inside a quantifier": (
        {"every": TREES, "satisfies": "$untitled"},
        [
            "for every tree:",
            "  at least one of these holds:",
            "    the height is 2 or more",
            "    the pruning in winter is yes",
        ],
    ),
    "a definition with a title stays one line": ("$tidy", ["the orchard is tidy"]),
}


@pytest.mark.parametrize(("data", "lines"), LINES.values(), ids=LINES)
def test_a_condition_line_by_line(data: Any, lines: list[str]) -> None:
    assert ["  " * line.depth + line.text for line in say(read_condition(data, DEFINITIONS))] == lines


def test_a_long_set_is_named_by_its_title_alone() -> None:
    """Eight members are spelt out, nine are not."""
    for size, spelt in ((8, True), (9, False)):
        few = {"few": {"set": [f"name {n}" for n in range(size)], "title": "old names"}}
        said = say_inline(read_condition({"field": "orchard.keeper", "in": "$few"}, few))
        assert said.startswith("the keeper is one of the old names")
        assert ('"name 0"' in said) is spelt


# Nothing of the language or of the vocabulary's keys: titles only.
ENGINE_WORDS = re.compile(
    r"_|\[\]|\$|\{|\}|\bNone\b|\bTrue\b|\bFalse\b|\bincludes?_|\bsatisfies\b|\bif_empty\b|\bunsaid\b|\bchosen\b"
)


@laws(200)
@given(worlds(silence=True))
def test_no_word_of_the_engine_gets_into_a_sentence(world: World) -> None:
    node = read_condition(world.condition, world.definitions, silence=True)
    for text in (say_inline(node), *(line.text for line in say(node))):
        assert not ENGINE_WORDS.search(text), text
        assert text == " ".join(text.split()), text
        assert text[0] != text[0].upper() or not text[0].isalpha(), text
