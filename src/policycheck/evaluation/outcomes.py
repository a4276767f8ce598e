"""From truth values to outcomes: what a rule came to, and everything it could still come to."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from policycheck.evaluation.logic import Truth
from policycheck.model.outcome import Outcome


class Truths(NamedTuple):
    """The truth values of a rule's four conditions. A rule without one has the neutral value."""

    when: Truth = True
    contradicted: Truth = False
    met: Truth = None
    partly: Truth = False


@cache
def outcome_of(truths: Truths) -> Outcome:
    """The outcome: the first line that holds."""
    if truths.when is not True:
        return Outcome.NOT_APPLICABLE
    if truths.contradicted is True:
        return Outcome.CONTRADICTED
    if truths.met is True:
        return Outcome.MET
    if truths.partly is True:
        return Outcome.PARTLY_MET
    if truths.met is None or truths.partly is None:
        return Outcome.NOT_STATED
    return Outcome.NOT_MET


@cache
def possible_outcomes(truths: Truths) -> frozenset[Outcome]:
    """The outcomes of every refinement: each unknown stays unknown, becomes true or becomes false."""
    options = [(None, True, False) if value is None else (value,) for value in truths]
    return frozenset(outcome_of(Truths(*refined)) for refined in product(*options))
