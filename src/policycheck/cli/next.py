"""`policycheck next`: what a proposal should state next, what can move its verdicts most first."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from policycheck.authoring.interview import spoken
from policycheck.authoring.order import Ranked, ranked
from policycheck.authoring.standing import Intervals, intervals
from policycheck.cli import screen
from policycheck.cli.standing import put_standing, reach
from policycheck.load.written import flow
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor


def run_next(source: str, pack: str, limit: int, form: str) -> int:
    """Print the questions that a proposal leaves open, in the order in which an interview asks them."""
    stdin = sys.stdin.buffer if sys.stdin is not None else None
    found = Auditor(pack=pack, stdin=stdin, explain=False).audit(source)
    order = ranked(found.pack, found.proposal)
    now = intervals(found.pack, found.proposal.values)
    if form == "json":
        rows = [_row(found, at, one, now) for at, one in enumerate(order, 1)]
        screen.show((json.dumps(rows, indent=2, ensure_ascii=False) + "\n").encode())
    else:
        screen.show(_page(found, order, now, limit))
    return 0


def _page(found: Assessment, order: Sequence[Ranked], now: Intervals, limit: int) -> str:
    page = screen.page()
    page.block(found.proposal.header.title, style="strong")
    put_standing(page, now)
    page.gap()
    if not order:
        page.block("Nothing that the proposal leaves open can move a verdict.")
        return page.text()
    shown = order[:limit] if limit else order
    page.block(f"What to state next, of {len(order)} open questions:" if len(order) > 1 else "What to state next:")
    for at, one in enumerate(shown, 1):
        number = f"{at:>3}. "
        page.block(
            _capital(spoken(found.pack, found.proposal.document.value, one.question.path)), first=number, indent=5
        )
        page.whole(one.question.name, first="     ", style="dim")
        page.block(_effect(one, now), indent=5)
    if len(shown) < len(order):
        page.gap()
        page.block(f"{len(order) - len(shown)} more: --limit 0 prints all of them.", style="dim")
    return page.text()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _effect(one: Ranked, now: Intervals) -> str:
    """What the answer that moves most would do, or why the field is asked for all the same."""
    readers = ", ".join(rule.id for rule in one.rules) or "whether a recommendation applies"
    moved = [(name, was) for name, was in now.items() if name in one.touched and one.after.get(name) != was]
    changes = [
        f"{name} {reach(one.after[name])}" if name in one.after else f"{name} does not apply" for name, _ in moved
    ]
    if not one.most.levels and not one.most.score:
        return f"Read by {readers}. Alone it moves nothing; with others it may."
    return f"Read by {readers}. With {flow(one.value)}: {'; '.join(changes)}."


def _row(found: Assessment, at: int, one: Ranked, now: Intervals) -> dict[str, Any]:
    return {
        "rank": at,
        "field": one.question.name,
        "title": spoken(found.pack, found.proposal.document.value, one.question.path),
        "rules": [rule.id for rule in one.rules],
        "levels": one.most.levels,
        "score": str(one.most.score),
        "mean_score": str(one.mean_score),
        "most_with": one.value,
        "after": {
            name: {"as_stated": str(then.low), "at_best": str(then.high)}
            for name, then in one.after.items()
            if then != now[name]
        },
    }
