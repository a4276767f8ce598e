"""Values that say nothing: blank and placeholder text, empty mappings, missing values, numbers that are none."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from policycheck.load.scalars import Scalar

LEAVE_OUT = 'Leave the key out if nothing is stated, or write [] for "none, on purpose".'
LEAVE_OUT_ITEM = 'Delete the item if nothing is stated. For "none, on purpose" the whole list is [].'
LARGEST = 1 << 53
"""The largest whole number that every reader of JSON keeps exactly."""

_PUNCTUATION = " \t\n\r\xa0\u3000-\u2010\u2011\u2012\u2013\u2014\u2015_.?!\u2026*/\\~<>()[]{}#:;,|"
# NOTE: `none`, `unknown`, `na` and `other` are absent: enumerations use them with a meaning of their own.
# Where a field takes any text, `states_nothing` knows more of them.
_PLACEHOLDERS = frozenset(
    (
        *("", "tba", "tbc", "tbd", "t.b.a", "t.b.c", "t.b.d", "tk", "todo", "to do", "fixme", "fix me", "placeholder"),
        "lorem ipsum",
        *("to be added", "to be announced", "to be completed", "to be confirmed", "to be decided", "to be determined"),
        *("to be filled in", "n/a", "n.a", "not applicable", "not available", "null", "nil", "undefined"),
        *("#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!"),
        *("미정", "추후 결정", "추후결정", "해당 없음", "해당없음"),
    )
)
"""Compared without the punctuation around them, or as they stand; without regard to case."""

_NOTHING = frozenset(
    (
        *("none", "no", "nothing", "pending", "unknown", "not known", "unspecified", "not specified", "not stated"),
        *("no information", "not yet known", "not yet decided"),
    )
)
"""Where a text is asked for, these state nothing; elsewhere they may be the values of an enumeration."""

_MARKED = re.compile(r"\s*[\[(<]?(?:TBD|TBC|TODO|FIXME)\b")
"""A longer text that begins with a mark in capitals is still to be written: `TBD after the review`."""

_LONGEST = 40
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2060-\u2064\u202a-\u202e\u2066-\u2069\u3164\ufe00-\ufe0f]*")

Doubt = tuple[str, str, str]
"""Code, message and hint."""


def doubt_text(value: str, *, is_item: bool) -> Doubt | None:
    """Why a text says nothing, or None if it says something. `is_item`: it stands in a list."""
    if len(value) <= _LONGEST and _says_something(value):
        return None
    hint = LEAVE_OUT_ITEM if is_item else LEAVE_OUT
    if _INVISIBLE.fullmatch(value):
        what = "This text has no visible characters" if value.strip() else "This text is blank"
        return "DOC-BLANK", f"{what}.", hint
    if (len(value) <= _LONGEST and _is_placeholder(value)) or _MARKED.match(value):
        shown = value.strip() if len(value) <= _LONGEST else value.strip()[:_LONGEST] + "..."
        return (
            "DOC-PLACEHOLDER",
            f'"{shown}" is a placeholder; it states nothing.',
            f"Write what is stated. {hint}",
        )
    return None


@lru_cache(maxsize=2048)
def _says_something(value: str) -> bool:
    """Of a short text; kept, since most of these are the words of a vocabulary and come again and again."""
    return not (_INVISIBLE.fullmatch(value) or _is_placeholder(value) or _MARKED.match(value))


def _is_placeholder(value: str) -> bool:
    core = value.strip(_PUNCTUATION).lower()
    return core in _PLACEHOLDERS or value.strip().lower() in _PLACEHOLDERS or (len(core) > 2 and not core.strip("x"))


def states_nothing(value: str) -> bool:
    """Whether a text, where a text is asked for, says no more than that there is nothing to say."""
    return len(value) <= _LONGEST and value.strip(_PUNCTUATION).replace("_", " ").lower() in _NOTHING


def doubt_number(value: int | float, written: str) -> Doubt | None:
    """Why a number cannot be used, or None if it can."""
    if -LARGEST <= value <= LARGEST or (isinstance(value, float) and math.isfinite(value)):
        return None
    shown = written if len(written) <= _LONGEST else written[:_LONGEST] + "..."
    if not any(character.isdigit() for character in written):
        return "DOC-NUMBER", f"{shown} is not a number to count with.", "Write a number, or leave the key out."
    hint = f"Whole numbers go up to {LARGEST:,}. If this is a label and not a quantity, put it in quotes."
    return "DOC-NUMBER", f"The number {shown} is too large to be kept exactly.", hint


def doubt_key(key: Scalar, written: str) -> Doubt:
    """What to say of a key that is no text, blank, or `<<`; `written` is how it stands in the file."""
    if written == "<<":
        return "DOC-MERGE", 'Merge keys ("<<") are not read.', "Write the keys out where they belong."
    if written in ("{", "["):
        hint = "Write a word before the colon. If the brackets are part of a text, put the text in quotes."
        return "DOC-KEY", f'A key must be a word; here it is a bracketed group ("{written}").', hint
    if not written.strip("\"' \t"):
        return "DOC-KEY", "A key is missing before the colon.", "Write the key, or delete the colon."
    if isinstance(key, str) or key is None:
        return "DOC-KEY", f"The key {written} is blank.", "Write a word before the colon."
    return "DOC-KEY", f"The key {written} is not a text.", f'Put it in quotes: "{written}".'


def doubt_missing(key: str | None, after: str) -> Doubt:
    """What to say of a missing value: of the key, or of a list item (None). `after` follows it on its line."""
    if key is None:
        return "DOC-NULL", "This list item is empty.", "Write the item, or delete it. For no items at all, write []."
    message = f'The key "{key}" has no value.'
    name, colon, value = key.partition(":")
    if colon and value.strip():
        return "DOC-NULL", message, f'Put a space after the colon: "{name}: {value.strip()}".'
    rest = after.strip(" \t:")
    if rest.startswith((",", "}")):
        hint = "If it is the rest of a text with a comma in it, put the whole text in quotes; otherwise leave it out."
        return "DOC-NULL", message, hint
    if rest.startswith("#"):
        return "DOC-NULL", message, f"A text that begins with # must stand in quotes. {LEAVE_OUT}"
    return "DOC-NULL", message, LEAVE_OUT
