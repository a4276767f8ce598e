"""Whatever is typed, wherever the pointer is: no error, and every place lies inside the text."""

from __future__ import annotations

import os
from pathlib import Path

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


def holds(desk: Desk, path: str, text: str, offset: int) -> None:
    desk.put(path, Draft(text))
    size = len(desk.draft(path).text)
    for note in desk.notes(path):
        assert 0 <= note.start <= note.end <= size
        assert not set(desk.draft(path).text[note.start : note.end]) & {"\n", "\r"}, "notes keep to one line"
    tip = desk.tip(path, offset)
    assert tip is None or 0 <= tip.start <= tip.end <= size
    for offer in desk.offers(path, offset):
        assert 0 <= offer.start <= offer.end == offset
    for fix in desk.fixes(path, 0, size):
        assert all(0 <= edit.start <= edit.end <= size for edit in fix.edits)
    assert all(0 <= lens.start <= size for lens in desk.lenses(path))


@laws(180)
@given(st.integers(0, len(PROPOSAL)), NOISE, st.integers(0, 12), st.data())
def test_a_proposal_with_anything_anywhere(desk: Desk, at: int, noise: str, gone: int, data: st.DataObject) -> None:
    text = PROPOSAL[:at] + noise + PROPOSAL[at + gone :]
    holds(desk, "plan.yaml", text, data.draw(st.integers(0, len(text))))


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
    holds(Desk(Auditor), os.path.join(folder, "pack", name), text, data.draw(st.integers(0, len(text))))
