"""`policycheck diff`: what came out otherwise between two audits, by cause."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES
from policycheck.comparison import Choice, compare, read_sides
from policycheck.model.comparison import Comparison


def run_diff(  # noqa: PLR0913 - the arguments and options of the command
    old: str,
    new: str,
    proposal: str,
    form: str,
    *,
    packs: Sequence[str],
    profiles: Sequence[str],
    waivers: Sequence[str],
    dates: Sequence[str],
) -> int:
    """Compare two sides; yes if everything came out the same."""
    given = {"--pack": packs, "--profile": profiles, "--waivers": waivers, "--as-of": dates}
    pairs = [_pair(option, values) for option, values in given.items()]
    if old == new == "-":
        raise click.UsageError("standard input (-) can be read only once.")
    alike = all(len(values) < 2 for values in given.values())
    choices = [
        Choice(pack=pack, profile=profile, waivers=file, as_of=day, for_both=alike)
        for pack, profile, file, day in zip(*pairs, strict=True)
    ]
    stdin = sys.stdin.buffer if sys.stdin is not None else None
    found = compare(*read_sides(old, new, proposal, choices, stdin))
    screen.show(_rendered(found, form))
    return YES if found.whole.is_empty else NO


def _pair(option: str, given: Sequence[str]) -> tuple[str, str]:
    """What is chosen for OLD and for NEW: given once, it is for both."""
    if len(given) > 2:
        raise click.UsageError(f"{option} can be given once for both sides, or twice: for OLD, then for NEW.")
    return (given[0], given[-1]) if given else ("", "")


def _rendered(found: Comparison, form: str) -> str | bytes:
    if form == "json":
        from policycheck.comparison.data import as_json

        return as_json(found)
    if form == "markdown":
        from policycheck.comparison.markdown import as_markdown

        return as_markdown(found)
    from policycheck.comparison.terminal import SYMBOLS, put_comparison

    page = screen.page(SYMBOLS)
    put_comparison(page, found)
    return page.text()
