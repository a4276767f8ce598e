"""Markdown files that hold a proposal: YAML between two lines of three hyphens, then the memo itself.

The front matter is the beginning of the file, so places in it are places in the file.
"""

from __future__ import annotations

import os
import re

from policycheck.errors import InputError, Problem
from policycheck.load.places import Places
from policycheck.load.text import read_text

ENDINGS = (".md", ".markdown")
"""How the names of Markdown files end."""

NONE = "DOC-FRONT"
"""The code of a Markdown file that holds nothing but a memo."""
_OPEN = "DOC-FRONT-OPEN"

_FENCE = re.compile(r"---[ \t]*(?:\r\n?|\n|\Z)")
_CLOSING = re.compile(r"(?:\r\n?|\n)(?=---[ \t]*(?:\r|\n|\Z))")
_MEMO = re.compile(r"---[ \t]*(?:\r\n?|\n)?")


def is_markdown(name: str) -> bool:
    """Whether a file of that name is read as Markdown."""
    return name.lower().endswith(ENDINGS)


def front_of(places: Places) -> Places | Problem:
    """The beginning of a Markdown file up to the line that ends its front matter, or what is wrong with it."""
    end = _end(places.text)
    if end:
        return Places(places.name, places.text[:end], marked=places.marked)
    span = places.span(0, 0)
    if _FENCE.match(places.text):
        hint = "Put a line of three hyphens (---) between the proposal's keys and the memo."
        return Problem(_OPEN, "The front matter that begins here has no end.", span, hint)
    hint = (
        "Put a line of three hyphens (---) at the very beginning, then the proposal's keys as YAML, "
        "then another line of three hyphens; the memo follows. policycheck interview and init write it."
    )
    return Problem(NONE, f"{places.name} is Markdown without front matter: it holds no proposal.", span, hint)


def bare_memo(file: str) -> str | None:
    """The text of a Markdown file that has no front matter, with its byte order mark; None of anything else.

    Raises InputError where it cannot be read.
    """
    if not is_markdown(file) or not os.path.isfile(file):
        return None
    places, problems = read_text(file)
    if places is None or any(one.fatal for one in problems):
        raise InputError(problems)
    return None if _FENCE.match(places.text) else "\ufeff" * places.marked + places.text


def with_front(front: str, memo: str) -> str:
    """A memo with that YAML before it. Not a character of the memo changes; the front matter has its line ends."""
    text = memo.removeprefix("\ufeff")
    lines = f"---\n{front}---\n" + "\n" * bool(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    return memo[: len(memo) - len(text)] + lines.replace("\n", newline) + text


def memo_start(name: str, text: str) -> int | None:
    """Where the memo begins in the text of a proposal; None if it has none."""
    end = _end(text) if is_markdown(name) else 0
    fence = _MEMO.match(text, end) if end else None
    return fence.end() if fence else None


def _end(text: str) -> int:
    """Where the line begins that ends the front matter; 0 if there is none."""
    first = _FENCE.match(text)
    closing = _CLOSING.search(text, first.end() - 1) if first and first.end() > len("---") else None
    return closing.end() if closing else 0
