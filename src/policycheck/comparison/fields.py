"""The fields behind a change in what an entry came to: what they say before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import itemgetter

from msgspec.structs import replace

from policycheck.comparison.stated import Change, Keys, changes
from policycheck.evaluation.words import show
from policycheck.model.change import value_at
from policycheck.model.comparison import FieldMove
from policycheck.model.document import Path, path_of, show_path
from policycheck.model.outcome import Concern
from policycheck.model.result import ConcernResult, Result, RuleResult, Subject, Told
from policycheck.workshop.reading import fields_read, rules_asked

Judged = RuleResult | ConcernResult | None

_COVERS = ("proposal", "covers")


class Fields:
    """The fields that two audits read. Where both proposals are at hand they are compared, else what was told of them.

    What was told goes by the names of items, or by their positions where one side knows no names.
    """

    def __init__(self, old: Result, new: Result) -> None:
        self._results = (old, new)
        sides = [[told for one in _entries(side) for told in one.facts] for side in (old, new)]
        self._named = all(told.key for side in sides for told in side)
        self._old, self._new = ({self._name(told): told for told in side} for side in sides)

    def of(self, old: Judged, new: Judged) -> tuple[FieldMove, ...]:
        """The fields behind a change: what says something else now, of what decides it; else what decided it.

        What decided stands before the rest of what either side read. A finding that waits for another stands on the
        fields of that one.
        """
        parent = _waited_for(old) or _waited_for(new)
        if parent:
            return self.of(*(side.rules.get(parent) for side in self._results))
        if old is not None and new is not None and all(side.subject is not None for side in self._results):
            found = self._compared(old, new)
            if found:
                return found
        return self._told(old, new)

    # by the proposals

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        old, new = (side.subject for side in self._results)
        assert old is not None
        assert new is not None
        return changes(old.proposal, new.proposal, new.pack.vocabulary.root)

    def _compared(self, old: RuleResult | ConcernResult, new: RuleResult | ConcernResult) -> tuple[FieldMove, ...]:
        """Of the fields that decide an entry and that say something else: those that either side came upon, or all."""
        known, asked = set[Keys](), set[str]()
        for side in self._results:
            assert side.subject is not None
            known |= fields_read(side.subject.pack, new.id)
            asked |= set(rules_asked(side.subject.pack, new.id))
        if Concern.OUT_OF_SCOPE in _states(old, new):
            known = {_COVERS}
        found = [one for one in self._changes if one.keys in known]
        read = [_read(side, one, asked) for side, one in zip(self._results, (old, new), strict=True)]
        ranked = [(_rank(one, read), one.move) for one in found]
        near = [pair for pair in ranked if pair[0] < _UNREAD]
        answer = [_answer(self._results, new.id)] if Concern.ANSWERED in _states(old, new) else []
        moves = (move for _, move in sorted(near or ranked, key=itemgetter(0)))
        return (*(one for one in answer if one.moved), *moves)

    # by what was told

    def _name(self, told: Told) -> str:
        return told.key if self._named else told.path

    def _told(self, old: Judged, new: Judged) -> tuple[FieldMove, ...]:
        told = [(self._name(one), one) for side in (new, old) if side is not None for one in side.facts]
        names = [name for name in dict.fromkeys(name for name, _ in told) if self._speaks(name)]
        paths = {name: one.path for name, one in told}
        olds, news = (
            {name: one for name in names if (one := known.get(name) or _stated(side.subject, paths[name])) is not None}
            for known, side in zip((self._old, self._new), self._results, strict=True)
        )
        found = {name: _field(olds.get(name), news.get(name)) for name in names}
        both = old is not None and new is not None
        moved = tuple(one for one in found.values() if one.moved and both)
        # NOTE: outside of lists, a field of one side only is there on both, and one side had no need to read it.
        moved = tuple(one for one in moved if None not in (one.before, one.after) or "[" in one.path) or moved
        decisive = {name for name, one in told if one.decided}
        return moved or tuple(one for name, one in found.items() if name in decisive)

    def _speaks(self, name: str) -> bool:
        """Whether a field is more than absent on one side and unknown on the other."""
        sides = self._old.get(name), self._new.get(name)
        return None not in sides or any(told is not None and told.stated for told in sides)


_DECIDED, _MET_WITH, _UNREAD = range(3)
"""How near a change is to a finding: in what decided, in what was read, in what the entry may read."""


def _entries(result: Result) -> Iterator[RuleResult | ConcernResult]:
    yield from result.rules.values()
    yield from result.concerns.values()


def _waited_for(one: Judged) -> str:
    return one.because_of if isinstance(one, RuleResult) else ""


def _states(*sides: RuleResult | ConcernResult) -> set[Concern]:
    return {one.state for one in sides if isinstance(one, ConcernResult)}


def _read(side: Result, one: RuleResult | ConcernResult, asked: Iterable[str]) -> dict[str, bool]:
    """The paths that a finding read, and the findings that it asks after; and whether they decided."""
    told = [fact for rule in asked if rule in side.rules for fact in side.rules[rule].facts]
    return {fact.path: fact.decided for fact in (*told, *one.facts)}


def _rank(change: Change, read: Iterable[dict[str, bool]]) -> int:
    """The nearest that either side comes to a change."""
    found = [
        _DECIDED if paths[name] else _MET_WITH
        for path, paths in zip((change.old, change.new), read, strict=True)
        for name in _around(path)
        if name in paths
    ]
    return min(found, default=_UNREAD)


def _around(path: Path | None) -> Iterator[str]:
    """A path and all that it lies in."""
    for end in range(1, len(path or ()) + 1):
        yield show_path((path or ())[:end])


def _answer(sides: Iterable[Result], identifier: str) -> FieldMove:
    """What each side answers to a concern in `risks`."""
    found = []
    for subject in (side.subject for side in sides):
        assert subject is not None
        slugs = {concern.slug for concern in subject.pack.concerns if concern.id == identifier}
        risks = subject.proposal.risks
        at = next((at for at, risk in enumerate(risks) if risk.topic in slugs), None)
        path = None if at is None else f"risks[{at}].mitigation"
        found.append(None if path is None else _stated(subject, path))
    move, unsaid = _field(*found), show(None, None)
    return replace(move, before=move.before or unsaid, after=move.after or unsaid)


def _stated(subject: Subject | None, shown: str) -> Told | None:
    """What the proposal states at a path, whoever read it; None where it is not at hand, or knows no such field."""
    path = path_of(shown)
    field = None if subject is None else subject.pack.vocabulary.field_at(path)
    if subject is None or field is None:
        return None
    value = value_at(subject.proposal.values, path)
    return Told(shown, show(value, field), subject.proposal.document.span(path), value is not None)


def _field(was: Told | None, now: Told | None) -> FieldMove:
    path = now.path if now is not None else was.path if was is not None else ""
    return FieldMove(
        path=path,
        before=None if was is None else was.shown,
        after=None if now is None else now.shown,
        span_before=None if was is None else was.span,
        span_after=None if now is None else now.span,
    )
