"""The page behind the PDF: its markup, its style sheet and its fonts."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace
from tests.rendering.zoo import ZOO

from policycheck.rendering.report import report_html
from policycheck.rendering.templating import covered, font_files
from policycheck.resources import templates_dir

TEMPLATES = {path.name: path.read_text("utf-8") for path in (templates_dir() / "report").iterdir()}
CSS = TEMPLATES["report.css"]
ON_SCREEN = {"screen.css"}
"""Style sheets that no PDF is made with."""


class Page(HTMLParser):
    """What the tests want to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.targets: set[str] = set()
        self.headings: list[int] = []
        self.inside_links: list[str] = []
        self.in_link = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count."""
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids.update(filter(None, [given.get("id")]))
        if self.in_link:
            self.inside_links.append(tag)
        if tag == "a":
            self.in_link = True
            self.targets.add(given.get("href") or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        """Leave a link."""
        if tag == "a":
            self.in_link = False


@pytest.mark.parametrize("name", ZOO)
def test_the_page_is_well_made(name: str) -> None:
    page = Page(report_html(ZOO[name]()))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.headings, page.headings[1:], strict=False))
    assert [key for key, count in page.ids.items() if count > 1] == []
    inner = {target[1:] for target in page.targets if target.startswith("#")}
    assert inner - set(page.ids) == set()
    assert all(target.startswith("https://") for target in page.targets if not target.startswith("#"))
    assert not {"script", "img", "iframe", "object", "link"} & set(page.tags)


def test_links_hold_text_only() -> None:
    # Code points in boxes are the one exception, and no id or title of a sound pack has any.
    assert Page(report_html(ZOO["every_outcome"]())).inside_links == []


def test_templates_trust_nothing() -> None:
    assert [name for name, text in TEMPLATES.items() if re.search(r"\|\s*safe|autoescape", text)] == []
    pattern = r'(?:id|href|content)="((?:{{.*?}}|[^"])*)"'
    attributes = [found for text in TEMPLATES.values() for found in re.findall(pattern, text)]
    values = [value for found in attributes for value in re.findall(r"{{.*?}}", found)]
    # The position in a loop is our own number.
    loose = [value for value in values if "|attr }}" not in value and value != "{{ nth }}"]
    assert len(attributes) > 20
    assert loose == []
    assert {to for text in TEMPLATES.values() for to in re.findall(r"set nth = (.*?) %}", text)} == {"loop.index"}


IDIOMS = {
    "opacity": "text in it is not tagged",
    "dotted": "every dot is a curve of its own",
    "leader(": "every dot is read out",
    "hyphens": "cubic in the length of a word",
    "position:": "laid out on every page",
    "flex": "quadratic where it spans pages",
    "grid": "quadratic where it spans pages",
    "nth-child": "slow",
    "a::": "a link inside the link",
    "a:before": "a link inside the link",
    "a:after": "a link inside the link",
    "@import": "fetched",
    "http": "fetched",
    "text-overflow": "hides text",
    "overflow: hidden": "hides text",
    "display: none": "hides text",
    "visibility": "hides text",
}
"""What the printed style sheets keep away from, and why."""


@pytest.mark.parametrize("idiom", IDIOMS)
def test_the_style_sheet_keeps_to_cheap_and_taggable_idioms(idiom: str) -> None:
    sheets = [text for name, text in TEMPLATES.items() if name.endswith(".css") and name not in ON_SCREEN]
    rules = re.sub(r"/\*.*?\*/|url\(.*?\"\)", "", "\n".join(sheets), flags=re.DOTALL)
    assert idiom not in rules, IDIOMS[idiom]


def test_pictures_have_titles_and_cells_have_scopes() -> None:
    html = report_html(ZOO["every_outcome"]()).partition("<body")[2]
    assert html.count("<svg") == len(re.findall(r"<svg[^>]*>\s*<title>[^<]+</title>", html)) > 0
    assert [cell for cell in re.findall(r"<th\b[^>]*>", html) if 'scope="' not in cell] == []
    assert "rowspan" not in html
    assert re.findall(r"<(?!/)(\w+)(?=[^>]*\bstyle=)", html) == []


def test_words_stand_out_from_their_ground() -> None:
    inks = set(re.findall(r"color: (#[0-9a-f]{6})", CSS)) | set(
        re.findall(r"--(?:ink|muted|navy): (#[0-9a-f]{6})", CSS)
    )
    grounds = {"#ffffff", "#f2f4f7", "#e4e8ed"}
    assert {(ink, ground) for ink in inks for ground in grounds if _contrast(ink, ground) < 4.5} == set()


def _contrast(ink: str, ground: str) -> float:
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_fonts_are_small_and_every_face_has_its_file() -> None:
    folder = templates_dir() / "fonts"
    sizes = {name: (folder / name).stat().st_size for name in font_files()}
    assert max(sizes.values()) < 1 << 20
    assert sum(sizes.values()) < 3_000_000
    assert set(re.findall(r"pkg:fonts/([\w-]+\.ttf)", CSS)) == set(sizes)
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8")


def test_the_fonts_cover_the_names_we_expect() -> None:
    assert {ord(letter) for letter in "Ärger Ολυμπία Владимир 김정은 習近平 习近平 王毅 かな"} <= covered()


def test_findings_keep_to_the_line_that_they_read_on_paper_and_on_a_screen() -> None:
    """Otherwise a long list of findings hangs beside the next line, which they do not read."""
    for sheet in (CSS, TEMPLATES["screen.css"]):
        assert re.search(r"^\.line \{[^}]*display: flow-root", sheet, re.MULTILINE)


@pytest.mark.parametrize(("length", "kept"), [(300, True), (301, False)])
def test_a_long_response_may_leave_the_page_of_its_card_and_the_remedy_may_not(length: int, kept: bool) -> None:
    made = ZOO["all_not_met"]()
    grade = made.grades[0]
    finding = replace(grade.findings[0], response="r" * length)
    made = replace(made, grades=(replace(grade, findings=(finding, *grade.findings[1:])), *made.grades[1:]))
    card = report_html(made).split('<div class="whole">', 1)[1].split(">Clauses<", 1)[0]
    whole, response, _ = card.partition(">Response<")
    assert response
    assert ">Remedy<" in whole
    assert (whole.count("<div") - whole.count("</div") > 1) is kept


def test_what_a_verdict_comes_to_at_best_is_said_where_that_is_the_same() -> None:
    made = ZOO["all_met"]()
    summary = report_html(made).split('id="summary"', 1)[1].split('id="contents"', 1)[0]
    assert summary.count("at best meets") == len(made.grades)


def test_one_contested_entry_is_one() -> None:
    assert "It counts like any other" in report_html(ZOO["every_outcome"]())
