"""The notes beside a proposal's text: its problems, and where they allow it, the findings that are not met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policycheck.editor.reading import Reading
from policycheck.editor.values import Gravity, Note
from policycheck.errors import Problem
from policycheck.load.recognition import HEAD
from policycheck.model.assessment import Assessment, Fact, Raised
from policycheck.model.document import Document, Path
from policycheck.model.outcome import Concern, Outcome, Severity
from policycheck.rendering.standing import REPORTED, Judged, Standing, first_fact, judged, sentence
from policycheck.rendering.visible import plain

_GRAVITY = {
    Severity.CRITICAL: Gravity.ERROR,
    Severity.MAJOR: Gravity.WARNING,
    Severity.MINOR: Gravity.INFORMATION,
}
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def notes(reading: Reading) -> tuple[Note, ...]:
    """Every note, in the order of the text."""
    found = list(problem_notes(reading.problems, reading.text))
    if reading.assessment is not None:
        found += _findings(reading.assessment, reading.text)
    return tuple(sorted(found, key=lambda note: (note.start, note.end, note.gravity, note.code)))


def problem_notes(problems: Iterable[Problem], text: str) -> Iterator[Note]:
    """A note for each problem; one without a place stands at the beginning."""
    for problem in problems:
        start, end = (problem.span.start, problem.span.end) if problem.span is not None else (0, 0)
        gravity = Gravity.ERROR if problem.fatal else Gravity.WARNING
        message = plain(problem.message) + (f"\n{plain(problem.hint)}" if problem.hint else "")
        yield Note(*one_line(text, start, end), gravity, problem.code, message, problem)


def one_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a place on its first line, at least one character long where there is one."""
    start = min(start, len(text))
    line_end = next((at for at in range(start, min(end, len(text))) if text[at] in "\r\n"), end)
    at_least = start + 1 if start < len(text) and text[start] not in "\r\n" else start
    return start, max(min(line_end, len(text)), at_least)


def _findings(assessment: Assessment, text: str) -> Iterator[Note]:
    document = assessment.proposal.document
    for one in judged(assessment):
        if one.standing in REPORTED and not one.finding.because_of:
            message = "\n".join(part for part in (one.heading, one.waiver, one.why, _remedy(one.remedy)) if part)
            yield _note(document, text, one.fact, _gravity(one), one.finding.rule.id, message)
    for raised in (*assessment.advisories, *assessment.tensions):
        if raised.state is Concern.RAISED:
            fact = first_fact(raised.facts)
            yield _note(document, text, fact, Gravity.INFORMATION, raised.concern.id, _concern(raised))


def _gravity(one: Judged) -> Gravity:
    """What is silent or waived is for information only, unless the gate asks for it."""
    if one.standing is Standing.GATING:
        return Gravity.WARNING
    if one.standing is not Standing.FAILED:
        return Gravity.INFORMATION
    grave = _GRAVITY[one.finding.rule.severity]
    return max(grave, Gravity.WARNING) if one.finding.outcome is Outcome.PARTLY_MET else grave


def _concern(raised: Raised) -> str:
    concern = raised.concern
    why = " ".join(sentence(part) for part in raised.why)
    heading = plain(f"{concern.id} {concern.title}: {raised.state.words}")
    return "\n".join(part for part in (heading, why, _remedy(sentence(concern.remedy))) if part)


def _remedy(words: str) -> str:
    return f"Remedy: {words}" if words else ""


def _note(document: Document, text: str, fact: Fact | None, gravity: Gravity, code: str, message: str) -> Note:
    return Note(*one_line(text, *_place(document, fact)), gravity, code, message)


def _place(document: Document, fact: Fact | None) -> tuple[int, int]:
    """Where a fact stands: a value itself; of a section or list, its key; of what is absent, what it would be in."""
    path = steps(fact.path) if fact is not None else ()
    while path and path not in document.spans:
        path = path[:-1]
    path = path or (HEAD,)
    span = document.span(path)
    if span.line != span.end_line or (fact is not None and not fact.stated):
        span = document.key_span(path)
    return span.start, span.end


def steps(shown: str) -> Path:
    """The path that is shown like this: `a.b[0].c`."""
    return tuple(int(number) if number else key for number, key in _STEP.findall(shown))
