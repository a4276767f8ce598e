"""What a shell offers for the word that is being typed, and the script that makes it ask; click does the work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHELLS = ("bash", "zsh", "fish")
"""The shells for which there is a script."""


def run_completion(shell: str) -> int:
    """Print the script for a shell."""
    from click.shell_completion import get_completion_class

    from policycheck.cli import screen
    from policycheck.cli.commands import policycheck

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"there is no script for {shell}.")
    # NOTE: the template is filled in here: `source()` of bash would first run a bash to ask for its version.
    filled = made(policycheck, {}, "policycheck", "_POLICYCHECK_COMPLETE")
    screen.show(filled.source_template % filled.source_vars())
    return 0


def complete_file(ctx: click.Context, param: click.Parameter, word: str) -> list[CompletionItem]:  # noqa: ARG001 - click's
    """Files, as the shell finds them."""
    return [_item(word, "file")]


def complete_folder(ctx: click.Context, param: click.Parameter, word: str) -> list[CompletionItem]:  # noqa: ARG001 - click's
    """Folders, as the shell finds them."""
    return [_item(word, "dir")]


def complete_pack(ctx: click.Context, param: click.Parameter, word: str) -> list[CompletionItem]:  # noqa: ARG001 - click's
    """Shipped packs by id, and folders."""
    from policycheck.load.pack_folders import shipped_packs

    return _either("dir", shipped_packs(), word)


def complete_profile(ctx: click.Context, param: click.Parameter, word: str) -> list[CompletionItem]:  # noqa: ARG001 - click's
    """Shipped profiles by name, and files."""
    from policycheck.load.profile import shipped_profiles

    return _either("file", shipped_profiles(), word)


def _either(kind: str, names: Iterable[str], word: str) -> list[CompletionItem]:
    # NOTE: paths come first: in bash they take away what was offered before (test_a_shell_offers_packs_and_folders).
    return [_item(word, kind), *(_item(name) for name in names if name.startswith(word))]


def _item(word: str, kind: str = "plain") -> CompletionItem:
    from click.shell_completion import CompletionItem

    return CompletionItem(word, kind)
