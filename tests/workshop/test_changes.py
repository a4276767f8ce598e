"""Changing values by path: what is asked for happens, nothing else does, and the original stays as it was."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.model.document import Path, show_path
from policycheck.workshop.changes import Change, ChangeError, changed, read_path

NAMES = st.sampled_from(["a", "b", "long_name"])
TREES = st.recursive(
    st.integers(0, 3) | st.booleans(),
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=12,
)
ROOTS = st.dictionaries(NAMES, TREES, min_size=1, max_size=3)


def made(kind: str, path: str, value: Any = None) -> Change:
    return Change(kind, read_path(path), value, ())


def paths(value: Any, path: Path = ()) -> list[Path]:
    """Every place in a tree but the root; nested lists have no path."""
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for step, inner in items:
        if not (isinstance(step, int) and isinstance(inner, list)):
            found += paths(inner, (*path, step))
    return found


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


@laws(200)
@given(ROOTS, st.data())
def test_set_puts_the_value_there_and_nothing_else(root: Any, data: st.DataObject) -> None:
    path, before = data.draw(st.sampled_from(paths(root))), copy.deepcopy(root)
    new, errors = changed(root, [Change("set", path, "new", ())])
    assert not errors
    assert root == before
    assert at(new, path) == "new"
    kept = [other for other in paths(root) if other[: len(path)] != path and path[: len(other)] != other]
    assert all(at(new, other) == at(root, other) for other in kept)


@laws(200)
@given(ROOTS, st.data())
def test_positions_to_remove_are_those_before_anything_is_removed(root: Any, data: st.DataObject) -> None:
    lists = [path for path in paths(root) if isinstance(at(root, path), list)]
    if not lists:
        return
    path = data.draw(st.sampled_from(lists))
    whole = at(root, path)
    gone = data.draw(st.sets(st.integers(0, len(whole) - 1), min_size=1))
    order = data.draw(st.permutations(sorted(gone)))
    new, errors = changed(root, [Change("remove", (*path, index), None, ()) for index in order])
    assert not errors
    assert at(new, path) == [item for index, item in enumerate(whole) if index not in gone]


@laws(100)
@given(ROOTS)
def test_a_path_reads_back_as_it_is_shown(root: Any) -> None:
    assert all(read_path(show_path(path)) == path for path in paths(root) if _plain(path))


def _plain(path: Path) -> bool:
    return not any(isinstance(one, int) and isinstance(two, int) for one, two in pairwise(path))


def test_everything_is_set_before_it_is_appended_and_appended_before_it_is_removed() -> None:
    changes = [made("remove", "a.list[0]"), made("append", "a.list", 3), made("set", "a.list", [1, 2])]
    assert changed({}, changes) == ({"a": {"list": [2, 3]}}, [])


def test_sections_on_the_way_are_made_and_lists_begun() -> None:
    assert changed({}, [made("set", "a.b.c", 1), made("append", "a.d", 2)]) == ({"a": {"b": {"c": 1}, "d": [2]}}, [])


IMPOSSIBLE = {
    "no list": made("set", "a.b[0].c", 1),
    "a position beyond": made("set", "list[1]", 1),
    "a field of a number": made("set", "number.b", 1),
    "a field of a list": made("set", "list.b", 1),
    "the same again": made("set", "number", 1),
    "an item for a number": made("append", "number", 1),
    "nothing to remove": made("remove", "other"),
    "nothing on the way to what is removed": made("remove", "other.inner"),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_cannot_be_is_said_and_leaves_everything_as_it_was(what: str) -> None:
    root = {"number": 1, "list": [1]}
    new, errors = changed(root, [IMPOSSIBLE[what]])
    assert new == root
    assert [(one, type(error)) for one, error in errors] == [(IMPOSSIBLE[what], ChangeError)]


def test_one_is_not_yes() -> None:
    assert changed({"a": 1}, [made("set", "a", True)]) == ({"a": True}, [])


@pytest.mark.parametrize("text", ["", ".", "a.", "a[]", "a[-1]", "a[1][2]", "a b", "$x", "a[1", "ä", "a[9999999]"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ChangeError):
        read_path(text)
