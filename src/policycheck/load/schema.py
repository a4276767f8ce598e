"""JSON Schema validity: a compiled validator decides, and only what it refuses is explained, at its place.

jsonschema-rs decides in microseconds; jsonschema explains. A property test holds that they agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from policycheck.load.document import stopped_at
from policycheck.load.problems import Problems, did_you_mean
from policycheck.model.document import Document, Path

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_FOUND = {bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list", dict: "a section"}
_WANTED = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a section with fields",
}


_TRUTHS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


class Validator:
    """Decides and explains validity against one schema (which must itself be sound; the tests see to that)."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        import jsonschema_rs

        self._schema = schema
        self._decide = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).is_valid

    def is_valid(self, value: Any) -> bool:
        """Whether the value is valid, quickly."""
        return self._decide(value)

    def errors(self, value: Any) -> list[ValidationError]:
        """What jsonschema finds wrong with the value, slowly."""
        from jsonschema import Draft202012Validator

        checker = Draft202012Validator.FORMAT_CHECKER
        return list(Draft202012Validator(self._schema, format_checker=checker).iter_errors(value))

    def check(self, document: Document, problems: Problems, code: str) -> bool:
        """Whether the document is valid; if not, every problem is added at its place, as `CODE-...`."""
        if self.is_valid(document.value):
            return True
        for error in self.errors(document.value):
            _add(error, tuple(error.absolute_path), document, problems, code)
        return False

    def check_together(self, documents: Mapping[str, Document], problems: Problems, code: str) -> bool:
        """The same for several documents that are valid or not together: as a mapping from name to value."""
        value = {name: document.value for name, document in documents.items()}
        if self.is_valid(value):
            return True
        for error in self.errors(value):
            name, *path = error.absolute_path
            _add(error, tuple(path), documents[str(name)], problems, code)
        return False


def _add(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    wrong = Wrong(path, schema, error.validator_value, error.instance, error.message)
    stop = stopped_at(problems.found)
    for said in _EXPLAIN.get(str(error.validator), _anything_else)(wrong):
        if said.lacks and (stop is not None or (*said.path, said.lacks) in document.keys):
            continue  # It stands there and has a problem of its own, or below the place where reading stopped.
        if stop is not None and _is_half_read(document, said.path, stop):
            continue
        problems.add(document, said.path, f"{code}-{said.kind}", said.message, said.hint, at_key=said.at_key)


def _is_half_read(document: Document, path: Path, stop: int) -> bool:
    """Whether reading stopped inside a value, or on its line with nothing but blanks between: more of it may follow."""
    rest = document.text[document.span(path).end : stop]
    return not rest.strip() and "\n" not in rest and "\r" not in rest


class Wrong(Struct, frozen=True, eq=False):
    """One error of jsonschema, with the parts that explanations use."""

    path: Path
    schema: Mapping[str, Any]
    asked: Any
    value: Any
    message: str

    @property
    def name(self) -> str:
        """The field by its key; an item by its list's key."""
        keys = [step for step in self.path if isinstance(step, str)]
        return f"'{keys[-1]}'" if keys else self.whole

    @property
    def whole(self) -> str:
        """What the schema calls the thing that is wrong."""
        return str(self.schema.get("title") or "this section")


class Said(NamedTuple):
    """A problem in words, before it has a span."""

    path: Path
    kind: str
    message: str
    hint: str = ""
    at_key: bool = False
    lacks: str = ""
    """The key that is missing, where that is the problem."""


def _unknown_key(wrong: Wrong) -> Iterator[Said]:
    known = wrong.schema.get("properties", {})
    for key in wrong.value:
        if key not in known:
            dotted = wrong.schema.get("x-dotted", "") if "." in str(key) else ""
            hint = dotted or did_you_mean(str(key), known)
            yield Said((*wrong.path, key), "UNKNOWN", f"{wrong.whole} has no field '{key}'", hint, at_key=True)


def _missing_key(wrong: Wrong) -> Iterator[Said]:
    for key in wrong.asked:
        if key not in wrong.value:
            about = wrong.schema.get("properties", {}).get(key)
            words = about.get("description") or about.get("title") or "" if isinstance(about, Mapping) else ""
            words = "" if words == key else words
            hint = f"Add '{key}'{': ' + words.rstrip('.') if words else ''}."
            yield Said(wrong.path, "MISSING", f"{wrong.whole} lacks '{key}'", hint, at_key=True, lacks=key)


def _wrong_type(wrong: Wrong) -> Iterator[Said]:
    names = [wrong.asked] if isinstance(wrong.asked, str) else wrong.asked
    wanted = " or ".join(_WANTED.get(name, name) for name in names)
    hint = _truth(wrong.value) if wanted == "true or false" else f"It takes {wanted}."
    found = _FOUND.get(type(wrong.value), "something else")
    yield Said(wrong.path, "TYPE", f"{wrong.name} is {found}, not {wanted}", hint)


def _truth(value: Any) -> str:
    """How to write true or false. Older YAML took words like yes for them."""
    meant = _TRUTHS.get(value.casefold()) if isinstance(value, str) else None
    return f"Write {meant}: in YAML 1.2 '{value}' is text." if meant else "Write true or false, without quotes."


def _not_a_value(wrong: Wrong) -> Iterator[Said]:
    known = [entry["const"] for entry in wrong.schema.get("oneOf", ()) if "const" in entry]
    known = known or [str(value) for value in wrong.schema.get("enum", ())]
    everything = f"Known here: {', '.join(known)}."
    if isinstance(wrong.value, dict | list):
        yield Said(wrong.path, "TYPE", f"{wrong.name} takes one value", everything)
    else:
        hint = did_you_mean(str(wrong.value), known) or everything
        yield Said(wrong.path, "VALUE", f"'{_short(wrong.value)}' is not a value of {wrong.name}", hint)


_BOUNDS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}


def _out_of_range(wrong: Wrong) -> Iterator[Said]:
    said = " and ".join(f"{word} {wrong.schema[key]}" for key, word in _BOUNDS.items() if key in wrong.schema)
    yield Said(wrong.path, "RANGE", f"{wrong.value} is outside the range of {wrong.name}", f"It has to be {said}.")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _not_a_date(wrong: Wrong) -> Iterator[Said]:
    text = _short(wrong.value)
    if _DATE.fullmatch(text):
        yield Said(wrong.path, "DATE", f"there is no day '{text}'", "Check the month and the day: YYYY-MM-DD.")
    else:
        yield Said(wrong.path, "DATE", f"'{text}' is not a full date", "Write the year, month and day: YYYY-MM-DD.")


def _too_few(wrong: Wrong) -> Iterator[Said]:
    yield Said(wrong.path, "EMPTY", f"{wrong.name} is empty", f"Name at least {wrong.asked}.")


def _repeated(wrong: Wrong) -> Iterator[Said]:
    again = [value for index, value in enumerate(wrong.value) if value in wrong.value[:index]]
    words = ", ".join(_short(value) for value in again)
    yield Said(wrong.path, "REPEAT", f"{wrong.name} names {words} more than once", "Name each value once.")


def _malformed(wrong: Wrong) -> Iterator[Said]:
    message = f"'{_short(wrong.value)}' does not have the form of {wrong.name}"
    yield Said(wrong.path, "FORM", message, f"It has to match {wrong.asked}.")


def _anything_else(wrong: Wrong) -> Iterator[Said]:
    yield Said(wrong.path, "SHAPE", _short(wrong.message, 300))


def _short(value: Any, longest: int = 80) -> str:
    text = str(value)
    return text if len(text) <= longest else text[: longest - 3] + "..."


_EXPLAIN: dict[str, Callable[[Wrong], Iterator[Said]]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "type": _wrong_type,
    "oneOf": _not_a_value,
    "enum": _not_a_value,
    "const": _not_a_value,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
    "exclusiveMinimum": _out_of_range,
    "format": _not_a_date,
    "minItems": _too_few,
    "uniqueItems": _repeated,
    "pattern": _malformed,
}
