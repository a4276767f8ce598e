"""What a side of a comparison names: a proposal, a results file, a report, or a proposal as of a git revision."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Sequence
from typing import BinaryIO

from msgspec import Struct

from policycheck.comparison.compare import Side
from policycheck.comparison.git import Revision, from_top, inside, revision
from policycheck.comparison.inputs import Inputs, Text
from policycheck.errors import InputError, Problem
from policycheck.load.document import PACK_LIMITS, PROPOSAL_LIMITS
from policycheck.load.pack_folders import named_beside, shipped_packs
from policycheck.load.profile import read_profile, shipped_profiles
from policycheck.load.proposal import document_of, wanted_pack
from policycheck.load.results import LIMITS as RESULTS_LIMITS
from policycheck.load.results import URN, read_results
from policycheck.load.text import shown_name
from policycheck.model.pack import Pack
from policycheck.pipeline import DEFAULT_PACK, load_pack, pack_of, searched_of
from policycheck.verification.answer import CannotTellError, NotReproducedError
from policycheck.verification.bounds import MOST_BYTES
from policycheck.verification.contents import open_report

NONE = "none"
"""What is written for no profile, where the other side has one."""

_STARTS = (b"%pdf-", b"<!doctype html", b"<html")
_YAML = ".yaml"


class Choice(Struct, frozen=True):
    """What was chosen for one side: a pack, a profile or waivers (or NONE), and a date.

    Each is empty for what the side itself says. `for_both`: it was chosen for both sides alike.
    """

    pack: str = ""
    profile: str = ""
    waivers: str = ""
    as_of: str = ""
    for_both: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen that a side would have to be judged by."""
        return {self.pack, self.profile, self.waivers, self.as_of} <= {"", NONE}


def read_sides(
    old: str, new: str, proposal: str, choices: Sequence[Choice], stdin: BinaryIO | None = None
) -> tuple[Side, Side]:
    """Both sides. Where a proposal is named, they are revisions; else files, or `REVISION:PATH`.

    Raises InputError with what is wrong with either.
    """
    sides: list[Side] = []
    problems: list[Problem] = []
    for name, choice in zip((old, new), choices, strict=True):
        try:
            sides.append(_side(name, proposal, choice, stdin))
        except InputError as error:
            problems += [one for one in error.problems if one not in problems]
    if not problems and all(side.inputs is None for side in sides) and not choices[0].is_empty:
        problems.append(_fixed(sides[0].name))
    if problems:
        raise InputError(tuple(problems))
    return sides[0], sides[1]


def _side(name: str, proposal: str, choice: Choice, stdin: BinaryIO | None) -> Side:
    if proposal:
        here = revision(name)
        path = from_top(proposal)
        return _evaluated(f"{name}:{path}", path, _InRevision(here), choice)
    rev, colon, path = name.partition(":")
    if name == "-" or os.path.exists(name) or not (colon and path):
        return _file(name, choice, stdin)
    path = from_top(path) if path.startswith(("./", "../")) else inside(path)
    return _evaluated(f"{rev}:{path}", path, _InRevision(revision(rev)), choice)


def _file(name: str, choice: Choice, stdin: BinaryIO | None) -> Side:
    place = _InFolders(stdin)
    content = place.read(name, MOST_BYTES)
    if content[:1024].lstrip().lower().startswith(_STARTS):
        return _report(name, content, choice)
    if _is_results(content):
        if not choice.for_both and not choice.is_empty:
            raise InputError((_fixed(shown_name(name)),))
        return Side(shown_name(name), read_results(content, name), None)
    return _evaluated(shown_name(name), name, place, choice, content)


def _fixed(name: str) -> Problem:
    hint = "Name the proposal instead, or leave the options out."
    said = f"{name} holds results, which cannot be judged again by a chosen pack, profile, waivers or date"
    return Problem("DIFF-FIXED", said, None, hint)


def _is_results(content: bytes) -> bool:
    """Whether it is meant to be a results file: a JSON object with a key `schema`, which no proposal has."""
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    if URN.encode() in content[:200]:
        return True
    if len(content) > RESULTS_LIMITS.max_bytes:
        return False
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "schema" in value


def _report(name: str, content: bytes, choice: Choice) -> Side:
    """A report is judged again from what it carries."""
    try:
        carried = open_report(content)
    except (CannotTellError, NotReproducedError) as error:
        message = f"{shown_name(name)}: {error}"
        raise InputError((Problem("DIFF-REPORT", message, None, error.hint),)) from None
    manifest = carried.manifest
    profile = None
    if manifest.profile is not None:
        profile = Text(carried.files[manifest.profile.attachment], manifest.profile.named)
    waivers = None
    if manifest.waivers is not None:
        waivers = Text(carried.files[manifest.waivers.attachment], manifest.waivers.named)
    searched = None
    if manifest.sources is not None:
        searched = searched_of(carried.files[manifest.sources.attachment])
    place = _InFolders(None)
    return _made(
        shown_name(name),
        Inputs(
            proposal=Text(carried.proposal, manifest.proposal.named, searched=searched),
            pack=place.pack(choice.pack) if choice.pack else pack_of(carried.pack_files),
            profile=_profile(choice.profile, place) if choice.profile else profile,
            waivers=_text(choice.waivers, place) if choice.waivers else waivers,
            as_of=choice.as_of or manifest.as_of,
        ),
    )


def _evaluated(label: str, path: str, place: _InFolders | _InRevision, choice: Choice, content: bytes = b"") -> Side:
    """A proposal, judged by its own pack or the one that was chosen."""
    content = content or place.read(path, PROPOSAL_LIMITS.max_bytes)
    document, problems = document_of(content, label)
    if document is None:
        raise InputError(problems)
    wanted = wanted_pack(document)
    name = choice.pack or (place.beside(wanted, path) if wanted else DEFAULT_PACK)
    inputs = Inputs(
        proposal=Text(content, label, place.folder(path)),
        pack=place.pack(name),
        profile=_profile(choice.profile, place),
        waivers=_text(choice.waivers, place),
        as_of=choice.as_of,
    )
    return _made(label, inputs)


def _made(label: str, inputs: Inputs) -> Side:
    return Side(label, inputs.result(), inputs)


def _profile(name: str, place: _InFolders | _InRevision) -> Text | None:
    if name in {"", NONE}:
        return None
    if name in shipped_profiles():
        document = read_profile(name)
        return Text(document.text.encode(), document.name)
    return _text(name, place)


def _text(name: str, place: _InFolders | _InRevision) -> Text | None:
    """A file that was chosen, as it is on that side."""
    return None if name in {"", NONE} else Text(place.read(name, PACK_LIMITS.max_bytes), shown_name(name))


class _InFolders:
    """Files as they are now. `-` is standard input, which is read once."""

    def __init__(self, stdin: BinaryIO | None) -> None:
        self._stdin = stdin

    def read(self, path: str, most: int) -> bytes:
        if path == "-" and self._stdin is not None:
            return self._stdin.read(most + 1)
        try:
            with open(path, "rb") as file:
                return file.read(most + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            hint = "Name a proposal, a results file, a report, REVISION:PATH, or two revisions and a proposal."
            raise InputError((Problem("DIFF-FILE", f"{shown_name(path)}: {reason}", None, hint),)) from None

    def pack(self, name: str) -> Pack:
        return load_pack(name)

    def beside(self, wanted: str, path: str) -> str:
        return named_beside(wanted, path)

    def folder(self, path: str) -> str | None:
        """Where the files of a proposal's sources lie."""
        return None if path == "-" else os.path.dirname(path)


class _InRevision:
    """Files as they were in a revision. A pack that is shipped is the one of this installation."""

    def __init__(self, here: Revision) -> None:
        self._here = here

    def read(self, path: str, most: int) -> bytes:
        return self._here.read(inside(path), most)

    def pack(self, name: str) -> Pack:
        if name in shipped_packs():
            return load_pack(name)
        folder = inside(name)
        if self._here.kind(folder) != "tree":
            hint = "A side that is a revision takes its pack from that revision, or from those that are shipped."
            raise InputError((Problem("PACK-NONE", f"there is no pack '{name}' in '{self._here.name}'", None, hint),))
        return pack_of(self._here.folder(folder, _YAML, PACK_LIMITS.max_bytes))

    def beside(self, wanted: str, path: str) -> str:
        return wanted if wanted in shipped_packs() else inside(posixpath.join(posixpath.dirname(path), wanted))

    def folder(self, path: str) -> str | None:  # noqa: ARG002 - as that of files
        """Nowhere: files of sources are not read from revisions."""
        return None
