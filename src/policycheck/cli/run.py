"""One run of `policycheck evaluate` over its proposals: what was shown, written and passed over so far."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from msgspec import Struct

from policycheck.cli import screen
from policycheck.cli.exit_reason import explain_exit, explain_refusal, tell_of_failed
from policycheck.cli.guard import COULD_NOT, guarded
from policycheck.cli.plan import Plan, Target
from policycheck.cli.problems import report_problems
from policycheck.cli.progress import with_progress
from policycheck.cli.together import Together
from policycheck.errors import InputError, Problem
from policycheck.load.sources import Source, Sources, same_file
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor
from policycheck.rendering import Format, Written, render_results
from policycheck.rendering.options import Options
from policycheck.rendering.page import exact
from policycheck.rendering.waivers import place, remark

if TYPE_CHECKING:
    from policycheck.cli.locks import Locks
    from policycheck.model.waiver import Waiver

_MOST_NAMED = 5
"""Files that were passed over and are named; the rest is counted."""


class Talk(Struct, frozen=True):
    """How much a run says: every finding, nothing but errors, the reason of the exit code."""

    every: bool
    quiet: bool
    reason: bool


class _Strangers:
    """The waivers in whose scope no proposal was, so far."""

    def __init__(self) -> None:
        self._left: dict[str, tuple[Waiver, ...]] = {}

    def see(self, assessment: Assessment) -> None:
        """Note which waivers are for the proposal of this assessment."""
        if assessment.waivers is not None:
            file, name = assessment.waivers.file, assessment.proposal.header.id
            left = self._left.get(file.name, file.waivers)
            self._left[file.name] = tuple(waiver for waiver in left if not waiver.is_for(name))

    def left(self) -> tuple[Waiver, ...]:
        """Those for none of the proposals seen, in the order of their file."""
        return tuple(waiver for left in self._left.values() for waiver in left)


class Run:
    """One run over several proposals: what was shown and written so far."""

    def __init__(self, auditor: Auditor, plan: Plan, sources: Sources, options: Options, talk: Talk) -> None:
        self.held = ExitStack()
        self._locks: Locks | None = None
        self._auditor = auditor
        self._plan = plan
        self._options = options
        self._talk = talk
        self._several = sources.several
        self._together = Together(plan)
        self._shown = False
        self._refused: set[tuple[Problem, ...]] = set()
        self._inputs = {same_file(source.path) for source in sources.files if source.path != "-"}
        self._reports: dict[str, tuple[str, Format]] = {}
        self._strangers = _Strangers()
        self._passed: list[Source] = []

    def over(self, sources: Sources) -> list[int]:
        """Audit every file and deliver what there is to deliver; the codes of all that was audited or could not be."""
        report_problems(sources.problems)
        codes = [COULD_NOT] * len(sources.problems)
        if codes and self._talk.reason:
            screen.say(f"exit code {COULD_NOT}: what was asked for is not all there, for the reason said above.")
        judged: dict[str, int] = {}
        for source in with_progress(sources.files, report_on_screen=bool(self._plan.screen)):
            if (code := guarded(self._take, source)) is not None:
                judged[source.path] = code
        codes += [*judged.values(), *self._together.deliver(quiet=self._talk.quiet), *self._tell_of_passed(sources)]
        if not self._talk.quiet and any(known.name == "terminal" for known in self._plan.screen):
            tell_of_failed(judged)
        return codes

    def _take(self, source: Source) -> int | None:
        """The exit code of one file; None for one that was found, not named, and is plainly no proposal."""
        if source.named or not self._auditor.is_none(source.path):
            return self.audit(source.path)
        self._passed.append(source)
        return None

    def _tell_of_passed(self, sources: Sources) -> list[int]:
        """Say which files were passed over; a code for each folder or pattern of which nothing else is left."""
        if self._passed and not self._talk.quiet:
            names = [exact(source.path) for source in self._passed[:_MOST_NAMED]]
            more = len(self._passed) - len(names)
            names += [f"{more:,} more"] * bool(more)
            screen.say(f"Passed over, plainly no proposals: {', '.join(names)}")
        used = {source.asked for source in sources.files if source not in self._passed}
        idle = [name for name in dict.fromkeys(source.asked for source in self._passed) if name not in used]
        hint = "A proposal has a section 'proposal'. To have a file judged in any case, name it."
        for name in idle:
            message = f"{exact(name)} comes to no proposal"
            report_problems((Problem("USE-NOTHING", message, None, hint),))
        return [COULD_NOT] * len(idle)

    def audit(self, source: str) -> int:
        """Audit one proposal and deliver the reports on it; its exit code."""
        try:
            assessment = self._auditor.audit(source)
        except InputError as error:
            codes = self._refuse(source, error.problems)
            if self._talk.reason:
                explain_refusal(source, error.problems)
            return max([COULD_NOT, *codes])
        self._strangers.see(assessment)
        if not self._talk.quiet:
            report_problems(assessment.proposal.warnings)
            self._tell_of_baseline(source, assessment)
        codes = [assessment.exit_code]
        codes += [guarded(self._show, known, assessment) for known in self._plan.screen if not self._is_joint(known)]
        written = self._deliver(assessment, codes)
        codes += self._together.add(assessment)
        if not self._talk.quiet and (written or not self._together.silent):
            _tell(assessment, written)
        if self._talk.reason:
            explain_exit(assessment, max(codes))
        return max(codes)

    def _tell_of_baseline(self, source: str, assessment: Assessment) -> None:
        """Say where a folder of earlier results has none of this proposal: then it is judged as if none were named."""
        folder = self._auditor.baseline_of(source)
        if folder and assessment.baseline is None:
            screen.say(f"{exact(source)}: new to the baseline {exact(folder)}, so every condition counts.")

    def _is_joint(self, known: Format) -> bool:
        """Whether standard output gets this format once, at the end."""
        return self._plan.several and known.is_joint

    def tell_strangers(self) -> None:
        """Name the waivers that no proposal of a run over several made use of; of a broken one nobody can tell."""
        if self._several and not self._refused:
            for waiver in self._strangers.left():
                screen.say(f"{place(waiver)}: waiver {waiver.id}: no proposal of this run is in its scope.")

    def _refuse(self, source: str, problems: tuple[Problem, ...]) -> list[int]:
        """Say why a proposal cannot be used; what several have in common (a broken pack) is said once."""
        known = problems in self._refused
        self._refused.add(problems)
        if not known:
            report_problems(problems)
        count = sum(problem.fatal for problem in problems)
        if self._several or count > 1:
            reason = "for the same reason" if known else f"{count} error{'s' if count > 1 else ''}"
            screen.say(f"{exact(source)}: not evaluated, {reason}.")
        return self._together.refuse(source, problems)

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
            paint=screen.painter(sys.stdout),
            width=screen.width(),
            ascii_only=not screen.can_show(SYMBOLS),
            every=self._talk.every,
        )

    def _deliver(self, assessment: Assessment, codes: list[int]) -> list[str]:
        """Write the files that were asked for; those that were written."""
        targets: list[Target] = []
        asked = self._plan.targets(assessment.proposal.header.id)
        codes += [guarded(self._claim, target, assessment, targets) for target in asked]
        if not targets:
            return []
        from policycheck.cli.delivery import Delivery
        from policycheck.cli.locks import Locks

        def make(known: Format, reports: Sequence[Written]) -> bytes:
            return render_results(assessment, reports) if reports else known.render(assessment, self._options)

        if self._locks is None:
            self._locks = self.held.enter_context(Locks())
        delivery = Delivery(targets, make, self._locks)
        delivery.run([folder for folder, _ in self._plan.folders])
        codes += delivery.codes
        return delivery.done

    def _claim(self, target: Target, assessment: Assessment, targets: list[Target]) -> int:
        """Take a target, unless something stands there that this run has written or read."""
        path, name = target.path, assessment.proposal.document.name
        # NOTE: names that differ in case only are one file on some systems, so here they are one everywhere.
        owner, known = self._reports.setdefault(same_file(path).casefold(), (name, target.format))
        if owner != name:
            raise InputError((_twice(path, name, f"the report on {owner}"),))
        if known != target.format:
            raise InputError((Problem("USE-TWICE", f"{path} is not written: it would overwrite another report"),))
        if same_file(path) in self._inputs:
            raise InputError((_twice(path, name, "a proposal"),))
        targets.append(target)
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
    if written:
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
