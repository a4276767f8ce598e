"""Figures as printed: truncated, never rounded up into a band."""

from __future__ import annotations

from fractions import Fraction


def percent(share: Fraction) -> str:
    """A share as a percentage with one decimal, cut off: 0.6499 is 64.9 %."""
    tenths = share.numerator * 1000 // share.denominator
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest} %" if rest else f"{whole} %"


def cells(share: Fraction, width: int) -> int:
    """How many of `width` cells a share fills, cut off."""
    return share.numerator * width // share.denominator
