"""The audit report as one HTML file: nothing is fetched, and without script it reads the same, only unfiltered."""

from __future__ import annotations

from policycheck.model.assessment import Assessment
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.report import report_html
from policycheck.rendering.visible import BREAK


def render_html(assessment: Assessment, options: Options = PLAIN) -> bytes:
    """The report as UTF-8 HTML.

    Where a long word may break stands a tag and no character: what is copied or searched for is then whole.
    """
    return report_html(assessment, options, "screen").replace(BREAK, "<wbr>").encode()
