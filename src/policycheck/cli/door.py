"""The door: one place where every exit code is decided and every error becomes words.

0 yes; 1 no; 2 could not; 70 a bug in policycheck; 130 interrupted.
"""

from __future__ import annotations

import os
import sys

import click

from policycheck._version import __version__
from policycheck.cli.problems import report_problems
from policycheck.errors import InputError, PolicycheckError, RenderError

YES, NO, COULD_NOT, BUG, INTERRUPTED = 0, 1, 2, 70, 130


def main() -> None:
    """Run the command line and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run with these arguments; the exit code. Nothing escapes as a traceback."""
    from policycheck.cli.commands import policycheck

    try:
        code = policycheck.main(arguments, prog_name="policycheck", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else YES
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return COULD_NOT
    except InputError as error:
        report_problems(error.problems)
        return COULD_NOT
    except (PolicycheckError, OSError) as error:
        return _could_not(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one catch: a bug is told apart from bad input
        return _bug(error)


def _could_not(error: PolicycheckError | OSError) -> int:
    if isinstance(error, BrokenPipeError):
        # The reader left. What is still buffered has nowhere to go, and must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return YES
    click.echo(f"policycheck: {error}", err=True)
    if isinstance(error, RenderError) and error.hint:
        click.echo(f"  help: {error.hint}", err=True)
    return COULD_NOT


def _bug(error: Exception) -> int:
    from traceback import extract_tb

    where = extract_tb(error.__traceback__)[-1]
    click.echo(
        f"policycheck: this is a bug in policycheck {__version__}: {type(error).__name__}: {error}\n"
        f"  at {os.path.basename(where.filename)}:{where.lineno} in {where.name}, Python {sys.version.split()[0]}\n"
        "  help: please report these lines, with the proposal if it may be shared.",
        err=True,
    )
    return BUG
