"""What an editor shows of a proposal: notes, tips, offers, fixes and lines above sections, as plain values."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.load.test_renames import NEW, OLD
from tests.renamed import renamed_pack
from tests.rendering.lighthouse import PROPOSAL, write_files

from policycheck.editor.desk import Desk
from policycheck.editor.draft import Draft
from policycheck.editor.notes import steps
from policycheck.editor.values import Fix, Gravity, Note
from policycheck.model.document import show_path
from policycheck.pipeline import Auditor

NAME = "plan.yaml"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    return Desk(lambda: Auditor(pack="pack"))


def shown(desk: Desk, text: str, name: str = NAME) -> list[tuple[str, str, Gravity]]:
    """The notes beside a text: code, the words they stand at, gravity."""
    desk.put(name, Draft(text))
    return [(note.code, text[note.start : note.end], note.gravity) for note in desk.notes(name)]


def offered(desk: Desk, text: str, name: str = NAME) -> dict[str, str]:
    """What could be typed at the bar in the text: labels, and what the text would then be from the line on."""
    before, _, after = text.partition("|")
    desk.put(name, Draft(before + after))
    found = {}
    for one in desk.offers(name, len(before)):
        whole = before[: one.start] + one.text + (before + after)[one.end :]
        found[one.label] = whole[before.rfind("\n") + 1 :].split("\n")[0]
    return found


def fixed(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def note_at(desk: Desk, code: str) -> Note:
    return next(note for note in desk.notes(NAME) if note.code == code)


def test_findings_stand_at_what_decided_them(desk: Desk) -> None:
    assert shown(desk, PROPOSAL) == [
        ("DOC-COVERS", "[lamp, boats]", Gravity.WARNING),
        ("L1", "9", Gravity.WARNING),
        ("A1", "oil", Gravity.INFORMATION),
        ("L2", "false", Gravity.WARNING),
        ("DOC-COVERS", "{loud: true}", Gravity.WARNING),
    ]
    notes = {note.code: note.message for note in desk.notes(NAME)}
    assert notes["L2"].startswith("L2 Have a spare: contradicted\nThe spare lamp is stated as no.")
    assert notes["L2"].endswith("Remedy: Buy one.")
    assert "L4" not in notes, "it waits for L2 and has nothing of its own to say"


def test_what_is_silent_stands_at_its_section(desk: Desk) -> None:
    found = shown(desk, PROPOSAL.replace("  hours: 9\n", "").replace("  keeper: Ann\n", ""))
    assert ("L1", "lamp", Gravity.WARNING) in found, "the gate fails because of it"
    assert ("L3", "lamp", Gravity.INFORMATION) in found


def test_problems_come_with_what_to_do(desk: Desk) -> None:
    text = (
        PROPOSAL.replace("hours: 9", "hours: 99").replace("horn: {", "horm: {").replace("topic: cost", "topic: coast")
    )
    assert shown(desk, text) == [
        ("DOC-RANGE", "99", Gravity.ERROR),
        ("DOC-UNKNOWN", "horm", Gravity.ERROR),
        ("DOC-TOPIC", "coast", Gravity.ERROR),
    ]
    assert note_at(desk, "DOC-RANGE").message.endswith("\nIt has to be at least 0 and at most 24.")
    assert [one.title for one in desk.lenses(NAME)] == ["Not evaluated: 3 problems to mend first"]


def test_a_word_that_was_probably_meant_is_put_in_place_of_the_wrong_one(desk: Desk) -> None:
    text = (
        PROPOSAL.replace("horn: {", '"horm": {')
        .replace("topic: cost", "topic: 'coast'")
        .replace("{for: lamp,", "{for: lamp.ours,")
    )
    desk.put(NAME, Draft(text))
    for code, wanted in (
        ("DOC-UNKNOWN", '"horn": {'),
        ("DOC-TOPIC", "topic: 'cost'"),
        ("DOC-PATH", "{for: lamp.hours,"),
    ):
        note = note_at(desk, code)
        first = desk.fixes(NAME, note.start, note.end)[0]
        assert wanted in fixed(text, first)
        assert first.notes == (note,)
    assert desk.fixes(NAME, 0, 0) == ()


def test_present_names_for_former_ones_one_by_one_and_all_at_once(tmp_path: Path) -> None:
    desk = Desk(lambda: Auditor(pack=renamed_pack(tmp_path / "renamed")))
    desk.put(NAME, Draft(OLD))
    note = next(one for one in desk.notes(NAME) if one.code == "DOC-RENAMED")
    one, every = desk.fixes(NAME, note.start, note.end)
    assert fixed(OLD, one) == OLD.replace('"warning":', '"alarm":')
    assert fixed(OLD, every) == NEW


def test_a_finding_is_repaired_in_the_text_where_somebody_asks(desk: Desk) -> None:
    desk.put(NAME, Draft(PROPOSAL))
    note = note_at(desk, "L1")
    (fix,) = desk.fixes(NAME, note.start, note.end)
    assert fix.title.startswith("Repair L1. lamp: hours of light: state ")
    assert fix.notes == (note,)
    after = fixed(PROPOSAL, fix)
    assert after.replace("hours: 14.5", "hours: 9") == PROPOSAL, "nothing else is touched"
    assert "L1" not in {code for code, _, _ in shown(desk, after)}
    desk.put(NAME, Draft(PROPOSAL))
    assert desk.fixes(NAME, note.start, note.end, thorough=False) == ()


def test_tips_tell_meaning_values_and_the_rules_that_read(desk: Desk) -> None:
    desk.put(NAME, Draft(PROPOSAL))
    fuel = desk.tip(NAME, PROPOSAL.index("oil"))
    assert fuel is not None
    assert (PROPOSAL[fuel.start : fuel.end], fuel.markdown.split("\n\n")[0]) == ("oil", "**fuel**")
    assert "- `oil` whale oil\n- `gas` town gas" in fuel.markdown
    assert "**L5**: not applicable. *Is the gas stored safely?*\n\n- LH-2: Oil runs out in winter." in fuel.markdown
    gas = PROPOSAL.replace("fuel: oil", "fuel: gas")
    desk.put(NAME, Draft(gas))
    found = desk.tip(NAME, gas.index("fuel: gas") + 7)
    assert found is not None
    assert "- `gas` town gas\n- `oil` whale oil" in found.markdown, "the one that stands there comes first"


@pytest.mark.parametrize(
    ("word", "head"),
    [
        ("L2, text", "**L2 Have a spare**"),
        ("A1, text", "**A1 Oil in winter**"),
        ("cost, mit", "**T1 Light against cost**"),
        ("lamp, says", "**lamp**"),
    ],
)
def test_tips_at_what_names_something(desk: Desk, word: str, head: str) -> None:
    desk.put(NAME, Draft(PROPOSAL))
    found = desk.tip(NAME, PROPOSAL.index(word))
    assert found is not None
    assert found.markdown.startswith(head)


def test_no_tip_where_nothing_is(desk: Desk) -> None:
    desk.put(NAME, Draft("# only a remark\n" + PROPOSAL))
    assert desk.tip(NAME, 3) is None
    desk.put(NAME, Draft(""))
    assert desk.tip(NAME, 0) is None
    assert desk.notes(NAME) == (note_at(desk, "DOC-FILE-EMPTY"),)
    assert desk.lenses(NAME) == ()


HEAD = PROPOSAL.partition("lamp:\n")[0]


FINDINGS = ("L1", "L2", "L3", "L4", "L5", "H1", "B1", "A1", "T1")
OFFERED = {
    "a key": ("lamp:\n  |", "fuel: |keeper: |spare: |hours: "),
    "half a key": ("lamp:\n  hours: 9\n  fu|\n  spare: true", "fuel: |keeper: "),
    "a value": ("lamp:\n  fuel: |", "fuel: oil|fuel: gas"),
    "in quotation marks": ("lamp:\n  fuel: 'g|'", "fuel: 'oil'|fuel: 'gas'"),
    "true or false": ("lamp:\n  spare: t|", "spare: true|spare: false"),
    "in brackets": ("lamp: {hours: 9, fuel: o|", "lamp: {hours: 9, fuel: oil|lamp: {hours: 9, fuel: gas"),
    "a key in brackets": ("horn: {|", "horn: {loud: "),
    "in a remark": ("lamp:\n  hours: 9 # |", ""),
    "a number": ("lamp:\n  hours: |", ""),
    "a finding": ("responses:\n  - finding: L|", "|".join(f"- finding: {one}" for one in FINDINGS)),
    "a topic": ("risks:\n  - topic: |", "- topic: oil|- topic: cost"),
    "a source": ("evidence:\n  - source: |", "- source: LOG"),
    "a key of an item": ("risks:\n  - |", "- topic: |- mitigation: |- note: "),
    "a pack": ("pack: |", "pack: fair-data|pack: korean-peninsula"),
}


@pytest.mark.parametrize(("text", "wanted"), OFFERED.values(), ids=OFFERED)
def test_offers(desk: Desk, text: str, wanted: str) -> None:
    lines = [line.strip(" ") for line in offered(desk, HEAD + text).values()]
    assert sorted(lines) == sorted(one.lstrip(" ").rstrip(" ") for one in wanted.split("|") if one)


def test_offers_of_paths_for_evidence(desk: Desk) -> None:
    found = offered(desk, HEAD + "evidence:\n  - for: lamp.f|")
    assert found["lamp.fuel"] == "  - for: lamp.fuel"
    assert found["boats.names"]


def test_offers_in_an_empty_file(desk: Desk) -> None:
    assert offered(desk, "|")["proposal"] == "proposal:"
    assert offered(desk, "\n|")["lamp"] == "lamp:"


def test_offers_in_json(desk: Desk) -> None:
    found = offered(desk, '{"lamp": {"fuel": "|"}}', "plan.json")
    assert found["gas"] == '{"lamp": {"fuel": "gas"}}'


def test_the_front_matter_of_markdown(desk: Desk) -> None:
    text = f"---\n{PROPOSAL.strip().replace('fuel: oil', 'fuel: oli')}\n---\n\n# The plan\n\nproposal: as above\n"
    assert ("DOC-VALUE", "oli", Gravity.ERROR) in shown(desk, text, "memo.md")
    (fix,) = desk.fixes("memo.md", text.index("oli"), text.index("oli"))
    assert fixed(text, fix) == text.replace("oli", "oil")
    assert set(offered(desk, text.replace("fuel: oli", "fuel: o|"), "memo.md")) == {"oil", "gas"}
    desk.put("memo.md", Draft(text))
    assert desk.tip("memo.md", text.index("# The plan") + 3) is None
    assert offered(desk, text.replace("# The plan", "# The| plan"), "memo.md") == {}


def test_lines_above(desk: Desk) -> None:
    desk.put(NAME, Draft(PROPOSAL))
    found = [(PROPOSAL[one.start :].partition(":")[0], one.title) for one in desk.lenses(NAME)]
    assert found == [
        ("proposal", "Gate passed."),
        ("lamp", "L Keep the light: partly meets, 40 % as stated; at best partly meets, 40 %"),
        ("horn", "H Sound the horn: out of scope"),
        ("proposal", "B Name the boats: not applicable"),
    ]


def test_a_pack_that_is_broken_is_told_of_where_it_is_named(desk: Desk, tmp_path: Path) -> None:
    rules = tmp_path / "pack" / "horn.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("horn.loud", "horn.lout"), encoding="utf-8")
    desk = Desk(Auditor)
    found = shown(desk, f"pack: pack\n{PROPOSAL}")
    assert found == [("PACK-PATH", "pack", Gravity.ERROR)]
    said = desk.notes(NAME)[0].message
    assert "pack/horn.yaml:" in said
    assert "the vocabulary has no field 'lout' in 'horn.lout'" in said
    assert shown(desk, "pack: pack\nother: 1\n") == []


def test_a_bad_configuration_is_told_of(tmp_path: Path) -> None:
    def broken() -> Auditor:
        return Auditor(as_of="yesterday")

    desk = Desk(broken)
    assert [code for code, _, _ in shown(desk, PROPOSAL)] == ["USE-DATE"]
    assert shown(desk, "other: 1\n") == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# How\n\n```yaml\nproposal:\n```\n"),
        ("compose.yaml", "services: {web: {}}\n"),
        ("list.yaml", "- 1\n"),
        ("broken.yaml", "services: [\n"),
        ("a.test.yaml", "cases: []\n"),
    ],
)
def test_other_files_are_left_alone(desk: Desk, name: str, text: str) -> None:
    desk.put(name, Draft(text))
    assert (desk.notes(name), desk.lenses(name), desk.tip(name, 3)) == ((), (), None)


def test_paths_are_read_as_they_are_shown() -> None:
    path = ("a", 0, "b_c", 12, 3, "d")
    assert steps(show_path(path)) == path


def test_nothing_is_kept_of_a_closed_file(desk: Desk) -> None:
    desk.put(NAME, Draft(PROPOSAL))
    desk.notes(NAME)
    desk.drop(NAME)
    assert (desk.open, desk.notes(NAME), desk.tip(NAME, 30)) == ((), (), None)
    assert os.path.isfile("proposal.yaml"), "files stay"
