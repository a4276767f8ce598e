"""What came out otherwise between two results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar

from policycheck.model.comparison import (
    ABSENT,
    Difference,
    FieldMove,
    OutcomeMove,
    ScoreMove,
    Trend,
    VerdictMove,
    WaiverMove,
)
from policycheck.model.outcome import Outcome
from policycheck.model.result import ConcernResult, Figures, GradeResult, Result, RuleResult, Told
from policycheck.score.order import concern_step, outcome_step, package_step, verdict_step

PACKAGE = "package"
NONE = "none"

_Judged = RuleResult | ConcernResult | None
_Entry = TypeVar("_Entry", GradeResult, RuleResult, ConcernResult)


def difference(old: Result, new: Result, *, waived: bool) -> Difference:
    """Everything that came out otherwise; where it is asked for, of the figures with waivers too, after the headline.

    To be asked for in every part of a comparison or in none, so that the parts add up.
    """
    readings, fields = (False, True) if waived else (False,), _Fields(old, new)
    return Difference(
        outcomes=(*_outcomes(old, new, fields), *_states(old, new, fields)),
        verdicts=tuple(move for reading in readings for move in _verdicts(old, new, waived=reading)),
        scores=tuple(move for reading in readings for move in _scores(old, new, waived=reading)),
        counts=_counts(old, new),
        waivers=tuple(
            WaiverMove(known.id, known.title, was.waiver if was else "", now.waiver if now else "")
            for was, now, known in _pairs(old, new, _rules)
            if (was.waiver if was else "") != (now.waiver if now else "")
        ),
    )


def _trend(step: int) -> Trend:
    return Trend.BETTER if step > 0 else Trend.WORSE if step < 0 else Trend.NEITHER


def _pairs(
    old: Result, new: Result, entries: Callable[[Result], Mapping[str, _Entry]]
) -> Iterator[tuple[_Entry | None, _Entry | None, _Entry]]:
    """Each entry before and after, and the one of the two that there is. Entries of two packs share at most an id."""
    before, after = entries(old), entries(new)
    alike = old.basis.pack_id == new.basis.pack_id
    for name, now in after.items():
        yield before.get(name) if alike else None, now, now
    for name, was in before.items():
        if not alike or name not in after:
            yield was, None, was


_rules: Callable[[Result], Mapping[str, RuleResult]] = attrgetter("rules")
_concerns: Callable[[Result], Mapping[str, ConcernResult]] = attrgetter("concerns")
_grades: Callable[[Result], Mapping[str, GradeResult]] = attrgetter("grades")


class _Fields:
    """The fields that two audits read, by the names of items, or by their positions where one side knows no names."""

    def __init__(self, old: Result, new: Result) -> None:
        sides = [[told for one in _entries(side) for told in one.facts] for side in (old, new)]
        self._named = all(told.key for side in sides for told in side)
        self._old, self._new = ({self._name(told): told for told in side} for side in sides)

    def _name(self, told: Told) -> str:
        return told.key if self._named else told.path

    def of(self, old: _Judged, new: _Judged) -> tuple[FieldMove, ...]:
        """The fields behind a change: of those that either side read, what says something else now, else what decided.

        A finding that waits for another, or was not raised, read nothing; then what others read there counts.
        """
        told = [(self._name(one), one) for side in (new, old) if side is not None for one in side.facts]
        names = [name for name in dict.fromkeys(name for name, _ in told) if self._speaks(name)]
        found = {name: _field(self._old.get(name), self._new.get(name)) for name in names}
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


def _entries(result: Result) -> Iterator[RuleResult | ConcernResult]:
    yield from result.rules.values()
    yield from result.concerns.values()


def _field(was: Told | None, now: Told | None) -> FieldMove:
    path = now.path if now is not None else was.path if was is not None else ""
    return FieldMove(
        path=path,
        before=None if was is None else was.shown,
        after=None if now is None else now.shown,
        span_before=None if was is None else was.span,
        span_after=None if now is None else now.span,
    )


def _outcomes(old: Result, new: Result, fields: _Fields) -> Iterator[OutcomeMove]:
    for was, now, known in _pairs(old, new, _rules):
        before, after = (ABSENT if one is None else one.outcome.value for one in (was, now))
        if before == after:
            continue
        step = 0 if was is None or now is None or not now.bears else outcome_step(was.outcome, now.outcome)
        waits = (now.because_of if now else "") or (was.because_of if was else "")
        yield OutcomeMove(known.id, known.title, "rule", before, after, _trend(step), waits, fields.of(was, now))


def _states(old: Result, new: Result, fields: _Fields) -> Iterator[OutcomeMove]:
    for was, now, known in _pairs(old, new, _concerns):
        before, after = (ABSENT if one is None else one.state.value for one in (was, now))
        if before == after:
            continue
        step = 0 if was is None or now is None else concern_step(was.state, now.state)
        kind = "tension" if known.level is None else "advisory"
        yield OutcomeMove(known.id, known.title, kind, before, after, _trend(step), "", fields.of(was, now))


def _figures(grade: GradeResult | None, *, waived: bool) -> Figures | None:
    return None if grade is None else grade.read if waived else grade.headline


def _verdicts(old: Result, new: Result, *, waived: bool) -> Iterator[VerdictMove]:
    for before, after, known in _pairs(old, new, _grades):
        was, now = _figures(before, waived=waived), _figures(after, waived=waived)
        words = [(one.verdict.value, one.at_best.value) if one else (ABSENT, ABSENT) for one in (was, now)]
        if words[0] == words[1]:
            continue
        step = 0
        if was is not None and now is not None:
            step = verdict_step(was.verdict, now.verdict) or verdict_step(was.at_best, now.at_best)
        shown = (words[0][0], words[1][0], words[0][1], words[1][1])
        yield VerdictMove(known.id, known.title, *shown, _trend(step), waived)
    one, other = (side.read.verdict if waived else side.package.verdict for side in (old, new))
    if one != other:
        was_word, now_word = (NONE if verdict is None else verdict.value for verdict in (one, other))
        trend = _trend(package_step(one, other))
        yield VerdictMove("", PACKAGE, was_word, now_word, was_word, now_word, trend, waived)


def _scores(old: Result, new: Result, *, waived: bool) -> Iterator[ScoreMove]:
    for was, now, known in _pairs(old, new, _grades):
        before, after = (_pair(_figures(one, waived=waived)) for one in (was, now))
        if before != after:
            yield ScoreMove(known.id, known.title, before[0], after[0], before[1], after[1], waived)
    means = [side.read.score if waived else side.package.score for side in (old, new)]
    if means[0] != means[1]:
        yield ScoreMove("", PACKAGE, means[0], means[1], None, None, waived)


def _pair(figures: Figures | None) -> tuple[Fraction | None, Fraction | None]:
    score = None if figures is None else figures.score
    return (None, None) if score is None else (score.as_stated, score.at_best)


def _counts(old: Result, new: Result) -> dict[Outcome, int]:
    before, after = (Counter(one.outcome for one in side.rules.values()) for side in (old, new))
    return {outcome: after[outcome] - before[outcome] for outcome in Outcome if after[outcome] != before[outcome]}
