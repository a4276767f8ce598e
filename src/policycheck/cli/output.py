"""Files that are old or new, never half."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from policycheck.cli.screen import CannotWriteError


def write_file(path: str, content: bytes) -> None:
    """Write through a temporary file in the same folder, moved into place; folders are made. Raises CannotWriteError.

    A link is followed. What is no regular file (a named pipe, a device) is written to directly.
    """
    target = os.path.realpath(path)
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as file:
                file.write(content)
            return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        _replace(target, content)
    except OSError as error:
        raise CannotWriteError(path, error, _hint(error, target)) from error


def _replace(target: str, content: bytes) -> None:
    from tempfile import mkstemp

    handle, temporary = mkstemp(prefix=".policycheck-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(target: str) -> int:
    """The file's own permissions, or those of a new file."""
    with suppress(OSError):
        return stat.S_IMODE(os.stat(target).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _hint(error: OSError, target: str) -> str:
    if isinstance(error, IsADirectoryError):
        return "A folder of that name is there already. Choose another name."
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "A part of the path is a file, not a folder."
    if isinstance(error, PermissionError):
        return f"Check that you may write into {os.path.dirname(target)}, or choose another folder."
    return ""
