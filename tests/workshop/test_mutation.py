"""Mutants and cases: weak cases let some live, equivalent ones are proved, and the shipped packs have no survivor."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml
from tests.workshop.bench import MINIMAL, pack_with

from policycheck.cli.door import run
from policycheck.load.pack_folders import shipped_packs
from policycheck.resources import templates_dir
from policycheck.workshop.mutation import Fate, Judged, mutate

RULES = "f1-warning.yaml"
NEW_PACK = templates_dir() / "pack"


def copied(folder: Path, *, changed: tuple[str, str] | None = None) -> Path:
    """The minimal pack with its tests; something of its rules exchanged."""
    place = folder / "pack"
    shutil.copytree(MINIMAL, place)
    if changed is not None:
        text = (place / RULES).read_text(encoding="utf-8")
        assert changed[0] in text
        (place / RULES).write_text(text.replace(*changed), encoding="utf-8")
    return place


def one_of(judged: tuple[Judged, ...], subject: str, operator: str, after: str) -> Judged:
    (found,) = [one for one in judged if (one.subject, one.operator) == (subject, operator) and after in one.after]
    return found


WEAK = """
base: riverside
cases:
  F1.1:
    - expect: met
      by: warning.channels
"""


def test_weak_cases_let_mutants_survive_and_the_case_that_is_printed_kills(tmp_path: Path) -> None:
    place = pack_with(tmp_path, f1=WEAK)
    trials = mutate(place, 1)
    assert not trials.passed
    survivor = one_of(trials.with_fate(Fate.SURVIVED), "$enough_beds", "threshold", "49")
    assert survivor.witness is not None
    case = yaml.safe_dump({"cases": {"F1.3": [survivor.witness]}})
    (Path(place) / "more.test.yaml").write_text(case, encoding="utf-8")
    assert one_of(mutate(place, 1).judged, "$enough_beds", "threshold", "49").fate is Fate.KILLED


def test_every_case_that_is_printed_kills_its_mutant(tmp_path: Path) -> None:
    place = Path(pack_with(tmp_path, f1=WEAK))
    before = mutate(str(place), 1).with_fate(Fate.SURVIVED)
    shown = [one for one in before if one.witness is not None and not one.subject.startswith("$")]
    assert len(shown) > 10
    cases: dict[str, list[object]] = {}
    for one in shown:
        cases.setdefault(one.subject, []).append(one.witness)
    (place / "more.test.yaml").write_text(yaml.safe_dump({"cases": cases}), encoding="utf-8")
    after = {(one.subject, one.part, one.before, one.after): one.fate for one in mutate(str(place), 1).judged}
    assert {after[one.subject, one.part, one.before, one.after] for one in shown} == {Fate.KILLED}


def test_what_changes_nothing_is_equivalent_with_the_number_of_proposals(tmp_path: Path) -> None:
    """F1.3 applies where there is a shelter: what holds over none never matters."""
    judged = mutate(str(MINIMAL), 1).judged
    equivalent = one_of(judged, "F1.3", "if-empty", "for every shelter (or there is nothing")
    assert (equivalent.fate, equivalent.whole) == (Fate.EQUIVALENT, True)
    assert equivalent.space > 0


def test_what_only_seems_equivalent_is_not(tmp_path: Path) -> None:
    """Without its `when` the same change of F1.3 shows over an empty list."""
    place = Path(pack_with(tmp_path, f1=WEAK))
    text, when = (place / RULES).read_text(encoding="utf-8"), '    when: {count: "warning.shelters[]", at_least: 1}\n'
    assert when in text
    (place / RULES).write_text(text.replace(when, ""), encoding="utf-8")
    judged = mutate(str(place), 1).judged
    assert one_of(judged, "F1.3", "if-empty", "for every shelter (or there is nothing").fate is Fate.SURVIVED


def test_a_share_is_told_apart_by_a_list_that_is_long_enough() -> None:
    """40 % of one or two shelters is as many as 50 %; of five it is not."""
    survivor = one_of(mutate(str(MINIMAL), 1).judged, "F1.3", "threshold", "40 %")
    assert survivor.fate is Fate.SURVIVED
    assert survivor.witness is not None
    assert len(survivor.witness["base"]["warning"]["shelters"]) == 5


def test_the_order_does_not_depend_on_the_number_of_workers() -> None:
    def told(workers: int) -> list[tuple[str, ...]]:
        return [(one.subject, one.part, one.after, one.fate, one.by) for one in mutate(str(MINIMAL), workers).judged]

    assert told(1) == told(2)


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "test", str(MINIMAL), "--mutate", "-f", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["mutants"] == {"killed": 29, "equivalent": 8, "survived": 3}
    assert [one["subject"] for one in told["survived"]] == ["F1.1", "F1.3", "W1"]
    assert not told["passed"]


def test_cases_that_fail_already_are_shown_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = copied(tmp_path, changed=("at_least: 2}", "at_least: 3}"))
    assert run(["rules", "test", str(place), "--mutate"]) == 1
    assert "did not come out as expected" in capsys.readouterr().out


@pytest.mark.untraced
@pytest.mark.parametrize("name", [*shipped_packs(), str(NEW_PACK)], ids=[*shipped_packs(), "rules new"])
def test_the_shipped_packs_and_the_one_to_begin_from_have_no_survivor(name: str) -> None:
    trials = mutate(name, 2)
    assert [f"{one.subject} {one.part}: {one.before} -> {one.after}" for one in trials.with_fate(Fate.SURVIVED)] == []
    assert trials.passed


LABELS = """
  weak_ways:
    labels:
      radio: {field: warning.tested, is: never}
      siren: {field: warning.channels, includes: siren}
    title: ways that are weak
"""
ASKS = "  - id: W2\n    slug: weak\n    level: low\n    title: Weak\n    when: %s\n"
ASKS += "    why: What is weak fails.\n    remedy: Test it.\n    clauses: [FN-3]\n"
ASKED = {
    "how many there are": "{count: $weak_ways, at_least: 1}",
    "whether all of them are there": "{not: {field: warning.channels, includes_all: $weak_ways}}",
    "beside other parts": "{all: [{field: warning.channels, stated: true}, {count: $weak_ways, at_least: 1}]}",
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_change_inside_a_label_set_that_shows_in_a_proposal_is_not_equivalent(asked: str, tmp_path: Path) -> None:
    """Both packs know the set by one name: its labels have to be worked out for each of them."""
    place = Path(pack_with(tmp_path, f1=WEAK))
    with (place / "definitions.yaml").open("a", encoding="utf-8") as file:
        file.write(LABELS)
    with (place / "advisories.yaml").open("a", encoding="utf-8") as file:
        file.write(ASKS % ASKED[asked])
    found = one_of(mutate(str(place), 1).judged, "$weak_ways", "compare", "rhythm of tests is not never")
    assert found.fate is Fate.SURVIVED
    assert found.witness is not None
    assert found.witness["base"]["warning"]["tested"] is not None
