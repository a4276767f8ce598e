"""`policycheck repair`: the smallest changes with which rules are met, in the text of a copy, evaluated again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from policycheck.authoring.mend import Mended, mend, outcomes, unmet
from policycheck.authoring.told import row
from policycheck.cli import screen
from policycheck.cli.drafting import difference, put_drafts, put_edits, stdin, write_copy
from policycheck.cli.entries import entry
from policycheck.cli.guard import NO, YES
from policycheck.load.sources import same_file
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import OPEN
from policycheck.model.pack import Rule
from policycheck.pipeline import Auditor
from policycheck.rendering.page import Page


def run_repair(source: str, names: Sequence[str], pack: str, output: str, tries: int, form: str) -> int:
    """Repair these rules, or all that are not met, one on top of the other; the proposal itself stays as it is."""
    if output and source != "-" and same_file(output) == same_file(source):
        raise click.UsageError(f"-o {output}: this would overwrite the proposal itself. Name another file.")
    found = Auditor(pack=pack, stdin=stdin(), explain=False).audit(source)
    if not names and not any(grade.graded for grade in found.grades):
        raise click.UsageError("no recommendation is graded for this proposal. Name the rules to repair.")
    rules = [_rule(found, name) for name in names] or list(unmet(found))
    done = list(mend(found.pack, found.proposal, rules, tries=tries))
    final = done[-1].after if done else found.proposal
    last, now = final.document, outcomes(found.pack, final)
    if output:
        write_copy(output, last)
    if form == "json":
        rows = [_row(found, one) for one in done]
        screen.show((json.dumps({"repairs": rows}, indent=2, ensure_ascii=False) + "\n").encode())
    else:
        screen.show(_page(found, done))
        screen.show(difference(found.proposal.document, last, output))
    return NO if any(now[rule.id] in OPEN for rule in rules) else YES


def _rule(found: Assessment, name: str) -> Rule:
    one = entry(found.pack, name)
    if not isinstance(one, Rule):
        raise click.UsageError(f"{one.id} is no rule. Name rules, such as {found.pack.recommendations[0].rules[0].id}.")
    return one


def _page(found: Assessment, done: Sequence[Mended]) -> str:
    page = screen.page()
    page.block(found.proposal.header.title, style="strong")
    for one in done:
        _put(page, found, one)
    if not done:
        page.block("Every rule that counts is met.")
    put_drafts(page, [one.chosen for one in done if one.chosen])
    if any(one.chosen for one in done):
        page.gap()
        page.block("What changes in the text:")
    return page.text()


def _put(page: Page, found: Assessment, one: Mended) -> None:
    rule, pack = one.repair.rule, found.pack
    page.gap()
    page.block(rule.title, first=f"{rule.id}  ", indent=len(rule.id) + 2, style="strong")
    page.block(f"Now: {one.repair.before.words}. {verdict_on(one)}", indent=2)
    if one.chosen:
        put_edits(page, pack, one.before, one.chosen)
        others = [way for way in one.repair.ways if way != one.chosen]
        for way in others[:2]:
            page.block("Or:", indent=2)
            put_edits(page, pack, one.before, way)
        if one.moved:
            moved = "; ".join(f"{name} from {was.words} to {now.words}" for name, was, now in one.moved)
            page.block(f"Other rules that come out otherwise: {moved}.", indent=2)
    elif one.outcome in OPEN:
        page.block(f"Remedy: {rule.remedy}", indent=2)


def verdict_on(one: Mended) -> str:
    """What the search came to, in sentences that claim no more than was tried."""
    found = one.repair
    if one.outcome not in OPEN and not one.chosen:
        return "There is nothing to repair."
    if one.chosen:
        fields = f"{found.cost} field{'s' * (found.cost > 1)}"
        least = "No smaller change does it." if found.whole else f"None smaller was found within {found.tried:,} tries."
        return f"Met with {fields} changed, evaluated again. {least}"
    if found.ways:
        return "A repair was found, but the layout of the file cannot take it."
    if found.whole:
        return f"None of the changes that a drafter may make meets it ({found.tried:,} tried): facts stand in the way."
    return f"None found within {found.tried:,} tries."


def _row(found: Assessment, one: Mended) -> dict[str, Any]:
    base = one.before.values
    return {
        "rule": one.repair.rule.id,
        "before": one.repair.before.value,
        "after": one.outcome.value,
        "cost": one.repair.cost,
        "tried": one.repair.tried,
        "smallest": one.repair.whole,
        "edits": [row(found.pack, base, edit) for edit in sorted(one.chosen or ())],
        "alternatives": [
            [row(found.pack, base, edit) for edit in sorted(way)] for way in one.repair.ways if way != one.chosen
        ],
        "also": [{"rule": name, "before": was.value, "after": now.value} for name, was, now in one.moved],
        "words": verdict_on(one),
    }
