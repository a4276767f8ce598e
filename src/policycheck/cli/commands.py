"""The commands and their options. Each does its work through pipeline and render."""

from __future__ import annotations

from typing import Any

import click

from policycheck._version import __version__
from policycheck.cli.authoring_commands import AUTHORING
from policycheck.cli.completion import SHELLS, complete_file, complete_profile
from policycheck.cli.group import EXIT_CODES, Group, in_format, in_pack, pack_of_proposals
from policycheck.cli.rule_commands import rules
from policycheck.rendering import FORMATS
from policycheck.rendering.options import BANNER_CAP, PAPERS, is_banner

_FORMATS = ", ".join(known.name for known in FORMATS)


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog=EXIT_CODES,
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


@policycheck.command(epilog=EXIT_CODES, short_help="Evaluate proposals and report.")
@click.argument("proposals", nargs=-1, metavar="PROPOSAL...", shell_complete=complete_file)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE|DIR/",
    shell_complete=complete_file,
    help="Write a report; its ending, or FORMAT: before it, chooses the format. Repeat for more. "
    "For several proposals, a folder and -f, or one file for all.",
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
@pack_of_proposals
@click.option(
    "--profile",
    default="",
    shell_complete=complete_profile,
    metavar="PROFILE",
    help="A shipped profile's name, or a file.",
)
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="What if? Set a field. Repeat for more.")
@click.option("--as-of", default="", metavar="DATE", help="Date for what expires. Default: the proposal's date.")
@click.option("--waivers", default="", metavar="FILE", help="Dated exceptions that the gate reads. Wants --as-of.")
@click.option("--config", default="", metavar="FILE", help="Default: the next .policycheck.yaml upwards.")
@click.option("--no-config", "heed", is_flag=True, flag_value=False, default=True, help="Heed no configuration.")
@click.option("--changed-since", "revision", default="", metavar="REV", help="Only what the branch touched since REV.")
@click.option("--gate", multiple=True, metavar="KEY=VALUE", help="A condition of the gate. Repeat for more.")
@click.option("--no-gate", "enforce", is_flag=True, flag_value=False, default=True, help="A failing gate exits with 0.")
@click.option("--baseline", default="", metavar="FILE|DIR/", help="Earlier results (JSON): only what got worse fails.")
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
    """Evaluate proposals: files, folders, patterns, or - for standard input.

    For example: policycheck evaluate proposal.yaml -o audit.pdf -o results.json
    """
    from policycheck.cli.evaluate import run_evaluate

    return run_evaluate(**options)


@policycheck.command(epilog=EXIT_CODES, short_help="Check that a report proves itself.")
@click.argument("report", metavar="REPORT", shell_complete=complete_file)
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


@policycheck.command(epilog=EXIT_CODES, short_help="Say what changed between two audits, and why.")
@click.argument("old", metavar="OLD", shell_complete=complete_file)
@click.argument("new", metavar="NEW", shell_complete=complete_file)
@click.argument("proposal", default="", metavar="[PROPOSAL]", shell_complete=complete_file)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "json"]),
    default="terminal",
    help="Format for standard output (default: terminal).",
)
@click.option("--pack", "packs", multiple=True, metavar="PACK", help="As for evaluate. Twice: for OLD, then for NEW.")
@click.option("--profile", "profiles", multiple=True, metavar="PROFILE", help="The same; none is for no profile.")
@click.option("--waivers", multiple=True, metavar="FILE", help="The same; none is for no waivers. Wants --as-of.")
@click.option("--as-of", "dates", multiple=True, metavar="DATE", help="The same, for what expires.")
def diff(**options: Any) -> int:
    """Say what changed in outcomes, scores and verdicts, by cause: proposal, pack, profile, waivers, as-of.

    OLD and NEW are proposals, results files, reports, or files of a git
    revision, REVISION:PATH. With a PROPOSAL they are two revisions of it.
    Yes: everything came out the same. No: something did not.

    \b
    For example: policycheck diff main:proposal.yaml proposal.yaml
                 policycheck diff v1 v2 proposal.yaml
    """
    from policycheck.cli.diff import run_diff

    return run_diff(**options)


@policycheck.command(epilog=EXIT_CODES, short_help="Say how far codings of a document agree.")
@click.argument("codings", nargs=-1, required=True, metavar="CODING...", shell_complete=complete_file)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    shell_complete=complete_file,
    help="Write it to a file: .txt, .md, .html or .json. Repeat for more.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["terminal", "markdown", "html", "json"]),
    help="Format for standard output (default: terminal).",
)
@pack_of_proposals
def agree(codings: tuple[str, ...], outputs: tuple[str, ...], form: str | None, pack: str) -> int:
    """Compare what several coders made of the same documents, and what comes of it.

    CODING is a file; files with the same proposal.id code one document. Or it is
    a folder for each coder. Yes: all outcomes and verdicts are the same. No: some differ.

    \b
    For example: policycheck agree ann.yaml ben.yaml
                 policycheck agree ann/ ben/ -o agreement.html
    """
    from policycheck.cli.agree import run_agree

    return run_agree(codings, outputs, form or "", pack)


@policycheck.command(epilog=EXIT_CODES, short_help="Explain an entry of a pack, or a finding, in English.")
@click.argument("names", nargs=-1, required=True, metavar="[PROPOSAL] ID", shell_complete=complete_file)
@in_pack
@in_format
@click.pass_context
def explain(context: click.Context, names: tuple[str, ...], pack: str, form: str) -> int:
    """Explain an entry of a pack in English: what it asks, when it is met, and why.

    ID is that of a recommendation, rule, advisory, tension, clause, authority or source document. With a PROPOSAL
    before it, ID is a rule, and its finding is explained: what was read, what decided, which clauses ask for it,
    and what would change it. JSON (-f json) is for findings.

    For example: policycheck explain proposal.yaml R2.6
    """
    if len(names) > 2:
        raise click.UsageError("name one entry, or a proposal and one rule.", context)
    if len(names) == 2:
        from policycheck.cli.reasoning import run_reasoning

        return run_reasoning(names[0], names[1], pack, form)
    if form == "json":
        raise click.UsageError("-f json explains a finding: name a proposal before the rule.", context)
    from policycheck.cli.inspect import run_explain

    return run_explain(names[0], pack)


@policycheck.command(epilog=EXIT_CODES)
@click.argument(
    "what",
    type=click.Choice(["proposal", "envelope", "pack", "profile", "configuration", "waivers", "tests", "results"]),
    default="proposal",
)
@in_pack
def schema(what: str, pack: str) -> int:
    """Print a JSON Schema (2020-12).

    \b
    proposal       a whole proposal for the pack, for editors (the default)
    envelope       what every proposal has, whatever its pack
    pack           the files of a pack
    profile        a profile
    configuration  how a repository is judged: .policycheck.yaml
    waivers        a file of waivers
    tests          the test files of a pack
    results        what `evaluate -f json` writes
    """
    from policycheck.cli.inspect import run_schema

    return run_schema(what, pack)


@policycheck.command(epilog=EXIT_CODES, short_help="Serve an editor: findings, meanings and fixes as you type.")
@pack_of_proposals
@click.option(
    "--profile",
    default="",
    shell_complete=complete_profile,
    metavar="PROFILE",
    help="A shipped profile's name, or a file: changes the pack.",
)
@click.option("--as-of", default="", metavar="DATE", help="Date for what expires. Default: the proposal's date.")
@click.option("--config", default="", metavar="FILE", help="Default: the next .policycheck.yaml upwards.")
@click.option("--no-config", "heed", is_flag=True, flag_value=False, default=True, help="Heed no configuration.")
@click.option("--check", is_flag=True, help="Only say whether the server could start.")
def lsp(**options: Any) -> int:
    """Serve an editor over standard input and output (Language Server Protocol).

    The editor starts it; docs/editor.md says how for three of them. It needs
    the extra policycheck[editor].

    For example: policycheck lsp --check
    """
    from policycheck.cli.lsp import run_lsp

    return run_lsp(**options)


@policycheck.command(epilog=EXIT_CODES, short_help="Print a script that completes words in a shell.")
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Print a script that lets a shell complete commands, options and files.

    \b
    bash  add to ~/.bashrc:  eval "$(policycheck completion bash)"
    zsh   add to ~/.zshrc:   eval "$(policycheck completion zsh)"
    fish  add to config.fish: policycheck completion fish | source
    """
    from policycheck.cli.completion import run_completion

    return run_completion(shell)


for command in (*AUTHORING, rules):
    policycheck.add_command(command)
