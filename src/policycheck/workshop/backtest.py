"""What changes over a corpus when a pack is replaced by another version of itself, by cause, and what that asks for.

It is given both audits of every proposal, and judges none itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment, Finding, Grade
from policycheck.model.outcome import Outcome, PackageVerdict
from policycheck.model.pack import Pack
from policycheck.workshop.entries import Raw, raw
from policycheck.workshop.pack_edits import Edit, edits
from policycheck.workshop.versions import Step, step_between

ABSENT = "absent"
"""What an entry comes to in a pack that does not have it."""

Audit = Assessment | tuple[Problem, ...]
"""An audit, or why the proposal cannot be audited."""


class Move(Struct, frozen=True):
    """One thing that comes out otherwise: of which entry, what (`outcome`, `score`, `verdict`), from what to what, why.

    The entry is empty for the package as a whole.
    """

    subject: str
    what: str
    before: str
    after: str
    causes: tuple[str, ...]

    @property
    def step(self) -> Step:
        """The step that this asks for."""
        return Step.MAJOR if self.what in {"verdict", "gate"} else Step.MINOR


class Compared(Struct, frozen=True, eq=False):
    """A proposal of the corpus: its file and id, why either pack refuses it, and what comes out otherwise."""

    file: str
    id: str
    refused_before: tuple[Problem, ...]
    refused_after: tuple[Problem, ...]
    moves: tuple[Move, ...]

    @property
    def step(self) -> Step:
        """The step that this asks for: major if the proposal was valid and is not any more."""
        if self.refused_after:
            return Step.NONE if self.refused_before else Step.MAJOR
        return Step.MINOR if self.refused_before else max((move.step for move in self.moves), default=Step.NONE)


class Backtest(Struct, frozen=True, eq=False):
    """Two versions of a pack: what differs in them, and what comes out otherwise over a corpus."""

    old: Pack
    new: Pack
    edits: tuple[Edit, ...]
    compared: tuple[Compared, ...]

    @property
    def asked(self) -> Step:
        """The step of the version that all this asks for."""
        # Comments and layout are no edit, but two digests under one version would be no version.
        least = Step.PATCH if self.old.digest != self.new.digest else Step.NONE
        return max(least, *(edit.step for edit in self.edits), *(one.step for one in self.compared))

    @property
    def taken(self) -> Step:
        """The step that the version takes."""
        return step_between(self.old.version, self.new.version)

    @property
    def enough(self) -> bool:
        """Whether the version says what it has to."""
        return self.taken >= self.asked


class Backtester:
    """Compares the audits of one proposal after another."""

    def __init__(self, old: Pack, new: Pack) -> None:
        self.old = old
        self.new = new
        self.edits = edits(old, new)
        self._causes = _Causes(self.edits, raw(old), raw(new))

    def compare(self, file: str, before: Audit, after: Audit) -> Compared:
        """What comes out otherwise for the proposal in that file."""
        known = next((one.proposal.header.id for one in (after, before) if isinstance(one, Assessment)), "")
        if isinstance(before, Assessment) and isinstance(after, Assessment):
            return Compared(file, known, (), (), tuple(_moves(before, after, self._causes)))
        return Compared(file, known, _fatal(before), _fatal(after), ())

    def result(self, compared: Sequence[Compared]) -> Backtest:
        """All of it together."""
        return Backtest(self.old, self.new, self.edits, tuple(compared))


def _fatal(audit: Audit) -> tuple[Problem, ...]:
    """Why there is no audit; nothing where there is one."""
    return () if isinstance(audit, Assessment) else tuple(problem for problem in audit if problem.fatal)


def _moves(before: Assessment, after: Assessment, causes: _Causes) -> Iterator[Move]:
    """First rules and concerns, then what follows from them: recommendations, the package, the gate."""
    outcomes = list(_outcomes(before, after, causes))
    yield from outcomes
    moved = {move.subject for move in outcomes}
    old, new = ({one.recommendation.id: one for one in side.grades} for side in (before, after))
    graded: list[Move] = []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        graded += _graded(name, was, now, causes.of_grade(name, was, now, moved))
    yield from graded
    verdicts = tuple(f"verdict of {move.subject}" for move in graded if move.what == "verdict")
    others = tuple(f"outcome of {move.subject}" for move in outcomes)
    yield from _whole(before, after, verdicts or others or causes.of_pack())


def _outcomes(before: Assessment, after: Assessment, causes: _Causes) -> Iterator[Move]:
    old, new = _come_to(before), _come_to(after)
    moved = {name for name in (*old, *new) if old.get(name) != new.get(name)}
    for name in dict.fromkeys((*old, *new)):
        if name in moved:
            was, now = old.get(name, ABSENT), new.get(name, ABSENT)
            yield Move(name, "outcome", was, now, causes.of_outcome(name, moved, idle=_IDLE in {was, now}))


_IDLE = Outcome.NOT_APPLICABLE.value


def _come_to(assessment: Assessment) -> dict[str, str]:
    """What every rule, advisory and tension comes to, by id."""
    findings: list[Finding] = [one for grade in assessment.grades for one in grade.findings]
    found = {one.rule.id: one.outcome.value for one in findings}
    return found | {one.concern.id: one.state.value for one in (*assessment.advisories, *assessment.tensions)}


def _graded(name: str, old: Grade | None, new: Grade | None, causes: tuple[str, ...]) -> Iterator[Move]:
    pairs = [("verdict", *(ABSENT if one is None else one.verdict.value for one in (old, new)))]
    pairs.append(("at best", *(ABSENT if one is None else one.at_best.value for one in (old, new))))
    pairs.append(("score", *(ABSENT if one is None else _score(one) for one in (old, new))))
    for what, was, now in pairs:
        if was != now:
            yield Move(name, what, was, now, causes)


def _score(grade: Grade) -> str:
    score: Fraction | None = None if grade.score is None else grade.score.as_stated
    return "none" if score is None else str(score)


def _whole(before: Assessment, after: Assessment, causes: tuple[str, ...]) -> Iterator[Move]:
    was, now = (_verdict(one.package_verdict) for one in (before, after))
    if was != now:
        yield Move("", "verdict", was, now, causes)
    if before.gate.passed is not after.gate.passed:
        was, now = ("passed" if one.gate.passed else "failed" for one in (before, after))
        yield Move("", "gate", was, now, causes)


def _verdict(verdict: PackageVerdict | None) -> str:
    return "none" if verdict is None else verdict.value


class _Causes:
    """Why something came out otherwise: the edits that bear on it. What nothing else explains, the vocabulary does."""

    def __init__(self, found: Sequence[Edit], old: Raw, new: Raw) -> None:
        self._edits: Mapping[str, Edit] = {one.subject: one for one in found if one.kind not in {"field", "value"}}
        self._sides = (old, new)

    def of_outcome(self, name: str, moved: set[str], *, idle: bool) -> tuple[str, ...]:
        """Of a rule, an advisory or a tension; `moved` holds all that came out otherwise."""
        causes = self._own(name, ("condition", "scope", "topic"))
        values = [side.entries[name].value for side in self._sides if name in side.entries]
        for value in values:
            asked = {key: part for key, part in value.items() if key not in {"title", "question", "why", "remedy"}}
            for side in self._sides:
                causes += [one for used in sorted(side.definitions_used(asked)) for one in self._own(f"${used}", _ANY)]
            causes += [f"outcome of {one}" for one in _asked(asked) if one in moved and one != name]
        if idle:
            causes += [one for owner in self._owners(name) for one in self._own(owner, ("condition",))]
        return tuple(dict.fromkeys(causes)) or ("vocabulary",)

    def of_grade(self, name: str, old: Grade | None, new: Grade | None, moved: set[str]) -> tuple[str, ...]:
        """Of a recommendation: its rules' outcomes, weights and caps, the scale, and its own condition and scope."""
        causes = self._own(name, ("condition", "scope"))
        findings = [one for side in (old, new) if side is not None for one in side.findings]
        counted = {one.rule.id for one in findings if one.outcome is not Outcome.NOT_APPLICABLE}
        for rule in dict.fromkeys(one.rule.id for one in findings):
            edit = self._edits.get(rule)
            if rule in moved and (edit is None or edit.change == "changed"):
                causes.append(f"outcome of {rule}")
            if rule in counted:
                causes += self._own(rule, ("weight", "severity", "caps"))
        causes += self._own("scale", _ANY) + self._own("pack.yaml", ("scope",))
        return tuple(dict.fromkeys(causes)) or ("vocabulary",)

    def of_pack(self) -> tuple[str, ...]:
        """Of the package and the gate, where no outcome and no verdict moved."""
        found = [cause for name in self._edits for cause in self._own(name, ("severity", "level", "scope", "caps"))]
        return tuple(found) or ("vocabulary",)

    def _own(self, name: str, parts: tuple[str, ...]) -> list[str]:
        """The edits of an entry itself, in words."""
        edit = self._edits.get(name)
        if edit is None or edit.parts == ("words",):
            return []
        if edit.change != "changed":
            return [f"{name} {edit.change}"]
        return [f"{part} of {name}" for part in edit.parts if not parts or part in parts]

    def _owners(self, rule: str) -> Iterator[str]:
        """The recommendation above a rule, in either pack: the last one before it in the order of the entries."""
        for side in self._sides:
            above = ""
            for name, entry in side.entries.items():
                above = name if entry.kind == "recommendation" else above
                if name == rule and entry.kind == "rule":
                    yield above


_ANY: tuple[str, ...] = ()


def _asked(value: Any) -> Iterator[str]:
    """The rules that an entry waits for or asks the outcome of."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in {"requires", "rule"} and isinstance(part, str):
                yield part
            else:
                yield from _asked(part)
    elif isinstance(value, list):
        for part in value:
            yield from _asked(part)
