"""A report made again from what it carries, and compared: attachments, results, pages. It needs no network.

What this proves is consistency: that these files lead to these results and to this report. It does not prove who made
the report, or when.
"""

from policycheck.verification.again import verify
from policycheck.verification.answer import Answer, Step, Verification
from policycheck.verification.bounds import MOST_BYTES

__all__ = ["MOST_BYTES", "Answer", "Step", "Verification", "verify"]
