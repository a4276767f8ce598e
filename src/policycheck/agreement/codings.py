"""What is named on the command line, to the codings of each document; what cannot be used is a problem."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from msgspec import Struct

from policycheck.errors import InputError, Problem
from policycheck.load.sources import Source, find_sources, same_file
from policycheck.load.text import shown_name
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor

MOST_CODERS = 20
"""Codings of one document that are compared."""

LETTERS = "ABCDEFGHIJKLMNOPQRST"
"""What the coders are called in tables."""

_SAME_ID = "Codings of one document have the same proposal.id."


class Codings(Struct, frozen=True, eq=False):
    """The codings of one document: the coders by position, and what came of each one's file."""

    id: str
    coders: tuple[int, ...]
    assessments: tuple[Assessment, ...]


class Coded(Struct, frozen=True, eq=False):
    """The coders by name, and the documents with at least two codings. `problems` are told, and stop nothing else."""

    coders: tuple[str, ...]
    documents: tuple[Codings, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


class _File(Struct, frozen=True, eq=False):
    """A file that could be used. `folder` is the position of the folder that it was found in, None if it was named."""

    folder: int | None
    assessment: Assessment

    @property
    def id(self) -> str:
        """The document that it codes."""
        return self.assessment.proposal.header.id

    @property
    def name(self) -> str:
        """The file, as it was named."""
        return self.assessment.proposal.document.name


def read_codings(names: Sequence[str], pack: str = "", stdin: BinaryIO | None = None) -> Coded:
    """The codings in files, or in a folder for each coder. Files are grouped by the id of their proposal.

    Raises InputError where nothing can be compared: with what is wrong with the files, and with what was named.
    """
    folders = [name for name in names if os.path.isdir(name)]
    if folders and len(folders) < len(names):
        hint = "Name files, or a folder for each coder."
        raise InputError((Problem("AGREE-MIXED", "files and folders are named together", None, hint),))
    reader = _Reader(Auditor(pack=pack, stdin=stdin, explain=True))
    reader.read(names, in_folders=bool(folders))
    _check_packs(reader.files)
    groups: dict[str, list[_File]] = {}
    for file in reader.files:
        groups.setdefault(file.id, []).append(file)
    coded = _in_folders(folders, groups) if folders else _in_files(groups)
    coded = Coded(coded.coders, coded.documents, coded.notes, (*reader.problems, *coded.problems))
    if not coded.documents:
        raise InputError(coded.problems or (_nothing(),))
    return coded


class _Reader:
    """Reads what is named, one file after another; what cannot be used is a problem."""

    def __init__(self, auditor: Auditor) -> None:
        self._auditor = auditor
        self._seen: set[str] = set()
        self.files: list[_File] = []
        self.problems: list[Problem] = []

    def read(self, names: Sequence[str], *, in_folders: bool) -> None:
        """Read all of them; `in_folders`: each name is the folder of a coder."""
        for turn, name in enumerate(names):
            found = find_sources([name])
            self._note(found.problems)
            for source in found.files:
                self._one(source, turn if in_folders else None)

    def _one(self, source: Source, folder: int | None) -> None:
        file = same_file(source.path) if source.path != "-" else "-"
        if file in self._seen:
            hint = "Name another coding of the document: a file always agrees with itself."
            self._note([Problem("AGREE-SAME", f"{shown_name(source.path)} is named twice", None, hint)])
            return
        self._seen.add(file)
        try:
            if source.named or not self._auditor.is_none(source.path):
                self.files.append(_File(folder, self._auditor.audit(source.path)))
        except InputError as error:
            self._note(error.problems)

    def _note(self, problems: Sequence[Problem]) -> None:
        self.problems += [one for one in problems if one not in self.problems]


def _check_packs(files: Sequence[_File]) -> None:
    """Refuse codings by different packs: their outcomes are answers to different questions."""
    for file in files[1:]:
        one, other = files[0].assessment.pack, file.assessment.pack
        if one.digest != other.digest:
            said = (
                f"{files[0].name} is judged by {one.id} {one.version}, {file.name} by {other.id} {other.version}: "
                "codings by different packs cannot be compared"
            )
            raise InputError((Problem("AGREE-PACK", said, None, "Choose one pack for all: --pack PACK"),))


def _in_files(groups: dict[str, list[_File]]) -> Coded:
    """Files one by one: the first one of each document is by the first coder, and so on."""
    problems = list(_alone(groups)) + list(_too_many(groups))
    documents = tuple(
        Codings(name, tuple(range(len(files))), tuple(file.assessment for file in files))
        for name, files in groups.items()
        if 1 < len(files) <= MOST_CODERS
    )
    most = max((len(one.coders) for one in documents), default=0)
    coders = tuple(f"coder {number + 1}" for number in range(most))
    if len(documents) == 1:
        coders = tuple(file.name for file in groups[documents[0].id])
    return Coded(coders, documents, (), tuple(problems))


def _alone(groups: dict[str, list[_File]]) -> Iterator[Problem]:
    """Documents with one coding only."""
    alone = [files[0] for files in groups.values() if len(files) == 1]
    if len(groups) > 1 and len(alone) == len(groups):
        said = ", ".join(f"{file.name} codes {file.id}" for file in alone[:3])
        yield Problem("AGREE-OTHER", f"these are codings of different documents: {said}", None, _SAME_ID)
        return
    for file in alone:
        yield Problem("AGREE-ONE", f"{file.name} is the only coding of {file.id}", None, f"Name another. {_SAME_ID}")


def _too_many(groups: dict[str, list[_File]]) -> Iterator[Problem]:
    for name, files in groups.items():
        if len(files) > MOST_CODERS:
            said = f"{name} has {len(files):,} codings, and at most {MOST_CODERS} can be compared"
            yield Problem("AGREE-MANY", said, None, "Name fewer files.")


def _in_folders(folders: Sequence[str], groups: dict[str, list[_File]]) -> Coded:
    """A folder for each coder. A document that one coder only has coded is left out, and noted."""
    if len(folders) > MOST_CODERS:
        said = f"{len(folders):,} coders are named, and at most {MOST_CODERS} can be compared"
        raise InputError((Problem("AGREE-MANY", said, None, "Name fewer folders."),))
    documents, notes, problems = [], [], []
    for name, files in groups.items():
        by_coder: dict[int, _File] = {}
        for file in files:
            coder = file.folder or 0
            if coder in by_coder:
                problems.append(_twice(by_coder[coder], file))
            by_coder.setdefault(coder, file)
        if len(by_coder) > 1:
            coders = tuple(sorted(by_coder))
            documents.append(Codings(name, coders, tuple(by_coder[coder].assessment for coder in coders)))
        else:
            notes.append(f"{name} is left out: only {files[0].name} codes it.")
    return Coded(
        tuple(shown_name(name.rstrip("/") or name) for name in folders), tuple(documents), tuple(notes), tuple(problems)
    )


def _twice(first: _File, file: _File) -> Problem:
    said = f"{file.name} codes {file.id} too, as {first.name} does; it is left out"
    return Problem(
        "AGREE-TWICE", said, None, "A folder holds the codings of one coder. To compare these two, name the files."
    )


def _nothing() -> Problem:
    hint = f"Name two files, or two folders. {_SAME_ID}"
    return Problem("AGREE-NOTHING", "no document has two codings", None, hint)
