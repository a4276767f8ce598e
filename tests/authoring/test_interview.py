"""An interview: answers go into the text and nothing else changes; steps back; evidence; what was typed as a value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.authoring.reveal import answer as answered
from tests.authoring.test_order import DARK, audited, lighthouse

from policycheck.authoring.answers import NotAnAnswerError, count_of, offered, value_of
from policycheck.authoring.interview import Interview, spoken
from policycheck.errors import InputError
from policycheck.model.change import value_at
from policycheck.model.vocabulary import EnumValue, Field, Kind, Means

ROOT = Path(__file__).resolve().parents[2]


def interview() -> Interview:
    return Interview(*lighthouse(DARK))


def test_every_answer_of_an_example_goes_in_and_all_that_stood_there_stays() -> None:
    """Answers that move most, one after the other, in a file with comments."""
    full = audited(ROOT / "examples" / "biden-2021-2023" / "proposal.yaml")
    talk = Interview(full.pack, full.proposal)
    for _ in range(6):
        one = talk.left()[0]
        before, value = talk.document, one.question.values[-1]
        talk.answer(one.question.path, value)
        after = talk.document
        lines = iter(after.text.splitlines())
        assert all(line in lines for line in before.text.splitlines())  # in the same order
        assert value_at(after.value, one.question.path) == value
        assert without(after.value, one.question.path) == without(before.value, one.question.path)
    assert talk.steps == 6


def without(value: Any, path: tuple[str | int, ...]) -> Any:
    """The value with nothing at the path; sections that would be empty go too."""
    if not path or not isinstance(value, dict | list):
        return None
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        kept = {key: without(part, rest) if key == step else part for key, part in value.items()}
        return {key: part for key, part in kept.items() if part is not None} or None
    return [without(part, rest) if at == step else part for at, part in enumerate(value)]


def test_an_interview_goes_back_step_by_step() -> None:
    talk = interview()
    text, first = talk.document.text, [one.question.name for one in talk.left()]
    talk.answer(("horn", "loud"), value=True)
    talk.skip(("lamp", "fuel"))
    assert "lamp.fuel" not in [one.question.name for one in talk.left()]
    assert talk.back()
    assert talk.back()
    assert not talk.back()
    assert talk.document.text == text
    assert [one.question.name for one in talk.left()] == first


def test_evidence_names_a_source_and_a_new_source_gets_an_id() -> None:
    talk = interview()
    talk.answer(("horn", "loud"), value=True)
    talk.cite(("horn", "loud"), "It is heard for miles.", "page 3", talk.new_source(), "The log of 1836")
    talk.answer(("lamp", "spare"), value=False)
    assert talk.new_source() == "S2"
    talk.cite(("lamp", "spare"), "There is one lamp.", "page 4", "S1")
    assert [(one.path, one.where, one.source) for one in talk.proposal.evidence] == [
        ("horn.loud", "page 3", "S1"),
        ("lamp.spare", "page 4", "S1"),
    ]
    assert talk.sources == (("S1", "The log of 1836"),)


def test_what_would_make_the_proposal_invalid_changes_nothing() -> None:
    talk = interview()
    text = talk.document.text
    with pytest.raises(InputError):
        talk.answer(("lamp", "hours"), value=99)
    with pytest.raises(InputError):
        talk.cite(("lamp", "hours"), "TBD", "page 1", "S1", "The log")
    assert talk.document.text == text
    assert talk.steps == 0


def test_a_place_in_words() -> None:
    full = audited(ROOT / "examples" / "singapore-2018" / "proposal.yaml")
    asked = [one.question.path for one in Interview(full.pack, full.proposal).left()]
    path = next(path for path in asked if len(path) == 4 and isinstance(path[2], int))
    said = spoken(full.pack, full.proposal.document.value, path)
    assert f"{int(path[2]) + 1}" in said
    assert said.startswith(full.pack.vocabulary.root.properties[str(path[0])].title)
    assert not any("_" in word for word in said.split() if word not in str(full.proposal.document.value))


SHADES = Field(
    Kind.ENUM,
    "shade",
    values={
        "dark_red": EnumValue("dark_red", "dark red"),
        "none": EnumValue("none", "no shade"),
        "not_said": EnumValue("not_said", "not said", means=Means.NOT_STATED),
    },
)
NUMBER = Field(Kind.NUMBER, "height", minimum=0, maximum=30)
LIST = Field(Kind.LIST, "shades", item=SHADES)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (SHADES, "1", "dark_red"),
        (SHADES, "Dark Red", "dark_red"),
        (SHADES, "none", "none"),
        (LIST, "1, none, 1", ["dark_red", "none"]),
        (LIST, "none", []),
        (LIST, "[]", []),
        (NUMBER, "1.5", 1.5),
        (Field(Kind.BOOLEAN, "spare"), "Y", True),
        (Field(Kind.BOOLEAN, "spare"), "no", False),
        (Field(Kind.DATE, "day"), "2018-06-12", "2018-06-12"),
        (Field(Kind.TEXT, "name"), '"back"', "back"),
        (Field(Kind.LIST, "names", item=Field(Kind.TEXT, "name")), "Ann, Bee", ["Ann", "Bee"]),
    ],
)
def test_what_was_typed_means(field: Field, typed: str, value: Any) -> None:
    assert value_of(field, typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (SHADES, "3", "'3' is not one of the values"),
        (SHADES, "not_said", "is not one of the values"),
        (SHADES, "dark_rd", "Did you mean dark_red"),
        (NUMBER, "31", "from 0 up to 30"),
        (NUMBER, "many", "in digits"),
        (NUMBER, "true", "in digits"),
        (Field(Kind.BOOLEAN, "spare"), "perhaps", "yes or no"),
        (Field(Kind.DATE, "day"), "12 June", "2018-06-12"),
        (Field(Kind.TEXT, "name"), "TBD", "placeholder"),
        (Field(Kind.TEXT, "name"), "None", "cannot be none"),
    ],
)
def test_what_was_typed_is_no_answer(field: Field, typed: str, said: str) -> None:
    with pytest.raises(NotAnAnswerError, match=said):
        value_of(field, typed)


def test_how_many_there_are() -> None:
    assert (count_of("none"), count_of("0"), count_of("3")) == (0, 0, 3)
    for typed in ("-1", "51", "a few", "٣"):
        with pytest.raises(NotAnAnswerError):
            count_of(typed)


def test_not_stated_is_offered_only_where_something_has_to_stand() -> None:
    assert [one.value for one in offered(SHADES)] == ["dark_red", "none"]
    assert [one.value for one in offered(SHADES, required=True)] == ["dark_red", "none", "not_said"]


def test_the_answer_of_an_example_has_only_what_has_to_be_there() -> None:
    item = Field(Kind.OBJECT, "tree", properties={"a": NUMBER, "b": NUMBER}, required=frozenset({"b"}))
    assert answered(Field(Kind.LIST, "trees", item=item), [{"a": 1, "b": 2}]) == [{"b": 2}]
