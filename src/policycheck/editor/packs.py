"""A file of a pack as it is being written, among the pack's other files: what is wrong with it, and what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from policycheck.editor.notes import problem_notes
from policycheck.editor.values import Gravity, Note
from policycheck.errors import InputError, Problem
from policycheck.load.definitions import Definitions
from policycheck.load.document import PACK_LIMITS, parse_document
from policycheck.load.pack_definitions import read_definitions
from policycheck.load.pack_files import ADVISORIES, CHECKS, DEFINITIONS, HEAD, SOURCES, TENSIONS, VOCABULARY
from policycheck.load.paths import PathError, Scope, parse_field, parse_list
from policycheck.load.problems import Problems
from policycheck.model.condition import Quantifier
from policycheck.model.document import Document, Path
from policycheck.model.pack import Pack
from policycheck.model.vocabulary import Field
from policycheck.pipeline import pack_of
from policycheck.workshop.read import check_cases

_SHARED = frozenset({HEAD, VOCABULARY, SOURCES, DEFINITIONS, ADVISORIES, TENSIONS, CHECKS})
_QUANTIFIERS = frozenset(one.value for one in Quantifier)
_OVER = _QUANTIFIERS | {"list"}
_INSIDE = frozenset({"where", "satisfies", "until"})


class PackReading(Struct, frozen=True, eq=False):
    """What is known of one file of a pack: its document, the problems of all files, and the pack.

    Where the files make no pack just now, `pack` is the last that they made, if there was one, and not `sound`.
    """

    name: str
    text: str
    document: Document | None
    problems: tuple[Problem, ...]
    pack: Pack | None
    sound: bool


def belongs(name: str, files: Mapping[str, bytes]) -> bool:
    """Whether a file of that name is one of the pack made of these files: by its name, or named in the head."""
    if HEAD not in files or name in _SHARED:
        return HEAD in files
    head, _ = parse_document(files[HEAD], HEAD, limits=PACK_LIMITS, check_content=False)
    listed = head.value.get("recommendations") if head is not None else None
    return isinstance(listed, list) and name in listed


def read_pack_file(name: str, text: str, files: Mapping[str, bytes], last: Pack | None) -> PackReading:
    """The reading of one file among the others, as they are to be; `last` is the last sound pack of the folder."""
    document, _ = parse_document(text.encode(errors="replace"), name, limits=PACK_LIMITS, check_content=False)
    try:
        pack = pack_of(files)
    except InputError as error:
        return PackReading(name, text, document, error.problems, last, sound=False)
    return PackReading(name, text, document, (), pack, sound=True)


def read_cases_file(name: str, text: str, folder: str, files: Mapping[str, bytes], last: Pack | None) -> PackReading:
    """The reading of a test file in the folder of a pack. What it says of a pack that is broken cannot be told."""
    content = text.encode(errors="replace")
    document, _ = parse_document(content, name, limits=PACK_LIMITS, check_content=False)
    try:
        pack = pack_of(files)
    except InputError:
        return PackReading(name, text, document, (), last, sound=False)
    return PackReading(name, text, document, check_cases(content, name, folder, pack), pack, sound=True)


def pack_notes(reading: PackReading) -> tuple[Note, ...]:
    """The notes of this file. A problem of another stands in its own; that there are some is told here too."""
    own = [one for one in reading.problems if one.span is not None and one.span.file == reading.name]
    found = list(problem_notes(own, reading.text))
    others = [one for one in reading.problems if one not in own]
    if others:
        first = others[0]
        where = f"{first.span}: " if first.span is not None else ""
        more = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
        message = f"Another file of the pack has a problem: {where}{first.message}{more}"
        found += [
            Note(note.start, note.end, Gravity.WARNING, note.code, note.message)
            for note in problem_notes((Problem(first.code, message),), reading.text)
        ]
    return tuple(sorted(found, key=lambda note: (note.start, note.end, note.code)))


@lru_cache(maxsize=8)
def definitions_of(pack: Pack) -> tuple[Document | None, Definitions]:
    """The file of definitions of a sound pack, and what stands in it."""
    content, found = pack.files.get(DEFINITIONS), Definitions()
    if content is None:
        return None, found
    document, _ = parse_document(content, DEFINITIONS, limits=PACK_LIMITS, check_content=False)
    if document is not None:
        read_definitions(document, pack.vocabulary.root, found, Problems())
    return document, found


def field_named(pack: Pack, value: object, path: Path, text: str) -> Field | None:
    """The field that a path of the rule language names at a place of a file with this value."""
    scope, named = scope_at(pack, value, path), definitions_of(pack)[1].lists
    if path[-1:] and path[-1] in _OVER:
        try:
            return parse_list(text, scope, named).item
        except PathError:
            pass
    try:
        return parse_field(text, scope, named).field
    except PathError:
        return None


def scope_at(pack: Pack, value: object, path: Path) -> Scope:
    """What paths at a place are seen from: the root, and the item of the innermost quantifier around it."""
    scope, named = Scope(pack.vocabulary.root), definitions_of(pack)[1].lists
    for here, step in _around(value, path):
        source = next((here[key] for key in _OVER if isinstance(here.get(key), str)), None)
        if step in _INSIDE and isinstance(source, str):
            try:
                scope = scope.within(parse_list(source, scope, named).item)
            except PathError:
                continue
    return scope


def _around(value: object, path: Path) -> Iterator[tuple[Mapping[str, object], object]]:
    """The mappings on the way to a place, outermost first, each with the step that leads on."""
    for step in path:
        if isinstance(value, dict):
            yield value, step
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return
