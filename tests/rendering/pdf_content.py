"""Checks of what is painted, linked, run and attached."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pikepdf
from tests.rendering.pdf_file import Element, Read, named

PAINTING = frozenset(("Tj", "TJ", "'", '"', *"SsfFBb", "f*", "B*", "b*", "sh", "Do", "EI", "INLINE IMAGE"))
"""Operators that leave a mark on the page."""

RUNNING = ("/AA", "/OpenAction", "/AcroForm", "/Collection", "/Requirements")
PRINT, HIDING = 4, 1 | 2 | 32


def painted(read: Read) -> Iterator[str]:
    """Whatever leaves a mark on a page is either an artifact or content that the structure tree owns."""
    for number, operators in read.streams:
        open_: list[str] = []
        for operands, operator in operators:
            name = str(operator)
            if name in {"BDC", "BMC"}:
                open_.append(_kind(operands))
            elif name == "EMC":
                open_.pop()
            elif name in PAINTING and not any(open_):
                yield f"page {number + 1}: {name} paints outside of marked content"
                break


def _kind(operands: Any) -> str:
    """What a marked content is: an artifact, tagged content, or empty for something else."""
    if str(operands[0]) == "/Artifact":
        return "artifact"
    return "tagged" if len(operands) > 1 and "/MCID" in operands[1] else ""


def owned(read: Read) -> Iterator[str]:
    """Every tagged content is in the tree once, and the parent tree names the element that holds it."""
    held: dict[tuple[int, int], Any] = {}
    for element in read.elements:
        for content in element.contents:
            if (element.page, content) in held:
                yield f"{element}: content {content} is in the tree twice"
            held[element.page, content] = element.at
    for number, operators in read.streams:
        for content in _contents(operators):
            if (number, content) not in held:
                yield f"page {number + 1}: content {content} is not in the structure tree"
            elif held[number, content].objgen != _owner(read, number, content):
                yield f"page {number + 1}: the parent tree knows another owner of content {content}"


def _contents(operators: list[Any]) -> Iterator[int]:
    for operands, operator in operators:
        if str(operator) == "BDC" and _kind(operands) == "tagged":
            yield int(operands[1].MCID)


def _owner(read: Read, page: int, content: int) -> tuple[int, int] | None:
    owners = read.owners.get(int(read.pages[page].get("/StructParents", -1)), [])
    return owners[content].objgen if content < len(owners) else None


def fonts(read: Read) -> Iterator[str]:
    """Every font is embedded and says which characters its glyphs stand for."""
    if not read.fonts:
        yield "there is no font"
    for name, font in read.fonts.items():
        if "/ToUnicode" not in font:
            yield f"{name} cannot be copied from"
        described = [part.get("/FontDescriptor", {}) for part in font.get("/DescendantFonts", [font])]
        if not all({"/FontFile", "/FontFile2", "/FontFile3"} & set(part.keys()) for part in described):
            yield f"{name} is not embedded"


def glyphs(read: Read) -> Iterator[str]:
    """Every glyph that is shown exists and stands for a character: no empty boxes."""
    known = {name: mapped(font) for name, font in read.fonts.items() if "/ToUnicode" in font}
    for number, operators in read.streams:
        font = ""
        for operands, operator in operators:
            if str(operator) == "Tf":
                font = str(operands[0])
            elif str(operator) in {"Tj", "TJ"} and font in known:
                strange = set(_codes(operands[0])) - known[font].keys()
                if strange:
                    yield f"page {number + 1}: {font} shows glyphs {sorted(strange)[:5]}, which stand for nothing"


def mapped(font: Any) -> dict[int, str]:
    """The glyphs with a character, and the character, by the font's own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, letter in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letter).decode("utf-16-be")
    found.pop(0, None)
    return found


def spoken(read: Read) -> str:
    """The text of the report in the order of the structure tree, as somebody hears it, without white space."""
    letters = {name: mapped(font) for name, font in read.fonts.items()}
    texts: dict[tuple[int, int], list[str]] = {}
    for number, operators in read.streams:
        font, content = "", -1
        for operands, operator in operators:
            match str(operator):
                case "Tf":
                    font = str(operands[0])
                case "BDC" if _kind(operands) == "tagged":
                    content = int(operands[1].MCID)
                case "EMC":
                    content = -1
                case "Tj" | "TJ" if content >= 0:
                    shown = "".join(letters[font].get(code, "") for code in _codes(operands[0]))
                    texts.setdefault((number, content), []).append(shown)
    found = (texts.get((element.page, content), []) for element in read.elements for content in element.contents)
    return "".join("".join(part for parts in found for part in parts).replace("\u200b", "").split())


def _codes(shown: Any) -> Iterator[int]:
    """The glyph numbers in a string or in an array of strings and shifts."""
    for part in shown if isinstance(shown, pikepdf.Array) else [shown]:
        if isinstance(part, pikepdf.String):
            data = bytes(part)
            yield from (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))


def links(read: Read) -> Iterator[str]:
    """Every link is in the tree, prints, and has words for a reader who cannot see where it leads."""
    owners = _owners_of_links(read)
    for number, note in read.notes:
        if str(note.get("/Subtype")) == "/Link":
            words = str(note.get("/Contents", ""))
            for fault in _link_faults(read, note, words, owners.get(note.objgen)):
                yield f"page {number + 1}: the link {words or '?'} {fault}"


def _owners_of_links(read: Read) -> dict[tuple[int, int], Element]:
    """For each annotation, the element that refers to it."""
    return {
        kid.Obj.objgen: element
        for element in read.elements
        for kid in element.kids
        if isinstance(kid, pikepdf.Dictionary) and str(kid.get("/Type")) == "/OBJR"
    }


def _link_faults(read: Read, note: Any, words: str, element: Element | None) -> Iterator[str]:
    owner = read.owners.get(int(note.get("/StructParent", -1)))
    if element is None or element.tag != "Link":
        yield "is not in the structure tree"
    elif owner is None or owner.objgen != element.at.objgen:
        yield "has another owner in the parent tree"
    if not words.strip() or words == str(note.get("/Dest", "")):
        yield "has no words for people"
    flags = int(note.get("/F", 0))
    if not flags & PRINT or flags & HIDING:
        yield "is hidden"


def order(read: Read) -> Iterator[str]:
    """Who goes from link to link goes in reading order."""
    for number, page in enumerate(read.pages):
        if page.get("/Annots") and str(page.get("/Tabs", "")) != "/S":
            yield f"page {number + 1}: links do not follow the structure"


def destinations(read: Read) -> Iterator[str]:
    """Every link inside the file leads to a page of it."""
    for number, note in read.notes:
        name = str(note.get("/Dest", ""))
        target = read.destinations.get(name)
        if "/Dest" in note and (target is None or target[0].objgen not in read.numbers):
            yield f"page {number + 1}: the link to {name} leads nowhere"


def actions(read: Read) -> Iterator[str]:
    """Nothing runs, nothing asks, and what leads out of the file is https."""
    yield from (f"the document has {name}" for name in RUNNING if name in read.root)
    yield from (f"the document has {name}" for name in ("/JavaScript",) if name in read.root.get("/Names", {}))
    yield from (f"page {number + 1} has actions" for number, page in enumerate(read.pages) if "/AA" in page)
    for number, note in read.notes:
        kind = str(note.get("/Subtype"))
        if kind != "/Link":
            yield f"page {number + 1} has an annotation of the kind {kind}"
        action = note.get("/A")
        if action is not None and (str(action.S) != "/URI" or not str(action.get("/URI", "")).startswith("https://")):
            yield f"page {number + 1}: a link does {action.S} {action.get('/URI', '')}"
        if "/AA" in note or (action is not None and "/Next" in action):
            yield f"page {number + 1}: a link does more than lead somewhere"


def attachments(read: Read) -> Iterator[str]:
    """Every embedded file is listed with the document, and says its name, its type and what it is to the document."""
    listed = Counter(spec.objgen for spec in read.root.get("/AF", []))
    embedded = dict(named(read.root.get("/Names", {}).get("/EmbeddedFiles", {})))
    known = {spec.objgen for spec in embedded.values()}
    yield from ("an attachment is listed without being there" for spec in listed if spec not in known)
    for name, spec in embedded.items():
        if listed[spec.objgen] != 1:
            yield f"{name} is listed {listed[spec.objgen]} times"
        if str(spec.get("/AFRelationship", "/Unspecified")) == "/Unspecified":
            yield f"{name} does not say what it is to the document"
        yield from (f"{name} has no {key}" for key in ("/UF", "/Desc") if not str(spec.get(key, "")).strip())
        file = spec.EF.F
        yield from (f"{name} has no {key}" for key in ("/Subtype", "/Params") if key not in file)
