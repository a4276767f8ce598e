"""Whether other caps of a rule can show in a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from policycheck.model.outcome import Outcome
from policycheck.model.pack import Pack, Rule, Scale
from policycheck.score.best import at_best
from policycheck.workshop.search import Answer, Outcomes, comes_to, outcomes_beside


class Caps:
    """What the caps of one pack's rules can show. What was searched for is kept: several caps ask for the same."""

    def __init__(self, pack: Pack, known: Outcomes) -> None:
        self._pack = pack
        self._comes_to = cache(lambda rule, outcome: comes_to(pack, rule, outcome.value, known))
        self._beside = cache(lambda rule, outcome, other: outcomes_beside(pack, rule, outcome, other, known))

    def differ(self, new: Pack, identifier: str) -> Answer:
        """Whether the caps of a rule, other in the new pack, can lead to another verdict.

        They can only where the rule comes to an outcome whose cap differs, and only if the other rules leave that much
        open then. What each of them can come to beside it is searched for, for one after the other: together they can
        do no better. So what is not found cannot be; what is found may still be out of reach.
        """
        (group, was), (_, now) = _rule(self._pack, identifier), _rule(new, identifier)
        size = 0
        for outcome in (one for one in Outcome if was.cap(one) is not now.cap(one)):
            answer = self._comes_to(was, outcome)
            size += answer.size
            if answer.never:
                continue
            shows, looked_at = self._shows(group, was, now, outcome)
            size += looked_at
            if shows:
                return Answer(size, whole=False)
        return Answer(size, whole=True)

    def _shows(self, group: tuple[Rule, ...], was: Rule, now: Rule, outcome: Outcome) -> tuple[bool, int]:
        """Whether the best verdict beside this outcome depends on the cap, and how many proposals were looked at.

        Every other rule may come to anything, until one after the other is looked at.
        """
        scale, size = self._pack.scale, 0
        beside = {other: frozenset(Outcome) for other in group if other is not was}
        for other in (None, *beside):
            if other is not None:
                beside[other], looked_at = self._beside(was, outcome, other)
                size += looked_at
            if _best(scale, was, outcome, beside) is _best(scale, now, outcome, beside):
                return False, size
        return True, size


def _rule(pack: Pack, identifier: str) -> tuple[tuple[Rule, ...], Rule]:
    found = pack.rule(identifier)
    assert found is not None
    return found[0].rules, found[1]


def _best(scale: Scale, rule: Rule, outcome: Outcome, beside: Mapping[Rule, frozenset[Outcome]]) -> object:
    """The best verdict where the rule comes to this and each of the others to one of those."""
    return at_best(scale, {**beside, rule: frozenset({outcome})}).verdict
