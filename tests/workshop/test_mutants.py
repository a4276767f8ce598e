"""Every operator of mutation, on the smallest pack in which it has something to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workshop.bench import pack_with

from policycheck.load.pack import load_pack
from policycheck.workshop.edits import OPERATORS
from policycheck.workshop.mutants import Mutant, mutants

RULES = "f1-warning.yaml"
MET = "    met: {field: warning.tested, in: $regular}\n"


def pack_where(folder: Path, met: str, definitions: str = "") -> str:
    """The minimal pack with another `met` of F1.2, and with more definitions."""
    place = Path(pack_with(folder))
    text = (place / RULES).read_text(encoding="utf-8")
    assert MET in text
    (place / RULES).write_text(text.replace(MET, f"    met: {met}\n"), encoding="utf-8")
    known = place / "definitions.yaml"
    kept = known.read_text(encoding="utf-8")
    if "$regular" not in met:
        kept = kept.replace("  regular:\n    set: [monthly, yearly]\n    title: regular rhythms\n", "")
    known.write_text(kept + definitions, encoding="utf-8")
    return str(place)


def made(place: str, subject: str, operator: str, part: str = "met") -> list[str]:
    """What the operator makes of a subject, in words."""
    return [
        one.after
        for one in mutants(load_pack(place))
        if one.subject == subject and one.operator == operator and (subject.startswith("$") or one.part == part)
    ]


BEDS = "the number of beds"
LIST = '"warning.shelters[]"'
CONDITIONS = {
    "at_least": (
        f"{{some: {LIST}, satisfies: {{field: .beds, at_least: 5}}}}",
        "compare",
        [f"{BEDS} is 5 or less"],
    ),
    "includes_any": (
        "{field: warning.channels, includes_any: [siren, radio]}",
        "compare",
        ["the warning channels include all of sirens and local radio"],
    ),
    "stated": ("{field: warning.tested, stated: true}", "compare", ["the rhythm of tests is stated as none"]),
    "is": ("{field: warning.tested, is: monthly}", "compare", ["the rhythm of tests is not monthly"]),
    "not": (
        "{not: {field: warning.tested, is: monthly}}",
        "compare",
        ["the rhythm of tests is monthly", "the rhythm of tests is not monthly"],
    ),
    "count turned": (f"{{count: {LIST}, at_least: 2}}", "compare", ["there are at most 2 shelters"]),
    "count moved": (
        f"{{count: {LIST}, at_least: 2}}",
        "threshold",
        ["there is at least 1 shelter", "there are at least 3 shelters"],
    ),
    "share moved": (
        f"{{share: {LIST}, satisfies: {{field: .place, stated: true}}, at_least: 0.34}}",
        "threshold",
        [f"for at least {share} % of the shelters, the place is stated" for share in (33, 35)],
    ),
    "a share is at most all": (
        f"{{share: {LIST}, satisfies: {{field: .place, stated: true}}, at_least: 1}}",
        "threshold",
        ["for at least 0 % of the shelters, the place is stated"],
    ),
    "date moved": (
        "{field: proposal.date, at_least: 2026-03-01}",
        "threshold",
        ["the date is 2026-02-28 or later", "the date is 2026-03-02 or later"],
    ),
    "all": (
        "{all: [{field: warning.tested, is: monthly}, {field: warning.channels, includes: radio}]}",
        "all-any",
        ["the rhythm of tests is monthly or the warning channels include local radio"],
    ),
    "a part of all": (
        "{all: [{field: warning.tested, is: monthly}, {field: warning.channels, includes: radio}]}",
        "drop-part",
        ["the warning channels include local radio", "the rhythm of tests is monthly"],
    ),
    "every": (
        f"{{every: {LIST}, satisfies: {{field: .beds, at_least: 5}}, if_empty: true}}",
        "every-some",
        [f"for at least one shelter, {BEDS} is 5 or more"],
    ),
    "if_empty": (
        f"{{every: {LIST}, satisfies: {{field: .beds, at_least: 5}}, if_empty: true}}",
        "if-empty",
        [
            f"for every shelter (and there is something to look at), {BEDS} is 5 or more",
            f"for every shelter, {BEDS} is 5 or more",
        ],
    ),
    "a value": (
        "{field: warning.tested, in: [monthly, yearly, never]}",
        "drop-value",
        [f"the rhythm of tests is {left}" for left in ("yearly or never", "monthly or never", "monthly or yearly")],
    ),
    "where": (
        f"{{count: {LIST}, where: {{field: .beds, at_least: 5}}, at_least: 1}}",
        "drop-condition",
        ["there is at least 1 shelter"],
    ),
}


@pytest.mark.parametrize("what", CONDITIONS)
def test_a_condition_is_changed(what: str, tmp_path: Path) -> None:
    met, operator, after = CONDITIONS[what]
    assert made(pack_where(tmp_path, met), "F1.2", operator) == after


def test_a_definition_is_changed_where_it_stands_and_nowhere_else(tmp_path: Path) -> None:
    place = pack_with(tmp_path)
    assert made(place, "$regular", "drop-value") == ["yearly", "monthly"]
    assert made(place, "$enough_beds", "threshold") == ["49", "51"]
    assert made(place, "F1.2", "drop-value") == []
    assert made(place, "F1.3", "threshold") == []
    changed = next(one for one in mutants(load_pack(place)) if one.subject == "$enough_beds")
    assert changed.users == ("F1.3",)
    rule = changed.made().rule("F1.3")
    assert rule is not None
    assert repr(rule[1].met).count("values=(49,)") == repr(rule[1].partly).count("values=(49,)") == 1


LISTS = """
  crowded:
    list: "warning.shelters[]"
    where: {field: .beds, at_least: 5}
    until: {field: .place, is: harbour}
    first: 2
"""


def test_a_list_is_cut_otherwise(tmp_path: Path) -> None:
    place = pack_where(tmp_path, "{count: $crowded, at_least: 1}", LISTS)
    assert len(made(place, "$crowded", "until-first")) == 4
    without_where = 'warning.shelters[] until the place is "harbour" (the first 2)'
    assert made(place, "$crowded", "drop-condition") == [without_where]


LABELS = """
  loud:
    labels:
      siren: {field: warning.tested, is: monthly}
      radio: {field: warning.tested, is: yearly}
"""


def test_a_label_is_left_out(tmp_path: Path) -> None:
    place = pack_where(tmp_path, "{field: warning.channels, includes_any: $loud}", LABELS)
    assert made(place, "$loud", "drop-value") == [
        "radio: the rhythm of tests is yearly",
        "siren: the rhythm of tests is monthly",
    ]


def test_whole_conditions_and_parents_are_left_out(tmp_path: Path) -> None:
    found = [one for one in mutants(load_pack(pack_with(tmp_path))) if one.operator == "drop-condition"]
    assert [(one.subject, one.part) for one in found if one.after == "nothing"] == [
        ("F1.1", "contradicted"),
        ("F1.1", "partly"),
        ("F1.2", "requires"),
        ("F1.3", "when"),
        ("F1.3", "partly"),
    ]


def test_caps_move_by_a_grade_as_far_as_the_pack_would_load(tmp_path: Path) -> None:
    after = made(pack_with(tmp_path), "F1.1", "caps", "caps")
    assert len(after) == len(set(after)) == 5
    assert all("contradicted: meets" not in words for words in after)


def test_every_operator_is_tried_here_and_is_described() -> None:
    tried = {operator for _, operator, _ in CONDITIONS.values()} | {"caps", "until-first"}
    assert tried == set(OPERATORS)


def test_no_mutant_is_the_pack_itself(tmp_path: Path) -> None:
    def said(one: Mutant) -> tuple[str, str]:
        return one.before, one.after

    found = list(mutants(load_pack("korean-peninsula")))
    assert {one.operator for one in found} == set(OPERATORS)
    assert [one.subject for one in found if said(one)[0] == said(one)[1] and one.operator != "drop-value"] == []
