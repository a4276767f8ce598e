"""The Markdown report, judged by GitHub's own parser: its shape, its length, and that text from outside stays text."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options as Flags  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from tests.rendering.conftest import assessment_named
from tests.rendering.zoo import ZOO, assessment, changed, every_outcome, proposal

from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Concern, Outcome
from policycheck.model.proposal import Response
from policycheck.rendering import render
from policycheck.rendering.markdown import LIMIT
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row
from policycheck.rendering.options import Options

GOLDEN = Path(__file__).parent / "golden" / "report.md"
REAL = "singapore-2018"
EXTENSIONS = ["table", "autolink", "strikethrough", "tasklist"]
GITHUB_LIMIT = 65_536
LAYOUT = {"h2", "h3", "p", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
OURS = LAYOUT | {"strong", "em", "code", "span"}
UNTOUCHED = {"code", "a"}
# What GitHub makes links and pictures of in the text of a finished page, outside code.
ACTED_ON = re.compile(
    r"(?<![\w`])@\w|\w@\w|#\d|\bGH-\d|\b[0-9a-f]{40}\b|https?://|\bwww\.|:[a-z0-9_+-]+:", re.IGNORECASE
)
ATTACK = (
    "@octocat a@b.org #12 GH-7 org/repo#3 https://evil.example/x www.evil.example mailto:a@b.org :tada: `x` ``y "
    "[a](https://b.example) ![p](http://c.example/i.png) <img src=x onerror=alert(1)> <!-- --> </details> &lt; &#64;me "
    "| a | b \\| c \\ $x$ $`y`$ ~~s~~ **b** _i_ [^1] [x]: http://d.example 0123456789abcdef0123456789abcdef01234567\n"
    "# head\n- [ ] task\n| - |\n> quote\n```\nfence\n\u202eevil\u200b\x01"
)


class Made(HTMLParser):
    """What the parser made of a report: elements, links, and the text that stands in no code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.html: str = cmarkgfm.markdown_to_html_with_extensions(
            markdown, options=Flags.CMARK_OPT_UNSAFE | Flags.CMARK_OPT_FOOTNOTES, extensions=EXTENSIONS
        )
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.loose = ""
        self.texts: dict[str, list[str]] = {}
        self.rows: list[list[int]] = []
        self._open: list[str] = []
        self.feed(self.html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element; count the cells of tables."""
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag == "table":
            self.rows.append([])
        if tag == "tr":
            self.rows[-1].append(0)
        if tag in {"td", "th"}:
            self.rows[-1][-1] += 1

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text, by the element it stands in."""
        self.texts.setdefault(self._open[-1] if self._open else "", []).append(data)
        self.loose += data if not UNTOUCHED & set(self._open) else " "


def markdown(made: Assessment, options: Options | None = None) -> str:
    return render(made, "markdown", options or Options()).decode()


def hostile() -> Assessment:
    """The attack wherever a text can come from a proposal or a pack."""
    made = assessment(lambda _: Outcome.CONTRADICTED, proposal(title=ATTACK, author=ATTACK, id=ATTACK), ATTACK)
    header = changed(made.proposal.header, covers=(ATTACK,), basis=ATTACK)
    raised = tuple(changed(one, state=Concern.ANSWERED, answer=ATTACK) for one in made.advisories)
    grade = made.grades[0]
    rule = changed(grade.findings[0].rule, title=ATTACK, remedy=ATTACK, question=ATTACK, clauses=(ATTACK,))
    first = changed(grade.findings[0], rule=rule)
    grades = (changed(grade, findings=(first, *grade.findings[1:]), note=ATTACK, qualifier=ATTACK),)
    parts: dict[str, Any] = {"grades": grades, "advisories": raised, "package_reasons": (ATTACK,)}
    whole: Assessment = changed(made, proposal=changed(made.proposal, header=header), **parts)
    return whole


@pytest.mark.parametrize("name", [*ZOO, REAL, "hostile"])
def test_only_our_elements_come_out_and_every_row_has_its_cells(name: str) -> None:
    made = Made(markdown(hostile() if name == "hostile" else assessment_named(name)))
    assert {tag for tag, _ in made.elements} <= OURS
    assert [found for _, found in made.elements if found] == []
    assert [cells for cells in made.rows if len(set(cells)) != 1] == []
    assert ACTED_ON.findall(made.loose) == []


def test_hostile_text_is_shown() -> None:
    made = Made(markdown(hostile(), Options(banner=ATTACK, draft=True)))
    assert {tag for tag, _ in made.elements} <= OURS
    assert ACTED_ON.findall(made.loose) == []
    assert set(made.texts["span"]) == {"$"}
    text = made.loose.replace("\u200b", "")
    for shown in ("@octocat", "a@b.org", "[a](https://b.example)", "<img src=x onerror=alert(1)>", "| a | b \\| c \\"):
        assert shown in text


@given(st.text(alphabet=st.sampled_from("a@#:/.w`|\\<>[]()!*_~$&1- \n\u200b\u202e"), max_size=40))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    made = Made(f"{head(('one', 'two'))}{row((f'**x** {prose(text)}', code(text)))}")
    assert made.rows == [[2, 2]]
    assert {tag for tag, _ in made.elements} <= OURS
    (shown,) = (part for part in made.html.split("<td>")[1:2])
    assert ACTED_ON.findall(made.loose) == []
    assert _letters(re.sub("<[^>]+>", "", shown)) == _letters(f"x{_visible(text)}")
    assert _letters("".join(made.texts.get("code", []))) == _letters(_visible(text), escaped=False)


def _visible(text: str) -> str:
    from policycheck.rendering.visible import plain

    return plain(text)


def _letters(text: str, *, escaped: bool = True) -> str:
    from html import unescape

    return "".join((unescape(text) if escaped and "&" in text else text).replace("\u200b", "").split())


@pytest.mark.parametrize("name", ["every_outcome", "all_not_met", REAL])
def test_what_leaves_something_to_do_has_its_remedy_and_place(name: str) -> None:
    assessment_ = assessment_named(name)
    text = _letters("".join(word for words in Made(markdown(assessment_)).texts.values() for word in words))
    for grade in (grade for grade in assessment_.grades if grade.graded):
        for finding in grade.findings:
            assert _letters(finding.rule.title) in text
            if finding.outcome not in {Outcome.MET, Outcome.NOT_APPLICABLE}:
                assert _letters(finding.rule.remedy) in text
    assert re.search(r"proposal\.yaml:\d+", text)


def test_the_verdict_comes_first() -> None:
    assert markdown(assessment_named("all_met")).startswith("## Audit: consistent\n")
    assert markdown(assessment_named("every_outcome")).startswith("## Audit: gate failed\n")
    assert markdown(every_outcome(), Options(draft=True, banner="For the board")).startswith(
        "> **Draft** · **For the board**\n\n## Audit"
    )
    assert markdown(every_outcome(), Options(banner="For the board")).rstrip().endswith("> **For the board**")


def huge(rules: int) -> Assessment:
    """A package whose pack has a great many rules, none of which is met."""
    made = hostile()
    grade = made.grades[0]
    one = grade.findings[1]
    many = tuple(changed(one, rule=changed(one.rule, id=f"H1.{n}", weight=Fraction(1))) for n in range(rules))
    grades = tuple(changed(grade, findings=many) for _ in range(3))
    whole: Assessment = changed(made, grades=grades)
    return whole


@pytest.mark.parametrize("rules", [1, 30, 300, 3_000])
def test_however_much_was_found_a_comment_holds_it_and_says_what_is_missing(rules: int) -> None:
    text = markdown(huge(rules), Options(banner=ATTACK, draft=True))
    made = Made(text)
    assert len(text) <= LIMIT < GITHUB_LIMIT
    assert len(text.encode("utf-16-le")) // 2 < GITHUB_LIMIT
    assert {tag for tag, _ in made.elements} <= OURS
    assert ("are left out, because a comment has a limit" in text) is (rules > 1)
    assert ("policycheck evaluate FILE -o report.html" in text) is (rules > 1)


def test_what_is_left_out_is_counted() -> None:
    text = markdown(huge(1_000))
    left = [
        int(count.replace(",", ""))
        for count in re.findall(r"^([\d,]+) more [a-z ]+ are left out here", text, re.MULTILINE)
    ]
    (total,) = re.findall(r"\*\*([\d,]+) entries are left out", text)
    assert int(total.replace(",", "")) >= sum(left) > 1_000


def test_a_sheet_never_grows_beyond_its_room() -> None:
    for room in range(0, 400, 7):
        sheet = Sheet(room)
        sheet.put("x" * 50)
        sheet.series("opening", ["item" * 4] * 30, "things", "closing")
        sheet.series("more", ["item"] * 3, "others")
        assert len(sheet.text()) <= room + len("\n30 more things are left out here.\nclosing")
        kept = sheet.text().count("item" * 4) + sheet.text().count("moreitem") * 3
        assert kept + sheet.left_out == 33


def test_golden() -> None:
    text = markdown(every_outcome())
    if not GOLDEN.exists():
        GOLDEN.write_text(text, encoding="utf-8")
        pytest.fail("golden/report.md was missing and has been made: look at it")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_author_is_heard() -> None:
    made = every_outcome()
    said = (Response("H1.1", "The *board* | decides."), Response(made.advisories[0].concern.id, "We know."))
    text = markdown(changed(made, proposal=changed(made.proposal, responses=said)))
    table = text.partition("### Responses of the author")[2]
    assert "We know." in table
    assert "H1.1" in table
    assert "\\*board\\* \\| decides." in table
    assert "Responses of the author" not in markdown(changed(made, proposal=changed(made.proposal, responses=())))
