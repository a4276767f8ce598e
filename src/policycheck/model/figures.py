"""Figures in words: shares are truncated, never rounded up into a band; numbers stay exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def percent(share: Fraction) -> str:
    """A share as a percentage with one decimal, cut off: 0.6499 is 64.9 %."""
    tenths = share.numerator * 1000 // share.denominator
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest} %" if rest else f"{whole} %"


def number(value: Fraction) -> str:
    """A number as people write it: `4`, `0.85`, `1/3`."""
    short = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(short) != value:
        return str(value)
    text = format(short, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
