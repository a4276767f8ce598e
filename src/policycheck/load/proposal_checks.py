"""What a proposal must keep to beyond its schema: references inside it, and what `covers` promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from policycheck.load.document import stopped_at
from policycheck.load.problems import Problems, did_you_mean, meant, one_of
from policycheck.load.statements import check_statements
from policycheck.model.document import Document, Path
from policycheck.model.lookup import MEMO
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Field, Kind, Means

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[[0-9]*\])?)")


def check_references(document: Document, pack: Pack, problems: Problems) -> None:
    """Add a problem for every reference that leads nowhere. The document need not be valid otherwise."""
    sources = [source.get("id") for _, source in _entries(document, "proposal", "sources")]
    for index, source in enumerate(sources):
        if source in sources[:index]:
            place = ("proposal", "sources", index, "id")
            problems.add(
                document, place, "DOC-TWICE", f"the source id '{source}' is used twice", "Give each source its own id."
            )
    # Where a source has no id that can be read, it may be the one that is cited.
    ids = {str(source) for source in sources} if None not in sources else None
    for path, entry in _entries(document, "evidence"):
        _evidence(document, path, entry, ids, pack, problems)
    topics = {concern.slug for concern in pack.concerns}
    known = {rule.id for recommendation in pack.recommendations for rule in recommendation.rules}
    known |= {concern.id for concern in pack.concerns}
    known.update(pack.profile.dropped if pack.profile else ())  # the answer stays right where the rule is left out
    for path, entry in _entries(document, "risks"):
        _known(
            document,
            (*path, "topic"),
            entry.get("topic"),
            topics,
            problems,
            "DOC-TOPIC",
            f"an advisory or tension of the pack {pack.id}",
        )
    for path, entry in _entries(document, "responses"):
        _known(
            document,
            (*path, "finding"),
            entry.get("finding"),
            known,
            problems,
            "DOC-FINDING",
            f"a rule, advisory or tension of the pack {pack.id}",
        )
    _once(document, problems)


def _once(document: Document, problems: Problems) -> None:
    """One response to a finding: of two, a reader could not tell which one holds."""
    seen: set[str] = set()
    for path, entry in _entries(document, "responses"):
        finding = entry.get("finding")
        if isinstance(finding, str) and finding in seen:
            place, message = (*path, "finding"), f"'{finding}' has two responses"
            problems.add(document, place, "DOC-TWICE", message, "Write one response to each finding.")
        elif isinstance(finding, str):
            seen.add(finding)


def check_values(document: Document, pack: Pack, problems: Problems) -> None:
    """Add a problem for every value that cannot stand as it does. The document need not be valid otherwise."""
    _none_beside_others(document.value, pack.vocabulary.root, (), document, problems)
    _source_files(document, problems)
    check_statements(document, pack.vocabulary.root, problems)


def check_proposal(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    """What a valid proposal must keep to beyond its schema, and warnings for what looks like a slip."""
    if stopped_at(problems.found) is None:  # else more sections may stand below
        _covers(proposal, pack, problems)
    _source_dates(proposal, problems)
    _pack_version(proposal, pack, problems)


def _entries(document: Document, *keys: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The mappings in the list under these keys, with their paths; nothing where something else stands there."""
    value: Any = document.value
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    for index, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield (*keys, index), entry


def _known(
    document: Document, path: Path, word: Any, known: set[str], problems: Problems, code: str, what: str
) -> None:
    if isinstance(word, str) and word not in known:
        problems.add(document, path, code, f"'{word}' is not {what}", did_you_mean(word, known))


def _evidence(
    document: Document, path: Path, entry: dict[str, Any], sources: set[str] | None, pack: Pack, problems: Problems
) -> None:
    field = entry.get("for")
    hint = _unknown_step(field, pack.vocabulary.root) if isinstance(field, str) else None
    if hint is not None:
        problems.add(document, (*path, "for"), "DOC-PATH", f"'{field}' is not a field of a proposal", hint)
    source = entry.get("source")
    if isinstance(source, str) and sources is not None and source not in sources:
        hint = did_you_mean(source, sources) or "Add a source with this id under proposal.sources: its id, and cite."
        message = f"'{source}' is not the id of a source in proposal.sources"
        problems.add(document, (*path, "source"), "DOC-SOURCE", message, hint)


def _unknown_step(path: str, here: Field) -> str | None:
    """A hint when the path leads nowhere, None when it is sound. `a[].b` and `a[2].b` both name an item's field."""
    parts = path.split(".")
    for index, part in enumerate(parts):
        match = _STEP.fullmatch(part)
        if here.kind is Kind.LIST and here.item is not None:
            here = here.item
        if match is None or match[1] not in here.properties:
            return _meant_path(parts, index, here) or "Write names joined by dots: section.field."
        here = here.properties[match[1]]
        if match[2] and here.kind is not Kind.LIST:
            return f"'{match[1]}' is not a list: drop {match[2]}."
    return None


def _meant_path(parts: list[str], index: int, here: Field) -> str:
    """A hint for the step at `index`: the whole paths that may be meant, or the names that are known there."""
    name, bracket, position = parts[index].partition("[")
    hint = did_you_mean(name, here.properties)
    words = meant(hint)
    paths = [".".join((*parts[:index], f"{word}{bracket}{position}", *parts[index + 1 :])) for word in words]
    return f"Did you mean {one_of(paths)}?" if paths else hint


def _none_beside_others(value: Any, field: Field, path: Path, document: Document, problems: Problems) -> None:
    """`[none, X]` says two things at once."""
    for steps, entries, item in _enumerated_lists(value, field, path):
        nothing = [name for name in entries if name in item.values and item.values[name].means is Means.NONE]
        if nothing and len(set(entries)) > 1:
            problems.add(
                document,
                steps,
                "DOC-NONE",
                f"'{nothing[0]}' stands beside other values",
                f"Write [{nothing[0]}] alone, or leave it out.",
            )


def _enumerated_lists(value: Any, field: Field, path: Path) -> Iterator[tuple[Path, list[str], Field]]:
    """Every list of enumeration values in the document, where it is, and the field of its elements."""
    if field.kind is Kind.OBJECT and isinstance(value, dict):
        for key, part in value.items():
            if key in field.properties:
                yield from _enumerated_lists(part, field.properties[key], (*path, key))
    elif field.item is not None and isinstance(value, list):
        if field.item.kind is Kind.ENUM:
            yield path, [part for part in value if isinstance(part, str)], field.item
            return
        for index, part in enumerate(value):
            yield from _enumerated_lists(part, field.item, (*path, index))


def _covers(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    """A strand that is claimed without a section, or a section without its strand, is probably a slip."""
    covers = set(proposal.header.covers)
    if pack.comprehensive in covers:
        return
    for recommendation in pack.recommendations:
        strands = list(recommendation.strands)
        claimed = [strand for strand in strands if strand in covers]
        present = [section for section in recommendation.sections if section in proposal.values]
        if claimed and not present:
            problems.warn(
                proposal.document,
                ("proposal", "covers"),
                "DOC-COVERS",
                f"covers names {', '.join(claimed)}, but there is no section {' or '.join(recommendation.sections)}",
                "Fill in the section, or drop the strand from covers.",
            )
        if present and strands and not claimed:
            problems.warn(
                proposal.document,
                (present[0],),
                "DOC-COVERS",
                f"the section {present[0]} is filled in, but covers does not name {one_of(strands)}: "
                f"{recommendation.id} is not graded",
                f"Add {one_of(strands)} to covers if the proposal means to cover it.",
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


def _source_files(document: Document, problems: Problems) -> None:
    """A source's file lies in the proposal's folder; only Markdown has a memo of its own."""
    named = [(path, entry.get("file")) for path, entry in _entries(document, "proposal", "sources")]
    files = [(path, file) for path, file in named if isinstance(file, str) and file]
    if not files:
        return
    from policycheck.load.front_matter import is_markdown
    from policycheck.load.source_files import complaint

    for path, file in files:
        said = complaint(file)
        if file == MEMO and not is_markdown(document.name):
            said = "stands for the memo in this file, which is no Markdown", "Name the source's file."
        if said:
            problems.add(document, (*path, "file"), "DOC-SOURCE-FILE", f"'{file}' {said[0]}", said[1])


def _pack_version(proposal: Proposal, pack: Pack, problems: Problems) -> None:
    """A proposal that was written for another major version may mean something else by the same words."""
    written = proposal.pack_version
    if written and written.partition(".")[0] != pack.version.partition(".")[0]:
        problems.warn(
            proposal.document,
            ("pack_version",),
            "DOC-PACK-VERSION",
            f"the proposal was written for version {written} of the pack, and is judged by {pack.id} {pack.version}",
            f"Read what changed in the pack, run policycheck fix, then write pack_version: {pack.version}",
        )
