"""What rules that count labels could still come to: a label whose condition is unknown may come to apply.

As stated, such a label does not apply: the conditions of a label set are triggers. At best it may.
"""

from __future__ import annotations

from typing import Any

from policycheck.evaluation import logic
from policycheck.evaluation.access import Run, Test
from policycheck.evaluation.compile import Compiler, bounds
from policycheck.evaluation.logic import Truth
from policycheck.model.condition import All, Among, AnyOf, Condition, CountLabels, Leaf, Named, Not, Over
from policycheck.model.pack import Rule


def counts_labels(rule: Rule) -> bool:
    """Whether a rule counts the labels that apply (apart from what narrows the lists that it reads)."""
    return any(_counts(one) for one in (rule.when, rule.contradicted, rule.met, rule.partly))


def _counts(node: Condition | None) -> bool:
    if type(node) is Leaf:  # most nodes are
        return False
    match node:
        case CountLabels():
            return True
        case All() | AnyOf() | Among():
            return any(_counts(part) for part in node.parts)
        case Not() | Named():
            return _counts(node.part)
        case Over():
            return _counts(node.satisfies) or _counts(node.where)
        case _:
            return False


class OpenCompiler(Compiler):
    """Compiles conditions so that a label whose condition is unknown may apply, or not."""

    def _test(self, node: Condition) -> Test:
        if not isinstance(node, CountLabels):
            return super()._test(node)
        labels, name, (least, most) = self.lists.labels(node.labels), node.labels.name, bounds(node)

        def count(_: Any, run: Run) -> Truth:
            applying = len(labels(run))
            return logic.between(applying, applying + run.undecided.get(name, 0), least, most)

        return count

    def _defined(self, node: Named) -> Test:
        """NOTE: not kept for the run: what other compilers keep there under its name may be something else."""
        return self.test(node.part)
