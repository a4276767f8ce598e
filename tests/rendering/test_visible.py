"""Untrusted text made visible."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policycheck.rendering.visible import BREAK, CODES_CAP, FIELD_CAP, WORD_CAP, pieces, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as it is", "as it is"),
        ("two\n lines\tand a tab", "two lines and a tab"),
        ("a\u202edrowssap\u202c", "a[U+202E]drowssap[U+202C]"),
        ("\x01" * 8000, "[U+0001 x1000][7,000 more characters]"),
        ("\x01\x02\u200b", "[U+0001, U+0002, U+200B]"),
        ("zero\u200bwidth\ufeff", "zero[U+200B]width[U+FEFF]"),
        ("\ud800 alone", "[U+D800] alone"),
        ("\ud83d\ude00 paired", "\U0001f600 paired"),
        ("e" + "\u0301" * 6, "\u00e9" + "\u0301" * 3 + "[U+0301 x2]"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("\u3164 filler", "[U+3164] filler"),
        ("line\u2028break", "line[U+2028]break"),
        ("star\ufe0f", "star[U+FE0F]"),
    ],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_what_the_fonts_lack_is_shown_as_code_points() -> None:
    covered = frozenset(range(0x20, 0x7F))
    assert plain("smile \U0001f600, 김", covered) == "smile [U+1F600], [U+AE40]"


def test_code_points_are_told_from_text_that_looks_like_them() -> None:
    shown = pieces("[U+202E]\u202e")
    assert [(piece.text, piece.code) for piece in shown] == [("[U+202E]", False), ("[U+202E]", True)]


def test_a_long_word_may_break_and_comes_back_whole() -> None:
    word = "W" * 400
    (only,) = pieces(word)
    assert max(map(len, only.text.split(BREAK))) <= WORD_CAP
    assert plain(word) == word


def test_many_different_code_points_are_counted_after_the_cap() -> None:
    text = "".join(chr(0xE000 + n) for n in range(500))
    assert plain(text).endswith(f"[{500 - CODES_CAP} more characters that cannot be shown]")


def test_a_long_field_is_cut_and_says_so() -> None:
    assert plain("a " * FIELD_CAP).endswith("[1,000 more characters]")


def test_quoted_text_keeps_its_spaces_and_its_length() -> None:
    assert plain_length("x" * 5000) == 5000
    assert "".join(piece.text for piece in pieces("  a  b", spaces=True)) == "  a  b"


def plain_length(text: str) -> int:
    return sum(len(piece.text.replace(BREAK, "")) for piece in pieces(text, spaces=True))


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_nothing_hidden_is_left(text: str) -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not [letter for letter in plain(text) if unicodedata.category(letter) in hidden]


@given(st.text(max_size=300))
def test_only_what_is_covered_is_left(text: str) -> None:
    covered = frozenset(range(0x20, 0x180))
    assert {ord(letter) for letter in plain(text, covered)} <= covered


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=FIELD_CAP))
def test_plain_text_is_untouched(text: str) -> None:
    assert "".join(plain(text).split()) == "".join(text.split())
