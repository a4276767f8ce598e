"""A comparison in Markdown, for the comment of a pull request. What does not fit is counted."""

from __future__ import annotations

from collections.abc import Iterator

from policycheck.comparison.words import (
    MOST_FIELDS,
    gist_of,
    headline,
    inputs,
    more_fields,
    part_name,
    points,
    scores,
    share,
    shares_of,
    shown,
    tally,
    value,
    verdicts,
    waived,
)
from policycheck.model.comparison import Comparison, FieldMove, OutcomeMove, Part, ScoreMove, Trend, VerdictMove
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row

LIMIT = 60_000
"""Characters of a whole comment; GitHub takes 65,536."""

_WHOLE = "All of it: `policycheck diff OLD NEW -f json`."
_TITLE_CAP = 160
_NONE = "–"


def as_markdown(comparison: Comparison) -> bytes:
    """The comparison as UTF-8 Markdown of at most LIMIT characters."""
    sheet = Sheet(LIMIT - len(_left_out(10**9)))
    whole, parts = comparison.whole, comparison.parts
    sheet.put(_head(comparison))
    sheet.series("", [f"- {prose(note)}\n" for note in comparison.notes], "notes")
    sheet.series("\n" + head(("Input", "Old, then new")), [row(pair) for pair in _inputs(comparison)], "inputs")
    titles = head(("Verdict", "Old", "New", "At best", ""))
    sheet.series("\n### Verdicts\n\n" + titles, [row(_verdict(one)) for one in verdicts(whole)], "verdicts")
    columns = ("Score, as stated", "Old", *[f"by {part_name(part)}" for part in parts], "New", "Change")
    rows = [row(_score(comparison, one)) for one in scores(whole)]
    sheet.series("\n### Scores\n\n" + head(columns), rows, "scores")
    for part in parts:
        _part(sheet, part, alone=len(parts) == 1)
    return (sheet.text() + _left_out(sheet.left_out)).encode()


def _head(comparison: Comparison) -> str:
    old, new = comparison.names
    return (
        f"## Comparison: {headline(comparison)}\n\n"
        f"**{prose(comparison.new.title, _TITLE_CAP)}** ({code(comparison.new.proposal_id)}): "
        f"from {code(old)} to {code(new)}.\n\n"
    )


def _inputs(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """Each input as a row."""
    return ((name, prose(said)) for name, said in inputs(comparison))


def _verdict(one: VerdictMove) -> Iterator[str]:
    yield _whose(one)
    yield value(one.before)
    yield f"**{value(one.after)}**"
    same = one.at_best_before == one.at_best_after
    yield value(one.at_best_after) if same else f"{value(one.at_best_before)}, then {value(one.at_best_after)}"
    yield _trend(one.trend)


def _whose(one: VerdictMove | ScoreMove) -> str:
    named = f"**{prose(one.id)}** {prose(one.title)}" if one.id else "**package**"
    return f"{named}, with waivers" if one.waived else named


def _trend(trend: Trend) -> str:
    return "" if trend is Trend.NEITHER else f"**{trend.value}**" if trend is Trend.WORSE else trend.value


def _score(comparison: Comparison, one: ScoreMove) -> Iterator[str]:
    yield _whose(one)
    yield share(one.before)
    yield from (str(change) if change <= 0 else f"+{change}" for _, change in shares_of(comparison, one))
    yield share(one.after)
    yield points(one.change)


def _part(sheet: Sheet, part: Part, *, alone: bool) -> None:
    """What a part changed; its verdicts too, unless they are those of the whole."""
    found = part.difference
    sheet.put(f"\n### Changed by {part_name(part)}: {gist_of(found)}\n")
    if part.why_together:
        sheet.put(f"\n{prose(part.why_together)}\n")
    if found.counts:
        sheet.put(f"\nRules by outcome: {tally(found)}.\n")
    if not alone:
        head_row = "\n" + head(("Verdict", "Old", "New", "At best", ""))
        sheet.series(head_row, [row(_verdict(one)) for one in verdicts(found)], "verdicts")
    rows = [f"- **{prose(one.id)}** {prose(one.title)}: {prose(waived(one))}\n" for one in found.waivers]
    sheet.series("\n", rows, "waived rules")
    titles = head(("Rule, advisory or tension", "Old", "New", "", "Decided by"))
    sheet.series("\n" + titles, [row(_outcome(one)) for one in found.outcomes], "outcomes")


def _outcome(one: OutcomeMove) -> Iterator[str]:
    yield f"**{prose(one.id)}** {prose(one.title)}"
    yield value(one.before)
    yield value(one.after)
    yield _trend(one.trend)
    yield "<br>".join(_decided(one)) or _NONE


def _decided(one: OutcomeMove) -> Iterator[str]:
    if one.because_of:
        yield f"waits for {prose(one.because_of)}"
    yield from (_field(field) for field in one.fields[:MOST_FIELDS])
    if len(one.fields) > MOST_FIELDS:
        yield more_fields(len(one.fields) - MOST_FIELDS)


def _field(one: FieldMove) -> str:
    said = [code(shown(text)) for text in ((one.before, one.after) if one.moved else (one.after,))]
    place = f" at {code(f'{one.span.file}:{one.span.line}')}" if one.span else ""
    return f"{code(one.path)}: {', then '.join(said)}{place}"


def _left_out(count: int) -> str:
    return f"\n**{count:,} entries are left out, because a comment has a limit.** {_WHOLE}\n" if count else ""
