"""An agreement as JSON, for programs: every field and every rule, those that are the same too."""

from __future__ import annotations

import json
from typing import Any

from policycheck.agreement.words import letter
from policycheck.errors import Span
from policycheck.model.agreement import (
    SCALE,
    Agreement,
    Coefficient,
    DocumentAgreement,
    FieldRow,
    Reading,
    RuleAgreement,
    StateRow,
    Tally,
)

FORMAT = 1
"""Raised when a key is renamed, removed, or comes to mean something else."""


def as_json(found: Agreement) -> bytes:
    """All of it as UTF-8, with a line end at the end. Shares are exact fractions."""
    plain = {
        "format": FORMAT,
        "pack": found.pack,
        "coders": [{"letter": letter(coder), "name": name} for coder, name in enumerate(found.coders)],
        "agrees": found.agrees,
        "notes": list(found.notes),
        "scale": [outcome.value for outcome in SCALE],
        "equal_fields": {**_tally(found.fields()), "worded_otherwise": found.worded()},
        "equal_outcomes": _tally(found.outcomes()),
        "alpha": _coefficient(found.alpha),
        "weighted_kappa": [
            {"coders": [letter(coder) for coder in pair.coders], **_coefficient(pair.kappa)} for pair in found.pairs
        ],
        "rules": [_rule(rule) for rule in found.rules],
        "documents": [_document(document) for document in found.documents],
    }
    return f"{json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode(errors="backslashreplace")


def _tally(found: Tally) -> dict[str, Any]:
    return {"same": found.same, "of": found.of, "share": None if found.share is None else str(found.share)}


def _coefficient(found: Coefficient) -> dict[str, Any]:
    return {"value": found.value, "outcomes": found.count, "why_none": found.why or None}


def _rule(rule: RuleAgreement) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "documents": rule.documents,
        "equal_pairs": _tally(rule.pairs),
        "mean_steps_apart": None if rule.apart is None else str(rule.apart),
        "alpha": _coefficient(rule.alpha),
    }


def _document(document: DocumentAgreement) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "codings": [{"coder": letter(one.coder), "file": one.file} for one in document.codings],
        "states": [_state(row) for row in document.states],
        "fields": [_field(row) for row in document.fields],
    }


def _state(row: StateRow) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "id": row.id,
        "title": row.title,
        "same": row.same,
        "states": list(row.states),
        "differing_fields": [field.path for field in row.fields],
    }


def _field(row: FieldRow) -> dict[str, Any]:
    return {
        "path": row.path,
        "title": row.title,
        "likeness": row.likeness.value,
        "readings": [_reading(reading) for reading in row.readings],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "path": reading.path or None,
        "stated": reading.stated,
        "shown": reading.shown,
        "place": None if reading.span is None else _place(reading.span),
        "evidence": [
            {
                "says": cited.says,
                "where": cited.where,
                "source": cited.source,
                "contested": cited.contested,
                "place": _place(cited.span),
            }
            for cited in reading.evidence
        ],
        "more_evidence": reading.uncited,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column}
