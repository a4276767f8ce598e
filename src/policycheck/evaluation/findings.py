"""Evaluating a proposal against a pack: findings on rules, and what became of advisories and tensions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from policycheck.errors import Problem
from policycheck.evaluation.access import Run, Trace
from policycheck.evaluation.blame import Reason, reason
from policycheck.evaluation.evidence import Citations
from policycheck.evaluation.explain import Explainer, Reasons
from policycheck.evaluation.facts import Places
from policycheck.evaluation.program import CompiledConcern, checks, program, recorder
from policycheck.model.assessment import Fact, Finding, Raised
from policycheck.model.condition import Condition, Over, Quantifier
from policycheck.model.outcome import QUIET, Concern, Outcome, Support
from policycheck.model.pack import Advisory, Pack, Rule, Tension
from policycheck.model.proposal import Proposal

UNBACKED = "Its conditions are met, but the proposal does not cite evidence for all that makes them so: held to less."
"""What is said of a rule that is met, and held down for lack of evidence."""


class Findings(NamedTuple):
    """What evaluation yields: whether each recommendation applies, its findings, and the concerns."""

    applies: Mapping[str, bool]
    rules: Mapping[str, tuple[Finding, ...]]
    advisories: tuple[Raised, ...]
    tensions: tuple[Raised, ...]


Choice = Callable[["Findings"], Collection[str]]
"""Of findings without words, the ids of the rules that are worth them."""


def find(pack: Pack, proposal: Proposal, *, explain: bool | Collection[Outcome] | Choice = True) -> Findings:
    """Every finding. Those whose outcome is in `explain` carry facts and words (True: all of them, False: none), or
    those of the rules that it chooses.

    Outcomes come from plain tests; what is explained is evaluated again with a recorder, condition by condition.
    """
    run, found = _plain(pack, proposal)
    if callable(explain):
        names = frozenset(explain(found))
        return _Explained(pack, proposal, run).explained(found, lambda finding: finding.rule.id in names)
    wanted = _EVERY if explain is True else frozenset(explain or ())
    if not wanted:
        return found
    made = _Explained(pack, proposal, run)
    return made.explained(found, lambda finding: finding.outcome in wanted, whole=wanted == _EVERY)


def broken_checks(pack: Pack, proposal: Proposal) -> tuple[Problem, ...]:
    """What the pack forbids every proposal and this one does, each at the first place that shows it."""
    run = Run(proposal.values)
    broken = [check for check, test in checks(pack) if test(None, run) is False]
    if not broken:
        return ()
    places, problems = Places(proposal, pack.vocabulary), []
    for check in broken:
        facts = places.facts(trace for trace, _ in reason(recorder(pack).trace(check.must, run)).parts)
        span = facts[0].span if facts else proposal.document.span(())
        problems.append(Problem(f"PACK-{check.id}", check.message, span, check.remedy))
    return tuple(problems)


def _plain(pack: Pack, proposal: Proposal) -> tuple[Run, Findings]:
    compiled, run = program(pack), Run(proposal.values)
    rules: dict[str, tuple[Finding, ...]] = {}
    outcomes = run.outcomes
    for group in compiled.groups:
        rules[group.recommendation.id] = found = group.findings(run)
        for finding in found:
            outcomes[finding.rule.id] = finding.outcome
    if pack.scale.unevidenced is not Outcome.MET:
        rules = _Explained(pack, proposal, run).held_to_evidence(rules, pack.scale.unevidenced)
    asked = _asked(pack, proposal.header.covers)
    answers = {risk.topic: risk.mitigation for risk in reversed(proposal.risks)}
    applies = {
        group.recommendation.id: group.when is None or group.when(None, run) is True for group in compiled.groups
    }
    advisories, tensions = (
        tuple(
            [
                one.out_of_scope
                if one.concern not in asked
                else one.not_raised
                if one.when(None, run) is not True
                else _raised(one, run, answers)
                for one in concerns
            ]
        )
        for concerns in (compiled.advisories, compiled.tensions)
    )
    return run, Findings(applies, rules, advisories, tensions)


@lru_cache(maxsize=64)
def _asked(pack: Pack, covers: tuple[str, ...]) -> frozenset[Advisory | Tension]:
    """The concerns that a proposal which covers so much is asked about."""
    whole = pack.comprehensive in covers
    return frozenset(
        concern
        for concern in pack.concerns
        if whole or (not concern.package_only and (not concern.strands or not set(concern.strands).isdisjoint(covers)))
    )


def _raised(compiled: CompiledConcern, run: Run, answers: Mapping[str, str]) -> Raised:
    """A concern that is raised, without words."""
    concern = compiled.concern
    answer = answers.get(concern.slug, "")
    reconciled = compiled.reconciled is not None and compiled.reconciled(None, run) is True
    return Raised(concern, Concern.ANSWERED if answer or reconciled else Concern.RAISED, answer=answer)


class _Explained:
    """Puts findings and concerns into facts and words."""

    def __init__(self, pack: Pack, proposal: Proposal, run: Run) -> None:
        self.proposal = proposal
        self.run = run
        self.places = Places(proposal, pack.vocabulary)
        self.recorder = recorder(pack)
        self.explainer = Explainer(self.places, run, self.recorder)
        self.citations = Citations(proposal.evidence)
        self.responses = {response.finding: response.text for response in proposal.responses}

    def explained(self, found: Findings, wanted: Callable[[Finding], bool], *, whole: bool = False) -> Findings:
        """The same findings; those that are wanted, and every concern that was raised, with facts and words.

        Of the `whole`, so is what a trigger that did not fire leaves undecided.
        """
        return Findings(
            found.applies,
            {key: tuple(self._finding(one, wanted) for one in findings) for key, findings in found.rules.items()},
            tuple(self._raised(one, whole=whole) for one in found.advisories),
            tuple(self._raised(one, whole=whole) for one in found.tensions),
        )

    def held_to_evidence(
        self, rules: Mapping[str, tuple[Finding, ...]], otherwise: Outcome
    ) -> dict[str, tuple[Finding, ...]]:
        """The same findings, but what is met without evidence comes to `otherwise`; concerns read that outcome.

        Met stays possible: the evidence may still be added.
        """
        return {key: tuple(self._held(one, otherwise) for one in findings) for key, findings in rules.items()}

    def _held(self, finding: Finding, otherwise: Outcome) -> Finding:
        if finding.outcome is not Outcome.MET:
            return finding
        met = self._reason(finding.rule.met)
        if self._support(self.places.facts([met.trace]), met) is not Support.UNEVIDENCED:
            return finding
        self.run.outcomes[finding.rule.id] = otherwise
        possible = finding.possible | {otherwise}
        return replace(finding, outcome=otherwise, possible=possible, support=Support.UNEVIDENCED)

    def _reason(self, condition: Condition) -> Reason:
        return reason(self.recorder.trace(condition, self.run))

    def _finding(self, finding: Finding, wanted: Callable[[Finding], bool]) -> Finding:
        rule, outcome = finding.rule, finding.outcome
        response = self.responses.get(rule.id, "")
        if finding.because_of or not wanted(finding):
            return replace(finding, response=response) if response else finding
        held = finding.support is _UNEVIDENCED
        if held:
            outcome = Outcome.MET  # by its conditions
        reasons = Reasons(*[None if one is None else self._reason(one) for one in deciding(rule, outcome)])
        read = [reason for reason in reasons if reason is not None]
        decisive = [trace for reason in read for trace in _looked_at(reason)]
        facts = self.places.facts([reason.trace for reason in read], decisive)
        why = self.explainer.rule(rule, outcome, reasons)
        return replace(
            finding,
            facts=facts,
            deciding=self._deciding(outcome, reasons),
            why=(*why, UNBACKED) if held else why,
            support=self._support(facts, reasons.met) if outcome == _MET else _NOT_NEEDED,
            response=response,
        )

    def _deciding(self, outcome: Outcome, reasons: Reasons) -> tuple[Fact, ...]:
        """What decided a rule's outcome. That some of it is met is no reason why the rest is not."""
        main = reasons.contradicted or reasons.met or reasons.when
        if outcome is _NOT_STATED and reasons.partly is not None and reasons.partly.trace.value is None:
            main = reasons.partly if main is None or main.trace.value is not None else main
        return () if main is None else self.places.own(_looked_at(main))

    def _support(self, read: tuple[Fact, ...], met: Reason | None) -> Support:
        if not self.proposal.evidence or met is None:
            return _UNEVIDENCED if any(fact.stated for fact in read) else _NOT_NEEDED
        made_it_met = self.places.facts(_looked_at(met))
        # An item of a list of plain values has no place of its own: then the whole of what was read counts.
        return self.citations.support(made_it_met or self.places.facts([met.trace]))

    def _raised(self, raised: Raised, *, whole: bool) -> Raised:
        if raised.state in QUIET:
            return self._undecided(raised) if whole and raised.state is Concern.NOT_RAISED else raised
        when, answer = self._reason(raised.concern.when), raised.answer
        if not answer and isinstance(raised.concern, Tension) and raised.concern.reconciled is not None:
            reconciled = self._reason(raised.concern.reconciled)
            if reconciled.trace.value is True:
                answer = " ".join(self.explainer.triggered(reconciled))
        facts = self.places.facts([when.trace])
        return replace(raised, facts=facts, why=self.explainer.triggered(when), answer=answer)

    def _undecided(self, raised: Raised) -> Raised:
        """A concern that is not raised; where the proposal does not say whether it should be, with facts and words."""
        condition = raised.concern.when
        when = self._reason(condition)
        if when.trace.value is not None:
            return raised
        facts = self.places.facts(_looked_at(when))
        return replace(raised, facts=facts, why=self.explainer.not_triggered(condition, when))


def _looked_at(reason: Reason) -> list[Trace]:
    """The traces of what decides; of a sum those of its numbers, if there are any."""
    return [one for trace, _ in reason.parts for one in (trace.parts if trace.parts and _is_sum(trace) else (trace,))]


def _is_sum(trace: Trace) -> bool:
    return type(trace.node) is Over and trace.node.quantifier is _SUM


_SUM = Quantifier.SUM
_EVERY = frozenset(Outcome)
# A member asked of its enumeration takes a quarter of a microsecond.
_MET, _NOT_STATED = Outcome.MET, Outcome.NOT_STATED
_NOT_NEEDED, _UNEVIDENCED = Support.NOT_NEEDED, Support.UNEVIDENCED


@lru_cache(maxsize=4096)
def deciding(rule: Rule, outcome: Outcome) -> tuple[Condition | None, ...]:
    """The conditions that a reader needs to check the outcome: when, contradicted, met, partly; the rest are None."""
    match outcome:
        case Outcome.NOT_APPLICABLE:
            return rule.when, None, None, None
        case Outcome.CONTRADICTED:
            return None, rule.contradicted, None, None
        case Outcome.MET:  # then nobody asks whether it is met in part
            return None, None, rule.met, None
        case _:
            return None, None, rule.met, rule.partly
