"""What every operator means, as tables: absent, empty, none on purpose, open lists; and the laws of Kleene's logic."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.packs import Data, holds

from policycheck.evaluation import logic
from policycheck.evaluation.logic import Truth

T, F, U = True, False, None
TRUTHS = st.sampled_from([True, False, None])
SOME_TRUTHS = st.lists(TRUTHS, max_size=5)

DEFINITIONS: Data = {
    "bright": {"set": ["red", "green"]},
    "half": {"number": 0.5},
    "first_tree": {"list": "orchard.trees[]", "first": 1},
    "first_fruit": {"list": "orchard.trees[].fruits[]", "first": 1},
    "before_red": {"list": "orchard.trees[]", "until": {"field": ".shade", "is": "red"}},
    "fruits_before_red": {"list": "orchard.trees[].fruits[]", "until": {"field": ".shade", "is": "red"}},
    "tall": {"list": "orchard.trees[]", "where": {"field": ".height", "at_least": 2}},
    "first_tall": {"list": "$tall", "first": 1},
    "nobody": {"labels": {"oak": {"field": "proposal.actor", "is": "elm"}}},
    "here": {
        "labels": {"oak": {"field": "proposal.actor", "is": "oak"}, "elm": {"field": "orchard.fenced", "is": True}}
    },
}


def orchard(*trees: Data, **fields: Any) -> Data:
    """A document with an orchard; `orchard()` has a section that says nothing more than who keeps it."""
    return {"orchard": {"keeper": "Ann", **fields, **({"trees": list(trees)} if trees else {})}}


def market(**fields: Any) -> Data:
    return {"market": {"towns": ["ash"], **fields}}


EMPTY: Data = {"orchard": {"trees": []}}
NO_FRUIT = orchard({"name": "a", "fruits": []})
OPEN = orchard({"name": "a", "fruits": [{"shade": "red", "portion": 0.5}]}, {"name": "b"})
"""Two trees, of which the second does not say what fruit it bears."""

MARKS = "orchard.marks"
FRUITS = "orchard.trees[].fruits[]"
TREES = "orchard.trees[]"
TALL: Data = {"field": ".height", "at_least": 2}
RED: Data = {"field": ".shade", "is": "red"}


def tree(*heights: Any) -> Data:
    """An orchard of trees of these heights; None: it is not stated."""
    return orchard(*({"name": "a"} | ({} if h is None else {"height": h}) for h in heights))


Row = tuple[Any, Data, Truth]

LEAVES: dict[str, Row] = {
    "is: equal": ({"field": "orchard.shade", "is": "red"}, orchard(shade="red"), T),
    "is: another": ({"field": "orchard.shade", "is": "red"}, orchard(shade="blue"), F),
    "is: absent": ({"field": "orchard.shade", "is": "red"}, orchard(), U),
    "is: section absent": ({"field": "orchard.shade", "is": "red"}, {}, U),
    "is: written as not stated": ({"field": "orchard.shade", "is": "red"}, orchard(shade="unsaid"), U),
    "is: false is a value": ({"field": "orchard.fenced", "is": False}, orchard(fenced=False), T),
    "is: false is not absent": ({"field": "orchard.fenced", "is": False}, orchard(), U),
    "is: zero is a value": ({"field": "orchard.wells", "is": 0}, orchard(wells=0), T),
    "is: one is one": ({"field": "orchard.wells", "is": 1}, orchard(wells=1.0), T),
    "in: one of them": ({"field": "orchard.shade", "in": ["red", "blue"]}, orchard(shade="blue"), T),
    "in: none of them": ({"field": "orchard.shade", "in": "$bright"}, orchard(shade="blue"), F),
    "in: absent": ({"field": "orchard.shade", "in": "$bright"}, orchard(), U),
    "in: a label that applies": ({"field": "proposal.actor", "in": "$here"}, {"proposal": {"actor": "oak"}}, T),
    "in: a label that does not": ({"field": "proposal.actor", "in": "$here"}, {"proposal": {"actor": "elm"}}, F),
    "at_least: more": ({"field": "orchard.wells", "at_least": 2}, orchard(wells=3), T),
    "at_least: just as much": ({"field": "orchard.wells", "at_least": 2}, orchard(wells=2), T),
    "at_least: less": ({"field": "orchard.wells", "at_least": 2}, orchard(wells=1.9), F),
    "at_least: absent": ({"field": "orchard.wells", "at_least": 2}, orchard(), U),
    "at_most: just as much": ({"field": "orchard.wells", "at_most": "$half"}, orchard(wells=0.5), T),
    "at_most: more": ({"field": "orchard.wells", "at_most": "$half"}, orchard(wells=0.6), F),
    "between: inside": ({"field": "orchard.wells", "at_least": 1, "at_most": 2}, orchard(wells=2), T),
    "between: outside": ({"field": "orchard.wells", "at_least": 1, "at_most": 2}, orchard(wells=3), F),
    "between: absent": ({"field": "orchard.wells", "at_least": 1, "at_most": 2}, orchard(), U),
    "stated: text": ({"field": "orchard.keeper", "stated": True}, orchard(), T),
    "stated: absent": ({"field": "orchard.shade", "stated": True}, orchard(), U),
    "stated: written as not stated": ({"field": "orchard.shade", "stated": True}, orchard(shade="unsaid"), U),
    "stated: false": ({"field": "orchard.fenced", "stated": True}, orchard(fenced=False), T),
    "stated: a list": ({"field": MARKS, "stated": True}, orchard(marks=["knot"]), T),
    "stated: an empty list": ({"field": MARKS, "stated": True}, orchard(marks=[]), F),
    "stated: a list that says none": ({"field": MARKS, "stated": True}, orchard(marks=["plain"]), F),
    "stated: a section": ({"field": "orchard", "stated": True}, orchard(), T),
    "stated: a section with nothing but none": ({"field": "orchard", "stated": True}, EMPTY, U),
    "stated: a section with nothing but a note": ({"field": "orchard", "stated": True}, {"orchard": {"note": "x"}}, U),
    "stated: a section that says nothing": ({"field": "orchard", "stated": True}, {"orchard": {"shade": "unsaid"}}, U),
    "stated: an absent section": ({"field": "orchard", "stated": True}, {}, U),
    "stated as none: an empty list": ({"field": MARKS, "stated": False}, orchard(marks=[]), T),
    "stated as none: a list that says none": ({"field": MARKS, "stated": False}, orchard(marks=["plain"]), T),
    "stated as none: a list": ({"field": MARKS, "stated": False}, orchard(marks=["knot"]), F),
    "stated as none: absent": ({"field": MARKS, "stated": False}, orchard(), U),
    "not stated: absent is undecided": ({"not": {"field": MARKS, "stated": True}}, orchard(), U),
    "silent: absent": ({"field": MARKS, "silent": True}, orchard(), T),
    "silent: none is no silence": ({"field": MARKS, "silent": True}, orchard(marks=[]), F),
    "silent: written as not stated": ({"field": "orchard.shade", "silent": True}, orchard(shade="unsaid"), T),
    "silent: stated": ({"field": "orchard.shade", "silent": True}, orchard(shade="red"), F),
    "silent: a section that says nothing": ({"field": "orchard", "silent": True}, {"orchard": {"shade": "unsaid"}}, T),
}

DATES: dict[str, Row] = {
    "on the day": ({"field": "orchard.opened", "at_least": "2020-06-01"}, orchard(opened="2020-06-01"), T),
    "the day before": ({"field": "orchard.opened", "at_least": "2020-06-01"}, orchard(opened="2020-05-31"), F),
    "the year after": ({"field": "orchard.opened", "at_most": "2020-06-01"}, orchard(opened="2021-01-01"), F),
    "no date": ({"field": "orchard.opened", "at_most": "2020-06-01"}, orchard(), U),
    "the same day": ({"field": "orchard.opened", "is": "2020-06-01"}, orchard(opened="2020-06-01"), T),
}

LISTS: dict[str, Row] = {
    "includes: there": ({"field": MARKS, "includes": "knot"}, orchard(marks=["ring", "knot"]), T),
    "includes: not there": ({"field": MARKS, "includes": "knot"}, orchard(marks=["ring"]), F),
    "includes: empty": ({"field": MARKS, "includes": "knot"}, orchard(marks=[]), F),
    "includes: none": ({"field": MARKS, "includes": "knot"}, orchard(marks=["plain"]), F),
    "includes: absent": ({"field": MARKS, "includes": "knot"}, orchard(), U),
    "includes_any: one of them": ({"field": MARKS, "includes_any": ["knot", "dot"]}, orchard(marks=["dot"]), T),
    "includes_any: none of them": ({"field": MARKS, "includes_any": ["knot", "dot"]}, orchard(marks=["ring"]), F),
    "includes_any: absent": ({"field": MARKS, "includes_any": ["knot"]}, orchard(), U),
    "includes_any: no label applies": ({"field": "market.towns", "includes_any": "$nobody"}, market(), F),
    "includes_any: no label applies, and absent": ({"field": "market.towns", "includes_any": "$nobody"}, {}, F),
    "includes_all: all": ({"field": MARKS, "includes_all": ["knot", "dot"]}, orchard(marks=["dot", "ring", "knot"]), T),
    "includes_all: not all": ({"field": MARKS, "includes_all": ["knot", "dot"]}, orchard(marks=["dot"]), F),
    "includes_all: empty": ({"field": MARKS, "includes_all": ["knot"]}, orchard(marks=[]), F),
    "includes_all: absent": ({"field": MARKS, "includes_all": ["knot"]}, orchard(), U),
    "includes_all: of no labels": ({"field": "market.towns", "includes_all": "$nobody"}, market(), U),
    "includes_all: of no labels, true if empty": (
        {"field": "market.towns", "includes_all": "$nobody", "if_empty": True},
        market(),
        T,
    ),
    "includes_all: of no labels, false if empty": (
        {"field": "market.towns", "includes_all": "$nobody", "if_empty": False},
        market(),
        F,
    ),
    "within: inside": ({"field": MARKS, "within": ["knot", "dot"]}, orchard(marks=["dot"]), T),
    "within: outside": ({"field": MARKS, "within": ["knot", "dot"]}, orchard(marks=["dot", "ring"]), F),
    "within: empty": ({"field": MARKS, "within": ["knot"]}, orchard(marks=[]), U),
    "within: none": ({"field": MARKS, "within": ["knot"]}, orchard(marks=["plain"]), U),
    "within: empty, true if empty": ({"field": MARKS, "within": ["knot"], "if_empty": True}, orchard(marks=[]), T),
    "within: empty, false if empty": ({"field": MARKS, "within": ["knot"], "if_empty": False}, orchard(marks=[]), F),
    "within: absent, true if empty": ({"field": MARKS, "within": ["knot"], "if_empty": True}, orchard(), U),
    "flattened: found": ({"field": "orchard.trees[].fruits[].shade", "includes": "red"}, OPEN, T),
    "flattened, open: not found": ({"field": "orchard.trees[].fruits[].shade", "includes": "blue"}, OPEN, U),
    "flattened, open: all so far": ({"field": "orchard.trees[].fruits[].shade", "within": ["red"]}, OPEN, U),
    "flattened, open: beyond": ({"field": "orchard.trees[].fruits[].shade", "within": ["blue"]}, OPEN, F),
    "flattened, closed but empty": ({"field": "orchard.trees[].fruits[].shade", "includes": "red"}, NO_FRUIT, F),
    "flattened, a field absent": ({"field": "orchard.trees[].shade", "includes": "red"}, OPEN, U),
    "flattened lists": (
        {"field": "orchard.trees[].marks", "includes_all": ["knot", "dot"]},
        orchard({"marks": ["knot"]}, {"marks": ["dot"]}),
        T,
    ),
    "flattened lists, one of them none": (
        {"field": "orchard.trees[].marks", "includes": "dot"},
        orchard({"marks": ["knot"]}, {"marks": ["plain"]}),
        F,
    ),
}


def over(what: str, **more: Any) -> Data:
    return {what: TREES, **({} if "satisfies" in more or what == "count" else {"satisfies": TALL}), **more}


SHARE: Data = {"share": TREES, "satisfies": TALL}
PORTIONS = "orchard.trees[].fruits[].portion"


def fruits(*portions: Any) -> Data:
    found = [{"shade": "red"} | ({} if p is None else {"portion": p}) for p in portions]
    return orchard({"name": "a", "fruits": found})


QUANTIFIERS: dict[str, Row] = {
    "every: all": (over("every"), tree(2, 3), T),
    "every: one fails": (over("every"), tree(2, None, 1), F),
    "every: one unknown": (over("every"), tree(2, None), U),
    "every: over nothing": (over("every"), EMPTY, U),
    "every: over nothing, true if empty": (over("every", if_empty=True), EMPTY, T),
    "every: over nothing, false if empty": (over("every", if_empty=False), EMPTY, F),
    "every: over what is absent": (over("every", if_empty=True), orchard(), U),
    "every: open": ({"every": FRUITS, "satisfies": RED}, OPEN, U),
    "every: open, and one fails": ({"every": FRUITS, "satisfies": {"field": ".shade", "is": "blue"}}, OPEN, F),
    "every where: nothing chosen": (over("every", where={"field": ".pruned", "is": True}), tree(2), U),
    "every where: an undecided trigger does not fire": (
        over("every", where={"field": ".pruned", "is": True}, if_empty=True),
        tree(1),
        T,
    ),
    "some: one": (over("some"), tree(1, None, 2), T),
    "some: none": (over("some"), tree(1, 1), F),
    "some: one unknown": (over("some"), tree(1, None), U),
    "some: over nothing": (over("some"), EMPTY, F),
    "some: over what is absent": (over("some"), orchard(), U),
    "some: open": ({"some": FRUITS, "satisfies": {"field": ".shade", "is": "blue"}}, OPEN, U),
    "some: open, and one is there": ({"some": FRUITS, "satisfies": RED}, OPEN, T),
    "count: enough": (over("count", at_least=2), tree(1, 1), T),
    "count: too few": (over("count", at_least=3), tree(1, 1), F),
    "count: none": (over("count", at_most=0), EMPTY, T),
    "count: of what is absent": (over("count", at_most=0), orchard(), U),
    "count: at least none, of what is absent": (over("count", at_least=0), orchard(), T),
    "count: enough pass": (over("count", satisfies=TALL, at_least=1), tree(2, None), T),
    "count: perhaps enough pass": (over("count", satisfies=TALL, at_least=2), tree(2, None), U),
    "count: never enough pass": (over("count", satisfies=TALL, at_least=3), tree(2, None), F),
    "count: perhaps too many": (over("count", satisfies=TALL, at_most=1), tree(2, None), U),
    "count: too many": (over("count", satisfies=TALL, at_most=1), tree(2, 2, None), F),
    "count: open, enough already": ({"count": FRUITS, "at_least": 1}, OPEN, T),
    "count: open, perhaps enough": ({"count": FRUITS, "at_least": 2}, OPEN, U),
    "count: open, too many already": ({"count": FRUITS, "at_most": 0}, OPEN, F),
    "count: open, perhaps too many": ({"count": FRUITS, "at_most": 1}, OPEN, U),
    "count: exactly": (over("count", at_least=2, at_most=2), tree(1, 1), T),
    "count: of labels": ({"count": "$here", "at_least": 2}, {"proposal": {"actor": "oak"}, **orchard(fenced=True)}, T),
    "count: an undecided label does not apply": ({"count": "$here", "at_most": 1}, {"proposal": {"actor": "oak"}}, T),
    "count: of conditions": (
        {"count": [{"field": "orchard.shade", "is": "red"}, {"field": "orchard.fenced", "is": True}], "at_least": 1},
        orchard(shade="red"),
        T,
    ),
    "count: of conditions, perhaps": (
        {"count": [{"field": "orchard.shade", "is": "red"}, {"field": "orchard.fenced", "is": True}], "at_least": 2},
        orchard(shade="red"),
        U,
    ),
    "share: enough": ({**SHARE, "at_least": 0.5}, tree(2, 1), T),
    "share: perhaps enough": ({**SHARE, "at_least": 0.5}, tree(None, 1), U),
    "share: never enough": ({**SHARE, "at_least": 0.7}, tree(2, 1, 1, None), F),
    "share: exactly a third": ({**SHARE, "at_least": 0.34}, tree(2, 1, 1), F),
    "share: not too much": ({**SHARE, "at_most": 0.5}, tree(2, 1), T),
    "share: too much": ({**SHARE, "at_most": 0.5}, tree(2, 2, None), F),
    "share: of nothing": ({**SHARE, "at_least": 0.5}, EMPTY, U),
    "share: of nothing, true if empty": ({**SHARE, "at_least": 0.5, "if_empty": True}, EMPTY, T),
    "share: of nothing, false if empty": ({**SHARE, "at_least": 0, "if_empty": False}, EMPTY, F),
    "share: of what is absent": ({**SHARE, "at_least": 0.5}, orchard(), U),
    "share: of what is absent, with a bound that always holds": ({**SHARE, "at_least": 0}, orchard(), U),
    "share: of what is absent, and true if empty": ({**SHARE, "at_most": 1, "if_empty": True}, orchard(), T),
    "share: open": ({"share": FRUITS, "satisfies": RED, "at_least": 0.5}, OPEN, U),
    "share: open, with a bound that always holds": ({"share": FRUITS, "satisfies": RED, "at_least": 0}, OPEN, T),
    "share: tenths are exact": ({**SHARE, "at_least": 0.7}, tree(*[2] * 7, *[1] * 3), T),
    "share: tenths are exact from above": ({**SHARE, "at_most": 0.7}, tree(*[2] * 7, *[1] * 3), T),
    "sum: enough": ({"sum": PORTIONS, "at_least": 1}, fruits(0.4, 0.6), T),
    "sum: tenths are exact": ({"sum": PORTIONS, "at_most": 0.3}, fruits(0.1, 0.2), T),
    "sum: too much": ({"sum": PORTIONS, "at_most": 0.3}, fruits(0.1, 0.3), F),
    "sum: one absent, within its range": ({"sum": PORTIONS, "at_most": 0.5}, fruits(0.1, None), U),
    "sum: one absent, too much already": ({"sum": PORTIONS, "at_most": 0.5}, fruits(0.6, None), F),
    "sum: one absent, enough already": ({"sum": PORTIONS, "at_least": 0.5}, fruits(0.6, None), T),
    "sum: one absent, never enough": ({"sum": PORTIONS, "at_least": 1.7}, fruits(0.6, None), F),
    "sum: over nothing": ({"sum": PORTIONS, "at_most": 0.5}, NO_FRUIT, T),
    "sum: over what is absent": ({"sum": PORTIONS, "at_most": 0.5}, orchard(), U),
    "sum: open, too much already": ({"sum": PORTIONS, "at_most": 0.4}, OPEN, F),
    "sum: open": ({"sum": PORTIONS, "at_most": 0.5}, OPEN, U),
    "sum where": ({"sum": PORTIONS, "where": {"field": ".shade", "is": "blue"}, "at_most": 0}, fruits(0.5), T),
    "sum: without a range, absent": ({"sum": "orchard.trees[].soil.depth", "at_least": -5}, tree(1), U),
    "items themselves": (
        {"every": "market.bids[]", "satisfies": {"field": ".", "at_most": 0.5}},
        market(bids=[0.5]),
        T,
    ),
    "items themselves, one too high": (
        {"every": "market.bids[]", "satisfies": {"field": ".", "at_most": 0.5}},
        market(bids=[0.5, 0.6]),
        F,
    ),
    "the document from inside a list": (
        {"every": TREES, "satisfies": {"field": "orchard.keeper", "is": "Ann"}},
        tree(1),
        T,
    ),
}

NAMED: dict[str, Row] = {
    "first": ({"every": "$first_tree", "satisfies": TALL}, tree(2, 1), T),
    "first of nothing": ({"some": "$first_tree", "satisfies": TALL}, EMPTY, F),
    "first of what is absent": ({"some": "$first_tree", "satisfies": TALL}, orchard(), U),
    "first of an open list may come before what is known": ({"some": "$first_fruit", "satisfies": RED}, OPEN, U),
    "where": ({"count": "$tall", "at_least": 2}, tree(2, 1, None, 3), T),
    "where, undecided: left out": ({"count": "$tall", "at_least": 1}, tree(None), F),
    "first of where": ({"every": "$first_tall", "satisfies": {"field": ".height", "is": 3}}, tree(1, 3, 2), T),
    "until: what comes before": (
        {"count": "$before_red", "at_least": 2, "at_most": 2},
        orchard({"shade": "blue"}, {"name": "b"}, {"shade": "red"}, {"shade": "blue"}),
        T,
    ),
    "until: never": ({"count": "$before_red", "at_least": 2}, orchard({"shade": "blue"}, {"name": "b"}), T),
    "until: at once": ({"count": "$before_red", "at_most": 0}, orchard({"shade": "red"}), T),
    "until, in an open list": (
        {"every": "$fruits_before_red", "satisfies": {"field": ".portion", "at_most": 0.5}},
        orchard({"name": "a"}, {"fruits": [{"portion": 0.5}, {"shade": "red", "portion": 1}]}),
        U,
    ),
    "items of items of a named list": (
        {"field": "$tall[].fruits[].shade", "includes": "red"},
        orchard({"height": 1, "fruits": [{"shade": "red"}]}, {"height": 2, "fruits": [{"shade": "blue"}]}),
        F,
    ),
}


@pytest.mark.parametrize(("condition", "document", "expected"), LEAVES.values(), ids=LEAVES)
def test_comparisons(condition: Any, document: Data, expected: Truth) -> None:
    assert holds(condition, document, DEFINITIONS, silence=True) is expected


@pytest.mark.parametrize(("condition", "document", "expected"), DATES.values(), ids=DATES)
def test_comparisons_of_dates(condition: Any, document: Data, expected: Truth) -> None:
    assert holds(condition, document, DEFINITIONS) is expected


@pytest.mark.parametrize(("condition", "document", "expected"), LISTS.values(), ids=LISTS)
def test_comparisons_of_lists(condition: Any, document: Data, expected: Truth) -> None:
    assert holds(condition, document, DEFINITIONS) is expected


@pytest.mark.parametrize(("condition", "document", "expected"), QUANTIFIERS.values(), ids=QUANTIFIERS)
def test_quantifiers(condition: Any, document: Data, expected: Truth) -> None:
    assert holds(condition, document, DEFINITIONS) is expected


@pytest.mark.parametrize(("condition", "document", "expected"), NAMED.values(), ids=NAMED)
def test_named_lists(condition: Any, document: Data, expected: Truth) -> None:
    assert holds(condition, document, DEFINITIONS) is expected


# ---------------------------------------------------------------- the three values

LEAF = {T: {"field": "orchard.keeper", "is": "Ann"}, F: {"field": "orchard.keeper", "is": "Bob"}}
UNKNOWN = {"field": "orchard.shade", "is": "red"}
PAIRS: dict[tuple[Truth, Truth], tuple[Truth, Truth]] = {
    # a and b: a all b, a any b
    (T, T): (T, T),
    (T, F): (F, T),
    (T, U): (U, T),
    (F, F): (F, F),
    (F, U): (F, U),
    (U, U): (U, U),
}


def of(value: Truth) -> Data:
    """A condition of that truth in an orchard kept by Ann."""
    return UNKNOWN if value is None else LEAF[value]


@pytest.mark.parametrize(("pair", "expected"), PAIRS.items(), ids=map(str, PAIRS))
def test_all_and_any(pair: tuple[Truth, Truth], expected: tuple[Truth, Truth]) -> None:
    for parts in (pair, pair[::-1]):
        told = [holds({key: [of(part) for part in parts]}, orchard()) for key in ("all", "any")]
        assert tuple(told) == expected


@pytest.mark.parametrize(("value", "expected"), [(T, F), (F, T), (U, U)])
def test_not(value: Truth, expected: Truth) -> None:
    assert holds({"not": of(value)}, orchard()) is expected


@given(SOME_TRUTHS)
def test_de_morgan(values: list[Truth]) -> None:
    negated = [logic.negate(value) for value in values]
    assert logic.negate(logic.conjunction(values)) is logic.disjunction(negated)
    assert logic.negate(logic.disjunction(values)) is logic.conjunction(negated)


@given(TRUTHS)
def test_double_negation(value: Truth) -> None:
    assert logic.negate(logic.negate(value)) is value


@given(SOME_TRUTHS, st.randoms(use_true_random=False))
def test_order_does_not_matter(values: list[Truth], random: Any) -> None:
    shuffled = random.sample(values, len(values))
    assert logic.conjunction(values) is logic.conjunction(shuffled)
    assert logic.disjunction(values) is logic.disjunction(shuffled)
    assert logic.count(values, False, 1, 2) is logic.count(shuffled, False, 1, 2)
    assert logic.share(values, False, 0.5, None, None) is logic.share(shuffled, False, 0.5, None, None)


BOUNDS = st.one_of(st.none(), st.sampled_from([0, 0.5, 1, 2]))


@given(SOME_TRUTHS, st.booleans(), BOUNDS, BOUNDS, TRUTHS)
def test_operators_are_monotone_in_information(
    values: list[Truth], more: bool, least: float | None, most: float | None, if_empty: Truth
) -> None:
    """What is decided stays decided, however the unknown items come out and whatever else there is."""
    operators: list[Callable[[list[Truth], bool], Truth]] = [
        lambda v, m: logic.every(v, m, if_empty),
        logic.some,
        lambda v, m: logic.count(v, m, least, most),
        lambda v, m: logic.share(v, m, least, most, if_empty),
    ]
    further: list[list[Truth]] = [[], [True], [False], [True, False]] if more else [[]]
    for operator in operators:
        before = operator(values, more)
        for decided in product(*([value] if value is not None else [True, False] for value in values)):
            for others in further:
                after = operator([*decided, *others], False)
                assert before is None or after is before, (decided, others)


@given(SOME_TRUTHS, st.booleans())
def test_every_and_some_mirror_each_other(values: list[Truth], more: bool) -> None:
    negated = [logic.negate(value) for value in values]
    assert logic.negate(logic.some(values, more)) is logic.every(negated, more, True)


@given(SOME_TRUTHS, st.booleans())
def test_some_is_a_count_of_one(values: list[Truth], more: bool) -> None:
    assert logic.some(values, more) is logic.count(values, more, 1, None)
