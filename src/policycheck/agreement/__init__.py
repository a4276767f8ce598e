"""Codings of the same documents compared: what they state, what comes of it, and how far the coders agree."""

from policycheck.agreement.codings import read_codings
from policycheck.agreement.compare import agreement

__all__ = ["agreement", "read_codings"]
