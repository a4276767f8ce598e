"""Finding the configuration of a repository: upwards from the working folder. It reads nothing: each run does this."""

from __future__ import annotations

import os

from policycheck.errors import InputError, Problem

FILE = ".policycheck.yaml"
_MISNAMED = (".policycheck.yml", ".policycheck.json")


def find_configuration() -> str:
    """The nearest configuration, as seen from here, or an empty string.

    The search ends at the root of the repository, which holds `.git`, and at the root of the file system. Raises
    InputError where a file lies there that was meant as one and has another name: to overlook it could let pass what
    was meant to fail.
    """
    above, here = "", _here()
    while here:
        names = _names(here)
        if FILE in names:
            return above + FILE
        for name in _MISNAMED:
            if name in names:
                raise InputError((_misnamed(above + name),))
        outer = os.path.dirname(here)
        if ".git" in names or outer == here:
            break
        above, here = f"../{above}", outer
    return ""


def _here() -> str:
    try:
        return os.getcwd()
    except OSError:  # the folder is gone
        return ""


def _names(folder: str) -> set[str]:
    """Those of the names that matter which stand in the folder."""
    return {name for name in (FILE, ".git", *_MISNAMED) if os.path.lexists(os.path.join(folder, name))}


def _misnamed(path: str) -> Problem:
    hint = f"Call it {FILE}, or say that you want none: --no-config."
    return Problem("CONFIG-NAME", f"{path} is not read: a configuration has another name", None, hint)
