"""Problems as text on standard error: `file:line:col: what is wrong [CODE]`, then `help: what to do`."""

from __future__ import annotations

from collections.abc import Iterable

import click

from policycheck.errors import Problem


def report_problems(problems: Iterable[Problem]) -> None:
    """Print every problem, then how many there are."""
    fatal = 0
    for problem in problems:
        fatal += problem.fatal
        word, colour = ("error", "red") if problem.fatal else ("warning", "yellow")
        place = f"{problem.span}: " if problem.span is not None else ""
        click.echo(f"{place}{click.style(word, fg=colour)}: {problem.message} [{problem.code}]", err=True)
        if problem.hint:
            click.echo(f"  help: {problem.hint}", err=True)
    if fatal:
        click.echo(f"{fatal} error{'s' if fatal > 1 else ''}. Nothing was evaluated from this input.", err=True)
