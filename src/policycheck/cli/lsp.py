"""`policycheck lsp`: start the language server, or say whether it could start."""

from __future__ import annotations

import os
import signal
import sys

from policycheck.cli import screen
from policycheck.cli.guard import INTERRUPTED
from policycheck.cli.selection import find
from policycheck.errors import InputError, Problem
from policycheck.pipeline import Auditor, load_pack


def run_lsp(*, pack: str, profile: str, as_of: str, config: str, heed: bool, check: bool) -> int:
    """Serve one editor until it leaves."""

    def auditor() -> Auditor:
        made = Auditor(pack=pack, profile=profile, as_of=as_of)
        made.heed(find(config, heed=heed))
        return made

    _needs_pygls()
    auditor()
    if pack:
        load_pack(pack, profile)
    if check:
        screen.show("Ready to serve an editor.\n")
        return 0
    from policycheck.editor.server import serve

    if screen.is_terminal(sys.stdin):
        screen.say("Waiting for an editor to speak to this server. To end it: Ctrl-C.")
    # Ctrl-C cannot wake the thread that waits for the editor, and there is nothing that would be lost.
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    # The server closes what it writes to; standard output itself is left to the door.
    with open(os.dup(sys.stdout.fileno()), "wb") as out:
        return serve(auditor, sys.stdin.buffer, out)


def _needs_pygls() -> None:
    """Raises InputError where pygls is not installed."""
    from importlib.util import find_spec

    if find_spec("pygls") is None:
        hint = "Install it: pip install 'policycheck[editor]'"
        problem = Problem("USE-EDITOR", "the language server needs pygls, which is not installed", None, hint)
        raise InputError((problem,))
