"""Repairs put into the text of a copy, rule after rule, and evaluated again with all the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from policycheck.authoring.bench import realised
from policycheck.authoring.edits import Edits
from policycheck.authoring.repair import TRIES, Repair, repair
from policycheck.errors import InputError
from policycheck.model.assessment import Assessment, Finding
from policycheck.model.outcome import OPEN, Outcome
from policycheck.model.pack import Pack, Rule
from policycheck.model.proposal import Proposal
from policycheck.pipeline import evaluate


class Mended(Struct, frozen=True, eq=False):
    """What was tried for one rule: the proposal before, the repair, and what came of it.

    `chosen` are the edits that were made; None where there are none, or where the text could not take them. `after`
    is the proposal with them. `moved` are the other rules that come out otherwise: id, before, after.
    """

    before: Proposal
    repair: Repair
    chosen: Edits | None
    after: Proposal
    outcome: Outcome
    moved: tuple[tuple[str, Outcome, Outcome], ...] = ()


def unmet(found: Assessment) -> tuple[Rule, ...]:
    """The rules of graded recommendations that leave something to do, in the order of the pack."""
    return tuple(one.rule for grade in found.grades if grade.graded for one in grade.findings if one.outcome in OPEN)


PASSES = 3
"""So often the rules are gone through: the repair of one may undo that of another."""


def mend(pack: Pack, proposal: Proposal, rules: Iterable[Rule], *, tries: int = TRIES) -> Iterator[Mended]:
    """The smallest repair of each rule, each on top of those before, evaluated again; what is undone comes again."""
    left = list(rules)
    for _ in range(PASSES):
        done = []
        for rule in left:
            one = _mended(pack, proposal, repair(pack, proposal, rule, tries=tries))
            proposal = one.after
            done.append(one)
            yield one
        now = outcomes(pack, proposal)
        left = [one.repair.rule for one in done if one.outcome not in OPEN and now[one.repair.rule.id] in OPEN]


def _mended(pack: Pack, proposal: Proposal, found: Repair) -> Mended:
    """Of the ways that the text takes, the one that does least harm to other rules; of such, the first."""
    before = outcomes(pack, proposal)
    made = [one for way in (found.ways if found.cost else ()) if (one := _made(pack, proposal, found, before, way))]
    if made:
        return min(made, key=lambda one: sum(_is_worse(was, now) for _, was, now in one.moved))
    return Mended(proposal, found, None, proposal, before[found.rule.id])


def _made(pack: Pack, proposal: Proposal, found: Repair, before: Mapping[str, Outcome], edits: Edits) -> Mended | None:
    """The edits in the text; None where it does not take them, or the rule is not met with them after all."""
    try:
        after = realised(pack, proposal, edits)
    except InputError:
        return None
    now = outcomes(pack, after)
    if now[found.rule.id] is not Outcome.MET:
        return None
    moved = [(name, was, now[name]) for name, was in before.items() if now[name] is not was and name != found.rule.id]
    return Mended(proposal, found, edits, after, Outcome.MET, tuple(moved))


def _is_worse(was: Outcome, now: Outcome) -> bool:
    order = list(Outcome)
    return now in OPEN and order.index(now) < order.index(was)


def outcomes(pack: Pack, proposal: Proposal) -> dict[str, Outcome]:
    """What every rule comes to, by its id."""
    grades = evaluate(pack, proposal, explain=False).grades
    findings: list[Finding] = [one for grade in grades for one in grade.findings]
    return {one.rule.id: one.outcome for one in findings}
