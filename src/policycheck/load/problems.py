"""Collecting problems while reading: one place to add them, one order to give them back in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct, field

from policycheck.errors import Problem
from policycheck.model.document import Document, Path


class Problems(Struct):
    """Problems of one document (or of several), each added once. `known` holds them too, to be looked up."""

    found: list[Problem] = field(default_factory=list)
    known: set[Problem] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.known.update(self.found)

    def add(
        self, document: Document, path: Path, code: str, message: str, hint: str = "", *, at_key: bool = False
    ) -> None:
        """Add a problem at the place of `path` (of its key, if `at_key`), unless it is there already."""
        span = document.key_span(path) if at_key else document.span(path)
        problem = Problem(code, message, span, hint)
        if problem not in self.known:
            self.known.add(problem)
            self.found.append(problem)

    def warn(
        self, document: Document, path: Path, code: str, message: str, hint: str = "", *, at_key: bool = False
    ) -> None:
        """Add a warning: it is reported, and the input can still be used."""
        span = document.key_span(path) if at_key else document.span(path)
        self.found.append(Problem(code, message, span, hint, fatal=False))

    def take(self, found: Iterable[Problem]) -> None:
        """Add problems that were found elsewhere."""
        self.found.extend(found)
        self.known.update(self.found)

    @property
    def fatal(self) -> bool:
        """Whether any of them forbids using the input."""
        return any(problem.fatal for problem in self.found)

    def ordered(self) -> tuple[Problem, ...]:
        """All problems: by file, then by place; those without a place first."""
        return tuple(sorted(self.found, key=_place))


def _place(problem: Problem) -> tuple[str, int, int]:
    span = problem.span
    return ("", 0, 0) if span is None else (span.file, span.line, span.column)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest known words, or all of them when they are few, or nothing."""
    from difflib import get_close_matches

    choices = sorted(known)
    folded = {choice.lower(): choice for choice in choices}
    close = [folded[match] for match in get_close_matches(word.lower(), folded, n=3, cutoff=0.6)]
    if close:
        return f"Did you mean {one_of(close)}?"
    return f"Known here: {', '.join(choices)}." if 0 < len(choices) <= 40 else ""


def one_of(words: list[str]) -> str:
    """The words with commas, and "or" before the last."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def meant(hint: str) -> tuple[str, ...]:
    """The words that a hint of `did_you_mean` takes to be meant, the closest first; nothing where it only lists all."""
    found = re.match(r"Did you mean ([^?]+)\?", hint)
    return tuple(re.split(r", | or ", found[1])) if found else ()
