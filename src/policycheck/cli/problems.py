"""Problems as text on standard error: `file:line:col: what is wrong [CODE]`, then `help: what to do`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from policycheck.cli.screen import painter, say
from policycheck.errors import Problem
from policycheck.rendering.page import exact
from policycheck.rendering.visible import plain


def report_problems(problems: Iterable[Problem]) -> None:
    """Print every problem."""
    for problem in problems:
        place = f"{problem.span}" if problem.span is not None else ""
        complain(f"{problem.message} [{problem.code}]", problem.hint, place=place, fatal=problem.fatal)


def complain(message: str, hint: str = "", *, place: str = "", fatal: bool = True) -> None:
    """Print one error or warning and what to do about it."""
    paint = painter(sys.stderr)
    word = paint("error", "bad") if fatal else paint("warning", "fair")
    # NOTE: messages quote the input; what a terminal would act on is made visible (test_messages_are_harmless).
    say(f"{exact(place)}{': ' if place else ''}{word}: {plain(message)}")
    if hint:
        say(f"  help: {plain(hint)}")
