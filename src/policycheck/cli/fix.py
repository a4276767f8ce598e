"""`policycheck fix`: former names of fields and values in proposals become present ones, and nothing else changes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import unified_diff

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES, guarded
from policycheck.cli.output import write_file
from policycheck.load.mending import Mended
from policycheck.pipeline import mended
from policycheck.rendering.page import exact


def run_fix(proposals: Sequence[str], pack: str, *, check: bool, diff: bool) -> int:
    """Fix each proposal; the worst exit code of them wins."""
    return max(guarded(_fix, source, pack, check=check, diff=diff) for source in proposals)


def _fix(source: str, pack: str, *, check: bool, diff: bool) -> int:
    fixed = mended(source, pack=pack, stdin=sys.stdin.buffer if sys.stdin is not None else None)
    _tell(fixed)
    if diff:
        screen.show(_difference(fixed))
    if check or diff:
        return NO if fixed.former else YES
    if source == "-":
        screen.show(fixed.content)
    elif fixed.former:
        write_file(source, fixed.content)
        screen.say(f"  Written: {exact(source)}")
    return YES


def _tell(fixed: Mended) -> None:
    document = fixed.document
    for one in fixed.former:
        place = document.key_span(one.path) if one.is_key else document.span(one.path)
        screen.say(exact(f"{place}: {one.old} is called {one.new} now"))
    if not fixed.former:
        screen.say(f"{exact(document.name)}: every name is the present one.")


def _difference(fixed: Mended) -> str:
    """What changes, as `diff -u` writes it."""
    old, new = (text.splitlines(keepends=True) for text in (fixed.document.text, fixed.text))
    lines = unified_diff(old, new, fixed.document.name, fixed.document.name)
    return "".join(exact(line.rstrip("\r\n")) + "\n" for line in lines)
