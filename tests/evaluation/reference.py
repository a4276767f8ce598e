"""The rule language once more, in the simplest way: an interpreter of the data as it stands in YAML.

It shares nothing with policycheck.evaluation or policycheck.load. It is slow, knows no vocabulary beyond what the
orchard says below, and is there to disagree.
"""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

Truth = bool | None
Items = tuple[list[Any], bool]
"""Known items, and whether there may be more."""

RANGES = {"portion": (0, 1), "size": (0, 1), "height": (0, 30)}
ENDLESS = float("inf")


def as_meant(value: Any) -> Any:
    """What a document amounts to: `unsaid` is not said, `[plain]` is none, a section that says nothing is not there."""
    if isinstance(value, dict):
        meant = {key: as_meant(part) for key, part in value.items() if part != "unsaid"}
        return {key: part for key, part in meant.items() if part != {}}
    if isinstance(value, list):
        return [] if value == ["plain"] else [as_meant(part) for part in value]
    return value


def kleene_and(values: list[Truth]) -> Truth:
    """False wins, then unknown."""
    return False if False in values else None if None in values else True


def kleene_not(value: Truth) -> Truth:
    """Unknown stays unknown."""
    return {True: False, False: True, None: None}[value]


def kleene_or(values: list[Truth]) -> Truth:
    """True wins, then unknown."""
    return True if True in values else None if None in values else False


class Reference:
    """Answers for one document, as written, under some definitions."""

    def __init__(self, document: Any, definitions: dict[str, Any], outcomes: dict[str, str] | None = None) -> None:
        self.root = as_meant(document)
        self.definitions = definitions
        self.outcomes = outcomes or {}

    def holds(self, condition: Any, item: Any = None) -> Truth:
        """Whether the condition holds: true, false or unknown."""
        if isinstance(condition, str):
            return self.holds(self.definitions[condition[1:]]["condition"], item)
        if "all" in condition:
            return kleene_and([self.holds(part, item) for part in condition["all"]])
        if "any" in condition:
            return kleene_or([self.holds(part, item) for part in condition["any"]])
        if "not" in condition:
            return kleene_not(self.holds(condition["not"], item))
        if "rule" in condition:
            return self.outcomes[condition["rule"]] in condition["in"]
        if "field" in condition:
            return self.leaf(condition, item)
        return self.quantified(condition, item)

    # fields and lists

    def start(self, path: str, item: Any) -> tuple[Any, list[str]]:
        """Where a path starts, and its steps."""
        base = item if path.startswith(".") else self.root
        return base, [step for step in path.split(".") if step]

    def one(self, path: str, item: Any) -> Any:
        """The value of a plain path; None where it is absent."""
        here, steps = self.start(path, item)
        for step in steps:
            here = here.get(step)
            if here is None:
                return None
        return here

    def items(self, path: str, item: Any) -> Items:
        """The items of a list; what follows its last [] is not looked at."""
        if path.startswith("$"):
            name, _, rest = path[1:].partition("[]")
            known, more = self.named(name)
            steps = [step for step in rest.split(".") if step]
        else:
            base, steps = self.start(path, item)
            known, more = [base], False
        return self.flatten(known, more, steps)

    def flatten(self, known: list[Any], more: bool, steps: list[str]) -> Items:
        """Go down the steps from each known item; what is absent leaves the list open."""
        for step in steps:
            below: list[Any] = []
            for one in known:
                value = one.get(step.removesuffix("[]"))
                if value is None:
                    more = True
                elif step.endswith("[]"):
                    below += value
                else:
                    below.append(value)
            known = below
        return known, more

    def named(self, name: str) -> Items:
        """The items of a list definition: cut, narrowed, then the first few."""
        entry = self.definitions[name]
        known, more = self.items(entry["list"], None)
        if "until" in entry:
            kept = []
            for one in known:
                if self.holds(entry["until"], one) is True:
                    more = more and self.gaps(entry["list"])  # nothing comes after the cut, but a gap may be before it
                    break
                kept.append(one)
            known = kept
        if "where" in entry:
            known = [one for one in known if self.holds(entry["where"], one) is True]
        if "first" in entry and more:
            return [], True  # an item that is not stated may come before all of these
        if "first" in entry and len(known) >= entry["first"]:
            known = known[: entry["first"]]
        return known, more

    def gaps(self, path: str) -> bool:
        """An open list stays open when it is cut."""
        return self.items(path, None)[1]

    def labels(self, name: str) -> set[str]:
        """The labels that apply."""
        return {label for label, part in self.definitions[name]["labels"].items() if self.holds(part) is True}

    def values(self, operand: Any) -> set[Any]:
        """The values of a set operand."""
        if isinstance(operand, str):
            entry = self.definitions[operand[1:]]
            return self.labels(operand[1:]) if "labels" in entry else self.values(entry["set"])
        out: set[Any] = set()
        for value in operand:
            out |= self.values(value) if isinstance(value, str) and value.startswith("$") else {value}
        return out

    def number(self, operand: Any) -> Any:
        """A bound, written out or defined."""
        return self.definitions[operand[1:]]["number"] if str(operand).startswith("$") else operand

    # leaves

    def leaf(self, c: dict[str, Any], item: Any) -> Truth:
        """One comparison of one field."""
        if {"includes", "includes_any", "includes_all", "within"} & set(c):
            return self.of_list(c, item)
        value = self.one(c["field"], item)
        if "silent" in c:
            return value is None
        if value is None:
            return None
        if "stated" in c:
            said = self.says(value)
            return said if c["stated"] else kleene_not(said)
        if "is" in c:
            return bool(value == c["is"])
        if "in" in c:
            return value in self.values(c["in"])
        out = [value >= self.number(c["at_least"])] if "at_least" in c else []
        return all(out + ([value <= self.number(c["at_most"])] if "at_most" in c else []))

    def says(self, value: Any) -> Truth:
        """Whether it has content: false for an empty list; undecided for a section that holds no more than remarks."""
        if isinstance(value, dict):
            return True if any(self.says(part) for key, part in value.items() if key != "note") else None
        return not isinstance(value, list) or len(value) > 0

    def of_list(self, c: dict[str, Any], item: Any) -> Truth:
        """A comparison of several values at once."""
        values, more = self.several(c["field"], item)
        empty = c.get("if_empty")
        if "includes" in c or "includes_any" in c:
            wanted = {c["includes"]} if "includes" in c else self.values(c["includes_any"])
            undecided = bool(wanted) and more
            return True if wanted & set(values) else None if undecided else False
        if "includes_all" in c:
            wanted = self.values(c["includes_all"])
            if not wanted:
                return empty
            return True if wanted <= set(values) else None if more else False
        if set(values) - self.values(c["within"]):
            return False
        return None if more else True if values else empty

    def several(self, path: str, item: Any) -> Items:
        """The values of a list field, or of a field of each item of a flattened list."""
        if "[]" not in path:
            value = self.one(path, item)
            return ([], True) if value is None else (value, False)
        before, _, last = path.rpartition("[]")
        known, more = self.items(f"{before}[]", item)
        values, more = self.flatten(known, more, [step for step in last.split(".") if step])
        out: list[Any] = []
        for value in values:
            out += value if isinstance(value, list) else [value]
        return out, more

    # quantifiers

    def quantified(self, c: dict[str, Any], item: Any) -> Truth:
        """every, some, count, share, sum."""
        what = next(key for key in ("every", "some", "count", "share", "sum") if key in c)
        if isinstance(c[what], list):
            return self.judged(what, [self.holds(part, item) for part in c[what]], False, c)
        if c[what][1:] in self.definitions and "labels" in self.definitions[c[what][1:]]:
            return self.judged(what, [True] * len(self.labels(c[what][1:])), False, c)
        if what == "sum":
            return self.summed(c, item)
        known, more = self.items(c[what], item)
        known = [one for one in known if "where" not in c or self.holds(c["where"], one) is True]
        return self.judged(what, [self.holds(c["satisfies"], o) if "satisfies" in c else True for o in known], more, c)

    def judged(self, what: str, found: list[Truth], more: bool, c: dict[str, Any]) -> Truth:
        """What the items' truths come to."""
        yes, maybe = found.count(True), found.count(None)
        if what == "every":
            return kleene_and([*found, None]) if more else kleene_and(found) if found else c.get("if_empty")
        if what == "some":
            return kleene_or([*found, None] if more else found)
        if what == "count":
            return self.bounded(yes, ENDLESS if more else yes + maybe, c)
        if more:  # the share may be anything, and, where nothing is known, the list may turn out empty
            anything = self.bounded(0, 1, c)
            return anything if found or anything == c.get("if_empty") else None
        if not found:
            return c.get("if_empty")
        return self.bounded(Fraction(yes, len(found)), Fraction(yes + maybe, len(found)), c)

    def bounded(self, low: Any, high: Any, c: dict[str, Any]) -> Truth:
        """Whether a number between low and high keeps to the bounds."""
        out: list[Truth] = []
        for key, good in (("at_least", operator.ge), ("at_most", operator.le)):
            if key in c:
                bound = Fraction(str(self.number(c[key])))
                ends = {good(low, bound), good(high, bound)}
                out.append(None if len(ends) == 2 else ends.pop())
        return kleene_and(out)

    def summed(self, c: dict[str, Any], item: Any) -> Truth:
        """The sum of a number over items; an absent one may be anything in its range."""
        path, _, last = c["sum"].rpartition("[]")
        known, more = self.items(f"{path}[]", item)
        known = [one for one in known if "where" not in c or self.holds(c["where"], one) is True]
        low: Any = Fraction(0)
        high: Any = Fraction(0)
        least, most = RANGES.get(last.rpartition(".")[2], (-ENDLESS, ENDLESS))
        for one in known:
            value = self.one(last, one)
            low += Fraction(str(value)) if value is not None else least
            high += Fraction(str(value)) if value is not None else most
        if more:
            low += ENDLESS * least if least else 0
            high += ENDLESS
        return self.bounded(low, high, c)
