"""The report's templates: the one door through which untrusted text reaches a page.

Every value that a template prints passes `_shown`, so no template can forget to make it visible or to escape it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from policycheck.rendering.bundle import script_blocks
from policycheck.rendering.crossref import safe
from policycheck.rendering.options import PAPERS, PLAIN, Options
from policycheck.rendering.visible import BREAK, Piece, cut, pieces, plain
from policycheck.resources import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment

_HTTPS = re.compile(r"https://[!-~]+")

NAME_CAP = 160
"""Characters of a name on the cover."""

BOXES_CAP = 10
"""Code points of one field that get a box of their own; boxes are slow to lay out."""


@cache
def environment() -> Environment:
    """The Jinja environment over the report's templates: strict, escaping, and making text visible."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(templates_dir() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(anchor=safe, attr=_attribute, path=_path, brief=_brief, source=_source, sentence=_sentence)
    made.filters.update(script_blocks=script_blocks)
    made.tests.update(https=_is_https)
    return made


@cache
def font_files() -> tuple[str, ...]:
    """The names of the bundled fonts."""
    return tuple(sorted(file.name for file in (templates_dir() / "fonts").glob("*.ttf")))


@cache
def covered() -> frozenset[int]:
    """Every code point that a bundled font can draw."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for name in font_files():
        with TTFont(templates_dir() / "fonts" / name, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def stylesheet(options: Options = PLAIN) -> str:
    """The printed report's style sheet, with what the paper and a draft add to it."""
    names = ["marks.css", "report.css"]
    if options.paper != PAPERS[0]:
        names.append(f"{options.paper}.css")
    if options.draft:
        names.append("draft.css")
    return static(*names)


def static(*names: str) -> str:
    """Files beside the templates, one after the other."""
    return "\n".join((templates_dir() / "report" / name).read_text(encoding="utf-8") for name in names)


def _shown(value: Any) -> Any:
    """What an expression prints: markup as it is, text made visible and escaped."""
    return value if not isinstance(value, str) or hasattr(value, "__html__") else _markup(pieces(value, covered()))


def _markup(shown: tuple[Piece, ...]) -> Any:
    from markupsafe import Markup, escape

    out: list[str] = []
    boxes = 0
    for piece in shown:
        text = str(escape(piece.text))
        boxes += piece.code
        out.append(f'<span class="code">{text}</span>' if piece.code and boxes <= BOXES_CAP else text)
        out.append(BREAK * piece.code)
    return Markup("".join(out))  # noqa: S704 - every piece was escaped above


def _attribute(value: str) -> Any:
    """Text for an attribute, a title or other places that hold no markup."""
    from markupsafe import Markup, escape

    return Markup(escape(plain(value)))  # noqa: S704 - escaped


def _path(value: str) -> Any:
    """A field's path, with leave to break after dots and before brackets."""
    from markupsafe import Markup

    broken = str(_markup(pieces(value, covered()))).replace(".", f".{BREAK}").replace("[", f"{BREAK}[")
    return Markup(broken)  # noqa: S704 - escaped by _markup; the class names there hold neither sign


def _source(value: str) -> Any:
    """A line of a file: its spaces kept, tabs as four."""
    return _markup(pieces(value.expandtabs(4), covered(), spaces=True))


def _sentence(value: str) -> str:
    """The text with a capital letter in front and a full stop at the end."""
    text = value.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", ":", "…")) or not text else f"{text}."


def _brief(value: str) -> str:
    """A name, cut where it is longer than any name should be."""
    return cut(value, NAME_CAP)


def _is_https(address: str) -> bool:
    """Whether the address may be a link: https, ASCII, no spaces."""
    return _HTTPS.fullmatch(address) is not None
