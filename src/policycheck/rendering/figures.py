"""Figures as printed: truncated, never rounded up into a band."""

from __future__ import annotations

from fractions import Fraction

from policycheck.model.figures import percent

__all__ = ["cells", "percent"]


def cells(share: Fraction, width: int) -> int:
    """How many of `width` cells a share fills, cut off."""
    return share.numerator * width // share.denominator
