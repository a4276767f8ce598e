"""Asking on a terminal, or through a pipe: one line at a time, by questions that say what to type."""

from __future__ import annotations

from typing import Any

from policycheck.authoring.answers import NotAnAnswerError, count_of, is_simple, offered, value_of
from policycheck.cli import screen
from policycheck.model.vocabulary import REMARKS, Field, Kind

BACK, STOP, HELP = ("back", "b"), ("stop", "quit", "q"), ("?", "help")


class BackError(Exception):
    """The reader wants to go back."""


class StopError(Exception):
    """The reader wants to stop, or there is nothing more to read."""


def say(text: str, *, indent: int = 0, style: str = "") -> None:
    """A paragraph on standard output."""
    page = screen.page()
    page.block(text, indent=indent, style=style)
    screen.show(page.text())


def line(prompt: str) -> str:
    """One line, without blanks around it. Raises BackError and StopError where it says so."""
    screen.show(f"{prompt}> ")
    try:
        typed = input().strip()
    except EOFError:
        screen.show("\n")
        raise StopError from None
    except UnicodeDecodeError:
        say("What was typed is no text in this terminal's encoding. Type it again.")
        return line(prompt)
    word = typed.lower()
    if word in BACK:
        raise BackError
    if word in STOP:
        raise StopError
    return typed


def ask_value(field: Field, *, required: bool = False, or_none: bool = True, again: bool = False) -> Any:
    """The value of a field, asked until it is one; None where nothing was typed (the document does not say).

    `or_none`: whether a list may be one of nothing. `again`: the choices stand above already.
    """
    if field.kind is Kind.OBJECT:
        return _section(field, required=required)
    if not again:
        put_choices(field, required=required)
    say(how(field, required=required, or_none=or_none), indent=2, style="dim")
    while True:
        typed = line("  ")
        try:
            if typed.lower() in HELP:
                put_choices(field, required=required, described=True)
            elif not typed and not required:
                return None
            elif typed and ((value := _value(field, typed, required=required)) != [] or or_none):
                return value
            else:
                say(f"This has to be there. Type it, or: {'back' if or_none else 'stop'}", indent=2)
        except NotAnAnswerError as error:
            say(str(error), indent=2)


def _value(field: Field, typed: str, *, required: bool) -> Any:
    if is_simple(field):
        return value_of(field, typed, required=required)
    assert field.item is not None
    name = field.item.title or "item"
    try:
        return [_fields(field.item, f"{name} {at + 1}", again=at > 0) for at in range(count_of(typed))]
    except BackError:
        raise NotAnAnswerError(f"Back to the question. {how(field, required=required)}") from None


def _section(field: Field, *, required: bool) -> Any:
    """A section that must have several fields: first whether the document says anything on it."""
    while True:
        if not required and not _is_said():
            return None
        try:
            return _fields(field, field.title)
        except BackError:
            if required:
                raise


def _is_said() -> bool:
    """Whether the document says anything on a section."""
    while True:
        say("Does the document say anything on it? Type yes. Enter: it does not say.", indent=2, style="dim")
        typed = line("  ").lower()
        if typed in {"", "no", "n", "yes", "y"}:
            return typed in {"yes", "y"}


def _fields(field: Field, name: str, *, again: bool = False) -> dict[str, Any]:
    """An item or a section: every field that it has to have, or the first one of the others that is stated."""
    keys = [key for key in field.properties if key in field.required]
    while True:
        found = {}
        for key in keys or [key for key in field.properties if key not in REMARKS]:
            part = field.properties[key]
            value = _part(part, f"{name}: {part.title or key}", required=bool(keys), again=again)
            if value is not None:
                found[key] = value
            if found and not keys:
                break
        if found:
            return found
        say("Something has to stand here. Type an answer, or: back", indent=2)


def _part(field: Field, name: str, *, required: bool, again: bool) -> Any:
    screen.show("\n")
    say(_sentence(name), indent=2, style="strong")
    if field.description and not again:
        say(field.description, indent=2)
    return ask_value(field, required=required, again=again)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def put_choices(field: Field, *, required: bool = False, described: bool = False) -> None:
    """The values to choose from, numbered; `described`: with what each means."""
    choices = offered(field, required=required) if is_simple(field) else ()
    width = max((len(value.value) for value in choices), default=0)
    page = screen.page()
    for at, value in enumerate(choices, 1):
        start = f"  {at:>3}  {value.value:<{width}}  "
        more = f": {value.description}" if described and value.description else ""
        page.block(f"{value.title}{more}", first=start, indent=len(start))
    if choices:
        screen.show(page.text())
    elif described:
        say("There is nothing more to say on it than what stands above.", indent=2)


def how(field: Field, *, required: bool = False, or_none: bool = True) -> str:
    """What to type, in one line."""
    choices = offered(field, required=required)
    if not is_simple(field):
        parts = ["Type how many there are."]
    elif field.kind is Kind.LIST:
        parts = [
            "Type numbers or names, with commas between them." if choices else "Type one or more, parted by commas."
        ]
    else:
        parts = [_HOW.get(field.kind, "Type it in a few words.")]
    if field.kind is Kind.LIST and or_none:
        parts.append("none: the document says none.")
    if not required:
        parts.append("Enter: it does not say.")
    return " ".join([*parts, *(["?: what each means."] if choices else [])])


_HOW = {
    Kind.ENUM: "Type a number or a name.",
    Kind.BOOLEAN: "Type yes or no.",
    Kind.NUMBER: "Type a number.",
    Kind.DATE: "Type the day: 2018-06-12.",
}
