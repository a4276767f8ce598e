"""Explanations: sentences rendered from traces. What was read, where, and what the rule asks instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from policycheck.evaluation import choices, english, prose
from policycheck.evaluation.access import Run, Trace
from policycheck.evaluation.blame import Blamed, Reason
from policycheck.evaluation.english import predicate, say_inline
from policycheck.evaluation.facts import Places
from policycheck.evaluation.logic import Truth
from policycheck.evaluation.observed import added_up, flattened
from policycheck.evaluation.program import Recorder
from policycheck.evaluation.words import items, listed, show, the
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    Leaf,
    Not,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.outcome import Outcome
from policycheck.model.pack import Rule

# A member asked of its enumeration takes a quarter of a microsecond.
_ROOT, _SUM, _SOME = Origin.ROOT, Quantifier.SUM, Quantifier.SOME


class Reasons(NamedTuple):
    """Why a rule's conditions came to their values; None for a condition that it does not have."""

    when: Reason | None
    contradicted: Reason | None
    met: Reason | None
    partly: Reason | None


Groups = dict[tuple[Condition, str], tuple[Blamed, list[str]]]
"""By condition and what was seen (nothing, where the item's name says it all): the first part, and whose they are."""


class Explainer:
    """Writes the sentences about one run of one proposal."""

    def __init__(self, places: Places, run: Run, recorder: Recorder) -> None:
        self.places = places
        self.run = run
        self._items = recorder.items
        self._values = recorder.values

    def rule(self, rule: Rule, outcome: Outcome, reasons: Reasons) -> tuple[str, ...]:
        """Why a rule came to its outcome."""
        if rule.when is not None and reasons.when is not None:
            return self.not_triggered(rule.when, reasons.when)
        return _teller(outcome)(self, reasons)

    def not_triggered(self, condition: Condition, when: Reason) -> tuple[str, ...]:
        """Why a trigger did not fire."""
        if when.trace.value is None:
            start, unsaid = "Not triggered: the proposal does not say whether", _unsaid(when.trace, condition)
            return prose.asked(f"{start} what follows is so", unsaid, f"{start} {say_inline(unsaid)}")
        return self._drawn(when.parts, asked=False, start="Not triggered: ")

    def triggered(self, when: Reason) -> tuple[str, ...]:
        """What raised a concern (or reconciled it)."""
        return self.told(when, asked=False)

    def told(self, reason: Reason | None, *, asked: bool = True) -> tuple[str, ...]:
        """Sentences about the responsible parts; where something is asked, what can be chosen is told apart."""
        if reason is None:
            return ()
        if asked and reason.trace.value is not True:
            return choices.told(reason.trace, self._drawn)
        return self._drawn(reason.parts, asked=asked)

    def _drawn(self, parts: Sequence[Blamed], *, asked: bool = True, start: str = "") -> tuple[str, ...]:
        """Sentences about parts, those of one kind drawn together. `start` begins what is said of each kind."""
        groups = self._groups(parts, asked=asked)
        sentences: list[str] = []
        for (_, seen), (first, names) in groups.items():
            said: tuple[str, ...] = ()
            if seen:
                said = self._sentences(first, seen, names, asked=asked)
            elif untold := _untold(names, groups):
                said = prose.named(prose.distinct(untold))
            sentences += [f"{start}{choices.lower(said[0])}", *said[1:]] if start and said else said
        return tuple(dict.fromkeys(sentences))

    def _groups(self, parts: Sequence[Blamed], *, asked: bool) -> Groups:
        groups: Groups = {}
        for blamed in parts:
            trace, _ = blamed
            name = self._whose(trace)
            seen = "" if name and not asked and self._is_name(trace) else self._observed(trace, asked=asked)
            key = trace.node, seen
            if key not in groups:
                groups[key] = blamed, []
            if name:
                groups[key][1].append(name)
        return groups

    def _sentences(self, blamed: Blamed, observed: str, names: list[str], *, asked: bool) -> tuple[str, ...]:
        """What was seen and what is asked instead: in one sentence where that is short enough."""
        trace, negated = blamed
        node = trace.node
        said = f"{_where(names)}{observed}" if names else _upper(observed)
        wanted = _wanted(node, trace.value, negated, bool(trace.parts)) if asked else ""
        here = self._here(node) if asked else ()
        whole = f"{said}{wanted}{prose.in_brackets(here)}"
        # What is not asked may get two words more before it.
        if prose.fits(whole, prose.MOST if asked else prose.MOST - 2):
            return (f"{whole}.",)
        told = prose.seen_at(node, prose.distinct(names), observed)
        if not wanted:
            return told
        start = "The rule asks that what follows is not so" if negated else "The rule asks for what follows"
        return *told, *prose.asked(start, node, prose.alone(node, wanted), here)

    def _is_name(self, trace: Trace) -> bool:
        """Whether a leaf reads just the field by which its item is named: then naming the item says it all."""
        if type(trace.node) is not Leaf:
            return False
        place = self.places.of(trace)
        return place is not None and place.spot.names

    def _whose(self, trace: Trace) -> str:
        """The item that a part speaks of, in words; nothing where it reads a field of the whole proposal."""
        node = trace.node
        if type(node) is Leaf and node.path.origin is _ROOT and node.path.over is None:
            return ""
        return self.places.whose(trace.item)

    # what is there

    def _observed(self, trace: Trace, *, asked: bool) -> str:
        node = trace.node
        if type(node) is Leaf:
            return self._observed_field(trace, node)
        if type(node) is Over:
            return self._observed_list(trace, node, asked=asked)
        match node:
            case CountLabels(labels=labels):
                here = sorted(label.replace("_", " ") for label in self.run.labels.get(labels.name, ()))
                named = f" ({listed(here, 'and')})" if here else ""
                return f"of {the(labels.title)}, {len(here)} {'applies' if len(here) == 1 else 'apply'}{named}"
            case RuleOutcome(rule=rule):
                return f"{rule} is {self.run.outcomes[rule].words}"
            case Among(parts=parts):
                return f"{sum(part.value is True for part in trace.parts)} of {len(parts)} hold"
            case _:
                return say_inline(node)

    def _observed_field(self, trace: Trace, leaf: Leaf) -> str:
        path = leaf.path
        if path.over is not None:
            return flattened(path, *self._values(path, trace.item, self.run))
        place = self.places.of(trace)
        if place is None:
            return f"{the(path.field.title or 'entry')} is {show(trace.item, path.field)}"
        fact = self.places.fact(place)
        if not fact.stated:
            return f"{english.subject_is(path)} not stated"
        stated = f"{english.subject_is(path)} stated"
        return stated if fact.shown == "stated" else f"{stated} as {fact.shown}"

    def _observed_list(self, trace: Trace, node: Over, *, asked: bool) -> str:
        one, many = items(node.source)
        found, more = self._items(node, trace.item, self.run)
        chosen = f"{prose.FOR_WHICH}{say_inline(node.where)}" if node.where is not None else ""
        if node.quantifier is _SUM:
            limit = "" if asked or trace.value is None else english.bound(node, negated=not trace.value)
            return f"{added_up(node, found, more, many, limit)}{chosen}"
        if not found:
            return f"{the(many)} are not stated" if more else f"there are no {many}{chosen}"
        amount = f"there {'is 1 ' + one if len(found) == 1 else f'are {len(found)} {many}'}{chosen}"
        if node.quantifier is _SOME and trace.value is False and node.satisfies is not None:
            if isinstance(node.satisfies, Not):
                return f"{amount}{prose.EACH}{say_inline(node.satisfies.part)}"
            return f"{amount}{prose.NONE}{say_inline(node.satisfies)}"
        return f"{amount}, and perhaps others that are not stated" if more else amount

    def _here(self, node: Condition) -> tuple[str, ...]:
        """The labels that apply in this proposal, where a leaf compares with a label set."""
        labels = node.operand.labels if type(node) is Leaf else None
        if type(node) is not Leaf or labels is None:
            return ()
        field = node.path.field.item or node.path.field
        words: Mapping[str, str] = {value: entry.title for value, entry in field.values.items()}
        applying = self.run.labels.get(labels.name, ())
        return tuple([words.get(label, label) for label, _ in labels.labels if label in applying]) or ("nothing",)


def _unsaid(trace: Trace, condition: Condition) -> Condition:
    """Of a condition that is undecided, what is: of parts that are joined, those that are not decided themselves."""
    if not isinstance(condition, All | AnyOf):
        return condition
    pairs = zip(trace.parts, condition.parts, strict=True)
    parts = tuple([_unsaid(part, inner) for part, inner in pairs if part.value is None])
    return parts[0] if len(parts) == 1 else _of_these(type(condition), parts)


@lru_cache(maxsize=4096)
def _of_these(kind: type[All | AnyOf], parts: tuple[Condition, ...]) -> Condition:
    """The same node for the same parts: what is said of it is kept."""
    return kind(parts)


@cache
def _teller(outcome: Outcome) -> Callable[[Explainer, Reasons], tuple[str, ...]]:
    """What is told of a rule that came to this outcome."""
    match outcome:
        case Outcome.NOT_APPLICABLE:
            return lambda explainer, reasons: explainer.told(reasons.when, asked=False)
        case Outcome.CONTRADICTED:
            return lambda explainer, reasons: explainer.told(reasons.contradicted, asked=False)
        case Outcome.MET:
            return lambda explainer, reasons: explainer.told(reasons.met, asked=False)
        case Outcome.PARTLY_MET:
            return _partly
        case Outcome.NOT_MET:
            return lambda explainer, reasons: explainer.told(reasons.met)
        case Outcome.NOT_STATED:
            return _not_stated


def _partly(explainer: Explainer, reasons: Reasons) -> tuple[str, ...]:
    earned, missing = explainer.told(reasons.partly, asked=False), explainer.told(reasons.met)
    return (*(said for said in earned if not _repeated(said, missing)), *missing)


def _not_stated(explainer: Explainer, reasons: Reasons) -> tuple[str, ...]:
    met = reasons.met
    return explainer.told(met if met is not None and met.trace.value is None else reasons.partly)


@lru_cache(maxsize=8192)
def _wanted(node: Condition, value: Truth, negated: bool, looked_at: bool) -> str:
    """What the rule asks instead, as the end of a sentence; empty where what was seen says it."""
    if isinstance(node, Leaf):
        if value is None and node.comparator is Comparator.STATED:
            return ""
        pronoun = "they" if english.is_plural(node.path) else "it"
        return f"; the rule asks that {pronoun} {predicate(node, negated=negated)}"
    if negated:
        return f"; the rule asks that {english.say_negated(node)}"
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


def _where(names: list[str]) -> str:
    """Whose it is."""
    return f"{_upper('; '.join(prose.distinct(names)))}: "


def _untold(names: list[str], groups: Groups) -> list[str]:
    """The items of which nothing is said besides their names."""
    told = {name for (_, seen), (_, others) in groups.items() if seen for name in others}
    return [name for name in names if name not in told]


def _repeated(sentence: str, others: tuple[str, ...]) -> bool:
    """Whether another sentence says the same and goes on."""
    stem = choices.lower(sentence.removesuffix("."))
    return any(choices.lower(choices.plain(other)).startswith(stem) for other in others)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
