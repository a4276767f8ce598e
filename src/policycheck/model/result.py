"""What came of an audit: all that two audits can be compared by.

An audit made now and a results file from another day both come to this.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.assessment import Score
from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Support, Verdict
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal

ASIDE = frozenset({Verdict.NOT_APPLICABLE, Verdict.OUT_OF_SCOPE})
"""Verdicts of recommendations whose rules have no bearing."""


class Told(Struct, frozen=True):
    """A field as a finding read it. `key` is its path with the names of items in place of positions, where known."""

    path: str
    shown: str
    span: Span | None
    stated: bool
    key: str = ""
    decided: bool = False


class RuleResult(Struct, frozen=True):
    """What a rule came to. `bears` is false where its recommendation is out of scope or does not apply.

    `waiver` is the id of the waiver on it, if there is one.
    """

    id: str
    title: str
    outcome: Outcome
    support: Support
    bears: bool
    because_of: str = ""
    waiver: str = ""
    facts: tuple[Told, ...] = ()


class Figures(Struct, frozen=True):
    """A verdict as stated and at best, and a score, None where nothing is counted."""

    verdict: Verdict
    at_best: Verdict
    score: Score | None


class GradeResult(Struct, frozen=True):
    """What a recommendation came to, and with waivers, where one is used."""

    id: str
    title: str
    headline: Figures
    waived: Figures | None = None

    @property
    def read(self) -> Figures:
        """What the gate reads."""
        return self.waived or self.headline


class PackageFigures(Struct, frozen=True):
    """The package's verdict, None unless everything is covered, and the mean score."""

    verdict: PackageVerdict | None
    score: Fraction | None


class ConcernResult(Struct, frozen=True):
    """What became of an advisory or of a tension, which has no level."""

    id: str
    title: str
    level: Level | None
    state: Concern
    facts: tuple[Told, ...] = ()


class Basis(Struct, frozen=True):
    """By what a proposal was judged, and the digests that tell whether two audits had the same inputs."""

    proposal: str
    pack: str
    profile: str
    as_of: str
    pack_name: str
    profile_name: str
    waivers: str = ""
    waivers_name: str = ""
    lookups: str = ""

    @property
    def pack_id(self) -> str:
        """The pack by its id, whatever its version."""
        return self.pack_name.partition(" ")[0]


class Subject(Struct, frozen=True, eq=False):
    """What was judged, and by what."""

    proposal: Proposal
    pack: Pack


class Result(Struct, frozen=True, eq=False):
    """What came of one audit. Everything stands in the order of the pack, by id.

    `file` is the proposal as it was named, `version` the policycheck that made it. `subject` is what was judged, None
    of a results file, which does not hold it.
    """

    proposal_id: str
    title: str
    file: str
    version: str
    basis: Basis
    package: PackageFigures
    package_waived: PackageFigures | None
    grades: Mapping[str, GradeResult]
    rules: Mapping[str, RuleResult]
    concerns: Mapping[str, ConcernResult]
    subject: Subject | None = None

    @property
    def read(self) -> PackageFigures:
        """The package as the gate reads it."""
        return self.package_waived or self.package
