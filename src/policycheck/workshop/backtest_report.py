"""A backtest for machines: plain values, the same for the same packs and corpus wherever they lie."""

from __future__ import annotations

from typing import Any

from policycheck.errors import Problem
from policycheck.model.pack import Pack
from policycheck.workshop.backtest import Backtest, Compared, Move
from policycheck.workshop.pack_edits import Edit

FORMAT = 1
"""Raised when a key is renamed, removed, or comes to mean something else."""


def backtest_data(done: Backtest) -> dict[str, Any]:
    """All of it as plain values, for JSON. Proposals that come out the same are listed too."""
    return {
        "format": FORMAT,
        "old": _pack(done.old),
        "new": _pack(done.new),
        "step": {"asked": done.asked.words, "taken": done.taken.words, "enough": done.enough},
        "edits": [_edit(one) for one in done.edits],
        "proposals": [_compared(one) for one in done.compared],
    }


def _pack(pack: Pack) -> dict[str, Any]:
    return {"id": pack.id, "version": pack.version, "digest": pack.digest}


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "what": edit.kind,
        "subject": edit.subject,
        "how": edit.change,
        "parts": list(edit.parts),
        "step": edit.step.words,
    }


def _compared(one: Compared) -> dict[str, Any]:
    return {
        "file": one.file,
        "id": one.id or None,
        "step": one.step.words,
        "refused_before": [_problem(problem) for problem in one.refused_before],
        "refused_after": [_problem(problem) for problem in one.refused_after],
        "moves": [_move(move) for move in one.moves],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "subject": move.subject or None,
        "what": move.what,
        "before": move.before,
        "after": move.after,
        "causes": list(move.causes),
        "step": move.step.words,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    span = problem.span
    return {
        "code": problem.code,
        "message": problem.message,
        "line": None if span is None else span.line,
        "column": None if span is None else span.column,
    }
