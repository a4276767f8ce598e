"""Places of SARIF results: the file as a URI reference, columns in UTF-16 code units, from 1, the end exclusive."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from policycheck.errors import Span
from policycheck.model.assessment import Assessment, Fact
from policycheck.rendering.sarif_text import said
from policycheck.rendering.standing import place_of
from policycheck.rendering.visible import plain

MOST_RELATED = 50
"""Facts of one result that are passed on; those that decided come first."""

_DRIVE = re.compile(r"[A-Za-z]:/")
_START = {"startLine": 1}

Part = dict[str, Any]


def uri(name: str) -> str:
    """A file's name as it was given, as a URI reference; an absolute one as a `file:` URI."""
    safe = quote(name, safe="/~", errors="surrogatepass")
    if _DRIVE.match(name):
        return f"file:///{name[:2]}{quote(name[2:], safe='/~', errors='surrogatepass')}"
    return f"file://{safe}" if name.startswith("/") else safe


def locations(assessment: Assessment, span: Span | None, facts: Sequence[Fact]) -> Part:
    """Where a result stands, and what was read. Code scanning wants a place for each: without one, the first line."""
    related = [
        location(assessment, place_of(fact), number) | {"message": said(f"{plain(fact.path)}: {plain(fact.shown)}")}
        for number, fact in enumerate(facts[:MOST_RELATED])
        if fact.span
    ]
    main = {"locations": [location(assessment, span)]}
    return main | {"relatedLocations": related} if related else main


def artifact(name: str, content: bytes) -> Part:
    """A file that was read."""
    return {
        "location": {"uri": uri(name)},
        "length": len(content),
        "encoding": "UTF-8",
        "hashes": {"sha-256": sha256(content).hexdigest()},
    }


def location(assessment: Assessment, span: Span | None, number: int | None = None) -> Part:
    """One location in the proposal."""
    name = span.file if span else assessment.proposal.document.name
    artifact: Part = {"uri": uri(name)}
    if name == assessment.proposal.document.name:
        artifact["index"] = 0
    region = _region(assessment.proposal.document.text, span) if span else _START
    place = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    return place if number is None else {"id": number, **place}


def _region(text: str, span: Span) -> Part:
    return {
        "startLine": span.line,
        "startColumn": _in_utf16(text, span.start, span.column),
        "endLine": span.end_line,
        "endColumn": _in_utf16(text, span.end, span.end_column),
    }


def _in_utf16(text: str, offset: int, column: int) -> int:
    """A column in UTF-16 code units: characters beyond the first 65,536 count twice."""
    before = text[max(offset - column + 1, 0) : offset]
    return column + sum(letter > "\uffff" for letter in before)
