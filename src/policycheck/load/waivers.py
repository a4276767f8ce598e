"""A file of waivers: read, checked for its shape, for what a schema cannot say, and for whether it fits a pack."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from unicodedata import category, normalize

from policycheck.errors import InputError, Problem
from policycheck.load.contents import doubt_text
from policycheck.load.document import PACK_LIMITS, load_document, parse_document
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.schema import Validator
from policycheck.load.text import shown_name
from policycheck.model.document import Document
from policycheck.model.pack import Pack
from policycheck.model.waiver import WILDCARDS, Waiver, WaiverFile
from policycheck.resources import read_schema

_LIST = "waivers"
_ACCOUNTS = ("reason", "requested_by", "approved_by", "ticket")
"""The keys whose texts have to say something. No content is checked of the others: a `*` is not blank, but refused."""


def read_waivers(name: str) -> WaiverFile:
    """The waivers in the file of that name. Raises InputError with everything that is wrong, each at its place."""
    if not os.path.exists(name):
        hint = "Give the file that holds the waivers, as seen from here."
        raise InputError((Problem("WAIVER-NONE", f"there is no file '{shown_name(name)}'", None, hint),))
    return _sound(*load_document(name, limits=PACK_LIMITS, check_content=False))


def waivers_from(content: bytes, name: str) -> WaiverFile:
    """As `read_waivers`, for the bytes of a file of that name that are at hand already."""
    return _sound(*parse_document(content, shown_name(name), limits=PACK_LIMITS, check_content=False))


def fit_waivers(file: WaiverFile, pack: Pack, proposal: str) -> WaiverFile:
    """The file, if the pack has every rule that it waives for the proposal of that id. Raises InputError.

    A rule that a profile leaves out is known all the same.
    """
    rules = {rule.id for recommendation in pack.recommendations for rule in recommendation.rules}
    known = rules.union(pack.profile.dropped if pack.profile else ())
    problems = tuple(
        Problem(
            "WAIVER-RULE",
            f"the pack {pack.id} has no rule '{waiver.rule}' to waive",
            waiver.span,
            did_you_mean(waiver.rule, rules) or f"The rules of a pack: policycheck rules list --pack {pack.id}",
        )
        for waiver in file.waivers
        if waiver.rule not in known and waiver.is_for(proposal)
    )
    if problems:
        raise InputError(problems)
    return file


def _sound(document: Document | None, found: tuple[Problem, ...]) -> WaiverFile:
    problems = Problems(list(found))
    if document is not None:
        _validator().check(document, problems, "WAIVER")
        _check(document, problems)
    if document is None or problems.fatal:
        raise InputError(problems.ordered())
    entries = enumerate(document.value[_LIST])
    return WaiverFile(document.name, document.content, tuple(_waiver(document, *entry) for entry in entries))


def _waiver(document: Document, number: int, entry: Mapping[str, Any]) -> Waiver:
    named = {"from": "first", "until": "last"}
    fields = {named.get(key, key): value for key, value in entry.items()}
    return Waiver(**fields, span=document.span((_LIST, number)))


@cache
def _validator() -> Validator:
    return Validator(json.loads(read_schema("waivers")))


def _check(document: Document, problems: Problems) -> None:
    """What the schema cannot say, of as much as is there and has the right type."""
    entries = document.value.get(_LIST)
    first: dict[str, int] = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        texts = {key: text for key, text in entry.items() if isinstance(text, str)} if isinstance(entry, dict) else {}
        for key, code, message, hint in _complaints(texts):
            problems.add(document, (_LIST, number, key), code, message, hint)
        name = texts.get("id", "")
        if name and first.setdefault(name, number) != number:
            line = document.span((_LIST, first[name], "id")).line
            message = f"the waiver '{name}' stands here for the second time; the first is on line {line}"
            problems.add(document, (_LIST, number, "id"), "WAIVER-TWICE", message, "Give each waiver an id of its own.")


def _complaints(texts: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with one entry: the key, a code, a message, and a hint."""
    for key in _ACCOUNTS:
        if key in texts and doubt_text(texts[key], is_item=False) is not None:
            message = f"'{key}' says nothing: {texts[key][:40]!r}"
            yield key, "WAIVER-TEXT", message, "A waiver needs a reason, two people and a ticket: write out which."
    scope, requester, approver = (texts.get(key, "") for key in ("scope", "requested_by", "approved_by"))
    if _names_nothing(scope):
        hint = "Name the proposal, or a part of the ids that are meant: aid-2026-*."
        yield "scope", "WAIVER-SCOPE", f"the scope '{scope}' names no proposal: it fits all of them", hint
    if requester and _same_person(requester, approver):
        message = f"'{approver.strip()}' approves what the same person requested"
        yield "approved_by", "WAIVER-APPROVAL", message, "A waiver needs the approval of somebody else."
    if _is_date(start := texts.get("from", "")) and _is_date(end := texts.get("until", "")) and end < start:
        message = f"the waiver ends on {end}, before it begins on {start}"
        yield "until", "WAIVER-DATES", message, "Both days belong to it: 'until' is 'from' or a later day."


def _names_nothing(scope: str) -> bool:
    """Whether a scope is a glob in which no letter or digit is written out, so that it could fit any proposal."""
    return not WILDCARDS.isdisjoint(scope) and not any(character.isalnum() for character in scope)


def _same_person(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    """A name without what does not tell people apart: white space, case, forms of letters, what nobody sees."""
    seen = "".join(letter for letter in normalize("NFKC", name) if category(letter) != "Cf")
    return " ".join(normalize("NFKC", seen.casefold()).split())


def _is_date(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
