"""Commands that are printed for a reader to run, word by word as a shell takes them."""

from __future__ import annotations

from shlex import quote

from policycheck.rendering.page import exact


def command(name: str, file: str, pack: str = "") -> str:
    """The command on a file, with the choice of a pack that was given; none: the pack is not named."""
    return f"policycheck {name} {argument(file)}" + (f" --pack {argument(pack)}" if pack else "")


def argument(path: str) -> str:
    """The path as one word of a command line."""
    return quote(exact(path))
