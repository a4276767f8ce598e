"""Where packs are: the shipped ones by their id, all others by their folder."""

from __future__ import annotations

import os
from collections.abc import Callable

from policycheck.errors import InputError, Problem
from policycheck.load.pack_files import HEAD, Read, read_shipped, read_strictly
from policycheck.load.problems import did_you_mean
from policycheck.resources import rules_dir


def named_beside(wanted: str, source: str) -> str:
    """What a proposal calls its pack: the id of a shipped one, or a folder as seen from the proposal's own file.

    Where there is no such folder, the name as it is.
    """
    if wanted in shipped_packs():
        return wanted
    folder = os.path.normpath(os.path.join(os.path.dirname(source), wanted))
    return folder if os.path.isdir(folder) else wanted


def pack_folder(name: str) -> str:
    """The folder of that pack. Raises InputError if there is none."""
    return found_folder(name)[0]


def found_folder(name: str) -> tuple[str, Callable[[str], Read]]:
    """Where the pack is, a shipped one if its id is given, else a folder, and how its files are to be read."""
    if os.sep not in name and "/" not in name and name not in {"", ".", ".."}:
        shipped = os.path.join(rules_dir(), name)
        if os.path.isfile(os.path.join(shipped, HEAD)):
            return shipped, read_shipped
    if os.path.isdir(name):
        return name, read_strictly
    known = shipped_packs()
    hint = f"{did_you_mean(name, known)} Or give the folder of a pack of your own.".lstrip()
    raise InputError((Problem("PACK-NONE", f"there is no pack '{name}'", None, hint),))


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs that come with the program, sorted."""
    root = rules_dir()
    return tuple(sorted(entry for entry in os.listdir(root) if os.path.isfile(os.path.join(root, entry, "pack.yaml"))))
