"""Reading `definitions.yaml`: sets, numbers, conditions, lists and label sets, in order."""

from __future__ import annotations

from typing import Any

from policycheck.load.conditions import ConditionReader
from policycheck.load.definitions import ConditionDefinition, Definitions
from policycheck.load.operands import OperandReader
from policycheck.load.paths import PathError, Scope, parse_list
from policycheck.load.problems import Problems, did_you_mean
from policycheck.model.condition import LabelSet, NamedList, Operand
from policycheck.model.document import Document, Path
from policycheck.model.vocabulary import Field

_COMMON = frozenset(("title", "note"))
_KINDS = {
    **dict.fromkeys(("set", "number", "condition", "labels"), _COMMON),
    "list": _COMMON | {"item", "where", "until", "first"},
}
"""What says what a definition is, and what may stand beside it."""


def read_definitions(document: Document, root: Field, definitions: Definitions, problems: Problems) -> None:
    """Add every definition of the file to `definitions`; what is wrong goes to `problems`."""
    reader = _Reader(document, root, definitions, problems)
    for name, entry in document.value["definitions"].items():
        reader.read(name, entry, ("definitions", name))


class _Reader:
    """Reads one definition at a time; a later one sees the earlier ones."""

    def __init__(self, document: Document, root: Field, definitions: Definitions, problems: Problems) -> None:
        self.document = document
        self.root = root
        self.definitions = definitions
        self.problems = problems
        self.conditions = ConditionReader(document, root, definitions, problems)
        self.operands = OperandReader(document, definitions, problems)

    def read(self, name: str, entry: dict[str, Any], path: Path) -> None:
        """Read one entry. Exactly one of set, number, condition, list, labels says what it is."""
        kinds = [key for key in entry if key in _KINDS]
        if len(kinds) != 1:
            self.problems.add(
                self.document,
                path,
                "PACK-DEFINITION",
                f"'{name}' is not one definition",
                "Give it exactly one of: set, number, condition, list, labels.",
                at_key=True,
            )
            self.definitions.broken.add(name)
            return
        kind = kinds[0]
        for key in entry:
            if key != kind and key not in _KINDS[kind]:
                self.problems.add(
                    self.document,
                    (*path, key),
                    "PACK-DEFINITION",
                    f"'{key}' does not belong in the definition of a {kind}",
                    did_you_mean(key, _KINDS[kind]),
                    at_key=True,
                )
        self.definitions.places[name] = path
        if not getattr(self, f"_{kind}")(name, entry, path):
            self.definitions.broken.add(name)

    def _set(self, name: str, entry: dict[str, Any], path: Path) -> bool:
        values = self.operands.literal_set(entry["set"], (*path, "set"))
        if values is not None:
            self.definitions.operands[name] = Operand(values, name, entry.get("title", ""))
        return values is not None

    def _number(self, name: str, entry: dict[str, Any], _path: Path) -> bool:
        operand = Operand((entry["number"],), name, entry.get("title", ""))
        self.definitions.operands[name] = self.definitions.numbers[name] = operand
        return True

    def _condition(self, name: str, entry: dict[str, Any], path: Path) -> bool:
        value, place = entry["condition"], (*path, "condition")
        self.definitions.conditions[name] = ConditionDefinition(
            name, entry.get("title", ""), self.document, place, value, self.definitions.so_far()
        )
        return True

    def _labels(self, name: str, entry: dict[str, Any], path: Path) -> bool:
        parts = [
            (label, self.conditions.read(value, (*path, "labels", label))) for label, value in entry["labels"].items()
        ]
        whole = tuple((str(label), part) for label, part in parts if part is not None)
        if len(whole) == len(parts):
            self.definitions.labels[name] = LabelSet(name, entry.get("title", name.replace("_", " ")), whole)
        return len(whole) == len(parts)

    def _list(self, name: str, entry: dict[str, Any], path: Path) -> bool:
        if self.definitions.is_broken(entry["list"]):
            return False
        try:
            source = parse_list(entry["list"], Scope(self.root), self.definitions.lists)
        except PathError as error:
            self.problems.add(self.document, (*path, "list"), "PACK-PATH", error.message, error.hint)
            return False
        if source.named is not None:
            self.definitions.used.add(source.named.name)
        scope = Scope(self.root, source.item)
        where, until = (
            self.conditions.read(entry[key], (*path, key), scope) if key in entry else None
            for key in ("where", "until")
        )
        title = entry.get("title") or source.item.plural or f"{source.item.title}s"
        item = entry.get("item") or source.item.title
        self.definitions.lists[name] = NamedList(name, title, item, source, where, until, entry.get("first"))
        return True
