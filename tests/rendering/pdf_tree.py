"""Checks of the structure tree: what a reader who hears the report is told, and in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pikepdf
from tests.rendering.pdf_file import Element, Read

STANDARD = frozenset(
    (
        *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct"),
        *("H", "H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "LI", "Lbl", "LBody"),
        *("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Figure", "Formula", "Form"),
        *("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Private"),
    )
)
"""The structure types of PDF 1.7."""

CELLS, ROWS = frozenset({"TH", "TD"}), frozenset({"TR", "THead", "TBody", "TFoot", "Caption"})
KIDS: Mapping[str, frozenset[str]] = {
    "Table": ROWS,
    "THead": frozenset({"TR"}),
    "TBody": frozenset({"TR"}),
    "TFoot": frozenset({"TR"}),
    "TR": CELLS,
    "L": frozenset({"LI", "L", "Caption"}),
    "LI": frozenset({"Lbl", "LBody"}),
}
"""What may stand in tables and lists, and nothing else."""

PARENTS: Mapping[str, frozenset[str]] = {
    "TR": frozenset({"Table", "THead", "TBody", "TFoot"}),
    "TH": frozenset({"TR"}),
    "TD": frozenset({"TR"}),
    "LI": frozenset({"L"}),
    "LBody": frozenset({"LI"}),
}


def tags(read: Read) -> Iterator[str]:
    """Every element is of a standard type."""
    return (f"{element} is of no standard type" for element in read.elements if element.tag not in STANDARD)


def nesting(read: Read) -> Iterator[str]:
    """Tables and lists hold what tables and lists hold, and links hold no links."""
    for element in read.elements:
        parent = element.above[-1] if element.above else ""
        if parent in KIDS and element.tag not in KIDS[parent]:
            yield f"{element} stands in a {parent}"
        if element.tag in PARENTS and parent not in PARENTS[element.tag]:
            yield f"{element} stands in a {parent or 'root'}"
        if element.tag == "Link" and "Link" in element.above:
            yield f"{element} stands in another"


def headings(read: Read) -> Iterator[str]:
    """One heading of the first level comes first, and none skips a level."""
    levels = [int(element.tag[1]) for element in read.elements if re.fullmatch("H[1-6]", element.tag)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the headings begin {levels[:3]}, with {levels.count(1)} of the first level"
    for number, (before, after) in enumerate(pairwise(levels), start=2):
        if after > before + 1:
            yield f"heading {number} is of level {after} after one of level {before}"


def figures(read: Read) -> Iterator[str]:
    """Every picture has words that stand for it."""
    for element in read.elements:
        if element.tag == "Figure" and not str(element.at.get("/Alt", "")).strip():
            yield f"{element} has no alternative text"


def headers(read: Read) -> Iterator[str]:
    """Every cell of data names header cells of its own table."""
    for table in _tables(read):
        cells = [cell for row in _rows(table) for cell in row]
        ids = Counter(str(cell.get("/ID")) for cell in cells if _is(cell, "TH") and "/ID" in cell)
        yield from (f"{table}: two header cells are called {name}" for name, count in ids.items() if count > 1)
        for number, cell in enumerate(cells, start=1):
            named = [str(name) for name in _attributes(cell, "/Headers")]
            if _is(cell, "TD") and not named:
                yield f"{table}: cell {number} names no header"
            yield from (f"{table}: cell {number} names {name}, which is none" for name in named if name not in ids)


def widths(read: Read) -> Iterator[str]:
    """All rows of a table are equally wide."""
    for table in _tables(read):
        found = set(_widths([[(_span(cell, "/ColSpan"), _span(cell, "/RowSpan")) for cell in r] for r in _rows(table)]))
        if len(found) > 1:
            yield f"{table} has rows of {sorted(found)} cells"


def _widths(rows: list[list[tuple[int, int]]]) -> Iterator[int]:
    """How wide each row is, with the cells that reach into it from above."""
    reaching: list[tuple[int, int]] = []
    for row in rows:
        yield sum(wide for wide, _ in row) + sum(wide for wide, _ in reaching)
        reaching = [(wide, high - 1) for wide, high in [*row, *reaching] if high > 1]
    if reaching:
        yield 0  # a cell reaches out of the table: a row that is not there


def _tables(read: Read) -> list[Element]:
    return [element for element in read.elements if element.tag == "Table"]


def _rows(table: Element) -> Iterator[list[Any]]:
    parts = [table.at]
    while parts:
        part = parts.pop(0)
        kids = [kid for kid in part.get("/K", []) if isinstance(kid, pikepdf.Dictionary)]
        if _is(part, "TR"):
            yield [kid for kid in kids if _is(kid, "TH") or _is(kid, "TD")]
        else:
            parts = [kid for kid in kids if str(kid.get("/S"))[1:] in ROWS] + parts


def _is(part: Any, tag: str) -> bool:
    return str(part.get("/S")) == f"/{tag}"


def _attributes(cell: Any, name: str) -> list[Any]:
    found = cell.get("/A", {}).get(name)
    return list(found) if isinstance(found, pikepdf.Array) else [] if found is None else [found]


def _span(cell: Any, name: str) -> int:
    return int((_attributes(cell, name) or [1])[0])


def reading(read: Read) -> Iterator[str]:
    """The tree goes through the pages from the first to the last."""
    pages = [element.page for element in read.elements if element.contents]
    for before, after in pairwise(pages):
        if after < before - 1:
            yield f"page {after + 1} is read after page {before + 1}"
