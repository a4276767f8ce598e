"""`policycheck rules test`: run the cases that stand beside a pack's rules, and say which outcomes they reach."""

from __future__ import annotations

import json
from itertools import groupby

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES
from policycheck.pipeline import DEFAULT_PACK, load_pack
from policycheck.rendering.page import Page
from policycheck.workshop.cases import Case
from policycheck.workshop.coverage import Coverage, Trial, try_suite
from policycheck.workshop.read import ENDING, read_suite
from policycheck.workshop.report import as_data
from policycheck.workshop.run import Result, reasons

_MET = ("✔", "ok", "good")
_FAILED = ("✘", "x", "bad")
_SYMBOLS = "✔✘"


def run_test(pack: str, form: str) -> int:
    """Run the cases of a pack and print what came of them."""
    name = pack or DEFAULT_PACK
    loaded = load_pack(name)
    trial = try_suite(loaded, read_suite(name, loaded))
    if form == "json":
        screen.show(json.dumps(as_data(trial), indent=2, ensure_ascii=False).encode() + b"\n")
    else:
        screen.show(_summary(trial))
    return YES if trial.passed else NO


def _summary(trial: Trial) -> str:
    page = screen.page(_SYMBOLS)
    pack, suite = trial.pack, trial.suite
    amount = f"{_so_many(len(suite.cases), 'case')} in {_so_many(len(suite.files), 'file')}"
    page.block(f"{pack.id} {pack.version}: {amount}", style="strong")
    for result in trial.failed:
        _failure(page, trial, result)
    _unreachable(page, trial.coverage)
    _missed(page, trial)
    _verdict(page, trial)
    return page.text()


def _so_many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _failure(page: Page, trial: Trial, result: Result) -> None:
    case = result.case
    page.gap()
    page.whole(f"{case.place}: {case.id}")
    if case.name:
        page.block(f"({case.name})", indent=2)
    for key, found in result.differences:
        page.signed(_FAILED, _difference(case, key, found), before="  ", indent=4)
    for sentence in reasons(trial.pack, case):
        page.block(sentence, first="  Why: ", indent=4)


def _difference(case: Case, key: str, found: str) -> str:
    line = f"line {case.places[key].line}"
    match key:
        case "expect":
            return f"{line}: expected {case.expect}, found {found}"
        case "by":
            return f"{line}: expected to be decided by {', '.join(case.by)}; what decides it: {found}"
        case "score":
            return f"{line}: expected a score of {case.score}, found {found}"
        case _:
            return f"{line}: expected the verdict {case.verdict.value if case.verdict else ''}, found {found}"


def _unreachable(page: Page, covered: Coverage) -> None:
    if covered.unreachable:
        page.heading("Stated to be out of reach")
    for one in covered.unreachable:
        start = f"  {one.subject:<6} {one.outcome:<13} "
        page.block(one.reason, first=start, indent=len(start))
    for one in covered.refuted:
        page.gap()
        page.whole(f"{one.place}: {one.subject} {one.outcome}")
        page.signed(_FAILED, "stated to be out of reach, and a case reaches it", before="  ", indent=4)


def _missed(page: Page, trial: Trial) -> None:
    if not trial.suite.files:
        page.gap()
        page.signed(_FAILED, f"This pack has no tests: no file of its folder ends with {ENDING}.")
        return
    if trial.coverage.missed:
        page.heading("Reached by no case that came out as expected")
    for subject, group in groupby(trial.coverage.missed, key=lambda pair: pair[0]):
        start = f"  {subject:<6} "
        page.block(", ".join(outcome for _, outcome in group), first=start, indent=len(start))


def _verdict(page: Page, trial: Trial) -> None:
    covered, failed = trial.coverage, len(trial.failed)
    page.gap()
    reached = len(covered.reached)
    share = reached * 100 // covered.total if covered.total else 0  # cut off: 99.9 % is not printed as 100 %
    sign = _MET if covered.reached and not covered.missed else _FAILED
    page.signed(sign, f"{reached} of {covered.total} outcomes are reached ({share} %).")
    if covered.refuted:
        said = f"{_so_many(len(covered.refuted), 'outcome')} stated to be out of reach, and reached by a case: "
        named = ", ".join(f"{one.subject} {one.outcome}" for one in covered.refuted)
        page.signed(_FAILED, f"{said}{named}.", indent=2)
    if failed:
        page.signed(_FAILED, f"{failed} of {len(trial.results)} cases did not come out as expected.")
    elif trial.results:
        page.signed(_MET, f"All {len(trial.results)} cases came out as expected.")
