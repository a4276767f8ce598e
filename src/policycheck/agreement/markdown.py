"""An agreement in Markdown, for a comment or a memo. What does not fit is counted."""

from __future__ import annotations

from collections.abc import Iterator

from policycheck.agreement.words import (
    SCALE_NOTE,
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
from policycheck.agreement.words import behind as fields_behind
from policycheck.model.agreement import (
    Agreement,
    DocumentAgreement,
    FieldRow,
    Likeness,
    Reading,
    RuleAgreement,
    StateRow,
)
from policycheck.rendering.markdown_text import Sheet, code, head, prose, row

LIMIT = 60_000
"""Characters of the whole; a comment on GitHub takes 65,536."""

_TITLE_CAP = 160
_NONE = "–"


def as_markdown(found: Agreement) -> bytes:
    """The agreement as UTF-8 Markdown of at most LIMIT characters."""
    sheet = Sheet(LIMIT - len(_left_out(10**9)))
    many = counted(len(found.documents), "document", "documents")
    sheet.put(f"## Agreement: {headline(found)}\n\nOn {many}, by {prose(found.pack)}.\n\n")
    coders = [row((letter(coder), code(name))) for coder, name in enumerate(found.coders)]
    sheet.series(head(("Coder", "Name")), coders, "coders")
    sheet.series("\n", [f"- {prose(note)}\n" for note in found.notes], "notes")
    shown = [row((figure.name, figure.value, prose(figure.of))) for figure in figures(found)]
    sheet.series("\n### Figures\n\n" + head(("Figure", "Value", "Of")), shown, "figures", f"\n{SCALE_NOTE}\n")
    rules = [row(_rule(rule)) for rule in found.rules if rule.pairs.share != 1]
    titles = head(("Rule", "Equal pairs", "Share", "Mean distance", "Alpha"))
    sheet.series("\n### Rules coded least reliably\n\n" + titles, rules, "rules")
    told, rest = split(found)
    for document in told:
        _document(sheet, document)
    sheet.series("\n", [f"{prose(rest, LIMIT)}\n"] if rest else [], "documents")
    return (sheet.text() + _left_out(sheet.left_out)).encode(errors="backslashreplace")


def _rule(rule: RuleAgreement) -> Iterator[str]:
    yield f"**{prose(rule.id)}** {prose(rule.title)}"
    yield tally(rule.pairs)
    yield share(rule.pairs)
    yield steps(rule)
    yield coefficient(rule.alpha)


def _document(sheet: Sheet, document: DocumentAgreement) -> None:
    sheet.put(f"\n### {prose(document.title, _TITLE_CAP)} ({code(document.id)})\n")
    letters = [letter(coding.coder) for coding in document.codings]
    names = [f"- {letter(one.coder)}: {code(one.file)}\n" for one in document.codings]
    sheet.series("\n", names, "codings")
    rows = differing(document)
    states = [row(_state(one)) for one in document.moved]
    sheet.series("\n#### Outcomes that differ\n\n" + head(("What", *letters, "By")), states, "outcomes")
    fields = [row(_field(one)) for one in rows]
    sheet.series("\n#### Fields that differ\n\n" + head(("Field", *letters)), fields, "fields")


def _state(one: StateRow) -> Iterator[str]:
    yield f"**{prose(one.id)}** {prose(title(one))}"
    yield from (state(found) for found in one.states)
    yield code(fields_behind(one)) if one.fields else _NONE


def _field(one: FieldRow) -> Iterator[str]:
    worded = ", in other words" if one.likeness is Likeness.WORDED else ""
    yield f"{code(one.path)}<br>{prose(one.title)}{worded}"
    yield from ("<br>".join(_reading(reading)) for reading in one.readings)


def _reading(reading: Reading) -> Iterator[str]:
    yield f"**{prose(reading.shown)}**" if reading.stated else prose(reading.shown)
    if reading.stated:
        yield f"at {code(place(reading))}"
        if not reading.evidence:
            yield "cites nothing"
    for cited in reading.evidence:
        yield f"cites {prose(citation(cited))} at {code(entry(cited))}"
    if reading.uncited:
        yield beyond(reading)


def _left_out(count: int) -> str:
    whole = "All of it: `policycheck agree CODING... -f json`."
    return f"\n**{count:,} entries are left out, because a comment has a limit.** {whole}\n" if count else ""
