"""Reading conditions: what is wrong with one is said where it stands, with what to do about it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.packs import Data, read_condition, try_condition

from policycheck.model.condition import All, AnyOf, CountLabels, Leaf, Named, Over

DEFINITIONS: Data = {
    "bright": {"set": ["red", "green"]},
    "worn": {"set": ["knot", "ring"]},
    "figures": {"set": [1, 2]},
    "third": {"number": 0.34},
    "tall": {"condition": {"field": ".height", "at_least": 2}, "title": "is tall"},
    "tall_trees": {"list": "orchard.trees[]", "where": "$tall"},
    "here": {
        "labels": {"oak": {"field": "proposal.actor", "is": "oak"}, "moon": {"field": "orchard.fenced", "is": True}}
    },
    "towns": {"labels": {"oak": {"field": "proposal.actor", "is": "oak"}}},
}
TREE = "orchard.trees[]"
RED: Data = {"field": "orchard.shade", "is": "red"}
TALL: Data = {"field": ".height", "at_least": 2}

Broken = tuple[Any, str, str, str, str]
"""The condition; then the problem: its code, part of its message, the text it points at, part of its hint."""

BROKEN: dict[str, Broken] = {
    # not a condition at all
    "a plain value": ("red", "PACK-CONDITION", "this is not a condition", '"red"', "Write {field: ..., is: ...}"),
    "a list": ([RED], "PACK-CONDITION", "this is not a condition", json.dumps([RED]), "$name"),
    "true": (True, "PACK-CONDITION", "this is not a condition", "true", ""),
    "a misspelt kind": (
        {"al": [RED]},
        "PACK-CONDITION",
        "no known kind of condition among: al",
        "",
        "Did you mean all",
    ),
    "an empty mapping": ({}, "PACK-CONDITION", "no known kind of condition", "{}", ""),
    "two kinds at once": (
        {"all": [RED], "any": [RED]},
        "PACK-CONDITION",
        "'any' does not belong in this condition",
        '"any"',
        "",
    ),
    "a key that belongs elsewhere": (
        {**RED, "where": RED},
        "PACK-CONDITION",
        "'where' does not belong in this condition",
        '"where"',
        "",
    ),
    "a misspelt key": (
        {"count": TREE, "at_last": 1},
        "PACK-CONDITION",
        "'at_last' does not belong",
        '"at_last"',
        "Did you mean at_least",
    ),
    "nothing to join": ({"all": []}, "PACK-CONDITION", "at least one condition", "[]", ""),
    "a condition where a list belongs": ({"any": RED}, "PACK-CONDITION", "at least one condition", json.dumps(RED), ""),
    "something wrong deep down": (
        {"not": {"any": [RED, {"every": TREE, "satisfies": {"field": ".hight", "at_least": 1}}]}},
        "PACK-PATH",
        "no field 'hight' in '.hight'",
        '".hight"',
        "Did you mean height",
    ),
    # fields and paths
    "an unknown field": (
        {"field": "orchard.keper", "is": "Ann"},
        "PACK-PATH",
        "the vocabulary has no field 'keper' in 'orchard.keper'",
        '"orchard.keper"',
        "Did you mean keeper?",
    ),
    "an unknown section": ({"field": "orchid.shade", "is": "red"}, "PACK-PATH", "no field 'orchid'", "", "orchard"),
    "an unknown list": ({"count": "orchard.tree[]", "at_least": 1}, "PACK-PATH", "no field 'tree'", "", "trees"),
    "not a path": ({"field": "orchard..shade", "is": "red"}, "PACK-PATH", "is not a path", "", "joined by dots"),
    "a wildcard": ({"field": "orchard.*", "stated": True}, "PACK-PATH", "is not a path", "", ""),
    "an empty path": ({"field": "", "is": "red"}, "PACK-PATH", "the path is empty", '""', "Name a field"),
    "a number as a path": ({"field": 3, "is": "red"}, "PACK-PATH", "'3' is not a path", "3", ""),
    "an item where there is none": (
        TALL,
        "PACK-PATH",
        "there is no item here",
        '".height"',
        "Start the path at the root",
    ),
    "into a list without brackets": (
        {"field": "orchard.trees.height", "is": 1},
        "PACK-PATH",
        "'trees' in 'orchard.trees.height' is a list",
        "",
        "Write 'trees[]'",
    ),
    "brackets after what is no list": (
        {"field": "orchard.shade[].x", "is": 1},
        "PACK-PATH",
        "'shade' in 'orchard.shade[].x' is not a list",
        "",
        "without []",
    ),
    "items where a field belongs": (
        {"field": "orchard.trees[]", "stated": True},
        "PACK-PATH",
        "names items, not a field",
        "",
        "Drop the last '[]'",
    ),
    "a field where items belong": (
        {"count": "orchard.trees", "at_least": 1},
        "PACK-PATH",
        "does not name the items of a list",
        "",
        "Write 'orchard.trees[]'",
    ),
    "a named list where a field belongs": (
        {"field": "$tall_trees", "stated": True},
        "PACK-PATH",
        "is a list, not a field",
        "",
        "$list[].field",
    ),
    "an unknown named list": (
        {"count": "$tall_tree", "at_least": 1},
        "PACK-PATH",
        "there is no list definition $tall_tree before this place",
        '"$tall_tree"',
        "Did you mean tall_trees?",
    ),
    # comparisons
    "no comparison": ({"field": "orchard.shade"}, "PACK-CONDITION", "exactly one comparison", "", "One of: is, in"),
    "two comparisons": (
        {"field": "orchard.shade", "is": "red", "in": ["red"]},
        "PACK-CONDITION",
        "exactly one comparison",
        "",
        "may stand together",
    ),
    "a value outside the enumeration": (
        {"field": "orchard.shade", "is": "gren"},
        "PACK-VALUE",
        "'gren' is not a value of this field",
        '"gren"',
        "Did you mean green?",
    ),
    "a value outside it, in a list": (
        {"field": "orchard.shade", "in": ["red", "gren"]},
        "PACK-VALUE",
        "'gren' is not a value",
        '"gren"',
        "green",
    ),
    "a value that stands for not stated": (
        {"field": "orchard.shade", "is": "unsaid"},
        "PACK-VALUE",
        "'unsaid' never reaches a rule: it counts as not stated",
        '"unsaid"',
        "Ask whether the field is stated",
    ),
    "a value that stands for none": (
        {"field": "orchard.marks", "includes": "plain"},
        "PACK-VALUE",
        "'plain' never reaches a rule: it counts as none",
        '"plain"',
        "Ask whether the field is stated",
    ),
    "a set that does not fit the field": (
        {"field": "orchard.shade", "in": "$worn"},
        "PACK-VALUE",
        "'knot' (from $worn) is not a value of this field",
        '"$worn"',
        "",
    ),
    "a set inside a list that does not fit the field": (
        {"field": "orchard.shade", "in": ["red", "$knotty"]},
        "PACK-VALUE",
        "'knot' (from $knotty) is not a value of this field",
        '"$knotty"',
        "",
    ),
    "labels that do not fit the field": (
        {"field": "proposal.actor", "in": "$here"},
        "PACK-VALUE",
        "'moon' (from $here) is not a value of this field",
        '"$here"',
        "",
    ),
    "labels inside a list": (
        {"field": "proposal.actor", "in": ["ash", "$towns"]},
        "PACK-VALUE",
        "$towns is not a set",
        '"$towns"',
        "",
    ),
    "a list inside a list": (
        {"field": "orchard.shade", "in": [["red"]]},
        "PACK-VALUE",
        "is not a value of this field",
        '["red"]',
        "",
    ),
    "an unknown set": (
        {"field": "orchard.shade", "in": "$brigt"},
        "PACK-DEFINITION",
        "no set, number or label definition $brigt before this place",
        '"$brigt"',
        "Did you mean bright?",
    ),
    "a single value for a set": (
        {"field": "orchard.shade", "in": "red"},
        "PACK-VALUE",
        "a list of values, or $name, belongs here",
        '"red"',
        "",
    ),
    "an empty set": ({"field": "orchard.shade", "in": []}, "PACK-VALUE", "a list of values", "[]", ""),
    "text for a switch": (
        {"field": "orchard.shade", "stated": "yes"},
        "PACK-VALUE",
        "'stated' takes true or false",
        '"yes"',
        "",
    ),
    "text for a boolean": (
        {"field": "orchard.fenced", "is": "true"},
        "PACK-VALUE",
        "does not fit this field",
        '"true"',
        "It takes true or false",
    ),
    "a number for text": (
        {"field": "orchard.keeper", "is": 3},
        "PACK-VALUE",
        "'3' does not fit this field",
        "3",
        "It takes text",
    ),
    "a date that is none": (
        {"field": "orchard.opened", "at_least": "2020-13-01"},
        "PACK-VALUE",
        "does not fit this field",
        '"2020-13-01"',
        "YYYY-MM-DD",
    ),
    "a date written short": (
        {"field": "orchard.opened", "at_most": "20200601"},
        "PACK-VALUE",
        "does not fit this field",
        "",
        "YYYY-MM-DD",
    ),
    "an order on text": (
        {"field": "orchard.keeper", "at_least": 3},
        "PACK-COMPARATOR",
        "'orchard.keeper' is text, which has no order",
        "3",
        "Count a list",
    ),
    "an order on an enumeration": (
        {"field": "orchard.shade", "at_most": "red"},
        "PACK-COMPARATOR",
        "is enumeration, which has no order",
        "",
        "",
    ),
    "a bound on a number that is none": (
        {"field": "orchard.wells", "at_least": "many"},
        "PACK-VALUE",
        "'many' is not a number",
        '"many"',
        "",
    ),
    "a bound that is true": ({"field": "orchard.wells", "at_least": True}, "PACK-VALUE", "is not a number", "true", ""),
    "a bound that is a set": (
        {"field": "orchard.wells", "at_least": "$bright"},
        "PACK-VALUE",
        "$bright is not a number",
        '"$bright"',
        "",
    ),
    "a bound that is a word": (
        {"count": TREE, "at_least": "$only_red"},
        "PACK-VALUE",
        "$only_red is not a number",
        '"$only_red"',
        "",
    ),
    "a comparison of lists on one value": (
        {"field": "orchard.shade", "includes": "red"},
        "PACK-COMPARATOR",
        "'orchard.shade' holds one value, not a list",
        '"red"',
        "Use 'is' or 'in'",
    ),
    "a comparison of one value on a list": (
        {"field": "orchard.marks", "is": "knot"},
        "PACK-COMPARATOR",
        "'orchard.marks' holds several values",
        '"knot"',
        "Use includes",
    ),
    "a comparison of one value on a flattened list": (
        {"field": "orchard.trees[].shade", "is": "red"},
        "PACK-COMPARATOR",
        "holds several values",
        "",
        "Use includes",
    ),
    "whether a flattened list is stated": (
        {"field": "orchard.trees[].shade", "stated": True},
        "PACK-COMPARATOR",
        "a flattened list is not one field",
        "",
        "Use a quantifier",
    ),
    "a value of a section": (
        {"field": "orchard", "is": "red"},
        "PACK-COMPARATOR",
        "'orchard' is a section, not a value",
        "",
        "Ask for one of its fields",
    ),
    "a value of items": (
        {"field": "orchard.trees", "includes": "red"},
        "PACK-VALUE",
        "does not fit this field",
        "",
        "",
    ),
    "if_empty where nothing can be empty": (
        {**RED, "if_empty": True},
        "PACK-CONDITION",
        "if_empty does not belong here",
        "true",
        "every, share, within and includes_all",
    ),
    "if_empty that is no switch": (
        {"field": "orchard.marks", "within": ["knot"], "if_empty": "no"},
        "PACK-CONDITION",
        "is not true or false",
        '"no"',
        "",
    ),
    "silence in a rule": (
        {"field": "orchard.shade", "silent": True},
        "PACK-COMPARATOR",
        "silence may be named only in the 'when' of advisories and tensions",
        "true",
        "In rules an absent field leaves a test undecided",
    ),
    "an outcome in a rule": (
        {"rule": "R1.1", "in": ["met"]},
        "PACK-CONDITION",
        "only advisories and tensions may ask for the outcome of a rule",
        "",
        "",
    ),
    # quantifiers
    "every without satisfies": (
        {"every": TREE},
        "PACK-CONDITION",
        "'every' needs 'satisfies'",
        "",
        "Say what each item",
    ),
    "some without satisfies": ({"some": TREE}, "PACK-CONDITION", "'some' needs 'satisfies'", "", ""),
    "share without satisfies": (
        {"share": TREE, "at_least": 0.5},
        "PACK-CONDITION",
        "a share needs 'satisfies'",
        "",
        "Say of which items",
    ),
    "every with bounds": (
        {"every": TREE, "satisfies": TALL, "at_least": 1},
        "PACK-CONDITION",
        "'every' takes no at_least or at_most",
        "",
        "Use count or share",
    ),
    "count without bounds": ({"count": TREE}, "PACK-CONDITION", "'count' needs at_least or at_most", "", ""),
    "sum without bounds": ({"sum": "orchard.trees[].height"}, "PACK-CONDITION", "'sum' needs at_least", "", ""),
    "every of conditions": (
        {"every": [RED], "satisfies": TALL},
        "PACK-CONDITION",
        "'every' runs over a list",
        "",
        "write all or any",
    ),
    "a sum of conditions": (
        {"sum": [RED], "at_least": 1},
        "PACK-CONDITION",
        "a sum runs over a number",
        "",
        "list[].number",
    ),
    "a sum of items": ({"sum": TREE, "at_least": 1}, "PACK-PATH", "names items, not a field", "", ""),
    "a sum of one number": (
        {"sum": "orchard.wells", "at_least": 1},
        "PACK-PATH",
        "a sum runs over a number field of a list's items",
        "",
        "",
    ),
    "a sum of words": ({"sum": "orchard.trees[].shade", "at_most": 1}, "PACK-PATH", "a sum runs over a number", "", ""),
    "a sum with satisfies": (
        {"sum": "orchard.trees[].height", "satisfies": TALL, "at_least": 1},
        "PACK-CONDITION",
        "'sum' takes no 'satisfies'",
        "",
        "where",
    ),
    "a count of conditions with where": (
        {"count": [RED], "where": RED, "at_least": 1},
        "PACK-CONDITION",
        "'where' does not belong in this condition",
        '"where"',
        "",
    ),
    "a share of conditions with if_empty": (
        {"share": [RED], "if_empty": True, "at_least": 1},
        "PACK-CONDITION",
        "'if_empty' does not belong in this condition",
        '"if_empty"',
        "",
    ),
    "a count of labels with satisfies": (
        {"count": "$towns", "satisfies": RED, "at_least": 1},
        "PACK-CONDITION",
        "'satisfies' does not belong in this condition",
        '"satisfies"',
        "",
    ),
    "every label": (
        {"every": "$towns", "satisfies": RED},
        "PACK-CONDITION",
        "labels are counted",
        "",
        "Use count",
    ),
    "a share of labels": (
        {"share": "$towns", "satisfies": RED, "at_least": 0.5},
        "PACK-CONDITION",
        "labels are counted",
        "",
        "Use count",
    ),
    "count with if_empty": (
        {"count": TREE, "at_least": 1, "if_empty": True},
        "PACK-CONDITION",
        "if_empty does not belong here",
        "true",
        "",
    ),
    "a bound that is no number": (
        {"count": TREE, "at_least": "two"},
        "PACK-VALUE",
        "'two' is not a number",
        '"two"',
        "",
    ),
    "several values for one": (
        {"field": "orchard.shade", "is": ["red", "green"]},
        "PACK-VALUE",
        "'is' takes one value",
        '["red", "green"]',
        "For several write in: [red, green].",
    ),
    "a set for one value": (
        {"field": "orchard.shade", "is": "$bright"},
        "PACK-VALUE",
        "'is' takes one value",
        '"$bright"',
        "For several write in: $bright.",
    ),
    "several values to include": (
        {"field": "orchard.marks", "includes": ["knot", "ring"]},
        "PACK-VALUE",
        "'includes' takes one value",
        "",
        "For several write includes_any: [knot, ring].",
    ),
    "another field for a number": (
        {"field": "orchard.wells", "at_least": "market.stall.size"},
        "PACK-VALUE",
        "'market.stall.size' is not a number",
        '"market.stall.size"',
        "A rule compares a field with a value or a $definition, not with another field.",
    ),
    "another field of the item": (
        {"some": TREE, "satisfies": {"field": ".shade", "is": ".soil.kind"}},
        "PACK-VALUE",
        "'.soil.kind' is not a value of this field",
        "",
        "not with another field",
    ),
    "another field for a day": (
        {"field": "orchard.opened", "at_least": "proposal.date"},
        "PACK-VALUE",
        "does not fit this field",
        "",
        "not with another field",
    ),
    # numbers that cannot be meant
    "a share in per cent": (
        {"share": TREE, "satisfies": TALL, "at_least": 50},
        "PACK-RANGE",
        "50 is no share",
        "50",
        "A share is a number from 0 to 1: 0.5 for 50 %.",
    ),
    "a share of conditions below nothing": (
        {"share": [RED, RED], "at_most": -0.1},
        "PACK-RANGE",
        "-0.1 is no share",
        "-0.1",
        "from 0 to 1",
    ),
    "a negative count": (
        {"count": TREE, "at_least": -2},
        "PACK-RANGE",
        "-2 is no count",
        "-2",
        "Counts are whole numbers of at least 0.",
    ),
    "a broken count": ({"count": TREE, "at_least": 1.5}, "PACK-RANGE", "1.5 is no count", "1.5", "whole numbers"),
    "a broken count of conditions": ({"count": [RED], "at_most": 0.5}, "PACK-RANGE", "0.5 is no count", "0.5", ""),
    "a broken count of labels": (
        {"count": "$towns", "at_least": "$third"},
        "PACK-RANGE",
        "0.34 is no count (from $third)",
        '"$third"',
        "",
    ),
    "a sum below nothing": (
        {"sum": "orchard.trees[].fruits[].portion", "at_least": -1},
        "PACK-RANGE",
        "no such sum is -1",
        "-1",
        "None of the numbers is below 0",
    ),
    "at least more than the most": (
        {"field": "market.stall.size", "at_least": 10},
        "PACK-RANGE",
        "10 is outside the range of this field",
        "10",
        "The vocabulary says at least 0 and at most 1, so this is never true.",
    ),
    "at most more than the most": (
        {"field": "market.stall.size", "at_most": 10},
        "PACK-RANGE",
        "10 is outside",
        "10",
        "always true",
    ),
    "at least less than the least": (
        {"field": "market.stall.size", "at_least": -1},
        "PACK-RANGE",
        "-1 is outside",
        "-1",
        "always true",
    ),
    "at most less than the least": (
        {"field": "market.stall.size", "at_most": -1},
        "PACK-RANGE",
        "-1 is outside",
        "-1",
        "never true",
    ),
    "a value that the field never has": (
        {"field": "market.stall.size", "in": [0.5, 2]},
        "PACK-RANGE",
        "2 is outside",
        "2",
        "never true",
    ),
    # definitions
    "an unknown condition": (
        "$tal",
        "PACK-DEFINITION",
        "there is no condition definition $tal before this place",
        '"$tal"',
        "Did you mean tall?",
    ),
    "a set where a condition belongs": ("$bright", "PACK-DEFINITION", "no condition definition $bright", "", ""),
}


@pytest.mark.parametrize(("data", "code", "message", "place", "hint"), BROKEN.values(), ids=BROKEN)
def test_a_broken_condition_is_refused(data: Any, code: str, message: str, place: str, hint: str) -> None:
    definitions = {**DEFINITIONS, "only_red": {"set": ["red"]}, "knotty": {"set": ["knot"]}}
    _, problems = try_condition(data, definitions)
    assert [problem.code for problem in problems] == [code], problems
    problem = problems[0]
    assert problem.span is not None
    assert message in problem.message
    assert hint in problem.hint
    pointed_at = json.dumps({"condition": data})[problem.span.start : problem.span.end]
    assert pointed_at == place or not place


CONCERNS_BROKEN: dict[str, Broken] = {
    "silence that is false": (
        {"field": "orchard.shade", "silent": False},
        "PACK-VALUE",
        "'silent' takes true",
        "false",
        "",
    ),
    "silence of a flattened list": (
        {"field": "orchard.trees[].shade", "silent": True},
        "PACK-COMPARATOR",
        "a flattened list is not one field",
        "",
        "",
    ),
    "an unknown rule": ({"rule": "R1.9", "in": ["met"]}, "PACK-REFERENCE", "there is no rule 'R1.9'", '"R1.9"', "R1.1"),
    "a rule that is no word": ({"rule": ["R1.1"], "in": ["met"]}, "PACK-REFERENCE", "there is no rule", "", ""),
    "an unknown outcome": (
        {"rule": "R1.1", "in": ["met", "nearly_met"]},
        "PACK-VALUE",
        "'nearly_met' is not an outcome",
        '"nearly_met"',
        "partly_met",
    ),
    "no outcomes": ({"rule": "R1.1"}, "PACK-CONDITION", "'rule' needs 'in', a list of outcomes", "", ""),
    "an empty list of outcomes": (
        {"rule": "R1.1", "in": []},
        "PACK-CONDITION",
        "'rule' needs 'in', a list of outcomes",
        "",
        "",
    ),
    "a single outcome": (
        {"rule": "R1.1", "in": "met"},
        "PACK-CONDITION",
        "'rule' needs 'in', a list of outcomes",
        "",
        "",
    ),
    "an outcome that is no word": ({"rule": "R1.1", "in": [["met"]]}, "PACK-VALUE", "is not an outcome", "", ""),
}


@pytest.mark.parametrize(("data", "code", "message", "place", "hint"), CONCERNS_BROKEN.values(), ids=CONCERNS_BROKEN)
def test_a_broken_condition_of_a_concern_is_refused(data: Any, code: str, message: str, place: str, hint: str) -> None:
    _, problems = try_condition(data, silence=True, rules=("R1.1",))
    assert [problem.code for problem in problems] == [code], problems
    assert message in problems[0].message
    assert hint in problems[0].hint


@pytest.mark.parametrize(
    "data",
    [
        {"share": TREE, "satisfies": TALL, "at_least": 0, "at_most": 1},
        {"count": TREE, "at_most": 0},
        {"count": TREE, "at_least": 2.0},
        {"field": "market.stall.size", "at_least": 0, "at_most": 1},
        {"field": "orchard.wells", "at_least": -3},
        {"sum": "orchard.trees[].soil.depth", "at_least": -3},
    ],
)
def test_numbers_that_can_be_meant_are_taken(data: Any) -> None:
    assert try_condition(data)[1] == ()


def test_every_problem_of_a_condition_is_found() -> None:
    data = {"all": [{"field": "orchard.keper", "is": "x"}, {"field": "orchard.shade", "is": "gren"}, "$nothing"]}
    condition, problems = try_condition(data)
    assert condition is None
    assert [problem.code for problem in problems] == ["PACK-PATH", "PACK-VALUE", "PACK-DEFINITION"]


# ---------------------------------------------------------------- sound conditions


def test_two_bounds_are_two_comparisons() -> None:
    node = read_condition({"field": "orchard.wells", "at_least": 1, "at_most": "$third"}, DEFINITIONS)
    assert isinstance(node, All)
    assert [part.comparator.value for part in node.parts if isinstance(part, Leaf)] == ["at_least", "at_most"]


def test_a_condition_definition_is_read_in_the_scope_where_it_is_used() -> None:
    node = read_condition({"every": TREE, "satisfies": "$tall"}, DEFINITIONS)
    assert isinstance(node, Over)
    assert isinstance(node.satisfies, Named)
    assert node.satisfies.item is not None
    assert node.satisfies.item.title == "tree"
    condition, problems = try_condition("$tall", DEFINITIONS)
    assert condition is None
    assert [(p.code, p.span.file if p.span else "") for p in problems] == [("PACK-PATH", "definitions.yaml")]


def test_a_condition_definition_is_read_once_in_each_scope() -> None:
    """So each use is one and the same condition, and definitions that name others cost no more than they hold."""
    definitions = {"tidy": {"condition": {"field": "orchard.shade", "is": "red"}}}
    node = read_condition({"any": ["$tidy", {"all": ["$tidy"]}]}, definitions)
    assert isinstance(node, AnyOf)
    first, second = node.parts
    assert isinstance(first, Named)
    assert isinstance(second, All)
    assert isinstance(second.parts[0], Named)
    assert second.parts[0].part is first.part


def test_labels_are_counted() -> None:
    assert isinstance(read_condition({"count": "$towns", "at_most": 0}, DEFINITIONS), CountLabels)


def test_sets_inside_lists_are_spelt_out() -> None:
    node = read_condition({"field": "orchard.shade", "in": ["blue", "$bright"]}, DEFINITIONS)
    assert isinstance(node, Leaf)
    assert node.operand.values == ("blue", "red", "green")


# ---------------------------------------------------------------- definitions

A_CONDITION = {"field": "orchard.shade", "is": "red"}
DEFINITIONS_BROKEN: dict[str, tuple[Data, Any, str, str]] = {
    "used before it is defined": (
        {"first": {"condition": {"not": "$second"}}, "second": {"condition": A_CONDITION}},
        "$first",
        "PACK-DEFINITION",
        "there is no condition definition $second before this place",
    ),
    "naming itself": (
        {"first": {"condition": {"not": "$first"}}},
        "$first",
        "PACK-DEFINITION",
        "there is no condition definition $first before this place",
    ),
    "naming each other": (
        {"first": {"condition": "$second"}, "second": {"condition": {"any": ["$first", A_CONDITION]}}},
        "$second",
        "PACK-DEFINITION",
        "there is no condition definition $second before this place",
    ),
    "a set used before it is defined": (
        {"first": {"condition": {"field": "orchard.shade", "in": "$later"}}, "later": {"set": ["red"]}},
        "$first",
        "PACK-DEFINITION",
        "there is no set, number or label definition $later before this place",
    ),
    "a list used before it is defined": (
        {"first": {"condition": {"count": "$later", "at_least": 1}}, "later": {"list": TREE}},
        "$first",
        "PACK-PATH",
        "there is no list definition $later before this place",
    ),
    "a set of labels": (
        {"here": DEFINITIONS["towns"], "all_towns": {"set": ["ash", "$here"]}},
        A_CONDITION,
        "PACK-VALUE",
        "$here is not a set",
    ),
    "a set that names itself": (
        {"loop": {"set": ["red", "$loop"]}},
        A_CONDITION,
        "PACK-DEFINITION",
        "no set, number or label definition $loop before this place",
    ),
    "two kinds": (
        {"both": {"set": ["red"], "number": 1}},
        A_CONDITION,
        "PACK-DEFINITION",
        "'both' is not one definition",
    ),
    "no kind": ({"neither": {"title": "nothing"}}, A_CONDITION, "PACK-DEFINITION", "'neither' is not one definition"),
    "a key of another kind": (
        {"few": {"set": ["red"], "where": A_CONDITION}},
        A_CONDITION,
        "PACK-DEFINITION",
        "'where' does not belong",
    ),
    "a list that does not exist": (
        {"rows": {"list": "orchard.rows[]"}},
        A_CONDITION,
        "PACK-PATH",
        "no field 'rows'",
    ),
    "a list that starts at an item": (
        {"rows": {"list": ".fruits[]"}},
        A_CONDITION,
        "PACK-PATH",
        "there is no item here",
    ),
    "silence inside": (
        {"quiet": {"condition": {"field": "orchard.shade", "silent": True}}},
        "$quiet",
        "PACK-COMPARATOR",
        "silence may be named only",
    ),
}


@pytest.mark.parametrize(("definitions", "use", "code", "message"), DEFINITIONS_BROKEN.values(), ids=DEFINITIONS_BROKEN)
def test_a_broken_definition_is_refused(definitions: Data, use: Any, code: str, message: str) -> None:
    _, problems = try_condition(use, definitions)
    assert [problem.code for problem in problems] == [code], problems
    assert message in problems[0].message
    assert problems[0].span is not None
    assert problems[0].span.file == "definitions.yaml"
