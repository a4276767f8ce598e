"""What a pack's entries mean, in sentences of our own; `explain` and the pages of the documentation both say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from policycheck.evaluation.words import listed
from policycheck.model.outcome import Outcome, Verdict
from policycheck.model.pack import Authority, Pack, Recommendation, Rule
from policycheck.model.vocabulary import EnumValue

_SEEN = {
    "search": "its text, abstract or opening was read",
    "memory": "cited from memory, check before use",
    "document": "read",
}


def waiting(parent: str, pack: Pack) -> str:
    """What it means to wait for a rule."""
    owner = pack.rule(parent)
    name = f"{parent} ({owner[1].title})" if owner else parent
    return (
        f"{name}. While that one is not met or contradicted, this one counts as not met; "
        "while it is not stated, so is this."
    )


def caps(rule: Rule, owner: Recommendation) -> Iterator[str]:
    """What each outcome leaves open: those that leave the same verdict in one sentence."""
    capped = sorted(rule.caps.items(), key=lambda pair: pair[1].rank)
    for verdict, pairs in groupby(capped, key=lambda pair: pair[1]):
        yield _cap(owner, verdict, [outcome for outcome, _ in pairs])


def _cap(owner: Recommendation, verdict: Verdict, outcomes: Sequence[Outcome]) -> str:
    said = listed([outcome.words for outcome in outcomes], "or")
    if verdict is Verdict.DOES_NOT_MEET:
        return f"If it is {said}, the proposal does not meet {owner.id}."
    return f"If it is {said}, the proposal at most {verdict.words} {owner.id}."


def strand_titles(pack: Pack) -> Mapping[str, str]:
    """Words for the strands that a proposal can cover."""
    covers = pack.vocabulary.field_at(("proposal", "covers", 0))
    values: Iterable[EnumValue] = covers.values.values() if covers is not None else ()
    return {value.value: value.title for value in values}


def section_titles(pack: Pack) -> Mapping[str, str]:
    """Words for the sections of a proposal."""
    return {name: field.title or name for name, field in pack.vocabulary.root.properties.items()}


def seen(authority: Authority) -> str:
    """Whether anybody has looked at an authority, and how sure the pack's authors are of it."""
    return f"{_SEEN.get(authority.seen, authority.seen)}; confidence {authority.confidence}"
