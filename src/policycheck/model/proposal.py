"""The proposal under audit: the envelope, the pack's sections, and the document they were read from.

The envelope's JSON Schema, generated from the pydantic models in policycheck.load.envelope, decides what may enter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from policycheck.errors import Problem
from policycheck.model.document import Document


class Source(Struct, frozen=True):
    """A document that the proposal, or its coding, cites."""

    id: str
    cite: str
    seen: str = ""
    url: str = ""
    conf: str = ""
    date: str = ""
    note: str = ""


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
    """A citation for a field (or for everything under it)."""

    path: str
    says: str
    where: str
    source: str
    contested: bool = False


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
    document keeps what was written, and the spans.
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

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of the document's text as UTF-8, without a byte order mark."""
        from hashlib import sha256

        return sha256(self.document.text.encode()).hexdigest()
