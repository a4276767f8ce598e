"""What reports say of waivers, in words that are the same in every format. The text is as the file has it.

Formats make it safe in their own way.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from policycheck.model.assessment import Assessment, Grade
from policycheck.model.outcome import Outcome, Severity
from policycheck.rendering.figures import percent

if TYPE_CHECKING:
    from policycheck.model.waiver import Waiver, WaiverFinding, WaiverUse

RULE_OF_READING = "The verdicts and scores are without waivers; the gate reads those with waivers."

_FULL_STOPS = (".", "!", "?")


def granted(waiver: Waiver) -> str:
    """Which waiver it is, how long it holds, and whose it is."""
    return (
        f"{waiver.id}, {waiver.first} until {waiver.last}, requested by {waiver.requested_by}, "
        f"approved by {waiver.approved_by}, ticket {waiver.ticket}"
    )


def justification(waiver: Waiver) -> str:
    """The same with the reason: all that stands in the file."""
    return f"{granted(waiver)}: {_ended(waiver.reason)}"


def plainly(assessment: Assessment, use: WaiverUse) -> str:
    """That a contradiction of a critical rule is waived, where one is; else nothing."""
    finding = assessment.finding(use.rule)
    if finding is None or use.outcome is not Outcome.CONTRADICTED or finding.rule.severity is not Severity.CRITICAL:
        return ""
    return "This waives the contradiction of a critical rule."


def remark(one: WaiverFinding) -> str:
    """A finding on a waiver, in a sentence."""
    return f"Waiver {one.waiver.id} on {one.waiver.rule} is {one.remark.words}: {one.message}."


def place(waiver: Waiver) -> str:
    """Where it stands: `file:line`."""
    return f"{waiver.span.file}:{waiver.span.line}"


def figures(grade: Grade, share: Callable[[Fraction], str] = percent) -> str:
    """Score and verdict of a grade: `54.2 %, partly meets`; only the verdict where there is no score."""
    return ", ".join(([share(grade.score.as_stated)] if grade.score else []) + [grade.verdict.words])


def tally(assessment: Assessment) -> str:
    """How many findings are waived, by which file, and how many waivers are for other proposals; empty without one."""
    waivers = assessment.waivers
    if waivers is None:
        return ""
    count = len(waivers.uses)
    said = f"{count} {'finding is' if count == 1 else 'findings are'} waived by {waivers.file.name}"
    if waivers.elsewhere:
        said += f"; {waivers.elsewhere} of its waivers {'is' if waivers.elsewhere == 1 else 'are'} for other proposals"
    return f"{said}."


def _ended(text: str) -> str:
    return text if text.endswith(_FULL_STOPS) else f"{text}."
