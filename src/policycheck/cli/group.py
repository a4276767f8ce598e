"""What every command has: its exit codes, the choice of a pack, and groups that say what was probably meant."""

from __future__ import annotations

import os

import click

from policycheck.cli.completion import complete_file, complete_pack

EXIT_CODES = """
\b
Exit codes:
  0    ran, the answer is yes (gate passed, tests passed, reproduced)
  1    ran, the answer is no (gate failed, a test failed, not reproduced)
  2    could not: wrong use, unreadable or invalid input, nothing to grade
  70   a bug in policycheck
  130  interrupted
"""
in_pack = click.option(
    "--pack",
    default="",
    metavar="PACK",
    shell_complete=complete_pack,
    help="A shipped pack's id, or a folder.  [default: korean-peninsula]",
)
"""The option --pack where there is no proposal to name one."""

pack_of_proposals = click.option(
    "--pack",
    default="",
    metavar="PACK",
    shell_complete=complete_pack,
    help="A pack's id, or a folder. Default: the proposal's.",
)
"""The option --pack where proposals name one."""

to_copy = click.option(
    "-o",
    "--output",
    default="",
    metavar="FILE",
    shell_complete=complete_file,
    help="Write the changed copy there.",
)
"""The option -o of a command that changes a copy of a proposal."""

in_format = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    help="Format for standard output.  [default: terminal]",
)
"""The option -f of a command that prints one answer."""


class Group(click.Group):
    """A group that says what was probably meant by a command it does not have."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name. Raises click.UsageError with what was probably meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            hint = _meant(args[0], self.list_commands(ctx))
            raise click.UsageError(f"there is no command '{args[0]}'.{hint}", ctx) from error


def _meant(word: str, commands: list[str]) -> str:
    from difflib import get_close_matches

    if os.path.exists(word):
        return f" To evaluate this file: policycheck evaluate {word}"
    near = get_close_matches(word, commands, 1)
    return f" Did you mean {near[0]}?" if near else f" Known: {', '.join(commands)}."
