"""The lines above a proposal's text: what it comes to, and what each recommendation does, at its section."""

from __future__ import annotations

from collections.abc import Iterator

from policycheck.editor.reading import Reading
from policycheck.editor.values import Lens
from policycheck.load.recognition import HEAD
from policycheck.model.assessment import Assessment, Grade
from policycheck.model.document import Document
from policycheck.model.figures import percent
from policycheck.rendering.visible import plain

_LONGEST = 160


def lenses(reading: Reading) -> tuple[Lens, ...]:
    """What the whole comes to first, then the recommendations in the order of the pack."""
    document = reading.present
    if document is None:
        return (Lens(0, _unfit(reading)),)
    top = _start(document, HEAD)
    if reading.assessment is None:
        return (Lens(top, _unfit(reading)),)
    return (Lens(top, _whole(reading.assessment)), *_grades(reading.assessment, document, top))


def _unfit(reading: Reading) -> str:
    count = sum(problem.fatal for problem in reading.problems)
    return f"Not evaluated: {count} problem{'s' * (count != 1)} to mend first"


def _whole(assessment: Assessment) -> str:
    package = assessment.package_verdict
    said = f"Package: {package.words}. " if package is not None else ""
    title = plain(f"{said}{assessment.exit_reason}")
    return title if len(title) <= _LONGEST else f"{title[:_LONGEST]}..."


def _grades(assessment: Assessment, document: Document, top: int) -> Iterator[Lens]:
    for grade in assessment.grades:
        section = next((name for name in grade.recommendation.sections if (name,) in document.keys), "")
        yield Lens(_start(document, section) if section else top, plain(_grade(grade)))


def _grade(grade: Grade) -> str:
    one = grade.recommendation
    said = f"{one.id} {one.title}: {grade.verdict.words}"
    if grade.score is None or not grade.graded:
        return said
    best = f"at best {grade.at_best.words}, {percent(grade.score.at_best)}"
    return f"{said}, {percent(grade.score.as_stated)} as stated; {best}"


def _start(document: Document, key: str) -> int:
    return document.keys[(key,)].start if (key,) in document.keys else 0
