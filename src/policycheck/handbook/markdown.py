"""The door through which a pack's texts reach a page of Markdown: every value that a template prints passes `shown`.

GitHub and MkDocs read these pages, and disagree on what a backslash escapes. Both know character references.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from policycheck.evaluation import Line, say
from policycheck.model.condition import Condition
from policycheck.rendering.crossref import safe
from policycheck.rendering.markdown_text import code
from policycheck.rendering.page import exact
from policycheck.resources import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_ACTS = re.compile(r"[\\`*_~{}\[\]<>&|$@!]|:(?=//|[\w+-]+:)|\b(?<=www)\.")
_OPENS = re.compile(r"^([-+#=:])|^(\d{1,9})([.)])(?= |$)")
_ADDRESS = re.compile(r"https://[A-Za-z0-9/._~%?=&#:@+,;()-]+")
_CODE_CAP = 2_000


@cache
def environment() -> Environment:
    """The Jinja environment over the templates of the pages: strict, and escaping for Markdown."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(templates_dir() / "docs"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(code=_code, condition=_condition, address=_address, figure=_figure, yaml=_yaml)
    made.filters.update(anchor=_anchor, target=safe)
    return made


def link(text: str, page: str, anchor: str = "") -> Markup:
    """A link to a page of the same folder, or to an anchor on it."""
    mark = f"#{safe(anchor)}" if anchor else ""
    return _ready(f"[{shown(text)}]({page}{mark})")


def _anchor(name: str) -> Markup:
    """A place that links lead to."""
    return _ready(f'<a id="{safe(name)}"></a>')


def shown(text: str) -> str:
    """A text on one line, visible, in which nothing is markup."""
    line = exact(" ".join(text.split()))
    plain = _ACTS.sub(lambda found: _reference(found[0]), line)
    return _OPENS.sub(lambda found: found[0][:-1] + _reference(found[0][-1]), plain)


def _reference(sign: str) -> str:
    return f"&#{ord(sign)};"


def _finalized(value: Any) -> Any:
    return value if not isinstance(value, str) or hasattr(value, "__html__") else _ready(shown(value))


def _ready(markdown: str) -> Markup:
    from markupsafe import Markup

    return Markup(markdown)  # noqa: S704 - Markdown, escaped by the caller


def _code(text: str) -> Markup:
    """A name or value, letter by letter. A bar would end the cell of a table, so it becomes a reference."""
    return _ready(f"<code>{shown(text)}</code>" if "|" in text else code(text, _CODE_CAP))


def _figure(number: Any) -> str:
    return f"{float(number):g}"


def _address(url: str) -> Markup:
    """An address as a link, if it is one that may be."""
    return _ready(f"<{url}>") if _ADDRESS.fullmatch(url) else _code(url)


def _condition(condition: Condition) -> Markup:
    """A condition, a line for each of its parts, as nested lists."""
    return _ready("\n".join(_lines(say(condition))))


def _lines(lines: Iterable[Line]) -> Iterable[str]:
    for line in lines:
        yield f"{'    ' * line.depth}- {shown(line.text)}"


def _yaml(text: str) -> Markup:
    """A block of YAML. What cannot be seen in it becomes code points."""
    lines = [exact(line) for line in text.rstrip("\n").split("\n")]
    ticks = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, ticks + 1)
    return _ready("\n".join([f"{fence}yaml", *lines, fence]))
