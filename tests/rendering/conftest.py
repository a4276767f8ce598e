"""Reports of the zoo, rendered once for a test run, with what WeasyPrint fetched and had to say."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser
from tests.rendering.browser import chromium
from tests.rendering.lighthouse import write_files
from tests.rendering.zoo import ZOO

from policycheck.model.assessment import Assessment
from policycheck.rendering import pdf

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Rendered:
    """A PDF, what it was made of, and what was logged and fetched meanwhile."""

    assessment: Assessment
    data: bytes
    warnings: tuple[str, ...]
    fetched: frozenset[str]

    def pages(self) -> list[str]:
        """The text of every page, in reading order, line ends as spaces."""
        document = pypdfium2.PdfDocument(self.data)
        return [_flat(page.get_textpage().get_text_range()) for page in document]

    def text(self) -> str:
        """The text of all pages without white space, so that line breaks do not matter."""
        return "".join("".join(self.pages()).split())


def _flat(text: str) -> str:
    return " ".join(text.replace("\u200b", "").replace("\ufffe", "").split())


@cache
def assessment_named(name: str) -> Assessment:
    """One of the zoo, or a real package."""
    if name in ZOO:
        return ZOO[name]()
    from policycheck.pipeline import evaluate, load_pack, load_proposal

    pack = load_pack()
    return evaluate(pack, load_proposal(str(EXAMPLES / name / "proposal.yaml"), pack))


@contextmanager
def _logged() -> Iterator[list[str]]:
    found: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("weasyprint").addHandler(handler)
    try:
        yield found
    finally:
        logging.getLogger("weasyprint").removeHandler(handler)


@contextmanager
def _fetched() -> Iterator[set[str]]:
    seen: set[str] = set()
    real = pdf.fetcher()

    def spying(url: str, headers: Any = None) -> Any:
        seen.add(url)
        return type(real).fetch(real, url, headers)

    real.fetch = spying
    with patch.object(pdf, "fetcher", lambda: real):
        yield seen


@cache
def _rendered(name: str) -> Rendered:
    made = assessment_named(name)
    with _logged() as warnings, _fetched() as fetched:
        data = pdf.render_pdf(made)
    return Rendered(made, data, tuple(warnings), frozenset(fetched))


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that look at the same reports go to one worker, so that each report is rendered once."""
    for item in items:
        if "rendered" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("reports"))


@pytest.fixture(scope="session")
def rendered() -> Callable[[str], Rendered]:
    """A function from the name of a zoo animal or of an example to its rendered report."""
    return _rendered


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    """The small proposal by the small pack of lighthouse.py, under names without a folder."""
    from policycheck.pipeline import evaluate, load_pack, load_proposal

    monkeypatch.chdir(tmp_path)
    write_files(tmp_path)
    pack = load_pack("pack")
    return evaluate(pack, load_proposal("proposal.yaml", pack))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker; it starts when the first of them asks for it."""
    with chromium() as running:
        yield running
