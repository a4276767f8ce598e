"""The quotations in Markdown: how many were found in their sources, those that were not, and what was read."""

from __future__ import annotations

from policycheck.model.assessment import Assessment
from policycheck.model.proposal import Evidence
from policycheck.rendering.lookups import lost, quotations
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row

_LOST = ("Field", "Not found in", "Quotation", "Nearest passage")


def put_quotations(sheet: Sheet, assessment: Assessment) -> None:
    """Nothing where the proposal quotes nothing and no file of a source was read."""
    if said := quotations(assessment):
        sheet.put(f"\n### Quotations\n\n{prose(said)}\n")
        rows = [_row(entry) for entry in lost(assessment)]
        sheet.series("\n" + head(_LOST), rows, "quotations")
    files = assessment.proposal.source_files.values()
    read = [f"- {prose(one.id)}: {code(one.file)}, sha256 `{one.sha256}`\n" for one in files if one.sha256]
    sheet.series("\nSources that were read:\n\n", read, "sources")


def _row(entry: Evidence) -> str:
    lookup = entry.lookup
    nearest = f"{lookup.place}: {prose(lookup.nearest)}" if lookup and lookup.nearest else "–"
    return row((code(entry.path), prose(entry.source), prose(entry.quote), nearest))
