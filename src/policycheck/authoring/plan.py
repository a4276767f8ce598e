"""The cheapest set of edits with which a proposal reaches a verdict over all its rules together.

The ways of each rule are searched one rule at a time, and a solver chooses among them. Rules share fields, so what it
chose is evaluated; where a rule came out otherwise than it took for granted, it is told so and chooses again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from msgspec import Struct

from policycheck.authoring.bench import Bench
from policycheck.authoring.edits import Does, Edit, Edits, cost, edit
from policycheck.authoring.master import Master
from policycheck.authoring.repair import Bound, ways_to, without_numbers
from policycheck.authoring.silence import silenced
from policycheck.authoring.standing import is_in_scope
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Verdict
from policycheck.model.pack import Advisory, Pack, Recommendation
from policycheck.model.proposal import Proposal
from policycheck.pipeline import evaluate

TRIES = 500
"""So many sets of edits are tried for each rule, unless another bound is asked for."""
ROUNDS = 40
"""So often the solver chooses at most, unless another bound is asked for."""
MOST_PARTS = 12
"""Of plans with more edits, not every part is tried: only those that leave out one or two edits."""

Target = Verdict | PackageVerdict
PACKAGE_GRADES = {
    PackageVerdict.CONSISTENT: Verdict.LARGELY_MEETS,
    PackageVerdict.CONSISTENT_WITH_RESERVATIONS: Verdict.PARTLY_MEETS,
}
"""The verdict that each recommendation needs for a verdict on the package."""
_PACKAGE_ORDER = (PackageVerdict.NOT_CONSISTENT, *reversed(PACKAGE_GRADES))


class Plan(Struct, frozen=True, eq=False):
    """A set of edits that reaches a verdict, others that cost the same, and how they were found.

    `plans` is empty where none was found. `cost` counts fields that change. `rounds` is how often the solver chose.
    `whole`: no bound was reached, so that no plan made of edits that a drafter may make costs less, and there is none
    at all where none was found. `cut` are the rules whose search reached a bound, `stopped` says that the solver did.
    """

    target: Target
    recommendations: tuple[Recommendation, ...]
    plans: tuple[Edits, ...]
    cost: int
    rounds: int
    whole: bool
    cut: Mapping[str, Bound] = {}
    stopped: bool = False


def plan(
    pack: Pack,
    proposal: Proposal,
    target: Target,
    recommendations: Sequence[Recommendation] = (),
    *,
    tries: int = TRIES,
    rounds: int = ROUNDS,
    most: int = 3,
) -> Plan:
    """The cheapest edits for a target, of these recommendations or of all in scope, and up to `most` in all.

    Raises InputError where the solver is not installed.
    """
    covers = proposal.header.covers
    graded = evaluate(pack, proposal, explain=False).grades
    aims = tuple(recommendations) or tuple(
        one.recommendation
        for one in graded
        if is_in_scope(pack, one.recommendation, covers) and one.verdict is not Verdict.NOT_APPLICABLE
    )
    return _Planner(Bench(pack, proposal, wide=True), target, aims, tries).plan(most, rounds)


def reaches(
    found: Assessment, target: Target, aims: Collection[Recommendation], before: Assessment | None = None
) -> bool:
    """Whether an assessment has the verdict that is asked for, or a better one.

    `before` is that of the proposal as it came: a grave advisory that it raised is not resolved by being undecided.
    """
    if isinstance(target, PackageVerdict):
        verdict = found.package_verdict
        if verdict is None or _PACKAGE_ORDER.index(verdict) < _PACKAGE_ORDER.index(target):
            return False
        return before is None or target is not PackageVerdict.CONSISTENT or not _grave(silenced(before, found))
    graded = {grade.recommendation.id: grade.verdict.rank for grade in found.grades if grade.graded}
    return all(graded.get(one.id, -1) >= target.rank for one in aims)


def _is_another(pack: Pack, edits: Edits, plans: Iterable[Edits]) -> bool:
    """Whether a plan differs from these in more than numbers and days."""
    return without_numbers(pack, edits) not in {without_numbers(pack, one) for one in plans}


def _grave(advisories: Iterable[Advisory]) -> list[str]:
    return [one.id for one in advisories if one.level is Level.HIGH]


class Progress(NamedTuple):
    """How far a set of edits leads, and whether far enough."""

    points: float
    reached: bool


class _Planner:
    """One plan in the making."""

    def __init__(self, bench: Bench, target: Target, aims: tuple[Recommendation, ...], tries: int) -> None:
        self._bench, self._target, self._aims = bench, target, aims
        self._cut: dict[str, Bound] = {}
        grade = PACKAGE_GRADES[target] if isinstance(target, PackageVerdict) else target
        self._grade = grade
        self._bound = 0
        self._master = Master(bench, grade, strict=isinstance(target, PackageVerdict))
        for one in aims:
            self._master.aim(one)
            for rule in one.rules:
                asked = bench.rule(rule)
                now = asked.outcome(bench.base)
                self._master.rule(asked, now)
                if now is not Outcome.MET:
                    ways, bound = ways_to(asked, set(Outcome) - {now}, tries=tries)
                    if bound is not None:
                        self._cut[rule.id] = bound
                    for way in ways:
                        self._master.way(rule, way.edits, way.outcome)
        self._answers = self._for_advisories() if target is PackageVerdict.CONSISTENT else {}
        self._master.finish(self._answers.values())
        self._before = self._evaluated(frozenset())

    def _for_advisories(self) -> dict[str, Edit]:
        """An answer to each grave advisory."""
        return {
            one.id: edit(Does.NEW, ("risks",), {"topic": one.slug, "mitigation": f"to be drafted: answer to {one.id}"})
            for one in self._bench.pack.advisories
            if one.level is Level.HIGH
        }

    def plan(self, most: int, most_rounds: int) -> Plan:
        """Take what helps most until the target is reached; then ask the solver for something cheaper, and for others.

        What the solver chooses is a lower bound: once it costs as much as the best plan, there is none cheaper.
        """
        best = self._hasty()
        plans = [] if best is None else [best]
        rounds, whole = 0, False
        while not whole and rounds < most_rounds:
            rounds += 1
            chosen = self._master.cheapest()
            whole = chosen is None or (bool(plans) and self._cost(chosen) > self._cost(plans[0]))
            if chosen is None or whole or not self._holds(chosen):
                continue
            least = self._least(chosen)
            self._master.refuse(least)
            if plans and self._cost(least) < self._cost(plans[0]):
                plans = []
            plans += [least] if _is_another(self._bench.pack, least, plans) else []
            whole = len(plans) == most
        price = self._cost(plans[0]) if plans else 0
        settled = whole or self._bound >= price > 0
        proven = settled and not self._cut
        return Plan(self._target, self._aims, tuple(plans), price, rounds, proven, self._cut, stopped=not settled)

    def _cost(self, edits: Edits) -> int:
        return cost(self._bench.base, edits)

    def _hasty(self) -> Edits | None:
        """Edits that reach the target, taken way by way: each time the one that brings most for what it costs."""
        edits: Edits = frozenset()
        progress = self._progress(edits)
        while not progress.reached:
            tried = [
                ((after.points - progress.points) / (self._cost(more) - self._cost(edits)), sorted(more), after)
                for way in self._master.ways
                if (more := self._master.together(edits, way)) is not None and more != edits
                for after in [self._progress(more)]
                if self._cost(more) > self._cost(edits) and self._bench.is_valid(more)
            ]
            gain, chosen, after = max(tried, key=lambda one: one[0], default=(0, [], progress))
            if gain <= 0:
                return None
            edits, progress = frozenset(chosen), after
        return self._least(edits) if edits else None

    def _progress(self, edits: Edits) -> Progress:
        """How far the edits lead: grades up to the one asked for, scores up to its band, caps that hold it down."""
        found = self._evaluated(edits)
        wanted = {one.id for one in self._aims}
        points = 0.0
        for grade in found.grades:
            if grade.recommendation.id in wanted and grade.graded and grade.score is not None:
                band = float(self._bench.pack.scale.bands[self._grade])
                points += min(1.0, float(grade.score.as_stated) / band) if band else 1.0
                points -= sum(one.rule.cap(one.outcome).rank < self._grade.rank for one in grade.findings) / len(
                    grade.findings
                )
        if self._answers:
            points -= len(self._unanswered(found))
        return Progress(points, self._reached(found))

    def _holds(self, edits: Edits) -> bool:
        """Whether a choice does what it is for; where it does not, the solver is told what it took for granted."""
        self._bound = max(self._bound, self._cost(edits))
        if not self._bench.is_valid(edits):
            self._master.refuse(edits)
            return False
        found = self._evaluated(edits)
        if self._reached(found):
            return True
        if not self._master.learn(edits, found) and not self._want_answers(edits, found):
            self._master.refuse_exactly(edits)
        return False

    def _evaluated(self, edits: Edits) -> Assessment:
        return evaluate(self._bench.pack, self._bench.edited(edits), explain=False)

    def _reached(self, found: Assessment) -> bool:
        return reaches(found, self._target, self._aims, self._before)

    def _unanswered(self, found: Assessment) -> list[str]:
        """The grave advisories that are raised, or undecided only now, and are not answered."""
        raised = [one.concern for one in found.advisories if one.state is Concern.RAISED]
        return _grave([*(one for one in raised if isinstance(one, Advisory)), *silenced(self._before, found)])

    def _want_answers(self, edits: Edits, found: Assessment) -> bool:
        """Have every grave advisory answered that these edits leave without an answer, and not resolved."""
        wanted = [self._answers[name] for name in self._unanswered(found) if name in self._answers]
        for answer in wanted:
            self._master.want(answer, edits - frozenset(self._answers.values()))
        return bool(wanted)

    def _least(self, edits: Edits) -> Edits:
        """The cheapest part that still reaches the target."""
        whole = len(edits) <= MOST_PARTS
        ordered = sorted(edits)
        sizes = range(len(ordered)) if whole else range(len(ordered) - 2, len(ordered))
        parts = [frozenset(part) for size in sizes for part in combinations(ordered, size)]
        parts.sort(key=lambda part: (cost(self._bench.base, part), sorted(part)))
        for part in parts:
            if self._reached(self._evaluated(part)) and self._bench.is_valid(part):
                return part if whole else self._least(part)
        return edits
