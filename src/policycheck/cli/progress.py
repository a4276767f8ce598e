"""A progress bar on standard error, for people, once a run takes longer than a moment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TypeVar

from policycheck.cli.screen import erase, is_terminal, transient

Source = TypeVar("Source")

BAR = 30
A_MOMENT = 0.7
"""Seconds after which the bar appears."""


def with_progress(sources: Sequence[Source], *, report_on_screen: bool) -> Iterator[Source]:
    """The sources one after another, with a bar that counts them. No bar beside a report on the same terminal."""
    began = monotonic()
    shown = len(sources) > 1 and _is_wanted(report_on_screen=report_on_screen)
    try:
        for number, source in enumerate(sources):
            if shown and monotonic() - began > A_MOMENT:
                transient(_bar(number, len(sources)))
            yield source
    finally:
        erase()


def _is_wanted(*, report_on_screen: bool) -> bool:
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        return False
    return not (report_on_screen and is_terminal(sys.stdout))


def _bar(done: int, total: int) -> str:
    full = done * BAR // total
    return f"Evaluating  [{'#' * full}{'-' * (BAR - full)}]  {done}/{total}"
