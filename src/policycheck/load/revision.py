"""What a branch touched, as git tells it: commits since they left a revision, and what is not committed yet."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from policycheck.errors import InputError, Problem
from policycheck.load.discovery import FILE
from policycheck.load.git import GitError, ask, commit_of, is_revision_name
from policycheck.load.pack_files import HEAD as PACK_HEAD

_DIFF = ("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative")
_FETCH = "In continuous integration, fetch the whole history: a shallow clone lacks it (fetch-depth: 0)."


class Changed(Struct, frozen=True):
    """What changed since a revision: paths as seen from `root`, the folder of the repository, removed ones included."""

    revision: str
    root: str
    paths: frozenset[str]

    def touched(self, path: str) -> bool:
        """Whether a file changed, or what it links to. Of a file outside the repository nobody knows: it counts."""
        outer, name = os.path.split(os.path.abspath(path))
        return any(self._touched(one) for one in {os.path.join(os.path.realpath(outer), name), os.path.realpath(path)})

    def _touched(self, path: str) -> bool:
        seen = self._inside(path)
        # A folder that git names is a repository in the repository: git does not say what changed in it.
        return seen is None or any(str(one) in self.paths for one in (seen, *seen.parents))

    def _inside(self, path: str) -> PurePosixPath | None:
        try:
            seen = os.path.relpath(path, self.root)
        except ValueError:  # another drive
            return None
        return None if seen.split(os.sep)[0] == os.pardir else PurePosixPath(seen.replace(os.sep, "/"))

    def concerning_all(self, files: Iterable[str]) -> str:
        """The first changed path that every proposal may be judged by, or an empty string.

        That is the configuration, one of `files` (profiles, waivers, folders of packs), and whatever lies in a folder
        that holds a pack: a proposal may name it.
        """
        inside = (self._inside(os.path.realpath(file)) for file in files if os.path.exists(file))
        named = {str(path) for path in inside if path is not None}
        for path in sorted(self.paths):
            parts = PurePosixPath(path)
            if parts.name == FILE or named & {str(one) for one in (parts, *parts.parents) if str(one) != "."}:
                return path
            if any(os.path.isfile(os.path.join(self.root, folder, PACK_HEAD)) for folder in parts.parents):
                return path
            if parts.name == PACK_HEAD:
                return path
        return ""


def changed_since(revision: str) -> Changed:
    """What changed since the branch left the revision. Raises InputError where git cannot say."""
    if not is_revision_name(revision):
        raise _refused(f"'{revision}' is no revision", "Name a branch, a tag or a commit: --changed-since origin/main.")
    try:
        return _changed_since(revision)
    except GitError as error:
        raise _refused(f"{error}, and --changed-since asks it", "Install git, or name the proposals.") from None


def _changed_since(revision: str) -> Changed:
    done = ask("rev-parse", "--show-toplevel")
    if done.returncode:
        hint = "Go into a repository, or leave --changed-since out."
        raise _refused(f"git cannot say what changed here: {_reason(done)}", hint)
    root = os.path.realpath(os.fsdecode(done.stdout).rstrip("\r\n"))
    since, head = commit_of(revision, root), commit_of("HEAD", root)
    if not since:
        raise _refused(f"there is no revision '{revision}' in this repository", _FETCH)
    if not head:
        raise _refused("this repository has no commit yet", "Commit something first.")
    return Changed(revision, root, frozenset(_paths(root, revision, since, head)))


def _paths(root: str, revision: str, since: str, head: str) -> Iterator[str]:
    commands = (
        (*_DIFF, f"{since}...{head}", "--"),
        (*_DIFF, head, "--"),
        ("ls-files", "-z", "--others", "--exclude-standard", "--"),
    )
    for command in commands:
        done = ask(*command, root=root)
        if done.returncode:
            raise _refused(f"git cannot compare with '{revision}': {_reason(done)}", _FETCH)
        yield from (name.rstrip("/") for name in os.fsdecode(done.stdout).split("\0") if name)


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ").rstrip(".") if lines else f"it ended with {done.returncode}"


def _refused(message: str, hint: str) -> InputError:
    return InputError((Problem("USE-GIT", message, None, hint),))
