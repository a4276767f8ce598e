"""The proposals in a folder on which two versions of a pack are tried."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator

from policycheck.errors import InputError, Problem
from policycheck.load.proposal import read_document, wanted_pack
from policycheck.load.sources import ENDINGS
from policycheck.load.text import near

_NAME = "proposal"


def corpus(folder: str, packs: Collection[str]) -> tuple[str, ...]:
    """The files of proposals in the folder and below, in the order of their names.

    A file counts if it is called `proposal` or begins with a key of that name, unless it asks for a pack that is not
    among `packs` (ids and folders). Raises InputError if there is none.
    """
    found = tuple(near(file) for file in _files(folder) if _belongs(file, packs))
    if not found:
        hint = "Name a folder that holds proposals for this pack: --corpus DIR."
        raise InputError((Problem("USE-CORPUS", f"there is no proposal for this pack in '{folder}'", None, hint),))
    return found


def _files(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(place, name) for name in sorted(names) if name.lower().endswith(ENDINGS))


def _belongs(file: str, packs: Collection[str]) -> bool:
    document, _ = read_document(file)
    named = os.path.splitext(os.path.basename(file))[0] == _NAME
    if document is None or (_NAME,) not in document.keys:
        return named
    wanted = os.path.basename(wanted_pack(document).rstrip("/"))
    return not wanted or wanted in {os.path.basename(pack.rstrip("/")) for pack in packs}
