"""An agreement as one HTML file without script: nothing is fetched, and every text is escaped by the environment."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from policycheck._version import __version__
from policycheck.agreement import words
from policycheck.model.agreement import Agreement
from policycheck.rendering.templating import environment, static
from policycheck.rendering.visible import BREAK

_TEMPLATE = "agreement.html.j2"


def as_html(found: Agreement) -> bytes:
    """The agreement as UTF-8 HTML. Where a long word may break stands a tag and no character."""
    from markupsafe import Markup

    css = static("marks.css", "screen.css", "agreement.css")
    page = (
        environment()
        .get_template(_TEMPLATE)
        .render(
            found=found,
            words=words,
            version=__version__,
            policy=_policy(css),
            css=Markup(css),  # noqa: S704 - our own file
        )
    )
    return page.replace(BREAK, "<wbr>").encode()


def _policy(css: str) -> str:
    """What a browser is to allow: this style sheet and drawings in the page; no script, no request, no form."""
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
