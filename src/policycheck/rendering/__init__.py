"""Formats: an assessment to bytes. One module each; the tuple FORMATS is the only list of them.

Renderers see the assessment and nothing else. They do not decide anything, and they do not write files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from policycheck.errors import RenderError
from policycheck.model.assessment import Assessment
from policycheck.rendering.options import PLAIN, Options

if TYPE_CHECKING:
    from policycheck.rendering.joint import Joint


class Format(Struct, frozen=True):
    """A format's name, its file suffix, and where its renderer is; the module is imported when first used.

    A renderer takes the assessment and the options; only printed reports heed the options.
    """

    name: str
    suffix: str
    module: str
    function: str
    joint: str = ""
    """Module and class of a report on several proposals (see joint.py); empty where there is no such report."""

    @property
    def is_joint(self) -> bool:
        """Whether there is one report on several proposals."""
        return bool(self.joint)

    def together(self) -> Joint:
        """A report on several proposals, with nothing in it yet."""
        module, _, name = self.joint.partition(":")
        return cast(Callable[[], "Joint"], getattr(import_module(f"policycheck.rendering.{module}"), name))()

    def render(self, assessment: Assessment, options: Options = PLAIN) -> bytes:
        """The assessment in this format. Raises RenderError where the machine lacks something it needs."""
        function = getattr(import_module(f"policycheck.rendering.{self.module}"), self.function)
        return cast(Callable[[Assessment, Options], bytes], function)(assessment, options)


class Written(Struct, frozen=True):
    """A report that stands beside the results: its file seen from theirs (None if elsewhere), format, size, digest."""

    file: str | None
    format: str
    size: int
    sha256: str


RESULTS = "json"
"""The name of the format that names the others of its run. It is written last."""

FORMATS = (
    Format("terminal", ".txt", "terminal", "render_text"),
    Format("json", ".json", "json_report", "render_json"),
    Format("sarif", ".sarif", "sarif", "render_sarif", "sarif_log:SarifLog"),
    Format("sarif-full", ".full.sarif", "sarif", "render_full_sarif", "sarif_log:FullSarifLog"),
    Format("junit", ".xml", "junit", "render_junit", "junit:Suites"),
    Format("github", ".github.txt", "github", "render_github", "github:Annotations"),
    Format("csv", ".csv", "csv_report", "render_csv", "csv_report:Table"),
    Format("markdown", ".md", "markdown", "render_markdown", "markdown_all:Reports"),
    Format("html", ".html", "html", "render_html"),
    Format("pdf", ".pdf", "pdf", "render_pdf"),
)


def format_named(name: str) -> Format:
    """The format of that name. Raises RenderError if there is none."""
    for known in FORMATS:
        if known.name == name:
            return known
    raise RenderError(f"there is no format '{name}'", f"Known: {', '.join(known.name for known in FORMATS)}.")


def render(assessment: Assessment, name: str = "terminal", options: Options = PLAIN) -> bytes:
    """The assessment in the format of that name, as bytes. Raises RenderError."""
    return format_named(name).render(assessment, options)


def render_results(assessment: Assessment, reports: Iterable[Written]) -> bytes:
    """The results as JSON, with the other reports of the run named."""
    from policycheck.rendering.json_report import render_json

    return render_json(assessment, reports=reports)
