"""The text of a document with changes in it. Comments, order and layout of all that is not changed stay.

Values are put in, replaced and taken out at the places that the reader noted. The new text is read again: it has to
say what the old one said, with the changes, or nothing is given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from policycheck.errors import InputError, Problem
from policycheck.load.document import PROPOSAL_LIMITS, parse_document
from policycheck.load.written import block, entry, flow, item, scalar
from policycheck.model.change import Append, CannotChangeError, Change, Remove, Set, changed, value_at
from policycheck.model.document import Document, Path, show_path

_LINE_END = re.compile(r"\r\n?|\n|\Z")
_REST = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n))*[ \t]*(?:#[^\r\n]*)?")
"""Nothing but blank lines and comments."""

Splice = tuple[int, int, str]
"""From where to where the old text goes, and what stands there instead."""


def edited(document: Document, changes: Iterable[Change]) -> Document:
    """The document after the changes, one after the other, read from its new text.

    Raises InputError where a path leads nowhere, or the text is written in a way that cannot be changed safely.
    """
    for change in changes:
        document, _ = edited_at(document, change)
    return document


def edited_at(document: Document, change: Change) -> tuple[Document, Splice]:
    """As `edited`, for one change, with what was put in place of what. Raises InputError."""
    try:
        wanted = changed(document.value, change)
    except CannotChangeError:
        raise InputError((_nowhere(document, change),)) from None
    start, end, new = splice = _splice(document, change)
    text = document.text[:start] + new + document.text[end:]
    again, problems = parse_document("\ufeff" * document.marked + text, document.name, limits=PROPOSAL_LIMITS)
    if again is None or any(one.fatal for one in problems) or again.value != wanted:
        raise InputError((_unsafe(document, change, problems),))
    return again, splice


def _nowhere(document: Document, change: Change) -> Problem:
    where = show_path(change.path)
    message = f"there is no place '{where}' in this proposal"
    return Problem("USE-EDIT", message, document.span(change.path), "Positions in lists begin at 0: list[0].field.")


def _unsafe(document: Document, change: Change, problems: Iterable[Problem]) -> Problem:
    """Why a change cannot be made: what the reader said of the new text, or that the layout is too odd."""
    said = next((one for one in problems if one.fatal), None)
    if said is not None:
        return Problem("USE-EDIT", f"'{show_path(change.path)}' cannot be written: {said.message}", None, said.hint)
    message = f"'{show_path(change.path)}' stands where the layout of the file cannot be changed safely"
    hint = "Run policycheck fix if the file uses former names; otherwise make this change yourself."
    return Problem("USE-EDIT", message, document.span(change.path), hint)


def _splice(document: Document, change: Change) -> Splice:
    match change:
        case Remove():
            return _without(document, change.path)
        case Append():
            held = value_at(document.value, change.path)
            if not isinstance(held, list):
                return _put(document, change.path, [change.value])
            return _put(document, (*change.path, len(held)), change.value)
        case Set():
            return _put(document, change.path, change.value)


def _put(document: Document, path: Path, value: Any) -> Splice:
    """A value set at a path: in place of the old one, or as a new entry of what is there already."""
    if path in document.spans:
        return _replaced(document, path, value)
    while path[:-1] not in document.spans:
        path, value = path[:-1], {path[-1]: value} if isinstance(path[-1], str) else [value]
    holder, step = path[:-1], path[-1]
    if not value_at(document.value, holder):
        return _replaced(document, holder, [value])
    return _entry(document, holder, step, value) if isinstance(step, str) else _item(document, holder, value)


# what is put in


def _is_flow(document: Document, path: Path) -> bool:
    """Whether a mapping or a list is written in brackets."""
    return document.text[document.spans[path].start] in "{["


def _is_quoted(document: Document, path: Path) -> bool:
    """Whether texts stand in quotation marks here, as in JSON: the nearest key around does."""
    while path:
        key = document.keys.get(path)
        if key is not None:
            return document.text[key.start] == '"'
        path = path[:-1]
    return document.text.lstrip().startswith('{"')


def _entry(document: Document, holder: Path, key: str, value: Any) -> Splice:
    keys = list(value_at(document.value, holder))
    last = document.spans[*holder, keys[-1]].end
    if _is_flow(document, holder):
        quoted = _is_quoted(document, (*holder, keys[-1]))
        text = f", {scalar(key, quoted=quoted)}: {flow(value, quoted=quoted)}"
        return last, last, text
    first = document.keys[*holder, keys[0]]
    lines = [" " * (first.column - 1) + line for line in entry(key, value)]
    return _below(document, last, ["", *lines] if not holder else lines, at_end=not holder)


def _item(document: Document, holder: Path, value: Any) -> Splice:
    number = len(value_at(document.value, holder)) - 1
    last = document.spans[*holder, number].end
    if _is_flow(document, holder):
        return last, last, f", {flow(value, quoted=_is_quoted(document, holder))}"
    indent = " " * (document.spans[holder].column - 1)
    return _below(document, last, [indent + line for line in item(value)])


def _below(document: Document, end: int, lines: list[str], *, at_end: bool = False) -> Splice:
    """Lines put in below the value that ends there; `at_end`: below the comments that follow it, too."""
    text = document.text
    if at_end:
        rest = _REST.match(text, end)
        end = len(text) if rest is not None and rest.end() == len(text) else end
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    if text[end - 1] in "\r\n":
        return end, end, "".join(line + newline for line in lines)
    match = _LINE_END.search(text, end)
    assert match is not None
    place = match.end()
    before = newline if match.start() == place else ""
    return place, place, before + "".join(line + newline for line in lines)


# what is replaced


def _replaced(document: Document, path: Path, value: Any) -> Splice:
    span, key = document.spans[path], document.keys.get(path)
    old = value_at(document.value, path)
    is_block = isinstance(old, dict | list) and not _is_flow(document, path)
    if not is_block:
        tail = document.text[span.start : span.end]
        kept = tail[len(tail.rstrip("\r\n")) :] if tail[:1] in {"|", ">"} else ""
        return span.start, span.end, flow(value, quoted=_is_quoted(document, path)) + kept
    if isinstance(value, dict | list) and value:
        # NOTE: a list may stand no further in than its key, a mapping may not (test_editing).
        deeper = "  " if key is not None and isinstance(value, dict) and span.column <= key.column else ""
        indent = " " * (span.column - 1) + deeper
        return span.start, span.end, deeper + f"\n{indent}".join(block(value))
    if key is None:
        return span.start, span.end, flow(value)
    colon = document.text.index(":", key.end)
    return colon + 1, span.end, f" {flow(value)}"


# what is taken out


def _without(document: Document, path: Path) -> Splice:
    """Nothing at the path any more. What would be left empty goes with it; a list says `[]` then."""
    holder = path[:-1]
    if len(value_at(document.value, holder)) == 1:
        if isinstance(path[-1], int):
            return _replaced(document, holder, [])
        if holder:
            return _without(document, holder)
    return _cut_flow(document, path) if _is_flow(document, holder) else _cut_lines(document, path)


def _siblings(document: Document, holder: Path) -> list[Path]:
    held = value_at(document.value, holder)
    return [(*holder, step) for step in (held if isinstance(held, dict) else range(len(held)))]


def _begin(document: Document, path: Path) -> int:
    """Where an entry or an item begins: at its key, or at its value."""
    return document.key_span(path).start


def _cut_flow(document: Document, path: Path) -> Splice:
    """An entry in brackets, with the comma that parted it from its neighbour."""
    siblings = _siblings(document, path[:-1])
    at = siblings.index(path)
    if at + 1 < len(siblings):
        return _begin(document, path), _begin(document, siblings[at + 1]), ""
    return document.spans[siblings[at - 1]].end, document.spans[path].end, ""


def _cut_lines(document: Document, path: Path) -> Splice:
    """The lines of an entry. What stands on the line of a dash leaves the dash to the entry that follows."""
    text, siblings = document.text, _siblings(document, path[:-1])
    at = siblings.index(path)
    start, end = _begin(document, path), document.spans[path].end
    if isinstance(path[-1], int):
        start = text.rindex("-", 0, start)
    head = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if text[head:start].strip():  # the first entry of an item, behind the dash
        return start, _begin(document, siblings[at + 1]), ""
    match = _LINE_END.search(text, end)
    assert match is not None
    stop = end if text[end - 1] in "\r\n" else match.end()
    remark = text[end : match.start()].strip() if stop != end else ""
    kept = text[head:start] + remark + text[match.start() : stop] if remark else ""
    return head, stop, kept
