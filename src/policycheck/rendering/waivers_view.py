"""The waivers of an audit as plain data for templates: what is waived, the figures, what is odd."""

from __future__ import annotations

from dataclasses import dataclass

from policycheck.model.assessment import Assessment, Grade
from policycheck.model.waiver import WaiverFile, WaiverFinding, WaiverUse
from policycheck.rendering.crossref import Link, anchor, rule_link
from policycheck.rendering.figures import percent
from policycheck.rendering.waivers import RULE_OF_READING, figures, place, plainly, tally


@dataclass(frozen=True, slots=True)
class UseView:
    """A waived finding. `grave` says that it is what a critical rule must not be."""

    use: WaiverUse
    rule: Link
    place: str
    grave: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A recommendation's figures without and with waivers, in words."""

    recommendation: Link
    without: str
    with_waivers: str
    note: str


@dataclass(frozen=True, slots=True)
class RemarkView:
    """A finding on a waiver, and where the waiver stands."""

    finding: WaiverFinding
    place: str


@dataclass(frozen=True, slots=True)
class WaiversView:
    """All that is said of waivers. `package` is the package's verdict with waivers, where there is one."""

    file: WaiverFile
    tally: str
    reading: str
    package: str
    uses: tuple[UseView, ...]
    figures: tuple[Figures, ...]
    remarks: tuple[RemarkView, ...]


def waivers_view(assessment: Assessment) -> WaiversView | None:
    """The waivers, in the order of the pack; None where no file of them was given."""
    waivers = assessment.waivers
    if waivers is None:
        return None
    verdict = waivers.package_verdict
    return WaiversView(
        file=waivers.file,
        tally=tally(assessment),
        reading=RULE_OF_READING if waivers.uses else "",
        package=verdict.words if verdict is not None and waivers.uses else "",
        uses=tuple(
            UseView(use, rule_link(use.rule), place(use.waiver), plainly(assessment, use)) for use in waivers.uses
        ),
        figures=tuple(_figures(grade, grade.waived) for grade in assessment.grades if grade.waived is not None),
        remarks=tuple(RemarkView(one, place(one.waiver)) for one in waivers.findings),
    )


def _figures(grade: Grade, waived: Grade) -> Figures:
    name = grade.recommendation.id
    link = Link(name, anchor("recommendation", name))
    return Figures(link, figures(grade, percent), figures(waived, percent), waived.note)
