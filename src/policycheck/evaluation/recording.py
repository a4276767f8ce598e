"""The recorder as Python source, for packs that are used often: the traces that the closures of compile leave.

Every condition has one function, which looks at all parts and leaves its trace in `run.frame`. How source is written,
and why no word of a pack stands in it, is said in policycheck.evaluation.source.
"""

from __future__ import annotations

from policycheck.evaluation import logic
from policycheck.evaluation.access import Test, Trace
from policycheck.evaluation.compile import Compiler, bounds
from policycheck.evaluation.reading import reads
from policycheck.evaluation.source import Function, SourceCompiler, Written, is_written, truth
from policycheck.model.condition import Condition, Leaf, Named, Over, Quantifier


class RecordingCompiler(Compiler):
    """Compiles conditions with a recorder. What has no form in source stays a closure that records."""

    def __init__(self) -> None:
        super().__init__(record=True)
        self.lists = SourceCompiler().lists

    def test(self, node: Condition) -> Test:
        """The function of a condition."""
        return _Recording(self).of(node) if is_written(node) else super().test(node)


class _Recording(Function):
    """The source of one function that records. `_parts` names the traces of the parts of the node at work.

    Of a list whose items are looked at it is one name: that of the list of their traces.
    """

    _parts: list[str]

    def of(self, node: Written) -> Test:
        """The function of a condition that has a form in source."""
        self._parts = []
        self._write(node, "item", "answer")
        self._line(f"run.frame.append({self._parts[0]})")
        self._line("return answer")
        test: Test = self._made("item, run")
        return test

    def _write(self, node: Condition, item: str, out: str) -> None:
        if isinstance(node, Named) and isinstance(node.part, Leaf):
            node = node.part
        outer, self._parts, trace = self._parts, [], self._name()
        if self._has_room(node):
            super()._write(node, item, out)
            looks_inside = isinstance(node, Over) and node.satisfies is not None
            parts = self._parts[0] if looks_inside else f"({''.join(f'{part}, ' for part in self._parts)})"
            made, known, read = (self._constant(value) for value in (Trace, node, reads(node)))
            self._line(f"{trace} = {made}({known}, {item}, {out}, {read}, {parts})")
        else:
            frame = self._name()
            self._line(f"{frame}, run.frame = run.frame, []")
            super()._write(node, item, out)
            self._line(f"{trace}, run.frame = run.frame[0], {frame}")
        self._parts = [*outer, trace]

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
            values, traces, one, found = (self._name() for _ in range(4))
            self._line(f"{values}, {traces} = [], []")
            with self._block(f"for {one} in {items}:"):
                self._write(node.satisfies, one, found)
                self._line(f"{values}.append({found}); {traces}.append({self._parts[0]})")
            self._parts = [traces]
        self._line(f"{out} = {self._quantified(node, values, more)}")

    def _quantified(self, node: Over, values: str, more: str) -> str:
        """What the values of the items come to, as an expression."""
        if node.quantifier is Quantifier.EVERY:
            passed = f"True if {values} else {truth(node.if_empty)}"
            return f"False if False in {values} else None if {more} or None in {values} else {passed}"
        if node.quantifier is Quantifier.SOME:
            return f"True if True in {values} else None if {more} or None in {values} else False"
        least, most = map(self._constant, bounds(node))
        return f"{self._constant(logic.count)}({values}, {more}, {least}, {most})"
