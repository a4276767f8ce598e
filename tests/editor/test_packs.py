"""What an editor shows of the files of a pack: problems among unsaved files, meanings, and what can be named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.rendering.lighthouse import PACK, write_files

from policycheck.editor.desk import Desk
from policycheck.editor.draft import Draft
from policycheck.editor.values import Gravity
from policycheck.pipeline import Auditor

FILE = os.path.join("pack", "light.yaml")
TEXT = PACK["light.yaml"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    desk = Desk(Auditor)
    desk.put(FILE, Draft(TEXT))
    assert desk.notes(FILE) == ()
    return desk


def tip_at(desk: Desk, words: str, file: str = FILE) -> str:
    text = desk.draft(file).text
    found = desk.tip(file, text.index(words))
    return "" if found is None else found.markdown


def offered(desk: Desk, old: str, typed: str) -> list[str]:
    """The labels offered where `typed` stands in place of a text of the file, at its bar."""
    before, _, rest = TEXT.partition(old)
    assert rest, old
    left, _, right = typed.partition("|")
    desk.put(FILE, Draft(before + left + right + rest))
    return [one.label for one in desk.offers(FILE, len(before + left))]


def test_a_problem_of_another_open_file_is_told_here_and_stands_there(desk: Desk) -> None:
    other = os.path.join("pack", "vocabulary.schema.yaml")
    text = PACK["vocabulary.schema.yaml"].replace("hours: {title", "length: {title")
    assert set(desk.put(other, Draft(text))) == {FILE, other}
    own = [TEXT[one.start : one.end] for one in desk.notes(FILE) if one.gravity is Gravity.ERROR]
    assert own == ["lamp.hours", "lamp.hours"]
    (note,) = desk.notes(other)
    assert (note.code, note.gravity) == ("PACK-PATH", Gravity.WARNING)
    assert note.message.startswith("Another file of the pack has a problem: light.yaml:11:26: the vocabulary has no")
    assert note.message.endswith("(and 2 more)")


def test_a_pack_that_is_broken_keeps_the_meanings_of_its_last_sound_state(desk: Desk) -> None:
    desk.put(FILE, Draft(TEXT + "          - id: [\n"))
    assert "DOC-SYNTAX" in {one.code for one in desk.notes(FILE)}
    assert tip_at(desk, "LH-1").startswith(
        "**LH-1** (requirement)\n\nA light is lit every night.\n\nOn Lighthouses, page 1"
    )


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("met: {field: lamp.hours", "Met when:\n\n- the hours of light is 14.5 or more"),
        ("TRINITY", "Rules of 1836\n\non lamps"),
        ("$long_night", "**$long\\_night** hours of a long night\n\n```yaml\nlong_night: {number: 14.5"),
        ("lamp.hours", "**hours of light**\n\nTakes a number, at least 0, at most 24."),
        ("gas}", "`gas` town gas"),
        ("L2\n            met", "**L2 Have a spare**"),
        ("Ships come", ""),
        ("weight: 4", ""),
    ],
)
def test_tips(desk: Desk, words: str, wanted: str) -> None:
    found = tip_at(desk, words)
    assert wanted in found
    assert bool(wanted) is bool(found)


@pytest.mark.parametrize(
    ("old", "typed", "wanted"),
    [
        ("clauses: [LH-1]", "clauses: [LH-1, |", ["LH-1", "LH-2", "LH-3", "LH-4"]),
        ("requires: L2", "requires: |", ["L1", "L2", "L3", "L4", "L5", "H1", "B1", "$long_night"]),
        ("{field: lamp.fuel, is: gas}", "{field: lamp.fuel, is: |}", ["oil", "gas", "$long_night"]),
        ("{field: lamp.fuel, is: gas}", "{field: lamp.fuel, in: [oil, |]}", ["oil", "gas", "$long_night"]),
    ],
)
def test_offers_of_names(desk: Desk, old: str, typed: str, wanted: list[str]) -> None:
    assert offered(desk, old, typed) == wanted


def test_offers_of_paths(desk: Desk) -> None:
    found = offered(desk, "{field: lamp.fuel, is: gas}", "{field: la|}")
    assert {"lamp.hours", "lamp.fuel", "boats.names", "boats.names[]", "proposal.actor"} <= set(found)


def test_offers_of_keys(desk: Desk) -> None:
    keys = offered(desk, "            weight: 1.5\n", "            we|\n")
    assert {"weight", "partly", "requires"} <= set(keys)
    assert not {"id", "title"} & set(keys), "they stand above already"
    assert {"field", "every", "at_least", "all"} <= set(offered(desk, "{field: lamp.fuel, is: gas}", "{|}"))


def test_fields_of_items_in_a_quantifier() -> None:
    folder = Path(__file__).resolve().parents[2] / "docs" / "examples" / "minimal-pack"
    file = next(one for one in sorted(folder.glob("f*.yaml")) if ".test" not in one.name)
    text, desk = file.read_text(encoding="utf-8"), Desk(Auditor)
    desk.put(str(file), Draft(text))
    assert desk.notes(str(file)) == ()
    at = text.index("field: .")
    found = desk.tip(str(file), at + 8)
    assert found is not None
    assert "Takes" in found.markdown
    labels = [one.label for one in desk.offers(str(file), at + 8)]
    assert labels
    assert all(label.startswith(".") for label in labels)


def test_a_file_of_tests() -> None:
    folder = Path(__file__).resolve().parents[2] / "docs" / "examples" / "minimal-pack"
    file = str(folder / "f1-warning.test.yaml")
    text, desk = Path(file).read_text(encoding="utf-8"), Desk(Auditor)
    desk.put(file, Draft(text))
    assert desk.notes(file) == ()
    wrong = text.replace("warning.tested: monthly", "warning.tested: montly", 1)
    desk.put(file, Draft(wrong))
    (note,) = desk.notes(file)
    assert wrong[note.start : note.end] == "montly"
    assert note.message == "'montly' is not a value of 'tested'\nDid you mean monthly?"
    desk.put(file, Draft("cases: ["))
    assert "DOC-SYNTAX" in {one.code for one in desk.notes(file)}


def test_a_file_that_the_head_does_not_name_is_no_part_of_the_pack(desk: Desk) -> None:
    path = os.path.join("pack", "remarks.yaml")
    desk.put(path, Draft("remarks: [\n"))
    assert desk.notes(path) == ()
