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


class Judged(NamedTuple):
    """What truth values come to: now, and at every refinement."""

    truths: Truths
    outcome: Outcome
    possible: frozenset[Outcome]


_JUDGED: dict[tuple[Truth, Truth, Truth, Truth], Judged] = {}


def judged(when: Truth, contradicted: Truth, met: Truth, partly: Truth) -> Judged:
    """The truth values judged. There are 81 of them, so each is worked out once."""
    key = (when, contradicted, met, partly)
    found = _JUDGED.get(key)
    if found is None:
        truths = Truths(*key)
        found = _JUDGED[key] = Judged(truths, outcome_of(truths), possible_outcomes(truths))
    return found


NOT_TRIGGERED = judged(when=False, contradicted=False, met=False, partly=False)
"""A rule whose `when` is false: nothing else about it matters."""
