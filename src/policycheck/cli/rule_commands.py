"""The commands `policycheck rules ...`: looking at a pack, testing it, writing and documenting one."""

from __future__ import annotations

import click

from policycheck.cli.completion import complete_folder, complete_pack
from policycheck.cli.group import EXIT_CODES, Group, in_format, in_pack


@click.group(
    "rules", cls=Group, epilog=EXIT_CODES, no_args_is_help=True, short_help="List, show or test a pack's entries."
)
def rules() -> None:
    """Look at the entries of a pack (rules, advisories, tensions, clauses), test them, or begin a pack."""


@rules.command("list", epilog=EXIT_CODES)
@in_pack
def rules_list(pack: str) -> int:
    """List the rules, advisories and tensions of a pack."""
    from policycheck.cli.inspect import run_list

    return run_list(pack)


@rules.command("show", epilog=EXIT_CODES, short_help="Show an entry as it stands in its file.")
@click.argument("identifier", metavar="ID")
@in_pack
def rules_show(identifier: str, pack: str) -> int:
    """Show an entry of a pack as it stands in its file, with file and line."""
    from policycheck.cli.inspect import run_show

    return run_show(identifier, pack)


@rules.command("new", epilog=EXIT_CODES, short_help="Write a pack to begin from.")
@click.argument("folder", metavar="PACK", shell_complete=complete_folder)
def rules_new(folder: str) -> int:
    """Write a small pack that loads, judges an example and passes its tests, to begin from.

    PACK is a folder that is empty or not there yet. Its last part names the pack.
    """
    from policycheck.cli.new import run_new

    return run_new(folder)


@rules.command("test", epilog=EXIT_CODES, short_help="Run the tests that stand beside a pack's rules.")
@click.argument("pack", default="", metavar="[PACK]", shell_complete=complete_pack)
@in_format
@click.option(
    "--mutate", is_flag=True, help="Change the rules a little, over and over: a case has to notice each time."
)
def rules_test(pack: str, form: str, *, mutate: bool) -> int:
    """Run the cases of a pack (NAME.test.yaml) and count the outcomes they reach.

    PACK is a shipped pack's id, or a folder; korean-peninsula if it is left out.
    """
    if mutate:
        from policycheck.cli.rule_mutation import run_mutation

        return run_mutation(pack, form)
    from policycheck.cli.rule_tests import run_test

    return run_test(pack, form)


@rules.command("lint", epilog=EXIT_CODES, short_help="Look for slips in a pack's rules and texts.")
@click.argument("pack", default="", metavar="[PACK]", shell_complete=complete_pack)
@in_format
def rules_lint(pack: str, form: str) -> int:
    """Look for rules that can never be met or never fail, and other slips.

    PACK is a shipped pack's id, or a folder; korean-peninsula if it is left out.
    """
    from policycheck.cli.rule_lint import run_lint

    return run_lint(pack, form)


@rules.command("docs", epilog=EXIT_CODES, short_help="Write the documentation of a pack.")
@click.argument("pack", default="", metavar="[PACK]", shell_complete=complete_pack)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    shell_complete=complete_folder,
    help="The folder for the pages.",
)
@click.option("--check", is_flag=True, help="Write nothing; the exit code is 1 if a page is not up to date.")
def rules_docs(pack: str, folder: str, *, check: bool) -> int:
    """Write the documentation of a pack: a page of Markdown for each recommendation.

    Further pages hold advisories and tensions, clauses and authorities, and the
    vocabulary. Examples come from the tests that stand beside the rules.
    PACK is a shipped pack's id, or a folder; korean-peninsula if it is left out.
    """
    from policycheck.cli.rules_docs import run_docs

    return run_docs(pack, folder, check=check)


@rules.command("diff", epilog=EXIT_CODES, short_help="Say what changes between two versions of a pack.")
@click.argument("old", metavar="OLD", shell_complete=complete_pack)
@click.argument("new", metavar="NEW", shell_complete=complete_pack)
@click.option(
    "--corpus",
    "folder",
    default="examples",
    show_default=True,
    metavar="DIR",
    shell_complete=complete_folder,
    help="Proposals to try both on.",
)
@in_format
def rules_diff(old: str, new: str, folder: str, form: str) -> int:
    """Say what differs between two versions of a pack, and what comes out otherwise.

    OLD and NEW are ids of shipped packs, or folders. Every proposal of the
    corpus is evaluated by both. Yes: the version of NEW rises by as much as
    that asks for. No: it has to rise further.
    """
    from policycheck.cli.rules_diff import run_diff

    return run_diff(old, new, folder, form)
