"""The findings as a table in CSV (RFC 4180), one row each, for spreadsheets.

A cell that a spreadsheet would take for a formula begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment
from policycheck.model.figures import number
from policycheck.rendering.departures import departures, profile_title
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.standing import Judged, judged
from policycheck.rendering.visible import plain
from policycheck.rendering.waivers import place, remark

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
    "waiver",
    "waived_until",
    "waiver_approved_by",
    "waiver_reason",
    "verdict_with_waivers",
    "waiver_findings",
)


def render_csv(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """The table as UTF-8 with CRLF, a header first, rows in the order of the pack; then what a profile changed."""
    out = io.StringIO(newline="")
    rows = [_row(assessment, one) for one in judged(assessment)]
    rows += [_changed(assessment, said) for said in departures(assessment)]
    table = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    table.writerows(_without_rule(assessment))
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
        *_waived(assessment, one),
    )
    return dict(zip(COLUMNS, map(_cell, cells), strict=True))


def _without_rule(assessment: Assessment) -> Iterator[dict[str, str]]:
    """A row for each finding on a waiver for a rule that has no row of its own."""
    for one in assessment.waivers.findings if assessment.waivers is not None else ():
        if assessment.finding(one.waiver.rule) is None:
            told = f"{place(one.waiver)}: {remark(one)}"
            cells = {"proposal": assessment.proposal.header.id, "rule": one.waiver.rule, "waiver_findings": told}
            yield {name: _cell(cells.get(name, "")) for name in COLUMNS}


def _waived(assessment: Assessment, one: Judged) -> tuple[str, str, str, str, str, str]:
    """The waiver on the finding, the verdict with waivers, and the findings on waivers for the rule."""
    waiver = one.use.waiver if one.use else None
    waived = one.grade.waived
    found = assessment.waivers.findings if assessment.waivers is not None else ()
    return (
        waiver.id if waiver else "",
        waiver.last if waiver else "",
        waiver.approved_by if waiver else "",
        waiver.reason if waiver else "",
        waived.verdict.value if waived else "",
        " ".join(f"{place(told.waiver)}: {remark(told)}" for told in found if told.waiver.rule == one.finding.rule.id),
    )


def _changed(assessment: Assessment, said: str) -> dict[str, str]:
    """A row for what a profile changed: it names no rule."""
    title = profile_title(assessment)
    cells = {"proposal": assessment.proposal.header.id, "title": title, "why": said}
    return {name: _cell(cells.get(name, "")) for name in COLUMNS}


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
