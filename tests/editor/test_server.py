"""The language server as an editor meets it: one process, another program's client, columns in units of UTF-16."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lsprotocol import types
from tests.editor.client import Editor
from tests.rendering.lighthouse import PROPOSAL, write_files

NAME = "plan.yaml"
FUEL = 'lamp: {keeper: "등대지기 🗼 김", fuel: oli, hours: 9, spare: true}\n'


def plan() -> str:
    """The proposal with its lamp on one line, behind Hangul and a character outside the first plane."""
    head, _, rest = PROPOSAL.partition("lamp:")
    after = rest[rest.index("\nhorn:") + 1 :]
    return head + FUEL + after


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor in a folder with a pack and a proposal, and what it left behind."""
    folder = tmp_path_factory.mktemp("editor").resolve()
    write_files(folder)
    (folder / NAME).write_text("saved: long ago\n", encoding="utf-8")
    editor = Editor(folder, "--pack", "pack")
    yield editor
    assert editor.leave() == 0


@pytest.fixture
def wrong(editor: Editor) -> tuple[Editor, types.Diagnostic]:
    """The plan, open, and the note on its misspelled value."""
    found = editor.open(NAME, plan())
    return editor, next(one for one in found if one.code == "DOC-VALUE")


def of(code: str, found: list[types.Diagnostic]) -> types.Diagnostic:
    return next(one for one in found if one.code == code)


def test_what_the_server_says_it_can(editor: Editor) -> None:
    can = editor.capabilities
    assert can.position_encoding == types.PositionEncodingKind.Utf16
    sync = can.text_document_sync
    assert isinstance(sync, types.TextDocumentSyncOptions)
    assert (sync.open_close, sync.change) == (True, types.TextDocumentSyncKind.Incremental)
    assert can.hover_provider
    assert can.completion_provider
    assert can.code_action_provider
    assert can.code_lens_provider


def test_a_problem_stands_where_the_editor_shows_the_word(wrong: tuple[Editor, types.Diagnostic]) -> None:
    editor, note = wrong
    assert editor.cut(NAME, note.range) == "oli"
    line = plan().split("\n")[note.range.start.line]
    assert note.range.start.character == line.index("oli") + 1, "the emoji counts twice, Hangul once"
    assert note.severity is types.DiagnosticSeverity.Error
    assert note.source == "policycheck"
    assert note.message == "'oli' is not a value of 'fuel'\nDid you mean oil?"


def test_a_fix_and_what_the_text_then_comes_to(wrong: tuple[Editor, types.Diagnostic]) -> None:
    """The file on disk says something else all the while: the text is what counts."""
    editor, note = wrong
    assert editor.lenses(NAME) == {1: ["Not evaluated: 1 problem to mend first"]}
    fix = editor.actions(NAME, note.range)["Write oil"]
    assert fix.kind == types.CodeActionKind.QuickFix
    assert list(fix.diagnostics or ()) == [note]
    editor.apply(NAME, fix)
    assert editor.texts[NAME] == plan().replace("oli", "oil")
    found = editor.notes(NAME)
    short = of("L1", found)
    assert editor.cut(NAME, short.range) == "9"
    assert short.severity is types.DiagnosticSeverity.Warning, "critical, and partly met"
    assert short.message.startswith("L1 Burn all night: partly met\nThe hours of light is stated as 9;")
    assert editor.cut(NAME, of("A1", found).range) == "oil"
    lenses = editor.lenses(NAME)
    assert lenses[1][0].startswith("Gate ")
    assert lenses[10] == ["L Keep the light: largely meets, 73.3 % as stated; at best largely meets, 73.3 %"]


def test_hover_behind_an_emoji(wrong: tuple[Editor, types.Diagnostic]) -> None:
    editor, _ = wrong
    text = editor.texts[NAME]
    found = editor.hover(NAME, text.index("hours: 9") + 2)
    assert found is not None
    assert found.range is not None
    assert editor.cut(NAME, found.range) == "hours"
    assert isinstance(found.contents, types.MarkupContent)
    assert "Takes a number, at least 0, at most 24." in found.contents.value
    assert "**L1**. *Does the lamp burn through a long night?*" in found.contents.value
    assert "- LH-1: A light is lit every night." in found.contents.value


def test_completion_behind_an_emoji(wrong: tuple[Editor, types.Diagnostic]) -> None:
    editor, _ = wrong
    text = editor.texts[NAME]
    values = editor.completion(NAME, text.index("oli") + 2)
    assert list(values) == ["oil", "gas"]
    edit = values["gas"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert (editor.cut(NAME, edit.range), edit.new_text) == ("ol", "gas")
    editor.type(NAME, text.index("fuel"), text.index("hours"), "")
    keys = editor.completion(NAME, text.index("fuel"))
    assert set(keys) == {"fuel"}, "what stands there already is not offered"


def test_a_text_that_is_broken_while_it_is_typed(editor: Editor) -> None:
    """Key by key, from a sound text through broken ones to a sound one; the notes are always those of the last."""
    sound = plan().replace("oli", "oil")
    editor.open(NAME, sound)
    at = editor.texts[NAME].index("horn:")
    typed = "boats: {names: [Ánna 🚣, "
    for letter in typed:
        editor.type(NAME, at, at, letter)
        at += 1
    broken = editor.notes(NAME)
    assert "DOC-SYNTAX" in {one.code for one in broken}
    assert editor.completion(NAME, at) == {}
    editor.hover(NAME, at - 2)
    for letter in "Bo]}\n":
        editor.type(NAME, at, at, letter)
        at += 1
    healed = editor.notes(NAME)
    assert "B1" not in {one.code for one in healed}, "two boats are named"
    editor.replace(NAME, "{" * 5000)
    assert {one.code for one in editor.notes(NAME)} == set(), "no proposal any more"
    editor.replace(NAME, sound)
    assert {one.code for one in editor.notes(NAME)} >= {"L1", "A1"}


def test_a_line_that_only_others_take_for_two(editor: Editor) -> None:
    """U+2028 ends a line in Python and in no editor; changes below it go where they belong."""
    editor.open(NAME, plan().replace("North Rock", "North\u2028Rock").replace("oli", "oil"))
    at = editor.texts[NAME].index("hours: 9") + 7
    editor.type(NAME, at, at + 1, "x")
    note = of("DOC-TYPE", editor.notes(NAME))
    assert editor.cut(NAME, note.range) == "x"


def test_more_than_is_read(editor: Editor) -> None:
    editor.open(NAME, plan() + "# " + "x" * (1 << 20))
    assert [one.code for one in editor.notes(NAME)] == ["DOC-FILE-SIZE"]
    assert editor.completion(NAME, 20) == {}
    assert editor.hover(NAME, 20) is None


def test_files_of_other_kinds_are_left_alone(editor: Editor) -> None:
    assert editor.open("compose.yaml", "services: {web: {image: x}}\nvolumes: [\n") == []
    assert editor.lenses("compose.yaml") == {}


def test_a_pack_that_is_being_written(editor: Editor) -> None:
    name = "pack/light.yaml"
    text = (editor.folder / name).read_text(encoding="utf-8")
    assert editor.open(name, text) == []
    broken = text.replace("lamp.spare, is: false", "lamp.spar, is: false", 1)
    editor.replace(name, broken)
    (note,) = editor.notes(name)
    assert (note.code, editor.cut(name, note.range)) == ("PACK-PATH", "lamp.spar")
    fix = editor.actions(name, note.range)["Write spare"]
    editor.apply(name, fix)
    assert editor.texts[name] == text
    assert editor.notes(name) == []
    clause = editor.hover(name, text.index("clauses: [LH-1]") + 12)
    assert clause is not None
    assert isinstance(clause.contents, types.MarkupContent)
    assert "A light is lit every night." in clause.contents.value


def test_a_saved_pack_counts_for_the_proposals_at_once(editor: Editor) -> None:
    editor.open(NAME, plan().replace("oli", "oil"))
    assert "A1" in {one.code for one in editor.notes(NAME)}
    name = "pack/advisories.yaml"
    text = (editor.folder / name).read_text(encoding="utf-8")
    editor.open(name, text.replace("is: oil", "is: gas"))
    editor.save(name)
    editor.type(NAME, 0, 0, "#\n")
    assert "A1" not in {one.code for one in editor.notes(NAME)}


def test_a_closed_file_has_no_notes(editor: Editor) -> None:
    assert editor.open(NAME, plan())
    assert editor.close(NAME) == []
    assert editor.hover(NAME, 0) is None
