"""The recorder as Python source, for packs that are used often: the traces that the closures of compile leave.

Every condition has one function, which looks at all parts and leaves its trace in `run.frame`. How source is written,
and why no word of a pack stands in it, is said in policycheck.evaluation.source.
"""

from __future__ import annotations

from policycheck.evaluation import logic
from policycheck.evaluation.access import Test, Trace, reads
from policycheck.evaluation.compile import Compiler, bounds
from policycheck.evaluation.source import Function, Written, is_written, truth
from policycheck.model.condition import Condition, Leaf, Named, Over, Quantifier, RuleOutcome


class RecordingCompiler(Compiler):
    """Compiles conditions with a recorder. What has no form in source stays a closure that records."""

    def __init__(self) -> None:
        super().__init__(record=True)

    def test(self, node: Condition) -> Test:
        """The function of a condition."""
        return _Recording(self).of(node) if is_written(node) else super().test(node)


class _Recording(Function):
    """The source of one function that records. `_frame` names the list that takes the trace of the node at work."""

    _frame = "frame"

    def of(self, node: Written) -> Test:
        """The function of a condition that has a form in source."""
        self._line("frame = run.frame")
        return super().of(node)

    def _write(self, node: Condition, item: str, out: str) -> None:
        if isinstance(node, Named) and isinstance(node.part, Leaf):
            node = node.part
        if not self._has_room(node):
            self._line(f"run.frame = {self._frame}")
            super()._write(node, item, out)
            self._line("run.frame = frame")
            return
        outer, parts = self._frame, "()"
        if not isinstance(node, Leaf | RuleOutcome):
            parts = self._frame = self._name()
            self._line(f"{parts} = []")
        super()._write(node, item, out)
        trace, known, read = (self._constant(value) for value in (Trace, node, reads(node)))
        self._line(f"{outer}.append({trace}({known}, {item}, {out}, {read}, {parts}))")
        self._frame = outer

    def _joined(self, parts: tuple[Condition, ...], item: str, out: str, *, stop: bool) -> None:
        found = [self._name() for _ in parts]
        for part, name in zip(parts, found, strict=True):
            self._write(part, item, name)
        stopped, unknown = (" or ".join(f"{name} is {value}" for name in found) for value in (stop, None))
        self._line(f"{out} = {stop} if {stopped} else None if {unknown} else {not stop}")

    def _over(self, node: Over, item: str, out: str) -> None:
        if node.where is None:
            items, more = self._items(node.source, item)
        else:
            items, more = self._name(), self._name()
            lister = self._constant(self._compiler.lists.items(node.source, node.where))
            self._line(f"{items}, {more} = {lister}({item}, run)")
        values = f"[True] * len({items})"
        if node.satisfies is not None:
            values, one = f"[part.value for part in {self._frame}]", self._name()
            with self._block(f"for {one} in {items}:"):
                self._write(node.satisfies, one, self._name())
        self._line(f"{out} = {self._quantified(node, f'{values}, {more}')}")

    def _quantified(self, node: Over, passing: str) -> str:
        """What the items that pass come to, as an expression."""
        if node.quantifier is Quantifier.EVERY:
            return f"{self._constant(logic.every)}({passing}, {truth(node.if_empty)})"
        if node.quantifier is Quantifier.SOME:
            return f"{self._constant(logic.some)}({passing})"
        least, most = map(self._constant, bounds(node))
        return f"{self._constant(logic.count)}({passing}, {least}, {most})"
