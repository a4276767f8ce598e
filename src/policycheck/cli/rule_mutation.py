"""`policycheck rules test --mutate`: whether the cases of a pack notice every small change of its rules."""

from __future__ import annotations

import json
import os

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES
from policycheck.cli.rule_tests import run_test
from policycheck.pipeline import DEFAULT_PACK, load_pack
from policycheck.rendering.page import Page
from policycheck.workshop.coverage import try_suite
from policycheck.workshop.mutants import CAPS
from policycheck.workshop.mutation import Fate, Judged, Trials, mutate
from policycheck.workshop.read import read_suite
from policycheck.workshop.report import mutation_as_data, written_case
from policycheck.workshop.sites import LIMIT

_GOOD = ("✔", "ok", "good")
_BAD = ("✘", "x", "bad")
_SYMBOLS = "✔✘"


def run_mutation(pack: str, form: str) -> int:
    """Run the cases against every mutant and print what became of them. Cases that fail already are shown instead."""
    name = pack or DEFAULT_PACK
    loaded = load_pack(name)
    if not try_suite(loaded, read_suite(name, loaded)).passed:
        return run_test(pack, form)
    trials = mutate(name, min(2, os.cpu_count() or 1))
    if form == "json":
        data = mutation_as_data(loaded, trials)
        screen.show(json.dumps(data, indent=2, ensure_ascii=False).encode() + b"\n")
    else:
        page = screen.page(_SYMBOLS)
        page.block(f"{loaded.id} {loaded.version}: {len(trials.judged)} mutants", style="strong")
        _tell(page, trials)
        screen.show(page.text())
    return YES if trials.passed else NO


def _tell(page: Page, trials: Trials) -> None:
    same, survived = trials.with_fate(Fate.EQUIVALENT), trials.with_fate(Fate.SURVIVED)
    if same:
        page.heading("Equivalent: no proposal tells them from the rule")
    for one in same:
        _change(page, one)
        page.block(f"None of {one.space:,} proposals comes out otherwise.", indent=4)
    if survived:
        page.heading("Survived: no case tells them from the rule")
    for one in survived:
        _change(page, one)
        _missing_case(page, one)
    page.gap()
    killed = len(trials.with_fate(Fate.KILLED))
    page.signed(_GOOD, f"{killed} are killed by a case, {len(same)} proved to change nothing.")
    page.signed(_BAD if survived else _GOOD, f"{len(survived)} survived.")


def _change(page: Page, one: Judged) -> None:
    page.gap()
    page.block(f"{one.subject} {one.part}".strip() + f" ({one.operator})", indent=2, style="strong")
    page.block(one.before, first="    was: ", indent=9)
    page.block(one.after, first="    now: ", indent=9)


def _missing_case(page: Page, one: Judged) -> None:
    if one.witness is None:
        page.block(_nothing_found(one), indent=4)
        return
    page.block("A case that notices it:", indent=4)
    for line in written_case(one.witness).splitlines():
        page.whole(line, first="      ")


def _nothing_found(one: Judged) -> str:
    """Why there is no case to show."""
    if one.part == CAPS:
        return f"A case of {one.subject} that says the verdict may notice it: the other rules leave enough open."
    if one.space > LIMIT:
        return f"Not decided: there are {one.space:,} proposals to tell apart, and the limit is {LIMIT:,}."
    return "No proposal was found that shows it."
