"""Reports on the lighthouse, and hands that change them: pages, attachments, metadata, bytes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pikepdf
from tests.rendering.lighthouse import PACK, PROPOSAL

from policycheck.model.assessment import Assessment
from policycheck.model.pack import Pack, digest_of
from policycheck.pipeline import evaluate, pack_of, proposal_of
from policycheck.rendering import render
from policycheck.rendering.bundle import MANIFEST
from policycheck.rendering.options import Options
from policycheck.verification import Verification, again, verify
from policycheck.verification.pdf import read_pdf

Files = dict[str, bytes]


@cache
def lighthouse() -> Pack:
    """The pack of the lighthouse, which is not installed."""
    return pack_of({name: text.encode() for name, text in PACK.items()})


def assessed(content: bytes = PROPOSAL.encode(), named: str = "plans/north.yaml") -> Assessment:
    """A proposal of that name, evaluated."""
    return evaluate(lighthouse(), proposal_of(content, named, lighthouse()), pack_reason="named by the proposal")


@cache
def report(options: Options = Options(banner="For the board", draft=True)) -> bytes:  # noqa: B008 - frozen
    """The PDF on the proposal of the lighthouse."""
    return render(assessed(), "pdf", options)


def edited(data: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF after an edit, written anew."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        edit(document)
        document.save(out, deterministic_id=True, fix_metadata_version=False, compress_streams=False)
    return out.getvalue()


def carrying(data: bytes, files: Mapping[str, bytes]) -> bytes:
    """The PDF with these attachments in place of its own."""

    def replace(document: pikepdf.Pdf) -> None:
        pairs: list[Any] = []
        for name, content in files.items():
            stream = document.make_stream(zlib.compress(content), Filter=pikepdf.Name.FlateDecode)
            pairs += [name, pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, EF=pikepdf.Dictionary(F=stream))]
        document.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=pikepdf.Array(pairs))

    return edited(data, replace)


def listed(files: Files) -> Files:
    """The files with a manifest that states their digests: a forger's, who is careful."""
    manifest = json.loads(files[MANIFEST])
    manifest["attachments"] = [
        {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in files.items()
        if name != MANIFEST
    ]
    return files | {MANIFEST: _written(manifest)}


def manifested(files: Files, **changes: Any) -> Files:
    """The files with a manifest in which some keys have other values."""
    return files | {MANIFEST: _written(json.loads(files[MANIFEST]) | changes)}


def _written(manifest: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(manifest, indent=2, ensure_ascii=False)}\n".encode()


def swapped(name: str, old: str, new: str) -> bytes:
    """The report with something else in an attachment, and a manifest that says so."""
    files = read_pdf(report())
    assert old.encode() in files[name]
    return carrying(report(), listed(files | {name: files[name].replace(old.encode(), new.encode(), 1)}))


def revised(data: bytes) -> bytes:
    """The PDF with a revision after its end that gives it another title."""
    with pikepdf.open(BytesIO(data)) as document:
        size, root = int(document.trailer.Size), document.trailer.Root.objgen[0]
    before = data[data.rfind(b"startxref") :].split()[1].decode()
    body = f"{size} 0 obj\n<</Title (Another)>>\nendobj\n"
    at = len(data)
    table = f"xref\n{size} 1\n{at:010} 00000 n \n"
    end = f"trailer\n<</Size {size + 1}/Root {root} 0 R/Info {size} 0 R/Prev {before}>>\n"
    return data + f"{body}{table}{end}startxref\n{at + len(body)}\n%%EOF\n".encode()


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


def forget_words(document: pikepdf.Pdf) -> None:
    page = document.pages[1]
    steps = pikepdf.parse_content_stream(page)
    last = max(n for n, step in enumerate(steps) if str(step.operator) == "TJ" or str(step.operator) == "Tj")
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(steps[:last] + steps[last + 1 :]))


def options_with(**changes: Any) -> dict[str, Any]:
    return {**json.loads(read_pdf(report())[MANIFEST])["options"], **changes}


def pack_swapped() -> bytes:
    """A pack that asks for less, under the same name, with everything else made to fit."""
    files = read_pdf(report())
    files["pack-light.yaml"] = files["pack-light.yaml"].replace(b"weight: 1", b"weight: 2", 1)
    pack = json.loads(files[MANIFEST])["pack"]
    pack["digest"] = digest_of({name[5:]: files[name] for name in files if name.startswith("pack-")})
    return carrying(report(), manifested(listed(files), pack=pack))
