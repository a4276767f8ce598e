"""`policycheck rules diff`: what changes from one version of a pack to another, and the step that asks for."""

from __future__ import annotations

import json
from fractions import Fraction

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES
from policycheck.errors import InputError, Problem
from policycheck.model.pack import Pack
from policycheck.pipeline import evaluate, load_pack, load_proposal
from policycheck.rendering.figures import percent
from policycheck.rendering.page import Page
from policycheck.workshop.backtest import Audit, Backtest, Backtester, Compared, Move
from policycheck.workshop.backtest_report import backtest_data
from policycheck.workshop.corpus import corpus
from policycheck.workshop.versions import Step, after_step

_ENOUGH = ("✔", "ok", "good")
_TOO_LITTLE = ("✘", "x", "bad")
_SYMBOLS = "✔✘→"


def run_diff(old: str, new: str, folder: str, form: str) -> int:
    """Audit every proposal of the corpus by both packs and print what comes out otherwise."""
    before, after = load_pack(old), load_pack(new)
    if before.id != after.id:
        hint = "Name two versions of one pack."
        raise InputError((Problem("USE-PACKS", f"these are two packs: {before.id} and {after.id}", None, hint),))
    tester = Backtester(before, after)
    files = corpus(folder, (before.id, old, new))
    done = tester.result([tester.compare(file, _audit(file, before), _audit(file, after)) for file in files])
    if all(one.refused_before for one in done.compared):
        hint = "A backtest needs a proposal that is valid by the old pack: policycheck evaluate says what is wrong."
        message = f"no proposal in '{folder}' is valid by {before.id} {before.version}"
        raise InputError((Problem("USE-CORPUS", message, None, hint),))
    if form == "json":
        screen.show(json.dumps(backtest_data(done), indent=2, ensure_ascii=False).encode() + b"\n")
    else:
        screen.show(_summary(done, folder))
    return YES if done.enough else NO


def _audit(file: str, pack: Pack) -> Audit:
    try:
        return evaluate(pack, load_proposal(file, pack), explain=False)
    except InputError as error:
        return error.problems


def _summary(done: Backtest, folder: str) -> str:
    page = screen.page(_SYMBOLS)
    to = "->" if page.ascii_only else "→"
    page.block(f"{done.old.id} {done.old.version} {to} {done.new.version}", style="strong")
    _edits(page, done, to)
    moved = [one for one in done.compared if one.step]
    page.heading(f"What comes out otherwise: {len(moved)} of {len(done.compared)} proposals in {folder}")
    for one in moved:
        _compared(page, one, to)
    for one in done.compared:
        if one.refused_before and one.refused_after:
            page.block(f"{one.file}: cannot be used with either pack.", indent=2)
    _conclusion(page, done)
    return page.text()


def _edits(page: Page, done: Backtest, to: str) -> None:
    page.heading("What differs in the pack")
    if not done.edits:
        page.block("Nothing but comments and layout." if done.asked else "Nothing.", indent=2)
    for edit in done.edits:
        parts = f" {to} {edit.parts[0]}" if edit.change == "renamed" else ": " + ", ".join(edit.parts)
        start = f"  {edit.step.words:<5}  "
        page.block(f"{edit.kind} {edit.subject} {edit.change}{parts if edit.parts else ''}", first=start, indent=9)


def _compared(page: Page, one: Compared, to: str) -> None:
    page.gap()
    page.whole(one.file, first="  ")
    if one.refused_before:
        page.block("It could not be used, and now it can.", indent=4)
    for problem in one.refused_after:
        place = f"line {problem.span.line}: " if problem.span else ""
        page.block(f"{place}{problem.message} [{problem.code}]", first="    no longer valid: ", indent=6)
    for move in one.moves:
        start = f"    {move.subject or 'package':<8} "
        about = "" if move.what == "outcome" else f"{move.what} "
        said = f"{about}{_shown(move, move.before)} {to} {_shown(move, move.after)}"
        page.block(f"{said} ({', '.join(move.causes)})", first=start, indent=13)


def _shown(move: Move, value: str) -> str:
    """A score as a percentage, anything else in words."""
    if move.what == "score" and value[:1].isdigit():
        return percent(Fraction(value))
    return value.replace("_", " ")


def _conclusion(page: Page, done: Backtest) -> None:
    old, new = done.old.version, done.new.version
    page.gap()
    if done.asked is Step.NONE:
        page.signed(_ENOUGH, "Nothing has changed.")
    elif done.enough:
        page.signed(_ENOUGH, f"This asks for a {done.asked.words} step, and the version takes one from {old} to {new}.")
    else:
        taken = f"goes from {old} to {new}" if done.taken else f"does not rise ({old}, then {new})"
        page.signed(
            _TOO_LITTLE,
            f"This asks for a {done.asked.words} step, and the version {taken}. "
            f"Write version: {after_step(old, done.asked)}.",
        )
