"""The text of sources of every kind, and files that are not what they say or are made to do harm."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest

from policycheck.load import source_files, source_text
from policycheck.load.source_files import AwayError, complaint, read_source
from policycheck.load.source_text import text_of_source

SPACES = "http://schemas.openxmlformats.org/"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BODY = (
    "<w:p><w:r><w:t>A heading</w:t></w:r></w:p><w:p><w:r><w:t>Two </w:t></w:r>"
    '<w:ins w:id="1" w:author="a"><w:r><w:t>words.</w:t></w:r></w:ins></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def docx(
    body: str = BODY, start: str = '<?xml version="1.0" encoding="UTF-8"?>', more: dict[str, bytes] | None = None
) -> bytes:
    """A Word document, as small as can be."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{SPACES}package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{SPACES}package/2006/relationships"><Relationship Id="r1" '
        f'Type="{SPACES}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{start}<w:document xmlns:w="{SPACES}wordprocessingml/2006/main"><w:body>{body}'
        "</w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in {**parts, **(more or {})}.items():
            made.writestr(name, content)
    return out.getvalue()


def pdf(*pages: str, locked: bool = False) -> bytes:
    """A PDF with these words on its pages."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        for words in pages:
            page = made.add_blank_page()
            font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made.make_indirect(font)))
            page.Contents = made.make_stream(f"BT /F 12 Tf 50 500 Td ({words}) Tj ET".encode() if words else b"")
        made.save(out, encryption=pikepdf.Encryption(user="secret", owner="x") if locked else None)
    return out.getvalue()


HTML = """<!doctype html><html><head><title>Not text</title><style>p {}</style></head>
<body><p>One</p><script>let hidden = "<p>no</p>"</script>
<p
 class="x">Two &amp; <b>three</b>
four</p><template>no</template><!-- no --></body></html>"""


def pieces(content: bytes, name: str) -> list[tuple[int, str]]:
    found = text_of_source(content, name)
    return [(number, " ".join(text.split())) for number, text in found.pieces if text.strip()]


def test_text_stands_on_lines() -> None:
    assert pieces("\ufeffone\r\ntwo\rthree\n".encode(), "a.TXT") == [(1, "one"), (2, "two"), (3, "three")]
    assert text_of_source(b"*a*", "a.markdown").marked
    assert not text_of_source(b"*a*", "a.text").marked


def test_html_stands_on_the_lines_of_the_page() -> None:
    assert pieces(HTML.encode(), "a.html") == [(2, "One"), (4, "Two &"), (4, "three"), (5, "four")]
    assert pieces('<meta charset="euc-kr"><p>한글'.encode("euc-kr"), "a.htm") == [(1, "한글")]


def test_pdf_stands_on_pages() -> None:
    assert pieces(pdf("One.", "", "Three."), "a.pdf") == [(1, "One."), (3, "Three.")]


def test_docx_stands_in_paragraphs() -> None:
    assert pieces(docx(), "a.docx") == [(1, "A heading"), (2, "Two words."), (3, "In a cell")]


ENTITIES = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
HOSTILE = {
    "unknown ending": (b"x", "a.odt", "is not known by its ending"),
    "no ending": (b"x", "a", "is not known by its ending"),
    "not UTF-8": ("é".encode("latin-1"), "a.txt", "not text in UTF-8"),
    "zeros": (b"a\0b", "a.md", "is not text"),
    "nothing": (b" \n", "a.txt", "holds no text"),
    "an empty page": (b"", "a.html", "HTML|no text"),
    "a page of scripts": (b"<script>x</script>", "a.html", "holds no text"),
    "a PDF of pictures": (pdf("", ""), "a.pdf", "holds no text"),
    "a damaged PDF": (b"%PDF-1.7 nothing", "a.pdf", "damaged"),
    "a locked PDF": (pdf("x", locked=True), "a.pdf", "locked"),
    "no ZIP": (b"PK\3\4 nothing", "a.docx", "damaged"),
    "a ZIP of something else": (docx()[:200], "a.docx", "damaged"),
    "entities": (docx("<w:p/>", ENTITIES), "a.docx", "not written as Word"),
    "another encoding": (docx(more={"word/x.xml": "<!DOCTYPE a>".encode("utf-16")}), "a.docx", "not written as Word"),
    "no XML": (docx("<w:p>"), "a.docx", "damaged"),
    "too deep": (docx("<w:p>" * 4000 + "</w:p>" * 4000), "a.docx", "damaged|no text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_not_at_hand(name: str) -> None:
    content, file, reason = HOSTILE[name]
    with pytest.raises(AwayError, match=reason):
        text_of_source(content, file)


def test_what_is_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(more={f"word/{number}.xml": b" " * (12 << 20) for number in range(3)})
    assert len(bomb) < 1 << 20
    with pytest.raises(AwayError, match="unpacks to more than 32 MiB"):
        text_of_source(bomb, "a.docx")
    monkeypatch.setattr(source_text, "MOST_PAGES", 2)
    with pytest.raises(AwayError, match="more than 2 pages"):
        text_of_source(pdf("a", "b", "c"), "a.pdf")
    monkeypatch.setattr(source_text, "MOST_TEXT", 5)
    for content, file in ((b"six six", "a.txt"), (pdf("six", "six"), "a.pdf")):
        with pytest.raises(AwayError, match="more than 5 characters"):
            text_of_source(content, file)


@pytest.mark.parametrize(("module", "file"), [("mammoth", "a.docx"), ("lxml", "a.html")])
def test_without_its_converter_a_source_is_not_at_hand(module: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(AwayError, match=r"pip install 'policycheck\[sources\]'"):
        text_of_source(docx() if file == "a.docx" else b"<p>x", file)


@pytest.mark.parametrize("file", ["memo", "a.txt", "a b/c d.pdf", "./a.txt", "..a/b..txt", "메모.md"])
def test_files_beside_the_proposal_may_be_named(file: str) -> None:
    assert complaint(file) is None


@pytest.mark.parametrize(
    "file",
    ["/etc/passwd", "../a.txt", "a/../../b", "~/a", "C:/a", "c:a", "https://a.b/c", "a\\b", "a\0", "a\nb", "./."],
)
def test_other_names_are_refused(file: str) -> None:
    assert complaint(file) is not None


def test_nothing_outside_the_folder_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "plan"
    (folder / "below").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "a.txt").write_text("inside")
    (folder / "link.txt").symlink_to(folder / "a.txt")
    (folder / "out.txt").symlink_to("../secret.txt")
    (folder / "round.txt").symlink_to("round.txt")
    os.mkfifo(folder / "pipe.txt")
    assert read_source(str(folder), "a.txt") == read_source(str(folder), "link.txt") == b"inside"
    for file, reason in {
        "out.txt": "leads out",
        "../secret.txt": "leads out",
        "gone.txt": "there is no file gone.txt",
        "a.txt/b": "no file",
        "below": "no file",
        "pipe.txt": "no file",
        "round.txt": "opened|no file",
        "a\0": "opened",
    }.items():
        with pytest.raises(AwayError, match=reason):
            read_source(str(folder), file)
    monkeypatch.chdir(folder)
    assert read_source("", "a.txt") == b"inside"
    with pytest.raises(AwayError, match="together"):
        read_source("", "a.txt", 5)
    monkeypatch.setattr(source_files, "MOST_BYTES", 5)
    with pytest.raises(AwayError, match="larger than"):
        read_source("", "a.txt")
