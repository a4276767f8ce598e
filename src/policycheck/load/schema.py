"""JSON Schema validity: a compiled validator decides, and only what it refuses is explained, at its place.

jsonschema-rs decides in microseconds; jsonschema explains. A property test holds that they agree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

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


class Validator:
    """Decides and explains validity against one schema (which must itself be sound; the tests see to that)."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        import jsonschema_rs

        self._schema = schema
        self._decide = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).is_valid

    def check(self, document: Document, problems: Problems, code: str) -> bool:
        """Whether the document is valid; if not, every problem is added at its place, as `CODE-...`."""
        if self._decide(document.value):
            return True
        before = len(problems.found)
        for error in self.errors(document.value):
            _explain(error, document, problems, code)
        if len(problems.found) == before:
            problems.add(document, (), f"{code}-SHAPE", "the document does not have the shape it should have")
        return False

    def errors(self, value: Any) -> list[ValidationError]:
        """What jsonschema finds wrong with `value`."""
        from jsonschema import Draft202012Validator

        checker = Draft202012Validator.FORMAT_CHECKER
        return list(Draft202012Validator(self._schema, format_checker=checker).iter_errors(value))


def _explain(error: ValidationError, document: Document, problems: Problems, code: str) -> None:
    path = tuple(error.absolute_path)
    explain = _EXPLAIN.get(str(error.validator), _anything_else)
    explain(error, path, document, problems, code)


def _unknown_key(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    known = error.schema.get("properties", {})
    where = error.schema.get("title") or "this section"
    for key in error.instance:
        if key not in known:
            problems.add(
                document,
                (*path, key),
                f"{code}-UNKNOWN",
                f"{where} has no field '{key}'",
                did_you_mean(str(key), known),
                at_key=True,
            )


def _missing_key(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    where = error.schema.get("title") or "this section"
    for key in error.validator_value:
        if key not in error.instance:
            about = error.schema.get("properties", {}).get(key, {})
            words = about.get("description") or about.get("title") or ""
            problems.add(
                document,
                path,
                f"{code}-MISSING",
                f"{where} lacks '{key}'",
                f"Add '{key}'{': ' + words if words else ''}.".replace("..", "."),
                at_key=True,
            )


def _wrong_type(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    wanted = error.validator_value
    wanted = " or ".join(_WANTED.get(w, w) for w in ([wanted] if isinstance(wanted, str) else wanted))
    hint = "Write true or false, without quotes." if wanted == "true or false" else f"It takes {wanted}."
    found = _FOUND.get(type(error.instance), "something else")
    problems.add(document, path, f"{code}-TYPE", f"{_name(error, path)} is {found}, not {wanted}", hint)


def _not_a_value(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    schema = error.schema
    known = {entry["const"]: entry.get("title", "") for entry in schema.get("oneOf", ()) if "const" in entry}
    known = known or dict.fromkeys(map(str, schema.get("enum", ())), "")
    if isinstance(error.instance, dict | list):
        problems.add(
            document, path, f"{code}-TYPE", f"{_name(error, path)} takes one value", f"Known here: {', '.join(known)}."
        )
        return
    problems.add(
        document,
        path,
        f"{code}-VALUE",
        f"'{error.instance}' is not a value of {_name(error, path)}",
        did_you_mean(str(error.instance), known) or f"Known here: {', '.join(known)}.",
    )


def _out_of_range(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    low, high = error.schema.get("minimum"), error.schema.get("maximum")
    bounds = " and ".join(
        f"{word} {bound}" for word, bound in (("at least", low), ("at most", high)) if bound is not None
    )
    problems.add(
        document,
        path,
        f"{code}-RANGE",
        f"{error.instance} is outside the range of {_name(error, path)}",
        f"It has to be {bounds}." if bounds else "",
    )


def _not_a_date(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    problems.add(
        document,
        path,
        f"{code}-DATE",
        f"'{error.instance}' is not a full date",
        "Write the year, month and day: YYYY-MM-DD.",
    )


def _empty_list(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    problems.add(
        document, path, f"{code}-EMPTY", f"{_name(error, path)} is empty", f"Name at least {error.validator_value}."
    )


def _malformed(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    problems.add(
        document,
        path,
        f"{code}-FORM",
        f"'{error.instance}' does not have the form of {_name(error, path)}",
        f"It has to match {error.validator_value}.",
    )


def _anything_else(error: ValidationError, path: Path, document: Document, problems: Problems, code: str) -> None:
    text = str(error.message)
    problems.add(document, path, f"{code}-SHAPE", text if len(text) < 300 else text[:297] + "...")


def _name(error: ValidationError, path: Path) -> str:
    """The field by its key; an item by its list's key."""
    keys = [step for step in path if isinstance(step, str)]
    return f"'{keys[-1]}'" if keys else str(error.schema.get("title") or "the document")


_EXPLAIN: dict[str, Callable[[ValidationError, Path, Document, Problems, str], None]] = {
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
    "minItems": _empty_list,
    "pattern": _malformed,
}
