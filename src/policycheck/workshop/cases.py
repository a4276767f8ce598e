"""The nouns of rule tests: a case, what it expects, and all the cases of a pack. No reading, no deciding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.outcome import Concern, Outcome, Verdict
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension
from policycheck.model.proposal import Proposal
from policycheck.workshop.changes import Change

Subject = Recommendation | Rule | Advisory | Tension | Check
"""What a case is about."""

RECONCILED = "reconciled"
"""A tension that the proposal reconciles by what it says; `answered` is one that its `risks` answer."""
BROKEN, HOLDS = "broken", "holds"
"""What a check can come to."""


def words_of(subject: Subject) -> tuple[str, ...]:
    """Every word for what such a subject can come to, in the order in which they are listed."""
    match subject:
        case Rule():
            return tuple(outcome.value for outcome in Outcome)
        case Recommendation():
            return tuple(verdict.value for verdict in Verdict)
        case Check():
            return BROKEN, HOLDS
        case Tension():
            return (*(state.value for state in Concern), RECONCILED)
        case Advisory():
            return tuple(state.value for state in Concern)


def subjects(pack: Pack) -> dict[str, Subject]:
    """Everything in a pack that can have a case, by id, in the order of the pack."""
    found: dict[str, Subject] = {}
    for recommendation in pack.recommendations:
        found[recommendation.id] = recommendation
        found |= {rule.id: rule for rule in recommendation.rules}
    found |= {concern.id: concern for concern in pack.concerns}
    return found | {check.id: check for check in pack.checks}


class Case(Struct, frozen=True, eq=False):
    """A proposal, and what one entry of the pack has to come to on it.

    `by` holds fields (or ids of rules) each of which has to be among those that decide; `score` and `verdict` are
    those of the recommendation. `place` is where the case stands, `places` where each of its keys does. `base` names
    the proposal that it starts from (empty: one of its own), and `changes` what it changes there.
    """

    subject: str
    id: str
    expect: str
    proposal: Proposal
    place: Span
    places: Mapping[str, Span]
    by: tuple[str, ...] = ()
    score: Fraction | None = None
    verdict: Verdict | None = None
    name: str = ""
    base: str = ""
    changes: tuple[Change, ...] = ()


class Unreachable(Struct, frozen=True, eq=False):
    """An outcome that no proposal comes to although the form of the rule allows it, and why."""

    subject: str
    outcome: str
    reason: str
    place: Span


class Suite(Struct, frozen=True, eq=False):
    """All the cases of a pack, in the order of its files, and what they say cannot be reached."""

    files: tuple[str, ...]
    cases: tuple[Case, ...]
    unreachable: tuple[Unreachable, ...]
