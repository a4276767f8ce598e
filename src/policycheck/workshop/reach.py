"""What an entry of a pack can come to, by the form of its conditions alone.

What is missing here cannot be: the answer errs on the side of too much. It treats the parts of a condition as
independent, so an outcome may be here that no proposal comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import assert_never

from policycheck.evaluation.logic import Truth, conjunction, disjunction, negate
from policycheck.evaluation.outcomes import Truths, outcome_of
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    ListSource,
    Named,
    Not,
    Operand,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.outcome import BLOCKED, GRADES, Concern, Outcome, Verdict
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension
from policycheck.model.vocabulary import Field, Kind, Means
from policycheck.workshop.cases import BROKEN, HOLDS, RECONCILED, Subject, subjects

Values = frozenset[Truth]
_ANY: Values = frozenset({True, False, None})
_NEVER_UNKNOWN: Values = frozenset({True, False})


def reachable(pack: Pack) -> dict[str, tuple[str, ...]]:
    """What every entry of a pack can come to, by id, each in the usual order of words."""
    rules = {rule.id: rule for one in pack.recommendations for rule in one.rules}
    reach = _Reach(pack.vocabulary.root, rules)
    return {one.id: reach.of(one) for one in subjects(pack).values()}


def possible_values(condition: Condition, root: Field) -> Values:
    """The truth values that a condition about whole proposals can have; one that asks for no rule's outcome."""
    return _Reach(root, {}).values(condition, None)


class _Reach:
    """Works out what can be, for one vocabulary and its rules."""

    def __init__(self, root: Field, rules: Mapping[str, Rule]) -> None:
        self._root = root
        self._rules = rules

    def of(self, subject: Subject) -> tuple[str, ...]:
        """The words for what it can come to."""
        match subject:
            case Rule():
                outcomes = self._of_rule(subject)
                return tuple(one.value for one in Outcome if one in outcomes)
            case Recommendation():
                return self._of_recommendation(subject)
            case Check():
                broken = False in self.values(subject.must, None)
                return (BROKEN, HOLDS) if broken else (HOLDS,)
            case Advisory() | Tension():
                return tuple(self._of_concern(subject))
            case _:
                assert_never(subject)

    def _of_rule(self, rule: Rule) -> frozenset[Outcome]:
        own = {
            outcome_of(Truths(*values))
            for values in product(
                self._values_or(rule.when, absent=True),
                self._values_or(rule.contradicted, absent=False),
                self.values(rule.met, None),
                self._values_or(rule.partly, absent=False),
            )
        }
        if rule.requires:
            own |= {BLOCKED[one] for one in self._of_rule(self._rules[rule.requires]) if one in BLOCKED}
        return frozenset(own)

    def _of_recommendation(self, one: Recommendation) -> tuple[str, ...]:
        """Grades come from numbers, so all four can be; a verdict without a grade has its own reason."""
        uncounted = all(rule.when is not None for rule in one.rules)
        binding = one.when is not None and self.values(one.when, None) != {True}
        none = {Verdict.NOT_APPLICABLE} if binding or uncounted else set()
        can = {*GRADES, Verdict.OUT_OF_SCOPE, Verdict.NOT_ADDRESSED, *none}
        return tuple(verdict.value for verdict in Verdict if verdict in can)

    def _of_concern(self, concern: Advisory | Tension) -> list[str]:
        values = self.values(concern.when, None)
        can = []
        if True in values:
            can += [Concern.RAISED.value, Concern.ANSWERED.value]
        if values != {True}:
            can.append(Concern.NOT_RAISED.value)
        if concern.strands or concern.package_only:
            can.append(Concern.OUT_OF_SCOPE.value)
        if True in values and isinstance(concern, Tension) and concern.reconciled is not None:
            can += [RECONCILED] if True in self.values(concern.reconciled, None) else []
        return can

    def _values_or(self, condition: Condition | None, *, absent: Truth) -> Values:
        return frozenset({absent}) if condition is None else self.values(condition, None)

    # the values that a condition can have

    def values(self, node: Condition, item: Field | None) -> Values:  # noqa: C901 - one case a kind of condition
        """The truth values that a condition can have, about an item of that kind where there is one."""
        match node:
            case Leaf():
                return self._of_leaf(node, item)
            case Named():
                return self.values(node.part, item)
            case Not():
                return frozenset(negate(value) for value in self.values(node.part, item))
            case All():
                return _joined(conjunction, [self.values(part, item) for part in node.parts])
            case AnyOf():
                return _joined(disjunction, [self.values(part, item) for part in node.parts])
            case Over():
                return self._of_list(node, item)
            case Among():
                return _of_several([self.values(part, item) for part in node.parts], node)
            case CountLabels():
                return _NEVER_UNKNOWN
            case RuleOutcome():
                outcomes = self._of_rule(self._rules[node.rule])
                return frozenset(outcome in node.outcomes for outcome in outcomes)
            case _:
                assert_never(node)

    def _of_leaf(self, leaf: Leaf, item: Field | None) -> Values:
        if leaf.comparator is Comparator.SILENT:
            return _NEVER_UNKNOWN if self._may_be_absent(leaf.path, item) else frozenset({False})
        values = _of_stated(leaf) if leaf.comparator is Comparator.STATED else _of_values(leaf)
        over_nothing = leaf.comparator in {Comparator.WITHIN, Comparator.INCLUDES_ALL}
        unsure = over_nothing or self._may_be_absent(leaf.path, item)
        return values | {None} if unsure else values

    def _of_list(self, node: Over, item: Field | None) -> Values:
        each: Values = frozenset({True})
        if node.satisfies is not None:
            each = self.values(node.satisfies, node.source.item)
        unsure = self._may_go_on(node.source, item)
        match node.quantifier:
            case Quantifier.SUM:
                numbered = node.value is not None and not self._may_be_absent(node.value, node.source.item)
                return _NEVER_UNKNOWN if numbered and not unsure else _ANY
            case Quantifier.EVERY:
                return each | {node.if_empty} | ({None} if unsure else set())
            case Quantifier.SHARE:
                return each | {node.if_empty, None}
            case Quantifier.SOME:
                return each | {False} | ({None} if unsure else set())
            case Quantifier.COUNT:
                return (each & {None}) | _of_counts(node, can_hold=True in each) | ({None} if unsure else set())

    # silence

    def _may_be_absent(self, path: FieldPath, item: Field | None) -> bool:
        if path.over is not None:
            return self._may_go_on(path.over, item) or _may_lack(path.over.item, path.keys)
        start = self._root if path.origin is Origin.ROOT or item is None else item
        return _may_lack(start, path.keys)

    def _may_go_on(self, source: ListSource, item: Field | None) -> bool:
        """Whether a list can be absent, or some list inside it."""
        if source.named is not None:
            here = source.named.source
            if self._may_go_on(here, None):
                return True
            start = here.item
        else:
            start = self._root if source.origin is Origin.ROOT or item is None else item
        for keys in source.hops:
            if _may_lack(start, keys):
                return True
            for key in keys:
                start = start.properties[key]
            assert start.item is not None
            start = start.item
        return False


def _may_lack(start: Field, keys: tuple[str, ...]) -> bool:
    """Whether a field can be absent: some key on the way is not required, or a value means "not stated"."""
    for key in keys:
        if key not in start.required:
            return True
        start = start.properties[key]
    return any(value.means is Means.NOT_STATED for value in start.values.values())


def _of_stated(leaf: Leaf) -> Values:
    """Only a list can be stated as none; a section of which nothing is stated is unknown."""
    wanted = bool(leaf.operand.values[0])
    match leaf.path.field.kind:
        case Kind.LIST:
            return _NEVER_UNKNOWN
        case Kind.OBJECT:
            return frozenset({wanted, None})
        case _:
            return frozenset({wanted})


def _of_values(leaf: Leaf) -> Values:
    """Whether a stated value can, and need not, be among those asked for."""
    field = leaf.path.field
    known = {name for name, value in field.values.items() if value.means is Means.ITSELF}
    if leaf.comparator not in {Comparator.IS, Comparator.IN} or leaf.operand.labels is not None or not known:
        return _NEVER_UNKNOWN
    wanted = set(leaf.operand.values)
    return frozenset({value in wanted for value in known})


def _joined(join: Callable[[tuple[Truth, ...]], Truth], parts: list[Values]) -> Values:
    return frozenset(join(values) for values in product(*parts))


def _of_several(parts: list[Values], node: Among) -> Values:
    """Of so many conditions, how many hold: from those that cannot be false to those that can be true."""
    whole = len(parts) if node.quantifier is Quantifier.SHARE else 1
    least, most = _bound(node.at_least), _bound(node.at_most)
    low = sum(False not in values for values in parts) / whole
    high = sum(True in values for values in parts) / whole
    fits = (least is None or high >= least) and (most is None or low <= most)
    fails = (least is not None and low < least) or (most is not None and high > most)
    unsure = any(None in values for values in parts)
    return frozenset(({True} if fits else set()) | ({False} if fails else set()) | ({None} if unsure else set()))


def _of_counts(node: Over, *, can_hold: bool) -> Values:
    least, most = _bound(node.at_least), _bound(node.at_most)
    fits = least is None or least <= 0 or can_hold
    fails = (least is not None and least > 0) or (most is not None and can_hold)
    return frozenset(({True} if fits else set()) | ({False} if fails else set()))


def _bound(operand: Operand | None) -> float | None:
    if operand is None:
        return None
    value = operand.values[0]
    assert isinstance(value, int | float)
    return value
