"""Files of waivers: what is read, what is refused with its place, and days as people write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.searching import laws
from tests.verification.reports import lighthouse

from policycheck.errors import InputError, Problem
from policycheck.load.days import day_of, judged_by
from policycheck.load.waivers import fit_waivers, read_waivers, waivers_from
from policycheck.model.waiver import Validity, Waiver
from policycheck.pipeline import with_profile
from policycheck.resources import read_schema

ENTRY: dict[str, Any] = {
    "id": "W-1",
    "rule": "L2",
    "scope": "north_*",
    "reason": "There is no money before spring.",
    "requested_by": "Ann",
    "approved_by": "The board",
    "from": "2026-01-01",
    "until": "2026-06-30",
    "ticket": "T-7",
}


def written(*entries: dict[str, Any]) -> bytes:
    """A file of waivers with a line for each entry, the first on line 3; each is ENTRY with some keys changed."""
    made = [{key: value for key, value in (ENTRY | entry).items() if value is not None} for entry in entries]
    return ('{"waivers":\n[\n' + ",\n".join(json.dumps(entry) for entry in made) + "\n]}\n").encode()


def refused(content: bytes) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        waivers_from(content, "w.json")
    return list(caught.value.problems)


def one(**entry: Any) -> Waiver:
    return waivers_from(written(entry), "w.json").waivers[0]


def test_a_file_is_read(tmp_path: Path) -> None:
    lines = [f"    {key}: {value}" for key, value in ENTRY.items()]
    text = "# Ours\nwaivers:\n  -\n" + "\n".join(lines) + "\n"
    file = tmp_path / "waivers.yaml"
    file.write_bytes(text.encode())
    found = read_waivers(str(file))
    assert found.content == text.encode()
    (waiver,) = found.waivers
    assert {key: getattr(waiver, {"from": "first", "until": "last"}.get(key, key)) for key in ENTRY} == ENTRY
    assert (waiver.span.line, waiver.days) == (4, 181)
    assert waivers_from(b"waivers: []\n", "w.yaml").waivers == ()


def test_every_problem_is_told_at_its_place() -> None:
    found = refused(
        written(
            {"scope": "*", "approved_by": " ann "},
            {"until": "2025-01-01", "ticket": None},
            {"id": "W-1", "from": "2026-02-30", "colour": "red"},
            {"reason": "TBD", "rule": 7},
        )
    )
    assert [(problem.code, problem.span and problem.span.line) for problem in found] == [
        ("WAIVER-SCOPE", 3),
        ("WAIVER-APPROVAL", 3),
        ("WAIVER-MISSING", 4),
        ("WAIVER-TWICE", 4),
        ("WAIVER-DATES", 4),
        ("WAIVER-TWICE", 5),
        ("WAIVER-DATE", 5),
        ("WAIVER-UNKNOWN", 5),
        ("WAIVER-TWICE", 6),
        ("WAIVER-TYPE", 6),
        ("WAIVER-TEXT", 6),
    ]
    assert all(problem.hint for problem in found)


REFUSED: dict[str, tuple[bytes, str]] = {
    "no list": (b"waivers: none of them\n", "WAIVER-TYPE"),
    "no key": (b"{}", "WAIVER-MISSING"),
    "another key": (b"waivers: []\nwaiver: []\n", "WAIVER-UNKNOWN"),
    "a text": (b"waivers: [L2]\n", "WAIVER-TYPE"),
    "nothing": (b"", "DOC-"),
    "a list": (b"- a\n", "DOC-ROOT"),
    "bytes": (b"\xff\xfe\x00", "DOC-"),
    "an alias": (b"waivers: &a [*a]\n", "DOC-"),
    "a key twice": (b"waivers: []\nwaivers: []\n", "DOC-"),
    "cut short": (b"waivers: [{id: W-1", "DOC-"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_file_of_waivers(content: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        waivers_from(content, "w.yaml")
    assert [problem for problem in caught.value.problems if problem.code.startswith(code)]


@pytest.mark.parametrize("key", ENTRY)
def test_every_key_must_be_there(key: str) -> None:
    assert [(problem.code, problem.span and problem.span.line) for problem in refused(written({key: None}))] == [
        ("WAIVER-MISSING", 3)
    ]


def test_there_is_such_a_file(tmp_path: Path) -> None:
    for name in (str(tmp_path / "none.yaml"), str(tmp_path), "-"):
        with pytest.raises(InputError):
            read_waivers(name)


# ---------------------------------------------------------------- who approves, and what is meant


@pytest.mark.parametrize(
    ("requested", "approved"),
    [
        ("Ann", "Ann"),
        ("Ann", " ANN\t"),
        ("Ann Lee", "ann  lee"),
        ("Straße", "STRASSE"),
        ("Å", "A\u030a"),
        ("Ａｎｎ", "ann"),
        ("Ann", "A\u200bnn"),
    ],
)
def test_nobody_approves_what_the_same_person_requested(requested: str, approved: str) -> None:
    (problem,) = refused(written({"requested_by": requested, "approved_by": approved}))
    assert problem.code == "WAIVER-APPROVAL"


@pytest.mark.parametrize("scope", ["*", "**", "?*", "*?", "?", "????", "*-*", "*.*", "_*", "***?*"])
def test_a_scope_that_names_nothing_is_refused(scope: str) -> None:
    (problem,) = refused(written({"scope": scope}))
    assert problem.code == "WAIVER-SCOPE"


@pytest.mark.parametrize("scope", ["[a-z]*", "[!x]*", "a b", "{a,b}*", "a/*", "", "é*"])
def test_a_scope_is_of_letters_digits_and_two_wildcards(scope: str) -> None:
    assert {problem.code for problem in refused(written({"scope": scope}))} <= {"WAIVER-FORM"}


@pytest.mark.parametrize(
    ("scope", "proposal", "meant"),
    [
        ("north_rock", "north_rock", True),
        ("north_rock", "North_rock", False),
        ("north", "north_rock", False),
        ("north_*", "north_rock", True),
        ("*_rock", "north_rock", True),
        ("north_roc?", "north_rock", True),
        ("north_?", "north_rock", False),
        ("a.b", "axb", False),
        ("n*", "south", False),
    ],
)
def test_whose_waiver_it_is(scope: str, proposal: str, meant: bool) -> None:
    assert one(scope=scope).is_for(proposal) is meant


def test_rules_have_to_be_there_where_the_proposal_is_meant() -> None:
    file = waivers_from(written({"rule": "L22"}, {"rule": "X9", "id": "W-2", "scope": "south_rock"}), "w.json")
    with pytest.raises(InputError) as caught:
        fit_waivers(file, lighthouse(), "north_rock")
    (problem,) = caught.value.problems
    assert (problem.code, problem.span and problem.span.line) == ("WAIVER-RULE", 3)
    assert problem.hint.startswith("Did you mean L2")
    assert fit_waivers(file, lighthouse(), "west_rock") is file
    profile = b"id: mine\ntitle: Mine\ndrop: {L5: No gas.}\n"
    dropped = waivers_from(written({"rule": "L5"}), "w.json")
    assert fit_waivers(dropped, with_profile(lighthouse(), profile, "p.yaml"), "north_rock") is dropped


def test_the_schema_is_sound_and_knows_every_key() -> None:
    schema = json.loads(read_schema("waivers"))
    Draft202012Validator.check_schema(schema)
    entry = schema["properties"]["waivers"]["items"]
    assert list(entry["properties"]) == entry["required"] == list(ENTRY)
    assert all(part["description"] for part in entry["properties"].values())


# ---------------------------------------------------------------- days


DAYS = [
    ("2026-06-30", "2026-06-30"),
    ("2026-06-30T23:59:59Z", "2026-06-30"),
    ("2026-07-01T00:00:00Z", "2026-07-01"),
    ("2026-07-01T08:59:59+09:00", "2026-06-30"),
    ("2026-07-01T09:00:00+09:00", "2026-07-01"),
    ("2026-06-30T19:59:59-04:00", "2026-06-30"),
    ("2026-06-30T20:00:00-04:00", "2026-07-01"),
    ("2026-06-30 23:59:59.999999+00:00", "2026-06-30"),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_moment_stands_for_the_day_of_utc_in_which_it_falls(text: str, day: str) -> None:
    assert day_of(text) == judged_by(text, waived=True) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-06-31", "2026-06-30T25:00Z", "2026-06-30T10:00", "0001-01-01T00:00+14:00", "9" * 400]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(InputError) as caught:
        day_of(text)
    assert [problem.code for problem in caught.value.problems] == ["USE-DATE"]


def test_waivers_want_a_day() -> None:
    assert judged_by("", waived=False) == ""
    with pytest.raises(InputError) as caught:
        judged_by("", waived=True)
    assert [problem.code for problem in caught.value.problems] == ["USE-WAIVERS"]
    assert "--as-of" in caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        ("2025-12-31T23:59:59Z", Validity.NOT_YET_VALID),
        ("2026-01-01T00:00:00Z", Validity.IN_FORCE),
        ("2026-01-01T08:59:59+09:00", Validity.NOT_YET_VALID),
        ("2026-01-01", Validity.IN_FORCE),
        ("2026-06-30", Validity.IN_FORCE),
        ("2026-06-30T23:59:59Z", Validity.IN_FORCE),
        ("2026-07-01T08:59:59+09:00", Validity.IN_FORCE),
        ("2026-07-01T00:00:00Z", Validity.EXPIRED),
        ("2026-07-01T09:00:00+09:00", Validity.EXPIRED),
        ("2026-07-01", Validity.EXPIRED),
    ],
)
def test_the_first_and_the_last_second(moment: str, holds: Validity) -> None:
    assert one().on(day_of(moment)) is holds


def test_a_waiver_of_one_day() -> None:
    waiver = one(**{"from": "2024-02-29", "until": "2024-02-29"})
    assert waiver.days == 1
    assert [waiver.on(f"2024-02-{day}").value for day in ("28", "29")] == ["not_yet_valid", "in_force"]
    assert waiver.on("2024-03-01") is Validity.EXPIRED


@laws(60)
@given(st.dates(), st.dates(), st.dates())
def test_a_waiver_holds_on_the_days_from_first_to_last(first: Any, last: Any, day: Any) -> None:
    first, last = sorted((first, last))
    waiver = one(**{"from": first.isoformat(), "until": last.isoformat()})
    assert (waiver.on(day.isoformat()) is Validity.IN_FORCE) is (first <= day <= last)
    assert waiver.days == (last - first).days + 1
