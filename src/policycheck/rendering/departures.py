"""What a profile changed, as lines for the formats that other programs read. It decides nothing."""

from __future__ import annotations

from policycheck.model.assessment import Assessment
from policycheck.model.gate import PROFILE
from policycheck.rendering.visible import plain


def profile_title(assessment: Assessment) -> str:
    """The profile by name; empty without one."""
    profile = assessment.pack.profile
    return plain(f"Profile {profile.id}: {profile.title}") if profile is not None else ""


def departures(assessment: Assessment) -> tuple[str, ...]:
    """A sentence for everything in which the profile differs from the pack, then what it asks of the gate."""
    profile = assessment.pack.profile
    if profile is None:
        return ()
    asked = [f"Gate: {one.key}={one.words}." for one in assessment.gate.rules.demands if one.set_by == PROFILE]
    return tuple(map(plain, [*(one.sentence for one in profile.changes), *asked]))
