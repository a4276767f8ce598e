"""A proposal as it is being written: what can be read of it, what is wrong with it, and what it comes to.

Nothing is read from the proposal's own file: the text is what the editor holds.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import InputError, Problem
from policycheck.load.document import stopped_at
from policycheck.load.proposal import document_of
from policycheck.load.recognition import HEAD, is_no_proposal
from policycheck.load.text import shown_name
from policycheck.model.assessment import Assessment
from policycheck.model.document import Document
from policycheck.model.pack import Pack
from policycheck.pipeline import Auditor

_PROSE = (".md", ".markdown")
"""Endings of Markdown, which is a proposal only where it begins with front matter."""

_HEAD = re.compile(rf"^[ \t{{]*[\"']?{HEAD}[\"']?[ \t]*:", re.MULTILINE)


class Reading(Struct, frozen=True, eq=False):
    """What is known of a text. Without a pack nothing is known of its fields, without an assessment of its findings."""

    text: str
    document: Document | None
    problems: tuple[Problem, ...]
    pack: Pack | None = None
    assessment: Assessment | None = None

    @property
    def present(self) -> Document | None:
        """The document by the present names of its fields, where it is sound; else as it is."""
        return self.assessment.proposal.document if self.assessment is not None else self.document


def read(auditor: Auditor, text: str, name: str) -> Reading | None:
    """The reading of a file's text; None for one that is plainly no proposal. `name` is the file as seen from here."""
    document, problems = document_of(text.encode(errors="replace"), name)
    try:
        pack = auditor.pack_for(document, name)
    except InputError as error:
        return Reading(text, document, (*problems, *_own(error, document, name))) if _HEAD.search(text) else None
    if _is_strange(text, name, document, problems, pack):
        return None
    try:
        assessment = auditor.audit_read(document, problems, name)
    except InputError as error:
        return Reading(text, document, _own(error, document, name), pack)
    return Reading(text, document, assessment.proposal.warnings, pack, assessment)


def unread(text: str, error: InputError) -> Reading | None:
    """The reading of a proposal's text where nothing can be audited: a bad configuration, for example."""
    problems = tuple(replace(one, message=_with_place(one), span=None) for one in error.problems)
    return Reading(text, None, problems) if _HEAD.search(text) else None


def _with_place(problem: Problem) -> str:
    """The message of a problem in another file, with its place there."""
    return problem.message if problem.span is None else f"{problem.span}: {problem.message}"


def _is_strange(text: str, name: str, document: Document | None, problems: tuple[Problem, ...], pack: Pack) -> bool:
    """Whether the text is not meant as a proposal. One that cannot be read to its end is if it has no head either."""
    if is_no_proposal(document, problems, pack) or (name.lower().endswith(_PROSE) and not text.startswith("---")):
        return True
    cut_short = document is None or stopped_at(problems) is not None
    return cut_short and bool(text.strip()) and not _HEAD.search(text)


def _own(error: InputError, document: Document | None, name: str) -> tuple[Problem, ...]:
    """The problems of this text; those of other files, such as its pack, in one, where it names its pack."""
    shown = shown_name(name)
    strange = [one for one in error.problems if one.span is None or one.span.file != shown]
    own = tuple(one for one in error.problems if one not in strange)
    if not strange:
        return own
    first, more = strange[0], len(strange) - 1
    message = _with_place(first) + (f" (and {more} more)" if more else "")
    span = document.span(("pack",)) if document is not None and ("pack",) in document.keys else None
    return (replace(first, message=message, span=span), *own)
