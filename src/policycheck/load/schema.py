"""JSON Schema validity: a compiled validator decides, and only what it refuses is explained, at its place.

jsonschema-rs decides in microseconds; jsonschema explains. A property test holds that they agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from policycheck.load.document import stopped_at
from policycheck.load.problems import Problems
from policycheck.model.document import Document, Path

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


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
        told = _Teller(document, problems, code)
        for error in self.errors(document.value):
            told.add(error, tuple(error.absolute_path))
        return False

    def check_together(self, documents: Mapping[str, Document], problems: Problems, code: str) -> bool:
        """The same for several documents that are valid or not together: as a mapping from name to value."""
        value = {name: document.value for name, document in documents.items()}
        if self.is_valid(value):
            return True
        tellers = {name: _Teller(document, problems, code) for name, document in documents.items()}
        for error in self.errors(value):
            name, *path = error.absolute_path
            tellers[str(name)].add(error, tuple(path))
        return False


class _Teller:
    """Adds the errors of one document as problems. What is asked of the document for each of them is found once."""

    def __init__(self, document: Document, problems: Problems, code: str) -> None:
        self._document, self._problems, self._code = document, problems, code
        self._stop = stopped_at(problems.found)

    @cached_property
    def _keys(self) -> Mapping[Path, tuple[str, ...]]:
        """The keys that stand at a path, those included whose value has a problem of its own."""
        found: dict[Path, list[str]] = {}
        for *above, key in self._document.keys:
            found.setdefault(tuple(above), []).append(str(key))
        return {path: tuple(keys) for path, keys in found.items()}

    def add(self, error: ValidationError, path: Path) -> None:
        """Add an error at a path, in words."""
        from policycheck.load.explained import Wrong, explained

        schema = error.schema if isinstance(error.schema, Mapping) else {}
        is_name = "propertyNames" in error.absolute_schema_path
        wrong = Wrong(
            (*path, str(error.instance)) if is_name else path,
            schema,
            error.validator_value,
            error.instance,
            error.message,
            _written(self._document, path),
            self._keys.get(path, ()) if error.validator == "required" else (),
            is_name=is_name,
        )
        document, stop = self._document, self._stop
        for said in explained(str(error.validator), wrong):
            if said.lacks and (stop is not None or (*said.path, said.lacks) in document.keys):
                continue  # It stands there and has a problem of its own, or below the place where reading stopped.
            if stop is not None and _is_half_read(document, said.path, stop):
                continue
            kind = f"{self._code}-{said.kind}"
            self._problems.add(document, said.path, kind, said.message, said.hint, at_key=said.at_key)


def _written(document: Document, path: Path) -> str:
    """How the value at a path stands in the file."""
    span = document.span(path)
    return document.text[span.start : span.end]


def _is_half_read(document: Document, path: Path, stop: int) -> bool:
    """Whether reading stopped inside a value, or on its line with nothing but blanks between: more of it may follow."""
    rest = document.text[document.span(path).end : stop]
    return not rest.strip() and "\n" not in rest and "\r" not in rest
