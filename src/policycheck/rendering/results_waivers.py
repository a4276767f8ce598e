"""The parts of the published result that say what waivers did. The headline is without them."""

from __future__ import annotations

from pydantic import Field

from policycheck.model.outcome import Outcome, PackageVerdict, Verdict
from policycheck.model.waiver import Remark
from policycheck.rendering.results_basis import Date, Digest, Exact, Part


class WaiverPlace(Part):
    """Where a waiver stands. Line and column count from 1."""

    file: str = Field(description="The file's name as it was given, with `/` between folders.")
    line: int = Field(ge=1, description="The line where it begins.")
    column: int = Field(ge=1, description="The column where it begins.")


class Waiver(Part):
    """One exception, as the file has it."""

    id: str = Field(description="Its id.")
    rule: str = Field(description="The rule whose finding it waives.")
    scope: str = Field(description="The proposal, or a glob.")
    reason: str = Field(description="Why the exception is made.")
    requested_by: str = Field(description="Who asked for it.")
    approved_by: str = Field(description="Who approved it.")
    first: Date = Field(alias="from", description="The first day on which it holds, in UTC.")
    last: Date = Field(alias="until", description="The last day on which it holds, in UTC.")
    ticket: str = Field(description="Where the decision is recorded.")
    place: WaiverPlace = Field(description="Where it stands.")


class WaiverUse(Part):
    """A finding that is waived."""

    rule: str = Field(description="The rule.")
    outcome: Outcome = Field(description="What the rule came to: the finding stays.")
    recommendation: str = Field(description="Its recommendation.")
    waiver: Waiver = Field(description="The waiver that counts; of several, the one that holds longest.")


class WaiverFinding(Part):
    """A finding on a waiver itself. It decides nothing."""

    remark: Remark = Field(description="What is odd about the waiver.")
    waiver: str = Field(description="The waiver, by id.")
    rule: str = Field(description="The rule that it names.")
    message: str = Field(description="What is odd, in words.")
    hint: str = Field(description="What to do about it.")
    place: WaiverPlace = Field(description="Where the waiver stands.")


class PackageWithWaivers(Part):
    """What the recommendations come to together, with waivers."""

    verdict: PackageVerdict | None = Field(description="Null unless the proposal claims to cover everything.")
    reasons: tuple[str, ...] = Field(description="What the verdict rests on, in words.")
    score: Exact | None = Field(description="The mean of the graded scores with waivers.")


class WithWaivers(Part):
    """A recommendation's figures without its waived rules: out of the mean, and without their caps."""

    verdict: Verdict = Field(description="The verdict with waivers.")
    verdict_at_best: Verdict = Field(description="The best verdict that deciding what is unknown could lead to.")
    as_stated: Exact | None = Field(description="The score by the outcomes as they are; null where no rule is left.")
    at_best: Exact | None = Field(description="The highest score that deciding what is unknown could lead to.")
    waived: tuple[str, ...] = Field(description="The waived rules, in the order of the pack.")
    note: str | None = Field(description="What else there is to know of it.")


class WaiversInfo(Part):
    """The file of waivers, and what it did to this audit."""

    file: str = Field(description="The file's name as it was given.")
    digest: Digest = Field(description="SHA-256 of its bytes.")
    uses: tuple[WaiverUse, ...] = Field(description="The findings waived, in the order of the pack.")
    findings: tuple[WaiverFinding, ...] = Field(
        description="What is odd about waivers for this proposal, by remark, then by id."
    )
    elsewhere: int = Field(ge=0, description="How many of its waivers are for other proposals.")
    package: PackageWithWaivers = Field(description="The package with waivers.")
