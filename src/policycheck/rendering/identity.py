"""What tells a finding from all others, whatever moves in the file: neither lines nor positions in lists enter.

A finding's fingerprint comes from the proposal's id, the rule's id, and the fields that decided, an item of a list
named by what the vocabulary calls its label, or by its own `id`. An item that has neither is any item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from policycheck.model.assessment import Assessment, Fact, Finding, Raised
from policycheck.model.vocabulary import Field

_STEPS = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_APART = "\0"
_OWN = "id"


def fingerprint(assessment: Assessment, finding: Finding) -> str:
    """The fingerprint of a finding on a rule: 32 hexadecimal digits."""
    return _digest(assessment, finding.rule.id, finding.deciding)


def concern_fingerprint(assessment: Assessment, raised: Raised) -> str:
    """The fingerprint of an advisory or a tension; there is one of each."""
    return _digest(assessment, raised.concern.id, ())


def gone_fingerprint(assessment: Assessment, name: str) -> str:
    """The fingerprint of what only a baseline has."""
    return _digest(assessment, name, ())


def _digest(assessment: Assessment, name: str, deciding: Iterable[Fact]) -> str:
    keys = sorted({key(assessment, fact.path) for fact in deciding})
    parts = (assessment.pack.id, assessment.proposal.header.id, name, *keys)
    return sha256(_APART.join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def key(assessment: Assessment, path: str) -> str:
    """A field's path with the names of items in place of their positions: `phases[P1].benefits[aid].give`."""
    return "".join(_named(path, assessment.proposal.document.value, assessment.pack.vocabulary.root))


def _named(path: str, value: Any, field: Field | None) -> Iterator[str]:
    for found in _STEPS.finditer(path):
        position, name = found.groups()
        if name is not None:
            value = value.get(name) if isinstance(value, dict) else None
            field = None if field is None else field.properties.get(name)
            yield f".{name}"
            continue
        value = _item(value, int(position))
        field = None if field is None else field.item
        yield f"[{_label(value, field)}]"


def _item(value: Any, position: int) -> Any:
    return value[position] if isinstance(value, list) and position < len(value) else None


def _label(item: Any, field: Field | None) -> str:
    """What an item is called: by its label, else by its id; empty where it has neither."""
    if not isinstance(item, dict):
        return ""
    names = (field.label if field is not None else "", _OWN)
    found = next((item[name] for name in names if isinstance(item.get(name), str | int | float)), "")
    return str(found)
