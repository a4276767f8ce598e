"""Whether other caps of a rule can show in a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policycheck.model.outcome import Outcome
from policycheck.model.pack import Pack, Rule
from policycheck.score.best import at_best
from policycheck.workshop.search import Answer, Outcomes, outcomes_beside


def capped(
    old: Pack, new: Pack, identifier: str, known: Outcomes, asked: Callable[[Rule, str], Answer]
) -> Answer:
    """Whether the caps of a rule, other in one pack than in the other, can lead to another verdict.

    They can only where the rule comes to an outcome whose cap differs, and only if the other rules leave that much
    open then. What each of them can come to beside it is searched for, for one after the other: together they can do
    no better. `asked` says whether a rule of the old pack comes to an outcome. So what is not found cannot be; what is found may still be out of reach.
    """
    (group, was), (_, now) = _rule(old, identifier), _rule(new, identifier)
    size = 0
    for outcome in (one for one in Outcome if was.cap(one) is not now.cap(one)):
        answer = asked(was, outcome.value)
        size += answer.size
        if answer.never:
            continue
        beside: dict[Rule, frozenset[Outcome]] = {}
        for other in (one for one in group if one is not was):
            found, looked_at = outcomes_beside(old, was, outcome, other, known)
            beside[other] = found
            size += looked_at
        if _best(old, was, outcome, beside) is not _best(old, now, outcome, beside):
            return Answer(size, whole=False)
    return Answer(size, whole=True)


def _rule(pack: Pack, identifier: str) -> tuple[tuple[Rule, ...], Rule]:
    found = pack.rule(identifier)
    assert found is not None
    return found[0].rules, found[1]


def _best(pack: Pack, rule: Rule, outcome: Outcome, beside: Mapping[Rule, frozenset[Outcome]]) -> object:
    """The best verdict where the rule comes to this and each of the others to one of those."""
    return at_best(pack.scale, {**beside, rule: frozenset({outcome})}).verdict
