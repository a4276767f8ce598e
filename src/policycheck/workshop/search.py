"""Searching the proposals that conditions tell apart for one on which something holds. What is found is valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from policycheck.model.condition import All, AnyOf, Condition, FieldPath, LabelSet, ListSource, Named, Not, Over
from policycheck.model.outcome import BLOCKED, Outcome
from policycheck.model.pack import Check, Pack, Rule
from policycheck.model.rewriting import nodes
from policycheck.workshop.cases import Subject, subjects
from policycheck.workshop.sites import LIMIT
from policycheck.workshop.space import Point, Space
from policycheck.workshop.states import State, compiler_for, parent_of, slots, state_of
from policycheck.workshop.witness import witness

PROBES = 20_000
"""How many proposals of a space are looked at that has more than `LIMIT`."""

_NOTHING = All(())
"""Always true."""
_OPEN = Outcome.MET.value

Outcomes = dict[str, tuple[str, ...]]
"""What each entry can come to by its form."""


class Answer(Struct, frozen=True, eq=False):
    """What a search came to: how many proposals there are, whether all were looked at, and one that was found."""

    size: int
    whole: bool
    found: dict[str, Any] | None = None

    @property
    def never(self) -> bool:
        """Whether there is none."""
        return self.whole and self.found is None


def search(space: Space, holds: Callable[[Point], bool], pack: Pack, *, checked: bool = True) -> Answer:
    """A valid proposal of the space on which something holds. Of a space beyond the limit only a part is looked at."""
    whole = space.size <= LIMIT
    for number in space.scattered(LIMIT if whole else PROBES):
        point = space.at(number)
        if holds(point):
            value = witness(pack, point.values, checked=checked)
            if value is not None:
                return Answer(space.size, whole, value)
    return Answer(space.size, whole)


def difference(old: Pack, new: Pack, identifier: str, outcomes: Outcomes) -> Answer:
    """A proposal on which an entry comes to something else in one pack than in the other.

    First in the small: only the parts that differ are compared, where the entry is asked for them at all. If these
    never differ, nothing does. Else in the whole.
    """
    before, after = Form.of(old, identifier), Form.of(new, identifier)
    root, checked = old.vocabulary.root, not isinstance(before.entry, Check)
    pairs, gate = before.differing(after), before.gate(after)
    conditions = [*(gate.conditions if gate else ()), *(one for pair in pairs for one in pair)]
    for free in dict.fromkeys((_unchanged_labels(conditions), frozenset[str]())) if pairs else ():
        space = Space(conditions, root, outcomes, free_labels=free)
        if space.size <= LIMIT:
            answer = search(space, _parts_differ(pairs, gate, space.size), old, checked=checked)
            if answer.never:
                return answer
    space = Space([*before.conditions, *after.conditions], root, outcomes)
    was, now = before.state(space.size), after.state(space.size)
    return search(space, lambda point: was(point.run()) != now(point.run()), old, checked=checked)


def comes_to(pack: Pack, entry: Subject, word: str, outcomes: Outcomes) -> Answer:
    """A proposal on which an entry comes to an outcome."""
    form = Form(entry, parent_of(pack, entry))
    space = Space(form.conditions, pack.vocabulary.root, outcomes)
    state = form.state(space.size)
    return search(space, lambda point: state(point.run()) == word, pack, checked=not isinstance(entry, Check))


def outcomes_beside(
    pack: Pack, rule: Rule, outcome: Outcome, other: Rule, outcomes: Outcomes
) -> tuple[frozenset[Outcome], int]:
    """What another rule can come to where this one comes to that, and how many proposals were looked at.

    A rule that requires another may also be blocked by it. Once it came to all that its form allows, there is no more.
    """
    root, all_of_it = pack.vocabulary.root, frozenset(Outcome)
    if fields_of(slots(rule).values()).isdisjoint(fields_of(slots(other).values())):
        return all_of_it, 0
    space = Space([*slots(rule).values(), *slots(other).values()], root, outcomes)
    if space.size > LIMIT:
        return all_of_it, 0
    one, two = state_of(rule, proposals=space.size), state_of(other, proposals=space.size)
    found = {blocked.value for blocked in BLOCKED.values()} if other.requires else set[str]()
    most, looked_at = set(outcomes[other.id]), 0
    for looked_at, number in enumerate(space.scattered(LIMIT), 1):  # noqa: B007 - it is the number at the end
        run = space.at(number).run()
        if one(run) == outcome.value and two(run) not in found:
            found.add(two(run))
            if found >= most:
                break
    return frozenset(map(Outcome, found)), looked_at


def fields_of(conditions: Iterable[Condition]) -> frozenset[int]:
    """The fields that conditions read, by identity."""
    read = (node for condition in conditions for node in nodes(condition))
    fields = (
        (node.field.item or node.field) if isinstance(node, FieldPath) else node.item
        for node in read
        if isinstance(node, FieldPath | ListSource)
    )
    return frozenset(map(id, fields))


class Form(NamedTuple):
    """An entry as one pack has it, with the rule that it requires."""

    entry: Subject
    parent: Rule | None

    @classmethod
    def of(cls, pack: Pack, identifier: str) -> Form:
        """The entry of that id."""
        entry = subjects(pack)[identifier]
        return cls(entry, parent_of(pack, entry))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that decides what it comes to."""
        return (*slots(self.entry).values(), *(slots(self.parent).values() if self.parent is not None else ()))

    def differing(self, other: Form) -> list[tuple[Condition, Condition]]:
        """The smallest parts in which two forms differ; none where one has a condition, or a parent, more."""
        mine, others = slots(self.entry), slots(other.entry)
        if mine.keys() != others.keys() or self.parent is not other.parent:
            return []
        return [pair for name in mine for pair in _smallest(mine[name], others[name])]

    def gate(self, other: Form) -> Form | None:
        """What stands before the conditions of a rule: its parent and, if both forms have the same, its `when`."""
        rule = self.entry
        if not isinstance(rule, Rule) or not isinstance(other.entry, Rule):
            return None
        when = rule.when if rule.when is other.entry.when else None
        return Form(replace(rule, when=when, contradicted=None, met=_NOTHING, partly=None), self.parent)

    def state(self, proposals: int) -> State:
        """What it comes to, to be asked about so many proposals."""
        return state_of(self.entry, self.parent, proposals=proposals)


def _unchanged_labels(conditions: Iterable[Condition]) -> frozenset[str]:
    """The names of the label sets that are one and the same wherever the conditions read them.

    NOTE: a run knows labels by the name of their set. Taken as given, those of a set with a change in it would be the
    same on both sides, and the change could never show.
    """
    found: dict[str, set[int]] = {}
    for condition in conditions:
        for node in nodes(condition):
            if isinstance(node, LabelSet):
                found.setdefault(node.name, set()).add(id(node))
    return frozenset(name for name, forms in found.items() if len(forms) == 1)


def _smallest(old: Condition, new: Condition) -> list[tuple[Condition, Condition]]:
    if old is new:
        return []
    match old, new:
        case (All(parts=parts), All(parts=others)) | (AnyOf(parts=parts), AnyOf(parts=others)) if len(parts) == len(
            others
        ):
            return [pair for one, other in zip(parts, others, strict=True) for pair in _smallest(one, other)]
        case (Not(part=one), Not(part=other)) | (Named(part=one), Named(part=other)):
            return _smallest(one, other)
        case (Over(), Over()) if _only_of_nothing(old, new):
            # They can differ over nothing only, and there no item is asked.
            return [(replace(old, satisfies=_NOTHING), replace(new, satisfies=_NOTHING))]
        case _:
            return [(old, new)]


def _only_of_nothing(old: Over, new: Over) -> bool:
    others = [name for name in old.__struct_fields__ if name != "if_empty"]
    return old.satisfies is not None and all(getattr(old, name) is getattr(new, name) for name in others)


def _parts_differ(
    pairs: Iterable[tuple[Condition, Condition]], gate: Form | None, proposals: int
) -> Callable[[Point], bool]:
    # NOTE: a compiler knows a definition by its name, so each form has its own.
    was, now = compiler_for(proposals), compiler_for(proposals)
    tests = [(was.test(old), now.test(new)) for old, new in pairs]
    state = gate.state(proposals) if gate is not None else None

    def differ(point: Point) -> bool:
        one, other = point.run(), point.run()
        differs = any(old(None, one) is not new(None, other) for old, new in tests)
        return differs and (state is None or state(point.run()) == _OPEN)

    return differ
