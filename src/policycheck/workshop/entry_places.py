"""Where the entries of a pack stand in its files."""

from __future__ import annotations

import os

from policycheck.errors import Span
from policycheck.load.document import PACK_LIMITS, load_document
from policycheck.load.pack_folders import pack_folder
from policycheck.load.text import near
from policycheck.model.document import Document, Path
from policycheck.model.pack import Pack

ENDING = ".yaml"


class EntryPlaces:
    """Finds entries by id; a file is read when an entry is looked for."""

    def __init__(self, name: str, pack: Pack) -> None:
        self._folder = near(pack_folder(name))
        self._files = [file for file in pack.files if file.endswith(ENDING)]
        self._places: dict[str, tuple[Document, Path]] | None = None

    def of(self, identifier: str, key: str = "id") -> Span:
        """The place of the entry of that id: the value of its `id`, or of another key of it."""
        if self._places is None:
            self._places = {}
            for file in self._files:
                document, _ = load_document(os.path.join(self._folder, file), limits=PACK_LIMITS, check_content=False)
                if document is not None:
                    for path, found in entry_ids(document):
                        self._places.setdefault(found, (document, path))
        document, path = self._places[identifier]
        return document.span((*path, key))


def entry_ids(document: Document) -> list[tuple[Path, str]]:
    """The entries of a file: the whole of it if it has an id, then the items of its tables that have one."""
    whole: list[tuple[Path, str]] = [((), document.value["id"])] if "id" in document.value else []
    return whole + [
        ((table, number), item["id"])
        for table, items in document.value.items()
        if isinstance(items, list)
        for number, item in enumerate(items)
        if isinstance(item, dict) and "id" in item
    ]
