"""What became of an advisory or a tension, in the words of every report."""

from __future__ import annotations

from policycheck.model.assessment import Assessment, Raised
from policycheck.model.outcome import Concern
from policycheck.model.pack import Tension

RECONCILED = "reconciled"
"""What a tension is that nobody answers and that what the proposal provides settles. Its state is `answered`."""


def is_reconciled(assessment: Assessment, raised: Raised) -> bool:
    """Whether what the proposal provides settles a tension, without an answer under `risks`."""
    concern = raised.concern
    settled = isinstance(concern, Tension) and raised.state is Concern.ANSWERED
    return settled and all(risk.topic != concern.slug for risk in assessment.proposal.risks)


def state_words(assessment: Assessment, raised: Raised) -> str:
    """Its state as people read it."""
    return RECONCILED if is_reconciled(assessment, raised) else raised.state.words


def answer_label(assessment: Assessment, raised: Raised) -> str:
    """What stands before its answer, or before what reconciles it."""
    return "Reconciled" if is_reconciled(assessment, raised) else "Answer"
