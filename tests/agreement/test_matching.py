"""Items of lists are found again: by name, by what they have in common, and not by position."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.agreement.matching import MOST_PAIRS, aligned, normal

ITEMS = [{"place": name, "beds": beds} for name, beds in (("school", 80), ("hall", 40), ("church", 60))]
Item = dict[str, Any]


def test_one_more_item_moves_no_other() -> None:
    assert aligned([ITEMS[:2], [ITEMS[2], *ITEMS[:2]]], "place") == [[0, 1], [1, 2], [None, 0]]


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"place": "School ", "beds": 1}, {"place": "school", "beds": 2}, True),
        ({"place": "school", "beds": 1}, {"place": "the school", "beds": 1}, True),
        ({"place": "school", "beds": 1}, {"place": "hall", "beds": 2}, False),
        ({"id": "A", "beds": 1, "rooms": 3}, {"id": "A", "beds": 2, "rooms": 4}, True),
        ({"beds": 1}, {"beds": 2}, True),
        ({"beds": [{"size": 1}]}, {"beds": [{"size": 1}, {"size": 2}]}, True),
    ],
)
def test_what_is_the_same_item(one: Item, other: Item, *, wanted: bool) -> None:
    assert aligned([[one], [other]], "place") == ([[0, 0]] if wanted else [[0, None], [None, 0]])


def test_of_items_of_one_name_the_likest_are_the_same() -> None:
    one = [{"place": "school", "beds": beds} for beds in (1, 2)]
    assert aligned([one, [one[1], one[0]]], "place") == [[0, 1], [1, 0]]


def test_a_third_list_is_matched_with_what_any_before_it_has() -> None:
    found = aligned([ITEMS[:1], ITEMS[1:2], [ITEMS[1], ITEMS[0]]], "place")
    assert found == [[0, None, 1], [None, 0, 0]]


def test_a_list_that_is_absent_has_no_item() -> None:
    assert aligned([None, ITEMS[:1]], "place") == [[None, 0]]


def test_long_lists_are_matched_by_position() -> None:
    count = int(MOST_PAIRS**0.5) + 1
    items = [{"beds": number} for number in range(count)]
    assert aligned([items, items[::-1]], "") == [[number, number] for number in range(count)]


def test_order_and_capitals_of_plain_values_do_not_count() -> None:
    assert normal(["b", "A "]) == normal(["a", "B"]) != normal(["a"])


item = st.fixed_dictionaries({"beds": st.integers(0, 3)}, optional={"place": st.sampled_from("abc")})


@given(st.lists(st.lists(item, max_size=4), min_size=2, max_size=3))
@laws(60)
def test_every_item_stands_in_one_slot(lists: list[list[Item]]) -> None:
    slots = aligned(lists, "place")
    for turn, items in enumerate(lists):
        assert sorted(slot[turn] for slot in slots if slot[turn] is not None) == list(range(len(items)))  # type: ignore[type-var]


@given(st.lists(item, max_size=5), st.randoms(use_true_random=False))
@laws(60)
def test_the_same_items_in_another_order_are_all_found(items: list[Item], random: Any) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    slots = aligned([items, shuffled], "place")
    assert all(one is not None and other is not None and items[one] == shuffled[other] for one, other in slots)
