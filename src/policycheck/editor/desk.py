"""The texts that are open in an editor, and what there is to show of each. It knows no protocol and writes nothing.

A proposal is judged by what its editor holds; its pack by the files on disk. A file of a pack is looked at among its
pack's other files, with what is open of them in place of what is on disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from policycheck.editor.draft import Draft
from policycheck.editor.fixes import fixes, word_fixes
from policycheck.editor.lenses import lenses
from policycheck.editor.notes import notes
from policycheck.editor.offers import offers
from policycheck.editor.pack_words import pack_offers, pack_tip
from policycheck.editor.packs import PackReading, belongs, pack_notes, read_cases_file, read_pack_file
from policycheck.editor.reading import Reading, read, unread
from policycheck.editor.tips import tip
from policycheck.editor.values import Fix, Lens, Note, Offer, Tip
from policycheck.errors import InputError
from policycheck.load.document import PACK_LIMITS
from policycheck.load.pack_files import HEAD
from policycheck.load.text import near
from policycheck.model.pack import Pack
from policycheck.pipeline import Auditor
from policycheck.workshop.read import ENDING

_MOST_FILES = 200


class Desk:
    """Open drafts by the path of their file, and the readings made of them, each kept until something changes."""

    def __init__(self, auditor: Callable[[], Auditor]) -> None:
        """`auditor` makes the one that audits; a new one is made when files on disk have changed."""
        self._make = auditor
        self._auditor: Auditor | None = None
        self._drafts: dict[str, Draft] = {}
        self._readings: dict[str, Reading | PackReading | None] = {}
        self._packs: dict[str, Pack] = {}

    @property
    def open(self) -> tuple[str, ...]:
        """The paths of the open files, in the order in which they were opened."""
        return tuple(self._drafts)

    def draft(self, path: str) -> Draft:
        """The draft of an open file."""
        return self._drafts[path]

    def put(self, path: str, draft: Draft) -> tuple[str, ...]:
        """Take a text in place of the one before; the open files of which there may be something else to show now."""
        self._drafts[path] = draft
        return self._changed(path)

    def drop(self, path: str) -> tuple[str, ...]:
        """Forget a closed file; the others of which there may be something else to show now."""
        self._drafts.pop(path, None)
        return tuple(one for one in self._changed(path) if one != path)

    def refresh(self) -> tuple[str, ...]:
        """Files on disk have changed: forget what was read of them."""
        self._auditor = None
        self._readings.clear()
        return self.open

    def _changed(self, path: str) -> tuple[str, ...]:
        """The file, and if it lies in the folder of a pack, the other open ones there."""
        folder = os.path.dirname(path)
        beside = [one for one in self._drafts if one != path and os.path.dirname(one) == folder]
        touched = (path, *beside) if self._has_head(folder) else (path,)
        for one in touched:
            self._readings.pop(one, None)
        return touched

    def _has_head(self, folder: str) -> bool:
        head = os.path.join(folder, HEAD)
        return head in self._drafts or os.path.isfile(head)

    # ------------------------------------------------------------ what there is to show

    def notes(self, path: str) -> tuple[Note, ...]:
        """The notes beside a file's text."""
        match self._reading(path):
            case Reading() as reading:
                return notes(reading)
            case PackReading() as reading:
                return pack_notes(reading)
            case _:
                return ()

    def tip(self, path: str, offset: int) -> Tip | None:
        """What is told of the character at an offset."""
        match self._reading(path):
            case Reading() as reading:
                return tip(reading, offset)
            case PackReading() as reading:
                return pack_tip(reading, offset)
            case _:
                return None

    def offers(self, path: str, offset: int) -> tuple[Offer, ...]:
        """What could be typed at an offset."""
        match self._reading(path):
            case Reading() as reading:
                return offers(reading, offset)
            case PackReading() as reading:
                return pack_offers(reading, offset)
            case _:
                return ()

    def fixes(self, path: str, start: int, end: int, *, thorough: bool = True) -> tuple[Fix, ...]:
        """What mends the notes between two offsets; with what has to be searched for, if `thorough`."""
        match self._reading(path):
            case Reading() as reading:
                return fixes(reading, start, end, thorough=thorough)
            case PackReading() as reading:
                near_by = [note for note in pack_notes(reading) if note.start <= end and start <= note.end]
                return tuple(word_fixes(reading.text, near_by))
            case _:
                return ()

    def lenses(self, path: str) -> tuple[Lens, ...]:
        """The lines above pieces of a file's text."""
        reading = self._reading(path)
        return lenses(reading) if isinstance(reading, Reading) and reading.text.strip() else ()

    def _reading(self, path: str) -> Reading | PackReading | None:
        if path not in self._readings and path in self._drafts:
            self._readings[path] = self._read(path, self._drafts[path].text)
        return self._readings.get(path)

    def _read(self, path: str, text: str) -> Reading | PackReading | None:
        folder, name = os.path.split(path)
        found = self._read_in_pack(folder, name, text) if self._has_head(folder) else None
        if found is not None or name.endswith(ENDING):
            return found
        try:
            self._auditor = self._auditor or self._make()
        except InputError as error:
            return unread(text, error)
        return read(self._auditor, text, near(path))

    def _read_in_pack(self, folder: str, name: str, text: str) -> PackReading | None:
        """The reading of a file in the folder of a pack; None for one that is no part of it."""
        files, last = self._files(folder), self._packs.get(folder)
        if name.endswith(ENDING):
            found = read_cases_file(name, text, folder, files, last)
        elif belongs(name, files):
            found = read_pack_file(name, text, files, last)
        else:
            return None
        if found.sound and found.pack is not None:
            self._packs[folder] = found.pack
        return found

    def _files(self, folder: str) -> dict[str, bytes]:
        """The files of a pack, by name: what is open as it is written now, the rest from disk."""
        names = {*_listed(folder), *(os.path.basename(one) for one in self._drafts if os.path.dirname(one) == folder)}
        files = {}
        for name in sorted(one for one in names if one.endswith(".yaml") and not one.endswith(ENDING))[:_MOST_FILES]:
            path = os.path.join(folder, name)
            draft = self._drafts.get(path)
            content = draft.text.encode(errors="replace") if draft is not None else _content(path)
            if content is not None:
                files[name] = content
        return files


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _content(path: str) -> bytes | None:
    """What stands in a file, one byte more than is read of it at most; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(PACK_LIMITS.max_bytes + 1)
    except OSError:
        return None
