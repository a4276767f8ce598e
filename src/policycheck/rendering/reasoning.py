"""The full reasoning on one finding: what was read, what decided, which clauses ask for it, what would change it.

It takes over the very texts of the assessment, as the JSON results and the cards of a report do: all say the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from policycheck.model.assessment import Fact, Finding
from policycheck.model.outcome import OPEN
from policycheck.model.pack import Pack


class Reasoning(Struct, frozen=True):
    """What there is to say, in the order in which it is read.

    `read` are fields with their values and places, `decided` sentences, `asked` clauses by id with what they say,
    `change` the remedy: of what is met, for where it is not.
    """

    read: tuple[str, ...]
    decided: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    change: tuple[str, ...]


def reasoning(pack: Pack, finding: Finding) -> Reasoning:
    """The reasoning on a finding that was explained."""
    known = pack.sources.clauses
    return Reasoning(
        tuple(_field(fact) for fact in finding.facts),
        tuple(_decided(finding)),
        tuple((name, known[name].says) for name in finding.rule.clauses if name in known),
        (finding.remedy if finding.outcome in OPEN else finding.rule.remedy,),
    )


def _field(fact: Fact) -> str:
    """A field that was read, with its place in the file."""
    name = f"{fact.title} ({fact.path})" if fact.title else fact.path
    place = f", {fact.span}" if fact.span is not None and fact.stated else ""
    return f"{name}: {fact.shown}{place}"


def _decided(finding: Finding) -> Iterator[str]:
    if finding.because_of:
        yield f"{finding.because_of}: this rule is looked at only when that one is met, wholly or in part."
    yield from finding.why
