"""A comparison as JSON, for programs. Scores are exact fractions; every list stands in the order of the new pack."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from policycheck.comparison.words import part_name
from policycheck.errors import Span
from policycheck.model.comparison import (
    Comparison,
    Difference,
    FieldMove,
    OutcomeMove,
    Part,
    ScoreMove,
    VerdictMove,
)
from policycheck.model.result import Result

FORMAT = 1
"""Raised when a key is renamed, removed, or comes to mean something else."""


def as_json(comparison: Comparison) -> bytes:
    """All of it as UTF-8, with a line end at the end."""
    plain = {
        "format": FORMAT,
        "old": _side(comparison.names[0], comparison.old),
        "new": _side(comparison.names[1], comparison.new),
        "same": comparison.whole.is_empty,
        "notes": list(comparison.notes),
        "inputs_that_are_the_same": [cause.value for cause in comparison.same],
        "whole": _difference(comparison.whole),
        "parts": [_part(part) for part in comparison.parts],
    }
    return f"{json.dumps(plain, indent=2, ensure_ascii=False)}\n".encode(errors="backslashreplace")


def _side(name: str, result: Result) -> dict[str, Any]:
    basis = result.basis
    return {
        "name": name,
        "policycheck": result.version,
        "proposal": {"id": result.proposal_id, "digest": basis.proposal},
        "pack": {"name": basis.pack_name, "digest": basis.pack},
        "profile": {"id": basis.profile_name, "digest": basis.profile} if basis.profile else None,
        "waivers": {"file": basis.waivers_name, "digest": basis.waivers} if basis.waivers else None,
        "as_of": basis.as_of,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "causes": [cause.value for cause in part.causes],
        "name": part_name(part),
        "why_together": part.why_together or None,
        **_difference(part.difference),
    }


def _difference(found: Difference) -> dict[str, Any]:
    return {
        "outcomes": [_outcome(one) for one in found.outcomes],
        "rules_by_outcome": {outcome.value: change for outcome, change in found.counts.items()},
        "verdicts": [_verdict(one) for one in found.verdicts],
        "scores": [_score(one) for one in found.scores],
        "waivers": [
            {"rule": one.id, "before": one.before or None, "after": one.after or None} for one in found.waivers
        ],
    }


def _outcome(one: OutcomeMove) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title,
        "before": one.before,
        "after": one.after,
        "trend": one.trend.value,
        "because_of": one.because_of or None,
        "fields": [_field(field) for field in one.fields],
    }


def _field(one: FieldMove) -> dict[str, Any]:
    return {
        "path": one.path,
        "before": one.before,
        "after": one.after,
        "place_before": _place(one.span_before),
        "place_after": _place(one.span_after),
    }


def _place(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"file": span.file, "line": span.line, "column": span.column}


def _verdict(one: VerdictMove) -> dict[str, Any]:
    return {
        "id": one.id or None,
        "before": one.before,
        "after": one.after,
        "at_best_before": one.at_best_before,
        "at_best_after": one.at_best_after,
        "trend": one.trend.value,
        "with_waivers": one.waived,
    }


def _score(one: ScoreMove) -> dict[str, Any]:
    return {
        "id": one.id or None,
        "before": _exact(one.before),
        "after": _exact(one.after),
        "change": str(one.change),
        "at_best_before": _exact(one.at_best_before),
        "at_best_after": _exact(one.at_best_after),
        "change_at_best": str(one.change_at_best),
        "with_waivers": one.waived,
    }


def _exact(share: Fraction | None) -> str | None:
    return None if share is None else str(share)
