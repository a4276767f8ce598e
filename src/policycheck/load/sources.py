"""What people name on the command line - files, folders, patterns - to the proposals that are to be read.

A name that begins with a dot is never found, only named. Links to folders are not followed, so there are no circles.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from msgspec import Struct

from policycheck.errors import Problem
from policycheck.load.front_matter import ENDINGS as MARKDOWN
from policycheck.load.matching import ANY_FOLDERS, is_pattern, matches, split_pattern
from policycheck.load.text import shown_name

ENDINGS = (".yaml", ".yml", ".json", *MARKDOWN)
"""How the names of files end that are taken for proposals where a folder is named."""

MOST_FOUND = 10_000
"""Files that one folder or pattern may come to."""
MOST_SEEN = 200_000
"""Names that are looked at for one folder or pattern."""


class Source(Struct, frozen=True):
    """A file to read. `asked` is the folder or pattern that it was found by; empty where it was named itself."""

    path: str
    asked: str = ""

    @property
    def named(self) -> bool:
        """Whether it was named itself: then it has to be a proposal."""
        return not self.asked


class Sources(Struct, frozen=True):
    """The files in the order of what was asked for, each once, and what was wrong with what was asked for."""

    files: tuple[Source, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a report on one proposal would not do: all cases but that of one file, named itself."""
        return bool(self.problems) or len(self.files) != 1 or not self.files[0].named


def find_sources(asked: Iterable[str], folder: str = "") -> Sources:
    """The files for these names, as seen from `folder` (empty: from here). Below a folder they are sorted by path."""
    files: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in asked:
        for source in _found(name, os.path.join(folder, name) if name != "-" else name, problems):
            files.setdefault(same_file(source.path) if source.path != "-" else "-", source)
    return Sources(tuple(files.values()), tuple(problems))


def same_file(path: str) -> str:
    """What two names of one file have in common."""
    try:
        return os.path.normcase(os.path.realpath(path))
    except ValueError:  # a name that no file can have; its reader says so
        return path


def _found(name: str, path: str, problems: list[Problem]) -> Iterable[Source]:
    if name == "-":
        return (Source(path),)
    if os.path.isdir(path):
        hint = f"Looked for {', '.join(f'*{ending}' for ending in ENDINGS)}."
        search = _Search(name, path)
        found = [below for below in search.below() if below.lower().endswith(ENDINGS)]
        return search.sources(found, f"there is no proposal in the folder {shown_name(name)}", hint, problems)
    if os.path.lexists(path) or not is_pattern(name):
        return (Source(path),)
    folder, rest = split_pattern(path.replace(os.sep, "/"))
    search = _Search(name, folder or ".", 0 if ANY_FOLDERS in rest.split("/") else rest.count("/") + 1)
    found = [below for below in search.below() if matches(rest, below)]
    hint = "Names that begin with a dot are found by their full name only."
    return search.sources(found, f"nothing matches {shown_name(name)}", hint, problems)


class _Search:
    """One search below a folder, at most `depth` names deep (0: any), for what was asked for by that name."""

    def __init__(self, name: str, folder: str, depth: int = 0) -> None:
        self._name = name
        self._folder = folder
        self._depth = depth
        self._problems: list[Problem] = []

    def sources(self, found: list[str], missing: str, hint: str, problems: list[Problem]) -> list[Source]:
        """What was found, sorted; `missing` and `hint` say that it is nothing."""
        if len(found) > MOST_FOUND:
            message = f"{shown_name(self._name)} comes to more than {MOST_FOUND:,} files"
            self._complain("USE-MANY", message, "Name a smaller folder, or a pattern that fits less.")
            found = []
        if not found and not self._problems:
            self._complain("USE-NOTHING", missing, hint)
        problems += self._problems
        before = "" if self._folder == "." else self._folder
        return [Source(os.path.join(before, path), self._name) for path in sorted(found)]

    def below(self) -> Iterator[str]:
        """The files, as seen from the folder, with `/` between names. Names that begin with a dot are left out."""
        seen = 0
        waiting = [""]
        while waiting:
            inner = waiting.pop()
            for entry in self._entries(os.path.join(self._folder, inner)):
                seen += 1
                if seen > MOST_SEEN:
                    message = f"below {shown_name(self._name)} stand more than {MOST_SEEN:,} files and folders"
                    self._complain("USE-MANY", message, "Name a smaller folder.")
                    return
                path = f"{inner}/{entry.name}" if inner else entry.name
                if entry.name.startswith("."):
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    if os.path.isfile(entry.path) or not os.path.exists(entry.path):  # no pipe: it could block
                        yield path
                elif not self._depth or path.count("/") + 1 < self._depth:
                    waiting.append(path)

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                yield from entries
        except (FileNotFoundError, NotADirectoryError):
            return  # a pattern whose folder is not there
        except OSError as error:
            message = f"the folder {shown_name(folder)} cannot be read: {error.strerror or error}"
            self._complain("USE-UNREADABLE", message, "Check that you may open it. What stands in it is not evaluated.")

    def _complain(self, code: str, message: str, hint: str) -> None:
        self._problems.append(Problem(code, message, None, hint))
