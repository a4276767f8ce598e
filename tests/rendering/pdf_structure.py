"""What an accessible, archivable and harmless PDF has to keep to, as functions from an open PDF to problems.

Each check stands alone, so that a fault turns exactly one of them red: `CHECKS` names them, `problems` runs them all.
They are properties of the file, not of this report: nothing here knows a title, a page number or an attachment's name.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree

import pikepdf
from tests.rendering.pdf_content import actions, attachments, destinations, fonts, glyphs, links, order, owned, painted
from tests.rendering.pdf_file import Read
from tests.rendering.pdf_tree import figures, headers, headings, nesting, reading, tags, widths

XMP = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
}


def language(read: Read) -> Iterator[str]:
    """The document says in which language it is."""
    if not re.fullmatch("[a-z]{2,3}(-[A-Za-z0-9]+)*", str(read.root.get("/Lang", ""))):
        yield "the document names no language"


def marked(read: Read) -> Iterator[str]:
    """The document says that it is tagged, and has a tree."""
    if not read.root.get("/MarkInfo", {}).get("/Marked", False):
        yield "the document is not marked as tagged"
    if not read.elements:
        yield "there is no structure tree"


def title(read: Read) -> Iterator[str]:
    """The title is shown in the window, and is the same wherever it is given."""
    if not read.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the window shows the file's name and not the title"
    given = str(read.pdf.docinfo.get("/Title", ""))
    names = [] if (xmp := _xmp(read)) is None else xmp.findall(".//dc:title//rdf:li", XMP)
    if not given.strip() or [name.text for name in names] != [given]:
        yield f"the title is {given!r} in one place and {[name.text for name in names]} in the other"


def identifiers(read: Read) -> Iterator[str]:
    """The metadata are one sound RDF that names PDF/A-3a and PDF/UA-1, and declares what PDF/A does not know."""
    xmp = _xmp(read)
    if xmp is None:
        yield "the metadata are no XML"
        return
    if len(list(xmp.iter(f"{{{XMP['rdf']}}}RDF"))) != 1:
        yield "the metadata are not in one rdf:RDF"
    for name, value in (("pdfaid:part", "3"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
        if _properties(xmp, name) != [value]:
            yield f"{name} is {_properties(xmp, name)} and not {value}"
    if XMP["pdfuaid"] not in [found.text for found in xmp.iter(f"{{{XMP['schema']}}}namespaceURI")]:
        yield "the schema of pdfuaid is not declared"


def _xmp(read: Read) -> ElementTree.Element | None:
    try:
        return ElementTree.fromstring(read.xmp)
    except ElementTree.ParseError:
        return None


def _properties(xmp: ElementTree.Element, name: str) -> list[str | None]:
    """The values of a property, written as an attribute or as an element."""
    prefix, _, local = name.partition(":")
    full = f"{{{XMP[prefix]}}}{local}"
    return [*(part.get(full) for part in xmp.iter() if full in part.attrib), *(part.text for part in xmp.iter(full))]


def archive(read: Read) -> Iterator[str]:
    """Colours are defined, the file has an identifier, and nothing is locked or left to the viewer."""
    intents = [intent for intent in read.root.get("/OutputIntents", []) if str(intent.get("/S")) == "/GTS_PDFA1"]
    if not intents or "/DestOutputProfile" not in intents[0]:
        yield "no output intent defines the colours"
    if "/ID" not in read.pdf.trailer:
        yield "the file has no identifier"
    if read.pdf.is_encrypted:
        yield "the file is locked"


def bookmarks(read: Read) -> Iterator[str]:
    """There is an outline; each entry has words and leads to a page of this file."""
    with read.pdf.open_outline() as outline:
        entries = list(outline.root)
    if not entries:
        yield "there are no bookmarks"
    while entries:
        entry = entries.pop()
        entries += entry.children
        target = entry.destination
        if not entry.title.strip():
            yield "a bookmark has no words"
        if not isinstance(target, pikepdf.Array) or target[0].objgen not in read.numbers:
            yield f"the bookmark {entry.title!r} leads nowhere"


CHECKS: Mapping[str, Callable[[Read], Iterator[str]]] = {
    check.__name__: check
    for check in (
        *(language, marked, title, identifiers, archive, bookmarks),
        *(tags, nesting, headings, figures, headers, widths, reading),
        *(painted, owned, fonts, glyphs),
        *(links, order, destinations, actions, attachments),
    )
}


def problems(data: bytes) -> dict[str, list[str]]:
    """Each check that found something, with what it found."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return problems_of(pdf)


def problems_of(pdf: pikepdf.Pdf) -> dict[str, list[str]]:
    """The same for an open PDF."""
    read = Read(pdf)
    found = {name: list(check(read)) for name, check in CHECKS.items()}
    return {name: some for name, some in found.items() if some}
