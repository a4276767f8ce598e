"""What gives no answer: files that are no reports, and reports that are damaged, incomplete or bombs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from io import BytesIO
from struct import pack
from typing import Any

import pikepdf
import pytest
from tests.verification.reports import (
    assessed,
    carrying,
    checked,
    edited,
    first,
    listed,
    manifested,
    options_with,
    report,
    swapped,
)

from policycheck.rendering import render
from policycheck.rendering.bundle import MANIFEST, RESULTS
from policycheck.rendering.options import Options
from policycheck.verification import Answer, bounds, verify
from policycheck.verification.pdf import read_pdf


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
            [pikepdf.String("bomb.bin"), pikepdf.Dictionary(EF=pikepdf.Dictionary(F=stream))]
        )

    return edited(report(), add)


def _set_names(value: Any) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Names.EmbeddedFiles = value

    return edited(report(), change)


def _twice() -> bytes:
    def repeat(document: pikepdf.Pdf) -> None:
        names = document.Root.Names.EmbeddedFiles.Names
        names.extend([names[0], names[1]])

    return edited(report(), repeat)


def _folded_objects() -> bytes:
    """A small PDF whose only objects unfold to a gigabyte."""
    packer = zlib.compressobj(9)
    folded = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    rows = zlib.compress(b"".join(pack(">BIB", *row) for row in ((0, 0, 255), (1, 9, 0), (2, 1, 0), (1, 0, 0))))
    head = b"%%PDF-1.7\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(folded)
    objects = head + folded + b"\nendstream\nendobj\n"
    table = b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(rows)
    return objects + table + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(objects)


FLATE = pikepdf.Name.FlateDecode
UNTOLD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "neither a PDF nor an HTML page"),
    "text": (lambda: b"proposal: {}", "neither a PDF nor an HTML page"),
    "results": (lambda: bytes(render(assessed(), "json")), "the file holds results alone"),
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
    "folded objects": (_folded_objects, "damaged"),
    "two filters": (
        lambda: _filtered(zlib.compress(zlib.compress(b"x")), Filter=pikepdf.Array([FLATE, FLATE])),
        "damaged",
    ),
    "no filter": (lambda: _filtered(b"x"), "damaged"),
    "not deflated": (lambda: _filtered(b"xxxx", Filter=FLATE), "bomb.bin is damaged"),
    "deflated twice": (lambda: _filtered(zlib.compress(b"x") + b"y", Filter=FLATE), "bomb.bin is damaged"),
    "way out": (lambda: carrying(report(), {"../../x": b"x"}), "a file with the name '../../x'"),
    "many": (lambda: carrying(report(), {f"a{n}": b"" for n in range(201)}), "more than 200 files"),
    "twice": (_twice, "two files with the name manifest.json"),
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
    "more options": (
        lambda: carrying(report(), manifested(read_pdf(report()), options=options_with(size=9))),
        "manifest.json cannot be read",
    ),
    "written otherwise": (
        lambda: carrying(report(), read_pdf(report()) | {MANIFEST: read_pdf(report())[MANIFEST] + b" "}),
        "manifest.json is not written as this policycheck writes it",
    ),
    "unknown paper": (
        lambda: carrying(report(), manifested(read_pdf(report()), options=options_with(paper="a3"))),
        "options that no report is made with",
    ),
    "long banner": (
        lambda: carrying(report(), manifested(read_pdf(report()), options=options_with(banner="x" * 61))),
        "options that no report is made with",
    ),
    "no such date": (lambda: carrying(report(), manifested(read_pdf(report()), as_of="today")), "not a date"),
    "broken proposal": (lambda: swapped("proposal.yaml", "hours: 9", "hours: [9"), "cannot be evaluated"),
    "not UTF-8": (lambda: _proposal(b"\xff\xfea"), "cannot be evaluated"),
}


def _proposal(content: bytes) -> bytes:
    return carrying(report(), listed(read_pdf(report()) | {"proposal.yaml": content}))


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
    entry = json.loads(files[MANIFEST])["pack"]
    entry["digest"] = digest_of({name[5:]: files[name] for name in files if name.startswith("pack-")})
    found = verify(carrying(report(), manifested(listed(files), pack=entry)), with_pack=True)
    assert (found.answer, "light.yaml:" in first(found)) == (Answer.CANNOT_TELL, True), first(found)


def test_attachments_have_room_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_CARRIED", 4_000)
    assert "carries more than" in first(checked(report()))
