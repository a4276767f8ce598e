"""An agreement as text: the figures, the least reliable rules, then for each document what differs, side by side."""

from __future__ import annotations

from policycheck.agreement.words import (
    SCALE_NOTE,
    behind,
    beyond,
    citation,
    coefficient,
    counted,
    differing,
    entry,
    figures,
    headline,
    letter,
    place,
    share,
    split,
    state,
    steps,
    tally,
    title,
)
from policycheck.model.agreement import (
    Agreement,
    DocumentAgreement,
    FieldRow,
    Likeness,
    Reading,
    RuleAgreement,
    StateRow,
)
from policycheck.rendering.page import Page

_LABEL = 25
_ID = 8
_MOST_RULES = 15


def put_agreement(page: Page, found: Agreement) -> None:
    """All of it onto a page."""
    many = counted(len(found.documents), "document", "documents")
    coders = counted(len(found.coders), "coder", "coders")
    page.block(f"Agreement of {coders} on {many}, by {found.pack}", style="strong")
    for coder, name in enumerate(found.coders):
        page.whole(name, first=f"  {letter(coder)}  ")
    page.gap()
    page.block(headline(found), style="strong")
    for note in found.notes:
        page.block(note)
    page.heading("Figures")
    for figure in figures(found):
        page.block(f"{figure.value} ({figure.of})", first=f"  {figure.name:<{_LABEL}} ", indent=_LABEL + 3)
    page.block(SCALE_NOTE, indent=2, style="dim")
    _rules(page, found)
    told, rest = split(found)
    for document in told:
        _document(page, document)
    if rest:
        page.gap()
        page.block(rest)


def _rules(page: Page, found: Agreement) -> None:
    wanting = [rule for rule in found.rules if rule.pairs.share != 1]
    if not found.rules:
        return
    page.heading("Rules coded least reliably")
    if not wanting:
        page.block("None: every rule came to the same in all codings.", indent=2)
    for rule in wanting[:_MOST_RULES]:
        page.block(f"{rule.title}: {_reliability(rule)}", first=f"  {rule.id:<{_ID}}", indent=_ID + 2)
    if len(wanting) > _MOST_RULES:
        page.block(f"and {len(wanting) - _MOST_RULES} more; -f json has all", indent=2)


def _reliability(rule: RuleAgreement) -> str:
    apart = "" if rule.apart is None else f", mean distance {steps(rule)}"
    pairs = f"equal in {tally(rule.pairs)} pairs of codings ({share(rule.pairs)})"
    return f"{pairs}{apart}; alpha {coefficient(rule.alpha)}"


def _document(page: Page, document: DocumentAgreement) -> None:
    page.heading(f"{document.title} ({document.id})")
    for coding in document.codings:
        page.whole(coding.file, first=f"  {letter(coding.coder)}  ", style="dim")
    rows = differing(document)
    if document.moved:
        page.gap()
        page.block("Outcomes that differ")
    for row in document.moved:
        _state(page, document, row)
    if rows:
        page.gap()
        page.block("Fields that differ")
    for field in rows:
        _field(page, document, field)


def _state(page: Page, document: DocumentAgreement, row: StateRow) -> None:
    page.block(title(row), first=f"  {row.id:<{_ID}}", indent=_ID + 2)
    for coding, found in zip(document.codings, row.states, strict=True):
        page.block(state(found), first=f"{'':<{_ID + 2}}{letter(coding.coder)}  ", indent=_ID + 5)
    if row.fields:
        page.block(f"by {behind(row)}", indent=_ID + 2, style="dim")


def _field(page: Page, document: DocumentAgreement, row: FieldRow) -> None:
    worded = ", in other words" if row.likeness is Likeness.WORDED else ""
    page.block(f"{row.path}: {row.title}{worded}", indent=2)
    for coding, reading in zip(document.codings, row.readings, strict=True):
        page.block(reading.shown, first=f"    {letter(coding.coder)}  ", indent=7)
        _backing(page, reading)


def _backing(page: Page, reading: Reading) -> None:
    """Where a field is stated, and what is cited for it."""
    if reading.span is not None:
        page.whole(place(reading), first=f"{'':<7}at ", style="dim")
        if not reading.evidence:
            page.block("cites nothing", indent=7, style="dim")
    for cited in reading.evidence:
        page.block(f"cites {citation(cited)}", indent=7, style="dim")
        page.whole(entry(cited), first=f"{'':<9}at ", style="dim")
    if reading.uncited:
        page.block(beyond(reading), indent=7, style="dim")
