"""What the formats for other programs say of a finding."""

from __future__ import annotations

from msgspec.structs import replace
from tests.rendering.zoo import ZOO

from policycheck.rendering.standing import MOST_REASONS, Judged, judged


def told(count: int) -> str:
    """Why a finding came out as it did that has so many reasons."""
    one = next(one for one in judged(ZOO["all_not_met"]()) if one.finding.rule.id == "H1.1")
    many = replace(one.finding, why=tuple(f"Reason {number}." for number in range(count)))
    return Judged(one.grade, many, one.standing).why


def test_reasons_that_are_not_passed_on_are_counted() -> None:
    assert told(MOST_REASONS) == "Reason 0. Reason 1. Reason 2."
    assert told(MOST_REASONS + 1).endswith("Reason 2. And 1 more reason: policycheck explain PROPOSAL H1.1.")
    assert told(MOST_REASONS + 2).endswith("Reason 2. And 2 more reasons: policycheck explain PROPOSAL H1.1.")
