"""The PDF: what is in it, that it is sound, and that hostile text stays text."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from tests.rendering import owed
from tests.rendering.conftest import Rendered
from tests.rendering.owed import bare
from tests.rendering.zoo import NAMES, ZOO, every_outcome

from policycheck.errors import RenderError
from policycheck.rendering import pdf
from policycheck.rendering.options import Options
from policycheck.rendering.quotation import CHARACTERS_CAP

pytestmark = pytest.mark.untraced

Renderer = Callable[[str], Rendered]
REAL = "singapore-2018"
FAMILIES = {"Audit-Sans", "Audit-Mono", "Audit-Hangul", "Audit-HanA", "Audit-HanB"}
POINTS_PER_MM = 72 / 25.4


def test_those_who_look_at_reports_share_a_worker(request: pytest.FixtureRequest, rendered: Renderer) -> None:
    assert callable(rendered)
    assert request.node.nodeid.endswith("@reports") or not request.config.getoption("loadgroup", False)


@pytest.mark.parametrize("name", [*ZOO, REAL])
def test_weasyprint_has_nothing_to_complain_about(name: str, rendered: Renderer) -> None:
    assert rendered(name).warnings == ()


@pytest.mark.parametrize("name", ["every_outcome", "all_met", REAL])
def test_every_rule_is_in_it_with_all_that_explains_it(name: str, rendered: Renderer) -> None:
    text = bare(rendered(name).text())
    assert [words for words in owed.of_findings(rendered(name).assessment) if bare(words) not in text] == []


def test_advisories_tensions_clauses_method_and_appendix_are_in_it(rendered: Renderer) -> None:
    text = bare(rendered("every_outcome").text())
    assert [words for words in owed.of_the_rest(every_outcome()) if bare(words) not in text] == []


@pytest.mark.parametrize("name", ["every_outcome", "empty"])
def test_pages_are_numbered_and_headed(name: str, rendered: Renderer) -> None:
    pages = rendered(name).pages()
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all("ostmark_harbour_2020" in page for page in pages)


@pytest.mark.parametrize("name", ["every_outcome", "names", "nasty", REAL])
def test_no_text_leaves_the_page(name: str, rendered: Renderer) -> None:
    left, right, bottom = 18.5 * POINTS_PER_MM, (210 - 18.5) * POINTS_PER_MM, 10 * POINTS_PER_MM
    outside = [
        (number, box)
        for number, box in _boxes(rendered(name).data)
        if box[0] < left or box[2] > right or box[1] < bottom
    ]
    assert outside == []


def _boxes(data: bytes) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """Left, bottom, right and top of every stretch of text, with the number of its page."""
    for number, page in enumerate(pypdfium2.PdfDocument(data), start=1):
        text = page.get_textpage()
        for index in range(text.count_rects()):
            yield number, text.get_rect(index)


@pytest.mark.parametrize("name", ["every_outcome", "all_met", "names", REAL])
def test_no_page_is_half_white(name: str, rendered: Renderer) -> None:
    pages = rendered(name).pages()
    lowest = dict.fromkeys(range(1, len(pages) + 1), 1000.0)
    for number, box in _boxes(rendered(name).data):
        if box[1] > 20 * POINTS_PER_MM:
            lowest[number] = min(lowest[number], box[1])
    before_break = {n - 1 for n, page in enumerate(pages, start=1) if _opens_a_part(page)}
    white = {n for n, y in lowest.items() if y > 297 * POINTS_PER_MM / 2} - before_break - {len(pages)}
    assert white == set()


def _opens_a_part(page: str) -> bool:
    """Whether a page starts with what always starts a page."""
    return re.search(r"(Contents [0-9]+ |Summary Recommendation)", page) is not None


@pytest.mark.parametrize("name", ["every_outcome", REAL])
def test_a_label_is_on_the_page_of_what_it_names(name: str, rendered: Renderer) -> None:
    lonely = []
    for number, page in enumerate(pypdfium2.PdfDocument(rendered(name).data), start=1):
        text = page.get_textpage()
        boxes = [box for box in map(text.get_rect, range(text.count_rects())) if box[1] > 20 * POINTS_PER_MM]
        last = min(box[1] for box in boxes)
        words = " ".join(text.get_text_bounded(*box) for box in boxes if box[1] < last + 4 * POINTS_PER_MM)
        lonely += [(number, words)] if words.strip() in LABELS else []
    assert lonely == []


LABELS = {"Question", "Waits for", "Why", "Answer", "Remedy", "Response", "Clauses"}


def test_names_come_through_in_every_script(rendered: Renderer) -> None:
    text = rendered("names").text()
    assert "".join(NAMES.split()) in text
    assert "김정은" in rendered("names").pages()[0]
    fonts = _fonts(rendered("names").data)
    assert {"Audit-Sans", "Audit-Hangul", "Audit-HanA", "Audit-HanB"} <= fonts


def test_fonts_are_ours(rendered: Renderer) -> None:
    for name in ("every_outcome", "nasty"):
        assert _fonts(rendered(name).data) <= FAMILIES


def _fonts(data: bytes) -> set[str]:
    """The families used."""
    with pikepdf.open(_stream(data)) as document:
        names = [font.BaseFont for page in document.pages for font in page.obj.Resources.get("/Font", {}).values()]
        return {re.sub(r"^/[A-Z]{6}\+|-Bold$", "", str(name)) for name in names}


def _stream(data: bytes) -> Any:
    from io import BytesIO

    return BytesIO(data)


def test_metadata_says_what_it_is_without_a_clock(rendered: Renderer) -> None:
    with pikepdf.open(_stream(rendered("every_outcome").data)) as document:
        assert str(document.docinfo["/Title"]) == "Audit of A plan for the harbour of Ostmark"
        xmp = document.Root.Metadata.read_bytes()
    assert b"2020-02-29" in xmp
    assert not re.search(rb"20(2[1-9]|[3-9]\d)-\d\d-\d\d", xmp)


def test_links_say_where_they_lead(rendered: Renderer) -> None:
    with pikepdf.open(_stream(rendered("every_outcome").data)) as document:
        notes = [note for page in document.pages for note in page.obj.get("/Annots", [])]
        said = {str(note.get("/Dest", "")): str(note.Contents) for note in notes}
    assert said["rule-H1.2"] == "Rule H1.2 Name pilot number 2 of quay 1"
    assert said["line-2"] == "Line 2 of the proposal"
    assert said["clause-HB-S1.a"] == "Clause HB-S1.a"
    assert said["matrix"] == "Clause matrix"


def test_bookmarks_name_every_part(rendered: Renderer) -> None:
    with pikepdf.open(_stream(rendered("every_outcome").data)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert "H1 Guide every ship" in titles
    assert titles[-1] == "Appendix: the proposal as audited"


def test_hostile_text_is_shown_and_does_nothing(rendered: Renderer) -> None:
    made = rendered("nasty")
    text = made.text()
    for shown in ("[U+202E]drowssap", "[U+0001x3]", "[U+200B]", "[U+1F600]", "<script>alert(1)</script>", "{{7*7}}"):
        assert shown in text


def test_the_appendix_says_how_much_it_leaves_out(rendered: Renderer) -> None:
    text = rendered("nasty").text()
    assert 0.9 * CHARACTERS_CAP < text.count("y") <= CHARACTERS_CAP
    assert "toolongtobequotedinfull" in text


def test_only_fonts_and_marks_are_fetched(rendered: Renderer) -> None:
    fetched = rendered("nasty").fetched
    assert fetched
    assert [url for url in fetched if not url.startswith(("pkg:fonts/", "data:image/svg+xml,"))] == []


@pytest.mark.parametrize(
    "url",
    ["https://example.org/x.css", "file:///etc/passwd", "pkg:fonts/../report/report.css", "data:text/html,x", "x"],
)
def test_the_fetcher_stops_at_everything_else(url: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        pdf.fetcher().fetch(url)


SCRIPT = """
import hashlib
from policycheck.rendering.pdf import render_pdf
from tests.rendering.zoo import ZOO
print(hashlib.sha256(render_pdf(ZOO["names"]())).hexdigest())
"""


def test_the_same_assessment_gives_the_same_bytes(rendered: Renderer, tmp_path: Path) -> None:
    digests = {hashlib.sha256(rendered("names").data).hexdigest()}
    root = Path(__file__).parents[2]
    for seed, zone in (("1", "Asia/Seoul"), ("2", "America/New_York")):
        paths = os.pathsep.join([str(root), *sys.path])
        around = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": paths, "SOURCE_DATE_EPOCH": seed}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=around, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert run.stderr == ""
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_missing_libraries_are_named_for_four_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPango:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(RenderError, match="needs Pango") as error:
        pdf.render_pdf(ZOO["empty"]())
    for words in ("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0", "Fedora", "brew install pango", "MSYS2"):
        assert words in error.value.hint


def test_nothing_heavy_is_loaded_before_a_report_is_made() -> None:
    check = (
        "import sys, policycheck.rendering.pdf; print(sorted({'weasyprint', 'jinja2', 'fontTools'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


MARKED = Options(banner="OFFICIAL, 대외비", draft=True, sign_off=True, paper="letter", embed=False)


def test_options_are_on_every_page_that_they_are_for() -> None:
    made = Rendered(ZOO["all_met"](), pdf.render_pdf(ZOO["all_met"](), MARKED), (), frozenset())
    pages = made.pages()
    assert [page.count("OFFICIAL, 대외비") for page in pages] == [2] * len(pages)
    assert all("DRAFT" in page for page in pages)
    for words in ("Sign-off", "Prepared by", "Reviewed by", "Approved by", "carries no attachments"):
        assert words in " ".join(pages)
    with pikepdf.open(_stream(made.data)) as document:
        assert {tuple(round(float(side)) for side in page.mediabox) for page in document.pages} == {(0, 0, 612, 792)}


def test_without_options_a_report_has_none_of_their_marks(rendered: Renderer) -> None:
    made = rendered("all_met")
    assert not re.search("DRAFT|Sign-off|Prepared by|no attachments", " ".join(made.pages()))
    with pikepdf.open(_stream(made.data)) as document:
        assert {tuple(round(float(side)) for side in page.mediabox) for page in document.pages} == {(0, 0, 595, 842)}
