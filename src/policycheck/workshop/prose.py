"""Slips in the texts of a pack: sentences that are too long, questions that ask nothing, words of the machinery."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policycheck.model.pack import Advisory, Check, Clause, Pack, Recommendation, Rule, Tension

LONGEST = 25
"""The most words of a sentence."""

ENGINE_WORDS = frozenset(
    (
        *("boolean", "closure", "comparator", "enum", "enumeration", "falsy", "kleene", "null", "operand"),
        *("parser", "predicate", "quantifier", "regex", "runtime", "truthy", "tuple"),
    )
)
"""Words of those who build such programs, which say nothing to those who read reports. `node`, `schema`
and `trigger` are not among them: in a policy they can have meanings of their own."""

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_IDENTIFIER = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\$[a-z]\w*")
_WORD = re.compile(r"[A-Za-z]+")

Written = Recommendation | Rule | Advisory | Tension | Check | Clause


def texts(entry: Written) -> Iterator[tuple[str, str]]:
    """The texts of an entry that people read, each with its key."""
    for key in ("title", "question", "when_note", "why", "message", "remedy", "says"):
        text = getattr(entry, key, "")
        if text:
            yield key, text


def written(pack: Pack) -> Iterator[Written]:
    """Everything in a pack that has texts."""
    for one in pack.recommendations:
        yield one
        yield from one.rules
    yield from pack.concerns
    yield from pack.checks
    yield from pack.sources.clauses.values()


def long_sentences(text: str) -> list[str]:
    """The sentences that are too long."""
    return [sentence for sentence in _SENTENCE_END.split(text) if len(sentence.split()) > LONGEST]


def engine_words(text: str) -> list[str]:
    """The words of the machinery in a text, each once: those that are listed, and names as they stand in files."""
    plain = [word for word in _WORD.findall(text) if word.lower() in ENGINE_WORDS]
    return list(dict.fromkeys([*plain, *_IDENTIFIER.findall(text)]))
