"""JSON text to a builder: the standard library reads the strings; this loop knows the places and needs no recursion.

NOTE: a YAML reader cannot stand in for it: it breaks `\\ud83d\\ude00` escapes, keys of over 1,024 characters, and keys
whose colon stands on the next line. That it accepts what `json.loads` accepts, with the same values, is a law in
tests/load/test_document_laws.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from policycheck.load.builder import Builder
from policycheck.load.scalars import integer

if TYPE_CHECKING:
    from json import JSONDecodeError

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)(?![\w.])")
_WORD = re.compile(r"[-+.\w]+")
_WORDS: dict[str, float | bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_CUT_SHORT = re.compile(r"\\u\w{0,4}")
_QUOTE = 'In JSON every text and every key stands in double quotes: "text".'


def read_json(builder: Builder) -> None:
    """Feed the text of the builder to it. Stops at the first error of syntax, with a problem."""
    scanner = _Scanner(builder)
    scanner.space()
    scanner.value()
    while scanner.open:
        scanner.member()
    scanner.space()
    if scanner.char:
        scanner.fail("The outermost bracket is closed, but more follows.", "Delete it, or look for a bracket too many.")


class _Scanner:
    """A position in the text, and the brackets open there: whether of a mapping, and where they opened."""

    def __init__(self, builder: Builder) -> None:
        from json import decoder

        self.builder = builder
        self.text = builder.text
        self.at = 0
        self.open: list[tuple[bool, int]] = []
        self.first = True
        self.scanstring: Callable[[str, int], tuple[str, int]] = vars(decoder)["scanstring"]  # undocumented, stable

    @property
    def char(self) -> str:
        """The character at the position; empty at the end of the text."""
        return self.text[self.at : self.at + 1]

    def space(self) -> None:
        """Go on to the next character that is not blank."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def fail(self, message: str, hint: str) -> NoReturn:
        """Stop at the position with an error of syntax; at the end of the text, at the bracket that is not closed."""
        if not self.char and self.open:
            self.at = self.open[-1][1]
            message = f'The bracket "{self.char}" that opens here is never closed.'
            hint = f'Add "{"}" if self.open[-1][0] else "]"}" at its end.'
        elif self.char == "'":
            message, hint = "This stands in single quotes.", _QUOTE
        elif self.char in ("/", "#"):
            message, hint = "JSON has no comments.", "Delete the comment, or save the file as YAML (.yaml)."
        self.builder.stop("DOC-SYNTAX", self.at, self.at + len(self.char), message, hint)

    def member(self) -> None:
        """The next entry of the innermost bracket, or its end."""
        is_mapping = self.open[-1][0]
        closer = "}" if is_mapping else "]"
        self.space()
        if self.char == closer:
            self.at += 1
            self.open.pop()
            self.builder.end(self.at)
            self.first = False
            return
        if not self.first:
            self.comma(closer)
        self.first = False
        if is_mapping:
            self.key()
        self.value()

    def comma(self, closer: str) -> None:
        """The comma before every entry but the first."""
        if self.char != ",":
            if self.char in ("}", "]"):
                opened = self.builder.complaints.where(self.open[-1][1])
                self.fail(
                    f'The bracket that opens at {opened} is closed here by "{self.char}".', f'Close it with "{closer}".'
                )
            self.fail(f'A comma or "{closer}" is missing here.', "Put a comma between two entries.")
        comma = self.at
        self.at += 1
        self.space()
        if self.char == closer:
            self.at = comma
            self.fail(f'Nothing follows this comma but "{closer}".', "Delete the comma.")

    def key(self) -> None:
        """A key and its colon."""
        if self.char != '"':
            self.fail("A key in double quotes is missing here.", _QUOTE)
        self.string()
        self.space()
        if self.char != ":":
            self.fail("A colon is missing after this key.", 'Write "key": and then the value.')
        self.at += 1
        self.space()

    def value(self) -> None:
        """A value, or the begin of one."""
        char = self.char
        if char == '"':
            self.string()
        elif char in ("{", "["):
            self.open.append((char == "{", self.at))
            self.builder.begin(self.at, char == "{")
            self.at += 1
            self.first = True
        elif number := _NUMBER.match(self.text, self.at):
            whole, rest = number.groups()
            self.builder.scalar(self.at, number.end(), float(number.group()) if rest else integer(whole))
            self.at = number.end()
        else:
            self.word()

    def word(self) -> None:
        """`true`, `false`, `null`, or one of the names of what is no number."""
        found = _WORD.match(self.text, self.at)
        if found is None:
            self.fail("A value is missing here.", _QUOTE)
        elif found.group() in _WORDS:
            start, self.at = self.at, found.end()
            self.builder.scalar(start, self.at, _WORDS[found.group()])
        elif found.group()[0] in "+-.0123456789":
            self.fail(f"{found.group()} is not written as JSON writes numbers.", "Write it like 12, -0.5 or 1e6.")
        else:
            hint = f"{_QUOTE} Without quotes stand only numbers, true and false."
            self.fail(f"{found.group()} does not stand in quotes.", hint)

    def string(self) -> None:
        """A text in double quotes: a key or a value."""
        from json import JSONDecodeError

        start = self.at
        try:
            value, self.at = self.scanstring(self.text, start + 1)
        except JSONDecodeError as error:
            self.bad_string(start, error)
        else:
            self.builder.scalar(start, self.at, value)

    def bad_string(self, start: int, error: JSONDecodeError) -> NoReturn:
        """Stop at what the standard library's reader of strings could not take."""
        if error.msg.startswith("Unterminated"):
            self.at = start
            message = "The quotation mark that opens here is never closed."
            self.builder.stop("DOC-SYNTAX", start, start + 1, message, 'Add " where the text ends.')
        self.at = error.pos
        if self.char in ("\n", "\r", "\t"):
            what, written = ("tab", "\\t") if self.char == "\t" else ("line break", "\\n")
            hint = f"Write {written} for it. If a closing quotation mark is missing here, add it."
            self.fail(f"A {what} cannot stand in a JSON text.", hint)
        self.at = max(self.text.rfind("\\", start, error.pos + 1), start)
        if cut := _CUT_SHORT.match(self.text, self.at):
            self.fail(f"The escape {cut.group()} does not stand for a character.", "Write the character itself.")
        shown = self.text[self.at : self.at + 2]
        message = f"In JSON the backslash has a special meaning, and {shown} has none here."
        self.fail(message, "Write two backslashes: \\\\.")
