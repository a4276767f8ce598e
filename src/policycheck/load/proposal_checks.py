"""What a proposal must keep to beyond its schema: references inside it, and what `covers` promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from policycheck.load.problems import Problems, did_you_mean
from policycheck.model.document import Path
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind, Means

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[[0-9]*\])?)")


def check_proposal(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    """Add a problem for every broken reference, and a warning for what looks like a slip."""
    _evidence(proposal, pack, problems)
    _risks(proposal, pack, problems)
    _responses(proposal, pack, problems)
    _unique_sources(proposal, problems)
    _none_beside_others(proposal.document.value, pack.vocabulary.root, (), proposal, problems)
    _covers(proposal, pack, problems)
    _source_dates(proposal, problems)


def _evidence(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    sources = {source.id for source in proposal.header.sources}
    for index, entry in enumerate(proposal.evidence):
        unknown = _unknown_step(entry.path, pack.vocabulary.root)
        if unknown is not None:
            problems.add(
                proposal.document,
                ("evidence", index, "for"),
                "DOC-PATH",
                f"'{entry.path}' is not a field of a proposal",
                unknown,
            )
        if entry.source not in sources:
            problems.add(
                proposal.document,
                ("evidence", index, "source"),
                "DOC-SOURCE",
                f"there is no source '{entry.source}' in proposal.sources",
                did_you_mean(entry.source, sources),
            )


def _unknown_step(path: str, here: Field) -> str | None:
    """A hint when the path leads nowhere, None when it is sound. `a[].b` and `a[2].b` both name an item's field."""
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        if here.kind is Kind.LIST and here.item is not None:
            here = here.item
        if match is None or match[1] not in here.properties:
            return did_you_mean(part.partition("[")[0], here.properties) or "Write names joined by dots: section.field."
        here = here.properties[match[1]]
        if match[2] and here.kind is not Kind.LIST:
            return f"'{match[1]}' is not a list: drop {match[2]}."
    return None


def _risks(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    topics = {concern.slug for concern in pack.concerns}
    for index, entry in enumerate(proposal.risks):
        if entry.topic not in topics:
            problems.add(
                proposal.document,
                ("risks", index, "topic"),
                "DOC-TOPIC",
                f"'{entry.topic}' is not an advisory or tension of the pack {pack.id}",
                did_you_mean(entry.topic, topics),
            )


def _responses(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    known = {rule.id for recommendation in pack.recommendations for rule in recommendation.rules}
    known |= {concern.id for concern in pack.concerns}
    for index, entry in enumerate(proposal.responses):
        if entry.finding not in known:
            problems.add(
                proposal.document,
                ("responses", index, "finding"),
                "DOC-FINDING",
                f"'{entry.finding}' is not a rule, advisory or tension of the pack {pack.id}",
                did_you_mean(entry.finding, known),
            )


def _unique_sources(proposal: Proposal, problems: Problems) -> None:
    seen: set[str] = set()
    for index, source in enumerate(proposal.header.sources):
        if source.id in seen:
            problems.add(
                proposal.document,
                ("proposal", "sources", index, "id"),
                "DOC-TWICE",
                f"the source id '{source.id}' is used twice",
                "Give each source its own id.",
            )
        seen.add(source.id)


def _none_beside_others(value: Any, field: Field, path: Path, proposal: Proposal, problems: Problems) -> None:
    """`[none, X]` says two things at once."""
    for steps, entries, item in _enumerated_lists(value, field, path):
        nothing = [entry for entry in entries if item.values[entry].means is Means.NONE]
        if nothing and len(entries) > 1:
            problems.add(
                proposal.document,
                steps,
                "DOC-NONE",
                f"'{nothing[0]}' stands beside other values",
                f"Write [{nothing[0]}] alone, or leave it out.",
            )


def _enumerated_lists(value: Any, field: Field, path: Path) -> Iterator[tuple[Path, list[Any], Field]]:
    """Every list of enumeration values in the document, where it is, and the field of its elements."""
    if field.kind is Kind.OBJECT:
        for key, part in value.items():
            yield from _enumerated_lists(part, field.properties[key], (*path, key))
    elif field.item is not None and field.item.kind is Kind.ENUM:
        yield path, value, field.item
    elif field.item is not None:
        for index, part in enumerate(value):
            yield from _enumerated_lists(part, field.item, (*path, index))


def _covers(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    """A strand that is claimed without a section, or a section without its strand, is probably a slip."""
    covers = set(proposal.header.covers)
    if pack.comprehensive in covers:
        return
    for recommendation in pack.recommendations:
        claimed = [strand for strand in recommendation.strands if strand in covers]
        present = [section for section in recommendation.sections if section in proposal.values]
        if claimed and not present:
            problems.warn(
                proposal.document,
                ("proposal", "covers"),
                "DOC-COVERS",
                f"covers names {', '.join(claimed)}, but there is no section {' or '.join(recommendation.sections)}",
                "Fill in the section, or drop the strand from covers.",
            )
        if present and not claimed:
            problems.warn(
                proposal.document,
                (present[0],),
                "DOC-COVERS",
                f"the section {present[0]} is filled in, but covers names none of "
                f"{', '.join(recommendation.strands)}: {recommendation.id} is not graded",
                "Add the strand to covers if the proposal means to cover it.",
            )


def _source_dates(proposal: Proposal, problems: Problems) -> None:
    if proposal.header.basis != "as_written":
        return
    for index, source in enumerate(proposal.header.sources):
        if source.date > proposal.header.date:
            problems.warn(
                proposal.document,
                ("proposal", "sources", index, "date"),
                "DOC-LATER",
                f"source {source.id} is dated after the proposal, which is judged as written",
                "Check the date, or the basis: as_delivered judges what was done.",
            )
