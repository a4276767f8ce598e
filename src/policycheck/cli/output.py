"""Files that are old or new, never half: made beside their place, then moved there."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from msgspec import Struct

from policycheck.cli.locks import TEMPORARY, Locks
from policycheck.cli.screen import CannotWriteError


class Staged(Struct, frozen=True):
    """A file as asked for, where it will stand, and where it stands until then.

    `temporary` is empty for what is no regular file (a named pipe, a device): that gets its content when it is placed.
    """

    path: str
    target: str
    temporary: str
    content: bytes

    @property
    def is_file(self) -> bool:
        """Whether it is moved into its place."""
        return bool(self.temporary)


def write_file(path: str, content: bytes) -> None:
    """Write one file; folders are made. Raises CannotWriteError."""
    with Locks() as locks:
        make_folder(path)
        if is_regular(path):
            locks.take([folder_of(path)])
        staged = stage(path, content)
        try:
            place(staged)
        finally:
            drop(staged)


def folder_of(path: str) -> str:
    """The folder in which a file will stand; a link is followed."""
    return os.path.dirname(os.path.realpath(path))


def is_regular(path: str) -> bool:
    """Whether a file stands there or can stand there: neither a named pipe nor a device nor a folder."""
    return os.path.isfile(path) or not os.path.exists(path)


def make_folder(path: str) -> None:
    """Make the folder of a file. Raises CannotWriteError."""
    try:
        os.makedirs(folder_of(path), exist_ok=True)
    except OSError as error:
        raise _cannot(path, error) from error


def stage(path: str, content: bytes) -> Staged:
    """Write the file beside its place, in full. Raises CannotWriteError, and then leaves nothing."""
    if not is_regular(path):
        return Staged(path, path, "", content)
    target = os.path.realpath(path)
    try:
        return Staged(path, target, _beside(target, content), content)
    except OSError as error:
        raise _cannot(path, error) from error


def place(staged: Staged) -> None:
    """Move the file into its place. Raises CannotWriteError; the file that was there then stays."""
    try:
        if staged.temporary:
            os.replace(staged.temporary, staged.target)
        else:
            with open(staged.target, "wb") as file:
                file.write(staged.content)
    except OSError as error:
        raise _cannot(staged.path, error) from error


def drop(staged: Staged) -> None:
    """Remove what was not placed."""
    if staged.temporary:
        with suppress(OSError):
            os.unlink(staged.temporary)


def _beside(target: str, content: bytes) -> str:
    """The name of a new file in the same folder, with that content and the permissions that the target has."""
    from tempfile import mkstemp

    prefix, suffix = TEMPORARY
    handle, temporary = mkstemp(prefix=prefix, suffix=suffix, dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, _mode(target))
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary


def _mode(target: str) -> int:
    """The file's own permissions, or those of a new file."""
    with suppress(OSError):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _cannot(path: str, error: OSError) -> CannotWriteError:
    return CannotWriteError(path, error, _hint(error, os.path.realpath(path)))


def _hint(error: OSError, target: str) -> str:
    if isinstance(error, IsADirectoryError):
        return "A folder of that name is there already. Choose another name."
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "A part of the path is a file, not a folder."
    if isinstance(error, PermissionError):
        return f"Check that you may write into {os.path.dirname(target)}, or choose another folder."
    return ""
