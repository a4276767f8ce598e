"""A report proves itself: every change to the finished file is caught, by the step that it belongs to."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.verification.reports import (
    assessed,
    carrying,
    edited,
    lighthouse,
    listed,
    manifested,
    report,
    revised,
    swapped,
)

from policycheck.rendering import environment, render
from policycheck.rendering.bundle import MANIFEST, RESULTS
from policycheck.rendering.options import Options
from policycheck.verification import Answer, Verification, again, bounds, verify
from policycheck.verification.pdf import read_pdf

ELSEWHERE = {**environment.layout(), "pango": "1.2.3"}


@contextmanager
def installed() -> Iterator[None]:
    """The pack of the lighthouse comes with this installation."""
    with patch.object(again, "installed_pack", lambda name: lighthouse() if name == "lighthouse" else None):
        yield


def checked(data: bytes, **options: bool) -> Verification:
    with installed():
        return verify(data, **options)


def first(found: Verification) -> str:
    return found.differences[0]


def test_a_report_reproduces() -> None:
    found = checked(report())
    assert found.answer is Answer.REPRODUCED
    assert [step.name for step in found.steps] == ["attachments", "pack", "results", "report"]
    assert "the same as the one installed here" in found.steps[1].said
    assert found.steps[3].said == "byte for byte the same"


@pytest.mark.parametrize("named", ["plans/a.yaml", "b.json", "<stdin>"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_it_carries_the_very_bytes_that_were_read(named: str, mark: bytes) -> None:
    from policycheck.load.yaml_reader import read_yaml  # noqa: F401 - the values below come from YAML

    if named.endswith(".json"):
        import yaml

        value = yaml.safe_load(_text())
        value["proposal"]["date"] = "2020-02-29"
        content = mark + json.dumps(value, indent=1).replace("\n", "\r\n").encode()
    else:
        content = mark + _text().replace("\n", "\r\n").encode()
    made = render(assessed(content, named), "pdf")
    files = read_pdf(made)
    assert content in files.values()
    assert json.loads(files[MANIFEST])["proposal"]["named"] == named
    assert checked(made).answer is Answer.REPRODUCED


def _text() -> str:
    from tests.rendering.lighthouse import PROPOSAL

    return PROPOSAL


def test_options_are_made_again() -> None:
    made = render(assessed(), "pdf", Options(banner="Seen", sign_off=True, paper="letter"))
    assert checked(made).answer is Answer.REPRODUCED
    assert made != report()


# ---------------------------------------------------------------- what was changed is named


def _forget_words(document: pikepdf.Pdf) -> None:
    page = document.pages[1]
    steps = pikepdf.parse_content_stream(page)
    last = max(n for n, step in enumerate(steps) if str(step.operator) == "TJ" or str(step.operator) == "Tj")
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(steps[:last] + steps[last + 1 :]))


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


CHANGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "words": (lambda: edited(report(), _forget_words), "page 2: the report says"),
    "drawing": (lambda: edited(report(), _draw_over), "page 3 is drawn in another way, with the same words"),
    "title": (lambda: edited(report(), _retitle), "the metadata differ"),
    "dates": (lambda: edited(report(), _redate), "the metadata differ"),
    "page": (lambda: edited(report(), _drop_page), "pages, made again it has"),
    "script": (lambda: edited(report(), _run_script), "the files differ from byte"),
    "rewritten": (lambda: edited(report(), lambda _: None), "the files differ from byte"),
    "appended": (lambda: report() + b"more", "4 bytes were added after the end of the report"),
    "revision": (lambda: revised(report()), "bytes were added after the end of the report"),
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
    "score": (lambda: _score_changed(), "L: score as stated: the report says 1, evaluation says"),
    "whitespace": (lambda: swapped(RESULTS, "\n", "\n "), "the results say the same, but are written in another way"),
    "hidden key": (
        lambda: swapped(RESULTS, '"outcome": "not_met"', '"outcome": "met",\n"outcome": "not_met"'),
        "the results say the same, but are written in another way",
    ),
    "no results": (
        lambda: carrying(report(), listed(read_pdf(report()) | {RESULTS: b"[]"})),
        "the results are not what policycheck writes",
    ),
    "proposal": (lambda: swapped("proposal.yaml", "hours: 9", "hours: 15"), "L1: the report says partly met, evaluation says met"),
    "comment": (lambda: swapped("proposal.yaml", "hours: 9", "hours: 9 # as ever"), "digest: the report says"),
    "pack": (
        lambda: swapped("pack-light.yaml", "weight: 1", "weight: 2"),
        "the pack is not the one whose digest the manifest states",
    ),
    "pack and manifest": (lambda: _pack_swapped(), "is not the one installed here: light.yaml differs"),
    "options": (
        lambda: carrying(report(), manifested(read_pdf(report()), options=_options(banner="For all"))),
        "page 1: the report says",
    ),
    "reason": (lambda: _reason_changed(), "lighthouse: reason: the report says named by the proposal"),
}


def _options(**changes: Any) -> dict[str, Any]:
    return json.loads(read_pdf(report())[MANIFEST])["options"] | changes


def _score_changed() -> bytes:
    files = read_pdf(report())
    results = json.loads(files[RESULTS])
    results["recommendations"][0]["score"]["as_stated"] = {"exact": "1", "decimal": 1.0}
    text = json.dumps(results, indent=2, ensure_ascii=False) + "\n"
    return carrying(report(), listed(files | {RESULTS: text.encode()}))


def _pack_swapped() -> bytes:
    """A pack that asks for less, under the same name, with everything else made to fit."""
    from policycheck.model.pack import digest_of

    files = read_pdf(report())
    files["pack-light.yaml"] = files["pack-light.yaml"].replace(b"weight: 1", b"weight: 2", 1)
    pack = json.loads(files[MANIFEST])["pack"]
    pack["digest"] = digest_of({name[5:]: files[name] for name in files if name.startswith("pack-")})
    return carrying(report(), manifested(listed(files), pack=pack))


def _reason_changed() -> bytes:
    files = read_pdf(report())
    pack = json.loads(files[MANIFEST])["pack"] | {"reason": "the default"}
    return carrying(report(), manifested(files, pack=pack))


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_named(name: str) -> None:
    make, words = CHANGED[name]
    found = checked(make())
    assert (found.answer, words in first(found)) == (Answer.NOT_REPRODUCED, True), first(found)


def test_outcomes_lead_and_all_differences_are_told() -> None:
    found = checked(swapped("proposal.yaml", "hours: 9", "hours: 15"))
    assert first(found).startswith("L1:")
    assert any("score: " in difference for difference in found.differences)


# ---------------------------------------------------------------- what gives no answer


def _encrypted(user: str) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(report())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user=user))
    return out.getvalue()


def _without(name: str) -> bytes:
    files = read_pdf(report())
    del files[name]
    return carrying(report(), files)


def _filtered(stream_data: bytes, **entries: Any) -> bytes:
    """The report with one more attachment, whose stream is written in a way of its own."""

    def add(document: pikepdf.Pdf) -> None:
        stream = document.make_stream(stream_data, **entries)
        document.Root.Names.EmbeddedFiles.Names.extend(
            ["bomb.bin", pikepdf.Dictionary(EF=pikepdf.Dictionary(F=stream))]
        )

    return edited(report(), add)


def _set_names(value: Any) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Names.EmbeddedFiles = value

    return edited(report(), change)


FLATE = pikepdf.Name.FlateDecode
UNTOLD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "neither a PDF nor an HTML page"),
    "text": (lambda: b"proposal: {}", "neither a PDF nor an HTML page"),
    "only the head": (lambda: b"%PDF-1.7\n", "damaged"),
    "cut": (lambda: report()[: len(report()) // 2], "damaged"),
    "locked": (lambda: _encrypted("secret"), "encrypted"),
    "half locked": (lambda: _encrypted(""), "encrypted"),
    "nothing carried": (lambda: render(assessed(), "pdf", Options(embed=False)), "carries no files"),
    "no manifest": (lambda: _without(MANIFEST), "carries no manifest.json"),
    "no results": (lambda: _without(RESULTS), "carries no results.json"),
    "no proposal": (lambda: _without("proposal.yaml"), "carries no proposal.yaml"),
    "no pack file": (lambda: _without("pack-light.yaml"), "carries no pack-light.yaml"),
    "bomb": (lambda: _filtered(zlib.compress(bytes(20 << 20), 9), Filter=FLATE), "unfolds to more than 100 times"),
    "huge": (lambda: _filtered(zlib.compress(bytes(40 << 20), 1), Filter=FLATE), "bomb.bin"),
    "two filters": (
        lambda: _filtered(zlib.compress(zlib.compress(b"x")), Filter=pikepdf.Array([FLATE, FLATE])),
        "damaged",
    ),
    "no filter": (lambda: _filtered(b"x"), "damaged"),
    "not deflated": (lambda: _filtered(b"xxxx", Filter=FLATE), "bomb.bin is damaged"),
    "deflated twice": (lambda: _filtered(zlib.compress(b"x") + b"y", Filter=FLATE), "bomb.bin is damaged"),
    "way out": (lambda: carrying(report(), {"../../x": b"x"}), "a file with the name '../../x'"),
    "many": (lambda: carrying(report(), {f"a{n}": b"" for n in range(201)}), "more than 200 files"),
    "twice": (lambda: _twice(), "two files with the name manifest.json"),
    "odd array": (lambda: _set_names(pikepdf.Dictionary(Names=pikepdf.Array(["a"]))), "damaged"),
    "no array": (lambda: _set_names(pikepdf.Dictionary(Names=7)), "damaged"),
    "no dictionary": (lambda: _set_names(7), "damaged"),
    "no stream": (lambda: _set_names(pikepdf.Dictionary(Names=pikepdf.Array(["a", 7]))), "damaged"),
    "no JSON": (lambda: carrying(report(), {MANIFEST: b"{", "a": b""}), "manifest.json cannot be read"),
    "deep": (lambda: carrying(report(), {MANIFEST: b"[" * 100_000}), "manifest.json cannot be read"),
    "another form": (
        lambda: carrying(report(), manifested(read_pdf(report()), schema="urn:policycheck:manifest:2")),
        "manifest.json cannot be read",
    ),
    "unknown paper": (
        lambda: carrying(report(), manifested(read_pdf(report()), options=_options(paper="a3"))),
        "options that no report is made with",
    ),
    "no such date": (lambda: carrying(report(), manifested(read_pdf(report()), as_of="today")), "not a date"),
    "broken proposal": (lambda: swapped("proposal.yaml", "hours: 9", "hours: [9"), "cannot be evaluated"),
    "not UTF-8": (lambda: _proposal(b"\xff\xfea"), "cannot be evaluated"),
}


def _proposal(content: bytes) -> bytes:
    return carrying(report(), listed(read_pdf(report()) | {"proposal.yaml": content}))


def _twice() -> bytes:
    def repeat(document: pikepdf.Pdf) -> None:
        names = document.Root.Names.EmbeddedFiles.Names
        names.extend([names[0], names[1]])

    return edited(report(), repeat)


@pytest.mark.parametrize("name", UNTOLD)
def test_no_answer_is_given_and_the_reason_told(name: str) -> None:
    make, words = UNTOLD[name]
    found = checked(make())
    assert (found.answer, words in first(found)) == (Answer.CANNOT_TELL, True), first(found)
    assert found.hint


def test_a_broken_pack_gives_no_answer() -> None:
    from policycheck.model.pack import digest_of

    files = read_pdf(report())
    files["pack-light.yaml"] = files["pack-light.yaml"].replace(b"lamp.hours", b"lamp.ours", 1)
    pack = json.loads(files[MANIFEST])["pack"]
    pack["digest"] = digest_of({name[5:]: files[name] for name in files if name.startswith("pack-")})
    found = verify(carrying(report(), manifested(listed(files), pack=pack)), with_pack=True)
    assert (found.answer, "light.yaml" in first(found)) == (Answer.CANNOT_TELL, True), first(found)


def test_attachments_have_room_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_CARRIED", 4_000)
    assert "carries more than" in first(checked(report()))


# ---------------------------------------------------------------- packs that are not installed


def test_an_unknown_pack_wants_to_be_trusted() -> None:
    found = verify(report())
    assert (found.answer, "no pack of that id" in first(found)) == (Answer.CANNOT_TELL, True)
    assert "--with-pack" in found.hint
    trusted = verify(report(), with_pack=True)
    assert (trusted.answer, "as the report carries it" in trusted.steps[1].said) == (Answer.REPRODUCED, True)


def test_another_version_is_an_unknown_pack() -> None:
    from msgspec.structs import replace

    with patch.object(again, "installed_pack", lambda _: replace(lighthouse(), version="9.9.9")):
        found = verify(report())
        assert (found.answer, "has version 9.9.9" in first(found)) == (Answer.CANNOT_TELL, True)
        assert verify(report(), with_pack=True).answer is Answer.REPRODUCED


def test_trust_does_not_cover_a_pack_that_takes_the_name_of_another() -> None:
    assert checked(_pack_swapped(), with_pack=True).answer is Answer.NOT_REPRODUCED


# ---------------------------------------------------------------- other environments


@pytest.fixture(scope="module")
def foreign() -> bytes:
    """The report as it would be made with another Pango."""
    with patch("policycheck.rendering.pdf.layout", lambda: ELSEWHERE):
        return render(assessed(), "pdf")


def test_another_environment_is_named_and_can_be_accepted(foreign: bytes) -> None:
    found = checked(foreign)
    assert found.answer is Answer.CANNOT_TELL
    here = environment.layout()["pango"]
    assert f"pango: the report 1.2.3, here {here}" in first(found)
    accepted = checked(foreign, results_only=True)
    assert (accepted.answer, "the text is the same" in accepted.steps[-1].said) == (Answer.REPRODUCED, True)


@pytest.mark.parametrize("accept", [False, True])
def test_another_environment_hides_no_change(foreign: bytes, accept: bool) -> None:  # noqa: FBT001 - a parameter
    def answer(data: bytes) -> tuple[Answer, str]:
        found = checked(data, results_only=accept)
        return found.answer, first(found)

    code, words = answer(edited(foreign, _forget_words))
    assert (code, "and the text differs: page 2" in words) == (Answer.CANNOT_TELL, True)
    code, words = answer(revised(foreign))
    assert (code, words) == (Answer.NOT_REPRODUCED, "the PDF has 2 revisions; a report has one")
    code, words = answer(foreign + b"more")
    assert (code, words) == (Answer.NOT_REPRODUCED, "4 bytes stand after the end of the PDF")
    files = read_pdf(foreign)
    files[RESULTS] = files[RESULTS].replace(b'"outcome": "not_met"', b'"outcome": "met"', 1)
    code, words = answer(carrying(foreign, listed(files)))
    assert (code, words) == (Answer.NOT_REPRODUCED, "L4: the report says met, evaluation says not met")


def test_where_pdf_cannot_be_made_the_results_can_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    from policycheck.errors import RenderError

    def no_layout() -> None:
        raise OSError("cannot load library")

    def no_report(*_: Any) -> None:
        raise RenderError("the PDF format needs Pango", "apt-get install")

    monkeypatch.setattr(again, "layout", no_layout)
    monkeypatch.setattr(again, "_made", no_report)
    found = checked(report())
    assert (found.answer, "the report cannot be made here" in first(found)) == (Answer.CANNOT_TELL, True)
    accepted = checked(report(), results_only=True)
    assert (accepted.answer, "not compared" in accepted.steps[-1].said) == (Answer.REPRODUCED, True)


def test_another_program_is_named_beside_results_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "writing", lambda: {**environment.writing(), "policycheck": "9.9"})
    found = checked(swapped(RESULTS, '"outcome": "not_met"', '"outcome": "met"'))
    assert (found.answer, "this is 9.9" in found.hint) == (Answer.NOT_REPRODUCED, True)


# ---------------------------------------------------------------- any change at all


@settings(max_examples=150, deadline=None)
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
