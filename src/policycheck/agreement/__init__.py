"""Codings of the same documents compared: what they state, what comes of it, and how far the coders agree."""

from policycheck.agreement.codings import read_codings
from policycheck.agreement.compare import compare_codings

__all__ = ["compare_codings", "read_codings"]
