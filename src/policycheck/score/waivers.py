"""Waivers on an audit: which findings they waive, the grades without these, and what is odd about the waivers.

The headline is left as it is. Nothing here depends on the order of the waivers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec.structs import replace

from policycheck.model.assessment import Finding, Grade, Raised
from policycheck.model.outcome import OPEN
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.waiver import (
    MOST_DAYS,
    Remark,
    Validity,
    Waiver,
    WaiverFile,
    WaiverFinding,
    Waivers,
    WaiverUse,
)
from policycheck.score.grade import standing
from policycheck.score.package import judge

_REMARKS = tuple(Remark)
_LOWER = "The waived rules earned more than the mean, so the score with waivers is the lower one."


def waive(
    pack: Pack,
    proposal: Proposal,
    grades: tuple[Grade, ...],
    advisories: Sequence[Raised],
    file: WaiverFile,
    as_of: str,
) -> tuple[tuple[Grade, ...], Waivers]:
    """What the waivers of a file come to on a day (YYYY-MM-DD) for a proposal that is graded like this.

    The grades come back as they were, with those beside them that waivers lead to.
    """
    name = proposal.header.id
    ours = sorted((waiver for waiver in file.waivers if waiver.is_for(name)), key=lambda waiver: waiver.id)
    holding = [waiver for waiver in ours if waiver.on(as_of) is Validity.IN_FORCE]
    uses = tuple(_uses(grades, holding))
    found = sorted(_findings(pack, grades, ours, as_of), key=lambda one: (_REMARKS.index(one.remark), one.waiver.id))
    made = tuple(_with_waivers(pack, grade, uses) for grade in grades)
    package = judge(pack, proposal, [grade.with_waivers for grade in made], advisories)
    return made, Waivers(file, uses, tuple(found), len(file.waivers) - len(ours), *package)


def _uses(grades: Sequence[Grade], holding: Sequence[Waiver]) -> Iterator[WaiverUse]:
    """One for each finding that is waived, with the waiver that holds longest."""
    for grade in grades:
        for finding in grade.findings:
            fitting = [waiver for waiver in holding if waiver.rule == finding.rule.id]
            if fitting and not _idle(grade, finding):
                longest = max(fitting, key=lambda waiver: (waiver.last, waiver.id))
                yield WaiverUse(longest, finding.rule.id, finding.outcome, grade.recommendation.id)


def _idle(grade: Grade, finding: Finding) -> str:
    """Why there is nothing to waive in a finding, in words; empty where there is."""
    if not grade.graded:
        return f"{grade.recommendation.id} has no grade: it is {grade.verdict.words}"
    return "" if finding.outcome in OPEN else f"the rule is {finding.outcome.words}"


def _with_waivers(pack: Pack, grade: Grade, uses: Sequence[WaiverUse]) -> Grade:
    """The grade with, beside it, the one without its waived findings."""
    waived = frozenset(use.rule for use in uses if use.recommendation == grade.recommendation.id)
    if not waived:
        return grade
    rules = grade.recommendation.rules
    found = standing(
        pack.scale,
        rules,
        tuple(finding.outcome for finding in grade.findings),
        tuple(finding.possible for finding in grade.findings),
        frozenset(rule for rule in rules if rule.id in waived),
    )
    left = tuple(finding for finding in grade.findings if finding.rule.id not in waived)
    made = Grade(grade.recommendation, left, *found)
    return replace(grade, waived=replace(made, note=_LOWER) if _is_lower(made, grade) else made)


def _is_lower(made: Grade, grade: Grade) -> bool:
    """Whether the score is lower with waivers: half of a weight can be more than the mean, and leaves it too."""
    if made.score is None or grade.score is None:
        return False
    return made.score.as_stated < grade.score.as_stated


def _findings(pack: Pack, grades: Sequence[Grade], ours: Sequence[Waiver], as_of: str) -> Iterator[WaiverFinding]:
    """What is odd about the waivers for this proposal; they are sorted by id."""
    for waiver in ours:
        validity = waiver.on(as_of)
        if validity is Validity.EXPIRED:
            message = f"it ended on {waiver.last}, and waives nothing as of {as_of}"
            hint = "Meet the rule, or have the exception approved again with a new date."
            yield WaiverFinding(Remark.EXPIRED, waiver, message, hint)
        elif validity is Validity.NOT_YET_VALID:
            message = f"it begins on {waiver.first}, and waives nothing as of {as_of}"
            yield WaiverFinding(Remark.NOT_YET_VALID, waiver, message, "Wait for its first day.")
        elif idle := _why_unused(pack, grades, waiver):
            yield WaiverFinding(Remark.UNUSED, waiver, f"{idle}, so there is nothing to waive", "Take it out.")
        if waiver.days > MOST_DAYS:
            message = f"it spans {waiver.days:,} days, more than the {MOST_DAYS} of a year"
            yield WaiverFinding(Remark.OVER_LONG, waiver, message, "End it within a year, and decide again then.")
    for one, other in combinations(ours, 2):
        if one.meets(other):
            message = f"{other.id} on line {other.span.line} waives {one.rule} too, on some of the same days"
            yield WaiverFinding(Remark.OVERLAPPING, one, message, "Leave one waiver for a rule at a time.")


def _why_unused(pack: Pack, grades: Sequence[Grade], waiver: Waiver) -> str:
    for grade in grades:
        for finding in grade.findings:
            if finding.rule.id == waiver.rule:
                return _idle(grade, finding)
    profile = pack.profile
    return f"the profile {profile.id} leaves {waiver.rule} out" if profile else f"there is no rule {waiver.rule}"
