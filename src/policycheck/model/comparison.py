"""What differs between two audits, and the parts of it by cause."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.outcome import Outcome
from policycheck.model.result import Result

ABSENT = "absent"
"""What an entry comes to in a pack that does not have it."""


class Cause(StrEnum):
    """The inputs of an audit, in the order in which those of the old one are replaced by those of the new one."""

    PROPOSAL = "proposal"
    PACK = "pack"
    PROFILE = "profile"
    WAIVERS = "waivers"
    AS_OF = "as-of"


class Trend(StrEnum):
    """Where a change goes."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


class FieldMove(Struct, frozen=True):
    """A field that decides an outcome: what it says before and after, each None where nothing read it."""

    path: str
    before: str | None
    after: str | None
    span_before: Span | None
    span_after: Span | None

    @property
    def moved(self) -> bool:
        """Whether it says something else."""
        return self.before != self.after

    @property
    def span(self) -> Span | None:
        """Where it stands now, or where it stood."""
        return self.span_after or self.span_before


class OutcomeMove(Struct, frozen=True):
    """A rule, advisory or tension that came to something else, and the fields that decide it.

    `because_of` is the rule that it waits for now, or waited for.
    """

    id: str
    title: str
    kind: str
    before: str
    after: str
    trend: Trend
    because_of: str = ""
    fields: tuple[FieldMove, ...] = ()


class VerdictMove(Struct, frozen=True):
    """A recommendation, or the package (no id), with another verdict, as stated or at best.

    `waived`: it is the verdict with waivers, where one side has any; else the headline.
    """

    id: str
    title: str
    before: str
    after: str
    at_best_before: str
    at_best_after: str
    trend: Trend
    waived: bool = False


class ScoreMove(Struct, frozen=True):
    """A recommendation, or the package (no id), with another score. None: it has none; in sums that counts as 0.

    `waived`: as for verdicts.
    """

    id: str
    title: str
    before: Fraction | None
    after: Fraction | None
    at_best_before: Fraction | None
    at_best_after: Fraction | None
    waived: bool = False

    @property
    def change(self) -> Fraction:
        """By how much the score as stated rises: exact, so that the changes of all parts add up to the whole's."""
        return (self.after or Fraction()) - (self.before or Fraction())

    @property
    def change_at_best(self) -> Fraction:
        """By how much the score at best rises."""
        return (self.at_best_after or Fraction()) - (self.at_best_before or Fraction())


class WaiverMove(Struct, frozen=True):
    """A rule with another waiver on it: the ids, each empty where there is none."""

    id: str
    title: str
    before: str
    after: str


class Difference(Struct, frozen=True, eq=False):
    """What came out otherwise: in the order of the new pack, then what only the old one has, in its order.

    `counts` says by how much the number of rules with each outcome rises; outcomes whose number stays are left out.
    """

    outcomes: tuple[OutcomeMove, ...]
    verdicts: tuple[VerdictMove, ...]
    scores: tuple[ScoreMove, ...]
    counts: Mapping[Outcome, int]
    waivers: tuple[WaiverMove, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything came out the same."""
        return not (self.outcomes or self.verdicts or self.scores or self.waivers)


class Part(Struct, frozen=True, eq=False):
    """What changing some inputs changed: several causes where they cannot be told apart, and then why not."""

    causes: tuple[Cause, ...]
    difference: Difference
    why_together: str = ""


class Comparison(Struct, frozen=True, eq=False):
    """Two audits, how each side was named, and what differs: as a whole, and by cause in a fixed order.

    Causes whose inputs are the same have no part. `same` names them; `notes` hold what else a reader must know.
    """

    names: tuple[str, str]
    old: Result
    new: Result
    whole: Difference
    parts: tuple[Part, ...]
    same: tuple[Cause, ...]
    notes: tuple[str, ...] = ()
