"""The text of a proposal with present names in place of former ones. Nothing else in it is touched.

The places of keys and values are known to the character, so comments, order and layout stay as they are. The new text
is read again: it has to say the same, or nothing is given back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import InputError, Problem, Span
from policycheck.load.document import PROPOSAL_LIMITS, parse_document
from policycheck.load.renames import Former, Renaming, doubled, present_names
from policycheck.load.scalars import resolve
from policycheck.model.document import Document
from policycheck.model.vocabulary import Vocabulary


class Mended(Struct, frozen=True):
    """A proposal's text with present names, and what was renamed in it, in the order of the file."""

    document: Document
    text: str
    former: tuple[Former, ...]

    @property
    def content(self) -> bytes:
        """The bytes of the file with present names."""
        return replace(self.document, text=self.text).content


def mend(document: Document, vocabulary: Vocabulary) -> Mended:
    """The text with present names. Raises InputError where a former name stands beside its successor, or cannot go."""
    found = present_names(document, vocabulary)
    if found.doubled:
        raise InputError(doubled(document, found))
    text = document.text
    for span, new in reversed(rewritten(document, found.former)):
        text = text[: span.start] + new + text[span.end :]
    _prove(document, text, found)
    return Mended(document, text, found.former)


def rewritten(document: Document, former: Iterable[Former]) -> list[tuple[Span, str]]:
    """Where each former name stands in the text, and what is written there instead, in the same order."""
    spans = ((document.key_span(one.path) if one.is_key else document.span(one.path), one) for one in former)
    return [(span, _written(document.text[span.start : span.end], one)) for span, one in spans]


def _written(old: str, one: Former) -> str:
    """The new name in the style of the old one."""
    if old[:1] in {"'", '"'} and old[1:-1] == one.old and one.new.isidentifier():
        return f"{old[0]}{one.new}{old[0]}"
    if old == one.old and _may_be_plain(one.new):
        return one.new
    return json.dumps(one.new, ensure_ascii=False)


def _may_be_plain(name: str) -> bool:
    """Whether the name can stand in YAML without quotes and stays text. In lists in brackets it is safe too."""
    return resolve(name) == name and name[0].isalpha() and all(part.isalnum() or part in "_.-" for part in name)


def _prove(document: Document, text: str, found: Renaming) -> None:
    again, problems = parse_document(text, document.name, limits=PROPOSAL_LIMITS)
    if again is None or any(one.fatal for one in problems) or again.value != found.document.value:
        first = found.former[0]
        place = document.key_span(first.path) if first.is_key else document.span(first.path)
        hint = "Write the present names yourself; the warnings of policycheck evaluate name them."
        message = "the former names in this file are written in a way that cannot be rewritten safely"
        raise InputError((Problem("USE-FIX", message, place, hint),))
