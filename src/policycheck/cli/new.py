"""`policycheck rules new`: write a pack to begin from, and say what to do with it."""

from __future__ import annotations

import os

from policycheck.cli import screen
from policycheck.cli.again import argument
from policycheck.cli.output import write_file
from policycheck.rendering.page import exact
from policycheck.workshop.scaffold import new_pack

_FIRST = "README.md"


def run_new(folder: str) -> int:
    """Write the files of a new pack into the folder."""
    files = new_pack(folder)
    place = os.path.normpath(folder)
    for name, content in files.items():
        write_file(os.path.join(place, *name.split("/")), content)
    page = screen.page()
    page.block(f"{len(files)} files written to {exact(place)}. Begin with {_FIRST}. What to run:", style="strong")
    page.whole(f"  policycheck rules test {argument(place)}")
    page.whole(f"  policycheck evaluate {argument(os.path.join(place, 'example.yaml'))}")
    screen.show(page.text())
    return 0
