"""`policycheck evaluate`: audit every file that can be audited, write what was asked for, and say how it went."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from policycheck.cli import screen
from policycheck.cli.exit_reason import explain_worst
from policycheck.cli.guard import YES
from policycheck.cli.plan import Plan, make_plan, named_output
from policycheck.cli.problems import report_problems
from policycheck.cli.run import Run, Talk
from policycheck.cli.selection import find, select, since
from policycheck.load.sources import Sources
from policycheck.model.configuration import Configuration
from policycheck.pipeline import Auditor, Explain
from policycheck.rendering.options import Options
from policycheck.rendering.page import exact

_BASIS = ("pack", "profile", "as_of", "gate", "enforce", "waivers", "baseline", "settings")
"""The options that say by what proposals are judged: those of the auditor."""


def run_evaluate(
    proposals: Sequence[str],
    outputs: Sequence[str],
    formats: Sequence[str],
    *,
    every: bool,
    quiet: bool,
    reason: bool,
    **more: Any,
) -> int:
    """Evaluate each proposal; the worst exit code of them wins. What is left of `more` are choices for reports."""
    configuration = find(more.pop("config"), heed=more.pop("heed"))
    if configuration is not None and not quiet:
        screen.say(f"Configuration: {exact(configuration.name)}")
    asked, revision = select(proposals, configuration), more.pop("revision")
    basis = {name: more.pop(name) for name in _BASIS}
    plan = _plan(asked, outputs, formats, configuration, waivers=basis["waivers"])
    _must_be_there(basis["pack"], basis["profile"])
    sources = asked
    if revision:
        given = (basis["pack"], basis["profile"], basis["waivers"], basis["baseline"])
        named = (*given, *((*configuration.files, *configuration.baselines) if configuration else ()))
        sources = since(asked, revision, [name for name in named if name], quiet=quiet)
    auditor = Auditor(
        **basis,
        stdin=sys.stdin.buffer if sys.stdin is not None else None,
        explain=Explain.FOREMOST if plan.is_summary and not every else True,
    )
    auditor.heed(configuration)
    run = Run(auditor, plan, asked, Options(**more), Talk(every=every, quiet=quiet, reason=reason))
    with run.held:
        codes = run.over(sources)
    if not quiet and not revision:
        run.tell_strangers()
    if not quiet and configuration is not None and configuration.paths:
        from policycheck.load.idle_entries import idle_entries

        report_problems(idle_entries(configuration, [source.path for source in sources.files]))
    if reason:
        explain_worst(codes)
    return max(codes, default=YES)


def _plan(
    sources: Sources,
    outputs: Sequence[str],
    formats: Sequence[str],
    configuration: Configuration | None,
    *,
    waivers: str,
) -> Plan:
    """What the command line asks for; the configuration's outputs where it asks for nothing."""
    read = {waivers: "the file of waivers"} if waivers else {}
    named = [named_output(output) for output in outputs]
    if configuration is not None:
        read = dict.fromkeys(configuration.files, "what the configuration names") | read
        if configuration.outputs and not outputs and not formats:
            from policycheck.cli.configured import named_outputs

            named = named_outputs(configuration)
    return make_plan(sources, named, formats, read)


def _must_be_there(pack: str, profile: str) -> None:
    """Complain of a pack or a profile that nobody could use once, not once for every proposal."""
    if pack:
        from policycheck.load.pack_folders import pack_folder

        pack_folder(pack)
    if profile:
        from policycheck.load.profile import read_profile

        read_profile(profile)
