"""`policycheck lsp`: start the language server, or say whether it could start."""

from __future__ import annotations

import os
import sys

from policycheck.cli import screen
from policycheck.cli.selection import find
from policycheck.errors import InputError, Problem
from policycheck.pipeline import Auditor, load_pack


def run_lsp(*, pack: str, profile: str, as_of: str, config: str, heed: bool, check: bool) -> int:
    """Serve one editor until it leaves."""

    def auditor() -> Auditor:
        made = Auditor(pack=pack, profile=profile, as_of=as_of)
        made.heed(find(config, heed=heed))
        return made

    version = _pygls()
    auditor()
    if pack:
        load_pack(pack, profile)
    if check:
        screen.show(f"Ready to serve an editor (pygls {version}).\n")
        return 0
    from policycheck.editor.server import serve

    # The server closes what it writes to; standard output itself is left to the door.
    with open(os.dup(sys.stdout.fileno()), "wb") as out:
        return serve(auditor, sys.stdin.buffer, out)


def _pygls() -> str:
    """The version of pygls. Raises InputError where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("pygls")
    except PackageNotFoundError:
        hint = "Install it: pip install 'policycheck[editor]'"
        problem = Problem("USE-EDITOR", "the language server needs pygls, which is not installed", None, hint)
        raise InputError((problem,)) from None
