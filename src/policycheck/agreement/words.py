"""An agreement in words that every format uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from policycheck.agreement.codings import LETTERS
from policycheck.evaluation.words import listed
from policycheck.model.agreement import (
    Agreement,
    Citation,
    Coefficient,
    DocumentAgreement,
    FieldRow,
    Kind,
    Likeness,
    Reading,
    RuleAgreement,
    StateRow,
    Tally,
)
from policycheck.model.figures import number, percent

MOST_FIELDS = 5
"""Fields behind a difference that are named; JSON has them all."""

SCALE_NOTE = (
    "Alpha and kappa read outcomes in this order: contradicted, not met, not stated, partly met, met. "
    "In kappa a difference counts by the square of its steps. "
    "What does not apply or is out of scope counts as missing. "
    "1 is full agreement, 0 is what chance alone would give, below 0 is worse."
)


_COUNTED = (
    ("outcome", "outcomes", {Kind.RULE}),
    ("verdict", "verdicts", {Kind.RECOMMENDATION, Kind.PACKAGE}),
    ("advisory or tension", "advisories or tensions", {Kind.ADVISORY, Kind.TENSION}),
)


class Figure(Struct, frozen=True):
    """A figure of agreement: what it is of, its value, and what it comes from."""

    name: str
    value: str
    of: str


def letter(coder: int) -> str:
    """What a coder is called in tables."""
    return LETTERS[coder]


def headline(found: Agreement) -> str:
    """Whether the codings agree, in one sentence."""
    if found.agrees:
        return "The codings agree on every outcome."
    kinds = [row.kind for document in found.documents for row in document.moved]
    said = [
        counted(count, one, many) for one, many, those in _COUNTED if (count := sum(kind in those for kind in kinds))
    ]
    return f"The codings differ in {listed(said, 'and')}."


def counted(count: int, one: str, many: str) -> str:
    """`1 field`, `2 fields`."""
    return f"{count:,} {one if count == 1 else many}"


def figures(found: Agreement) -> Iterator[Figure]:
    """All figures over all documents."""
    worded = found.worded()
    more = f"; {counted(worded, 'more says', 'more say')} it in other words" if worded else ""
    yield Figure("Equal fields", share(found.fields()), f"{tally(found.fields())}{more}")
    yield Figure("Equal outcomes", share(found.outcomes()), tally(found.outcomes()))
    yield Figure("Krippendorff's alpha", coefficient(found.alpha), basis(found.alpha))
    for pair in found.pairs:
        one, other = map(letter, pair.coders)
        yield Figure(f"Weighted kappa, {one} and {other}", coefficient(pair.kappa), basis(pair.kappa))


def share(found: Tally) -> str:
    """The share as a percentage, cut off."""
    return "none" if found.share is None else percent(found.share)


def tally(found: Tally) -> str:
    """`5 of 8`."""
    return f"{found.same:,} of {found.of:,}"


def coefficient(found: Coefficient) -> str:
    """The value with three decimals, or that there is none."""
    return "none" if found.value is None else f"{found.value:.3f}".replace("-0.000", "0.000")


def basis(found: Coefficient) -> str:
    """From how many outcomes a coefficient comes, or why there is none."""
    return found.why or counted(found.count, "outcome", "outcomes")


def state(word: str) -> str:
    """An outcome, a state or a verdict as people read it."""
    return word.replace("_", " ")


def steps(found: RuleAgreement) -> str:
    """The mean distance on the scale, cut off after two decimals."""
    return "–" if found.apart is None else number(Fraction(int(found.apart * 100), 100))


def title(row: StateRow) -> str:
    """The title, and what it is where that is no rule."""
    return row.title if row.kind is Kind.RULE else f"{row.title} ({row.kind.value})"


def behind(row: StateRow) -> str:
    """The fields behind a difference, or that there are none."""
    if not row.fields:
        return ""
    names = [field.path for field in row.fields[:MOST_FIELDS]]
    over = len(row.fields) - len(names)
    return ", ".join(names) + (f" and {over:,} more" if over else "")


def differing(document: DocumentAgreement) -> Sequence[FieldRow]:
    """The fields that differ, then those that say it in other words."""
    return (*document.alike(Likeness.DIFFERENT), *document.alike(Likeness.WORDED))


def split(found: Agreement) -> tuple[Sequence[DocumentAgreement], str]:
    """The documents of which something is told, and a sentence on the others; empty where there are none."""
    told = [document for document in found.documents if document.moved or differing(document)]
    rest = [document.id for document in found.documents if document not in told]
    return told, f"All fields and outcomes are the same: {', '.join(rest)}." if rest else ""


def place(reading: Reading) -> str:
    """Where a field is stated; empty where it is not."""
    return "" if reading.span is None else str(reading.span)


def citation(cited: Citation) -> str:
    """What is cited, without where the entry stands: `"Three sirens." (p. 4, PLAN), contested`."""
    return f'"{cited.says}" ({cited.where}, {cited.source})' + (", contested" if cited.contested else "")


def beyond(reading: Reading) -> str:
    """How much more is cited than is shown; empty where that is all."""
    return f"and {reading.uncited:,} more" if reading.uncited else ""


def entry(cited: Citation) -> str:
    """Where an entry of evidence stands."""
    return f"{cited.span.file}:{cited.span.line}"
