"""The fields that decide: where the parts of a condition stand that are responsible for what it came to.

Finer than the facts of a finding: of a list that is summed up it names each number, of a list that may go on each
place where more could stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from policycheck.evaluation.access import Run, Trace, dig
from policycheck.evaluation.blame import reason
from policycheck.evaluation.facts import Places
from policycheck.evaluation.findings import Findings, deciding
from policycheck.evaluation.logic import Truth
from policycheck.evaluation.program import recorder
from policycheck.model.assessment import Finding, Raised
from policycheck.model.condition import (
    All,
    Condition,
    CountLabels,
    FieldPath,
    Leaf,
    ListSource,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.document import Path, show_path
from policycheck.model.outcome import Concern, Outcome
from policycheck.model.pack import Pack, Tension
from policycheck.model.proposal import Proposal

Fields = frozenset[str]
"""Paths of fields, as people write them; beside them the ids of rules whose outcome decides."""

_COVERS = "proposal.covers"


class Obstacle(NamedTuple):
    """Fields, one of which has to change before a condition can be true, and items that could go instead."""

    fields: Fields
    items: tuple[Path, ...]


class Decisive:
    """Names the fields that decide, for one proposal and what was found in it."""

    def __init__(self, pack: Pack, proposal: Proposal, found: Findings) -> None:
        self._proposal = proposal
        self._places = Places(proposal, pack.vocabulary)
        self._recorder = recorder(pack)
        outcomes = {one.rule.id: one.outcome for findings in found.rules.values() for one in findings}
        self._run = Run(proposal.values, outcomes=outcomes)

    def truth(self, condition: Condition) -> Truth:
        """What a condition comes to."""
        return self._recorder.trace(condition, self._run).value

    def condition(self, condition: Condition | None) -> Fields:
        """The fields that make a condition what it is; none where there is no condition."""
        if condition is None:
            return frozenset()
        trace = self._recorder.trace(condition, self._run)
        around = dict(_around(trace, None))
        return frozenset(name for part, _ in reason(trace).parts for name in self._names(part, around))

    def obstacle(self, condition: Condition) -> Obstacle:
        """What keeps a condition from being true: fields, of which one has to change, and the items they stand in.

        Of parts that must all be true it is the first that is not, of items likewise; so it is no more than needed.
        """
        trace = self._recorder.trace(condition, self._run)
        around, items = dict(_around(trace, None)), []
        while (part := _first_failing(trace)) is not None:
            if isinstance(trace.node, Over) and (place := self._places.path(part.item)):
                items.append(place)
            trace = part
        fields = frozenset(name for part, _ in reason(trace).parts for name in self._names(part, around))
        return Obstacle(fields, tuple(items))

    def rule(self, finding: Finding) -> Fields:
        """The fields that decide a rule's outcome. Of a rule that is blocked: the rule it waits for."""
        if finding.because_of:
            return frozenset({finding.because_of})
        _, _, met, partly = conditions = deciding(finding.rule, finding.outcome)
        if finding.outcome is Outcome.MET:
            conditions = (met,)
        elif finding.outcome is Outcome.NOT_STATED:
            conditions = (met if met is not None and self.truth(met) is None else partly,)
        return frozenset[str]().union(*map(self.condition, conditions))

    def concern(self, raised: Raised) -> Fields:
        """The fields that decide what became of an advisory or a tension; of one answered, its answer too."""
        concern = raised.concern
        if raised.state is Concern.OUT_OF_SCOPE:
            return frozenset({_COVERS})
        fields = self.condition(concern.when)
        if raised.state is Concern.ANSWERED:
            risks = enumerate(self._proposal.risks)
            fields |= {f"risks[{index}].mitigation" for index, risk in risks if risk.topic == concern.slug}
            if isinstance(concern, Tension) and not raised.answer:
                fields |= self.condition(concern.reconciled)
        return fields

    # from a part of a trace to the names of fields

    def _names(self, trace: Trace, around: Mapping[int, Trace]) -> Iterator[str]:
        match trace.node:
            case RuleOutcome(rule=rule):
                yield rule
            case CountLabels():
                yield from self._of_labels(trace.node, trace.value)
            case Over(quantifier=Quantifier.SUM, value=value) if value is not None:
                yield from map(show_path, self._of_numbers(trace, trace.node, value))
            case Over(source=source):
                yield from map(show_path, self._of_list(source, trace))
            case Leaf(path=path):
                yield from map(show_path, self._of_field(path, trace, around))
            case _:
                for inner in trace.parts:
                    yield from self._names(inner, around)

    def _of_field(self, path: FieldPath, trace: Trace, around: Mapping[int, Trace]) -> Iterator[Path]:
        if path.over is not None:
            absent, items = self._walk(path.over, trace.item)
            values = [((*place, *path.keys), dig(item, path.keys)) for place, item in items]
            unsaid = [place for place, value in values if value is None]
            yield from (*absent, *unsaid) if trace.value is None else [place for place, _ in values] or absent
            return
        outer = around.get(id(trace))
        # An item of a list of plain values has no place of its own: then it is the list.
        if self._places.of(trace) is None and outer is not None and isinstance(outer.node, Over):
            yield from self._of_list(outer.node.source, outer)
        else:
            yield from self._own(trace)

    def _own(self, trace: Trace) -> Iterator[Path]:
        """The place that the part itself reads; of several lists in one another, that of the outermost."""
        place = self._places.of(trace)
        if place is not None:
            yield place.path

    def _of_list(self, source: ListSource, trace: Trace) -> Iterator[Path]:
        absent, _ = self._walk(source, trace.item)
        yield from absent if trace.value is None and absent else self._own(trace)

    def _of_numbers(self, trace: Trace, node: Over, value: FieldPath) -> Iterator[Path]:
        """The numbers that a sum adds up; where it is unknown, those that are not there."""
        found, _ = self._recorder.items(node, trace.item, self._run)
        absent, items = self._walk(node.source, trace.item)
        where = {id(item): place for place, item in items}
        numbers = [((*where[id(item)], *value.keys), dig(item, value.keys) is None) for item in found]
        if trace.value is None:
            yield from (*absent, *(place for place, silent in numbers if silent))
        elif numbers:
            yield from (place for place, silent in numbers if not silent)
        else:
            yield from self._own(trace)

    def _of_labels(self, node: CountLabels, value: Truth) -> Iterator[str]:
        """The fields of the labels that apply, where there are enough of them; else of those that do not."""
        applying = (value is True) is (node.at_least is not None)
        for _, condition in node.labels.labels:
            if (self.truth(condition) is True) is applying:
                yield from self.condition(condition)

    def _walk(self, source: ListSource, item: Any) -> tuple[list[Path], list[tuple[Path, Any]]]:
        """The places of lists that are absent, and every item with its place, whatever narrows the list."""
        absent: list[Path] = []
        if source.named is not None:
            absent, items = self._walk(source.named.source, None)
        elif source.origin is Origin.ROOT:
            items = [((), self._proposal.values)]
        else:
            items = [(self._places.path(item) or (), item)]
        for keys in source.hops:
            inner: list[tuple[Path, Any]] = []
            for place, one in items:
                found = dig(one, keys)
                if found is None:
                    absent.append((*place, *keys))
                else:
                    inner += [((*place, *keys, index), part) for index, part in enumerate(found)]
            items = inner
        return absent, items


def _first_failing(trace: Trace) -> Trace | None:
    """The first of the parts that must all be true and is not; None where not all must be."""
    node = trace.node
    if isinstance(node, All) or (isinstance(node, Over) and node.quantifier is Quantifier.EVERY):
        return next((part for part in trace.parts if part.value is not True), None)
    return None


def _around(trace: Trace, outer: Trace | None) -> Iterator[tuple[int, Trace]]:
    """For each part of a trace, by identity, the nearest list around it."""
    if outer is not None:
        yield id(trace), outer
    for part in trace.parts:
        yield from _around(part, trace if isinstance(trace.node, Over) else outer)
