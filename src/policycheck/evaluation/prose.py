"""Sentences that are short enough to be read at once: what would be longer is told in several, none of its words lost.

Only words that a proposal quotes are cut; the facts beside the sentences have them whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from policycheck.evaluation.english import is_plural, say_inline, subject
from policycheck.evaluation.structure import structure
from policycheck.evaluation.words import element_of, listed, set_words, the, value_words
from policycheck.model.condition import Comparator, Condition, Leaf, Operand, Over
from policycheck.model.rewriting import nodes
from policycheck.model.vocabulary import Field

MOST = 25
"""Words of a sentence."""
MOST_PLACES = 4
"""Items that are named; the rest is counted."""
_QUOTED = 12
"""Words of a quotation inside one."""
_LETTERS = 26


def fits(text: str, most: int = MOST) -> bool:
    """Whether a text has few enough words for a sentence."""
    return len(text) <= most or len(text.split()) <= most


def seen(names: Sequence[str], observed: str) -> tuple[str, ...]:
    """What was seen, and whose it is, in sentences. `names` are items in words, each once."""
    observed = _QUOTATION.sub(_cut, observed)
    if not names:
        return tuple(_listing(_upper(observed)))
    names = [_QUOTATION.sub(_cut, name) for name in names]
    first = f"{_upper(names[0])}: {observed}"
    if fits(first):
        return f"{first}.", *_grouped("The same goes for ", names[1:], "; ")
    return *_listing(_upper(observed)), *_grouped("This is about ", names, "; ")


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The items of which nothing more is said, in sentences."""
    shown = [_QUOTATION.sub(_cut, name) for name in names]
    return tuple(_grouped("Named: ", shown, "; "))


@lru_cache(maxsize=8192)
def asked(start: str, condition: Condition, text: str, here: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What a rule asks, in sentences. `text` says all of it in one; `start` introduces its parts, which are lettered.

    `here` holds the labels that apply, of a set that is asked for.
    """
    whole = f"{text}{in_brackets(here)}"
    if fits(whole):
        return (f"{whole}.",)
    sets = tuple(one for one in _sets(condition) if one[0] in text or one[0] in say_inline(condition))
    short = _without_members(text, sets)
    return *_told(start, condition, short, sets), *_members(sets), *_grouped("Here: ", here, ", ")


def _told(start: str, condition: Condition, short: str, sets: Sets) -> Iterator[str]:
    """What is asked: in one sentence, by its parts, or, where it has none, in a sentence after that which begins."""
    if fits(short):
        yield f"{short}."
    elif structure(condition) is not None:
        yield from _outlined(f"{start}:", condition, sets, "")
    else:
        yield f"{start}."
        yield from _listing(f"Namely: {_without_members(say_inline(condition), sets)}")


def in_brackets(here: Sequence[str]) -> str:
    """The labels that apply, behind what is asked of them."""
    return f" (here: {listed(here, 'and')})" if here else ""


def _outlined(lead: str, condition: Condition, sets: Sets, letter: str) -> Iterator[str]:
    """A condition behind what leads to it, in a sentence, or its parts by letters and then one after the other."""
    text = f"{lead} {_without_members(say_inline(condition), sets)}"
    found = structure(condition)
    if fits(text) or found is None:
        yield from _listing(text)
        return
    names = [_name(letter, number) for number in range(1, len(found.parts) + 1)]
    listing = listed([f"({name})" for name in names], found.word)
    yield from _listing(f"{lead} {_without_members(found.over, sets)}{found.several} {listing}")
    for name, part in zip(names, found.parts, strict=True):
        yield from _outlined(f"({name})", part, sets, name)


def _name(above: str, number: int) -> str:
    """a, b, c; a1, a2; a1.1, a1.2. After z come numbers."""
    if above:
        return f"{above}{'.' if above[-1].isdigit() else ''}{number}"
    return chr(ord("a") + number - 1) if number <= _LETTERS else str(number)


Sets = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Of each set: how it reads with its members, how without, and the members in words."""


@lru_cache(maxsize=2048)
def _sets(condition: Condition) -> Sets:
    found = [
        (set_words(field, operand, last), the(operand.title), _words_of(field, operand))
        for node in nodes(condition)
        if isinstance(node, Leaf) and node.operand.title and node.operand.labels is None
        for field, operand in [(element_of(node.path.field), node.operand)]
        for last in ("and" if node.comparator is Comparator.INCLUDES_ALL else "or",)
    ]
    return tuple(dict.fromkeys(one for one in found if one[0] != one[1]))


def _words_of(field: Field, operand: Operand) -> tuple[str, ...]:
    return tuple(value_words(field, value) for value in operand.values)


def _without_members(text: str, sets: Sets) -> str:
    for full, title, _ in sets:
        text = text.replace(full, title)
    return text


def _members(sets: Sets) -> Iterator[str]:
    for _, title, words in sets:
        yield from _grouped(f"{_upper(title)}: ", words, ", ")


def _grouped(start: str, parts: Iterable[str], between: str) -> Iterator[str]:
    """Parts in as few sentences as hold them."""
    held: list[str] = []
    for part in parts:
        if held and not fits(start + between.join([*held, part])):
            yield f"{start}{between.join(held)}."
            held, start = [], "Also: "
        held.append(part)
    if held:
        yield from _broken(start + between.join(held))


def _listing(text: str) -> Iterator[str]:
    """A text whose end is a list, perhaps: broken between the things that it lists."""
    if fits(text):
        yield f"{text}."
        return
    yield from _grouped("", _listed(text), ", ")


def _listed(text: str) -> list[str]:
    """What a text lists: its parts between the commas that stand neither in a quotation nor in round brackets."""
    parts, begin, depth = [], 0, 0
    for found in _MARK.finditer(text):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth = max(depth - 1, 0)
        elif found[0] == ", " and depth == 0:
            parts.append(text[begin : found.start()])
            begin = found.end()
    return [*parts, text[begin:]]


def _broken(text: str) -> Iterator[str]:
    """A text that nothing parts: broken where it is full."""
    words = text.split(" ")
    while len(words) > MOST:
        yield f"{' '.join(words[: MOST - 1])} ..."
        words = ["...", *words[MOST - 1 :]]
    yield f"{' '.join(words)}."


_QUOTATION = re.compile(r'"[^"]*"')
_MARK = re.compile(r'"[^"]*"|[()]|, ')
"""What matters where a list is parted: a quotation, which is passed over whole, a bracket or a comma."""


def _cut(found: re.Match[str]) -> str:
    words = found[0].split()
    return found[0] if len(words) <= _QUOTED else f'{" ".join(words[:_QUOTED])} ..."'


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


NONE = ", but none for which "
"""Between how many there are and what holds for none of them."""


EACH = ", and for each "
"""Between how many there are and what holds for each of them."""

FOR_WHICH = " for which "
"""Between items and what chooses them."""


def seen_at(node: Condition, names: list[str], observed: str) -> tuple[str, ...]:
    """What was seen, in sentences; that there is none for which something holds is one of its own."""
    amount, none, what = observed.partition(NONE)
    if not none or not isinstance(node, Over) or node.satisfies is None:
        return _seen_by_title(node, names, observed)
    return *seen(names, amount), *asked("Not one of them is as follows", node.satisfies, f"For none {what}")


def _seen_by_title(node: Condition, names: list[str], observed: str) -> tuple[str, ...]:
    """What was seen, in sentences. Where it is too long, its sets stand in it by their titles."""
    whose = f"{names[0]}: " if names else ""
    if fits(whose + observed):
        return seen(names, observed)
    sets = tuple(one for one in _sets(node) if one[0] in observed)
    short = _without_members(observed, sets)
    where = node.where if isinstance(node, Over) else None
    chosen = f"{FOR_WHICH}{_without_members(say_inline(where), sets)}" if where is not None else ""
    if where is None or fits(whose + short) or not short.endswith(chosen):
        return *seen(names, short), *_members(sets)
    start = short.removesuffix(chosen)
    whole = f"{start}{FOR_WHICH}what follows is so"
    if fits(whose + whole):
        return *seen(names, whole), *_outlined("What follows:", where, sets, ""), *_members(sets)
    return *seen(names, start), *_outlined("Counted are those for which", where, sets, ""), *_members(sets)


def alone(node: Condition, wanted: str) -> str:
    """What the rule asks instead, as a sentence of its own."""
    text = _upper(wanted.removeprefix("; "))
    if isinstance(node, Leaf):
        pronoun = "they" if is_plural(node.path) else "it"
        return text.replace(f" asks that {pronoun} ", f" asks that {subject(node.path)} ", 1)
    return text


def distinct(names: list[str]) -> list[str]:
    """Each name once, and not too many."""
    distinct = list(dict.fromkeys(names))
    more = len(distinct) - MOST_PLACES
    return distinct if more <= 0 else [*distinct[:MOST_PLACES], f"{more} more"]
