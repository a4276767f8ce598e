"""Fields that are set on the command line for a what-if: put into the text of the proposal, which then says so itself.

What is evaluated is the changed text, and the report carries it. Its id and its title are marked, so that every format
shows what it is about, and no report takes the place of that on the real proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from policycheck.errors import InputError, Problem
from policycheck.load.document import parse_document
from policycheck.load.editing import edited
from policycheck.load.problems import did_you_mean
from policycheck.model.change import Change, Remove, Set
from policycheck.model.document import Document, Path
from policycheck.model.vocabulary import Kind, Vocabulary

MARK = ".what-if"
_LONGEST_ID = 80
_STEP = re.compile(r"([^\[\].]+)((?:\[[0-9]{1,4}\])*)")


def check_settings(settings: Iterable[str]) -> None:
    """Complain of settings that no proposal could take. Raises InputError with every problem."""
    problems = [problem for text in settings if (problem := _wrong(text)) is not None]
    if problems:
        raise InputError(tuple(problems))


def _wrong(text: str) -> Problem | None:
    path, equals, value = text.partition("=")
    if not equals or _path(path.strip()) is None:
        hint = "Write a field, = and a value: section.field=value, or section.list[0].field=value."
        return Problem("USE-SET", f"'{text}' sets no field", None, hint)
    found, problems = parse_document(f"value: {value.strip()}\n", "--set")
    said = next((one for one in problems if one.fatal), None)
    if value.strip() and (found is None or said is not None or set(found.value) != {"value"}):
        message = f"'{text}': the value cannot be read" + (f": {said.message}" if said else "")
        return Problem("USE-SET", message, None, 'Write it as in a proposal: yes, 3, [a, b], "some text".')
    return None


def _path(text: str) -> Path | None:
    """`a.b[0].c` as a path; None where it is none."""
    path: list[str | int] = []
    for part in text.split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            return None
        path += [match[1], *(int(number) for number in re.findall("[0-9]+", match[2]))]
    return tuple(path)


def with_settings(document: Document, settings: Sequence[str], vocabulary: Vocabulary) -> Document:
    """The document with these fields set, one after the other; nothing after `=` leaves a field out.

    Raises InputError where a field is not of the vocabulary, or cannot be set in this text.
    """
    changes = [_change(text, vocabulary) for text in settings]
    return edited(document, [*changes, *_marked(edited(document, changes), settings)])


def _change(text: str, vocabulary: Vocabulary) -> Change:
    name, _, written = text.partition("=")
    path = _path(name.strip())
    assert path is not None
    _must_be_a_field(text, path, vocabulary)
    if not written.strip():
        return Remove(path)
    found, _ = parse_document(f"value: {written.strip()}\n", "--set")
    assert found is not None
    return Set(path, found.value["value"])


def _must_be_a_field(text: str, path: Path, vocabulary: Vocabulary) -> None:
    here = vocabulary.root
    for at, step in enumerate(path):
        inner = vocabulary.field_at(path[: at + 1])
        if inner is not None:
            here = inner
            continue
        if isinstance(step, str) and here.kind is Kind.LIST:
            hint = "Say which item, from 0: list[0].field."
        elif isinstance(step, str):
            hint = did_you_mean(step, here.properties) or "policycheck schema prints every field."
        else:
            hint = "It is not a list: leave the number out."
        raise InputError((Problem("USE-SET", f"'{text}': there is no field '{step}' here", None, hint),))


def _marked(document: Document, settings: Sequence[str]) -> list[Change]:
    """The id and the title say that this is a what-if."""
    head: Any = document.value.get("proposal")
    if not isinstance(head, dict):
        return []
    marks: list[Change] = []
    if isinstance(head.get("id"), str):
        marks.append(Set(("proposal", "id"), head["id"][: _LONGEST_ID - len(MARK)] + MARK))
    if isinstance(head.get("title"), str):
        said = ", ".join(_said(text) for text in settings)
        marks.append(Set(("proposal", "title"), f"What if {said}? {head['title']}"))
    return marks


def _said(text: str) -> str:
    name, _, value = text.partition("=")
    return f"{name.strip()} = {value.strip()}" if value.strip() else f"{name.strip()} were not stated"
