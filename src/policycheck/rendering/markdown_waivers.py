"""The waivers in Markdown: what is waived and by whom, the figures with waivers, and what is odd about the waivers."""

from __future__ import annotations

from policycheck.model.assessment import Assessment
from policycheck.rendering.figures import percent
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row
from policycheck.rendering.waivers import RULE_OF_READING, figures, place, plainly, remark, tally

_USES = ("Waived", "Outcome", "By", "Reason", "Requested, approved", "Holds", "Ticket")


def put_waivers(sheet: Sheet, assessment: Assessment) -> None:
    """What is waived, and what is odd about the waivers; nothing where no file of them was given."""
    waivers = assessment.waivers
    if waivers is None:
        return
    said = f"{prose(tally(assessment))} {RULE_OF_READING}"
    if waivers.uses and waivers.package_verdict is not None:
        said += f" The package with waivers: **{waivers.package_verdict.words}**."
    sheet.put(f"\n### Waivers\n\n{said}\n")
    uses = [
        row(
            (
                f"**{prose(use.rule)}**",
                use.outcome.words,
                f"{prose(use.waiver.id)} at {code(place(use.waiver))}",
                prose(use.waiver.reason),
                f"{prose(use.waiver.requested_by)}, {prose(use.waiver.approved_by)}",
                f"{use.waiver.first} until {use.waiver.last}",
                prose(use.waiver.ticket),
            )
        )
        for use in waivers.uses
    ]
    sheet.series("\n" + head(_USES), uses, "waived findings")
    grave = [f"- {prose(use.rule)}: **{said}**\n" for use in waivers.uses if (said := plainly(assessment, use))]
    sheet.series("\n", grave, "waived contradictions")
    found = [f"- {code(place(one.waiver))}: {prose(remark(one))} {prose(one.hint)}\n" for one in waivers.findings]
    sheet.series("\nFindings on the waivers:\n\n", found, "findings on waivers")


def put_figures_with_waivers(sheet: Sheet, assessment: Assessment) -> None:
    """The recommendations that have waived findings: the headline, and the figures with waivers."""
    pairs = [(grade, grade.waived) for grade in assessment.grades if grade.waived is not None]
    rows = [
        row((prose(one.recommendation.id), figures(one, percent), figures(waived, percent), prose(waived.note) or "–"))
        for one, waived in pairs
    ]
    sheet.series("\n" + head(("Recommendation", "Without", "With waivers", "Note")), rows, "figures with waivers")
