"""The door: arguments in, exit code out. Nothing escapes as a traceback."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from policycheck.cli.guard import INTERRUPTED, YES, guarded
from policycheck.cli.screen import finish

if TYPE_CHECKING:
    from types import FrameType


def main() -> None:
    """Run the command line and exit."""
    seen = _noted_interruptions()
    code = run(sys.argv[1:])
    _ignore_interruption()
    gc.freeze()  # what is left needs no search for cycles on the way out
    sys.exit(max(code, INTERRUPTED) if seen else code)


def _noted_interruptions() -> list[int]:
    """Every Ctrl-C from now on. Python drops one that comes in a callback of its own, as within an import."""
    import signal

    seen: list[int] = []

    def interrupt(number: int, _: FrameType | None) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    with suppress(ValueError):
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, interrupt)
    return seen


def _ignore_interruption() -> None:
    """All is done and the code is known: Ctrl-C on the way out must not make a traceback of it."""
    import signal

    with suppress(KeyboardInterrupt, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def run(arguments: list[str]) -> int:
    """Run with these arguments; the exit code. Nothing escapes as a traceback."""
    try:
        code = guarded(_command, arguments)
        return max(code, guarded(_finish))
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED


def _command(arguments: list[str]) -> int:
    from policycheck.cli.commands import policycheck

    try:
        code = policycheck.main(arguments, prog_name="policycheck", standalone_mode=False)
    except SystemExit:
        return YES  # click leaves like this when the reader of a help text has left
    return code if isinstance(code, int) else YES


def _finish() -> int:
    finish()
    return YES
