"""Whatever is typed, wherever the pointer is: no error, and every place lies inside the text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rendering.lighthouse import PACK, PROPOSAL, write_files
from tests.searching import laws

from policycheck.editor.desk import Desk
from policycheck.editor.draft import Draft
from policycheck.pipeline import Auditor

pytestmark = pytest.mark.untraced

MARKS = ["{", "[", "]", "}", ":", ": ", "- ", "'", '"', "|", ">", "#", "&a", "*a", "!t", "~", "?", "%", "@", ".", "$x"]
ODD = ["\t", "\n", "\n  ", "한🗼", "\u2028", "\x00", "---\n", "lamp", "9e999", "<<: "]
NOISE = st.sampled_from(MARKS + ODD)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("any")
    write_files(folder)
    return Desk(lambda: Auditor(pack=str(folder / "pack")))


def strays(desk: Desk, path: str, text: str, offset: int) -> list[Any]:
    """What an editor would be told of a place outside of the text, or of more than one line."""
    desk.put(path, Draft(text))
    written = desk.draft(path).text
    size, tip = len(written), desk.tip(path, offset)
    edits = [edit for fix in desk.fixes(path, 0, size) for edit in fix.edits]
    told: list[Any] = [*desk.notes(path), *edits, *([tip] if tip is not None else [])]
    found: list[Any] = [one for one in told if not 0 <= one.start <= one.end <= size]
    found += [note for note in desk.notes(path) if set(written[note.start : note.end]) & {"\n", "\r"}]
    found += [offer for offer in desk.offers(path, offset) if not 0 <= offer.start <= offer.end == offset]
    return found + [lens for lens in desk.lenses(path) if not 0 <= lens.start <= size]


@laws(180)
@given(st.integers(0, len(PROPOSAL)), NOISE, st.integers(0, 12), st.data())
def test_a_proposal_with_anything_anywhere(desk: Desk, at: int, noise: str, gone: int, data: st.DataObject) -> None:
    text = PROPOSAL[:at] + noise + PROPOSAL[at + gone :]
    assert strays(desk, "plan.yaml", text, data.draw(st.integers(0, len(text)))) == []


@laws(60)
@given(st.integers(0, 5000), NOISE, st.integers(0, 12), st.sampled_from(sorted(PACK)), st.data())
def test_a_pack_with_anything_anywhere(
    tmp_path_factory: pytest.TempPathFactory, at: int, noise: str, gone: int, name: str, data: st.DataObject
) -> None:
    folder = Path(tmp_path_factory.getbasetemp()) / "law"
    if not folder.exists():
        folder.mkdir()
        write_files(folder)
    text = PACK[name]
    at %= len(text)
    text = text[:at] + noise + text[at + gone :]
    assert strays(Desk(Auditor), os.path.join(folder, "pack", name), text, data.draw(st.integers(0, len(text)))) == []
