"""What came of a pack's tests, for machines: plain values, the same for the same pack wherever it lies."""

from __future__ import annotations

from typing import Any

from policycheck.errors import Span
from policycheck.model.pack import Pack
from policycheck.workshop.cases import Case, Unreachable
from policycheck.workshop.coverage import Trial
from policycheck.workshop.lint import Finding
from policycheck.workshop.mutation import Fate, Judged, Trials
from policycheck.workshop.run import Result, reasons

FORMAT = 1
"""Raised when a key is renamed, removed, or comes to mean something else."""


def as_data(trial: Trial) -> dict[str, Any]:
    """The whole run as plain values, for JSON."""
    covered = trial.coverage
    return {
        "format": FORMAT,
        "pack": {"id": trial.pack.id, "version": trial.pack.version},
        "passed": trial.passed,
        "cases": [_result(trial.pack, result) for result in trial.results],
        "coverage": {
            "reached": len(covered.reached),
            "total": covered.total,
            "missed": [{"subject": subject, "outcome": outcome} for subject, outcome in covered.missed],
            "unreachable": [_unreachable(one, refuted=one in covered.refuted) for one in covered.unreachable],
        },
    }


def _result(pack: Pack, result: Result) -> dict[str, Any]:
    case = result.case
    return {
        "id": case.id,
        "subject": case.subject,
        "name": case.name,
        **_place(case.place),
        "expected": _expected(case),
        "found": result.found,
        "by": sorted(result.by),
        "passed": result.passed,
        "differences": [{"key": key, "found": found} for key, found in result.differences],
        "why": [] if result.passed else list(reasons(pack, case)),
    }


def _expected(case: Case) -> dict[str, Any]:
    return {
        "outcome": case.expect,
        "by": list(case.by),
        "score": None if case.score is None else str(case.score),
        "verdict": None if case.verdict is None else case.verdict.value,
    }


def _unreachable(one: Unreachable, *, refuted: bool) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "outcome": one.outcome,
        "reason": one.reason,
        "refuted": refuted,
        **_place(one.place),
    }


def _place(span: Span) -> dict[str, Any]:
    """A place by the file's own name: where the pack lies is no part of the result."""
    return {"file": span.file.rpartition("/")[2], "line": span.line, "column": span.column}


def mutation_as_data(pack: Pack, trials: Trials) -> dict[str, Any]:
    """What became of a pack's mutants, for JSON. Those that a case kills are counted; the others are told."""
    return {
        "format": FORMAT,
        "pack": {"id": pack.id, "version": pack.version},
        "passed": trials.passed,
        "mutants": {fate.value: len(trials.with_fate(fate)) for fate in Fate},
        "equivalent": [_mutant(one) for one in trials.with_fate(Fate.EQUIVALENT)],
        "survived": [_mutant(one) for one in trials.with_fate(Fate.SURVIVED)],
    }


def _mutant(one: Judged) -> dict[str, Any]:
    return {
        "subject": one.subject,
        "part": one.part,
        "operator": one.operator,
        "before": one.before,
        "after": one.after,
        "space": one.space,
        "whole": one.whole,
        "witness": one.witness,
    }


def lint_as_data(pack: Pack, findings: tuple[Finding, ...]) -> dict[str, Any]:
    """What lint found in a pack, for JSON."""
    return {
        "format": FORMAT,
        "pack": {"id": pack.id, "version": pack.version},
        "clean": not findings,
        "findings": [
            {
                "code": one.code,
                "subject": one.subject,
                "message": one.message,
                "help": one.hint,
                **_place(one.place),
                "witness": one.witness,
            }
            for one in findings
        ],
    }


def written_case(value: Any) -> str:
    """A case or a proposal as it is written in a file."""
    import yaml

    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
