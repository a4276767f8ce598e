"""What mends a note beside a text: words that were meant, present names for former ones, and repairs of findings.

A fix touches no more than it has to. `FIXERS` is where other kinds of fixes are added.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from policycheck.authoring.mend import mend
from policycheck.authoring.told import told
from policycheck.editor.notes import notes
from policycheck.editor.reading import Reading
from policycheck.editor.values import Edit, Fix, Note
from policycheck.load.mending import rewritten
from policycheck.load.problems import meant
from policycheck.load.renames import present_names
from policycheck.rendering.visible import plain

_WORD = re.compile(r"[\w-]+")
_LIKE = 0.5
TRIES = 100
"""Sets of changes that are tried for one repair: an editor waits for it. The command `repair` tries more."""
LONGEST_TITLE = 160
"""Characters of a fix's title."""
MOST_REPAIRS = 3
"""Rules at one place for which a repair is looked for."""


def fixes(reading: Reading, start: int, end: int, *, thorough: bool = True) -> tuple[Fix, ...]:
    """The fixes for what stands between two offsets, those of one place together.

    What has to be searched for is left out unless `thorough`: nobody has asked, and the next key is near.
    """
    near = [note for note in notes(reading) if note.start <= end and start <= note.end]
    fixers = (*FIXERS, *SEARCHING) if thorough else FIXERS
    return tuple(fix for fixer in fixers for fix in fixer(reading, near))


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


def _repairs(reading: Reading, near: list[Note]) -> Iterator[Fix]:
    """For each rule that a note tells of, the smallest changes with which it is met, if a short search finds them."""
    found = reading.assessment
    for note in [note for note in near if note.problem is None][:MOST_REPAIRS]:
        named = found.pack.rule(note.code) if found is not None else None
        if found is None or named is None:
            continue
        one = next(mend(found.pack, found.proposal, [named[1]], tries=TRIES))
        if one.chosen:
            words = "; ".join(told(found.pack, one.before.values, edit) for edit in sorted(one.chosen))
            edit = _difference(reading.text, one.after.document.text)
            yield Fix(_short(plain(f"Repair {note.code}. {words}")), (edit,), (note,))


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[:LONGEST_TITLE]}..."


def _difference(old: str, new: str) -> Edit:
    """The one edit that makes the new text of the old: all between what both begin and end with."""
    least = min(len(old), len(new))
    start = next((at for at in range(least) if old[at] != new[at]), least)
    same = next((at for at in range(least - start) if old[-1 - at] != new[-1 - at]), least - start)
    return Edit(start, len(old) - same, new[start : len(new) - same])


FIXERS: tuple[Callable[[Reading, list[Note]], Iterator[Fix]], ...] = (_meant_words, _present_names)
"""What is asked for fixes, in this order. A fixer is given the notes at a place."""

SEARCHING: tuple[Callable[[Reading, list[Note]], Iterator[Fix]], ...] = (_repairs,)
"""Fixers that search, and so take a moment: asked only where somebody asks for fixes."""
