"""The terminal summary: order, widths, signs beside colours, and any text at all. The words of two real packages
are held by tests/cli/test_golden.py.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.cli.text import columns as counted
from tests.rendering.zoo import NASTY, ZOO

from policycheck.model.assessment import Assessment, Distance
from policycheck.model.gate import Gate
from policycheck.model.outcome import Concern, Outcome, PackageVerdict, Verdict
from policycheck.rendering import render
from policycheck.rendering.page import Page, columns, exact, wrap
from policycheck.rendering.terminal import SYMBOLS, render_terminal, render_text

zoo = pytest.mark.parametrize("name", ZOO)


def marked(text: str, style: str) -> str:
    return f"<{style}|{text}|>"


def unmarked(text: str) -> str:
    for style in ("good", "fair", "bad", "dim", "strong"):
        text = text.replace(f"<{style}|", "")
    return text.replace("|>", "")


@zoo
def test_no_line_is_too_wide(name: str) -> None:
    for width in (40, 80, 100):
        text = render_terminal(ZOO[name](), width=width, every=True)
        wide = [line for line in text.splitlines() if counted(line) > width and not line.startswith("    at       ")]
        assert wide == []


@zoo
@pytest.mark.parametrize("every", [False, True])
def test_colour_changes_no_letter(name: str, every: bool) -> None:
    assessment = ZOO[name]()
    coloured = render_terminal(assessment, paint=marked, every=every)
    assert unmarked(coloured) == render_terminal(assessment, every=every)
    assert "<strong|" in coloured


@zoo
def test_ascii_needs_no_symbol(name: str) -> None:
    text = render_terminal(ZOO[name](), ascii_only=True, every=True)
    assert not set(text) & (set(SYMBOLS) - {"?"})


def test_symbols_names_all_that_are_used() -> None:
    used = {letter for name in ZOO for letter in render_terminal(ZOO[name](), every=True) if not letter.isascii()}
    assert {letter for letter in used if unicodedata.category(letter) in {"So", "Sm"}} <= set(SYMBOLS) | set(NASTY)


@zoo
def test_the_bytes_are_the_text_and_the_same_each_time(name: str) -> None:
    first = render_text(ZOO[name]())
    assert first == render_text(ZOO[name]()) == render(ZOO[name](), "terminal")
    assert first.decode() == render_terminal(ZOO[name]())
    assert first.endswith(b"\n  policycheck explain ID\n")
    assert b"\x1b" not in first


def test_nothing_that_a_terminal_would_act_on_passes() -> None:
    text = render_terminal(ZOO["nasty"](), every=True)
    hidden = {letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf", "Cs"}} - {"\n"}
    assert hidden == set()
    assert "[U+202E]" in text


def test_order_verdict_bars_findings_rest_advisories_tensions() -> None:
    made = ZOO["all_not_met"]()
    text = render_terminal(replace(made, tensions=tuple(replace(one, state=Concern.RAISED) for one in made.tensions)))
    parts = ["Package verdict: not consistent", "Gate failed:", "H1  Guide", "H4  Feed", "Findings that matter"]
    parts += ["Other findings", "Advisories raised: 2, answered: 2", "Tensions raised: 2", "Judged by the pack harbour"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


FINDING = """\
H1.2  Name pilot number 2 of quay 1
  ✘ not met, critical, weight 4, caps H1 at partly meets
    asked    Does the plan say who guides ships past bar 2, and what happens
             when nobody can?
    at       harbour/proposal.yaml:2:5
    found    2:5     pilots.bars[1].guided_by.name: the pilot of shift 1
             3:5     pilots.bars[2].guided_by.name: the pilot of shift 2
    why      the plan names 2 pilots, and the rule asks for 3.
    remedy   Name the pilot of bar 2, the hours in which he serves, and who
             stands in for him
    source   HB-S2.a, TX-S3.a
"""


def test_a_finding_in_full() -> None:
    text = render_terminal(ZOO["all_not_met"]())
    assert FINDING.replace("for 3.", "for 3") in text


def test_a_finding_that_waits_is_listed_with_its_parent() -> None:
    text = render_terminal(ZOO["all_not_met"]())
    assert "  H1.8   ✘ not met       Name pilot number 8 of quay 1 (waits for H1.1)\n" in text
    assert "\nH1.8  " not in render_terminal(ZOO["all_not_met"](), every=True)


def test_met_findings_only_with_all() -> None:
    assert "✔ met" not in render_terminal(ZOO["all_met"]())
    assert render_terminal(ZOO["all_met"](), every=True).count("✔ met") == 40


def test_facts_beyond_the_first_four_are_counted() -> None:
    made = ZOO["all_not_met"]()
    first = made.grades[0].findings[0]
    many = replace(first, facts=tuple(replace(first.facts[0], path=f"ships[{n}]") for n in range(9)))
    grade = replace(made.grades[0], findings=(many, *made.grades[0].findings[1:]))
    text = render_terminal(replace(made, grades=(grade, *made.grades[1:])))
    assert "ships[3]" in text
    assert "ships[4]" not in text
    assert "             and 5 more\n" in text


def test_a_fact_without_a_place_is_still_shown() -> None:
    made = ZOO["all_not_met"]()
    first = made.grades[0].findings[0]
    placeless = replace(first, facts=(replace(first.facts[0], span=None, path="ships", shown="none"),))
    text = render_terminal(replace(made, grades=(replace(made.grades[0], findings=(placeless,)),)))
    assert "    found            ships: none\n" in text
    assert "    at  " not in text


def changed(distance: Distance | None, at_best: Verdict = Verdict.MEETS) -> str:
    made = ZOO["all_not_met"]()
    grade = replace(made.grades[0], distance=distance, at_best=at_best)
    return " ".join(render_terminal(replace(made, grades=(grade,))).split())


def test_the_way_to_the_next_verdict_in_words() -> None:
    up = Verdict.LARGELY_MEETS
    gap = Fraction(1249, 10000)
    both = changed(Distance(up, gap, ("H1.1", "H1.2"), "H1.1"))
    assert "At best: meets. Next up, largely meets: 12.5 points short, and capped by H1.1 and H1.2." in both
    assert "capped by H1.1 and H1.2. Decided first by H1.1." in both
    alone = changed(Distance(up, Fraction(0), ("H1.1",), "H1.1"))
    assert "Next up, largely meets: capped by H1.1." in alone
    assert "Decided first" not in alone
    assert "Next up, largely meets: 12.5 points short. Decided first by H1.2." in changed(Distance(up, gap, (), "H1.2"))
    assert "Next up, largely meets: 12 points short." in changed(Distance(up, Fraction(12, 100), (), ""))
    assert "Decided first" not in changed(Distance(up, gap, (), ""))
    assert "Next up" not in changed(Distance(None, Fraction(0), (), ""))
    assert "Next up" not in changed(None)


def test_what_stands_between_a_verdict_and_the_best_one_is_named() -> None:
    made = ZOO["all_not_met"]()
    grade = replace(made.grades[0], between=("H1.3", "H1.4"), at_best=Verdict.LARGELY_MEETS)
    text = " ".join(render_terminal(replace(made, grades=(grade,))).split())
    assert "Stands between it and largely meets: H1.3, H1.4." in text


def headed(made: Assessment, **changes: object) -> str:
    return render_terminal(replace(made, **changes)).partition("\nH1  ")[0]


def test_the_head_says_the_verdict_once() -> None:
    made = ZOO["all_not_met"]()
    reasons = ("It does not meet H1.", "It does not meet H2.")
    same = headed(made, package_reasons=reasons, gate=Gate(passed=False, failures=reasons))
    assert same.count("It does not meet H1.") == 1
    other = headed(made, package_reasons=("A1 is open.",), package_verdict=PackageVerdict.CONSISTENT_WITH_RESERVATIONS)
    assert "Package verdict: consistent with reservations.\n  A1 is open.\n✘ Gate failed:\n" in other
    partial = headed(made, package_verdict=None, package_reasons=())
    assert "No package verdict: the proposal does not claim to cover everything.\n" in partial
    assert "✘ Nothing to grade: no recommendation has a grade." in render_terminal(ZOO["empty"]())


def test_concerns_show_what_to_do_and_how_to_answer() -> None:
    text = render_terminal(ZOO["all_not_met"]())
    raised = [one for one in ZOO["all_not_met"]().advisories if one.state is Concern.RAISED]
    for one in raised:
        assert f"{one.concern.id}  {one.concern.title}" in text.replace(f"{one.concern.id} W", f"{one.concern.id}  W")
        assert f"topic {one.concern.slug}" in text
    assert "remedy: Sound the horn every two minutes" in text


def test_every_reason_of_a_concern_is_printed() -> None:
    made = ZOO["all_not_met"]()
    one, *rest = made.advisories
    said = tuple(f"Reason {number}." for number in range(5))
    text = render_terminal(replace(made, advisories=(replace(one, state=Concern.RAISED, why=said), *rest)))
    assert [line.strip() for line in text.splitlines() if "Reason" in line] == list(said)


def test_minor_notes_are_named_only_unless_all_is_asked() -> None:
    made = ZOO["all_not_met"]()
    minor = replace(made, advisories=tuple(replace(one, state=Concern.RAISED) for one in made.advisories))
    assert "  Minor notes: A4.\n" in render_terminal(minor)
    assert "topic worry_4" not in render_terminal(minor)
    assert "topic worry_4" in render_terminal(minor, every=True)
    assert "Minor notes" not in render_terminal(minor, every=True)


def test_every_outcome_has_its_sign_and_word() -> None:
    text = render_terminal(ZOO["every_outcome"](), every=True)
    for outcome, sign in zip(Outcome, "⊗✘?◐✔–", strict=True):
        assert f"{sign} {outcome.words}, " in text


# ---------------------------------------------------------------- the page

TEXTS = st.text(st.sampled_from("ab -–é한字️\u0301.") | st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(TEXTS, st.integers(20, 100), st.sampled_from(["", "  ", "    label    "]), st.integers(0, 12))
@example("00000 0000000000000", 20, "  ", 7)  # what stands on the first line is just as wide as the indent
def test_wrapping_keeps_every_word_and_the_width(text: str, width: int, first: str, indent: int) -> None:
    lines = list(wrap(text, width, first, " " * indent))
    assert all(columns(line) <= width for line in lines)
    assert lines[0].startswith(first.rstrip())
    rest = [lines[0][len(first) :], *(line[indent:] for line in lines[1:])]
    assert "".join("".join(rest).split()) == "".join(text.split())
    assert all(line == line.rstrip() for line in lines)


def test_a_per_cent_sign_stays_with_its_figure() -> None:
    assert list(wrap("Now 10 % and 12 %, at best.", 7, "", "")) == ["Now", "10 %", "and", "12 %,", "at", "best."]
    assert list(wrap("0123456789 % of it", 10, "", "")) == ["0123456789", "% of it"], "it does not fit"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_columns_agree_with_an_independent_count(text: str) -> None:
    letters = unicodedata.normalize("NFC", text)
    assert columns(letters) == counted(letters) or not letters.isascii()
    assert columns("등대 x") == 6
    assert columns("e\u0301") == 1


@given(st.text(max_size=80))
def test_whole_lines_are_never_broken_and_never_harmful(text: str) -> None:
    page = Page(width=20)
    page.whole(text, first="at ")
    assert page.text().count("\n") == 1
    assert not {letter for letter in page.text()[:-1] if unicodedata.category(letter) in {"Cc", "Cs"}}


def test_a_name_keeps_its_spaces() -> None:
    assert exact("a  b.yaml:1:1") == "a  b.yaml:1:1"
    assert exact("a\nb") == "a[U+000A]b"
    assert exact("x" * 200) == "x" * 200


def test_printers_marks_become_plain_where_only_ascii_is_shown() -> None:
    page = Page(ascii_only=True)
    page.block("‘a’ – “b”…")
    assert page.text() == "'a' - \"b\"...\n"
