"""git, asked: without a shell, and so that it starts nothing of its own, fetches nothing and asks nobody."""

from __future__ import annotations

import os
import subprocess

_SECONDS = 120
_SET = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


class GitError(Exception):
    """There is no git, or it cannot be run; the message says which."""


def ask(*arguments: str, root: str | None = None) -> subprocess.CompletedProcess[bytes]:
    """What git answers in the working folder, or in `root`. Raises GitError where it cannot be asked.

    What comes from outside is never the first argument, and stands behind --end-of-options or something of ours.
    """
    from shutil import which

    program = which("git")
    if program is None:
        raise GitError("git is not on this machine")
    try:
        return subprocess.run(  # noqa: S603 - no shell; what comes from outside is no option
            [program, *_SET, *arguments],
            cwd=root,
            env=os.environ | _QUIET,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git cannot be run: {error}") from None


def is_revision_name(text: str) -> bool:
    """Whether it can be the name of a revision: git would take other texts for an option, or not take them."""
    return bool(text) and text.isprintable() and not text.startswith("-")


def commit_of(revision: str, root: str | None = None) -> str:
    """The commit that a revision is; empty where there is no such revision. Raises GitError."""
    done = ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", root=root)
    return "" if done.returncode else done.stdout.decode("ascii").strip()
