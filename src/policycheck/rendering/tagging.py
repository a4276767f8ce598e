"""What WeasyPrint's tags lack: words that say where a link leads, and running heads that are not read as text.

The words come from the page itself: the kind of thing from the target's id, its title from the target's own text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from policycheck.rendering.visible import BREAK

TITLE_CAP = 120
"""Characters of a target's title; what comes after is told by the target itself."""

_KINDS = ("rule", "clause", "recommendation", "authority", "advisory", "tension")
"""Kinds of targets that are said before the title: `Rule R2.6 Name the sponsor`."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def finisher(root: Any) -> Callable[[Any, Any], None]:
    """A finisher for WeasyPrint, for the document made from the element tree `root`."""
    targets = {element.get("id"): element for element in root.iter() if element.get("id")}

    @cache
    def words(target: str) -> str:
        return _words(target, targets[target])

    def finish(document: Any, pdf: Any) -> None:
        _name_links(document, words)
        _set_margins_apart(pdf)

    return finish


def _name_links(document: Any, words: Callable[[str], str]) -> None:
    """Give every link inside the document the words that are said of it, in place of the anchor's name."""
    import pydyf

    for page in document.pages:
        for kind, target, _, box in page.links:
            if kind == "internal" and box.link_annotation:
                box.link_annotation["Contents"] = pydyf.String(words(target))


def _words(target: str, element: Any) -> str:
    kind, _, name = target.partition("-")
    if kind == "line" and name.isdigit():
        return f"Line {name} of the proposal"
    title = _title(element)
    return f"{kind.capitalize()} {title}" if kind in _KINDS else title


def _title(element: Any) -> str:
    """The text of the first heading in an element, or else of the element itself, cut to what one can listen to."""
    heading = next((part for part in element.iter() if part.tag in _HEADINGS), element)
    title = " ".join("".join(heading.itertext()).replace(BREAK, "").split())
    return title if len(title) <= TITLE_CAP else f"{title[:TITLE_CAP].rstrip()} …"


def _set_margins_apart(pdf: Any) -> None:
    """Make artifacts of running heads and feet. WeasyPrint tags them, but outside of the structure tree."""
    import pydyf

    objects, parents = pdf.objects, _page_owners(pdf)
    for page, contents in _outside_the_tree(pdf).items():
        stream = objects[_number(objects[page]["Contents"])].stream
        for at, entry in enumerate(stream):
            if isinstance(entry, pydyf.Dictionary) and entry.get("MCID") in contents:
                stream[at - 1], stream[at] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
        owners = parents[objects[page]["StructParents"]]
        for content in contents:
            owners[content] = "null"


def _page_owners(pdf: Any) -> dict[int, Any]:
    """For the number of a page, the elements that own its marked contents."""
    numbers = pdf.objects[_number(pdf.objects[_number(pdf.catalog["StructTreeRoot"])]["ParentTree"])]["Nums"]
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def _outside_the_tree(pdf: Any) -> dict[int, set[int]]:
    """The marked contents of elements that hang in no tree, by the object number of their page."""
    root = pdf.objects[_number(pdf.objects[_number(pdf.catalog["StructTreeRoot"])]["K"][0])]
    inside = set(root["K"])
    parted: list[Any] = [thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("P") == root.reference]
    found: dict[int, set[int]] = {}
    for element in parted:
        if element.reference not in inside:
            for page, content in _contents(pdf, element):
                found.setdefault(page, set()).add(content)
    return found


def _contents(pdf: Any, element: Any) -> Iterator[tuple[int, int]]:
    """The marked contents of an element and of all below it, each with the object number of its page."""
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield _number(element["Pg"]), kid
        else:
            yield from _contents(pdf, pdf.objects[_number(kid)])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
