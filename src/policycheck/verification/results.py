"""The results a report carries, held against those of evaluating again. Each difference is named in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_FIRST = ("outcome", "verdict", "score")
"""What readers look at first: differences in these lead."""

_NAMES = ("rule", "id", "name")
"""Keys that name the item of a list."""

_EXACT = "exact"
"""The key that marks an exact number."""

_MOST = 80
"""Characters of a value that are shown."""

_OF_THE_PROGRAM = "version"
"""The one key of the results that says what made them, not what was found."""


def differences(carried: bytes, found: bytes) -> tuple[str, ...]:
    """What differs, in words: outcomes first, then verdicts, scores and all else; empty if nothing does."""
    if carried == found:
        return ()
    try:
        stated = json.loads(carried)
    except (ValueError, RecursionError):
        stated = None
    if not isinstance(stated, dict):
        return ("the results are not what policycheck writes",)
    evaluated: dict[str, Any] = json.loads(found)
    written_alike = _same_form(stated, carried)
    stated.pop(_OF_THE_PROGRAM, None)
    evaluated.pop(_OF_THE_PROGRAM)
    named = sorted(_compared("the whole", (), stated, evaluated), key=_rank)
    if not named and not written_alike:
        return ("the results say the same, but are written in another way",)
    return tuple(words for _, words in named)


def _same_form(stated: dict[str, Any], carried: bytes) -> bool:
    """Whether the carried results are written as policycheck writes them: nothing twice, nothing hidden."""
    text = json.dumps(stated, indent=2, ensure_ascii=False)
    return f"{text}\n".encode(errors="backslashreplace") == carried


def _rank(difference: tuple[str, str]) -> int:
    key = difference[0]
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _compared(owner: str, keys: tuple[str, ...], stated: Any, found: Any) -> Iterator[tuple[str, str]]:
    """For everything that differs: the first of the keys that lead to it from its owner, and how it differs."""
    if isinstance(stated, dict) and isinstance(found, dict) and stated.keys() == found.keys() and _EXACT not in found:
        name = _named(found)
        for key in found:
            yield from _compared(name or owner, (key,) if name else (*keys, key), stated[key], found[key])
    elif isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        for one, other in zip(stated, found, strict=True):
            yield from _compared(owner, keys, one, other)
    elif stated != found or type(stated) is not type(found):
        yield keys[0], f"{owner}: {_about(keys)}the report says {_shown(stated)}, evaluation says {_shown(found)}"


def _named(item: dict[str, Any]) -> str:
    return next((str(item[key]) for key in _NAMES if isinstance(item.get(key), str)), "")


def _about(keys: tuple[str, ...]) -> str:
    return "" if keys[0] in _FIRST[:2] else f"{' '.join(keys).replace('_', ' ')}: "


def _shown(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, dict):
        return _shown(value[_EXACT]) if _EXACT in value else f"{len(value)} entries"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = "nothing" if value is None else str(value).replace("_", " ")
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
