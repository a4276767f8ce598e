"""The order of questions: what can move the verdicts most comes first.

Every value of a field that rules tell apart is tried on the proposal, and both ends of each interval are compared
before and after. Grades count first: how many can move at most. Then scores, by how far the values move them on
average. Weights alone would not do: a heavy rule may be unable to move a verdict that a cap holds down.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from policycheck.authoring.questions import Question, questions
from policycheck.authoring.readings import keys_of, readings
from policycheck.authoring.standing import Intervals, Movement, intervals, movement
from policycheck.model.change import Set, changed
from policycheck.model.pack import Pack, Rule
from policycheck.model.proposal import Proposal


class Ranked(Struct, frozen=True, eq=False):
    """A question, how far its answers can move the verdicts, and the open rules that read the field.

    `most` is what the answer comes to that moves them most, `value` that answer, `after` what it leads to for the
    recommendations in `touched`; `mean_score` is the mean movement of scores over all answers.
    """

    question: Question
    most: Movement
    value: Any
    after: Intervals
    touched: frozenset[str]
    mean_score: Fraction
    rules: tuple[Rule, ...]

    @property
    def weight(self) -> Fraction:
        """The weight of the open rules."""
        return sum((rule.weight for rule in self.rules), Fraction(0))


def ranked(pack: Pack, proposal: Proposal) -> tuple[Ranked, ...]:
    """Every question that can matter, what can move the verdicts most first.

    Of those that move them as much, the ones on the sections of the recommendations in scope come first, then the order
    of the vocabulary counts.
    """
    now = intervals(pack, proposal.values)
    open_rules = {
        finding.rule: name for name, one in now.items() for finding in one.findings if len(finding.possible) > 1
    }
    found = [
        _ranked(pack, proposal, question, now, open_rules) for question in questions(pack, proposal.document.value)
    ]
    own = {section for one in pack.recommendations if one.id in now for section in one.sections}
    return tuple(sorted([one for one in found if one is not None], key=lambda one: _order(one, own)))


def _order(one: Ranked, own: Collection[str]) -> tuple[Any, ...]:
    return -one.most.levels, -one.mean_score, -one.most.score, -one.weight, one.question.path[0] not in own


def _ranked(
    pack: Pack, proposal: Proposal, question: Question, now: Intervals, open_rules: Mapping[Rule, str]
) -> Ranked | None:
    """The question with what its answers can do.

    None where no open rule reads the field, nor a recommendation of which it is open whether it applies.
    """
    known, keys = readings(pack), keys_of(question.path)
    rules = tuple(rule for rule in known.rules.get(keys, ()) if rule in open_rules)
    heads = [one.id for one in known.recommendations.get(keys, ()) if one.id in now and not now[one.id].applies]
    touched = frozenset((*heads, *(open_rules[rule] for rule in rules)))
    if not touched:
        return None
    before = {name: one for name, one in now.items() if name in touched}
    tried = [
        (movement(before, after), value, after)
        for value in question.values
        for after in [intervals(pack, changed(proposal.values, Set(question.path, value)), touched)]
    ]
    most, value, after = max(tried, key=lambda one: one[0])
    mean = sum([one[0].score for one in tried], Fraction(0)) / len(tried)
    return Ranked(question, most, value, after, touched, mean, rules)
