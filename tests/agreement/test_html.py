"""The agreement as HTML in a browser: all readers can use it, and nothing is asked for from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rendering.browser import chromium, tab

from policycheck.agreement import compare_codings, read_codings
from policycheck.agreement.html import as_html

pytestmark = pytest.mark.untraced

DOCS = Path(__file__).resolve().parents[2] / "docs" / "examples"


def test_axe_finds_nothing_wide_and_narrow(tmp_path: Path) -> None:
    coded = read_codings([str(DOCS / "coders" / name) for name in ("ann", "ben")], str(DOCS / "minimal-pack"))
    file = tmp_path / "agreement.html"
    file.write_bytes(as_html(compare_codings(coded)))
    with chromium() as browser:
        for width, colours in ((1280, "light"), (360, "dark")):
            with tab(browser, viewport={"width": width, "height": 800}, color_scheme=colours) as opened:
                assert opened.open(file).violations() == {}
                assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
                assert (opened.complaints, opened.foreign_requests()) == ([], [])
