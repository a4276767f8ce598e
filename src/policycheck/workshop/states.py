"""What an entry of a pack comes to on a proposal, worked out alone: without other rules, scores or scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from policycheck.evaluation.access import Run
from policycheck.evaluation.compile import Compiler
from policycheck.evaluation.outcomes import Truths, outcome_of
from policycheck.evaluation.source import SourceCompiler
from policycheck.model.condition import Condition
from policycheck.model.outcome import BLOCKED, Concern, Verdict
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension
from policycheck.workshop.cases import BROKEN, HOLDS, RECONCILED, Subject

State = Callable[[Run], str]
"""What an entry comes to, in the words of cases."""

APPLIES = "applies"
"""A recommendation that is not `not_applicable`."""


def slots(entry: Subject) -> dict[str, Condition]:
    """The conditions of an entry, by their keys."""
    names = {
        Rule: ("when", "contradicted", "met", "partly"),
        Recommendation: ("when",),
        Advisory: ("when",),
        Tension: ("when", "reconciled"),
        Check: ("must",),
    }[type(entry)]
    return {name: condition for name in names if (condition := getattr(entry, name)) is not None}


def parent_of(pack: Pack, entry: Subject) -> Rule | None:
    """The rule that the entry requires, if it is a rule that requires one."""
    found = pack.rule(entry.requires) if isinstance(entry, Rule) and entry.requires else None
    return found[1] if found is not None else None


MANY = 2_000
"""For so many proposals it is worth making source of the conditions."""


def compiler_for(proposals: int) -> Compiler:
    """The compiler that gets through so many proposals soonest."""
    return SourceCompiler() if proposals > MANY else Compiler(record=False)


def state_of(entry: Subject, parent: Rule | None = None, *, proposals: int = 1) -> State:
    """What the entry comes to; a rule as if it required this one, an advisory as if `risks` answered nothing.

    It will be asked about so many proposals.
    """
    compiler = compiler_for(proposals)
    if isinstance(entry, Rule):
        return _of_rule(entry, parent, compiler)
    tests = {name: compiler.test(condition) for name, condition in slots(entry).items()}
    when, settled = tests.get("when", _always), tests.get("reconciled", _never)
    match entry:
        case Recommendation():
            return lambda run: APPLIES if when(None, run) is True else Verdict.NOT_APPLICABLE.value
        case Advisory() | Tension():

            def raised(run: Run) -> str:
                if when(None, run) is not True:
                    return Concern.NOT_RAISED.value
                return RECONCILED if settled(None, run) is True else Concern.RAISED.value

            return raised
        case Check():
            must = tests["must"]
            return lambda run: BROKEN if must(None, run) is False else HOLDS
        case _:
            assert_never(entry)


def _of_rule(rule: Rule, parent: Rule | None, compiler: Compiler) -> State:
    judge = compiler.judge(rule)
    if parent is None:
        return lambda run: outcome_of(Truths(*judge(run))).value
    first = compiler.judge(parent)

    def dependent(run: Run) -> str:
        blocked = BLOCKED.get(outcome_of(Truths(*first(run))))
        return (outcome_of(Truths(*judge(run))) if blocked is None else blocked).value

    return dependent


def _always(_: object, __: Run) -> bool:
    return True


def _never(_: object, __: Run) -> bool:
    return False
