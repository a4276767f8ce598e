"""What a gate looks at: the headline, or the figures with waivers; where silence is allowed, judged at best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from policycheck.model.assessment import Grade, Raised
from policycheck.model.gate import GateRules, Silence
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.score.package import Package, judge


class Audited(NamedTuple):
    """What a gate looks at. Where silence is allowed, `package` is the one judged at best.

    With waivers, these are the grades and the package with waivers.
    """

    grades: Sequence[Grade]
    advisories: Sequence[Raised]
    package: Package
    with_waivers: bool = False


def audited(
    pack: Pack,
    proposal: Proposal,
    rules: GateRules,
    grades: Sequence[Grade],
    advisories: Sequence[Raised],
    headline: Package,
) -> Audited:
    """What a gate of these rules looks at in grades that have those with waivers beside them."""
    used = any(grade.waived is not None for grade in grades)
    read = [grade.with_waivers for grade in grades] if used else grades
    allowed = rules.silence is Silence.ALLOW
    package = judge(pack, proposal, read, advisories, at_best=allowed) if used or allowed else headline
    return Audited(read, advisories, package, used)
