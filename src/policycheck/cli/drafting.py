"""What `repair` and `plan` print of edits: a line for each, with its place and what it means; and the difference."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from difflib import unified_diff
from typing import BinaryIO

from policycheck.authoring.edits import Edits, nature
from policycheck.authoring.told import told
from policycheck.cli import screen
from policycheck.cli.output import write_file
from policycheck.model.document import Document, show_path
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.rendering.page import Page, exact


def stdin() -> BinaryIO | None:
    """Standard input, if there is one."""
    return sys.stdin.buffer if sys.stdin is not None else None


def put_edits(page: Page, pack: Pack, proposal: Proposal, edits: Edits) -> None:
    """Each edit: what it does, what it means for the policy, and its field."""
    for one in sorted(edits):
        words = told(pack, proposal.values, one)
        page.block(f"{words[:1].upper()}{words[1:]}.", first="  - ", indent=4)
        page.whole(f"{show_path(one.path)}: {nature(proposal.values, one).words}", first="    ", style="dim")


def put_drafts(page: Page, edits: Iterable[Edits]) -> None:
    """That some words are for the drafter to write, where there are such."""
    if any("to be drafted" in one.written for known in edits for one in known):
        page.gap()
        page.block("Where it says 'to be drafted', write what you mean: no program can.")


def difference(old: Document, new: Document, copy: str) -> str:
    """What changes in the text, as `diff -u` writes it. `copy` is the new one's file, if it has one."""
    before, after = (one.text.splitlines(keepends=True) for one in (old, new))
    lines = unified_diff(before, after, old.name, copy or "copy")
    return "".join(exact(line.rstrip("\r\n")) + "\n" for line in lines)


def write_copy(path: str, new: Document) -> None:
    """Write the copy, and say so."""
    write_file(path, new.content)
    screen.say(f"  Written: {exact(path)}")
