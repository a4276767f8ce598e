"""A real browser for the tests of the HTML report: Chromium without a window, and axe-core to judge access."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "The tests of the HTML report need Chromium. On Debian: apt-get install chromium-headless-shell"
PATIENCE = 10_000
"""Milliseconds that a step may take on a busy machine before the test fails."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The first of PROGRAMS that is on this machine. Fails the test where there is none: a judge has to be heard."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Tab:
    """A page that has been opened, with all that the browser said, and all that the page asked for from elsewhere."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def open(self, file: Path, fragment: str = "") -> Tab:
        """Open a file."""
        self.page.goto(file.as_uri() + fragment)
        return self

    def foreign_requests(self) -> list[str]:
        """The requests for anything that is not in the file."""
        own = self.page.url.partition("#")[0]
        return [url for url in self.requests if url.partition("#")[0] != own and not url.startswith("data:")]

    def violations(self) -> dict[str, list[str]]:
        """What axe-core finds: the rules that are broken, each with the elements that break it."""
        found = self.page.evaluate(f"{_axe()}; axe.run({{resultTypes: ['violations']}})")
        assert len(found["passes"]) > 10, "axe-core has looked at hardly anything"
        return {broken["id"]: [node["html"] for node in broken["nodes"]] for broken in found["violations"]}


@contextmanager
def tab(browser: Browser, **context: Any) -> Iterator[Tab]:
    """A tab in a context of its own: size of the window, colours, with or without script."""
    opened = browser.new_context(**context)
    try:
        yield Tab(opened)
    finally:
        opened.close()


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
