"""A quotation is found however its source is set, and at its place; one changed letter, and it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.load.passages import MOST_SHOWN, Passages
from policycheck.load.source_text import SourceText, lines
from policycheck.model.lookup import Found, Lookup

WORD = st.text("abcdeßñ가나éfi", min_size=3, max_size=9)
JOINS = st.sampled_from([" ", "  ", "\n", "\r\n", "\n\n", "\t", "\u00a0", " \u200b", "\u2009"])
ALIKE = {'"': "“”„«»", "'": "‘’", "-": "–—‐‑−", "fi": ("ﬁ",), "é": ("e\u0301",)}


@st.composite
def settings_of(draw: st.DrawFn) -> tuple[str, str, int]:
    """A sentence, the same as a source sets it after some lines, and the line where it begins there."""
    words = draw(st.lists(st.one_of(WORD, st.sampled_from(['"', "-", "'", "well-known"])), min_size=3, max_size=12))
    words.insert(0, draw(WORD))  # marks around a quotation are none of it
    out = ""
    for word in words:
        made = word
        for plain, others in ALIKE.items():
            if plain in made and draw(st.booleans()):
                made = made.replace(plain, draw(st.sampled_from(list(others))))
        cut = draw(st.integers(0, len(made)))
        if made.isalpha() and 0 < cut < len(made) and made[cut:].isalnum() and draw(st.booleans()):
            made = made[:cut] + draw(st.sampled_from(["-\n", "\u00ad", "-\r\n", "‐\n  "])) + made[cut:]
        out += made + draw(JOINS)
    before = draw(st.integers(0, 4))
    return " ".join(words), "zzz zz\n" * before + out + "\nzzz", before + 1


@laws(240)
@given(settings_of())
def test_typesetting_does_not_count(case: tuple[str, str, int]) -> None:
    sentence, source, line = case
    assert Passages(lines(source)).look_up(sentence) == Lookup(Found.FOUND, "line", line)
    if "-" not in sentence.split():  # in Markdown, one that begins a line makes a list
        assert Passages(lines(source, marked=True)).look_up(sentence) == Lookup(Found.FOUND, "line", line)
    paged = SourceText("page", ((1, "zzz"), (2, source)))
    assert Passages(paged).look_up(sentence) == Lookup(Found.FOUND, "page", 2)


@laws(90)
@given(settings_of(), st.data())
def test_every_letter_counts(case: tuple[str, str, int], data: st.DataObject) -> None:
    sentence, source, _ = case
    letters = [at for at, letter in enumerate(sentence) if letter.isalnum()]
    at = data.draw(st.sampled_from(letters)) if letters else 0
    assert Passages(lines(source)).look_up(sentence[:at] + "q" + sentence[at:]).state is Found.NOT_FOUND


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("a well-\nknown rule", "a well-known rule"),
        ("a rule of inter-\nnational law", "a rule of international law"),
        ("both: inter-\nnational, well-\nknown", "both: international, well-known"),
        ("He said: stop!", "“stop!”"),
        ("words — with a dash", "words—with a dash"),
        ("the years 2010-\n2020 ended", "the years 2010–2020 ended"),
        ("the inter\ufffenational law", "the international law"),
        ("북한의 비핵\n화를 위한", "북한의 비핵화를 위한"),
    ],
)
def test_it_is_found(source: str, quote: str) -> None:
    assert Passages(lines(source)).look_up(quote).state is Found.FOUND


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("he will resign", "he will re-sign"),
        ("It stays", "it stays"),
        ("3.5 per cent", "35 per cent"),
        ("anything", "\u00ad\u200b"),
        ("anything", "“”"),
        ("", "words"),
        ("one a. b", "onea.c"),
    ],
)
def test_it_is_not_found(source: str, quote: str) -> None:
    assert Passages(lines(source)).look_up(quote) == Lookup(Found.NOT_FOUND)


def test_the_signs_of_markdown_do_not_count() -> None:
    text = "# A title\n\n> - The **first** of `two` [points](https://a.b/c_d) is\n> this_one.\n"
    found = Passages(lines(text, marked=True)).look_up("The first of two points is this_one.")
    assert found == Lookup(Found.FOUND, "line", 3)
    assert Passages(lines(text, marked=True)).look_up("The **first** of `two`").state is Found.FOUND
    assert Passages(lines(text)).look_up("The first of two").state is Found.NOT_FOUND


def test_the_nearest_passage_is_the_one_with_most_words_in_common() -> None:
    text = (
        "A first line.\nBoth sides agreed to talk.\nThe two sides agreed to meet again in the\nspring of that year.\n"
    )
    found = Passages(lines(text)).look_up("The two sides agreed to meet in the autumn of that year")
    assert (found.state, found.place) == (Found.NOT_FOUND, "line 3")
    assert found.nearest == "The two sides agreed to meet again in the spring of that"
    assert Passages(lines(text)).look_up("Something else that nobody wrote here").nearest == ""
    assert Passages(lines(text)).look_up("agreed to not", nearest=True).nearest == "", "three words are too few"
    assert Passages(lines(text)).look_up("The two sides agreed to meet in autumn", nearest=False).nearest == ""


def test_the_nearest_passage_is_short_and_clean() -> None:
    words = [f"word{number}\u2028" for number in range(400)]
    found = Passages(lines(" ".join([*words[:200], "\x07", *words[200:]]))).look_up(" ".join(words) + " end")
    assert len(found.nearest) <= MOST_SHOWN
    assert found.nearest.isprintable()
    assert found.nearest.endswith("…")
