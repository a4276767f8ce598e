"""Explanations: sentences rendered from traces. What was read, where, and what the rule asks instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from policycheck.evaluation import english
from policycheck.evaluation.access import Lists, Run, Trace, dig
from policycheck.evaluation.blame import Blamed, responsible
from policycheck.evaluation.english import predicate, say_inline, subject
from policycheck.evaluation.facts import Places, show
from policycheck.evaluation.words import items, listed, the
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    Leaf,
    Named,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.outcome import Outcome

_MOST_PLACES = 4


class Traces(NamedTuple):
    """The traces of a rule's conditions; None for a condition that it does not have."""

    when: Trace | None
    contradicted: Trace | None
    met: Trace | None
    partly: Trace | None


class Explainer:
    """Writes the sentences about one run of one proposal."""

    def __init__(self, places: Places, run: Run, lists: Lists) -> None:
        self.places = places
        self.run = run
        self._lists = lists

    def rule(self, outcome: Outcome, traces: Traces) -> tuple[str, ...]:
        """Why a rule came to its outcome."""
        match outcome:
            case Outcome.NOT_APPLICABLE:
                return self.not_triggered(traces.when)
            case Outcome.CONTRADICTED:
                return self._all(traces.contradicted, asked=False)
            case Outcome.MET:
                return self._all(traces.met, asked=False)
            case Outcome.PARTLY_MET:
                earned, missing = self._all(traces.partly, asked=False), self._all(traces.met)
                return (*(said for said in earned if not _repeated(said, missing)), *missing)
            case Outcome.NOT_MET:
                return self._all(traces.met)
            case Outcome.NOT_STATED:
                return self._all(traces.met if traces.met is not None and traces.met.value is None else traces.partly)

    def not_triggered(self, when: Trace | None) -> tuple[str, ...]:
        """Why a trigger did not fire."""
        if when is None:
            return ()
        if when.value is None:
            return (f"Not triggered: the proposal does not say whether {say_inline(when.node)}.",)
        return tuple(f"Not triggered: {_lower(sentence)}" for sentence in self._all(when, asked=False))

    def triggered(self, when: Trace) -> tuple[str, ...]:
        """What raised a concern (or reconciled it)."""
        return self._all(when, asked=False)

    def _all(self, trace: Trace | None, *, asked: bool = True) -> tuple[str, ...]:
        """Sentences about the responsible parts, those of one kind drawn together."""
        if trace is None:
            return ()
        blamed = responsible(trace)
        groups: dict[tuple[int, str], list[Blamed]] = {}
        for one in blamed:
            seen = "" if not asked and self._is_name(one.trace) else self._observed(one.trace)
            groups.setdefault((id(one.trace.node), seen), []).append(one)
        told = {self._whose(one.trace) for (_, seen), group in groups.items() if seen for one in group}
        sentences = [
            self._sentence(group, seen, asked=asked) if seen else self._naming(group, told)
            for (_, seen), group in groups.items()
        ]
        sentences = [sentence for sentence in sentences if sentence]
        alternatives = asked and trace.value is not True and len(sentences) > 1 and _is_choice(trace)
        return tuple(dict.fromkeys((["Any one of these would do."] if alternatives else []) + sentences))

    def _sentence(self, group: list[Blamed], observed: str, *, asked: bool) -> str:
        trace, negated = group[0]
        where = self._where([one.trace for one in group])
        wanted = self._wanted(trace, negated) if asked else ""
        return f"{where}{observed if where else _upper(observed)}{wanted}."

    def _naming(self, group: list[Blamed], told: set[str]) -> str:
        """A sentence that only names items, unless another sentence speaks of each of them."""
        traces = [one.trace for one in group if self._whose(one.trace) not in told]
        return f"Named: {_lower(self._where(traces)).removesuffix(': ')}." if traces else ""

    def _is_name(self, trace: Trace) -> bool:
        """Whether a leaf reads just the field by which its item is named: then naming the item says it all."""
        if not isinstance(trace.node, Leaf):
            return False
        place = self.places.of(trace.node.path, trace.item)
        if not place:
            return False
        parent = self.places.vocabulary.field_at(place[:-1])
        return parent is not None and parent.label == place[-1] and bool(self._whose(trace))

    def _where(self, traces: list[Trace]) -> str:
        names = list(dict.fromkeys(filter(None, (self._whose(trace) for trace in traces))))
        if not names:
            return ""
        more = len(names) - _MOST_PLACES
        shown = names if more <= 0 else [*names[:_MOST_PLACES], f"{more} more"]
        return f"{_upper('; '.join(shown))}: "

    def _whose(self, trace: Trace) -> str:
        node = trace.node
        if isinstance(node, Leaf) and node.path.origin.value == "root" and node.path.over is None:
            return ""
        return self.places.whose(trace.item)

    # what is there

    def _observed(self, trace: Trace) -> str:
        match trace.node:
            case Leaf():
                return self._observed_field(trace, trace.node)
            case Over():
                return self._observed_list(trace, trace.node)
            case CountLabels(labels=labels):
                here = sorted(label.replace("_", " ") for label in self.run.labels.get(labels.name, ()))
                named = f" ({listed(here, 'and')})" if here else ""
                return f"of {the(labels.title)}, {len(here)} {'applies' if len(here) == 1 else 'apply'}{named}"
            case RuleOutcome(rule=rule):
                return f"{rule} is {self.run.outcomes[rule].words}"
            case Among(parts=parts):
                return f"{sum(part.value is True for part in trace.parts)} of {len(parts)} hold"
            case _:
                return say_inline(trace.node)

    def _observed_field(self, trace: Trace, leaf: Leaf) -> str:
        path, about, be = leaf.path, subject(leaf.path), english.be(leaf.path)
        if path.over is not None:
            return self._observed_flattened(trace, leaf)
        place = self.places.of(path, trace.item)
        if place is None:
            return f"{the(path.field.title or 'entry')} is {show(trace.item, path.field)}"
        fact = self.places.fact(place)
        if not fact.stated:
            return f"{about} {be} not stated"
        if fact.shown == "stated":
            return f"{about} {be} stated"
        return f"{about} {be} stated as {fact.shown}"

    def _observed_flattened(self, trace: Trace, leaf: Leaf) -> str:
        if trace.value is None:
            return f"{subject(leaf.path)} {english.be(leaf.path)} not stated for all"
        return f"{subject(leaf.path)} {predicate(leaf, negated=trace.value is False)}"

    def _observed_list(self, trace: Trace, node: Over) -> str:
        one, many = items(node.source)
        found, more = self._lists.items(node.source, node.where)(trace.item, self.run)
        if node.quantifier is Quantifier.SUM:
            return self._observed_sum(node, found, many)
        if not found:
            return f"{the(many)} are not stated" if more else f"there are no {many}"
        amount = f"there {'is 1 ' + one if len(found) == 1 else f'are {len(found)} {many}'}"
        if node.quantifier is Quantifier.SOME and trace.value is False and node.satisfies is not None:
            return f"{amount}, but none for which {say_inline(node.satisfies)}"
        return f"{amount}, and perhaps others that are not stated" if more else amount

    def _observed_sum(self, node: Over, found: list[Any], many: str) -> str:
        from decimal import Decimal

        assert node.value is not None
        title, numbers = node.value.field.title or "value", [dig(one, node.value.keys) for one in found]
        known = str(sum((Decimal(str(number)) for number in numbers if number is not None), Decimal(0)))
        missing = sum(number is None for number in numbers)
        gap = f", and {missing} of {len(found)} do not state it" if missing else ""
        return f"the sum of the {title} over {the(many)} is {known}{gap}"

    # what is asked

    def _wanted(self, trace: Trace, negated: bool) -> str:
        """What the rule asks instead, as the end of a sentence; empty where what was seen says it."""
        node = trace.node
        if isinstance(node, Leaf):
            if trace.value is None and node.comparator is Comparator.STATED:
                return ""
            pronoun = "they" if english.is_plural(node.path) else "it"
            return f"; the rule asks that {pronoun} {predicate(node, negated=negated)}{self._here(node)}"
        if negated:
            return f"; the rule asks that {english.say_negated(node)}"
        return self._wanted_of(node, looked_at=bool(trace.parts))

    def _wanted_of(self, node: Condition, *, looked_at: bool) -> str:
        match node:
            case Over(quantifier=Quantifier.COUNT | Quantifier.SHARE, satisfies=part) if part is not None:
                return f"; the rule asks that {say_inline(node)}"
            case Over(quantifier=Quantifier.COUNT | Quantifier.SUM) | CountLabels():
                return f"; the rule asks for {english.amount(node)}"
            case Over(quantifier=quantifier, satisfies=part) if part is not None and not looked_at:
                each = "every" if quantifier is Quantifier.EVERY else "one"
                return f"; the rule asks of {each} {items(node.source)[0]} that {say_inline(part)}"
            case Among():
                return f"; the rule asks for {english.amount(node, percent=node.quantifier is Quantifier.SHARE)}"
            case _:
                return ""

    def _here(self, leaf: Leaf) -> str:
        """The labels that apply in this proposal, where a leaf compares with a label set."""
        labels = leaf.operand.labels
        if labels is None:
            return ""
        field = leaf.path.field.item or leaf.path.field
        words: Mapping[str, str] = {value: entry.title for value, entry in field.values.items()}
        here = [words.get(label, label) for label, _ in labels.labels if label in self.run.labels.get(labels.name, ())]
        return f" (here: {listed(here, 'and')})"


def _repeated(sentence: str, others: tuple[str, ...]) -> bool:
    """Whether another sentence says the same and goes on."""
    return any(other.startswith(sentence.removesuffix(".")) for other in others)


def _is_choice(trace: Trace) -> bool:
    while isinstance(trace.node, Named):
        trace = trace.parts[0]
    if isinstance(trace.node, All):
        failing = [part for part in trace.parts if part.value is trace.value]
        return len(failing) == 1 and _is_choice(failing[0])
    return isinstance(trace.node, AnyOf)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
