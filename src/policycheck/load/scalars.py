"""What plain YAML text stands for, by the core schema of YAML 1.2: `NO`, `yes`, `1:30` and dates stay text.

See https://yaml.org/spec/1.2.2/#1032-tag-resolution.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MOST_DIGITS = 400
"""Longer integers become an infinite float (and so a problem): `int` takes quadratic time, and refuses 4,301 digits."""


def resolve(text: str) -> Scalar:
    """The value of a plain scalar. A number that is too large to hold becomes an infinite float."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _INTEGER.fullmatch(text):
        return integer(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _BASED.fullmatch(text):
        return int(text, 0) if len(text) <= _MOST_DIGITS else float("inf")
    return float(text.replace(".", "")) if _SPECIAL.fullmatch(text) else text


def integer(digits: str) -> int | float:
    """A decimal integer; an infinite float when it is too long to convert."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float("inf")
