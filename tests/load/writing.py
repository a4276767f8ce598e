"""Values and ways to write them: what the laws of documents are tried on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from policycheck.load.scalars import resolve

Draw = Callable[[st.SearchStrategy[Any]], Any]

NASTY = st.sampled_from("é日本語 한글😀👨‍👩‍👧\u00a0\u202e\u2066\u200b\t'\"\\#:-?[]{},&*!|>%@`~=<.0a ")
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff", max_codepoint=0x2FFFF
)
SENTENCES = st.lists(
    st.sampled_from(["two", "words", "é", "of", "a  b", "50%", "(x)", "\n", "\n\n", "\n  "]), max_size=7
)
TEXTS = st.one_of(
    st.text(st.one_of(st.sampled_from("ab cd\n"), NASTY, LETTERS), max_size=12),
    SENTENCES.map(" ".join),
    SENTENCES.map("".join),
)
NUMBERS = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans())
KEYS = st.text(st.one_of(NASTY, LETTERS), min_size=1, max_size=8).filter(lambda key: key.strip() and key != "<<")
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, min_size=1, max_size=4)),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)

_PLAIN = re.compile(r"[^\W\d_](?:[^\S\n\t\r]?[\w.%()@+/-])*")
_LITERAL = re.compile(r"[^\s](?:.*\S)?(?:\n+ ?[^\s](?:.*\S)?)*\n*")


class Writer:
    """Writes a value as YAML, drawing the style of every part: block, flow, quotes, line breaks, comments, indents."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def document(self, value: dict[str, Any]) -> str:
        """The whole file, with line ends of one kind and perhaps a byte order mark."""
        body = "\n".join(self.lines(value, 0)) if self.one_of(True, True, False) else self.flow(value, 0)
        end = self.one_of("", "\n", "\n\n# end\n") or "\n" * ("|" in body)  # a block scalar needs its last line break
        text = self.one_of("", "# head\n", "---\n", "\n\n") + body + end
        return str(self.one_of("", "\ufeff") + text.replace("\n", self.one_of("\n", "\n", "\r\n", "\r")))

    def lines(self, value: Any, indent: int) -> list[str]:
        """A list or mapping that is not empty, as a block whose lines begin with `indent` spaces."""
        pad, step = " " * indent, self.one_of(1, 2, 4)
        out: list[str] = []
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            head = f"{pad}{self.key(str(key))}:" if isinstance(value, dict) else f"{pad}-"
            out += self.one_of([], [], [""], [f"{pad}# note"])
            if not isinstance(item, dict | list) or not item or self.one_of(True, False, False):
                out.append(
                    f"{head} {self.flow(item, indent)}"
                    if isinstance(item, dict | list)
                    else head + self.text(item, indent)
                )
            elif isinstance(value, list) and self.one_of(True, False):
                gap = self.one_of(1, 3)
                inner = self.lines(item, indent + 1 + gap)
                out += (
                    [head, *inner]
                    if inner[0].lstrip()[:1] in ("", "#")
                    else [head + inner[0][indent + 1 :], *inner[1:]]
                )
            elif isinstance(item, list) and isinstance(value, dict) and self.one_of(True, False):
                out += [head, *self.lines(item, indent)]
            else:
                out += [head, *self.lines(item, indent + step)]
        return out

    def key(self, key: str) -> str:
        plain = _PLAIN.fullmatch(key) and resolve(key) == key
        return key if plain and self.one_of(True, False) else json.dumps(key, ensure_ascii=False)

    def text(self, value: Any, indent: int) -> str:
        """A scalar in block context, with the blank before it."""
        if isinstance(value, str) and _LITERAL.fullmatch(value) and self.one_of(True, False):
            chomp = {0: "-", 1: ""}.get(len(value) - len(value.rstrip("\n")), "+")
            below = (
                ["# where the text that keeps its blank lines ends"] if chomp == "+" else [""] * self.one_of(0, 0, 2)
            )
            pad = " " * (indent + self.one_of(1, 3))
            body = value.removesuffix("\n").split("\n")
            return "\n".join([f" |{chomp}", *(pad + line if line else "" for line in body), *below])
        return f" {self.scalar(value, indent)}{self.one_of('', '', ' # note')}"

    def scalar(self, value: Any, indent: int) -> str:
        """A scalar that may stand in brackets too."""
        if isinstance(value, bool):
            return str(self.one_of(str(value), str(value).lower(), str(value).upper()))
        if isinstance(value, int):
            return str(self.one_of(str(value), hex(value) if value >= 0 else str(value), f"{value:+}"))
        if isinstance(value, float):
            return repr(value)
        broken = "\n" * self.one_of(0, 1) + " " * (indent + 1)
        if _PLAIN.fullmatch(value) and resolve(value) == value and self.one_of(True, False):
            return re.sub(r"(?<=\w) (?=\w)", broken, str(value)) if "\n" in broken else str(value)
        if "\n" not in value and self.one_of(True, False):
            folded = re.sub(r"(?<=\w) (?=\w)", broken, value) if "\n" in broken else value
            return "'" + folded.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=False)

    def flow(self, value: Any, indent: int) -> str:
        """A value in brackets, perhaps over several lines."""
        if not isinstance(value, dict | list):
            return self.scalar(value, indent)
        gap = self.one_of(" ", " ", "\n" + " " * (indent + 1))
        if isinstance(value, list):
            return "[" + f",{gap}".join(self.flow(item, indent) for item in value) + str(self.one_of("", gap)) + "]"
        return "{" + f",{gap}".join(f"{self.key(k)}: {self.flow(v, indent)}" for k, v in value.items()) + "}"
