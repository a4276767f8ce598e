"""Reports are accessible, archivable and harmless in every way that a program can check; and each check can fail."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Operator, String
from tests.rendering.conftest import Rendered
from tests.rendering.pdf_content import mapped
from tests.rendering.pdf_file import Read
from tests.rendering.pdf_structure import CHECKS, problems, problems_of
from tests.rendering.zoo import ZOO

pytestmark = pytest.mark.untraced

Renderer = Callable[[str], Rendered]
NO_PACK = "empty"
"""It has no recommendation, which no pack that loads is without; its tables have no rows."""

SMALL = "names"
"""The report to which faults are made: a small one that has everything."""
REAL = ("singapore-2018", "agreed-framework-1994")


@pytest.mark.parametrize("name", [*(name for name in ZOO if name != NO_PACK), *REAL])
def test_a_report_keeps_to_every_check(name: str, rendered: Renderer) -> None:
    assert problems(rendered(name).data) == {}


# ---------------------------------------------------------------- every check can fail


def _elements(pdf: pikepdf.Pdf, tag: str) -> Iterator[Any]:
    return (element.at for element in Read(pdf).elements if element.tag == tag)


def _element(pdf: pikepdf.Pdf, tag: str, number: int = 0) -> Any:
    return list(_elements(pdf, tag))[number]


def _link(pdf: pikepdf.Pdf, *, outside: bool = False) -> Any:
    """The first link within the file, or out of it."""
    return next(note for _, note in Read(pdf).notes if ("/A" in note) is outside)


def _page(pdf: pikepdf.Pdf) -> Any:
    """The first page with links."""
    return next(page.obj for page in pdf.pages if page.obj.get("/Annots"))


def _font(pdf: pikepdf.Pdf) -> Any:
    return next(iter(Read(pdf).fonts.values()))


def _paint(pdf: pikepdf.Pdf, commands: bytes) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(commands))


def _shown(pdf: pikepdf.Pdf, glyph: int) -> bytes:
    """Commands that show one glyph of the first font."""
    return b"BT %s 8 Tf <%04x> Tj ET" % (next(iter(Read(pdf).fonts)).encode(), glyph)


Mutation = Callable[[pikepdf.Pdf], Any]


def _without(part: Callable[[pikepdf.Pdf], Any], key: str) -> Mutation:
    return lambda pdf: part(pdf).__delitem__(key)


def _edit_xmp(old: bytes, new: bytes) -> Mutation:
    def change(pdf: pikepdf.Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes()
        assert old in data
        pdf.Root.Metadata.write(data.replace(old, new))

    return change


def _second(command: Any) -> Any:
    return command.operands[1]


def _renumber(pdf: pikepdf.Pdf) -> None:
    """Give the first tagged content of a page a number that nothing in the tree has."""
    page = pdf.pages[0]
    commands = list(pikepdf.parse_content_stream(page))
    at = next(n for n, one in enumerate(commands) if str(one.operator) == "BDC" and "/MCID" in _second(one))
    commands[at] = pikepdf.ContentStreamInstruction([Name.Span, Dictionary(MCID=9999)], Operator("BDC"))
    page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(commands))


def _annotate(pdf: pikepdf.Pdf, **fields: Any) -> None:
    note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), F=4, **fields)
    _page(pdf).Annots.append(pdf.make_indirect(note))


def _attach(pdf: pikepdf.Pdf, **spec: Any) -> None:
    file = pdf.make_stream(b"a: b", Type=Name.EmbeddedFile, Subtype=Name("/text#2fyaml"), Params=Dictionary(Size=4))
    whole = {"UF": String("x.yaml"), "Desc": String("a file"), "AFRelationship": Name.Source} | spec
    made = pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("x.yaml"), EF=Dictionary(F=file), **whole))
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([String("x.yaml"), made]))
    pdf.Root.AF = Array([made])


def _lead_nowhere(pdf: pikepdf.Pdf, destination: Any) -> None:
    destination[0] = pdf.make_indirect(Dictionary())


def _list(pdf: pikepdf.Pdf, *, times: int = 1, embedded: bool = True) -> None:
    """Attach a file; list it so many times, and embed it or not."""
    _attach(pdf)
    pdf.Root.AF = Array([pdf.Root.AF[0]] * times)
    if not embedded:
        del pdf.Root.Names["/EmbeddedFiles"]


def _nest(pdf: pikepdf.Pdf) -> None:
    """Move the second link element into the first."""
    first, second = _element(pdf, "Link"), _element(pdf, "Link", 1)
    above = second.P
    above.K = Array([kid for kid in above.K if not isinstance(kid, Dictionary) or kid.objgen != second.objgen])
    first.K.append(second)


def _swap_first_and_last(pdf: pikepdf.Pdf) -> None:
    kids = list(pdf.Root.StructTreeRoot.K[0].K)
    first, last = kids[0], kids[-1]
    heading = _element(pdf, "H1")
    assert heading.P.objgen == first.objgen
    # The title stays first, so that the order of headings is sound and only that of the pages is not.
    moved = first.K.pop(len(first.K) - 1)
    last.K.append(moved)


def _another_owner(pdf: pikepdf.Pdf) -> None:
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    owners[0], owners[1] = owners[1], owners[0]


MUTATIONS: Mapping[str, Mapping[str, Mutation]] = {
    "language": {
        "no language": _without(lambda pdf: pdf.Root, "/Lang"),
        "an empty one": lambda pdf: setattr(pdf.Root, "Lang", String("")),
    },
    "marked": {
        "no MarkInfo": _without(lambda pdf: pdf.Root, "/MarkInfo"),
        "not marked": lambda pdf: setattr(pdf.Root.MarkInfo, "Marked", False),
    },
    "title": {
        "the file's name in the window": _without(lambda pdf: pdf.Root, "/ViewerPreferences"),
        "no title": lambda pdf: pdf.docinfo.__delitem__("/Title"),
        "another title": lambda pdf: pdf.docinfo.__setitem__("/Title", "Another report"),
    },
    "identifiers": {
        "no PDF/UA": _edit_xmp(b'pdfuaid:part="1"', b""),
        "level B": _edit_xmp(b'pdfaid:conformance="A"', b'pdfaid:conformance="B"'),
        "part 2": _edit_xmp(b'pdfaid:part="3"', b'pdfaid:part="2"'),
        "undeclared": _edit_xmp(b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua", b"<pdfaSchema:namespaceURI>x"),
        "a second RDF": _edit_xmp(b"</rdf:RDF>", b'</rdf:RDF><x:RDF xmlns:x="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    },
    "archive": {
        "no colours": _without(lambda pdf: pdf.Root, "/OutputIntents"),
        "no identifier": _without(lambda pdf: pdf.trailer, "/ID"),
    },
    "bookmarks": {
        "none": _without(lambda pdf: pdf.Root, "/Outlines"),
        "one leads nowhere": lambda pdf: _lead_nowhere(pdf, pdf.Root.Outlines.First.Dest),
        "one without words": lambda pdf: setattr(pdf.Root.Outlines.First, "Title", String(" ")),
    },
    "tags": {"a type of one's own": lambda pdf: setattr(_element(pdf, "Sect"), "S", Name.Chapter)},
    "nesting": {
        "a link in a link": _nest,
        "a span in a table": lambda pdf: _element(pdf, "Table").K.append(Dictionary(S=Name.Span)),
        "a row in a paragraph": lambda pdf: setattr(_element(pdf, "P"), "S", Name.TR),
        "a list of paragraphs": lambda pdf: setattr(_element(pdf, "Div"), "S", Name.L),
    },
    "headings": {
        "a level skipped": lambda pdf: setattr(_element(pdf, "H2"), "S", Name.H3),
        "two titles": lambda pdf: setattr(_element(pdf, "H2"), "S", Name.H1),
        "no title": lambda pdf: setattr(_element(pdf, "H1"), "S", Name.P),
    },
    "figures": {
        "no words": _without(lambda pdf: _element(pdf, "Figure"), "/Alt"),
        "blank words": lambda pdf: setattr(_element(pdf, "Figure"), "Alt", String(" ")),
    },
    "headers": {
        "a header cell without a name": _without(lambda pdf: _element(pdf, "TH"), "/ID"),
        "two of one name": lambda pdf: setattr(_element(pdf, "TH"), "ID", _element(pdf, "TH", 1).ID),
        "a cell that names none": _without(lambda pdf: _element(pdf, "TD").A, "/Headers"),
    },
    "widths": {
        "a cell too many": lambda pdf: setattr(_element(pdf, "TD").A, "ColSpan", 2),
        "a cell that reaches down": lambda pdf: setattr(_element(pdf, "TD").A, "RowSpan", 2),
    },
    "reading": {"the last page first": _swap_first_and_last},
    "painted": {
        "text outside": lambda pdf: _paint(pdf, _shown(pdf, min(mapped(_font(pdf))))),
        "a line outside": lambda pdf: _paint(pdf, b"0 0 m 9 9 l S"),
        "text in a mark of no meaning": lambda pdf: _paint(pdf, b"/Span BMC 0 0 m 9 9 l S EMC"),
    },
    "owned": {
        "content that hangs nowhere": _renumber,
        "another owner in the parent tree": _another_owner,
        "an element taken out": lambda pdf: _element(pdf, "Span").__setitem__("/K", Array([])),
    },
    "fonts": {
        "no characters": _without(_font, "/ToUnicode"),
        "not embedded": _without(lambda pdf: _font(pdf).DescendantFonts[0].FontDescriptor, "/FontFile2"),
    },
    "glyphs": {
        "an empty box": lambda pdf: _paint(pdf, b"/Artifact BMC %s EMC" % _shown(pdf, 0)),
        "a glyph of no character": lambda pdf: _paint(pdf, b"/Artifact BMC %s EMC" % _shown(pdf, 0xFFFF)),
    },
    "links": {
        "no words": _without(_link, "/Contents"),
        "the anchor's name": lambda pdf: setattr(_link(pdf), "Contents", _link(pdf).Dest),
        "hidden": lambda pdf: setattr(_link(pdf), "F", 6),
        "not printed": _without(_link, "/F"),
        "not in the tree": lambda pdf: _element(pdf, "Link").K.__delitem__(0),
        "no way to the tree": _without(_link, "/StructParent"),
        "called a span": lambda pdf: setattr(_element(pdf, "Link"), "S", Name.Span),
    },
    "order": {"no order of tabs": _without(_page, "/Tabs")},
    "destinations": {
        "a link to nowhere": lambda pdf: setattr(_link(pdf), "Dest", String("nowhere")),
        "a destination on no page": lambda pdf: _lead_nowhere(pdf, pdf.Root.Names.Dests.Names[1]),
    },
    "actions": {
        "http": lambda pdf: setattr(_link(pdf, outside=True).A, "URI", String("http://example.org/")),
        "a script": lambda pdf: setattr(_link(pdf, outside=True), "A", Dictionary(S=Name.JavaScript, JS=String("x"))),
        "a program": lambda pdf: setattr(_link(pdf, outside=True), "A", Dictionary(S=Name.Launch, F=String("x"))),
        "one after the other": lambda pdf: setattr(_link(pdf, outside=True).A, "Next", Dictionary(S=Name.Named)),
        "on opening": lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS=String("x"))),
        "on closing": lambda pdf: setattr(pdf.Root, "AA", Dictionary()),
        "on a page": lambda pdf: setattr(pdf.pages[0].obj, "AA", Dictionary()),
        "a named script": lambda pdf: setattr(pdf.Root.Names, "JavaScript", Dictionary(Names=Array([]))),
        "a form": lambda pdf: setattr(pdf.Root, "AcroForm", Dictionary(Fields=Array([]))),
        "a file pinned to a page": lambda pdf: _annotate(pdf, Subtype=Name.FileAttachment, Contents=String("x")),
        "a film": lambda pdf: _annotate(pdf, Subtype=Name.RichMedia, Contents=String("x")),
    },
    "attachments": {
        "of no use": lambda pdf: _attach(pdf, AFRelationship=Name.Unspecified),
        "without a description": lambda pdf: _attach(pdf, Desc=String("")),
        "listed twice": lambda pdf: _list(pdf, times=2),
        "listed and not there": lambda pdf: _list(pdf, embedded=False),
        "there and not listed": lambda pdf: _list(pdf, times=0),
    },
}  # fmt: skip


def test_every_check_has_a_fault_to_find() -> None:
    assert set(MUTATIONS) == set(CHECKS)


@pytest.mark.parametrize(
    ("check", "fault"), [(check, fault) for check, faults in MUTATIONS.items() for fault in faults]
)
def test_a_fault_is_found_by_the_check_meant_for_it(check: str, fault: str, rendered: Renderer) -> None:
    with pikepdf.open(io.BytesIO(rendered(SMALL).data)) as pdf:
        MUTATIONS[check][fault](pdf)
        assert set(problems_of(pdf)) == {check}


def test_a_sound_attachment_is_no_fault(rendered: Renderer) -> None:
    with pikepdf.open(io.BytesIO(rendered(SMALL).data)) as pdf:
        _attach(pdf)
        assert problems_of(pdf) == {}
