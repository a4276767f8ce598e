"""What a PDF says of each link to a reader who cannot see where it leads: `Rule R2.6 Name the sponsor`.

WeasyPrint would say the name of the anchor. The words come from the page itself: the kind of thing from the target's
id, its title from the target's own text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from policycheck.rendering.visible import BREAK

TITLE_CAP = 120
"""Characters of a target's title; what comes after is told by the target itself."""

_KINDS = {"rule": "Rule", "clause": "Clause", "recommendation": "Recommendation", "authority": "Authority"} | {
    "advisory": "Advisory",
    "tension": "Tension",
}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def link_namer(root: Any) -> Callable[[Any, Any], None]:
    """A finisher for WeasyPrint: it gives every link of the document made from the element tree `root` its words."""
    targets = {element.get("id"): element for element in root.iter() if element.get("id")}

    @cache
    def words(target: str) -> str:
        return _words(target, targets[target])

    def name_links(document: Any, pdf: Any) -> None:  # noqa: ARG001 - the signature is WeasyPrint's
        import pydyf

        for page in document.pages:
            for kind, target, _, box in page.links:
                if kind == "internal" and box.link_annotation and target in targets:
                    box.link_annotation["Contents"] = pydyf.String(words(target))

    return name_links


def _words(target: str, element: Any) -> str:
    kind, _, name = target.partition("-")
    if kind == "line" and name.isdigit():
        return f"Line {name} of the proposal"
    return " ".join(filter(None, (_KINDS.get(kind), _title(element))))


def _title(element: Any) -> str:
    """The text of the first heading in an element, or else of the element itself, cut to what one can listen to."""
    heading = next((part for part in element.iter() if part.tag in _HEADINGS), element)
    title = " ".join("".join(heading.itertext()).replace(BREAK, "").split())
    return title if len(title) <= TITLE_CAP else f"{title[:TITLE_CAP].rstrip()} …"
