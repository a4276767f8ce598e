"""A comparison in words that every format uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from policycheck.model.comparison import (
    Cause,
    Comparison,
    Difference,
    Part,
    ScoreMove,
    Trend,
    VerdictMove,
    WaiverMove,
)
from policycheck.model.figures import percent
from policycheck.model.result import Result

MOST_FIELDS = 3
"""Fields of one change that are shown; JSON has them all."""

_NEVER = "none"


def headline(comparison: Comparison) -> str:
    """What came out otherwise, counted."""
    whole = comparison.whole
    if whole.is_empty:
        return "Nothing came out otherwise."
    trends = [one.trend for one in whole.outcomes] + [one.trend for one in verdicts(whole)]
    counts = {trend: trends.count(trend) for trend in Trend}
    return (
        f"{_sum(whole)}: {counts[Trend.BETTER]} better, {counts[Trend.WORSE]} worse, {counts[Trend.NEITHER]} neither."
    )


def _sum(found: Difference) -> str:
    """Kinds of changes, counted; scores are neither better nor worse by themselves."""
    kinds = [(len(found.outcomes), "outcome"), (len(verdicts(found)), "verdict")]
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in kinds if count]
    return (" and ".join(said) or "No outcome and no verdict") + " changed"


def verdicts(found: Difference) -> tuple[VerdictMove, ...]:
    """The verdicts that changed; those with waivers only where they differ from the headline."""
    plain = [_key(one) for one in found.verdicts if not one.waived]
    return tuple(one for one in found.verdicts if not one.waived or _key(one) not in plain)


def scores(found: Difference) -> tuple[ScoreMove, ...]:
    """The same of scores."""
    plain = [_key(one) for one in found.scores if not one.waived]
    return tuple(one for one in found.scores if not one.waived or _key(one) not in plain)


def _key(move: VerdictMove | ScoreMove) -> VerdictMove | ScoreMove:
    return replace(move, waived=False)


def part_name(part: Part) -> str:
    """The causes of a part."""
    names = [cause.value for cause in part.causes]
    if not names:
        return "unexplained"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} together"


def gist_of(found: Difference) -> str:
    """How much a part changes."""
    counts = [
        (len(found.outcomes), "outcome"),
        (len(verdicts(found)), "verdict"),
        (len(scores(found)), "score"),
        (len(found.waivers), "waived rule"),
    ]
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
    return ", ".join(said) or "nothing"


def waived(move: WaiverMove) -> str:
    """What became of the waiver on a rule."""
    if not move.before:
        return f"waived by {move.after}"
    return f"waived by {move.after}, before by {move.before}" if move.after else f"waived no more by {move.before}"


def tally(found: Difference) -> str:
    """By how much the number of rules with each outcome rises or falls."""
    return ", ".join(f"{outcome.words} {change:+d}" for outcome, change in found.counts.items())


def inputs(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Each input and what it is on both sides, in the order of causes."""
    for cause in Cause:
        was, now = (_input(side, cause) for side in (comparison.old, comparison.new))
        if cause in comparison.same:
            yield cause.value, f"the same ({now})"
        elif was == now:
            yield cause.value, f"another text under the same name ({now})"
        else:
            yield cause.value, f"{was}, then {now}"


def _input(result: Result, cause: Cause) -> str:
    match cause:
        case Cause.PROPOSAL:
            return result.proposal_id
        case Cause.PACK:
            return result.basis.pack_name
        case Cause.PROFILE:
            return result.basis.profile_name or _NEVER
        case Cause.WAIVERS:
            return result.basis.waivers_name or _NEVER
        case Cause.AS_OF:
            return result.basis.as_of


def value(word: str) -> str:
    """An outcome, state or verdict as people read it."""
    return word.replace("_", " ")


def share(score: Fraction | None) -> str:
    """A score as a percentage; `none` where there is none."""
    return _NEVER if score is None else percent(score)


def more_fields(count: int) -> str:
    """That so many fields are not named."""
    return f"and {count:,} more field{'s' * (count > 1)}"


def points(change: Fraction) -> str:
    """A change of a score: exact, then in points, cut off."""
    sign = "-" if change < 0 else "+"
    size = percent(abs(change)).removesuffix(" %")
    return f"{sign}{abs(change)} ({sign}{size} points)" if change else "0"


def shares_of(comparison: Comparison, move: ScoreMove) -> Sequence[tuple[str, Fraction]]:
    """How much each part adds to the change of a score."""
    found = []
    for part in comparison.parts:
        change = next(
            (one.change for one in part.difference.scores if (one.id, one.waived) == (move.id, move.waived)), Fraction()
        )
        found.append((part_name(part), change))
    return found


def shown(text: str | None) -> str:
    """What a field says; of one that is not there, or that no finding needed, nothing is known."""
    return "not read" if text is None else text
