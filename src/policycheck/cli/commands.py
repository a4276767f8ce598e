"""The commands and their options. Each does its work through pipeline and render."""

from __future__ import annotations

import sys
from typing import Any

import click

from policycheck._version import __version__
from policycheck.render import FORMATS

_EXIT_CODES = """
\b
Exit codes:
  0    ran, the answer is yes (the gate passed)
  1    ran, the answer is no (the gate failed)
  2    could not: wrong use, unreadable or invalid input, nothing to evaluate
  70   a bug in policycheck
  130  interrupted
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EXIT_CODES,
    no_args_is_help=True,
)
@click.version_option(__version__, message="policycheck %(version)s")
def policycheck() -> None:
    """Score a proposed policy package against published recommendations, and say why."""


@policycheck.command(epilog=_EXIT_CODES)
@click.argument("proposals", nargs=-1, required=True, metavar="PROPOSAL...")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE|DIR/",
    help="Write a report; the suffix chooses the format. Repeat for more. With several proposals, a folder.",
)
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([known.name for known in FORMATS]),
    help="Format for standard output (default: terminal) or for a folder.",
)
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id or a folder. Default: the proposal's.")
@click.option("--as-of", default="", metavar="DATE", help="Date for what expires. Default: the proposal's date.")
@click.option("--all", "every", is_flag=True, help="Print every finding, met ones too (terminal).")
@click.option("-q", "--quiet", is_flag=True, help="No messages on standard error but errors.")
def evaluate(**options: Any) -> int:
    """Evaluate proposals (YAML or JSON; - is standard input) and report."""
    from policycheck.cli.evaluate import run_evaluate

    return run_evaluate(**options)


@policycheck.command(epilog=_EXIT_CODES)
@click.argument("identifier", metavar="ID")
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id or a folder.")
def explain(identifier: str, pack: str) -> int:
    """Explain a rule, advisory, tension or clause of a pack: what it asks, in English, and why."""
    from policycheck.cli.inspect import run_explain

    return run_explain(identifier, pack)


@policycheck.group(epilog=_EXIT_CODES)
def rules() -> None:
    """Look at the rules of a pack."""


@rules.command("list")
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id or a folder.")
def rules_list(pack: str) -> int:
    """List the rules, advisories and tensions of a pack."""
    from policycheck.cli.inspect import run_list

    return run_list(pack)


@rules.command("show")
@click.argument("identifier", metavar="ID")
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id or a folder.")
def rules_show(identifier: str, pack: str) -> int:
    """Show an entry of a pack as it stands in its file, with the file and line."""
    from policycheck.cli.inspect import run_show

    return run_show(identifier, pack)


@policycheck.command(epilog=_EXIT_CODES)
@click.argument("what", type=click.Choice(["proposal", "envelope", "pack", "results"]), default="proposal")
@click.option("--pack", default="", metavar="PACK", help="A shipped pack's id or a folder (for `proposal`).")
def schema(what: str, pack: str) -> int:
    """Print a JSON Schema: of proposals (for editors), of the envelope, of pack files, or of JSON results."""
    from policycheck.cli.inspect import run_schema

    return run_schema(what, pack)


def echo(text: str) -> None:
    """Text for standard output. Characters that the output cannot encode become backslash escapes."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
