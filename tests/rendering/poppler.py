"""Poppler as a judge: what another reader than the tests' own finds in a PDF. `make system` installs it on Debian."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from typing import NamedTuple

MISSING = (
    "pdftotext is not on this machine, and the tests need it. Debian, Ubuntu: apt-get install "
    "poppler-utils. Fedora: dnf install poppler-utils. macOS: brew install poppler."
)


class Word(NamedTuple):
    """A word and its box in points from the upper left corner of its page, with the size of the page."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float
    width: float
    height: float


def text(data: bytes) -> str:
    """The text of all pages, without white space."""
    return "".join(_run("pdftotext", data, "-", "-").replace("\u200b", "").split())


def words(data: bytes) -> list[Word]:
    """Every word with its place."""
    found: list[Word] = []
    number, width, height = 0, 0.0, 0.0
    for line in _run("pdftotext", data, "-bbox", "-", "-").splitlines():
        given = {name: float(value) for name, value in re.findall(r'(\w+)="([\d.-]+)"', line)}
        if "<page " in line:
            number, width, height = number + 1, given["width"], given["height"]
        elif "<word " in line:
            inside = unescape(re.sub("<.*?>", "", line)).strip()
            box = (given["xMin"], given["yMin"], given["xMax"], given["yMax"])
            found.append(Word(number, inside, *box, width, height))
    return found


def _run(program: str, data: bytes, *arguments: str) -> str:
    found = shutil.which(program)
    assert found, MISSING
    done = subprocess.run([found, *arguments], input=data, capture_output=True, check=True)
    assert b"Syntax Error" not in done.stderr, done.stderr.decode("utf-8", "replace")  # it mends, and exits with 0
    # NOTE: poppler 22 writes the title's surrogate pairs as two characters each, which is no UTF-8.
    return done.stdout.decode("utf-8", "replace")
