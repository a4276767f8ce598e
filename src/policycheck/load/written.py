"""Plain values as YAML: what is put into the text of a proposal. Whatever is written reads back as the same value."""

from __future__ import annotations

import json
import re
from typing import Any

from policycheck.load.scalars import resolve

_PLAIN = re.compile(r"[^\W_](?:[\w.()/+%-]| (?=[\w(]))*")
"""Texts that need no quotes anywhere, in brackets neither: words with single blanks between them."""

_HIDDEN = re.compile("[\x7f-\x9f\u00a0\u2028\u2029\ufeff]")


def scalar(value: Any, *, quoted: bool = False) -> str:
    """A text, a number or a truth value; `quoted`: as JSON has it."""
    if isinstance(value, str):
        plain = not quoted and _PLAIN.fullmatch(value) and resolve(value) == value
        dumped = json.dumps(value, ensure_ascii=False)
        return value if plain else _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", dumped)
    return json.dumps(value)


def flow(value: Any, *, quoted: bool = False) -> str:
    """Any value on one line: `{with: [A, B], level: high}`."""
    if isinstance(value, dict):
        pairs = (f"{scalar(key, quoted=quoted)}: {flow(part, quoted=quoted)}" for key, part in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(part, quoted=quoted) for part in value)}]"
    return scalar(value, quoted=quoted)


def entry(key: str, value: Any) -> list[str]:
    """The lines of one key with its value, without indentation. Lists of plain values stand on the key's line."""
    name = scalar(key)
    if isinstance(value, dict) and value:
        return [f"{name}:", *("  " + line for line in block(value))]
    if isinstance(value, list) and any(isinstance(part, dict | list) for part in value):
        return [f"{name}:", *("  " + line for line in block(value))]
    return [f"{name}: {flow(value)}"]


def item(value: Any) -> list[str]:
    """The lines of one item of a list, its dash before it."""
    lines = block(value) if isinstance(value, dict) and value else [flow(value)]
    return [f"- {lines[0]}", *("  " + line for line in lines[1:])]


def block(value: Any) -> list[str]:
    """The lines of a mapping or a list that is not empty."""
    if isinstance(value, dict):
        return [line for key, part in value.items() for line in entry(key, part)]
    return [line for part in value for line in item(part)]
