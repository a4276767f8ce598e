"""The findings as a table in CSV (RFC 4180), one row each, for spreadsheets.

A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment
from policycheck.model.figures import number
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.standing import Judged, judged
from policycheck.rendering.visible import plain

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

COLUMNS = (
    "proposal",
    "recommendation",
    "verdict",
    "rule",
    "title",
    "outcome",
    "severity",
    "weight",
    "cap",
    "waits_for",
    "why",
    "remedy",
    "field",
    "value",
    "file",
    "line",
    "column",
    "clauses",
    "evidence",
    "response",
)


def render_csv(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """The table as UTF-8 with CRLF, a header first, rows in the order of the pack."""
    out = io.StringIO(newline="")
    rows = [_row(assessment, one) for one in judged(assessment)]
    table = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode(errors="backslashreplace")


def _row(assessment: Assessment, one: Judged) -> dict[str, str]:
    finding, rule = one.finding, one.finding.rule
    fact, place = one.fact, one.span
    cells = (
        assessment.proposal.header.id,
        one.grade.recommendation.id,
        one.grade.verdict.value,
        rule.id,
        rule.title,
        finding.outcome.value,
        rule.severity.value,
        number(rule.weight),
        one.cap,
        finding.because_of,
        one.why,
        one.remedy,
        fact.path if fact else "",
        fact.shown if fact else "",
        place.file if place else "",
        str(place.line) if place else "",
        str(place.column) if place else "",
        " ".join(rule.clauses),
        finding.support.value,
        finding.response,
    )
    return dict(zip(COLUMNS, map(_cell, cells), strict=True))


def _cell(text: str) -> str:
    """The text, visible, and a text in a spreadsheet too."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


class Table:
    """The table on several proposals. One that could not be evaluated has no findings, so no rows."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []

    def add(self, assessment: Assessment) -> None:
        """Take up the rows on a proposal."""
        self._rows.append(render_csv(assessment).partition(b"\r\n")[2])

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Nothing: there is no finding."""

    def content(self) -> bytes:
        """The header, then the rows on each proposal."""
        return f"{','.join(COLUMNS)}\r\n".encode() + b"".join(self._rows)
