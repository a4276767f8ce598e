"""Lines and columns in an editor's units, held against the codecs of Python, and changes against slices."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.editor.draft import Draft, Units

PIECES = st.sampled_from(["a", "등대", "🗼", "é", "\n", "\r\n", "\r", "\u2028", "\x85", "\t", " ", "\ufeff", "𝔸b"])
TEXTS = st.lists(PIECES, max_size=20).map("".join)
CODECS = {Units.UTF_8: ("utf-8", 1), Units.UTF_16: ("utf-16-le", 2), Units.UTF_32: ("utf-32-le", 4)}


def reference(text: str, offset: int, units: Units) -> tuple[int, int]:
    """Line and column, by splitting what stands before."""
    codec, size = CODECS[units]
    lines = re.split(r"\r\n|\r|\n", text[:offset])
    return len(lines) - 1, len(lines[-1].encode(codec)) // size


@laws(150)
@given(TEXTS, st.data(), st.sampled_from(Units))
def test_positions_are_those_of_the_codec_and_lead_back(text: str, data: st.DataObject, units: Units) -> None:
    draft = Draft(text, units)
    mark = text.startswith("\ufeff")
    offset = data.draw(st.integers(mark, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n" and offset:  # no editor stands between the two
        return
    assert draft.position(offset - mark) == reference(text, offset, units)
    assert draft.offset(*draft.position(offset - mark)) == offset - mark


@laws(100)
@given(TEXTS, TEXTS, st.data(), st.sampled_from(Units))
def test_a_change_is_a_slice(text: str, new: str, data: st.DataObject, units: Units) -> None:
    text = text.lstrip("\ufeff")
    places = [at for at in range(len(text) + 1) if text[max(at - 1, 0) : at + 1] != "\r\n"]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    draft = Draft(text, units)
    after = draft.changed(draft.position(start), draft.position(end), new)
    assert after.text == (text[:start] + new + text[end:]).removeprefix("\ufeff")


@laws(60)
@given(TEXTS, st.integers(0, 99), st.integers(0, 99), st.sampled_from(Units))
def test_every_position_is_somewhere(text: str, line: int, column: int, units: Units) -> None:
    draft = Draft(text, units)
    assert 0 <= draft.offset(line, column) <= len(draft.text)


def test_halves_of_characters_are_joined_or_replaced() -> None:
    assert Draft("\ud83d\uddfc \ud800x").text == "🗼 \ufffdx"
