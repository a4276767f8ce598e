"""A new pack to begin from: the files of templates/pack under a name of its own. It reads, and writes nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from policycheck.errors import InputError, Problem
from policycheck.load.pack_folders import shipped_packs
from policycheck.load.text import shown_name
from policycheck.resources import templates_dir

_ID, _WORDS = b"my-pack", b"My pack"
"""How the template is called. Wherever these stand in it, the name of the new pack takes their place."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 60


def new_pack(folder: str) -> Mapping[str, bytes]:
    """The files of a new pack for that folder, by name. Raises InputError if it cannot be called so or put there."""
    name = os.path.basename(os.path.abspath(folder))
    problems = [*_wrong_name(name), *_wrong_folder(folder)]
    if problems:
        raise InputError(tuple(problems))
    words = name.replace("-", " ").capitalize()
    return {
        file: content.replace(_ID, name.encode()).replace(_WORDS, words.encode())
        for file, content in _template(templates_dir() / "pack")
    }


def _template(root: Path) -> list[tuple[str, bytes]]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [(path.relative_to(root).as_posix(), path.read_bytes()) for path in files]


def _wrong_name(name: str) -> list[Problem]:
    shown = shown_name(name)
    if len(name) > _LONGEST or not _NAME.fullmatch(name):
        message = f"a pack cannot be called '{shown}'"
        hint = f"A name begins with a lower-case letter; then letters, digits and dashes; at most {_LONGEST} of them."
        return [Problem("USE-NAME", message, None, hint)]
    if name in shipped_packs():
        hint = "Choose another name, or --pack would mean the shipped one."
        return [Problem("USE-NAME", f"a shipped pack is called '{shown}' already", None, hint)]
    return []


def _wrong_folder(folder: str) -> list[Problem]:
    shown = shown_name(folder)
    if os.path.isdir(folder) and os.listdir(folder):
        hint = "Choose a folder that is empty or does not exist yet. Nothing was written."
        return [Problem("USE-FOLDER", f"the folder {shown} is not empty", None, hint)]
    if os.path.lexists(folder) and not os.path.isdir(folder):
        return [Problem("USE-FOLDER", f"{shown} is there already and is no folder", None, "Choose another name.")]
    return []
