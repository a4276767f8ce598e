"""`policycheck evaluate`: audit every file that can be audited, write what was asked for, and say how it went."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from policycheck.cli import screen
from policycheck.cli.exit_reason import explain_exit, explain_refusal, explain_worst
from policycheck.cli.guard import COULD_NOT, guarded
from policycheck.cli.output import write_file
from policycheck.cli.plan import Plan, make_plan, same_file
from policycheck.cli.problems import report_problems
from policycheck.cli.progress import with_progress
from policycheck.errors import InputError, Problem
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import OPEN
from policycheck.pipeline import Auditor
from policycheck.rendering import Format
from policycheck.rendering.options import Options
from policycheck.rendering.page import exact
from policycheck.rendering.waivers import place, remark

if TYPE_CHECKING:
    from policycheck.model.waiver import Waiver

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
    plan = make_plan(proposals, outputs, formats, waivers=more["waivers"])
    basis = {name: more.pop(name) for name in _BASIS}
    _must_be_there(basis["pack"], basis["profile"])
    auditor = Auditor(
        **basis,
        stdin=sys.stdin.buffer if sys.stdin is not None else None,
        explain=OPEN if plan.is_summary and not every else True,
    )
    talk = _Talk(every=every, quiet=quiet, reason=reason)
    run = _Run(auditor, plan, proposals, Options(**more), talk)
    sources = with_progress(proposals, report_on_screen=bool(plan.screen))
    codes = [guarded(run.audit, source) for source in sources]
    if not quiet:
        run.tell_strangers()
    if reason:
        explain_worst(codes)
    return max(codes)


def _must_be_there(pack: str, profile: str) -> None:
    """Complain of a pack or a profile that nobody could use once, not once for every proposal."""
    if pack:
        from policycheck.load.pack_folders import pack_folder

        pack_folder(pack)
    if profile:
        from policycheck.load.profile import read_profile

        read_profile(profile)


class _Talk(Struct, frozen=True):
    """How much a run says: every finding, nothing but errors, the reason of the exit code."""

    every: bool
    quiet: bool
    reason: bool


class _Strangers:
    """The waivers in whose scope no proposal was, so far."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._waivers: tuple[Waiver, ...] = ()

    def see(self, assessment: Assessment) -> None:
        """Note which waivers are for the proposal of this assessment."""
        if assessment.waivers is not None:
            self._waivers = assessment.waivers.file.waivers
            name = assessment.proposal.header.id
            self._seen.update(waiver.id for waiver in self._waivers if waiver.is_for(name))

    def left(self) -> tuple[Waiver, ...]:
        """Those for none of the proposals seen, in the order of their file."""
        return tuple(waiver for waiver in self._waivers if waiver.id not in self._seen)


class _Run:
    """One run over several proposals: what was shown and written so far."""

    def __init__(self, auditor: Auditor, plan: Plan, proposals: Sequence[str], options: Options, talk: _Talk) -> None:
        self._auditor = auditor
        self._plan = plan
        self._options = options
        self._talk = talk
        self._several = len(proposals) > 1
        self._shown = False
        self._refused: set[tuple[Problem, ...]] = set()
        self._inputs = {same_file(source) for source in proposals if source != "-"}
        self._reports: dict[str, str] = {}
        self._strangers = _Strangers()

    def audit(self, source: str) -> int:
        """Audit one proposal and deliver the reports on it; its exit code."""
        try:
            assessment = self._auditor.audit(source)
        except InputError as error:
            self._refuse(source, error.problems)
            if self._talk.reason:
                explain_refusal(source, error.problems)
            return COULD_NOT
        self._strangers.see(assessment)
        if not self._talk.quiet:
            report_problems(assessment.proposal.warnings)
        codes = [assessment.exit_code]
        codes += [guarded(self._show, known, assessment) for known in self._plan.screen]
        written: list[str] = []
        for path, known in self._plan.targets(assessment.proposal.header.id):
            codes.append(guarded(self._write, path, known, assessment, written))
        if written and not self._talk.quiet:
            _tell(assessment, written)
        if self._talk.reason:
            explain_exit(assessment, max(codes))
        return max(codes)

    def tell_strangers(self) -> None:
        """Name the waivers that no proposal of a run over several made use of; of a broken one nobody can tell."""
        if self._several and not self._refused:
            for waiver in self._strangers.left():
                screen.say(f"{place(waiver)}: waiver {waiver.id}: no proposal of this run is in its scope.")

    def _refuse(self, source: str, problems: tuple[Problem, ...]) -> None:
        """Say why a proposal cannot be used; what several have in common (a broken pack) is said once."""
        known = problems in self._refused
        self._refused.add(problems)
        if not known:
            report_problems(problems)
        count = sum(problem.fatal for problem in problems)
        if self._several or count > 1:
            reason = "for the same reason" if known else f"{count} error{'s' if count > 1 else ''}"
            screen.say(f"{exact(source)}: not evaluated, {reason}.")

    def _show(self, known: Format, assessment: Assessment) -> int:
        content = known.render(assessment, self._options) if known.name != "terminal" else self._summary(assessment)
        if isinstance(content, bytes) and screen.is_terminal(sys.stdout) and _is_binary(content):
            raise InputError((_not_for_terminals(known),))
        if self._shown:
            screen.show("\n\n")
        self._shown = True
        screen.show(content)
        return 0

    def _summary(self, assessment: Assessment) -> str:
        from policycheck.rendering.terminal import SYMBOLS, render_terminal

        return render_terminal(
            assessment,
            paint=screen.paint,
            width=screen.width(),
            ascii_only=not screen.can_show(SYMBOLS),
            every=self._talk.every,
        )

    def _write(self, path: str, known: Format, assessment: Assessment, written: list[str]) -> int:
        name = assessment.proposal.document.name
        # NOTE: names that differ in case only are one file on some systems, so here they are one everywhere.
        owner = self._reports.setdefault(same_file(path).casefold(), name)
        if owner != name:
            raise InputError((_twice(path, name, f"the report on {owner}"),))
        if same_file(path) in self._inputs:
            raise InputError((_twice(path, name, "a proposal"),))
        write_file(path, known.render(assessment, self._options))
        written.append(path)
        return 0


def _tell(assessment: Assessment, written: Sequence[str]) -> None:
    """What came of a proposal and where the reports are, for those who do not see a report now."""
    name = exact(assessment.proposal.document.name)
    if assessment.judged and not assessment.gate.passed:
        screen.say(f"{name}: {assessment.gate.failed_words}:")
        for failure in assessment.gate.failures:
            screen.say(f"  {failure}")
    else:
        screen.say(f"{name}: {assessment.exit_reason}")
    for one in assessment.waivers.findings if assessment.waivers is not None else ():
        screen.say(f"  {place(one.waiver)}: {remark(one)}")
    screen.say(f"  Written: {', '.join(exact(path) for path in written)}")


def _is_binary(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return True
    return False


def _not_for_terminals(known: Format) -> Problem:
    hint = f"Write it to a file: -o audit{known.suffix}"
    return Problem("USE-BINARY", f"the format {known.name} is not for reading on a terminal", None, hint)


def _twice(path: str, name: str, what: str) -> Problem:
    message = f"{path} is not written: it would overwrite {what}"
    return Problem("USE-TWICE", message, None, f"Give the proposal in {name} an id of its own.")
