"""The quotations of a proposal, each looked up in its source: the memo itself, or a file beside the proposal.

Two runs over the same proposal and the same files come to the same, bounds included: they count work, not time.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from msgspec import DecodeError
from msgspec.structs import replace

from policycheck.errors import InputError, Problem
from policycheck.load.front_matter import memo_start
from policycheck.load.passages import Passages
from policycheck.load.places import Places
from policycheck.load.problems import Problems
from policycheck.load.source_files import MOST_TOGETHER, AwayError, read_source
from policycheck.load.source_text import lines, text_of_source
from policycheck.model.lookup import MEMO, Found, Lookup, Searched, SourceFile
from policycheck.model.proposal import Evidence, Proposal, Source

MOST_SEARCHED = 2_000_000_000
"""Characters that are searched for the quotations of one proposal, all searches together."""
MOST_COMPARED = 200_000_000
"""The same for the nearest passages of those that are not found; it takes longer."""

_NO_FILE = "the source names no file"
_NO_FOLDER = "files beside the proposal were not read"
_TOO_MUCH = "there are too many quotations for sources of this size"


def searched_from(content: bytes) -> Searched:
    """What a report carries of the sources. Raises InputError."""
    from msgspec import json

    try:
        return json.decode(content, type=Searched)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit(f"what was found in the sources cannot be read: {error}") from None


def look_up(proposal: Proposal, folder: str | None, searched: Searched | None = None) -> Proposal:
    """The proposal with what became of its quotations, and warnings of those that are not found.

    `folder` is where the files of the sources lie, None where they are not read. What was found in them before may be
    given instead. Raises InputError where that is of another proposal.
    """
    known = _Given(proposal, searched) if searched is not None else _Read(folder)
    return _looked_up(proposal, known)


class _Read:
    """Reads the files of the sources."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self._bytes = MOST_TOGETHER
        self.search = _Search()

    def source(self, source: Source, entries: list[Evidence]) -> tuple[SourceFile, list[Lookup]]:
        """The file of a source, and what became of the quotations in these entries."""
        digest = ""
        try:
            if self._folder is None:
                raise AwayError(_NO_FOLDER)
            content = read_source(self._folder, source.file, self._bytes)
            self._bytes -= len(content)
            digest = sha256(content).hexdigest()
            passages = Passages(text_of_source(content, source.file))
        except AwayError as away:
            reason = str(away)
            return SourceFile(source.id, source.file, digest, reason), [_away(reason) for _ in entries]
        return SourceFile(source.id, source.file, digest), [self.search.one(passages, entry) for entry in entries]


class _Given:
    """Takes what was found before at its word, as far as it fits the proposal."""

    def __init__(self, proposal: Proposal, searched: Searched) -> None:
        outside = [source for source in proposal.header.sources if source.is_outside]
        ids = {source.id for source in outside}
        quoting = [at for at, entry in enumerate(proposal.evidence) if entry.quote and entry.source in ids]
        if [(source.id, source.file) for source in outside] != [(file.id, file.file) for file in searched.files]:
            raise _unfit("what was found in the sources is not of the sources of this proposal")
        if len(quoting) != len(searched.lookups):
            raise _unfit("what was found in the sources is not of the quotations of this proposal")
        self._files = {file.id: file for file in searched.files}
        self._lookups = {
            id(proposal.evidence[at]): lookup for at, lookup in zip(quoting, searched.lookups, strict=True)
        }
        self.search = _Search()

    def source(self, source: Source, entries: list[Evidence]) -> tuple[SourceFile, list[Lookup]]:
        """As `_Read.source`."""
        return self._files[source.id], [self._lookups[id(entry)] for entry in entries]


class _Search:
    """Looks up quotations as long as there is work left that may be done."""

    def __init__(self) -> None:
        self._left = MOST_SEARCHED
        self._to_compare = MOST_COMPARED

    def one(self, passages: Passages, entry: Evidence) -> Lookup:
        """What became of one quotation."""
        self._left -= passages.size
        if self._left < 0:
            return _away(_TOO_MUCH)
        found = passages.look_up(entry.quote, nearest=self._to_compare >= passages.size)
        if found.state is Found.NOT_FOUND:
            self._to_compare -= passages.size
        return found


def _looked_up(proposal: Proposal, known: _Read | _Given) -> Proposal:
    made: dict[int, Lookup] = {}
    files: list[SourceFile] = []
    for source in proposal.header.sources:
        entries = [entry for entry in proposal.evidence if entry.quote and entry.source == source.id]
        if source.is_outside:
            file, found = known.source(source, entries)
            files.append(file)
        elif source.file == MEMO and entries:
            memo = _memo(proposal)
            found = [known.search.one(memo, entry) for entry in entries]
        else:
            found = [_away(_NO_FILE) for _ in entries]
        made.update((id(entry), lookup) for entry, lookup in zip(entries, found, strict=True))
    evidence = tuple(replace(entry, lookup=made.get(id(entry))) for entry in proposal.evidence)
    return replace(
        proposal,
        evidence=evidence,
        searched=Searched(tuple(files), tuple(_outside(proposal, made))) if files else None,
        warnings=_warnings(proposal, evidence, files),
    )


def _outside(proposal: Proposal, made: dict[int, Lookup]) -> Iterator[Lookup]:
    """What was found in files, in the order of the evidence."""
    ids = {source.id for source in proposal.header.sources if source.is_outside}
    return (made[id(entry)] for entry in proposal.evidence if entry.source in ids and id(entry) in made)


def _memo(proposal: Proposal) -> Passages:
    """The memo below the front matter, by the lines of the file."""
    document = proposal.document
    start = memo_start(document.name, document.text) or 0
    first, _ = Places(document.name, document.text).position(start)
    return Passages(lines(document.text[start:], first, marked=True))


def _away(reason: str) -> Lookup:
    return Lookup(Found.NOT_AT_HAND, reason=reason)


def _warnings(proposal: Proposal, evidence: tuple[Evidence, ...], files: list[SourceFile]) -> tuple[Problem, ...]:
    """Those of the proposal, with those of its quotations and sources, in the order of the file."""
    problems, document = Problems(list(proposal.warnings)), proposal.document
    reasons = {file.id: file.reason for file in files if file.reason}
    for at, source in enumerate(proposal.header.sources):
        if source.id in reasons:
            message = f"the source {source.id} is not at hand: {reasons[source.id]}"
            hint = "Its quotations are not looked up; they count as evidence all the same."
            problems.warn(document, ("proposal", "sources", at, "file"), "DOC-AWAY", message, hint)
    for at, entry in enumerate(evidence):
        lookup = entry.lookup
        if lookup is not None and lookup.state is Found.NOT_FOUND:
            near = f"; the nearest passage, {lookup.place}, is: “{lookup.nearest}”" if lookup.nearest else ""
            message = f"the quotation is not found in {entry.source}{near}"
            hint = "Quote the source's own words, one unbroken passage. As it stands, the entry is no evidence."
            problems.warn(document, ("evidence", at, "quote"), "DOC-QUOTE", message, hint)
    return problems.ordered()


def _unfit(message: str) -> InputError:
    hint = "Ask for the report as it was made."
    return InputError((Problem("DOC-LOOKUPS", message, None, hint),))
