"""Markdown on several proposals, for the summary of a job: a table of all of them, then as many reports as fit."""

from __future__ import annotations

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment
from policycheck.rendering.markdown import LIMIT, render_markdown
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row

_NONE = "–"
_BETWEEN = "\n---\n\n"
_FOOT = 200
"""Room for what is said of reports that do not fit."""


class Reports:
    """The reports on several proposals, first what was not evaluated, of together at most LIMIT characters."""

    def __init__(self) -> None:
        self._rows: list[str] = []
        self._refused: list[str] = []
        self._reports: list[str] = []
        self._room = LIMIT

    def add(self, assessment: Assessment) -> None:
        """Take up what was found on a proposal."""
        verdicts = [f"{prose(grade.recommendation.id)} {grade.verdict.words}" for grade in assessment.grades]
        package = assessment.package_verdict
        self._rows.append(
            row(
                (
                    f"{code(assessment.proposal.header.id)} in {code(assessment.proposal.document.name)}",
                    _ended(assessment),
                    package.words if package else _NONE,
                    ", ".join(verdicts),
                )
            )
        )
        report = render_markdown(assessment).decode()
        # NOTE: what cannot fit any more is not kept, so that a run over thousands needs no memory for it.
        self._reports.append(report if len(report) <= self._room else "")
        self._room -= len(report)

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Take up a file that could not be evaluated, and why."""
        fatal = [problem for problem in problems if problem.fatal]
        first = f"{fatal[0].span or ''} {fatal[0].message}" if fatal else ""
        more = f" ({len(fatal) - 1} more)" if len(fatal) > 1 else ""
        self._refused.append(row((code(name), "**not evaluated**", _NONE, f"{prose(first)}{more}")))

    def content(self) -> bytes:
        """The page as UTF-8."""
        rows = self._refused + self._rows
        sheet = Sheet(LIMIT - _FOOT)
        sheet.put(f"# Audits: {len(rows):,}\n\n")
        sheet.series(head(("Proposal", "Gate", "Package", "Recommendations")), rows, "proposals")
        left = 0
        for report in self._reports:
            left += left > 0 or not report or not sheet.put(f"{_BETWEEN}{report}")
        foot = f"\n{left:,} reports do not fit here. Have them written one by one: `-o reports/ -f markdown`\n"
        return (sheet.text() + (foot if left else "")).encode()


def _ended(assessment: Assessment) -> str:
    gate = assessment.gate
    if not assessment.graded:
        return "**nothing to grade**"
    return "passed" if gate.passed else "**failed**" if gate.enforced else "failed, not enforced"
