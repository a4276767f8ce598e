"""What a field is compared with: literals and definitions, checked against the field's own values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeGuard

from policycheck.load.definitions import Definitions
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.ranges import Misfit, bound_misfit, value_misfit
from policycheck.model.condition import Comparator, LabelSet, Operand, Scalar
from policycheck.model.document import Document, Path
from policycheck.model.outcome import Outcome
from policycheck.model.vocabulary import Field, Kind, Means

_SETS = {Comparator.IN, Comparator.INCLUDES_ANY, Comparator.INCLUDES_ALL, Comparator.WITHIN}
_SWITCHES = {Comparator.STATED, Comparator.SILENT}
_EXPECTED = {
    Kind.TEXT: "text",
    Kind.ENUM: "one of the field's values",
    Kind.BOOLEAN: "true or false",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date, YYYY-MM-DD",
}


_FOR_SEVERAL = {Comparator.IS: "in", Comparator.INCLUDES: "includes_any"}
_PATH = re.compile(r"[.]?[A-Za-z_]\w*(\[\])?([.][A-Za-z_]\w*(\[\])?)+|[.][A-Za-z_]\w*")
_ANOTHER_FIELD = "A rule compares a field with a value or a $definition, not with another field."


class OperandReader:
    """Reads operands of one pack file."""

    def __init__(self, document: Document, definitions: Definitions, problems: Problems) -> None:
        self.document = document
        self.definitions = definitions
        self.problems = problems

    def read(self, comparator: Comparator, field: Field, value: Any, path: Path) -> Operand | None:
        """The operand of a comparison with `field`, or None if something is wrong with it."""
        if comparator in _SWITCHES:
            return self._switch(comparator, value, path)
        element = field.item if field.kind is Kind.LIST and field.item else field
        if comparator in _SETS:
            return self._set(element, value, path)
        several = _FOR_SEVERAL.get(comparator)
        if isinstance(value, list) or (several and self._is_set(value)):
            hint = f"For several write {several}: {_shown(value)}." if several else "Write one value."
            self._add(path, f"'{comparator.value}' takes one value", hint)
            return None
        if comparator in {Comparator.AT_LEAST, Comparator.AT_MOST} and element.kind is Kind.NUMBER:
            return self.number(value, path, lambda number: bound_misfit(comparator, number, element))
        return Operand((value,)) if self._fits(element, value, path) else None

    def _is_set(self, value: Any) -> bool:
        """Whether that is the name of a set or of labels."""
        if not isinstance(value, str) or not value.startswith("$"):
            return False
        return value[1:] in self.definitions.labels.keys() | self.definitions.operands.keys() - self.definitions.numbers

    def number(self, value: Any, path: Path, misfit: Callable[[float], Misfit | None]) -> Operand | None:
        """A number written out or defined; `misfit` says what is wrong with it here."""
        named = isinstance(value, str) and value.startswith("$")
        operand = self._definition(value[1:], path) if named else Operand((value,))
        if operand is None:
            return None
        if operand.labels or not _is_number(operand.values):
            hint = "" if named else _ANOTHER_FIELD if _is_path(value) else "Write a number, without quotes, or $name."
            self._add(path, f"{value if named else repr(str(value))} is not a number", hint)
            return None
        found = misfit(operand.values[0])
        if found is not None:
            self.problems.add(
                self.document, path, "PACK-RANGE", found[0] + (f" (from {value})" if named else ""), found[1]
            )
        return operand if found is None else None

    def outcomes(self, names: list[Any], path: Path) -> tuple[Outcome, ...]:
        """The outcomes of these names; one that is none is a problem."""
        known = {outcome.value: outcome for outcome in Outcome}
        for index, name in enumerate(names):
            if name not in list(known):
                hint = did_you_mean(str(name), known)
                self.problems.add(self.document, (*path, index), "PACK-VALUE", f"'{name}' is not an outcome", hint)
        return tuple(known[name] for name in names if name in list(known))

    def if_empty(self, value: dict[str, Any], path: Path, *, allowed: bool) -> bool | None:
        """What a comparison with nothing comes to; None where it is not said."""
        if "if_empty" not in value:
            return None
        given = value["if_empty"]
        if not allowed or not isinstance(given, bool):
            message = "if_empty does not belong here, or is not true or false"
            hint = "It goes with every, share, within and includes_all."
            self.problems.add(self.document, (*path, "if_empty"), "PACK-CONDITION", message, hint)
            return None
        return given

    def literal_set(self, value: Any, path: Path) -> tuple[Scalar, ...] | None:
        """The values of a set definition; `$name` inside it stands for the values of an earlier set."""
        members = self._members(value, path)
        return None if members is None else tuple(dict.fromkeys(member for member, _, _ in members))

    def _members(self, value: list[Any], path: Path) -> list[tuple[Any, Path, str]] | None:
        """Each value of a list, where it stands, and the set that it comes from; None if a `$name` is no set."""
        out: list[tuple[Any, Path, str]] = []
        sound = True
        for index, entry in enumerate(value):
            place = (*path, index)
            if not isinstance(entry, str) or not entry.startswith("$"):
                out.append((entry, place, ""))
                continue
            inner = self._definition(entry[1:], place)
            if inner is not None and inner.labels is not None:
                self._add(place, f"{entry} is not a set", f"Labels stand alone, without brackets: {entry}.")
            # A number would lose its name among the values, and with it what a profile could change.
            is_number = entry[1:] in self.definitions.numbers
            if is_number:
                self._add(place, f"{entry} is not a set", "A set of numbers is written out.")
            sound = sound and inner is not None and inner.labels is None and not is_number
            out += [(member, place, entry) for member in inner.values] if inner is not None else []
        return out if sound else None

    def _add(self, path: Path, message: str, hint: str = "") -> None:
        self.problems.add(self.document, path, "PACK-VALUE", message, hint)

    def _switch(self, comparator: Comparator, value: Any, path: Path) -> Operand | None:
        if value is True or (value is False and comparator is Comparator.STATED):
            return Operand((value,))
        self._add(path, f"'{comparator.value}' takes {'true' if comparator is Comparator.SILENT else 'true or false'}")
        return None

    def _set(self, element: Field, value: Any, path: Path) -> Operand | None:
        if isinstance(value, str) and value.startswith("$"):
            operand = self._definition(value[1:], path)
            if operand is None:
                return None
            values = tuple(label for label, _ in operand.labels.labels) if operand.labels else operand.values
            return operand if all(self._fits(element, v, path, value) for v in values) else None
        if not isinstance(value, list) or not value:
            self._add(path, "a list of values, or $name, belongs here")
            return None
        members = self._members(value, path)
        if members is None:
            return None
        fits = [self._fits(element, member, place, via) for member, place, via in members]
        return Operand(tuple(dict.fromkeys(member for member, _, _ in members))) if all(fits) else None

    def _definition(self, name: str, path: Path) -> Operand | None:
        if name in self.definitions.labels:
            self.definitions.used.add(name)
            labels: LabelSet = self.definitions.labels[name]
            return Operand(name=name, title=labels.title, labels=labels)
        if name in self.definitions.operands:
            self.definitions.used.add(name)
            return self.definitions.operands[name]
        if self.definitions.is_broken(f"${name}"):
            return None
        known = {*self.definitions.operands, *self.definitions.labels}
        self.problems.add(
            self.document,
            path,
            "PACK-DEFINITION",
            f"there is no set, number or label definition ${name} before this place",
            did_you_mean(name, known),
        )
        return None

    def _fits(self, field: Field, value: Any, path: Path, via: str = "") -> bool:
        """Whether `value` is one the field can have; if not, the problem is added."""
        origin = f" (from {via})" if via else ""
        if field.kind is Kind.ENUM:
            known = field.values.get(value) if isinstance(value, str) else None
            if known is None:
                hint = _ANOTHER_FIELD if _is_path(value) else did_you_mean(str(value), field.values)
                self._add(path, f"'{_shown(value)}'{origin} is not a value of this field", hint)
            elif known.means is not Means.ITSELF:
                self._add(
                    path,
                    f"'{value}'{origin} never reaches a rule: it counts as {known.means.words}",
                    "Ask whether the field is stated instead.",
                )
                return False
            return known is not None
        fits = {
            Kind.TEXT: isinstance(value, str),
            Kind.BOOLEAN: isinstance(value, bool),
            Kind.NUMBER: _is_number((value,)),
            Kind.DATE: isinstance(value, str) and _is_date(value),
        }.get(field.kind, False)
        if not fits:
            hint = _ANOTHER_FIELD if _is_path(value) else f"It takes {_EXPECTED.get(field.kind, 'none')}."
            self._add(path, f"'{_shown(value)}'{origin} does not fit this field", hint)
        elif field.kind is Kind.NUMBER and (misfit := value_misfit(value, field)) is not None:
            self.problems.add(self.document, path, "PACK-RANGE", misfit[0] + origin, misfit[1])
            return False
        return fits


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and _PATH.fullmatch(value) is not None


def _shown(value: Any) -> str:
    """A value as it is written in YAML, a list in brackets."""
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _is_number(values: tuple[Scalar, ...]) -> TypeGuard[tuple[int | float]]:
    return len(values) == 1 and isinstance(values[0], int | float) and not isinstance(values[0], bool)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
