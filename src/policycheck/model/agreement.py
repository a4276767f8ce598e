"""How far codings of the same documents agree: fields and outcomes side by side, and figures of agreement."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.outcome import Outcome, Verdict

SCALE = (Outcome.CONTRADICTED, Outcome.NOT_MET, Outcome.NOT_STATED, Outcome.PARTLY_MET, Outcome.MET)
"""The outcomes in order, from worst to best. What does not apply has no place on it: there the rating is missing."""

UNJUDGED = frozenset({Outcome.NOT_APPLICABLE.value, Verdict.OUT_OF_SCOPE.value})
"""What stands for an outcome where a coding gives a rule nothing to judge."""


class Citation(Struct, frozen=True):
    """What a coding cites for a field: an entry of its evidence, and where that entry stands."""

    says: str
    where: str
    source: str
    contested: bool
    span: Span


class Reading(Struct, frozen=True):
    """A field as one coding has it.

    `path` is the coding's own; it is empty where the item that would hold the field is not there, and then nothing is
    stated. `shown` is what is stated, in words. `uncited` counts entries of evidence beyond those in `evidence`.
    """

    path: str = ""
    shown: str = "not there"
    stated: bool = False
    span: Span | None = None
    evidence: tuple[Citation, ...] = ()
    uncited: int = 0


class Likeness(StrEnum):
    """How the readings of a field compare."""

    SAME = "same"
    WORDED = "worded_otherwise"
    """Free text that all of them state, in other words: neither the same nor different."""
    DIFFERENT = "different"


class FieldRow(Struct, frozen=True):
    """A field that at least one coding states, and a reading for each. In `path` items have names, not positions."""

    path: str
    title: str
    readings: tuple[Reading, ...]
    likeness: Likeness


class Kind(StrEnum):
    """What came to something."""

    PACKAGE = "package"
    RECOMMENDATION = "recommendation"
    RULE = "rule"
    ADVISORY = "advisory"
    TENSION = "tension"


class StateRow(Struct, frozen=True):
    """A rule, a concern or a verdict, and what it came to by each coding.

    `ratings` are the places on SCALE of a rule's outcomes, None where there is none. `fields` are those that
    differ, of those that the entry reads.
    """

    kind: Kind
    id: str
    title: str
    states: tuple[str, ...]
    ratings: tuple[int | None, ...] = ()
    fields: tuple[FieldRow, ...] = ()

    @property
    def same(self) -> bool:
        """Whether all codings came to the same."""
        return len(set(self.states)) == 1

    @property
    def judged(self) -> bool:
        """Whether it is a rule that at least one coding gives something to judge."""
        return self.kind is Kind.RULE and not UNJUDGED.issuperset(self.states)


class Tally(Struct, frozen=True):
    """How many of how many are the same."""

    same: int
    of: int

    @property
    def share(self) -> Fraction | None:
        """The share, None of nothing."""
        return Fraction(self.same, self.of) if self.of else None


class Coefficient(Struct, frozen=True):
    """A coefficient of agreement, and from how many rules it comes. Without a value, `why` says why."""

    value: float | None
    count: int
    why: str = ""


class Pair(Struct, frozen=True):
    """Two coders by their positions, and their weighted kappa."""

    coders: tuple[int, int]
    kappa: Coefficient


class Coding(Struct, frozen=True):
    """One coder's file on a document, the coder by position."""

    coder: int
    file: str


class DocumentAgreement(Struct, frozen=True, eq=False):
    """The codings of one document. Readings and states stand in the order of `codings`."""

    id: str
    title: str
    codings: tuple[Coding, ...]
    fields: tuple[FieldRow, ...]
    states: tuple[StateRow, ...]

    @property
    def rules(self) -> tuple[StateRow, ...]:
        """The rules that at least one coding gives something to judge."""
        return tuple(row for row in self.states if row.judged)

    @property
    def moved(self) -> tuple[StateRow, ...]:
        """What did not come to the same."""
        return tuple(row for row in self.states if not row.same)

    def alike(self, likeness: Likeness) -> tuple[FieldRow, ...]:
        """The fields of that likeness."""
        return tuple(row for row in self.fields if row.likeness is likeness)


class RuleAgreement(Struct, frozen=True):
    """How reliably a rule is coded over several documents.

    `pairs` counts the pairs of codings that come to the same; `apart` is the mean distance on the scale, in steps, of
    those pairs that have two places on it, None where there are none.
    """

    id: str
    title: str
    documents: int
    pairs: Tally
    apart: Fraction | None
    alpha: Coefficient


class Agreement(Struct, frozen=True, eq=False):
    """All of it: the coders by name, the documents, figures over all documents, and the least reliable rules first."""

    coders: tuple[str, ...]
    pack: str
    documents: tuple[DocumentAgreement, ...]
    alpha: Coefficient
    pairs: tuple[Pair, ...]
    rules: tuple[RuleAgreement, ...]
    notes: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether everything came to the same in all codings."""
        return not any(document.moved for document in self.documents)

    def fields(self) -> Tally:
        """The fields that are the same; those in other words count for neither side."""
        return _tally(
            row.likeness is Likeness.SAME
            for document in self.documents
            for row in document.fields
            if row.likeness is not Likeness.WORDED
        )

    def worded(self) -> int:
        """How many fields say something in other words."""
        return sum(len(document.alike(Likeness.WORDED)) for document in self.documents)

    def outcomes(self) -> Tally:
        """The rules that came to the same."""
        return _tally(row.same for document in self.documents for row in document.rules)


def _tally(answers: Iterable[bool]) -> Tally:
    found = list(answers)
    return Tally(sum(found), len(found))
