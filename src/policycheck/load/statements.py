"""Texts that would count as statements and state nothing: `none`, `unknown`, `not specified` where any text may stand.

Rules see whether a text is there, not what it says, so such a word would meet them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policycheck.load.contents import states_nothing
from policycheck.load.problems import Problems
from policycheck.model.document import Document, Path
from policycheck.model.proposal import Header
from policycheck.model.vocabulary import Field, Kind

_HEAD = "proposal"
_NOT_OURS = frozenset(("pack", "pack_version", "evidence", "risks", "responses"))
_ANSWERS = (("risks", "mitigation"), ("responses", "text"))

_LEAVE_OUT = "Leave the field out if nothing is said."
_LEAVE_OUT_LIST = "Leave the list out if nothing is said. For none, on purpose, the whole list is []."


def check_statements(document: Document, root: Field, problems: Problems) -> None:
    """Add a problem for every text that states nothing: in the pack's own fields, and in answers.

    Names are no statements: the header's own fields, and the field by which an item of a list is known. What evidence
    says is the source's. The document need not be valid otherwise.
    """
    for path, text in _texts(document.value, root):
        if states_nothing(text):
            hint = _LEAVE_OUT_LIST if isinstance(path[-1], int) else _LEAVE_OUT
            problems.add(document, path, "DOC-PLACEHOLDER", f'"{text.strip()}" as a text states nothing.', hint)


def _texts(value: Any, root: Field) -> Iterator[tuple[Path, str]]:
    for key, part in value.items():
        field = root.properties.get(key)
        if field is None or not isinstance(part, dict | list):
            continue
        if key == _HEAD and isinstance(part, dict):
            own = {name: entry for name, entry in part.items() if name not in Header.__struct_fields__}
            yield from _statements(own, field, (key,))
        elif key not in _NOT_OURS:
            yield from _statements(part, field, (key,))
    for key, name in _ANSWERS:
        entries = value.get(key)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(entry.get(name), str):
                yield (key, index, name), entry[name]


def _statements(value: Any, field: Field, path: Path) -> Iterator[tuple[Path, str]]:
    if field.kind is Kind.TEXT and isinstance(value, str):
        yield path, value
    elif field.kind is Kind.OBJECT and isinstance(value, dict):
        for key, part in value.items():
            if key in field.properties and key != field.label:
                yield from _statements(part, field.properties[key], (*path, key))
    elif field.item is not None and isinstance(value, list):
        for index, part in enumerate(value):
            yield from _statements(part, field.item, (*path, index))
