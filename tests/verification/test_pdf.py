"""A report proves itself: every change to the finished file is caught, by the step that it belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable
from unittest.mock import patch

import pikepdf
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.rendering.lighthouse import PROPOSAL
from tests.searching import laws
from tests.verification.reports import (
    assessed,
    carrying,
    checked,
    edited,
    first,
    forget_words,
    listed,
    manifested,
    options_with,
    pack_swapped,
    report,
    revised,
    swapped,
)

from policycheck.rendering import render
from policycheck.rendering.bundle import MANIFEST, RESULTS
from policycheck.rendering.options import Options
from policycheck.verification import Answer, again, pdf
from policycheck.verification.answer import CannotTellError
from policycheck.verification.html import read_html
from policycheck.verification.pdf import read_pdf

pytestmark = pytest.mark.untraced


def test_a_report_reproduces() -> None:
    found = checked(report())
    assert found.answer is Answer.REPRODUCED
    assert [step.name for step in found.steps] == ["attachments", "pack", "results", "report"]
    assert "the same as the one installed here" in found.steps[1].said
    assert found.steps[3].said == "byte for byte the same"


@pytest.mark.parametrize("named", ["plans/a.yaml", "b.json", "<stdin>"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_it_carries_the_very_bytes_that_were_read(named: str, mark: bytes) -> None:
    if named.endswith(".json"):
        value = yaml.safe_load(PROPOSAL)
        value["proposal"]["date"] = "2020-02-29"
        content = mark + json.dumps(value, indent=1).replace("\n", "\r\n").encode()
    else:
        content = mark + PROPOSAL.replace("\n", "\r\n").encode()
    # Both carry the same files; the PDF takes ten times as long.
    form, read = ("pdf", read_pdf) if mark and named.endswith(".json") else ("html", read_html)
    made = render(assessed(content, named), form)
    files = read(made)
    assert content in files.values()
    assert json.loads(files[MANIFEST])["proposal"]["named"] == named
    assert checked(made).answer is Answer.REPRODUCED


def test_options_are_made_again() -> None:
    made = render(assessed(), "pdf", Options(banner="Seen", sign_off=True, paper="letter"))
    assert checked(made).answer is Answer.REPRODUCED
    assert made != report()


def _draw_over(document: pikepdf.Pdf) -> None:
    document.pages[2].contents_add(b"q 1 1 1 rg 50 50 300 300 re f Q")


def _retitle(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = "Another"


def _redate(document: pikepdf.Pdf) -> None:
    xmp = document.Root.Metadata.read_bytes()
    document.Root.Metadata.write(xmp.replace(b"2020-02-29", b"2021-02-29"))


def _drop_page(document: pikepdf.Pdf) -> None:
    del document.pages[-1]


def _run_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _score_changed() -> bytes:
    files = read_pdf(report())
    results = json.loads(files[RESULTS])
    results["recommendations"][0]["score"]["as_stated"] = {"exact": "1", "decimal": 1.0}
    text = json.dumps(results, indent=2, ensure_ascii=False) + "\n"
    return carrying(report(), listed(files | {RESULTS: text.encode()}))


def _reason_changed() -> bytes:
    files = read_pdf(report())
    pack = json.loads(files[MANIFEST])["pack"] | {"reason": "the default"}
    return carrying(report(), manifested(files, pack=pack))


CHANGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "words": (lambda: edited(report(), forget_words), "page 2: the report says"),
    "drawing": (lambda: edited(report(), _draw_over), "page 3 is drawn in another way, with the same words"),
    "title": (lambda: edited(report(), _retitle), "the metadata differ"),
    "dates": (lambda: edited(report(), _redate), "the metadata differ"),
    "page": (lambda: edited(report(), _drop_page), "pages, made again it has"),
    "script": (lambda: edited(report(), _run_script), "the files differ from byte"),
    "rewritten": (lambda: edited(report(), lambda _: None), "the files differ from byte"),
    "appended": (lambda: report() + b"more", "something was added after the end of the report: 4 bytes"),
    "revision": (lambda: revised(report()), "something was added after the end of the report"),
    "attachment": (
        lambda: carrying(report(), read_pdf(report()) | {"proposal.yaml": b"proposal: {}"}),
        "proposal.yaml does not have the digest that the manifest states",
    ),
    "unlisted": (
        lambda: carrying(report(), read_pdf(report()) | {"notes.txt": b"x"}),
        "notes.txt is not listed in the manifest",
    ),
    "listed": (
        lambda: carrying(report(), listed(read_pdf(report()) | {"notes.txt": b"x"})),
        "notes.txt is no part of such a report",
    ),
    "outcome": (
        lambda: swapped(RESULTS, '"outcome": "not_met"', '"outcome": "met"'),
        "L4: the report says met, evaluation says not met",
    ),
    "verdict": (
        lambda: swapped(RESULTS, '"verdict": "partly_meets"', '"verdict": "meets"'),
        "L: the report says meets, evaluation says partly meets",
    ),
    "score": (_score_changed, "L: score as stated: the report says 1, evaluation says"),
    "whitespace": (lambda: swapped(RESULTS, "\n", "\n "), "the results say the same, but are written in another way"),
    "hidden key": (
        lambda: swapped(RESULTS, '"outcome": "not_met"', '"outcome": "met",\n"outcome": "not_met"'),
        "the results say the same, but are written in another way",
    ),
    "no results": (
        lambda: carrying(report(), listed(read_pdf(report()) | {RESULTS: b"[]"})),
        "the results are not what policycheck writes",
    ),
    "proposal": (
        lambda: swapped("proposal.yaml", "hours: 9", "hours: 15"),
        "L1: the report says partly met, evaluation says met",
    ),
    "comment": (lambda: swapped("proposal.yaml", "hours: 9", "hours: 9 # as ever"), "digest: the report says"),
    "pack": (
        lambda: swapped("pack-light.yaml", "weight: 1", "weight: 2"),
        "the pack is not the one whose digest the manifest states",
    ),
    "pack and manifest": (pack_swapped, "is not the one installed here: light.yaml differs"),
    "options": (
        lambda: carrying(report(), manifested(read_pdf(report()), options=options_with(banner="For all"))),
        "page 1: the report says",
    ),
    "reason": (_reason_changed, "lighthouse: reason: the report says named by the proposal"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_named(name: str) -> None:
    make, words = CHANGED[name]
    found = checked(make())
    assert (found.answer, words in first(found)) == (Answer.NOT_REPRODUCED, True), first(found)


def test_a_difference_is_certain_where_it_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_: bytes) -> int:
        raise CannotTellError("damaged")

    monkeypatch.setattr(pdf, "page_count", unreadable)
    found = checked(edited(report(), _retitle))
    assert (found.answer, "differ from byte" in first(found)) == (Answer.NOT_REPRODUCED, True)


def test_outcomes_lead_and_all_differences_are_told() -> None:
    found = checked(swapped("proposal.yaml", "hours: 9", "hours: 15"))
    assert first(found).startswith("L1:")
    assert any("score: " in difference for difference in found.differences)


@laws(150)
@given(st.data())
def test_no_change_of_bytes_passes(data: st.DataObject) -> None:
    whole = report()
    at = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.sampled_from([at, at + 1, at + 40, len(whole)]))
    other = whole[:at] + data.draw(st.binary(max_size=8)) + whole[end:]
    with patch.object(again, "_made", lambda *_: whole):  # made once: that it is the same each time is tested above
        found = checked(other)
    assert (found.answer is Answer.REPRODUCED) == (other == whole)


def test_limits_on_reading_are_taken_back() -> None:
    before = pikepdf.settings.get_qpdf_limits()
    checked(report())
    checked(b"%PDF-1.7\n")
    assert pikepdf.settings.get_qpdf_limits() == before
