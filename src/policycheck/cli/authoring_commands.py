"""The commands for those who write proposals: begin one, be asked, find the smallest changes, write present names."""

from __future__ import annotations

import click

from policycheck.cli.completion import complete_file
from policycheck.cli.group import EXIT_CODES, in_format, in_pack, pack_of_proposals, to_copy
from policycheck.model.outcome import GRADES, PackageVerdict

TARGETS = tuple(one.value for one in (*GRADES[1:], *PackageVerdict) if one is not PackageVerdict.NOT_CONSISTENT)
"""The verdicts that a plan can be asked for."""


@click.command(epilog=EXIT_CODES, short_help="Write a proposal to begin from.")
@click.argument("file", default="proposal.yaml", metavar="[FILE]", shell_complete=complete_file)
@in_pack
@click.option("--covers", multiple=True, metavar="STRANDS", help="Strands, by commas. Default: all of the pack.")
@click.option("--id", "identifier", default="", metavar="ID", help="The proposal's id.")
@click.option("--title", default="", metavar="TEXT", help="Its title.")
@click.option("--actor", default="", metavar="ACTOR", help="Whose policy it is.")
@click.option("--date", default="", metavar="DATE", help="Its day, YYYY-MM-DD.")
@click.option("--no-schema", is_flag=True, help="Write no JSON Schema beside it.")
def init(file: str, pack: str, covers: tuple[str, ...], identifier: str, *, no_schema: bool, **given: str) -> int:
    """Write a starter proposal: every field as a comment, with what it means.

    FILE is proposal.yaml, unless you name another. Beside it goes the JSON Schema of
    the pack, so that your editor completes fields and values. Of a memo in Markdown
    (FILE.md) the starter becomes the front matter, and no schema is written.

    For example: policycheck init plan.yaml --date 2026-01-15
    """
    from policycheck.cli.init import run_init

    return run_init(file, pack, covers, {"id": identifier, **given}, with_schema=not no_schema)


@click.command(epilog=EXIT_CODES, short_help="Ask what a proposal leaves open, and write it in.")
@click.argument("proposal", default="", metavar="[PROPOSAL]", shell_complete=complete_file)
@pack_of_proposals
def interview(proposal: str, pack: str) -> int:
    """Ask one question at a time, what can move the verdicts most first.

    Every answer is written into the file at once; comments and order stay. Stop when
    you like, and go on another day. Without PROPOSAL a new one is begun; before a memo
    in Markdown that has no front matter yet, its header is written.

    For example: policycheck interview proposal.yaml
    """
    from policycheck.cli.interview import run_interview

    return run_interview(proposal, pack)


@click.command(epilog=EXIT_CODES, short_help="Say what a proposal should state next.")
@click.argument("proposal", metavar="PROPOSAL", shell_complete=complete_file)
@pack_of_proposals
@click.option("--limit", type=click.IntRange(min=0), default=10, metavar="N", help="So many (default: 10; 0: all).")
@in_format
def next(proposal: str, pack: str, limit: int, form: str) -> int:  # noqa: A001 - the command's name
    """Print what an interview would ask, in its order, without asking.

    What can move the verdicts most comes first, with what it can do.

    For example: policycheck next proposal.yaml
    """
    from policycheck.cli.next import run_next

    return run_next(proposal, pack, limit, form)


@click.command(epilog=EXIT_CODES, short_help="Find the smallest changes with which rules are met.")
@click.argument("proposal", metavar="PROPOSAL", shell_complete=complete_file)
@click.argument("rule_ids", nargs=-1, metavar="[RULE...]")
@to_copy
@pack_of_proposals
@click.option("--tries", type=click.IntRange(1, 100_000), default=2000, metavar="N", help="For each rule (2000).")
@in_format
def repair(proposal: str, rule_ids: tuple[str, ...], output: str, pack: str, tries: int, form: str) -> int:
    """Find the smallest changes with which rules are met, and evaluate a copy with them.

    Without RULE: every rule that is not met, one after the other. Fields that
    state facts stay as they are. The proposal itself is not changed.
    Yes: every rule is met in the copy. No: for some rule nothing was found.

    For example: policycheck repair proposal.yaml R2.6 -o copy.yaml
    """
    from policycheck.cli.repair import run_repair

    return run_repair(proposal, rule_ids, pack, output, tries, form)


@click.command(epilog=EXIT_CODES, short_help="Find the cheapest changes that reach a verdict.")
@click.argument("proposal", metavar="PROPOSAL", shell_complete=complete_file)
@click.argument("recommendations", nargs=-1, metavar="[RECOMMENDATION...]")
@click.option("--target", required=True, type=click.Choice(TARGETS), metavar="VERDICT", help=", ".join(TARGETS) + ".")
@to_copy
@pack_of_proposals
@click.option("--tries", type=click.IntRange(1, 100_000), default=500, metavar="N", help="For each rule (500).")
@click.option("--rounds", type=click.IntRange(1, 10_000), default=40, metavar="N", help="Choices of the solver (40).")
@in_format
def plan(
    proposal: str,
    recommendations: tuple[str, ...],
    target: str,
    output: str,
    pack: str,
    form: str,
    **bounds: int,
) -> int:
    """Find the cheapest changes that reach a verdict over all rules together.

    Of these recommendations, or of all in scope; or a verdict on the package.
    Needs the extra: pip install 'policycheck[plan]'
    Yes: a plan was found, and evaluated again. No: none was found.

    For example: policycheck plan proposal.yaml R2 --target largely_meets
    """
    from policycheck.cli.planning import run_plan

    return run_plan(proposal, target, recommendations, pack, output, form, **bounds)


@click.command(epilog=EXIT_CODES, short_help="Write present names for former ones.")
@click.argument("proposals", nargs=-1, required=True, metavar="PROPOSAL...", shell_complete=complete_file)
@pack_of_proposals
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


AUTHORING = (init, interview, next, repair, plan, fix)
"""The commands of this module, in the order in which they are used."""
