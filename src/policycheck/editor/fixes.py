"""What mends a note beside a text: words that were probably meant, and present names for former ones.

A fix never touches more than the word that is wrong. `FIXERS` is where other kinds of fixes are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from policycheck.editor.notes import notes
from policycheck.editor.reading import Reading
from policycheck.editor.values import Edit, Fix, Note
from policycheck.load.mending import rewritten
from policycheck.load.problems import meant
from policycheck.load.renames import present_names

_WORD = re.compile(r"[\w-]+")
_LIKE = 0.5


def fixes(reading: Reading, start: int, end: int) -> tuple[Fix, ...]:
    """The fixes for what stands between two offsets, those of one place together."""
    near = [note for note in notes(reading) if note.start <= end and start <= note.end]
    return tuple(fix for fixer in FIXERS for fix in fixer(reading, near))


def word_fixes(text: str, near: list[Note]) -> Iterator[Fix]:
    """For each note that says what was probably meant, that word in place of the wrong one."""
    for note in near:
        for word in meant(note.problem.hint) if note.problem is not None else ():
            edit = _in_place(text, note, word)
            if edit is not None:
                yield Fix(f"Write {word}", (edit,), (note,))


def _meant_words(reading: Reading, near: list[Note]) -> Iterator[Fix]:
    return word_fixes(reading.text, near)


def _in_place(text: str, note: Note, word: str) -> Edit | None:
    """The word in place of the wrong one, inside its quotation marks; of a path, in place of the step that is wrong."""
    span = note.problem.span if note.problem is not None else None
    if span is None or span.line != span.end_line:
        return None
    start, end = span.start, span.end
    if text[start : start + 1] in {'"', "'"} and end - start > 1:
        start, end = start + 1, end - 1
    if _WORD.fullmatch(word):
        found = max(_WORD.finditer(text, start, end), key=lambda one: _likeness(one[0], word), default=None)
        if found is None or _likeness(found[0], word) < _LIKE:
            return None
        start, end = found.span()
    return Edit(start, end, word)


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old.lower(), new.lower()).ratio()


def _present_names(reading: Reading, near: list[Note]) -> Iterator[Fix]:
    """The present name for each former one; and for all of them, where there are several."""
    renamed = [note for note in near if note.code == "DOC-RENAMED"]
    if reading.document is None or reading.pack is None or not renamed:
        return
    found = present_names(reading.document, reading.pack.vocabulary)
    edits = [Edit(span.start, span.end, new) for span, new in rewritten(reading.document, found.former)]
    for note in renamed:
        for edit in edits:
            if edit.start == note.start:
                yield Fix(f"Write {edit.text}", (edit,), (note,))
    if len(edits) > 1 and not found.doubled:
        every = tuple(note for note in notes(reading) if note.code == "DOC-RENAMED")
        yield Fix("Write every present name in this file", tuple(edits), every)


FIXERS: tuple[Callable[[Reading, list[Note]], Iterator[Fix]], ...] = (_meant_words, _present_names)
"""What is asked for fixes, in this order. A fixer is given the notes at a place."""
