"""Where reports go: files (old or new, never half), or standard output."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress


def write_file(path: str, content: bytes) -> None:
    """Write through a temporary file in the same folder, moved into place. Raises OSError."""
    folder = os.path.dirname(path) or "."
    os.makedirs(folder, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".policycheck-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
