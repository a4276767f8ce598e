"""Characters that may not stand in a document: finding them, naming them, and replacing them."""

from __future__ import annotations

import re
from itertools import islice

from policycheck.load.places import Complaints

MOST_REPORTED = 20
"""So many places with forbidden characters are reported one by one; one more problem counts the rest."""

# NOTE: bidirectional controls (U+202A-202E, U+2066-2069) are allowed: the renderers show them visibly.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]+")

_BREAKS = "Replace it with an ordinary line break (the Enter key)."
_HINTS = {
    "\x85": _BREAKS,
    "\u2028": _BREAKS,
    "\u2029": _BREAKS,
    "\ufeff": "Delete it; joining two files leaves such marks. Most editors do not show it: retype the line.",
}
_DELETE = "Delete it. Most editors do not show it: retype the words around it."


def clean(text: str, complaints: Complaints) -> str:
    """The text with every forbidden character replaced by `?`, so that offsets stay; each run is a problem."""
    runs = _FORBIDDEN.finditer(text)
    for run in islice(runs, MOST_REPORTED):
        complaints.add("DOC-CHARACTER", run.start(), run.end(), _message(run.group()), _hint(run.group()))
    rest = next(runs, None)
    if rest is not None:
        more = 1 + sum(1 for _ in runs)
        message = f"From here on, characters that are not allowed stand in {more} more place{'s' * (more > 1)}."
        hint = "If this is not a plain text file, save it as plain text in UTF-8."
        complaints.add("DOC-CHARACTER", rest.start(), rest.end(), message, hint)
    return replace(text)


def replace(text: str) -> str:
    """The text with every forbidden character replaced by `?`."""
    return _FORBIDDEN.sub(lambda run: "?" * len(run.group()), text)


def escaped(value: str) -> str | None:
    """The forbidden characters that an escape such as `\\u0007` put into a value, named; None if there are none."""
    found = _FORBIDDEN.search(value)
    return None if found is None else f"U+{ord(found.group()[0]):04X} ({_kind(found.group()[0])})"


def _message(run: str) -> str:
    name = f"U+{ord(run[0]):04X}"
    if len(run) == 1:
        return f"The invisible character {name} ({_kind(run)}) is not allowed."
    return f"{len(run)} invisible characters in a row, the first {name} ({_kind(run[0])}), are not allowed."


def _hint(run: str) -> str:
    hint = _HINTS.get(run[0], _DELETE)
    return hint if len(run) == 1 else hint.replace(" it", " them")


def _kind(character: str) -> str:
    if character in "\x85\u2028\u2029":
        return "an unusual line break"
    if character == "\ufeff":
        return "a byte order mark inside the file"
    if "\ud800" <= character <= "\udfff":
        return "half of a character"
    return "not a character" if character >= "\ufffe" else "a control character"
