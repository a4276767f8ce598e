"""Errors of YAML syntax in plain English: the YAML reader's words and marks in; place, message and remedy out.

Two readers are understood, libyaml (C) and PyYAML's own; their words differ a little, their marks hardly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from yaml.error import MarkedYAMLError

Explanation = tuple[int, int, str, str]
"""Start, end, message, hint."""

_NO_SPACE = re.compile(r"[ \t]*(?:- +)*([^\s:#\"'\[{]+):(?=[^\s:/])")
_LONGEST_KEY = 1024


class Fault(Struct, frozen=True):
    """What a YAML reader said: its words, where it stopped, and where the thing it was reading began."""

    text: str
    words: str
    at: int
    opened: int
    where: Callable[[int], str]

    @property
    def char(self) -> str:
        """The character at which the reader stopped; empty at the end of the text."""
        return self.text[self.at : self.at + 1]

    @property
    def line_start(self) -> int:
        """Where the line begins at which the reader stopped."""
        return line_start(self.text, self.at)

    @property
    def before(self) -> str:
        """What stands before the stop on its line."""
        return self.text[self.line_start : self.at]

    def place(self, start: int, message: str, hint: str) -> Explanation:
        """An explanation that stands at one character."""
        start = min(start, len(self.text))
        return start, min(start + 1, len(self.text)), message, hint


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def explain(text: str, error: MarkedYAMLError, where: Callable[[int], str]) -> Explanation:
    """Place, message and hint for an error of the YAML reader; `where` puts an offset into words."""
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark else 0
    opened = error.context_mark.index if error.context_mark else at
    fault = Fault(text, f"{error.context or ''}: {error.problem or ''}", at, opened, where)
    for words, say in _CASES:
        if re.search(words, fault.words):
            return say(fault)
    return _unknown(fault)


def _unknown(fault: Fault) -> Explanation:
    message = f"The file cannot be read as YAML from here on ({fault.words.strip(': ')})."
    return fault.place(fault.at, message, "Compare this line and the one above it with an example that works.")


def _cannot_start(fault: Fault) -> Explanation:
    if fault.char == "\t":
        return _tab(fault)
    if fault.before.rstrip()[-1:] in ("'", '"'):
        return _after_quote(fault)
    return _special(fault, fault.at)


def _opener(fault: Fault) -> Explanation:
    return _special(fault, fault.opened)


def _special(fault: Fault, at: int) -> Explanation:
    char = fault.text[at : at + 1]
    if not char.strip():
        return _unknown(fault)
    message = f'A text cannot begin with "{char}" unless it stands in quotes.'
    return fault.place(at, message, 'Put the whole text in double quotes: "...".')


def _tab(fault: Fault) -> Explanation:
    hint = "Delete the tab and type spaces, as many as stand before the lines it belongs with."
    return fault.place(fault.at, "This line is indented with a tab.", hint)


def _open_quote(fault: Fault) -> Explanation:
    quote = fault.text[fault.opened]
    hint = f"Add {quote} where the text ends, or delete this one."
    return fault.place(fault.opened, f"The quotation mark ({quote}) that opens here is never closed.", hint)


def _after_quote(fault: Fault) -> Explanation:
    quote = fault.before.rstrip()[-1]
    if quote == "'":
        inside = "Write an apostrophe twice (''), or put the whole text in double quotes."
    else:
        inside = "To keep quotation marks in a text, put the whole text in single quotes: '\"Words\" and more'."
    message = f"The quotation mark ({quote}) before this closed the text, but more text follows."
    return fault.place(fault.at, message, f"{inside} Or look for an unclosed quotation mark above.")


def _escape(fault: Fault) -> Explanation:
    at = max(fault.text.rfind("\\", 0, fault.at + 1), 0)
    if "known" not in fault.words:
        shown = re.match(r"\\\w{0,9}", fault.text[at:])
        message = f"The escape {shown.group() if shown else ''} does not stand for a character."
        return fault.place(at, message, "Write the character itself. For a plain backslash write two (\\\\).")
    message = f"In double quotes the backslash has a special meaning, and {fault.text[at : at + 2]} has none."
    return fault.place(at, message, "Write two backslashes (\\\\), or put the text in single quotes.")


_PATH = re.compile(r"[$.]?[A-Za-z_][\w.]*\Z")
_REST = re.compile(r"(\[[0-9]*\]([.][A-Za-z_]\w*)*)+")
"""The parts of a path before its first bracket, and from it on."""


def _in_brackets(fault: Fault) -> Explanation:
    opened = fault.opened
    if "flow node" in fault.words:
        opened = max(fault.text.rfind("[", 0, fault.at), fault.text.rfind("{", 0, fault.at), 0)
    bracket = fault.text[opened]
    closer = {"[": "]", "{": "}"}.get(bracket, "]")
    if not fault.text[fault.at :].strip():
        message, hint = f'The bracket "{bracket}" that opens here is never closed.', f'Add "{closer}" at its end.'
        return fault.place(opened, message, hint)
    if "flow node" in fault.words:
        message = f'A value is missing before "{fault.char}".'
        return fault.place(fault.at, message, "Write the value, or delete the extra comma or colon.")
    if fault.char == ":":
        message = f'The bracket "{bracket}" that opens here is not closed before the colon at {fault.where(fault.at)}.'
        return fault.place(
            opened, message, f'Add "{closer}" at its end, or put quotes around a text that contains a colon.'
        )
    if fault.char in ("]", "}"):
        message = f'The bracket "{bracket}" that opens at {fault.where(opened)} is closed here by "{fault.char}".'
        return fault.place(fault.at, message, f'Close it with "{closer}".')
    path, rest = _PATH.search(fault.text, max(fault.at - 200, 0), fault.at), _REST.match(fault.text, fault.at)
    if path is not None and rest is not None:
        message = "In brackets or braces a text without quotes ends before this bracket."
        return fault.place(fault.at, message, f'Put a path with brackets in quotes here: "{path[0]}{rest[0]}".')
    message = f'A comma or "{closer}" is missing here; the bracket opens at {fault.where(opened)}.'
    return fault.place(fault.at, message, "Put a comma between two items. A text with quotes in it stands in quotes.")


def _second_colon(fault: Fault) -> Explanation:
    if re.search(r"[^\s:][ \t]*:[ \t]", fault.before):
        message = "A second colon on this line: a line holds one key and one value."
        hint = 'If the colon belongs to the text, put the text in quotes: key: "text: more".'
        return fault.place(fault.at, message, hint)
    if len(fault.before) > _LONGEST_KEY:
        return _long_key(fault, fault.line_start)
    start = fault.line_start
    above = line_start(fault.text, max(start - 1, 0))
    if missing := _NO_SPACE.match(fault.text, above, start):
        return _no_space(fault, missing)
    message = "This line is indented further than the key above it, which already has a value."
    hint = "Give both lines the same indentation, or delete the value above if this belongs under it."
    return fault.place(start + len(fault.before) - len(fault.before.lstrip()), message, hint)


def _long_key(fault: Fault, start: int) -> Explanation:
    message = f"This text is followed by a colon, as a key is; a key has at most {_LONGEST_KEY:,} characters."
    return fault.place(start, message, "Shorten the key. If it is not a key, put the whole text in quotes.")


def _no_space(fault: Fault, found: re.Match[str]) -> Explanation:
    name = found.group(1)
    return fault.place(found.end() - 1, f'After "{name}:" a space is missing.', f'Write "{name}: " and then the value.')


def _no_colon(fault: Fault) -> Explanation:
    if missing := _NO_SPACE.match(fault.text, line_start(fault.text, fault.opened)):
        return _no_space(fault, missing)
    if fault.at - fault.opened > _LONGEST_KEY:
        return _long_key(fault, fault.opened)
    hint = 'Write "key: value". If the line continues the text above, indent it further than the key of that text.'
    return fault.place(fault.opened, "This line has no key with a colon.", hint)


def _not_an_item(fault: Fault) -> Explanation:
    message = f'This line does not continue the list that begins at {fault.where(fault.opened)}: it has no "- ".'
    hint = 'Begin it with "- ", or line it up with the item or the key it belongs to.'
    return fault.place(fault.at, message, hint)


def _not_a_key(fault: Fault) -> Explanation:
    if fault.before.rstrip()[-1:] in ("'", '"'):
        return _after_quote(fault)
    if fault.char == ":":
        return fault.place(fault.at, "A key is missing before this colon.", "Write the key, or delete the colon.")
    if fault.char in ("]", "}"):
        return fault.place(
            fault.at, f'This "{fault.char}" closes no bracket.', "Delete it, or put quotes around the text."
        )
    block = fault.where(fault.opened)
    if fault.text[fault.at : fault.at + 2].strip() == "-":
        message = f"This list item stands among the keys that begin at {block}."
        return fault.place(fault.at, message, "Indent it under its key; that key must have no other value.")
    message = f"This line is not indented like the keys it stands among, which begin at {block}."
    return fault.place(
        fault.at, message, "Line it up with the keys it belongs with: put as many spaces before it as before them."
    )


def _item_after_key(fault: Fault) -> Explanation:
    hint = 'Put each "- " on a line of its own below the key, or write [one, two]. A dash alone must stand in quotes.'
    return fault.place(fault.at, "A list item cannot begin on the line of its key.", hint)


def _directive(fault: Fault) -> Explanation:
    return fault.place(fault.opened, 'A line cannot begin with "%".', "Delete the line, or put the text in quotes.")


def _left_over(fault: Fault) -> Explanation:
    message = "This does not belong to what stands above it: the outermost block has ended."
    hint = "All outermost keys begin in the same column: compare the spaces before this line and before the first key."
    return fault.place(fault.at, message, hint)


_CASES: tuple[tuple[str, Callable[[Fault], Explanation]], ...] = (
    (r"tab character", _tab),
    (r"cannot start any token", _cannot_start),
    (r"quoted scalar: found unexpected", _open_quote),
    (r"escape|hexdecimal|hexadecimal", _escape),
    (r"parsing a flow", _in_brackets),
    (r"mapping values are not allowed", _second_colon),
    (r"simple key", _no_colon),
    (r"block collection", _not_an_item),
    (r"block mapping", _not_a_key),
    (r"sequence entries are not allowed", _item_after_key),
    (r"mapping keys are not allowed|node content", _cannot_start),
    (r"alias|anchor|tag|block scalar", _opener),
    (r"directive|YAML document", _directive),
    (r"document start", _left_over),
)
