"""The proposal under audit: the envelope, the pack's sections, and the document they were read from.

The envelope's JSON Schema, generated from the pydantic models in policycheck.load.envelope, decides what may enter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from policycheck.errors import Problem
from policycheck.model.document import Document
from policycheck.model.lookup import MEMO, Found, Lookup, Searched, SourceFile


class Source(Struct, frozen=True):
    """A document that the proposal, or its coding, cites. `file` lies beside the proposal, or is its own memo."""

    id: str
    cite: str
    seen: str = ""
    url: str = ""
    conf: str = ""
    date: str = ""
    note: str = ""
    file: str = ""

    @property
    def is_outside(self) -> bool:
        """Whether it has a file of its own."""
        return self.file not in {"", MEMO}


class Header(Struct, frozen=True):
    """Who proposes what, when, and how much of the field it claims to cover."""

    id: str
    title: str
    actor: str
    status: str
    basis: Literal["as_written", "as_delivered"]
    date: str
    covers: tuple[str, ...]
    author: str = ""
    sources: tuple[Source, ...] = ()


class Evidence(Struct, frozen=True):
    """A citation for a field (or for everything under it). A quotation was looked up in the source."""

    path: str
    says: str
    where: str
    source: str
    contested: bool = False
    quote: str = ""
    lookup: Lookup | None = None

    @property
    def holds(self) -> bool:
        """Whether it counts as evidence: one whose quotation is not in its source does not."""
        return self.lookup is None or self.lookup.state is not Found.NOT_FOUND


class Mitigation(Struct, frozen=True):
    """The proposal's own answer to an advisory or a tension, by its topic."""

    topic: str
    mitigation: str


class Response(Struct, frozen=True):
    """The author's answer to a finding. It is printed beside the finding and changes nothing."""

    finding: str
    text: str


class Proposal(Struct, frozen=True, eq=False):
    """A valid proposal.

    `values` is the document with values that mean "not stated" left out and lists that mean "none" emptied; the
    document keeps what was written, and the spans. `searched` is what was read from files beside it, None where no
    source names one.
    """

    header: Header
    evidence: tuple[Evidence, ...]
    risks: tuple[Mitigation, ...]
    responses: tuple[Response, ...]
    values: Mapping[str, Any]
    document: Document
    pack: str = ""
    pack_version: str = ""
    warnings: tuple[Problem, ...] = ()
    searched: Searched | None = None

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """What became of its quotations, in the order of its evidence."""
        return tuple(entry.lookup for entry in self.evidence if entry.lookup is not None)

    @property
    def source_files(self) -> dict[str, SourceFile]:
        """The files of its sources, by the sources' ids; the file of the memo is the proposal's own."""
        found = {file.id: file for file in self.searched.files} if self.searched is not None else {}
        found |= {one.id: SourceFile(one.id, MEMO, self.digest) for one in self.header.sources if one.file == MEMO}
        return {one.id: found[one.id] for one in self.header.sources if one.id in found}

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the document's text as UTF-8, without a byte order mark."""
        from hashlib import sha256

        return sha256(self.document.text.encode()).hexdigest()
