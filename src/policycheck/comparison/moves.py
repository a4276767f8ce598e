"""What came out otherwise between two results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from operator import attrgetter
from typing import TypeVar

from policycheck.comparison.fields import Fields
from policycheck.model.comparison import (
    ABSENT,
    Difference,
    OutcomeMove,
    ScoreMove,
    Trend,
    VerdictMove,
    WaiverMove,
)
from policycheck.model.outcome import Outcome
from policycheck.model.result import ConcernResult, Figures, GradeResult, Result, RuleResult
from policycheck.score.order import concern_step, outcome_step, package_step, verdict_step

PACKAGE = "package"
NONE = "none"

_Entry = TypeVar("_Entry", GradeResult, RuleResult, ConcernResult)


def difference(old: Result, new: Result, *, waived: bool) -> Difference:
    """Everything that came out otherwise; where it is asked for, of the figures with waivers too, after the headline.

    To be asked for in every part of a comparison or in none, so that the parts add up.
    """
    readings, fields = (False, True) if waived else (False,), Fields(old, new)
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


def _outcomes(old: Result, new: Result, fields: Fields) -> Iterator[OutcomeMove]:
    for was, now, known in _pairs(old, new, _rules):
        before, after = (ABSENT if one is None else one.outcome.value for one in (was, now))
        if before == after:
            continue
        step = 0 if was is None or now is None or not now.bears else outcome_step(was.outcome, now.outcome)
        waits = (now.because_of if now else "") or (was.because_of if was else "")
        yield OutcomeMove(known.id, known.title, "rule", before, after, _trend(step), waits, fields.of(was, now))


def _states(old: Result, new: Result, fields: Fields) -> Iterator[OutcomeMove]:
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
