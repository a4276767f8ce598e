"""Compiling conditions to closures, with an optional recorder. What operators mean is in policycheck.evaluation.logic.

A test is a function (item, run) -> True, False or None. `item` is the list item that relative paths speak of, `run`
holds the document's values and what was computed once. With `record`, each node also leaves a Trace and looks at
all its parts; without, it stops as soon as the value is decided. A law test holds that the values are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from msgspec.structs import replace

from policycheck.evaluation import logic
from policycheck.evaluation.access import Lister, Lists, Run, Test, Trace, dig, getter
from policycheck.evaluation.logic import Truth
from policycheck.evaluation.reading import reads
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    Named,
    Not,
    Operand,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.pack import Rule
from policycheck.model.vocabulary import Field

Judge = Callable[[Run], tuple[Truth, Truth, Truth, Truth]]
"""The truth of a rule's conditions: when, contradicted, met, partly."""

NOT_TRIGGERED = (False, False, False, False)
"""A rule whose `when` is false: nothing else about it matters."""


class Compiler:
    """Compiles conditions; named lists, label sets and root conditions are computed once per run."""

    def __init__(self, *, record: bool) -> None:
        self.record = record
        self._definitions: dict[tuple[str, Field | None], Test] = {}
        plain = Compiler(record=False) if record else self
        self.lists: Lists = plain.lists if record else Lists(self.test)

    def test(self, node: Condition) -> Test:
        """The closure of a condition."""
        plain = self._test(node)
        # A named condition leaves the trace of what it names.
        return _recorded(node, plain) if self.record and not isinstance(node, Named) else plain

    def judge(self, rule: Rule) -> Judge:
        """The closure of a rule. A condition is not looked at where it can no longer matter, one that is not there
        has the neutral value.
        """
        when, contradicted, met, partly = (
            None if condition is None else self.test(condition)
            for condition in (rule.when, rule.contradicted, rule.met, rule.partly)
        )

        def judge(run: Run) -> tuple[Truth, Truth, Truth, Truth]:
            fires = True if when is None else when(None, run)
            if fires is False:
                return NOT_TRIGGERED
            against = False if contradicted is None else contradicted(None, run)
            if against is True:
                return fires, True, False, False
            found = None if met is None else met(None, run)
            return fires, against, found, False if partly is None or found is True else partly(None, run)

        return judge

    def _test(self, node: Condition) -> Test:  # noqa: C901 - one case a kind of condition
        match node:
            case Leaf():
                return self._leaf(node)
            case All():
                return self._joined(node.parts, stop=False)
            case AnyOf():
                return self._joined(node.parts, stop=True)
            case Not():
                part = self.test(node.part)
                return lambda item, run: logic.negate(part(item, run))
            case Named():
                return self._named(node)
            case Over():
                return self._over(node)
            case Among():
                return self._among(node)
            case CountLabels():
                labels, (least, most) = self.lists.labels(node.labels), bounds(node)
                return lambda _, run: logic.between(len(labels(run)), len(labels(run)), least, most)
            case RuleOutcome():
                rule, wanted = node.rule, node.outcomes
                return lambda _, run: run.outcomes.get(rule) in wanted
            case _:
                assert_never(node)

    def _named(self, node: Named) -> Test:
        """A definition, wherever it is used: compiled once and, where it speaks of no item, computed once per run."""
        key = node.name, node.item
        if key not in self._definitions:
            self._definitions[key] = self._defined(node)
        return self._definitions[key]

    def _defined(self, node: Named) -> Test:
        part = self.test(node.part)
        if self.record or node.item is not None:
            return part
        name = node.name

        def once(_: Any, run: Run) -> Truth:
            known = run.conditions
            if name not in known:
                known[name] = part(None, run)
            return known[name]

        return once

    def _joined(self, parts: tuple[Condition, ...], *, stop: bool) -> Test:
        """All (stop at the first false) or any (stop at the first true)."""
        tests = tuple(self.test(part) for part in parts)
        if self.record:
            join = logic.disjunction if stop else logic.conjunction
            return lambda item, run: join([test(item, run) for test in tests])

        def joined(item: Any, run: Run) -> Truth:
            out: Truth = not stop
            for test in tests:
                value = test(item, run)
                if value is stop:
                    return stop
                if value is None:
                    out = None
            return out

        return joined

    # leaves

    def _leaf(self, leaf: Leaf) -> Test:
        if leaf.comparator in _LIST_TESTS:
            return self._list_leaf(leaf)
        get, wanted = getter(leaf.path), leaf.operand.values[0] if leaf.operand.values else None
        match leaf.comparator:
            case Comparator.IS | Comparator.IN if leaf.operand.labels is None:
                fixed = frozenset(leaf.operand.values)
                return lambda item, run: None if (v := get(item, run)) is None else v in fixed
            case Comparator.IS | Comparator.IN:
                values = self._values(leaf.operand)
                return lambda item, run: None if (v := get(item, run)) is None else v in values(run)
            case Comparator.AT_LEAST:
                return lambda item, run: None if (v := get(item, run)) is None else v >= wanted
            case Comparator.AT_MOST:
                return lambda item, run: None if (v := get(item, run)) is None else v <= wanted
            case Comparator.STATED if wanted:
                return lambda item, run: logic.stated(get(item, run))
            case Comparator.STATED:
                return lambda item, run: logic.unstated(get(item, run))
            case _:
                return lambda item, run: get(item, run) is None

    def _list_leaf(self, leaf: Leaf) -> Test:
        many, values, if_empty = self.lists.values(leaf.path), self._values(leaf.operand), leaf.if_empty
        match leaf.comparator:
            case Comparator.INCLUDES | Comparator.INCLUDES_ANY:
                return lambda item, run: logic.includes_any(*many(item, run), values(run))
            case Comparator.INCLUDES_ALL:
                return lambda item, run: logic.includes_all(*many(item, run), values(run), if_empty)
            case _:
                return lambda item, run: logic.within(*many(item, run), values(run), if_empty)

    def _values(self, operand: Operand) -> Callable[[Run], frozenset[Any]]:
        if operand.labels is not None:
            return self.lists.labels(operand.labels)
        fixed = frozenset(operand.values)
        return lambda _: fixed

    # quantifiers

    def _over(self, node: Over) -> Test:
        items = self.lists.items(node.source, node.where)
        if node.quantifier is Quantifier.SUM:
            return self._looked_at(node, items) if self.record else _sum(node, items)
        (least, most), if_empty = bounds(node), node.if_empty
        if node.satisfies is None:
            return lambda item, run: logic.count(*_all_pass(*items(item, run)), least, most)
        test = self.test(node.satisfies)

        def judge(item: Any, run: Run) -> tuple[list[Truth], bool]:
            found, more = items(item, run)
            return [test(one, run) for one in found], more

        match node.quantifier:
            case Quantifier.EVERY:
                return lambda item, run: logic.every(*judge(item, run), if_empty)
            case Quantifier.SOME:
                return lambda item, run: logic.some(*judge(item, run))
            case Quantifier.COUNT:
                return lambda item, run: logic.count(*judge(item, run), least, most)
            case _:
                return lambda item, run: logic.share(*judge(item, run), least, most, if_empty)

    def _looked_at(self, node: Over, items: Lister) -> Test:
        """A sum that also leaves the trace of every number that it adds up."""
        total = _sum(node, items)
        of_item = replace(_value(node), origin=Origin.ITEM, over=None)
        number = self.test(Leaf(of_item, Comparator.STATED, Operand((True,))))

        def summed(item: Any, run: Run) -> Truth:
            for one in items(item, run)[0]:
                number(one, run)
            return total(item, run)

        return summed

    def _among(self, node: Among) -> Test:
        tests, (least, most) = tuple(self.test(part) for part in node.parts), bounds(node)
        if node.quantifier is Quantifier.COUNT:
            return lambda item, run: logic.count([test(item, run) for test in tests], False, least, most)
        return lambda item, run: logic.share([test(item, run) for test in tests], False, least, most, None)


_LIST_TESTS = {Comparator.INCLUDES, Comparator.INCLUDES_ANY, Comparator.INCLUDES_ALL, Comparator.WITHIN}


def _all_pass(items: list[Any], more: bool) -> tuple[list[Truth], bool]:
    return [True] * len(items), more


def _value(node: Over) -> FieldPath:
    """What a sum adds up."""
    if node.value is None:
        raise AssertionError("a sum has a value")
    return node.value


def _sum(node: Over, items: Lister) -> Test:
    keys, number, (least, most) = _value(node).keys, _value(node).field, bounds(node)
    low = -logic.INFINITE if number.minimum is None else number.minimum
    high = logic.INFINITE if number.maximum is None else number.maximum

    def summed(item: Any, run: Run) -> Truth:
        found, more = items(item, run)
        return logic.total([dig(one, keys) for one in found], more, low, high, least, most)

    return summed


def bounds(node: Over | Among | CountLabels) -> tuple[float | None, float | None]:
    """At least so much, and at most; None where it does not say."""
    least = node.at_least.values[0] if node.at_least is not None else None
    most = node.at_most.values[0] if node.at_most is not None else None
    return least, most  # type: ignore[return-value]  # operands of bounds are numbers: the reader saw to it


def _recorded(node: Condition, test: Test) -> Test:
    read = reads(node)
    if isinstance(node, Leaf | CountLabels | RuleOutcome):

        def leaf(item: Any, run: Run) -> Truth:
            value = test(item, run)
            run.frame.append(Trace(node, item, value, read))
            return value

        return leaf

    def recorded(item: Any, run: Run) -> Truth:
        parts: list[Trace] = []
        outer, run.frame = run.frame, parts
        value = test(item, run)
        run.frame = outer
        outer.append(Trace(node, item, value, read, parts))
        return value

    return recorded
