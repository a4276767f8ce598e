"""Edits: what sets of them make of values, in whatever order they are made, and where their places stand."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.authoring.edits import Does, Nature, applied, at_home, cost, edit, nature, with_edit

BASE: dict[str, Any] = {"a": {"x": 1, "few": ["p", "q"], "items": [{"k": 1}, {"k": 2}, {"k": 3}]}}
EDITS = [
    edit(Does.STATE, ("a", "x"), 5),
    edit(Does.STATE, ("b", "y"), True),
    edit(Does.ADD, ("a", "few"), "r"),
    edit(Does.DROP, ("a", "few"), "p"),
    edit(Does.ADD, ("a", "other"), "z"),
    edit(Does.NEW, ("a", "items"), {"k": 9, "in": ["s", "t"]}),
    edit(Does.REMOVE, ("a", "items", 0)),
    edit(Does.STATE, ("a", "items", 2, "k"), 7),
]


def test_all_of_them_together() -> None:
    assert applied(BASE, frozenset(EDITS)) == {
        "a": {"x": 5, "few": ["q", "r"], "other": ["z"], "items": [{"k": 2}, {"k": 7}, {"k": 9, "in": ["s", "t"]}]},
        "b": {"y": True},
    }
    assert cost(BASE, EDITS) == 10
    assert BASE["a"]["few"] == ["p", "q"]


@laws(60)
@given(st.permutations(EDITS), st.integers(0, len(EDITS)))
def test_the_order_does_not_matter(order: list[Any], size: int) -> None:
    assert applied(BASE, order[:size]) == applied(BASE, frozenset(order[:size]))


def test_places_are_those_of_the_proposal_as_it_came() -> None:
    edits = frozenset({edit(Does.REMOVE, ("a", "items", 0)), edit(Does.NEW, ("a", "items"), {"k": 9})})
    assert at_home(BASE, edits, ("a", "items", 0, "k")) == (None, ("a", "items", 1, "k"))
    holder, inside = at_home(BASE, edits, ("a", "items", 2, "in"))
    assert (holder, inside) == (edit(Does.NEW, ("a", "items"), {"k": 9}), ("in",))
    more = with_edit(BASE, edits, edit(Does.ADD, ("a", "items", 2, "in"), "s"))
    assert more is not None
    assert applied(BASE, more)["a"]["items"] == [{"k": 2}, {"k": 3}, {"k": 9, "in": ["s"]}]


def test_what_undoes_another_edit_is_refused() -> None:
    one = frozenset({edit(Does.STATE, ("a", "x"), 5)})
    assert with_edit(BASE, one, edit(Does.STATE, ("a", "x"), 6)) is None
    gone = frozenset({edit(Does.REMOVE, ("a", "items", 1))})
    assert with_edit(BASE, frozenset({edit(Does.STATE, ("a", "items", 1, "k"), 4)}), *gone) is None


def test_what_an_edit_means_for_the_policy() -> None:
    found = [nature(BASE, one) for one in EDITS]
    assert found[:3] == [Nature.CHANGES, Nature.STATES, Nature.ADDS]
    assert found[3:7] == [Nature.REMOVES, Nature.STATES, Nature.ADDS, Nature.REMOVES]
    assert all(one.words for one in Nature)
