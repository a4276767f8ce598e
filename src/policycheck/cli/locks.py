"""The folders that a run writes into, locked from its first file to its last, so that two runs do not mix.

The lock is the system's own, on the folder itself: no file stands for it, and it ends with the process, however that
ends. Where a system or a file system has none (Windows, some networks), runs are not kept apart; the digests in the
results still tell a mixture.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic, sleep
from types import TracebackType
from typing import Self

from policycheck.cli.screen import say
from policycheck.rendering.page import exact

TEMPORARY = (".policycheck-", ".tmp")
"""How the name of a file that is not in its place yet begins and ends."""

_A_MOMENT = 1.0
"""Seconds of waiting that nobody is told of."""


_OURS: set[str] = set()
"""Folders that this process holds already: it must not wait for itself."""


class Locks:
    """The locks that one run, or a part of it, holds."""

    def __init__(self) -> None:
        self._held: dict[str, int | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _OURS.difference_update(self._held)
        for handle in self._held.values():
            if handle is not None:
                os.close(handle)
        self._held.clear()

    def take(self, folders: Iterable[str]) -> None:
        """Lock these folders, in one order everywhere; wait for another run that holds one of them.

        What killed runs have left in a folder is removed. A folder that is not there is passed over.
        """
        # NOTE: a folder that comes after the others is locked only if it is free: waiting could wait for each other.
        patient = not self._held
        for folder in sorted({os.path.realpath(folder) for folder in folders} - _OURS):
            if os.path.isdir(folder):
                handle = self._held[folder] = _locked(folder, patient=patient)
                _OURS.add(folder)
                if handle is not None:
                    _tidy(folder)


def _tidy(folder: str) -> None:
    """Remove files that no run has put into place. Only the holder of the folder's lock may: the others are gone."""
    first, last = TEMPORARY
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(first) and name.endswith(last):
                with suppress(OSError):
                    os.unlink(os.path.join(folder, name))


if sys.platform == "win32":

    def _locked(folder: str, *, patient: bool) -> int | None:  # noqa: ARG001 - the signature is that of the other
        return None

else:

    def _locked(folder: str, *, patient: bool) -> int | None:
        """The locked folder, open; None where it cannot be locked."""
        import fcntl

        handle = -1
        try:
            handle = os.open(folder, os.O_RDONLY)
            if not _free(handle):
                if not patient:
                    os.close(handle)
                    return None
                say(f"Another run writes into {exact(folder)}: waiting for its end.")
                fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            if handle >= 0:
                os.close(handle)
            return None
        return handle

    def _free(handle: int) -> bool:
        """Whether the folder could be locked at once, or within a moment."""
        import fcntl

        until = monotonic() + _A_MOMENT
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() > until:
                    return False
                sleep(0.01)
            else:
                return True
