"""Choices in an explanation: what a rule asks in any case is told first, then every choice with its alternatives.

Where a rule asks for a choice of every item of a list, the items that have the same alternatives are told together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, field

from policycheck.evaluation.access import Trace
from policycheck.evaluation.blame import Blamed, reason
from policycheck.evaluation.english import amount
from policycheck.evaluation.prose import fits
from policycheck.evaluation.words import items, the
from policycheck.model.condition import All, Among, AnyOf, Condition, Over, Quantifier

Tell = Callable[[Sequence[Blamed]], tuple[str, ...]]
"""The sentences about responsible parts, all of which are asked for."""

Alternative = list[Trace]
"""What a choice offers, for each item that has the choice: the trace of one condition."""

Told = list[tuple[Alternative, tuple[str, ...]]]
"""The alternatives of a choice, each with its sentences."""

_COUNTING = {Quantifier.COUNT, Quantifier.SHARE}

_OR, _OR_ALL = "Or: ", "Or all of this: "
_FULL = {_OR: "Or what follows.", _OR_ALL: "Or all that follows."}
"""What stands before a sentence that is too long to begin with "Or"."""


class Demands(Struct, frozen=True):
    """What is open: the parts that are needed in any case, and of each choice the alternatives, by their conditions."""

    needed: list[Trace] = field(default_factory=list)
    choices: dict[tuple[Condition, ...], list[Alternative]] = field(default_factory=dict)


def demands(trace: Trace) -> Demands:
    """The demands in a condition that does not hold."""
    return _demands([trace])


def _demands(traces: Sequence[Trace]) -> Demands:
    found = Demands()
    for trace in traces:
        _gather(trace, found)
    return found


def _gather(trace: Trace, found: Demands) -> None:
    node = trace.node
    every = isinstance(node, All) or (isinstance(node, Over) and node.quantifier is Quantifier.EVERY)
    if every and (failing := _alike(trace)):  # none of them, where a list may have more than is stated
        for part in failing:
            _gather(part, found)
    elif isinstance(node, AnyOf):
        alternatives = _alternatives(trace)
        if len(alternatives) == 1:
            _gather(alternatives[0], found)
            return
        known = found.choices.setdefault(tuple([one.node for one in alternatives]), [[] for _ in alternatives])
        for alternative, one in zip(known, alternatives, strict=True):
            alternative.append(one)
    else:
        found.needed.append(trace)


def _alike(trace: Trace) -> list[Trace]:
    return [part for part in trace.parts if part.value is trace.value]


def _alternatives(trace: Trace) -> list[Trace]:
    """The alternatives of a choice, and of a choice among them its own."""
    if not isinstance(trace.node, AnyOf):
        return [trace]
    return [one for part in _alike(trace) for one in _alternatives(part)]


def told(trace: Trace, tell: Tell) -> tuple[str, ...]:
    """Why a condition does not hold: sentences in which alternatives are told from what is needed in any case."""
    return _told(demands(trace), tell)


def _told(found: Demands, tell: Tell) -> tuple[str, ...]:
    counted = {id(one): failing for one in found.needed if (failing := _failing(one))}
    needed = tell(_parts([one for one in found.needed if id(one) not in counted]))
    for one in found.needed:
        if id(one) in counted:
            needed = (*needed, _count(one), *_told(_demands(counted[id(one)]), tell))
    choices: list[Told] = []
    for choice in found.choices.values():
        said = {tell(_parts(one)): one for one in reversed(choice)}
        alternatives = [(one, sentences) for sentences, one in reversed(said.items())]
        if len(alternatives) == 1:
            needed = tuple(dict.fromkeys((*needed, *alternatives[0][1])))
        else:
            choices.append(alternatives)
    # Where one alternative is needed in any case, there is nothing to choose.
    choices = [one for one in choices if not any(set(sentences) <= set(needed) for _, sentences in one)]
    alone = not needed and len(choices) == 1
    return *needed, *(sentence for choice in choices for sentence in _choice(choice, alone=alone))


def _failing(trace: Trace) -> list[Trace]:
    """Where of several parts at least so many are needed: those that are missing. None of any other condition."""
    node: Any = trace.node
    counts = isinstance(node, Among) or (isinstance(node, Over) and node.quantifier in _COUNTING)
    if not counts or node.at_most is not None:
        return []
    return [part for part in trace.parts if part.value is None or (part.value is False and trace.value is False)]


def _count(trace: Trace) -> str:
    """Of how many something is asked, and for how many it holds."""
    node: Any = trace.node
    held, whole = sum(part.value is True for part in trace.parts), len(trace.parts)
    needed = amount(node, percent=node.quantifier is Quantifier.SHARE)
    if isinstance(node, Among):
        return f"Of {whole} parts {needed} should hold; of these {held} {'holds' if held == 1 else 'hold'}."
    return f"What follows should hold for {needed} of {the(items(node.source)[1])}, and holds for {held} of {whole}."


def _parts(traces: Sequence[Trace]) -> list[Blamed]:
    return [part for one in traces for part in reason(one).parts]


def _choice(alternatives: Told, *, alone: bool) -> tuple[str, ...]:
    (traces, first), *others = alternatives
    each = " for each" if len(traces) > 1 else ""
    if all(len(sentences) == 1 for _, sentences in alternatives):
        count = len(alternatives)
        which = "Either of the next two" if count == 2 else f"Any one of the next {count}"
        lead = "Any one of these" if alone else which
        return f"{lead} would do{each}.", *first, *(sentence for _, sentences in others for sentence in sentences)
    rest = [sentence for one, sentences in others for sentence in _or(one, sentences)]
    return f"Of what follows, one is enough{each}.", *first, *rest


def _or(alternative: Alternative, sentences: tuple[str, ...]) -> tuple[str, ...]:
    """An alternative that is not the first."""
    found = demands(alternative[0])
    start = _OR_ALL if len(found.needed) > 1 and not found.choices else _OR
    first = f"{start}{lower(sentences[0])}"
    return (first, *sentences[1:]) if fits(first) else (_FULL[start], *sentences)


def plain(sentence: str) -> str:
    """A sentence without the "or" before it."""
    return sentence.removeprefix(_OR).removeprefix(_OR_ALL)


def lower(text: str) -> str:
    """With a small letter first, unless the word is an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
