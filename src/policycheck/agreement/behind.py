"""The fields behind what came out otherwise: those that differ, that the entry reads, and that some coding came to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policycheck.evaluation.reading import Keys
from policycheck.model.agreement import FieldRow
from policycheck.model.assessment import Assessment, Finding, Raised
from policycheck.model.outcome import Concern
from policycheck.workshop.reading import fields_read, rules_asked

_POSITIONS = re.compile(r"\[\d+\]")
_CUTS = re.compile(r"[.\[]")
_COVERS = "proposal.covers"


class Behind:
    """The codings of one document, asked which of the fields that differ are behind an outcome."""

    def __init__(self, found: Sequence[Assessment], differing: Sequence[FieldRow]) -> None:
        self._found, self._differing = found, differing
        self._pack = found[0].pack
        self._rules = [
            {finding.rule.id: finding for grade in one.grades for finding in grade.findings} for one in found
        ]

    def rule(self, findings: Sequence[Finding]) -> tuple[FieldRow, ...]:
        """Behind the outcomes of a rule; where it waits for another in some coding, behind those of that one."""
        parent = next((one.because_of for one in findings if one.because_of), "")
        if parent:
            return self.rule([known[parent] for known in self._rules])
        return self._of(findings[0].rule.id, [_read(one) for one in findings])

    def concern(self, concerns: Sequence[Raised]) -> tuple[FieldRow, ...]:
        """Behind what became of an advisory or a tension: of one that is answered, the answers too."""
        states = {one.state for one in concerns}
        if Concern.OUT_OF_SCOPE in states:
            return tuple(row for row in self._differing if row.path == _COVERS)
        concern = concerns[0].concern
        answers = tuple(row for row in self._differing if self._answers(row, concern.slug))
        asked = rules_asked(self._pack, concern.id)
        read = [
            {fact.path for fact in one.facts}.union(*(_read(known[rule]) for rule in asked if rule in known))
            for one, known in zip(concerns, self._rules, strict=True)
        ]
        return (*(answers if Concern.ANSWERED in states else ()), *self._of(concern.id, read))

    def _answers(self, row: FieldRow, topic: str) -> bool:
        """Whether a field is the answer to that topic in some coding."""
        return any(
            reading.path == f"risks[{at}].mitigation"
            for one, reading in zip(self._found, row.readings, strict=True)
            for at, risk in enumerate(one.proposal.risks)
            if risk.topic == topic
        )

    def _of(self, identifier: str, read: Sequence[set[str]]) -> tuple[FieldRow, ...]:
        """Of the fields that an entry reads those that any coding came upon, or that lie in what it did; else all."""
        known = fields_read(self._pack, identifier)
        bare = frozenset(keys for keys in known if not any(_lies_in(other, keys) for other in known))
        rows = [row for row in self._differing if _is_read(row, known, bare)]
        near = [
            row for row in rows if any(_within(one.path, paths) for one, paths in zip(row.readings, read, strict=True))
        ]
        return tuple(near or rows)


def _read(finding: Finding) -> set[str]:
    return {fact.path for fact in (*finding.deciding, *finding.facts)}


def _is_read(row: FieldRow, known: frozenset[Keys], bare: frozenset[Keys]) -> bool:
    """Whether a field is one that is read; of what is asked only whether it is there, or how many, one not stated."""
    keys = next(tuple(_POSITIONS.sub("", one.path).split(".")) for one in row.readings if one.path)
    if keys in known:
        return True
    return not all(one.stated for one in row.readings) and any(_lies_in(keys, place) for place in bare)


def _lies_in(keys: Keys, place: Keys) -> bool:
    return len(keys) > len(place) and keys[: len(place)] == place


def _within(path: str, paths: set[str]) -> bool:
    """Whether a path, or one that it lies in, is among the paths."""
    return path in paths or any(path[: cut.start()] in paths for cut in _CUTS.finditer(path))
