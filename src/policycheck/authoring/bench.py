"""A proposal on the bench: what edits make of it, and what its rules come to then. Texts are not touched here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.authoring.choices import Choice, Drafter
from policycheck.authoring.edits import Does, Edits, applied, changes, edit, with_edit
from policycheck.evaluation.access import Run
from policycheck.evaluation.decisive import Decisive, Obstacle
from policycheck.evaluation.findings import Findings, broken_checks
from policycheck.evaluation.program import CompiledRule, program
from policycheck.load.editing import edited
from policycheck.load.proposal import is_valid
from policycheck.model.assessment import Finding
from policycheck.model.change import value_at
from policycheck.model.document import path_of
from policycheck.model.outcome import BLOCKED, Outcome
from policycheck.model.pack import Pack, Rule
from policycheck.model.proposal import Mitigation, Proposal
from policycheck.pipeline import proposal_of
from policycheck.workshop.sites import Site
from policycheck.workshop.space import SiteReader

_NOTHING = Findings({}, {}, (), ())


class Bench:
    """One proposal, and what edits would make of it. `wide` as for a Drafter."""

    def __init__(self, pack: Pack, proposal: Proposal, *, wide: bool = False) -> None:
        self.pack = pack
        self.proposal = proposal
        self._wide = wide

    @property
    def base(self) -> Any:
        """What the proposal says."""
        return self.proposal.values

    def edited(self, edits: Edits) -> Proposal:
        """The proposal as the edits would have it; its text is the old one."""
        values = applied(self.base, edits)
        document = replace(self.proposal.document, value=values)
        risks = tuple(Mitigation(one["topic"], one["mitigation"]) for one in values.get("risks", ()))
        return replace(self.proposal, values=values, document=document, risks=risks)

    def is_valid(self, edits: Edits) -> bool:
        """Whether the edited proposal keeps to the vocabulary and to the checks of the pack."""
        made = applied(self.proposal.document.value, as_written(self.proposal, edits))
        return is_valid(made, self.pack.vocabulary) and not broken_checks(self.pack, self.edited(edits))

    def rule(self, rule: Rule) -> RuleOnBench:
        """What to ask about one rule."""
        compiled = {one.rule.id: one for group in program(self.pack).groups for one in group.rules}
        drafter = Drafter(self.pack, read_by(self.pack, rule), wide=self._wide)
        return RuleOnBench(self, compiled[rule.id], compiled.get(rule.requires), drafter)

    def with_choice(self, edits: Edits, choice: Choice) -> Edits | None:
        """The edits and a choice more, which speaks of the places as the edits have them; None where they clash."""
        made: Edits | None = edits
        for one in choice:
            made = None if made is None else with_edit(self.base, made, one)
        return made


class RuleOnBench(Struct, frozen=True, eq=False):
    """A rule with the one that it waits for, and the edits of what the two read."""

    bench: Bench
    own: CompiledRule
    parent: CompiledRule | None
    drafter: Drafter

    def outcome(self, values: Any) -> Outcome:
        """What the rule comes to, its parent's say included."""
        run = Run(values)
        above = self.parent.finding(self.parent.judge(run)).outcome if self.parent is not None else None
        return BLOCKED.get(above) or self._found(run).outcome if above is not None else self._found(run).outcome

    def _found(self, run: Run) -> Finding:
        return self.own.finding(self.own.judge(run))

    def choices(self, proposal: Proposal, *, whether: bool = False) -> Iterator[Choice]:
        """What could bring the rule nearer to being met. `whether`: also what could make that it does not apply."""
        rule, decisive = self.own.rule, Decisive(self.bench.pack, proposal, _NOTHING)
        obstacles = []
        if self.parent is not None:
            above = self.parent.rule
            if self.parent.finding(self.parent.judge(Run(proposal.values))).outcome in BLOCKED:
                obstacles.append(_obstacle(decisive, above))
        obstacles = obstacles or [_obstacle(decisive, rule)]
        if whether and rule.when is not None:
            obstacles.append(Obstacle(decisive.condition(rule.when), ()))
        for obstacle in obstacles:
            for path in sorted(set(map(path_of, obstacle.fields)), key=str):
                yield from self.drafter.at(proposal.values, path)
            for item in obstacle.items:
                yield from self.drafter.removal(proposal.values, item)


def _obstacle(decisive: Decisive, rule: Rule) -> Obstacle:
    if rule.contradicted is not None and decisive.truth(rule.contradicted) is True:
        return Obstacle(decisive.condition(rule.contradicted), ())
    return decisive.obstacle(rule.met)


def read_by(pack: Pack, rule: Rule) -> Site:
    """What a rule reads, and the rule that it waits for: places under the whole proposal."""
    reader = SiteReader(pack.vocabulary.root)
    found = pack.rule(rule.requires) if rule.requires else None
    for one in (rule, *([found[1]] if found is not None else [])):
        for condition in (one.when, one.contradicted, one.met, one.partly):
            reader.condition(condition, reader.root)
    return reader.root


def as_written(proposal: Proposal, edits: Edits) -> Edits:
    """The edits for what is written in the file: a list with a value that means "none" is stated anew."""
    base, written = proposal.values, proposal.document.value
    plain = {one.path for one in edits if one.kind is Does.ADD}
    anew = {path for path in plain if value_at(base, path) == [] and value_at(written, path)}
    kept = frozenset(one for one in edits if one.path not in anew)
    made = applied(base, edits)
    return kept | {edit(Does.STATE, path, value_at(made, path)) for path in anew}


def realised(pack: Pack, proposal: Proposal, edits: Edits) -> Proposal:
    """The proposal read again from its text with the edits in it; comments, order and layout stay.

    Raises InputError where the text cannot take them.
    """
    ordered = changes(proposal.document.value, as_written(proposal, edits))
    document = edited(proposal.document, ordered)
    return proposal_of(document.content, document.name, pack)
