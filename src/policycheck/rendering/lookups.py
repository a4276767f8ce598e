"""What became of the proposal's quotations, in words that every readable format shares."""

from __future__ import annotations

from policycheck.model.assessment import Assessment
from policycheck.model.lookup import counted
from policycheck.model.proposal import Evidence


def quotations(assessment: Assessment) -> str:
    """How many were found, as a sentence; empty where the proposal quotes nothing."""
    found = counted(assessment.proposal.lookups)
    return f"Quotations looked up in their sources: {found}." if found else ""


def lost(assessment: Assessment) -> tuple[Evidence, ...]:
    """The entries of evidence whose quotation is not in its source, in the order of the file."""
    return tuple(entry for entry in assessment.proposal.evidence if not entry.holds)


def loss(entry: Evidence) -> str:
    """What is to be said of one of these, without the quotation itself."""
    assert entry.lookup is not None
    near = f" (the nearest passage is at {entry.lookup.place})" if entry.lookup.nearest else ""
    return f"the quotation for {entry.path} is not in {entry.source}{near}: no evidence."
