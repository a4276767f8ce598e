"""Evaluating a proposal against a pack: findings on rules, and what became of advisories and tensions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from policycheck.errors import Problem
from policycheck.evaluation.access import Run
from policycheck.evaluation.blame import Reason, reason
from policycheck.evaluation.evidence import support
from policycheck.evaluation.explain import Explainer, Reasons
from policycheck.evaluation.facts import Places
from policycheck.evaluation.program import CompiledConcern, Program, checks, program, recorder
from policycheck.model.assessment import Fact, Finding, Raised
from policycheck.model.condition import Condition
from policycheck.model.outcome import BLOCKED, QUIET, Concern, Outcome, Support
from policycheck.model.pack import Advisory, Pack, Rule, Tension
from policycheck.model.proposal import Proposal


class Findings(NamedTuple):
    """What evaluation yields: whether each recommendation applies, its findings, and the concerns."""

    applies: Mapping[str, bool]
    rules: Mapping[str, tuple[Finding, ...]]
    advisories: tuple[Raised, ...]
    tensions: tuple[Raised, ...]


def find(pack: Pack, proposal: Proposal, *, explain: bool | Collection[Outcome] = True) -> Findings:
    """Every finding. Those whose outcome is in `explain` carry facts and words (True: all of them, False: none).

    Outcomes come from plain tests; what is explained is evaluated again with a recorder, condition by condition.
    """
    wanted = frozenset(Outcome) if explain is True else frozenset(explain or ())
    run, found = _plain(pack, proposal)
    return _Explained(pack, proposal, run).explained(found, wanted) if wanted else found


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
    compiled = program(pack)
    run, judged = compiled.run(proposal.values)
    findings = {
        one.rule.id: _bare(
            one.rule,
            run.outcomes[one.rule.id],
            judged[one.rule.id].possible,
            _because(one.rule, run.outcomes),
        )
        for one in compiled.rules
    }
    return run, Findings(
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


def _because(rule: Rule, outcomes: Mapping[str, Outcome]) -> str:
    return rule.requires if rule.requires and outcomes[rule.requires] in BLOCKED else ""


@lru_cache(maxsize=4096)
def _bare(rule: Rule, outcome: Outcome, possible: frozenset[Outcome], because: str) -> Finding:
    """A finding without words. It is frozen, so proposals that come to the same share it."""
    return Finding(rule, outcome, possible, because)


@lru_cache(maxsize=1024)
def _silent(concern: Advisory | Tension, state: Concern) -> Raised:
    """A concern that was not raised; shared likewise."""
    return Raised(concern, state)


@lru_cache(maxsize=256)
def _in_scope(concern: Advisory | Tension, covers: tuple[str, ...], comprehensive: str) -> bool:
    """Whether a proposal that covers so much is asked about the concern."""
    if comprehensive in covers:
        return True
    return not concern.package_only and (not concern.strands or any(strand in covers for strand in concern.strands))


def _answer(concern: Advisory | Tension, proposal: Proposal) -> str:
    return next((risk.mitigation for risk in proposal.risks if risk.topic == concern.slug), "")


def _state(compiled: CompiledConcern, proposal: Proposal, pack: Pack, run: Run) -> Raised:
    """What became of a concern, without words. `when` of a concern outside the scope is not looked at."""
    concern = compiled.concern
    if not _in_scope(concern, proposal.header.covers, pack.comprehensive):
        return _silent(concern, Concern.OUT_OF_SCOPE)
    if compiled.when(None, run) is not True:
        return _silent(concern, Concern.NOT_RAISED)
    answer = _answer(concern, proposal)
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
        self.responses = {response.finding: response.text for response in proposal.responses}

    def explained(self, found: Findings, wanted: frozenset[Outcome]) -> Findings:
        """The same findings; those of the wanted outcomes, and every concern that was raised, with facts and words."""
        return Findings(
            found.applies,
            {key: tuple(self._finding(one, wanted) for one in findings) for key, findings in found.rules.items()},
            tuple(self._raised(one) for one in found.advisories),
            tuple(self._raised(one) for one in found.tensions),
        )

    def _reason(self, condition: Condition) -> Reason:
        return reason(self.recorder.trace(condition, self.run))

    def _finding(self, finding: Finding, wanted: frozenset[Outcome]) -> Finding:
        rule, outcome = finding.rule, finding.outcome
        response = self.responses.get(rule.id, "")
        if finding.because_of or outcome not in wanted:
            return replace(finding, response=response) if response else finding
        reasons = Reasons(*[None if one is None else self._reason(one) for one in deciding(rule, outcome)])
        read = [reason for reason in reasons if reason is not None]
        decisive = {trace for reason in read for trace, _ in reason.parts}
        facts = self.places.facts([reason.trace for reason in read], decisive)
        return replace(
            finding,
            facts=facts,
            why=self.explainer.rule(rule, outcome, reasons),
            support=self._support(facts, reasons.met) if outcome == _MET else _NOT_NEEDED,
            response=response,
        )

    def _support(self, read: tuple[Fact, ...], met: Reason | None) -> Support:
        if not self.proposal.evidence or met is None:
            return Support.UNEVIDENCED if any(fact.stated for fact in read) else _NOT_NEEDED
        made_it_met = self.places.facts([trace for trace, _ in met.parts])
        # An item of a list of plain values has no place of its own: then the whole of what was read counts.
        return support(made_it_met or self.places.facts([met.trace]), self.proposal.evidence)

    def _raised(self, raised: Raised) -> Raised:
        if raised.state in QUIET:
            return raised
        when, answer = self._reason(raised.concern.when), raised.answer
        if not answer and isinstance(raised.concern, Tension) and raised.concern.reconciled is not None:
            reconciled = self._reason(raised.concern.reconciled)
            if reconciled.trace.value is True:
                answer = " ".join(self.explainer.triggered(reconciled))
        facts = self.places.facts([when.trace])
        return replace(raised, facts=facts, why=self.explainer.triggered(when), answer=answer)


_MET, _NOT_NEEDED = Outcome.MET, Support.NOT_NEEDED  # a member asked of its enumeration takes a while


@lru_cache(maxsize=4096)
def deciding(rule: Rule, outcome: Outcome) -> tuple[Condition | None, ...]:
    """The conditions that a reader needs to check the outcome: when, contradicted, met, partly; the rest are None."""
    match outcome:
        case Outcome.NOT_APPLICABLE:
            return rule.when, None, None, None
        case Outcome.CONTRADICTED:
            return None, rule.contradicted, None, None
        case _:
            return None, None, rule.met, rule.partly
