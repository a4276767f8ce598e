"""From YAML to typed conditions, every path and value checked against the vocabulary on the way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from policycheck.load.definitions import MOST_CONDITIONS, ConditionDefinition, Definitions, Reading
from policycheck.load.fitness import misfit, misshapen, reads_item
from policycheck.load.operands import OperandReader
from policycheck.load.paths import PathError, Scope, parse_field, parse_list
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.ranges import quantity_misfit
from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    Condition,
    CountLabels,
    FieldPath,
    LabelSet,
    Leaf,
    ListSource,
    Named,
    NamedList,
    Not,
    Operand,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.document import Document, Path
from policycheck.model.outcome import Outcome
from policycheck.model.vocabulary import Field, Kind

_COMPARATORS = {comparator.value: comparator for comparator in Comparator}
_QUANTIFIERS = {quantifier.value: quantifier for quantifier in Quantifier}
_BOUNDS = ("at_least", "at_most")
_OVER_KEYS = {"where", "satisfies", "if_empty", *_BOUNDS}
T = TypeVar("T")
Parse = Callable[[str, Scope, dict[str, NamedList]], T]


class ConditionReader:
    """Reads the conditions of one pack file. What is wrong goes to `problems`; a broken part reads as None."""

    def __init__(
        self,
        document: Document,
        root: Field,
        definitions: Definitions,
        problems: Problems,
        *,
        concerns: bool = False,
        rules: frozenset[str] = frozenset(),
        silence: bool = False,
    ) -> None:
        """`concerns`: advisories and tensions, which may name the outcomes of `rules`; `silence`: their `when`."""
        self.document = document
        self.scope = Scope(root)
        self.definitions = definitions
        self.problems = problems
        self.concerns = concerns
        self.silence = silence
        self.rules = rules
        self.operands = OperandReader(document, definitions, problems)
        self._forms: dict[str, Callable[[dict[str, Any], Path, Scope], Condition | None]] = {
            "all": lambda value, path, scope: self._parts(value, path, scope, "all", All),
            "any": lambda value, path, scope: self._parts(value, path, scope, "any", AnyOf),
            "not": self._negation,
            "field": self._leaf,
            "rule": lambda value, path, _: self._rule_outcome(value, path),
            **dict.fromkeys(_QUANTIFIERS, self._quantified),
        }

    def read(self, value: Any, path: Path, scope: Scope | None = None) -> Condition | None:
        """The condition at `path`, in the scope of the document's root unless told otherwise."""
        scope = scope or self.scope
        if not self._take_room(path, 1):
            return None
        if isinstance(value, str) and value.startswith("$"):
            return self._named(value[1:], path, scope)
        if not isinstance(value, dict):
            self._add(path, "PACK-CONDITION", "this is not a condition", "Write {field: ..., is: ...} or $name.")
            return None
        form = next((key for key in value if key in self._forms), None)
        if form is None:
            message = f"no known kind of condition among: {', '.join(map(str, value))}"
            self._add(path, "PACK-CONDITION", message, did_you_mean(str(next(iter(value), "")), self._forms))
            return None
        return self._forms[form](value, path, scope)

    def _take_room(self, path: Path, size: int) -> bool:
        """Whether the pack may have so many more conditions; the first that have no room are a problem."""
        room = self.definitions.room
        room.left -= size
        if -size <= room.left < 0:
            message = f"with all its definitions the pack has more than {MOST_CONDITIONS:,} conditions"
            self._add(path, "PACK-LARGE", message, "Let fewer definitions name others more than once.")
        return room.left >= 0

    def _add(self, path: Path, code: str, message: str, hint: str = "") -> None:
        self.problems.add(self.document, path, code, message, hint)

    def _extra_keys(self, value: dict[str, Any], path: Path, allowed: set[str]) -> bool:
        """Whether there are keys that do not belong; each is a problem."""
        extra = [key for key in value if key not in allowed]
        for key in extra:
            message, hint = f"'{key}' does not belong in this condition", did_you_mean(key, allowed)
            self.problems.add(self.document, (*path, key), "PACK-CONDITION", message, hint, at_key=True)
        return bool(extra)

    def _named(self, name: str, path: Path, scope: Scope) -> Condition | None:
        definition = self.definitions.conditions.get(name)
        if self.definitions.is_broken(f"${name}"):
            return None
        if definition is None:
            message = f"there is no condition definition ${name} before this place"
            self._add(path, "PACK-DEFINITION", message, did_you_mean(name, self.definitions.conditions))
            return None
        self.definitions.used.add(name)
        known = definition.readings.get(scope)
        if known is None:
            known = definition.readings[scope] = self._read_definition(definition, scope)
        else:
            self._take_room(path, known.size)
        part = known.condition
        return part and Named(name, definition.title, part, scope.item if reads_item(part) else None)

    def _read_definition(self, definition: ConditionDefinition, scope: Scope) -> Reading:
        room = self.definitions.room.left
        reader = ConditionReader(definition.document, self.scope.root, definition.earlier, self.problems)
        part = reader.read(definition.value, definition.path, scope)
        return Reading(part, room - self.definitions.room.left)

    def _parts(
        self, value: dict[str, Any], path: Path, scope: Scope, key: str, make: type[All | AnyOf]
    ) -> Condition | None:
        self._extra_keys(value, path, {key})
        parts = self._list_of_conditions(value[key], (*path, key), scope)
        return make(parts) if parts else None

    def _list_of_conditions(self, value: Any, path: Path, scope: Scope) -> tuple[Condition, ...] | None:
        if not isinstance(value, list) or not value:
            self._add(path, "PACK-CONDITION", "a list of at least one condition belongs here")
            return None
        parts = [self.read(part, (*path, index), scope) for index, part in enumerate(value)]
        whole = tuple(part for part in parts if part is not None)
        return whole if len(whole) == len(parts) else None

    def _negation(self, value: dict[str, Any], path: Path, scope: Scope) -> Condition | None:
        self._extra_keys(value, path, {"not"})
        part = self.read(value["not"], (*path, "not"), scope)
        return part and Not(part)

    def _rule_outcome(self, value: dict[str, Any], path: Path) -> Condition | None:
        self._extra_keys(value, path, {"rule", "in"})
        rule, names = value["rule"], value.get("in")
        if not self.concerns:
            self._add(path, "PACK-CONDITION", "only advisories and tensions may ask for the outcome of a rule")
            return None
        if not isinstance(rule, str) or rule not in self.rules:
            self._add(
                (*path, "rule"), "PACK-REFERENCE", f"there is no rule '{rule}'", did_you_mean(str(rule), self.rules)
            )
            return None
        if not isinstance(names, list) or not names:
            hint = f"Write in: [...] with some of: {', '.join(Outcome)}."
            self._add(path, "PACK-CONDITION", "'rule' needs 'in', a list of outcomes", hint)
            return None
        return RuleOutcome(rule, self.operands.outcomes(names, (*path, "in")))

    # leaves

    def _leaf(self, value: dict[str, Any], path: Path, scope: Scope) -> Condition | None:
        self._extra_keys(value, path, {"field", "if_empty", *_COMPARATORS})
        field = self._field(value["field"], (*path, "field"), scope)
        asked = [name for name in value if name in _COMPARATORS]
        if field is None:
            return None
        if not asked or (len(asked) > 1 and set(asked) != {"at_least", "at_most"}):
            self._add(
                path,
                "PACK-CONDITION",
                "a field needs exactly one comparison here",
                f"One of: {', '.join(_COMPARATORS)}; at_least and at_most may stand together.",
            )
            return None
        leaves = [self._comparison(_COMPARATORS[name], field, value, path) for name in asked]
        whole = tuple(leaf for leaf in leaves if leaf is not None)
        if len(whole) != len(leaves):
            return None
        return whole[0] if len(whole) == 1 else All(whole)

    def _comparison(
        self, comparator: Comparator, field: FieldPath, value: dict[str, Any], path: Path
    ) -> Condition | None:
        problem = misfit(comparator, field, silence=self.silence)
        if problem:
            self._add((*path, comparator.value), "PACK-COMPARATOR", problem[0], problem[1])
            return None
        if_empty = self.operands.if_empty(
            value, path, allowed=comparator in {Comparator.WITHIN, Comparator.INCLUDES_ALL}
        )
        operand = self.operands.read(comparator, field.field, value[comparator.value], (*path, comparator.value))
        return None if operand is None else Leaf(field, comparator, operand, if_empty)

    def _field(self, text: Any, path: Path, scope: Scope) -> FieldPath | None:
        field = self._parsed(parse_field, text, path, scope)
        self._use_list(field.over if field is not None else None)
        return field

    def _list(self, text: Any, path: Path, scope: Scope) -> ListSource | None:
        source = self._parsed(parse_list, text, path, scope)
        self._use_list(source)
        return source

    def _parsed(self, parse: Parse[T], text: Any, path: Path, scope: Scope) -> T | None:
        if self.definitions.is_broken(text):
            return None
        try:
            return parse(str(text), scope, self.definitions.lists)
        except PathError as error:
            self._add(path, "PACK-PATH", error.message, error.hint)
            return None

    def _use_list(self, source: ListSource | None) -> None:
        if source is not None and source.named is not None:
            self.definitions.used.add(source.named.name)

    def _quantified(self, value: dict[str, Any], path: Path, scope: Scope) -> Condition | None:
        name = next(key for key in value if key in _QUANTIFIERS)
        quantifier = _QUANTIFIERS[name]
        target = value[name]
        labels = self._labels(target)
        if self._extra_keys(value, path, {name, *_OVER_KEYS}):
            return None
        problem = misshapen(quantifier, value, labels=labels is not None)
        if problem is not None:
            self._add(path, "PACK-CONDITION", *problem)
            return None
        if not isinstance(target, list) and labels is None:
            return self._over(quantifier, value, path, scope)
        bounds = self._bounds(quantifier, value, path)
        if self._extra_keys(value, path, {name, *_BOUNDS}):
            return None
        parts = self._list_of_conditions(target, (*path, name), scope) if labels is None else ()
        if bounds is None or parts is None:
            return None
        return Among(quantifier, parts, *bounds) if labels is None else CountLabels(labels, *bounds)

    def _bounds(
        self, quantifier: Quantifier, value: dict[str, Any], path: Path, summed: Field | None = None
    ) -> tuple[Operand | None, Operand | None] | None:
        """What is said of at least and at most; None if something is wrong with it."""
        misfit = partial(quantity_misfit, quantifier, summed=summed)
        read = {key: self.operands.number(value[key], (*path, key), misfit) for key in _BOUNDS if key in value}
        return None if None in read.values() else (read.get("at_least"), read.get("at_most"))

    def _labels(self, target: Any) -> LabelSet | None:
        """The label set that is to be counted, if it is one."""
        name = target[1:] if isinstance(target, str) and target.startswith("$") else ""
        if name in self.definitions.labels:
            self.definitions.used.add(name)
        return self.definitions.labels.get(name)

    def _over(self, quantifier: Quantifier, value: dict[str, Any], path: Path, scope: Scope) -> Condition | None:
        name = quantifier.value
        number = self._field(value[name], (*path, name), scope) if quantifier is Quantifier.SUM else None
        if quantifier is Quantifier.SUM:
            if number is None:
                return None
            if number.over is None or number.field.kind is not Kind.NUMBER:
                message = "a sum runs over a number field of a list's items"
                self._add((*path, name), "PACK-PATH", message, "Write list[].number.")
                return None
            source: ListSource | None = number.over
        else:
            source = self._list(value[name], (*path, name), scope)
        bounds = self._bounds(quantifier, value, path, number.field if number else None)
        if source is None:
            return None
        inner = scope.within(source.item)
        where, satisfies = (
            self.read(value[key], (*path, key), inner) if key in value else None for key in ("where", "satisfies")
        )
        broken = any(key in value and part is None for key, part in (("where", where), ("satisfies", satisfies)))
        if broken or bounds is None:
            return None
        if_empty = self.operands.if_empty(value, path, allowed=quantifier in {Quantifier.EVERY, Quantifier.SHARE})
        return Over(quantifier, source, where, satisfies, *bounds, if_empty, number)
