"""The commands and their options. Each does its work through pipeline and render."""

from __future__ import annotations

import os
from typing import Any

import click

from policycheck._version import __version__
from policycheck.rendering import FORMATS
from policycheck.rendering.options import BANNER_CAP, PAPERS, is_banner

_EXIT_CODES = """
\b
Exit codes:
  0    ran, the answer is yes (gate passed, tests passed, reproduced)
  1    ran, the answer is no (gate failed, a test failed, not reproduced)
  2    could not: wrong use, unreadable or invalid input, nothing to grade
  70   a bug in policycheck
  130  interrupted
"""
_FORMATS = ", ".join(known.name for known in FORMATS)
_PACK = "A shipped pack's id, or a folder.  [default: korean-peninsula]"


class _Group(click.Group):
    """A group that says what was probably meant by a command it does not have."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
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


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=_EXIT_CODES,
    no_args_is_help=True,
)
@click.version_option(__version__, message="policycheck %(version)s")
def policycheck() -> None:
    """Score a proposed policy package against published recommendations, and say why.

    Begin with: policycheck evaluate proposal.yaml
    """


def _short(_: click.Context, __: click.Parameter, text: str) -> str:
    """A handling mark that fits on a page."""
    if not is_banner(text):
        raise click.BadParameter(f"a handling mark is one line of at most {BANNER_CAP} characters.")
    return text.strip()


@policycheck.command(epilog=_EXIT_CODES, short_help="Evaluate proposals and report.")
@click.argument("proposals", nargs=-1, required=True, metavar="PROPOSAL...")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE|DIR/",
    help="Write a report; its ending, or FORMAT: before it, chooses the format. Repeat for more. "
    "For several proposals, a folder and -f.",
)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([known.name for known in FORMATS]),
    metavar="FORMAT",
    help=f"Format for standard output (default: terminal) or for a folder: {_FORMATS}.",
)
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id, or a folder. Default: the proposal's.")
@click.option("--profile", default="", metavar="PROFILE", help="A shipped profile's name, or a file: changes the pack.")
@click.option("--as-of", default="", metavar="DATE", help="Date for what expires. Default: the proposal's date.")
@click.option("--gate", multiple=True, metavar="KEY=VALUE", help="A condition of the gate. Repeat for more.")
@click.option("--no-gate", "enforce", is_flag=True, flag_value=False, default=True, help="A failing gate exits with 0.")
@click.option("--explain-exit", "reason", is_flag=True, help="Say which condition made the exit code.")
@click.option("--all", "every", is_flag=True, help="Print every finding, met ones too (terminal).")
@click.option("--banner", default="", callback=_short, metavar="TEXT", help="Handling mark for every page of a report.")
@click.option("--draft", is_flag=True, help="Mark every page of a report as a draft.")
@click.option("--sign-off", is_flag=True, help="Add a block for signatures to a report.")
@click.option("--paper", type=click.Choice(PAPERS, case_sensitive=False), default=PAPERS[0], help="Paper of a report.")
@click.option(
    "--no-embed",
    "embed",
    is_flag=True,
    flag_value=False,
    default=True,
    help="Leave proposal, pack and results out of a report.",
)
@click.option("-q", "--quiet", is_flag=True, help="Nothing on standard error but errors.")
def evaluate(**options: Any) -> int:
    """Evaluate proposals (YAML or JSON; - is standard input) and report.

    For example: policycheck evaluate proposal.yaml -o audit.pdf -o results.json
    """
    from policycheck.cli.evaluate import run_evaluate

    return run_evaluate(**options)


@policycheck.command(epilog=_EXIT_CODES, short_help="Check that a report proves itself.")
@click.argument("report", metavar="REPORT")
@click.option("--with-pack", is_flag=True, help="Accept a pack that this installation does not have.")
@click.option("--results-only", is_flag=True, help="Accept a report of another environment, if its text is the same.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    help="Format of the answer (default: terminal).",
)
def verify(report: str, form: str, *, with_pack: bool, results_only: bool) -> int:
    """Make a report (PDF or HTML) again from the files that it carries, and compare.

    Yes: it is reproduced. No: something in it was changed. Could not: it is no
    report, carries no files, or stems from another pack or environment.

    For example: policycheck verify audit.pdf
    """
    from policycheck.cli.verify import run_verify

    return run_verify(report, form, with_pack=with_pack, results_only=results_only)


@policycheck.command(epilog=_EXIT_CODES, short_help="Write present names for former ones.")
@click.argument("proposals", nargs=-1, required=True, metavar="PROPOSAL...")
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id, or a folder. Default: the proposal's.")
@click.option("--check", is_flag=True, help="Write nothing; the exit code is 1 if there is something to fix.")
@click.option("--diff", is_flag=True, help="As --check, and print what would change.")
def fix(proposals: tuple[str, ...], pack: str, *, check: bool, diff: bool) -> int:
    """Write the present names of fields and values where a proposal uses former ones.

    Comments, order and layout stay. Of standard input (-), the result goes to
    standard output.

    For example: policycheck fix --diff proposal.yaml
    """
    from policycheck.cli.fix import run_fix

    return run_fix(proposals, pack, check=check, diff=diff)


@policycheck.command(epilog=_EXIT_CODES, short_help="Explain an entry of a pack in English.")
@click.argument("identifier", metavar="ID")
@click.option("--pack", default="", metavar="PACK", help=_PACK)
def explain(identifier: str, pack: str) -> int:
    """Explain an entry of a pack in English: what it asks, when it is met, and why.

    ID is that of a recommendation, rule, advisory, tension, clause, authority or source document.
    """
    from policycheck.cli.inspect import run_explain

    return run_explain(identifier, pack)


@policycheck.group(
    cls=_Group, epilog=_EXIT_CODES, no_args_is_help=True, short_help="List, show or test a pack's entries."
)
def rules() -> None:
    """Look at the entries of a pack (rules, advisories, tensions, clauses), test them, or begin a pack."""


@rules.command("list", epilog=_EXIT_CODES)
@click.option("--pack", default="", metavar="PACK", help=_PACK)
def rules_list(pack: str) -> int:
    """List the rules, advisories and tensions of a pack."""
    from policycheck.cli.inspect import run_list

    return run_list(pack)


@rules.command("show", epilog=_EXIT_CODES, short_help="Show an entry as it stands in its file.")
@click.argument("identifier", metavar="ID")
@click.option("--pack", default="", metavar="PACK", help=_PACK)
def rules_show(identifier: str, pack: str) -> int:
    """Show an entry of a pack as it stands in its file, with file and line."""
    from policycheck.cli.inspect import run_show

    return run_show(identifier, pack)


@rules.command("new", epilog=_EXIT_CODES, short_help="Write a pack to begin from.")
@click.argument("folder", metavar="PACK")
def rules_new(folder: str) -> int:
    """Write a small pack that loads, judges an example and passes its tests, to begin from.

    PACK is a folder that is empty or not there yet. Its last part names the pack.
    """
    from policycheck.cli.new import run_new

    return run_new(folder)


@rules.command("test", epilog=_EXIT_CODES, short_help="Run the tests that stand beside a pack's rules.")
@click.argument("pack", default="", metavar="[PACK]")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    help="Format for standard output.  [default: terminal]",
)
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


@rules.command("lint", epilog=_EXIT_CODES, short_help="Look for slips in a pack's rules and texts.")
@click.argument("pack", default="", metavar="[PACK]")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    help="Format for standard output.  [default: terminal]",
)
def rules_lint(pack: str, form: str) -> int:
    """Look for rules that can never be met or never fail, and other slips.

    PACK is a shipped pack's id, or a folder; korean-peninsula if it is left out.
    """
    from policycheck.cli.rule_lint import run_lint

    return run_lint(pack, form)


@rules.command("docs", epilog=_EXIT_CODES, short_help="Write the documentation of a pack.")
@click.argument("pack", default="", metavar="[PACK]")
@click.option("-o", "--output", "folder", required=True, metavar="DIR", help="The folder for the pages.")
@click.option("--check", is_flag=True, help="Write nothing; the exit code is 1 if a page is not up to date.")
def rules_docs(pack: str, folder: str, *, check: bool) -> int:
    """Write the documentation of a pack: a page of Markdown for each recommendation.

    Further pages hold advisories and tensions, clauses and authorities, and the
    vocabulary. Examples come from the tests that stand beside the rules.
    PACK is a shipped pack's id, or a folder; korean-peninsula if it is left out.
    """
    from policycheck.cli.rules_docs import run_docs

    return run_docs(pack, folder, check=check)


@rules.command("diff", epilog=_EXIT_CODES, short_help="Say what changes between two versions of a pack.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--corpus", "folder", default="examples", show_default=True, metavar="DIR", help="Proposals to try both on."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "json"]),
    default="terminal",
    help="Format for standard output.  [default: terminal]",
)
def rules_diff(old: str, new: str, folder: str, form: str) -> int:
    """Say what differs between two versions of a pack, and what comes out otherwise.

    OLD and NEW are ids of shipped packs, or folders. Every proposal of the
    corpus is evaluated by both. Yes: the version of NEW rises by as much as
    that asks for. No: it has to rise further.
    """
    from policycheck.cli.rules_diff import run_diff

    return run_diff(old, new, folder, form)


@policycheck.command(epilog=_EXIT_CODES)
@click.argument(
    "what",
    type=click.Choice(["proposal", "envelope", "pack", "profile", "tests", "results"]),
    default="proposal",
)
@click.option("--pack", default="", metavar="PACK", help=_PACK)
def schema(what: str, pack: str) -> int:
    """Print a JSON Schema (2020-12).

    \b
    proposal  a whole proposal for the pack, for editors (the default)
    envelope  what every proposal has, whatever its pack
    pack      the files of a pack
    profile   a profile
    tests     the test files of a pack
    results   what `evaluate -f json` writes
    """
    from policycheck.cli.inspect import run_schema

    return run_schema(what, pack)
