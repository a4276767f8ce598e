"""Files as they were in a revision, read by git itself. No filters, no network; names are data.

A revision is named as git names it, a file by `REVISION:PATH`, the path from the top of the repository.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping

from msgspec import Struct

from policycheck.errors import InputError, Problem
from policycheck.load.git import GitError, ask, commit_of, is_revision_name

_MOST_FILES = 200
_FILES = (b"100644", b"100755")


class Revision(Struct, frozen=True):
    """A revision: how it was named, and the commit that it is."""

    name: str
    commit: str

    def read(self, path: str, most: int) -> bytes:
        """The content of a file. Raises InputError where there is none, or where it is larger than `most` bytes."""
        size = _git("cat-file", "-s", f"{self.commit}:{path}")
        if size is None or self.kind(path) != "blob":
            hint = "It is new, or named otherwise: paths count from the top of the repository, with / between folders."
            raise _refused(f"there is no file '{path}' in the revision '{self.name}'", hint)
        if int(size) > most:
            raise _refused(f"'{self.name}:{path}' is larger than {most >> 20} MiB, the most that is read", "")
        return _git("cat-file", "blob", f"{self.commit}:{path}") or b""

    def kind(self, path: str) -> str:
        """What stands at the path: blob (a file), tree (a folder), or nothing (empty)."""
        return (_git("cat-file", "-t", f"{self.commit}:{path}") or b"").decode().strip()

    def folder(self, path: str, ending: str, most: int) -> Mapping[str, bytes]:
        """The files with that ending in a folder, by name. Links are left out. Raises InputError for too many."""
        listed = _git("ls-tree", "-z", "--full-tree", f"{self.commit}:{path}") or b""
        names = [name for name in map(_file, listed.split(b"\0")) if name.endswith(ending)]
        if len(names) > _MOST_FILES:
            raise _refused(f"'{self.name}:{path}' holds more than {_MOST_FILES} files", "Name the folder of a pack.")
        return {name: self.read(posixpath.join(path, name), most) for name in names}


def revision(name: str) -> Revision:
    """The revision of that name. Raises InputError if there is none."""
    if not is_revision_name(name):
        raise _refused(f"'{name}' is no name of a revision", "Name a branch, a tag or a commit.")
    try:
        commit = commit_of(name)
    except GitError as error:
        raise _cannot(error) from None
    if not commit:
        if _git("rev-parse", "--git-dir") is None:
            raise _refused("this is no git repository", "Run it inside the repository, or name files.")
        raise _refused(f"there is no revision '{name}'", "Name a branch, a tag or a commit: git log --oneline")
    return Revision(name, commit)


def from_top(path: str) -> str:
    """A path as seen from the working folder, as seen from the top of the repository. Raises InputError."""
    prefix = _git("rev-parse", "--show-prefix")
    if prefix is None:
        raise _refused("this is no git repository", "Run it inside the repository, or name files.")
    return inside(posixpath.join(prefix.decode(errors="surrogateescape").strip("\n"), path.replace(os.sep, "/")))


def inside(path: str) -> str:
    """The path without detours. Raises InputError where it leads out of the repository."""
    plain = posixpath.normpath(path)
    if plain.startswith(("..", "/")):
        raise _refused(f"'{path}' is not in the repository", "A revision holds nothing outside its repository.")
    return plain


def _file(entry: bytes) -> str:
    """The name of a plain file in a line of `ls-tree`; empty for anything else."""
    head, _, name = entry.partition(b"\t")
    return name.decode(errors="surrogateescape") if head.split(b" ")[0] in _FILES else ""


def _git(*arguments: str) -> bytes | None:
    """What git prints; None where it says no. Raises InputError where there is no git, or it takes too long."""
    try:
        done = ask(*arguments)
    except GitError as error:
        raise _cannot(error) from None
    return done.stdout if done.returncode == 0 else None


def _cannot(error: GitError) -> InputError:
    return _refused(f"{error}, and files of a revision are read by it", "Name files instead of revisions.")


def _refused(message: str, hint: str) -> InputError:
    return InputError((Problem("DIFF-GIT", message, None, hint),))
