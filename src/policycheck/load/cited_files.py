"""Which files the sources of a proposal name, before anything else is known of the proposal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from policycheck.load.proposal import read_document
from policycheck.load.source_files import complaint
from policycheck.model.lookup import MEMO


def cited_files(path: str) -> tuple[str, ...]:
    """The paths of the files that the sources of the proposal at `path` name; none where it cannot be read."""
    document, _ = read_document(path)
    folder = os.path.dirname(path)
    return tuple(os.path.join(folder, file) for file in _named(document.value)) if document is not None else ()


def _named(value: Any) -> Iterator[str]:
    head = value.get("proposal")
    sources = head.get("sources") if isinstance(head, dict) else None
    for source in sources if isinstance(sources, list) else ():
        file = source.get("file") if isinstance(source, dict) else None
        if isinstance(file, str) and file != MEMO and complaint(file) is None:
            yield file
