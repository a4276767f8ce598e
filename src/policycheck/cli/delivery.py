"""The reports on one proposal into their files: all made first, then all placed, the results last.

The results name the other reports with their digests. So they are placed after them, and whoever finds results beside
a report that they do not name so knows that something came between.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from policycheck.cli.guard import YES, guarded
from policycheck.cli.locks import Locks
from policycheck.cli.output import Staged, drop, folder_of, is_regular, make_folder, place, stage
from policycheck.cli.plan import Target
from policycheck.rendering import Format, Written

Render = Callable[[Format, Sequence[Written]], bytes]
"""Makes a report; the results also take the reports that they name."""


class Delivery:
    """The delivery of one proposal's reports. `codes` are the exit codes of its parts, `done` the files in place."""

    def __init__(self, targets: Sequence[Target], render: Render, locks: Locks) -> None:
        self._targets = targets
        self._render = render
        self._locks = locks
        self._staged: dict[Target, Staged] = {}
        self._done: set[Target] = set()
        self.codes: list[int] = []

    @property
    def done(self) -> list[str]:
        """The files in place, in the order asked for."""
        return [target.path for target in self._targets if target in self._done]

    def run(self, folders: Sequence[str]) -> None:
        """Make all reports and place them. `folders` are those that the whole run writes into."""
        ready = [target for target in self._targets if self._try(make_folder, target.path)]
        made: dict[Target, bytes] = {}
        for target in ready:
            if not target.is_results:
                self._try(self._make, target, made)
        self._locks.take([*folders, *(folder_of(target.path) for target in ready if is_regular(target.path))])
        try:
            for target, content in made.items():
                self._try(self._stage, target, content)
            self._stage_results([target for target in ready if target.is_results])
            self._place_all()
        finally:
            for staged in self._staged.values():
                drop(staged)

    def _try(self, step: Callable[..., None], *args: object) -> bool:
        """Take a step; whether it could be taken. Its exit code is noted."""

        def work() -> int:
            step(*args)
            return YES

        self.codes.append(guarded(work))
        return self.codes[-1] == YES

    def _make(self, target: Target, made: dict[Target, bytes]) -> None:
        made[target] = self._render(target.format, ())

    def _stage(self, target: Target, content: bytes) -> None:
        self._staged[target] = stage(target.path, content)

    def _stage_results(self, results: Iterable[Target]) -> None:
        for target in results:
            self._try(self._stage_one, target)

    def _stage_one(self, results: Target) -> None:
        others = [(one, self._staged[one]) for one in self._targets if one in self._staged and not one.is_results]
        named = [_written(one, staged, results.path) for one, staged in others if staged.is_file]
        self._stage(results, self._render(results.format, named))

    def _place_all(self) -> None:
        """Place what is made: streams aside, all in one go; the results last."""
        others = [target for target in self._staged if not target.is_results]
        self._place([target for target in others if not self._staged[target].is_file])
        with _uninterrupted():
            self._place([target for target in others if self._staged[target].is_file])
            if missing := [target for target in others if target not in self._done]:
                self._name_again(missing)
            self._place([target for target, staged in self._staged.items() if target.is_results and staged.is_file])
        self._place([target for target, staged in self._staged.items() if target.is_results and not staged.is_file])

    def _name_again(self, missing: Iterable[Target]) -> None:
        """Make the results again without what could not be placed."""
        results = [target for target in self._staged if target.is_results]
        for target in (*results, *missing):
            drop(self._staged.pop(target))
        self._stage_results(results)

    def _place(self, targets: Iterable[Target]) -> None:
        for target in targets:
            if self._try(place, self._staged[target]):
                self._done.add(target)


def _written(target: Target, staged: Staged, results: str) -> Written:
    from hashlib import sha256

    content = staged.content
    return Written(_seen_from(results, target.path), target.format.name, len(content), sha256(content).hexdigest())


def _seen_from(results: str, path: str) -> str | None:
    """The path from the folder of the results; None outside it: the way there would tell of the machine."""
    folder = os.path.dirname(os.path.abspath(results))
    try:
        seen = os.path.relpath(os.path.abspath(path), folder)
    except ValueError:  # another drive
        return None
    seen = seen.replace(os.sep, "/")
    return None if seen.startswith("../") else seen


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until all is in place; it takes no longer than moving a few files."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
