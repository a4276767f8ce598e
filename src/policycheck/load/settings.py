"""Fields that are set on the command line for a what-if: put into the text of the proposal, which then says so itself.

What is evaluated is the changed text, and the report carries it. Its id and its title are marked, so that every format
shows what it is about, and no report takes the place of that on the real proposal.

A problem of the changed text that the file itself does not have is put down to the settings. It has no place if it is
about what was set, for the file does not hold that. All other places are those in the file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import InputError, Problem, Span
from policycheck.load.document import parse_document
from policycheck.load.editing import Splice, edited_at
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.text import checked
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


class WhatIf(Struct, frozen=True, eq=False):
    """A file's document, the document with fields set, and what was put in place of what by which setting.

    The marks of id and title come last; no setting made them.
    """

    file: Document
    document: Document
    made: tuple[tuple[Splice, str], ...]

    def told(self, problems: Iterable[Problem], own: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems of the changed text, in order: as they stand in the file, if it has them itself, else by setting.

        `own` are the problems of the file as it is.
        """
        known = list(own)
        return Problems([one if one in known else self._told(one, known) for one in problems]).ordered()

    def _told(self, problem: Problem, own: Iterable[Problem]) -> Problem:
        span = problem.span
        if span is None or span.file != self.document.name:
            return problem
        start, setting = self._origin(span.start)
        if setting:
            return _blamed(problem, [setting])
        places, _ = checked(self.file.text, self.file.name)
        assert places is not None
        last, _ = self._origin(max(span.end - 1, span.start))
        moved = replace(problem, span=places.span(start, max(last + 1, start)))
        for one in own:
            if one.span and (one.span.start, one.code, one.message) == (start, problem.code, problem.message):
                return one
        return _blamed(moved, [text for _, text in self.made if text], moved.span)

    def _origin(self, offset: int) -> tuple[int, str]:
        """Where in the file a character of the changed text stands, and the setting that put it there, if one did."""
        for (begin, end, new), setting in reversed(self.made):
            if begin <= offset < begin + len(new):
                if setting:
                    return begin, setting
                offset = begin
            elif offset >= begin + len(new):
                offset += end - begin - len(new)
        return offset, ""


def _blamed(problem: Problem, settings: Iterable[str], span: Span | None = None) -> Problem:
    """The problem as one of what was set, at a place of the file if it concerns one."""
    said = " ".join(f"--set {text}" for text in settings)
    return replace(problem, message=f"{said}: {problem.message}", span=span)


def with_settings(document: Document, settings: Sequence[str], vocabulary: Vocabulary) -> WhatIf:
    """The document with these fields set, one after the other; nothing after `=` leaves a field out.

    Raises InputError where a field is not of the vocabulary, or cannot be set in this text.
    """
    made: list[tuple[Splice, str]] = []
    new = document
    for text, change in [(text, _change(text, vocabulary)) for text in settings]:
        try:
            new, splice = edited_at(new, change)
        except InputError as error:
            here = document.span(change.path)
            raise InputError(tuple(replace(one, span=one.span and here) for one in error.problems)) from None
        made.append((splice, text))
    for mark in _marked(new, settings):
        new, splice = edited_at(new, mark)
        made.append((splice, ""))
    return WhatIf(document, new, tuple(made))


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
