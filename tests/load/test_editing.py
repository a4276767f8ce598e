"""Changing the text of a document: the change is made, and every comment and every other line stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.load.writing import Draw, Writer
from tests.searching import laws

from policycheck.errors import InputError
from policycheck.load.document import parse_document
from policycheck.load.editing import edited
from policycheck.load.written import flow
from policycheck.model.change import Append, Change, Remove, Set, changed, value_at
from policycheck.model.document import Document, Path

SCALARS = st.sampled_from(
    [
        "word",
        "two words",
        "yes",
        "no: really",
        "# not a comment",
        "한글 😀",
        'say "so"',
        "1:30",
        "- x",
        "two\nlines\n",
        "a, b",
    ]
) | st.sampled_from([0, 7, -1.5, True, False, "2018-06-12", "none", "true", "a\u00a0b", "it's", "50%", "a, b"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from(["one", "two", "a key", "ключ"]), VALUES, min_size=1, max_size=3)


def document(text: str, name: str = "a.yaml") -> Document:
    found, problems = parse_document(text, name)
    assert found is not None, problems
    assert not problems
    return found


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every path of a value, its own first."""
    steps = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(inner for step in steps for inner in places(value[step], (*path, step)))]


def drawn(draw: Draw, value: Any) -> Change:
    """A change that can be made to the value."""
    path = draw(st.sampled_from(places(value)))
    held, new = value_at(value, path), draw(VALUES)
    kinds = ["set", "remove"] if path else []
    if isinstance(held, dict):
        kinds += ["add", "add", "deep"]
    if isinstance(held, list):
        kinds += ["append", "append"]
    match draw(st.sampled_from(kinds)):
        case "set":
            return Set(path, new)
        case "remove":
            return Remove(path)
        case "add":
            return Set((*path, "new key"), new)
        case "deep":
            return Set((*path, "new", 0, "deep"), new)
        case _:
            return Append(path, new)


@pytest.mark.untraced
@given(st.data())
@laws(80)
def test_a_change_is_made_and_nothing_else_changes(data: st.DataObject) -> None:
    value = data.draw(MAPPINGS)
    before, problems = parse_document(Writer(data.draw).document(value), "a.yaml")
    assume(before is not None and not problems and before.value == value)
    assert before is not None
    change = drawn(data.draw, value)
    wanted = changed(value, change)
    assume(wanted and wanted != value)
    after = edited(before, [change])
    assert after.value == wanted
    held = value_at(value, change.path)
    if (isinstance(change, Append) and held) or (isinstance(change, Set) and held is None):
        assert is_insertion(before.text, after.text)


def is_insertion(old: str, new: str) -> bool:
    """Whether the new text is the old one with something put in at one place."""
    size = len(old)
    same = next((at for at in range(size) if new[at : at + 1] != old[at]), size)
    return new.endswith(old[same:])


CASES = [
    ("a: 1 # one\n# end\n", Set(("b", "c"), [1]), "a: 1 # one\n# end\n\nb:\n  c: [1]\n"),
    ("s:\n  a: 1 # one\n\n# next\nt: 2\n", Set(("s", "b"), "x"), "s:\n  a: 1 # one\n  b: x\n\n# next\nt: 2\n"),
    ("l:\n  - {a: 1} # one\n", Set(("l", 0, "b"), ["x"]), "l:\n  - {a: 1, b: [x]} # one\n"),
    ("l:\n  - a: 1 # one\n", Set(("l", 0, "b"), ["x"]), "l:\n  - a: 1 # one\n    b: [x]\n"),
    ("l:\n- a: 1\nm: 2\n", Append(("l",), {"a": 2, "b": [{"c": 1}]}), "l:\n- a: 1\n- a: 2\n  b:\n    - c: 1\nm: 2\n"),
    ("l: [] # none\n", Append(("l",), {"a": "b: c"}), 'l: [{a: "b: c"}] # none\n'),
    ("l: [1, 2]", Append(("l",), 3), "l: [1, 2, 3]"),
    ("a: 1 # one", Set(("b",), 2), "a: 1 # one\n\nb: 2\n"),
    ("a: |\n  text\nb: 1\n", Set(("a",), "new"), "a: new\nb: 1\n"),
    ("a: # why\n  - 1\n  - 2\nb: 1\n", Set(("a",), []), "a: []\nb: 1\n"),
    ("a:\n- 1\nb: 1\n", Set(("a",), {"c": 2}), "a:\n  c: 2\nb: 1\n"),
    ("a: 1\nb: 2 # two\nc: 3\n", Remove(("b",)), "a: 1\n# two\nc: 3\n"),
    ("l:\n  - a: 1\n    b: 2\n", Remove(("l", 0, "a")), "l:\n  - b: 2\n"),
    ("l:\n  - a: 1\n  - b: 2\n", Remove(("l", 0, "a")), "l:\n  - b: 2\n"),
    ("m: {a: 1, b: [2]}\n", Remove(("m", "b", 0)), "m: {a: 1, b: []}\n"),
    ("m: {a: 1, b: {c: 2}}\nn: 1\n", Remove(("m", "b", "c")), "m: {a: 1}\nn: 1\n"),
    ("a: 1\r\nb:\r\n  c: 2\r\n", Set(("b", "d"), 3), "a: 1\r\nb:\r\n  c: 2\r\n  d: 3\r\n"),
]


@pytest.mark.parametrize(("old", "change", "new"), CASES)
def test_the_text_after_a_change(old: str, change: Change, new: str) -> None:
    assert edited(document(old), [change]).text == new


def test_json_stays_json() -> None:
    after = edited(document('{"a": 1, "l": ["x"]}', "a.json"), [Append(("l",), "y"), Set(("b",), {"c": "no"})])
    assert after.text == '{"a": 1, "l": ["x", "y"], "b": {"c": "no"}}'


@pytest.mark.parametrize("path", [("a", "b"), ("l", 5), ("l", "x"), ("gone", 1)])
def test_a_path_that_leads_nowhere_is_refused(path: Path) -> None:
    with pytest.raises(InputError, match="there is no place"):
        edited(document("a: 1\nl: [1]\n"), [Set(path, 1)])


def test_what_cannot_be_removed() -> None:
    with pytest.raises(InputError, match="there is no place 'b'"):
        edited(document("a: 1\n"), [Remove(("b",))])


def test_a_text_that_says_nothing_is_refused_with_the_reason() -> None:
    with pytest.raises(InputError, match="placeholder"):
        edited(document("a: 1\n"), [Set(("b",), "TBD")])


@given(VALUES)
@laws(30)
def test_what_is_written_reads_back(value: Any) -> None:
    assert document(f"v: {flow(value)}\n").value == {"v": value}
    assert document(f'{{"v": {flow(value, quoted=True)}}}', "a.json").value == {"v": value}
