"""Compiling conditions to Python source, for packs that are used often. It means what the closures of compile mean.

Making and compiling the source of a pack costs about a hundred evaluations, and each then takes half the time.
What is asked most is written out; all other conditions stay closures, which the source calls.

NOTE: a pack may be a stranger's. Nothing of it stands in the source: keys, values and closures are constants in the
function's own namespace, under names that are counted (test_source: words of a pack are never code).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeGuard

from policycheck.evaluation import logic
from policycheck.evaluation.access import Test
from policycheck.evaluation.compile import NOT_TRIGGERED, Compiler, Judge, bounds
from policycheck.evaluation.cost import cost
from policycheck.model.condition import (
    All,
    AnyOf,
    Comparator,
    Condition,
    Leaf,
    ListSource,
    Named,
    Not,
    Origin,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.pack import Rule

DEEPEST = 6
"""How deep blocks are nested before what is inside becomes a function of its own. Python allows twenty loops."""

_NOTHING: dict[str, Any] = {}


class SourceCompiler(Compiler):
    """Compiles conditions without a recorder. A definition that is used in several places is one function."""

    def __init__(self) -> None:
        super().__init__(record=False)

    def test(self, node: Condition) -> Test:
        """The function of a condition."""
        return Function(self).of(node) if is_written(node) else self._test(node)

    def judge(self, rule: Rule) -> Judge:
        """The function of a rule, which holds all of its conditions."""
        return Function(self).judging(rule)


Written = All | AnyOf | Not | Leaf | Over | RuleOutcome


def is_written(node: Condition) -> TypeGuard[Written]:
    """Whether the condition has a form in source; all others are closures."""
    match node:
        case All() | AnyOf():
            return bool(node.parts)
        case Not() | RuleOutcome():
            return True
        case Leaf():
            return node.path.over is None and node.operand.labels is None
        case Over():
            return node.quantifier in {Quantifier.EVERY, Quantifier.SOME, Quantifier.COUNT}
        case _:
            return False


class Function:
    """The source of one function: its lines, and the constants that they name."""

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._lines: list[str] = []
        self._depth = 1
        self._constants: dict[str, Any] = {"__builtins__": {"len": len}}
        self._numbers = count()
        self._sections: dict[str, tuple[str, str]] = {}

    def of(self, node: Written) -> Test:
        """The function of a condition that has a form in source."""
        self._write(node, "item", "answer")
        self._line("return answer")
        test: Test = self._made("item, run")
        return test

    def judging(self, rule: Rule) -> Judge:
        """The function of a rule."""
        self._line("when, contradicted, met, partly = True, False, False, False")
        if rule.when is not None:
            self._write(rule.when, "None", "when")
            self._line(f"if when is False: return {self._constant(NOT_TRIGGERED)}")
        if rule.contradicted is not None:
            self._write(rule.contradicted, "None", "contradicted")
            self._line("if contradicted: return when, contradicted, met, partly")
        self._write(rule.met, "None", "met")
        if rule.partly is not None:
            with self._block("if not met:"):
                self._write(rule.partly, "None", "partly")
        self._line("return when, contradicted, met, partly")
        judge: Judge = self._made("run")
        return judge

    def _made(self, parameters: str) -> Any:
        head = [f"def made({parameters}):", *(f"    {line}" for _, line in self._sections.values())]
        source = "\n".join([*head, *self._lines])
        exec(compile(source, "<conditions>", "exec"), self._constants)  # noqa: S102 - no word of it is the pack's
        return self._constants["made"]

    # lines and names

    def _line(self, text: str) -> None:
        self._lines.append("    " * self._depth + text)

    @contextmanager
    def _block(self, head: str) -> Iterator[None]:
        self._line(head)
        self._depth += 1
        yield
        self._depth -= 1

    def _name(self) -> str:
        return f"v{next(self._numbers)}"

    def _constant(self, value: Any) -> str:
        name = f"c{next(self._numbers)}"
        self._constants[name] = value
        return name

    # conditions: each form leaves its answer in the variable `out`

    def _has_room(self, node: Condition) -> TypeGuard[Written]:
        """Whether a condition is written here, and not a function or closure that is called."""
        return is_written(node) and self._depth <= DEEPEST

    def _write(self, node: Condition, item: str, out: str) -> None:
        if isinstance(node, Named) and isinstance(node.part, Leaf):
            node = node.part
        if not self._has_room(node):
            self._line(f"{out} = {self._constant(self._compiler.test(node))}({item}, run)")
            return
        match node:
            case Leaf():
                self._leaf(node, item, out)
            case All() | AnyOf():
                self._joined(node.parts, item, out, stop=isinstance(node, AnyOf))
            case Not():
                self._write(node.part, item, out)
                self._line(f"{out} = None if {out} is None else not {out}")
            case Over():
                self._over(node, item, out)
            case RuleOutcome():
                rule, outcomes = self._constant(node.rule), self._constant(node.outcomes)
                self._line(f"{out} = run.outcomes.get({rule}) in {outcomes}")

    def _joined(self, parts: tuple[Condition, ...], item: str, out: str, *, stop: bool) -> None:
        """Kleene's logic does not mind the order: the cheapest part that decides spares the others."""
        first, *others = sorted(parts, key=cost)
        self._write(first, item, out)
        for part in others:
            with self._block(f"if {out} is not {stop}:"):
                found = self._name()
                self._write(part, item, found)
                self._line(f"if {found} is not {not stop}: {out} = {found}")

    def _leaf(self, leaf: Leaf, item: str, out: str) -> None:
        value = self._dug(leaf.path.origin, item, leaf.path.keys)
        if leaf.comparator is Comparator.SILENT:
            self._line(f"{out} = {value} is None")
            return
        self._line(f"{out} = {value}")
        self._line(f"if {out} is not None: {out} = {self._asked(leaf, out)}")

    def _asked(self, leaf: Leaf, value: str) -> str:
        """What a comparison is where the field is there, as an expression. Where it is not, the answer is unknown."""
        values = leaf.operand.values
        match leaf.comparator:
            case Comparator.AT_LEAST:
                return f"{value} >= {self._constant(values[0])}"
            case Comparator.AT_MOST:
                return f"{value} <= {self._constant(values[0])}"
            case Comparator.STATED:
                return f"{self._constant(logic.stated if values[0] else logic.unstated)}({value})"
            case Comparator.INCLUDES | Comparator.INCLUDES_ANY:
                return f"not {self._constant(frozenset(values))}.isdisjoint({value})"
            case Comparator.INCLUDES_ALL:
                return f"{self._constant(frozenset(values))}.issubset({value})" if values else truth(leaf.if_empty)
            case Comparator.WITHIN:
                allowed = self._constant(frozenset(values))
                return f"{allowed}.issuperset({value}) if {value} else {truth(leaf.if_empty)}"
            case _:
                return f"{value} in {self._constant(frozenset(values))}"

    def _dug(self, origin: Origin, item: str, keys: tuple[str, ...]) -> str:
        """The value under these keys, as an expression. A document holds no None."""
        here = item
        if origin is Origin.ROOT:
            here, keys = (self._section(keys[0]), keys[1:]) if len(keys) > 1 else ("run.root", keys)
        for key in keys[:-1]:
            here += f".get({self._constant(key)}, {self._constant(_NOTHING)})"
        return f"{here}.get({self._constant(keys[-1])})" if keys else here

    def _section(self, key: str) -> str:
        """The name of a section, which is looked up once, at the function's start."""
        if key not in self._sections:
            found = self._name()
            self._sections[key] = found, f"{found} = run.root.get({self._constant(key)}, {self._constant(_NOTHING)})"
        return self._sections[key][0]

    # quantifiers

    def _over(self, node: Over, item: str, out: str) -> None:
        items, more = self._items(node.source, item)
        if node.quantifier is Quantifier.COUNT:
            self._count(node, items, more, out)
        elif node.satisfies is None:
            raise AssertionError("every and some have a test")
        elif node.quantifier is Quantifier.EVERY:
            self._every(node, node.satisfies, items, more, out)
        else:
            self._some(node, node.satisfies, items, more, out)

    def _items(self, source: ListSource, item: str) -> tuple[str, str]:
        """The names of a list and of whether there may be more."""
        items, more = self._name(), self._name()
        if source.named is not None or len(source.hops) > 1:
            lister = self._constant(self._compiler.lists.items(source))
            self._line(f"{items}, {more} = {lister}({item}, run)")
        else:
            self._line(f"{items} = {self._dug(source.origin, item, source.hops[0])}")
            self._line(f"{more} = {items} is None")
            self._line(f"if {more}: {items} = ()")
        return items, more

    @contextmanager
    def _chosen(self, node: Over, items: str) -> Iterator[str]:
        """A loop over the items for which `where` is true."""
        one = self._name()
        with self._block(f"for {one} in {items}:"):
            if node.where is not None:
                wanted = self._name()
                self._write(node.where, one, wanted)
                self._line(f"if not {wanted}: continue")
            yield one

    def _every(self, node: Over, satisfies: Condition, items: str, more: str, out: str) -> None:
        found, some = self._name(), self._name()
        self._line(f"{out} = True; {some} = False")
        with self._chosen(node, items) as one:
            self._line(f"{some} = True")
            self._write(satisfies, one, found)
            with self._block(f"if not {found}:"):
                self._line(f"{out} = {found}")
                self._line(f"if {out} is False: break")
        with self._block(f"if {out} is not False:"):
            self._line(f"if {more}: {out} = None")
            self._line(f"elif not {some}: {out} = {truth(node.if_empty)}")

    def _some(self, node: Over, satisfies: Condition, items: str, more: str, out: str) -> None:
        found = self._name()
        self._line(f"{out} = None if {more} else False")
        with self._chosen(node, items) as one:
            self._write(satisfies, one, found)
            with self._block(f"if {found} is not False:"):
                self._line(f"{out} = {found}")
                self._line(f"if {out}: break")

    def _count(self, node: Over, items: str, more: str, out: str) -> None:
        low, high = self._name(), self._name()
        if node.where is None and node.satisfies is None:
            self._line(f"{low} = {high} = len({items})")
        else:
            self._line(f"{low} = {high} = 0")
            with self._chosen(node, items) as one:
                if node.satisfies is not None:
                    found = self._name()
                    self._write(node.satisfies, one, found)
                    self._line(f"if {found} is False: continue")
                    self._line(f"if {found}: {low} += 1")
                else:
                    self._line(f"{low} += 1")
                self._line(f"{high} += 1")
        (least, most), high = bounds(node), f"{self._constant(logic.INFINITE)} if {more} else {high}"
        between = f"{self._constant(logic.between)}({low}, {high}, {self._constant(least)}, {self._constant(most)})"
        # NOTE: the commonest bounds are decided by the known items, whatever else there may be.
        if most is None and least is not None:
            between = f"{low} >= {self._constant(least)} or {between}"
        self._line(f"{out} = {between}")


def truth(value: logic.Truth) -> str:
    """A truth value as source: one of three words, whatever a pack may have brought here."""
    return "None" if value is None else "True" if value else "False"
