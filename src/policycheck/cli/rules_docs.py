"""`policycheck rules docs`: the documentation of a pack, written into a folder or compared with what stands there."""

from __future__ import annotations

import os
from collections.abc import Mapping

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES
from policycheck.cli.output import write_file
from policycheck.handbook.pages import make_pages
from policycheck.pipeline import DEFAULT_PACK, load_pack
from policycheck.rendering.page import exact
from policycheck.workshop.read import read_suite


def run_docs(pack: str, folder: str, *, check: bool) -> int:
    """Write every page of a pack's documentation, or say which are not up to date."""
    name = pack or DEFAULT_PACK
    loaded = load_pack(name)
    pages = make_pages(loaded, read_suite(name, loaded).cases)
    return _compare(folder, pages) if check else _write(folder, pages)


def _write(folder: str, pages: Mapping[str, bytes]) -> int:
    for name, content in pages.items():
        write_file(os.path.join(folder, name), content)
    screen.say(f"Written: {len(pages)} pages into {exact(folder)}")
    return YES


def _compare(folder: str, pages: Mapping[str, bytes]) -> int:
    """Say which pages are missing or differ, and which files are pages no more."""
    stale = [f"{name}: not up to date" for name, content in pages.items() if _read(folder, name) != content]
    there = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    stale += [f"{name}: no page of this pack" for name in there if name.endswith(".md") and name not in pages]
    for line in stale:
        screen.say(exact(line))
    if not stale:
        screen.say(f"All {len(pages)} pages in {exact(folder)} are up to date.")
    return NO if stale else YES


def _read(folder: str, name: str) -> bytes | None:
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return file.read()
