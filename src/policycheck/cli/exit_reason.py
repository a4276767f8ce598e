"""Why a run ends with its code: which proposals failed; with `--explain-exit`, each condition of the gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from policycheck.cli import screen
from policycheck.cli.guard import BUG, COULD_NOT, INTERRUPTED, NO
from policycheck.errors import Problem
from policycheck.model.assessment import Assessment
from policycheck.rendering.page import exact
from policycheck.rendering.visible import plain
from policycheck.rendering.waivers import granted

_MOST_NAMED = 20
"""Proposals of one kind that are named at the end; the rest is counted."""


def explain_refusal(source: str, problems: Sequence[Problem]) -> None:
    """Why a proposal that was not evaluated gives the code it gives."""
    count = sum(problem.fatal for problem in problems)
    said = f"{count} {'problem' if count == 1 else 'problems'}"
    screen.say(f"{exact(source)}: exit code {COULD_NOT}: not evaluated, {said}, said above.")


def explain_exit(assessment: Assessment, code: int) -> None:
    """Why a proposal that was evaluated gives the code it gives."""
    name = exact(assessment.proposal.document.name)
    screen.say(f"{name}: exit code {code}: {plain(_reason(assessment, code))}")
    for line in _conditions(assessment):
        screen.say(line)


def tell_of_failed(codes: Mapping[str, int]) -> None:
    """Of several proposals with their codes, name those that failed: what was said of them may be far above."""
    words = {NO: "failed", COULD_NOT: f"with exit code {COULD_NOT}", BUG: "met a bug"}
    said = []
    for code, what in words.items():
        names = [exact(name) for name, found in codes.items() if found == code]
        more = [f"{len(names) - _MOST_NAMED:,} more"] * (len(names) > _MOST_NAMED)
        said += [f"{what}: {', '.join(names[:_MOST_NAMED] + more)}"] * bool(names)
    if said and len(codes) > 1:
        screen.say(f"Of {len(codes):,} proposals, {'; '.join(said)}.")


def explain_worst(codes: Sequence[int]) -> None:
    """Which of several codes is that of the run."""
    if not codes:
        screen.say("exit code 0: the branch touched no proposal, so there is nothing that could fail.")
    if len(codes) > 1:
        counts = ", ".join(f"{codes.count(code)} with {code}" for code in sorted(set(codes)))
        screen.say(f"exit code {max(codes)}: the worst of {len(codes)} proposals ({counts}).")


def _reason(assessment: Assessment, code: int) -> str:
    if code in {BUG, INTERRUPTED} or code > assessment.exit_code:
        judged = f"the proposal itself gives {assessment.exit_code}"
        return f"a report could not be made or written, for the reason said above; {judged}."
    if not assessment.graded:
        verdicts = ", ".join(f"{grade.recommendation.id} is {grade.verdict.words}" for grade in assessment.grades)
        return f"no recommendation has a grade, so there is nothing to judge: {verdicts}."
    if not assessment.judged:
        return "every rule that counts is waived, so the gate has nothing left to judge."
    read = "the gate, read with waivers," if assessment.gate.with_waivers else "the gate"
    failed = ", ".join(check.key for check in assessment.gate.checks if not check.passed)
    if not failed:
        return f"{read} passed{': nothing is worse than in the baseline' if assessment.baseline else ''}."
    if not assessment.gate.enforced:
        return f"{read} is not enforced (--no-gate); it would give 1, because of: {failed}."
    return f"{read} failed, because of: {failed}."


def _conditions(assessment: Assessment) -> Iterator[str]:
    """The conditions; of a proposal without a grade none decides anything."""
    gate = assessment.gate
    if not assessment.graded:
        return
    for check in gate.checks:
        outcome = "passed" if check.passed else "failed"
        yield f"  {outcome}  {plain(check.key)} ({check.set_by}): {plain(check.asked)}; found: {plain(check.found)}."
        yield from (f"            {plain(failure.sentence)}" for failure in check.failures)
        yield from (f"            known: {plain(failure.sentence)}" for failure in check.known)
    for use in assessment.waivers.uses if assessment.waivers is not None else ():
        yield f"  waived  {plain(f'{use.rule} ({use.outcome.words}) by {granted(use.waiver)}')}."
    for demand in gate.rules.settings:
        yield f"  set     {plain(demand.key)} ({demand.set_by}): {demand.sentence}"
