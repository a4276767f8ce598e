"""An open PDF as the checks see it: its structure tree, annotations and page contents, each read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf


@dataclass(frozen=True)
class Element:
    """An element of the structure tree and what is right inside it."""

    at: Any
    tag: str
    above: tuple[str, ...]
    page: int

    @property
    def kids(self) -> list[Any]:
        """Elements, marked contents and object references inside it."""
        kids = self.at.get("/K", [])
        return list(kids) if isinstance(kids, pikepdf.Array) else [kids]

    @property
    def contents(self) -> list[int]:
        """The marked contents right inside it."""
        return [int(kid) for kid in self.kids if isinstance(kid, int)]

    def __str__(self) -> str:
        return f"{self.tag} on page {self.page + 1}"


class Read:
    """An open PDF with its structure tree, its annotations and its page contents, each read once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root: Any = pdf.Root
        self.pages: list[Any] = [page.obj for page in pdf.pages]
        self.numbers = {page.objgen: number for number, page in enumerate(self.pages)}

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in reading order."""
        tree = self.root.get("/StructTreeRoot", {})
        return list(self._below(tree.get("/K", []), (), 0))

    def _below(self, kids: Any, above: tuple[str, ...], page: int) -> Iterator[Element]:
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
                continue
            here = self.numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
            element = Element(kid, str(kid.S)[1:], above, here)
            yield element
            yield from self._below(kid.get("/K", []), (*above, element.tag), here)

    @cached_property
    def notes(self) -> list[tuple[int, Any]]:
        """Every annotation, with the number of its page."""
        return [(number, note) for number, page in enumerate(self.pages) for note in page.get("/Annots", [])]

    @cached_property
    def owners(self) -> dict[int, Any]:
        """The parent tree: for the number of a page or annotation, the elements or element that own it."""
        numbers = list(self.root.get("/StructTreeRoot", {}).get("/ParentTree", {}).get("/Nums", []))
        return {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}

    @cached_property
    def destinations(self) -> dict[str, Any]:
        """Every named destination."""
        return dict(named(self.root.get("/Names", {}).get("/Dests", {})))

    @cached_property
    def streams(self) -> list[tuple[int, list[Any]]]:
        """The operators of every page and of the forms painted on it, with the number of the page."""
        found = []
        for number, page in enumerate(self.pages):
            found.append((number, list(pikepdf.parse_content_stream(page))))
        return found

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """Every font by the name that page contents use, with that name."""
        found: dict[str, Any] = {}
        for page in self.pages:
            found |= {str(name): font for name, font in page.get("/Resources", {}).get("/Font", {}).items()}
        return found

    @cached_property
    def xmp(self) -> bytes:
        """The metadata packet."""
        data: bytes = self.root.Metadata.read_bytes() if "/Metadata" in self.root else b""
        return data


def named(tree: Any) -> Iterator[tuple[str, Any]]:
    names = list(tree.get("/Names", []))
    yield from ((str(key), value) for key, value in zip(names[::2], names[1::2], strict=True))
    for kid in tree.get("/Kids", []):
        yield from named(kid)
