"""Figures as printed: shares are cut off, never rounded up into a band; what is missing is never rounded down."""

from __future__ import annotations

from fractions import Fraction

from policycheck.model.figures import percent

__all__ = ["cells", "percent"]


def cells(share: Fraction, width: int) -> int:
    """How many of `width` cells a share fills, cut off."""
    return share.numerator * width // share.denominator


def shortfall(gap: Fraction) -> str:
    """Percentage points that are missing, rounded up: whoever gains so many is there."""
    whole, rest = divmod(-(-gap * 1000 // 1), 10)
    return f"{whole}.{rest}" if rest else str(whole)
