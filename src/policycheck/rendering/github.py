"""GitHub's workflow commands: a few annotations beside the lines of the proposal. The rest is for the job summary.

GitHub shows ten annotations of each level for a step. The first says how the audit ended; where there are more than
ten of a level, the tenth counts what is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from msgspec import Struct

from policycheck.errors import Problem, Span
from policycheck.model.assessment import Assessment, Raised
from policycheck.model.outcome import Concern, Outcome
from policycheck.model.waiver import Remark, WaiverFinding
from policycheck.rendering.departures import departures, profile_title
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.standing import REPORTED, Judged, Standing, first_place, judged, sentence
from policycheck.rendering.visible import plain
from policycheck.rendering.waivers import remark

MOST = 10
"""Annotations of one level."""


class Level(StrEnum):
    """GitHub's levels, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Annotation(Struct, frozen=True):
    """One annotation. `file` is empty where the proposal came from standard input."""

    level: Level
    title: str
    message: str
    span: Span | None = None


def render_github(assessment: Assessment, _options: Options = PLAIN) -> bytes:
    """Workflow commands, one on a line, as UTF-8: errors, then warnings, then notices; of each level in the order of
    the pack, worst outcome first."""
    return _bytes(_annotations(assessment))


def _bytes(annotations: Iterable[Annotation]) -> bytes:
    order = list(Level)
    found = sorted(annotations, key=lambda one: order.index(one.level))
    lines = [line for _, group in groupby(found, key=lambda one: one.level) for line in _lines(list(group))]
    return "".join(f"{line}\n" for line in lines).encode(errors="backslashreplace")


def _lines(group: list[Annotation]) -> Iterator[str]:
    """The annotations of one level, as many as GitHub shows."""
    shown = group if len(group) <= MOST else group[: MOST - 1]
    yield from (_command(one) for one in shown)
    if len(group) > len(shown):
        level, more = group[0].level, len(group) - len(shown)
        yield _command(Annotation(level, f"{more:,} more of this level", "They stand in the whole report."))


def _annotations(assessment: Assessment) -> Iterator[Annotation]:
    yield _end(assessment)
    if assessment.pack.profile is not None:
        said = "\n".join(departures(assessment)) or "Nothing differs from the pack."
        yield Annotation(Level.NOTICE, profile_title(assessment), said)
    worst = list(Outcome)
    problems = [one for one in judged(assessment) if one.standing in REPORTED]
    yield from (_finding(one) for one in sorted(problems, key=lambda one: worst.index(one.finding.outcome)))
    if assessment.waivers is not None:
        yield from (_remark(one) for one in assessment.waivers.findings)
    yield from (_concern(one) for one in (*assessment.advisories, *assessment.tensions) if one.state is Concern.RAISED)


def _end(assessment: Assessment) -> Annotation:
    """How the audit ended, first of its level."""
    level = Level.ERROR if assessment.exit_code else Level.NOTICE if assessment.gate.passed else Level.WARNING
    title = plain(f"Audit of {assessment.proposal.header.id}")
    return Annotation(level, title, plain(assessment.exit_reason))


def _finding(one: Judged) -> Annotation:
    grave = one.standing is Standing.FAILED and one.is_critical
    remedy = f"Remedy: {one.remedy}"
    message = "\n".join(part for part in (one.waiver, one.why, remedy) if part)
    level = Level.NOTICE if one.standing is Standing.WAIVED else Level.ERROR if grave else Level.WARNING
    return Annotation(level, one.heading, message, one.span)


def _remark(one: WaiverFinding) -> Annotation:
    """A finding on a waiver, beside its line. One that waives nothing any more is worth a warning."""
    level = Level.WARNING if one.remark is Remark.EXPIRED else Level.NOTICE
    title = plain(f"Waiver {one.waiver.id}: {one.remark.words}")
    return Annotation(level, title, plain(f"{remark(one)} {one.hint}"), one.waiver.span)


def _concern(one: Raised) -> Annotation:
    kind = f"{one.concern.id} {one.concern.title}: {one.state.words}"
    why = " ".join(sentence(part) for part in one.why)
    message = "\n".join(part for part in (why, f"Remedy: {sentence(one.concern.remedy)}") if part)
    return Annotation(Level.NOTICE, plain(kind), message, first_place(one.facts))


def _command(one: Annotation) -> str:
    """The command, escaped as GitHub's own toolkit does it."""
    properties = {"title": one.title, **(_place(one.span) if one.span else {})}
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{one.level} {listed}::{_data(one.message)}"


def _place(span: Span) -> dict[str, str]:
    """The place. GitHub takes columns only where they are on one line; its last column is the last of the text."""
    place = {"file": span.file, "line": str(span.line), "endLine": str(span.end_line)}
    if span.line == span.end_line:
        place |= {"col": str(span.column), "endColumn": str(max(span.end_column - 1, span.column))}
    return place


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class Annotations:
    """The annotations on several proposals, together no more of a level than GitHub shows.

    Files that could not be evaluated come first, then how each audit ended, then all else, proposal by proposal.
    """

    def __init__(self) -> None:
        self._refused: list[Annotation] = []
        self._ends: list[Annotation] = []
        self._found: list[Annotation] = []

    def add(self, assessment: Assessment) -> None:
        """Take up what was found on a proposal."""
        end, *found = _annotations(assessment)
        self._ends.append(end)
        self._found += found

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Take up a file that could not be evaluated, and why."""
        for problem in problems:
            level = Level.ERROR if problem.fatal else Level.WARNING
            title = plain(f"{name}: not evaluated [{problem.code}]")
            message = "\n".join(part for part in (sentence(problem.message), sentence(problem.hint)) if part)
            self._refused.append(Annotation(level, title, message, problem.span))

    def content(self) -> bytes:
        """The commands."""
        return _bytes([*self._refused, *self._ends, *self._found])
