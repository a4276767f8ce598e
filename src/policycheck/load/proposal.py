"""From a document to a valid Proposal: the schema decides, then what a schema cannot say is checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, BinaryIO

from msgspec.structs import replace

from policycheck.errors import InputError, Problem
from policycheck.load.document import PROPOSAL_LIMITS, load_document, parse_document, stopped_at
from policycheck.load.problems import Problems
from policycheck.load.proposal_checks import check_proposal, check_references, check_values
from policycheck.load.schema import Validator
from policycheck.load.text import shown_name
from policycheck.model.document import Document
from policycheck.model.pack import Pack
from policycheck.model.proposal import Evidence, Header, Mitigation, Proposal, Response, Source
from policycheck.model.vocabulary import Field, Kind, Means, Vocabulary


def read_document(source: str, *, stdin: BinaryIO | None = None) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a file (`-`: standard input), and what is wrong with its text."""
    return load_document(source, stdin=stdin, limits=PROPOSAL_LIMITS, check_content=True)


def document_of(content: bytes, name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """As `read_document`, for the bytes of a file of that name that are at hand already."""
    return parse_document(content, shown_name(name), limits=PROPOSAL_LIMITS, check_content=True)


def wanted_pack(document: Document | None) -> str:
    """The pack that the document itself asks for, or an empty string."""
    value = document.value.get("pack") if document is not None else None
    return value if isinstance(value, str) else ""


def build_proposal(document: Document | None, problems: tuple[Problem, ...], pack: Pack) -> Proposal:
    """The proposal, with its warnings. Raises InputError with every problem, those of the text included."""
    found = Problems(list(problems))
    if document is None:
        raise InputError(found.ordered())
    proposal = None
    if pack.vocabulary.renamed:
        from policycheck.load.renames import with_present_names

        document = with_present_names(document, pack.vocabulary, found)
    check_references(document, pack, found)
    check_values(document, pack, found)
    if _validator(pack.vocabulary).check(document, found, "DOC"):
        proposal = _build(document, pack.vocabulary)
        check_proposal(proposal, pack, found)
    found = Problems(_without_unread_characters(found.found, document.text))
    if proposal is None or found.fatal:
        raise InputError(found.ordered())
    return replace(proposal, warnings=found.ordered())


def _without_unread_characters(problems: list[Problem], text: str) -> list[Problem]:
    """Where the file is not UTF-8, nothing is told of a word with a character that could not be read but that."""
    if all(problem.code != "DOC-FILE-ENCODING" for problem in problems):
        return problems
    return [
        one
        for one in problems
        if one.code == "DOC-FILE-ENCODING" or one.span is None or "\ufffd" not in text[one.span.start : one.span.end]
    ]


def sound_values(document: Document | None, problems: tuple[Problem, ...], pack: Pack) -> tuple[Proposal, Pack] | None:
    """What is sound of a document that has these problems, without a header and all around it; and the pack that it
    can be held to: with those checks alone that it cannot break without breaking them as a whole.

    None where it cannot be told what is sound.
    """
    if document is None or not pack.checks or stopped_at(problems) is not None:
        return None
    from policycheck.load.sound import sound_part

    if pack.vocabulary.renamed:
        from policycheck.load.renames import with_present_names

        document = with_present_names(document, pack.vocabulary, Problems())
    sound = sound_part(document, problems, pack.vocabulary.root)
    if sound is None:
        return None
    values = _meant(sound.document.value, pack.vocabulary.root)
    part = Proposal(Header("", "", "", "", "as_written", "", ()), (), (), (), values, sound.document)
    return part, replace(pack, checks=tuple(check for check in pack.checks if sound.bears_out(check.must)))


def is_valid(value: Any, vocabulary: Vocabulary) -> bool:
    """Whether a document of this value keeps to the schema, quickly."""
    return _validator(vocabulary).is_valid(value)


@lru_cache(maxsize=16)
def _validator(vocabulary: Vocabulary) -> Validator:
    return Validator(vocabulary.schema)


def _build(document: Document, vocabulary: Vocabulary) -> Proposal:
    value = document.value
    head = value["proposal"]
    known = ("id", "title", "actor", "status", "basis", "date", "author")
    return Proposal(
        header=Header(
            **{key: head[key] for key in known if key in head},
            covers=tuple(head["covers"]),
            sources=tuple(Source(**source) for source in head.get("sources", ())),
        ),
        evidence=tuple(_evidence(entry) for entry in value.get("evidence", ())),
        risks=tuple(Mitigation(entry["topic"], entry["mitigation"]) for entry in value.get("risks", ())),
        responses=tuple(Response(**entry) for entry in value.get("responses", ())),
        values=_meant(value, vocabulary.root),
        document=document,
        pack=value.get("pack", ""),
        pack_version=value.get("pack_version", ""),
    )


def _evidence(entry: Mapping[str, Any]) -> Evidence:
    contested, quote = entry.get("contested", False), entry.get("quote", "")
    return Evidence(entry["for"], entry["says"], entry["where"], entry["source"], contested, quote)


def _meant(value: Any, field: Field) -> Any:
    """`value` as it is meant: what stands for "not stated" left out, a list that says "none" emptied.

    A section of which nothing is left is left out too: it says nothing.
    Untouched parts are the very objects of the document, so that a place can be found by identity.
    """
    if field.kind is Kind.OBJECT:
        kept, same = {}, True
        for key, part in value.items():
            meant = _meant(part, field.properties[key])
            same = same and meant is part and part != {}
            if meant is not None and meant != {}:
                kept[key] = meant
        return value if same else kept
    if field.kind is Kind.LIST and field.item is not None:
        item = field.item
        if item.kind is Kind.ENUM:
            return [] if any(item.values[entry].means is Means.NONE for entry in value) else value
        parts = [_meant(entry, item) for entry in value]
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if field.kind is Kind.ENUM and field.values[value].means is Means.NOT_STATED:
        return None
    return value
