"""A pack as loaded: sources, definitions, rules, advisories, tensions and the scale they are graded on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from policycheck.model.condition import Condition, Operand
from policycheck.model.outcome import GRADES, Level, Outcome, Severity, Verdict
from policycheck.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A published text whose recommendations the pack encodes."""

    id: str
    title: str
    author: str = ""
    publication: str = ""
    place: str = ""
    date: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of a source document. `role` is requirement, risk, tension or context."""

    id: str
    document: str
    role: str
    where: str
    says: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An outside document that supports a rule. `seen` tells whether it was looked at or is from memory."""

    id: str
    cite: str
    use: str
    seen: str
    confidence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Documents, clauses and authorities, each by id, in file order."""

    documents: Mapping[str, SourceDocument]
    clauses: Mapping[str, Clause]
    authorities: Mapping[str, Authority]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
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


@dataclass(frozen=True, slots=True, eq=False)
class Recommendation:
    """A group of rules with one verdict."""

    id: str
    title: str
    strands: tuple[str, ...]
    sections: tuple[str, ...]
    clauses: tuple[str, ...]
    rules: tuple[Rule, ...]
    when: Condition | None = None
    when_note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Advisory:
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


@dataclass(frozen=True, slots=True, eq=False)
class Tension:
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


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """What every proposal must keep to before any rule is asked; broken only when definitely false."""

    id: str
    must: Condition
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How outcomes become verdicts: credit, bands, and the thresholds of the qualifiers. All of it is pack data."""

    credit: Mapping[Outcome, Fraction]
    bands: Mapping[Verdict, Fraction]
    contradicts_at: Fraction
    silent_at: Fraction
    basis: str = ""

    def band(self, score: Fraction) -> Verdict:
        """The grade whose band the score reaches."""
        return max((v for v in GRADES if score >= self.bands[v]), key=GRADES.index)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything a pack says. Two packs are equal only if they are the same object."""

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
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256, in hex, over the names and contents of the pack's files, sorted by name."""
        from hashlib import sha256

        total = sha256()
        for name in sorted(self.files):
            total.update(sha256(name.encode()).digest() + sha256(self.files[name]).digest())
        return total.hexdigest()

    def rule(self, rule_id: str) -> tuple[Recommendation, Rule] | None:
        """The rule of that id with its recommendation, or None."""
        for recommendation in self.recommendations:
            for rule in recommendation.rules:
                if rule.id == rule_id:
                    return recommendation, rule
        return None
