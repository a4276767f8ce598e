"""The audit report as HTML, for paper or for a screen. The templates are the same; the frame around them differs."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Literal

from msgspec import Struct

from policycheck._version import __version__
from policycheck.model.assessment import Assessment
from policycheck.model.figures import number
from policycheck.model.outcome import Concern, Outcome
from policycheck.rendering.bundle import attachments
from policycheck.rendering.figures import percent
from policycheck.rendering.lookups import quotations
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.since import about_baseline
from policycheck.rendering.templating import environment, static, stylesheet
from policycheck.rendering.view import Report, report_view
from policycheck.rendering.waivers_view import waivers_view

Medium = Literal["print", "screen"]
"""Paper needs fonts (`pkg:fonts/NAME.ttf`) and nothing else from outside; a screen needs nothing."""

TEMPLATES: dict[Medium, str] = {"print": "report.html.j2", "screen": "screen.html.j2"}


class Choice(Struct, frozen=True):
    """What a reader can filter by: an outcome of rules or a state of advisories, and how many entries have it."""

    value: str
    words: str
    count: int


def report_html(assessment: Assessment, options: Options = PLAIN, medium: Medium = "print") -> str:
    """The report as one HTML page with its style sheet inside, and for a screen its script too."""
    from markupsafe import Markup

    report = report_view(assessment)
    css = stylesheet(options) if medium == "print" else static("marks.css", "screen.css")
    js = static() if medium == "print" else static("screen.js")
    return (
        environment()
        .get_template(TEMPLATES[medium])
        .render(
            medium=medium,
            report=report,
            choices=tuple(choices(report)),
            a=assessment,
            baseline=about_baseline(assessment),
            options=options,
            percent=percent,
            number=number,
            waivers=waivers_view(assessment),
            quotations=quotations(assessment),
            files=assessment.proposal.source_files,
            version=__version__,
            attachments=attachments(assessment, options) if medium == "screen" else (),
            policy=content_security_policy(css, js),
            css=Markup(css),  # noqa: S704 - our own file
            js=Markup(js),  # noqa: S704 - our own file
        )
    )


def choices(report: Report) -> Iterator[Choice]:
    """The outcomes and states that occur, rules first, the worst first."""
    found = Counter(card.finding.outcome.value for part in report.sections for card in part.cards)
    found.update(concern.raised.state.value for concern in report.concerns)
    for known in (*Outcome, *Concern):
        if count := found[known.value]:
            yield Choice(known.value, known.words, count)


def content_security_policy(css: str, js: str) -> str:
    """What a browser is to allow: this style sheet, this script and drawings in the page; no request, no form."""
    return (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(js)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
