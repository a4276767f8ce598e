"""The HTML report in Chromium: to all readers, with and without script, by keyboard alone, in the dark, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.rendering import owed
from tests.rendering.browser import Tab, tab
from tests.rendering.conftest import assessment_named
from tests.rendering.owed import bare
from tests.rendering.zoo import ZOO

from policycheck.model.assessment import Grade
from policycheck.model.outcome import Outcome
from policycheck.rendering import render

pytestmark = pytest.mark.untraced

REAL = "singapore-2018"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
ENTRIES = "[data-outcome]"
SHOWN = "[data-outcome]:visible"

Saved = Callable[[str], Path]


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """A function from a name to the file of that report."""
    folder = tmp_path_factory.mktemp("html")

    def file(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            path.write_bytes(render(assessment_named(name), "html"))
        return path

    return file


@pytest.fixture
def reading(browser: Browser, saved: Saved) -> Iterator[Tab]:
    """The report with every outcome in a wide window; whatever a test does there, the browser has no complaint."""
    with tab(browser, viewport=WIDE) as opened:
        yield opened.open(saved("every_outcome"))
        assert opened.complaints == []
        assert opened.foreign_requests() == []


# ---------------------------------------------------------------- all readers


@pytest.mark.parametrize(
    ("name", "colours"),
    [("every_outcome", "light"), ("names", "dark"), ("nasty", "light"), ("empty", "light")],
)
def test_axe_finds_nothing_in_a_wide_window(name: str, colours: str, browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=WIDE, color_scheme=colours) as opened:
        assert opened.open(saved(name)).violations() == {}
        assert opened.complaints == []
        assert opened.foreign_requests() == []


def test_axe_finds_nothing_in_a_narrow_window(browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=NARROW) as opened:
        page = opened.open(saved("names")).page
        for summary in page.locator("summary").all():
            summary.click()
        assert opened.violations() == {}


def test_axe_finds_nothing_while_a_filter_is_on(reading: Tab) -> None:
    reading.page.get_by_role("searchbox").fill("quay")
    assert reading.violations() == {}


PLANTED = {
    "html-has-lang": ('<html lang="en">', "<html>"),
    "landmark-one-main": ("<main id", "<div id"),
    "label": ('<label for="words">Search findings</label>', ""),
    "heading-order": ("<h3", "<h5"),
    "link-name": ('<li><a href="#summary">Summary</a>', '<li><a href="#summary"></a>'),
}


def test_axe_finds_what_is_planted(browser: Browser, saved: Saved, tmp_path: Path) -> None:
    file = saved("names")
    for old, new in PLANTED.values():
        file = _changed(file, tmp_path, old, new)
    with tab(browser, viewport=WIDE) as opened:
        assert set(PLANTED) - set(opened.open(file).violations()) == set()


def _changed(file: Path, folder: Path, old: str, new: str) -> Path:
    """A copy of the file with something in another way."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    copy = folder / "changed.html"
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


@pytest.mark.parametrize("name", [*ZOO, REAL])
@pytest.mark.parametrize("window", [NARROW, {"width": 768, "height": 1024}, WIDE], ids=["phone", "tablet", "desk"])
def test_nothing_sticks_out_of_the_window(name: str, window: dict[str, int], browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=window) as opened:
        page = opened.open(saved(name)).page
        assert page.evaluate("document.documentElement.scrollWidth") <= window["width"]


# ---------------------------------------------------------------- nothing from elsewhere


def test_findings_stand_beside_the_line_they_read(browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=NARROW) as opened:
        bounds = """all => all.map(readers => {
            const [own, line] = [readers, readers.parentElement].map(box => box.getBoundingClientRect())
            return own.top >= line.top - 2 && own.bottom <= line.bottom + 2
        })"""
        beside = opened.open(saved(REAL)).page.locator(".line > .readers").evaluate_all(bounds)
        assert beside
        assert all(beside)


def test_the_policy_stops_what_is_planted(browser: Browser, saved: Saved, tmp_path: Path) -> None:
    planted = (
        '<img alt="" src="https://example.org/x.png"><script>document.title = "run"</script><p style="top:0">x</p>'
    )
    file = _changed(saved("every_outcome"), tmp_path, "<h1>", f"{planted}<h1>")
    with tab(browser, viewport=WIDE) as opened:
        page = opened.open(file).page
        assert "run" not in page.title()
        said = " ".join(opened.complaints)
        assert [directive for directive in ("img-src", "script-src", "style-src") if directive not in said] == []


def test_a_request_does_not_go_unseen(browser: Browser, saved: Saved, tmp_path: Path) -> None:
    with tab(browser, viewport=WIDE) as opened:
        file = _changed(saved("every_outcome"), tmp_path, "<h1>", '<img alt="" src="x.png"><h1>')
        copy = _changed(file, tmp_path, 'http-equiv="Content-Security-Policy"', 'name="none"')
        opened.open(copy)
        assert [Path(url).name for url in opened.foreign_requests()] == ["x.png"]
        assert opened.complaints != []


def test_nothing_is_stored(reading: Tab) -> None:
    reading.page.get_by_role("button", name="Dark").click()
    assert reading.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


# ---------------------------------------------------------------- without script


@pytest.mark.parametrize("name", ["every_outcome", REAL])
def test_without_script_everything_can_be_read_and_no_control_is_dead(
    name: str, browser: Browser, saved: Saved
) -> None:
    with tab(browser, viewport=WIDE, java_script_enabled=False) as opened:
        page = opened.open(saved(name)).page
        text = bare(page.locator("body").inner_text())
        assert [words for words in owed.of_findings(assessment_named(name)) if bare(words) not in text] == []
        assert page.locator("input:visible, select:visible, button:visible").count() == 0
        assert page.locator("nav a:visible").count() > 10
        assert page.locator(SHOWN).count() == page.locator(ENTRIES).count()


def test_a_script_that_was_changed_does_not_run_and_hides_nothing(
    browser: Browser, saved: Saved, tmp_path: Path
) -> None:
    with tab(browser, viewport=WIDE) as opened:
        page = opened.open(_changed(saved("every_outcome"), tmp_path, "form.hidden = false", "form.hidden = true")).page
        assert "script-src" in opened.complaints[0]
        assert page.locator(SHOWN).count() == page.locator(ENTRIES).count()


# ---------------------------------------------------------------- filters


def test_an_outcome_shows_its_findings_only_and_all_of_them(reading: Tab) -> None:
    page = reading.page
    total = page.locator(ENTRIES).count()
    for outcome in (Outcome.NOT_MET, Outcome.MET):
        page.get_by_role("checkbox", name=re.compile(f"^{outcome.words} ")).check()
        page.wait_for_function("document.documentElement.classList.contains('filtered')")
        shown = page.locator(SHOWN)
        assert {one.get_attribute("data-outcome") for one in shown.all()} == {outcome.value}
        assert shown.count() == _count(outcome)
        expect(page.get_by_role("status")).to_have_text(f"{shown.count()} of {total} shown")
        page.get_by_role("button", name="Show everything").click()
        assert page.locator(SHOWN).count() == total


def _count(outcome: Outcome) -> int:
    return sum(finding.outcome is outcome for grade in _grades() for finding in grade.findings)


def _grades() -> tuple[Grade, ...]:
    return assessment_named("every_outcome").grades


def test_outcomes_add_up_and_parts_and_words_narrow(reading: Tab) -> None:
    page = reading.page
    page.get_by_role("checkbox", name=re.compile("^not met ")).check()
    page.get_by_role("checkbox", name=re.compile("^contradicted ")).check()
    assert page.locator(SHOWN).count() == _count(Outcome.NOT_MET) + _count(Outcome.CONTRADICTED)
    page.get_by_label("Part", exact=True).select_option(label="H2 Keep the lights burning")
    wanted = [f for f in _grades()[1].findings if f.outcome in {Outcome.NOT_MET, Outcome.CONTRADICTED}]
    assert page.locator(SHOWN).count() == len(wanted) > 1
    texts = [(one.text_content() or "").casefold() for one in page.locator(SHOWN).all()]
    page.get_by_role("searchbox").fill("  NOT   met bar 7 ")
    fitting = [text for text in texts if all(word in text for word in ("not", "met", "bar", "7"))]
    assert page.locator(SHOWN).count() == len(fitting) < len(texts)


def test_advisories_and_tensions_are_parts(reading: Tab) -> None:
    page = reading.page
    for part, letter in (("Advisories", "A"), ("Tensions", "T")):
        page.get_by_label("Part", exact=True).select_option(label=part)
        names = [one.inner_text() for one in page.locator(f"{SHOWN} :is(h3, p[id]) > a.id").all()]
        assert names
        assert {name[0] for name in names} == {letter}


def test_only_findings_and_their_headings_remain(reading: Tab) -> None:
    page = reading.page
    page.get_by_label("Part", exact=True).select_option(label="H1 Guide every ship")
    page.get_by_role("checkbox", name=re.compile("^not met ")).check()
    assert 0 < page.locator(SHOWN).count() < 5
    assert page.locator("main h2:visible").count() == 1
    assert page.locator("main h3:visible").count() == page.locator(SHOWN).count()
    assert page.locator("main :is(.matrix, .lines, .panel, .scorecard):visible").count() == 0
    expect(page.locator("h1")).to_be_visible()


def test_what_fits_nothing_says_so(reading: Tab) -> None:
    reading.page.get_by_role("searchbox").fill("no such words")
    expect(reading.page.get_by_role("status")).to_contain_text("Nothing fits the filter")
    assert (
        reading.page.locator("main section:visible").inner_text()
        == assessment_named("every_outcome").proposal.header.title
    )


def test_counts_beside_outcomes_are_those_of_the_report(reading: Tab) -> None:
    labels = [one.inner_text().rsplit(maxsplit=1) for one in reading.page.locator("fieldset label").all()]
    counts = {words: int(count) for words, count in labels}
    assert sum(counts.values()) == reading.page.locator(ENTRIES).count()
    assert all(counts[outcome.words] == _count(outcome) for outcome in Outcome)


# ---------------------------------------------------------------- links to findings


@pytest.mark.parametrize("window", [NARROW, WIDE], ids=["phone", "desk"])
def test_a_link_to_a_finding_leads_to_it(window: dict[str, int], browser: Browser, saved: Saved) -> None:
    finding = assessment_named(REAL).grades[2].findings[5]
    with tab(browser, viewport=window) as opened:
        page = opened.open(saved(REAL), f"#rule-{finding.rule.id}").page
        page.wait_for_function("scrollY > 0")
        assert _in_view(page, f"rule-{finding.rule.id}")


def test_a_finding_that_the_filter_hides_is_shown_to_who_follows_a_link(reading: Tab) -> None:
    page = reading.page
    hidden = next(f for f in _grades()[0].findings if f.outcome is Outcome.NOT_MET).rule.id
    page.get_by_role("checkbox", name=re.compile("^met ")).check()
    expect(page.locator(f"[id='rule-{hidden}']")).to_be_hidden()
    page.evaluate(f"location.hash = 'rule-{hidden}'")
    expect(page.locator(f"[id='rule-{hidden}']")).to_be_visible()
    assert _in_view(page, f"rule-{hidden}")
    assert page.locator(SHOWN).count() == _count(Outcome.MET) + 1
    page.get_by_role("searchbox").fill("pilot")
    expect(page.locator(f"[id='rule-{hidden}']")).to_be_hidden()


def test_a_part_that_the_filter_hides_is_shown_to_who_follows_a_link(reading: Tab) -> None:
    page = reading.page
    page.get_by_role("searchbox").fill("quay")
    for name in ("matrix", "proposal", "summary"):
        expect(page.locator(f"#{name}")).to_be_hidden()
        page.get_by_role("navigation").locator(f"a[href='#{name}']").click()
        expect(page.locator(f"#{name}")).to_be_visible()
        assert _in_view(page, name)
    page.evaluate("location.hash = 'clause-HB-S3.a'")
    expect(page.locator("[id='clause-HB-S3.a']")).to_be_visible()


def test_a_link_to_nowhere_does_nothing(browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=WIDE) as opened:
        page = opened.open(saved("every_outcome"), "#%E0%A4%A").page
        page.evaluate("location.hash = 'no-such'")
        assert page.locator(SHOWN).count() == page.locator(ENTRIES).count()
        assert opened.complaints == []


def _in_view(page: Page, name: str) -> bool:
    """Whether the element is what one sees at its place: in the window, and not below the header."""
    return bool(
        page.evaluate(
            """(name) => {
              const wanted = document.getElementById(name);
              const box = wanted.getBoundingClientRect();
              const seen = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
              return wanted === seen || wanted.contains(seen);
            }""",
            name,
        )
    )


# ---------------------------------------------------------------- by keyboard


def test_the_first_key_leads_past_everything(reading: Tab) -> None:
    page = reading.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the report")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_searching_and_filtering_need_no_mouse(reading: Tab) -> None:
    page = reading.page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("quay 1")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ of \d+ shown$"))
    found = page.locator(SHOWN).count()
    assert 0 < found < page.locator(ENTRIES).count()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Part", exact=True).input_value() == "recommendation-H1"
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert {one.get_attribute("data-outcome") for one in page.locator(SHOWN).all()} == {"contradicted"}
    for _ in range(2):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator(SHOWN).count() == page.locator(ENTRIES).count()
    assert page.get_by_role("searchbox").input_value() == ""


FOCUSED = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const box = (focused.getClientRects()[0] ?? focused.getBoundingClientRect());
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const style = getComputedStyle(focused);
  return [
    focused.matches("main") || focused.contains(seen) || seen?.contains(focused) === true && seen.matches("label"),
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || focused.matches("main"),
    `${focused.outerHTML.slice(0, 120)}`,
  ];
}"""


@pytest.mark.parametrize("window", [NARROW, WIDE], ids=["phone", "desk"])
def test_every_link_and_control_is_reached_and_seen(window: dict[str, int], browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=window) as opened:
        page = opened.open(saved("names")).page
        expected = page.evaluate(
            "[...document.querySelectorAll('a[href], input, select, button, summary')]"
            ".filter((one) => one.checkVisibility({contentVisibilityAuto: true})).length"
        )
        reached = 0
        for _ in range(expected + 5):
            page.keyboard.press("Tab")
            found = page.evaluate(FOCUSED)
            if found is None:
                break
            seen, outlined, html = found
            assert seen, f"out of sight: {html}"
            assert outlined, f"no outline: {html}"
            reached += 1
        assert reached == expected > 50


# ---------------------------------------------------------------- colours and paper


def test_the_dark_follows_the_system_until_the_reader_chooses(browser: Browser, saved: Saved) -> None:
    with tab(browser, viewport=WIDE, color_scheme="light") as opened:
        page = opened.open(saved("every_outcome")).page
        button = page.get_by_role("button", name="Dark")
        assert not _is_dark(page)
        page.emulate_media(color_scheme="dark")
        expect(button).to_have_attribute("aria-pressed", "true")
        assert _is_dark(page)
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "false")
        assert not _is_dark(page)
        button.press("Space")
        assert _is_dark(page)
        page.emulate_media(media="print")
        assert not _is_dark(page)


def _is_dark(page: Page) -> bool:
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return sum(map(int, re.findall(r"\d+", colour)[:3])) < 3 * 128


def test_printed_it_holds_the_report_and_no_controls(reading: Tab, tmp_path: Path) -> None:
    reading.page.pdf(path=tmp_path / "printed.pdf", format="A4")
    pages = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    text = bare("".join(page.get_textpage().get_text_range() for page in pages).replace("\ufffe", ""))
    made = assessment_named("every_outcome")
    rules = [finding.rule for grade in made.grades for finding in grade.findings]
    assert [rule.id for rule in rules if bare(rule.title) not in text] == []
    assert "Searchfindings" not in text
    assert "Skiptothereport" not in text


def test_a_filtered_report_says_so_on_paper(reading: Tab) -> None:
    page = reading.page
    page.get_by_role("searchbox").fill("quay 1")
    page.emulate_media(media="print")
    expect(page.get_by_role("status")).to_be_visible()
    assert page.locator("form details:visible").count() == 0
