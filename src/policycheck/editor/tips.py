"""What is told of the place in a proposal under the pointer: the field, its values, and the rules that read it."""

from __future__ import annotations

from policycheck.authoring.readings import keys_of, readings
from policycheck.editor.notes import one_line, steps
from policycheck.editor.reading import Reading
from policycheck.editor.references import References
from policycheck.editor.values import Tip
from policycheck.editor.words import entry_words, field_words, paragraphs, readers_words
from policycheck.load.spans import Spans
from policycheck.model.document import Document, Path
from policycheck.model.pack import Pack

MOST_RULES = 4
"""Rules whose questions and clauses are told beside one field; the others are named."""


def tip(reading: Reading, offset: int) -> Tip | None:
    """What is told of the character at an offset; None where there is nothing to tell."""
    document, pack = reading.document, reading.pack
    if document is None or pack is None or not isinstance(document.spans, Spans):
        return None
    path, is_key = document.spans.at(offset)
    if not path:
        return None
    span = document.keys[path] if is_key else document.span(path)
    words = _words(reading, document, pack, path, is_key=is_key)
    return Tip(*one_line(reading.text, span.start, span.end), words) if words else None


def _words(reading: Reading, document: Document, pack: Pack, path: Path, *, is_key: bool) -> str:
    value = _value(document, path)
    entry = None if is_key else References(pack, document).entry(path, value)
    if entry is not None:
        return entry_words(entry, pack)
    if not is_key and path[-1:] == ("for",) and isinstance(value, str):
        path = steps(value.replace("[]", "[0]"))
    field = pack.vocabulary.field_at(path)
    if field is None:
        return ""
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    rules = readings(pack).rules.get(keys_of(path), ())
    shown = None if is_key else value
    return paragraphs(
        (field_words(key, field, shown), readers_words(rules, pack, reading.assessment, MOST_RULES)),
    )


def _value(document: Document, path: Path) -> object:
    here: object = document.value
    for step in path:
        if isinstance(step, str) and isinstance(here, dict):
            here = here.get(step)
        elif isinstance(step, int) and isinstance(here, list) and step < len(here):
            here = here[step]
        else:
            return None
    return here
