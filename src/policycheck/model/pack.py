"""A pack as loaded: sources, definitions, rules, advisories, tensions and the scale they are graded on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct, field

from policycheck.model.condition import Condition, Operand
from policycheck.model.outcome import Level, Outcome, Severity, Verdict
from policycheck.model.profile import Profile
from policycheck.model.vocabulary import Vocabulary


class SourceDocument(Struct, frozen=True):
    """A published text whose recommendations the pack encodes."""

    id: str
    title: str
    author: str = ""
    publication: str = ""
    place: str = ""
    date: str = ""
    note: str = ""


class Clause(Struct, frozen=True):
    """One statement of a source document. `role` is requirement, risk, tension or context."""

    id: str
    document: str
    role: str
    where: str
    says: str
    of: str = ""


class Authority(Struct, frozen=True):
    """An outside document that supports a rule. `seen` tells whether it was looked at or is from memory."""

    id: str
    cite: str
    use: str
    seen: str
    confidence: str
    url: str = ""


class Sources(Struct, frozen=True):
    """Documents, clauses and authorities, each by id, in file order."""

    documents: Mapping[str, SourceDocument]
    clauses: Mapping[str, Clause]
    authorities: Mapping[str, Authority]


class Rule(Struct, frozen=True, eq=False):
    """One auditable requirement. `caps` holds the best verdict an outcome leaves open; critical rules only."""

    id: str
    title: str
    question: str
    met: Condition
    weight: Fraction
    severity: Severity
    why: str
    remedy: str
    clauses: tuple[str, ...]
    authority: tuple[str, ...] = ()
    requires: str = ""
    when: Condition | None = None
    contradicted: Condition | None = None
    partly: Condition | None = None
    caps: Mapping[Outcome, Verdict] = field(default_factory=dict)

    def cap(self, outcome: Outcome) -> Verdict:
        """The best verdict that this outcome leaves open."""
        return self.caps.get(outcome, Verdict.MEETS)


class Recommendation(Struct, frozen=True, eq=False):
    """A group of rules with one verdict."""

    id: str
    title: str
    strands: tuple[str, ...]
    sections: tuple[str, ...]
    clauses: tuple[str, ...]
    rules: tuple[Rule, ...]
    when: Condition | None = None
    when_note: str = ""


class Advisory(Struct, frozen=True, eq=False):
    """A risk that the sources warn of."""

    id: str
    slug: str
    title: str
    level: Level
    when: Condition
    why: str
    remedy: str
    clauses: tuple[str, ...]
    authority: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    package_only: bool = False
    minor_note: bool = False


class Tension(Struct, frozen=True, eq=False):
    """Two goals that pull against each other."""

    id: str
    slug: str
    title: str
    across: tuple[str, ...]
    when: Condition
    why: str
    remedy: str
    clauses: tuple[str, ...]
    reconciled: Condition | None = None
    authority: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    package_only: bool = False


Citing = Recommendation | Rule | Advisory | Tension
"""What stands on clauses."""


class Check(Struct, frozen=True, eq=False):
    """What every proposal must keep to before any rule is asked; broken only when definitely false."""

    id: str
    must: Condition
    message: str
    remedy: str


class Scale(Struct, frozen=True, eq=False):
    """How outcomes become verdicts: credit, bands, and the thresholds of the qualifiers. All of it is pack data.

    `unevidenced` is what a rule comes to that is met without evidence; only a profile sets it to anything but met.
    """

    credit: Mapping[Outcome, Fraction]
    bands: Mapping[Verdict, Fraction]
    contradicts_at: Fraction
    silent_at: Fraction
    basis: str = ""
    unevidenced: Outcome = Outcome.MET


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256, in hex, over the names and contents of files, sorted by name."""
    from hashlib import sha256

    total = sha256()
    for name in sorted(files):
        total.update(sha256(name.encode()).digest() + sha256(files[name]).digest())
    return total.hexdigest()


class Pack(Struct, frozen=True, eq=False):
    """Everything a pack says, and the profile that changed it. Two packs are equal only if they are the same object.

    `files` and `digest` are those of the pack as it came, whatever the profile.
    """

    id: str
    version: str
    title: str
    description: str
    reviewed_on: str
    comprehensive: str
    vocabulary: Vocabulary
    sources: Sources
    recommendations: tuple[Recommendation, ...]
    advisories: tuple[Advisory, ...]
    tensions: tuple[Tension, ...]
    checks: tuple[Check, ...]
    scale: Scale
    numbers: Mapping[str, Operand]
    files: Mapping[str, bytes]
    profile: Profile | None = None

    @property
    def digest(self) -> str:
        """SHA-256, in hex, over the names and contents of the pack's files."""
        return digest_of(self.files)

    @property
    def concerns(self) -> tuple[Advisory | Tension, ...]:
        """Advisories, then tensions."""
        return (*self.advisories, *self.tensions)

    @property
    def citing(self) -> tuple[Citing, ...]:
        """What stands on clauses: each recommendation with its rules, advisories, tensions."""
        found: list[Citing] = []
        for recommendation in self.recommendations:
            found += (recommendation, *recommendation.rules)
        return (*found, *self.concerns)

    def rule(self, rule_id: str) -> tuple[Recommendation, Rule] | None:
        """The rule of that id with its recommendation, or None."""
        for recommendation in self.recommendations:
            for rule in recommendation.rules:
                if rule.id == rule_id:
                    return recommendation, rule
        return None
