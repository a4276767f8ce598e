"""The guard around every piece of work: its errors become words, and an exit code. The worst code of a run wins.

0 yes; 1 no; 2 could not; 70 a bug in policycheck; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from policycheck._version import __version__
from policycheck.cli.problems import complain, report_problems
from policycheck.cli.screen import CannotWriteError, say
from policycheck.errors import InputError, PolicycheckError, RenderError

YES, NO, COULD_NOT, BUG, INTERRUPTED = 0, 1, 2, 70, 130
_FRAMES = 4

P = ParamSpec("P")
Code = TypeVar("Code", int, int | None)


def guarded(work: Callable[P, Code], *args: P.args, **kwargs: P.kwargs) -> Code:
    """The exit code of a piece of work; what it raises becomes words and a code. Only an interruption passes."""
    try:
        return work(*args, **kwargs)
    except click.exceptions.Abort:
        raise
    except Exception as error:  # noqa: BLE001 - the one catch: a bug is told apart from bad input
        return _reported(error)


def _reported(error: Exception) -> int:
    try:
        return _in_words(error)
    except Exception as worse:  # noqa: BLE001 - a bug in the words themselves
        return _bug(worse)


def _in_words(error: Exception) -> int:
    match error:
        case CannotWriteError():
            complain(error.message, error.hint)
        case click.UsageError():
            _misused(error)
        case click.ClickException():
            complain(error.format_message())
        case InputError():
            report_problems(error.problems)
        case RenderError():
            complain(str(error), error.hint)
        case OSError():
            complain(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
        case PolicycheckError():
            complain(str(error))
        case _:
            return _bug(error)
    return COULD_NOT


def _misused(error: click.UsageError) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        say(error.format_message())
        return
    if error.ctx is not None:
        say(error.ctx.get_usage())
        say(f"Try '{error.ctx.command_path} --help' for help.")
        say("")
    complain(error.format_message())


def _bug(error: Exception) -> int:
    from traceback import extract_tb

    frames = extract_tb(error.__traceback__)[-_FRAMES:]
    # NOTE: plain `say` and `repr`, so that a bug in making words out of errors is reported too.
    say(f"error: this is a bug in policycheck {__version__}: {error!r}")
    for frame in reversed(frames):
        say(f"  at {os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}")
    say(f"  with Python {sys.version.split()[0]} on {sys.platform}")
    say("  help: please report these lines, with the proposal if it may be shared.")
    return BUG
