"""Evaluating a proposal against a pack: findings on rules, and what became of advisories and tensions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from policycheck.errors import Problem
from policycheck.evaluation.access import Run, Test, Trace
from policycheck.evaluation.blame import responsible
from policycheck.evaluation.evidence import support
from policycheck.evaluation.explain import Explainer, Traces
from policycheck.evaluation.facts import Places
from policycheck.evaluation.outcomes import Truths, possible_outcomes
from policycheck.evaluation.program import CompiledConcern, CompiledRule, Program, checks, program, settle, traced
from policycheck.model.assessment import Finding, Raised
from policycheck.model.outcome import BLOCKED, Concern, Outcome, Support
from policycheck.model.pack import Advisory, Pack, Tension
from policycheck.model.proposal import Proposal


class Findings(NamedTuple):
    """What evaluation yields: whether each recommendation applies, its findings, and the concerns."""

    applies: Mapping[str, bool]
    rules: Mapping[str, tuple[Finding, ...]]
    advisories: tuple[Raised, ...]
    tensions: tuple[Raised, ...]


def find(pack: Pack, proposal: Proposal, *, explain: bool = True) -> Findings:
    """Every finding. Without `explain` they carry outcomes only: no facts and no words, and the same outcomes."""
    return _Explained(pack, proposal).find() if explain else _plain(pack, proposal)


def broken_checks(pack: Pack, proposal: Proposal) -> tuple[Problem, ...]:
    """What the pack forbids every proposal and this one does, each at the first place that shows it."""
    run = Run(proposal.values)
    broken = [(check, recording) for check, plain, recording in checks(pack) if plain(None, run) is False]
    if not broken:
        return ()
    places, problems = Places(proposal, pack.vocabulary), []
    for check, recording in broken:
        facts = places.facts(part.trace for part in responsible(traced(recording, Run(proposal.values))[1]))
        span = facts[0].span if facts else proposal.document.span(())
        problems.append(Problem(f"PACK-{check.id}", check.message, span, check.remedy))
    return tuple(problems)


def _plain(pack: Pack, proposal: Proposal) -> Findings:
    compiled = program(pack, recording=False)
    run, truths = compiled.run(proposal.values)
    findings = {
        rule_id: Finding(
            rule.rule, run.outcomes[rule_id], possible_outcomes(truths[rule_id]), _because(rule, run.outcomes)
        )
        for rule_id, rule in ((rule.rule.id, rule) for rule in compiled.rules)
    }
    return Findings(
        applies=_applies(compiled, run),
        rules=_by_recommendation(pack, findings),
        advisories=tuple(_state(c, proposal, pack, run) for c in compiled.advisories),
        tensions=tuple(_state(c, proposal, pack, run) for c in compiled.tensions),
    )


def _applies(compiled: Program, run: Run) -> dict[str, bool]:
    return {recommendation.id: when is None or when(None, run) is True for recommendation, when in compiled.whens}


def _by_recommendation(pack: Pack, findings: Mapping[str, Finding]) -> dict[str, tuple[Finding, ...]]:
    return {
        recommendation.id: tuple(findings[rule.id] for rule in recommendation.rules)
        for recommendation in pack.recommendations
    }


def _because(compiled: CompiledRule, outcomes: Mapping[str, Outcome]) -> str:
    parent = compiled.rule.requires
    return parent if parent and outcomes[parent] in BLOCKED else ""


def _in_scope(concern: Advisory | Tension, proposal: Proposal, pack: Pack) -> bool:
    covers = proposal.header.covers
    if pack.comprehensive in covers:
        return True
    return not concern.package_only and (not concern.strands or any(strand in covers for strand in concern.strands))


def _answer(concern: Advisory | Tension, proposal: Proposal) -> str:
    return next((risk.mitigation for risk in proposal.risks if risk.topic == concern.slug), "")


def _state(compiled: CompiledConcern, proposal: Proposal, pack: Pack, run: Run) -> Raised:
    """What became of a concern, without words. `when` of a concern outside the scope is not looked at."""
    concern = compiled.concern
    if not _in_scope(concern, proposal, pack):
        return Raised(concern, Concern.OUT_OF_SCOPE)
    if compiled.when(None, run) is not True:
        return Raised(concern, Concern.NOT_RAISED)
    answer = _answer(concern, proposal)
    reconciled = compiled.reconciled is not None and compiled.reconciled(None, run) is True
    return Raised(concern, Concern.ANSWERED if answer or reconciled else Concern.RAISED, answer=answer)


class _Explained:
    """Evaluates with traces, and puts them into facts and words."""

    def __init__(self, pack: Pack, proposal: Proposal) -> None:
        self.pack = pack
        self.proposal = proposal
        self.compiled = program(pack, recording=True)
        self.run = Run(proposal.values)
        self.places = Places(proposal, pack.vocabulary)
        self.explainer = Explainer(self.places, self.run, self.compiled.lists)
        self.responses = {response.finding: response.text for response in proposal.responses}

    def find(self) -> Findings:
        """Every finding, with facts and words."""
        traces = {compiled.rule.id: self._traces(compiled) for compiled in self.compiled.rules}
        truths = {rule_id: _truths(found) for rule_id, found in traces.items()}
        settle(self.compiled.rules, truths, self.run.outcomes)
        findings = {
            compiled.rule.id: self._finding(compiled, traces[compiled.rule.id], truths[compiled.rule.id])
            for compiled in self.compiled.rules
        }
        return Findings(
            applies=_applies(self.compiled, self.run),
            rules=_by_recommendation(self.pack, findings),
            advisories=tuple(self._raised(compiled) for compiled in self.compiled.advisories),
            tensions=tuple(self._raised(compiled) for compiled in self.compiled.tensions),
        )

    def _traces(self, compiled: CompiledRule) -> Traces:
        return Traces(
            self._trace(compiled.when),
            self._trace(compiled.contradicted),
            traced(compiled.met, self.run)[1],
            self._trace(compiled.partly),
        )

    def _trace(self, test: Test | None) -> Trace | None:
        return None if test is None else traced(test, self.run)[1]

    def _finding(self, compiled: CompiledRule, traces: Traces, truths: Truths) -> Finding:
        rule, outcome = compiled.rule, self.run.outcomes[compiled.rule.id]
        because, possible = _because(compiled, self.run.outcomes), possible_outcomes(truths)
        response = self.responses.get(rule.id, "")
        if because:
            return Finding(rule, outcome, possible, because, response=response)
        read = [trace for trace in _deciding(outcome, traces) if trace is not None]
        return Finding(
            rule,
            outcome,
            possible,
            facts=self.places.facts(read, [part.trace for trace in read for part in responsible(trace)]),
            why=self.explainer.rule(outcome, traces),
            support=self._support(traces) if outcome is Outcome.MET else Support.NOT_NEEDED,
            response=response,
        )

    def _support(self, traces: Traces) -> Support:
        made_it_met = self.places.facts(part.trace for part in responsible(traces.met))
        # An item of a list of plain values has no place of its own: then the whole of what was read counts.
        return support(made_it_met or self.places.facts([traces.met]), self.proposal.evidence)

    def _raised(self, compiled: CompiledConcern) -> Raised:
        raised = _state(compiled, self.proposal, self.pack, self.run)
        if raised.state in {Concern.OUT_OF_SCOPE, Concern.NOT_RAISED}:
            return raised
        when = traced(compiled.when, self.run)[1]
        why = self.explainer.triggered(when)
        if raised.state is Concern.ANSWERED and not raised.answer and compiled.reconciled is not None:
            answer = " ".join(self.explainer.triggered(traced(compiled.reconciled, self.run)[1]))
        else:
            answer = raised.answer
        return Raised(raised.concern, raised.state, self.places.facts([when]), why, answer)


def _truths(traces: Traces) -> Truths:
    return Truths(
        True if traces.when is None else traces.when.value,
        False if traces.contradicted is None else traces.contradicted.value,
        traces.met.value,
        False if traces.partly is None else traces.partly.value,
    )


def _deciding(outcome: Outcome, traces: Traces) -> Iterable[Trace | None]:
    """The conditions whose facts a reader needs to check the outcome."""
    match outcome:
        case Outcome.NOT_APPLICABLE:
            return (traces.when,)
        case Outcome.CONTRADICTED:
            return (traces.contradicted,)
        case _:
            return (traces.met, traces.partly)
