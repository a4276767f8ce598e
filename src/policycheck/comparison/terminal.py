"""A comparison as text: what changed and how much of it each cause made, then each change with the fields behind it."""

from __future__ import annotations

from collections.abc import Iterable

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
from policycheck.rendering.page import Page, Sign, exact

_SIGNS: dict[Trend, Sign] = {
    Trend.BETTER: ("✔", "+", "good"),
    Trend.WORSE: ("✘", "x", "bad"),
    Trend.NEITHER: ("–", "-", "dim"),
}
SYMBOLS = "".join(sign[0] for sign in _SIGNS.values()) + "→"
"""Every symbol: an output that cannot encode them wants a page of ASCII."""

_LABEL = 10
_ID = 7
_FIELD = 8


def put_comparison(page: Page, comparison: Comparison) -> None:
    """The whole comparison onto a page."""
    to = "->" if page.ascii_only else "→"
    page.whole(f"{exact(comparison.names[0])} {to} {exact(comparison.names[1])}", style="strong")
    page.block(f"{comparison.new.title} ({comparison.new.proposal_id})", style="dim")
    page.gap()
    page.block(headline(comparison), style="strong")
    for note in comparison.notes:
        page.block(note)
    page.heading("Inputs")
    for name, said in inputs(comparison):
        page.block(said, first=f"  {name:<{_LABEL}}", indent=_LABEL + 2)
    if moves := verdicts(comparison.whole):
        page.heading("Verdicts")
        _verdicts(page, moves, to)
    _scores(page, comparison, to)
    for part in comparison.parts:
        _part(page, part, to, alone=len(comparison.parts) == 1)


def _verdicts(page: Page, moves: Iterable[VerdictMove], to: str) -> None:
    for move in moves:
        said = f"{value(move.before)} {to} {value(move.after)}" if move.before != move.after else value(move.after)
        if (move.at_best_before, move.at_best_after) != (move.before, move.after):
            best = f"{value(move.at_best_before)} {to} {value(move.at_best_after)}"
            said += f"; at best {best if move.at_best_before != move.at_best_after else value(move.at_best_after)}"
        said += ", with waivers" if move.waived else ""
        page.signed(_SIGNS[move.trend], said, before=f"  {move.id or 'package':<{_ID}} ", indent=_ID + 5)


def _scores(page: Page, comparison: Comparison, to: str) -> None:
    """Each score, and below it what each part adds: exact, so that a reader can add them up."""
    if comparison.whole.scores:
        page.heading("Scores, as stated")
    for move in scores(comparison.whole):
        _score(page, comparison, move, to)


def _score(page: Page, comparison: Comparison, move: ScoreMove, to: str) -> None:
    said = f"{share(move.before)} {to} {share(move.after)}: {points(move.change)}"
    if not move.change:
        said = f"{share(move.after)}, the same; at best {share(move.at_best_before)} {to} {share(move.at_best_after)}"
    said += ", with waivers" if move.waived else ""
    page.block(said, first=f"  {move.id or 'package':<{_ID}} ", indent=_ID + 3)
    if len(comparison.parts) > 1 and move.change:
        for name, change in shares_of(comparison, move):
            page.block(f"{name}: {points(change)}", indent=_ID + 5, style="dim")


def _part(page: Page, part: Part, to: str, *, alone: bool) -> None:
    """What a part changed; its verdicts too, unless they are those of the whole."""
    found = part.difference
    page.heading(f"Changed by {part_name(part)}: {gist_of(found)}")
    if part.why_together:
        page.block(part.why_together, indent=2, style="dim")
    if found.counts:
        page.block(f"Rules by outcome: {tally(found)}.", indent=2, style="dim")
    if not alone:
        _verdicts(page, verdicts(found), to)
    for one in found.waivers:
        page.block(f"{one.title}: {waived(one)}", first=f"  {one.id:<{_ID}} ", indent=_ID + 3)
    for move in found.outcomes:
        _outcome(page, move, to)


def _outcome(page: Page, move: OutcomeMove, to: str) -> None:
    kind = "" if move.kind == "rule" else f" ({move.kind})"
    page.block(f"{move.title}{kind}", first=f"  {move.id:<{_ID}} ", indent=_ID + 3)
    page.signed(_SIGNS[move.trend], f"{value(move.before)} {to} {value(move.after)}", before=" " * (_ID + 3), indent=12)
    if move.because_of:
        page.block(f"It waits for {move.because_of}.", indent=_ID + 5, style="dim")
    for field in move.fields[:MOST_FIELDS]:
        _field(page, field, to)
    if len(move.fields) > MOST_FIELDS:
        page.block(more_fields(len(move.fields) - MOST_FIELDS), indent=_ID + 5, style="dim")


def _field(page: Page, field: FieldMove, to: str) -> None:
    said = f"{shown(field.before)} {to} {shown(field.after)}" if field.moved else f"{shown(field.after)}, as before"
    page.block(f"{field.path}: {said}", indent=_ID + 5)
    if field.span is not None:
        page.whole(str(field.span), first=" " * (_ID + 7) + "at ", style="dim")
