"""Entries of a configuration whose pattern fits no file at all: probably a slip, so it is told."""

from __future__ import annotations

import os
from collections.abc import Iterable

from policycheck.errors import Problem
from policycheck.load.configuration import path_below
from policycheck.load.matching import matches
from policycheck.load.sources import find_sources
from policycheck.model.configuration import Configuration, PathChoices


def idle_entries(configuration: Configuration, sources: Iterable[str]) -> tuple[Problem, ...]:
    """A warning for each entry under `paths` that fits no file: none of these, and no other below its folder.

    The tree is searched only for an entry that fits none of these files; where none of them lies below the folder of
    the configuration, nothing is told.
    """
    below = [path for source in sources if (path := path_below(configuration, source))]
    if not below:
        return ()
    idle = [entry for entry in configuration.paths if not any(matches(entry.match, path) for path in below)]
    return tuple(_warning(entry) for entry in idle if not _fits_any(entry, configuration.folder))


def _fits_any(entry: PathChoices, folder: str) -> bool:
    """Whether there is such a file; also where the tree is too large, or not to be read, to tell."""
    found = find_sources([entry.match], folder)
    told = {problem.code for problem in found.problems}
    return bool(told - {"USE-NOTHING"}) or any(os.path.lexists(source.path) for source in found.files)


def _warning(entry: PathChoices) -> Problem:
    message = f"'{entry.match}' fits no file, so this entry changes nothing"
    hint = "Patterns are seen from the folder of the configuration; * does not cross a slash, ** does."
    return Problem("CONFIG-MATCH", message, entry.place, hint, fatal=False)
