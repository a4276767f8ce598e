"""Plans: as cheap as an exhaustive search finds, reached in the real engine, and no part of one suffices."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from tests.packs import ENVELOPE, Data, pack_files, pack_of, proposal_of, rule_entry, write_pack

from policycheck.authoring.bench import Bench, realised
from policycheck.authoring.edits import Edit, Edits, cost
from policycheck.authoring.plan import plan, reaches
from policycheck.authoring.repair import Bound, most_planned, ways_to
from policycheck.authoring.silence import silenced
from policycheck.authoring.solver import Choosing
from policycheck.cli.door import run
from policycheck.cli.planning import outcome_of, reached_bounds
from policycheck.model.outcome import Outcome, PackageVerdict, Verdict
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.pipeline import Auditor, evaluate

pytestmark = pytest.mark.untraced

RED: Data = {"field": "orchard.shade", "is": "red"}
BLUE: Data = {"field": "orchard.shade", "is": "blue"}
FENCED: Data = {"field": "orchard.fenced", "is": True}
WELLS: Data = {"field": "orchard.wells", "at_least": 3}
KNOT: Data = {"field": "orchard.marks", "includes": "knot"}
OPEN_GATE: Data = {"field": "orchard.fenced", "is": False}
TALL: Data = {"every": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": 2}}
CAPS: Data = {"not_met": "does_not_meet", "not_stated": "does_not_meet"}

PACKS: dict[str, tuple[list[Data], Data]] = {
    "rules apart": (
        [rule_entry("R1.1", met=RED, weight=3), rule_entry("R1.2", met=WELLS), rule_entry("R1.3", met=KNOT)],
        {},
    ),
    "one field for two rules": (
        [
            rule_entry("R1.1", met={"all": [FENCED, KNOT]}, weight=2),
            rule_entry("R1.2", met=KNOT, weight=2),
            rule_entry("R1.3", met=RED, weight=2),
        ],
        {"orchard": {"wells": 1}},
    ),
    "rules that want the contrary": (
        [
            rule_entry("R1.1", met=RED, weight=2),
            rule_entry("R1.2", met={"any": [BLUE, {"all": [FENCED, KNOT]}]}, weight=2),
            rule_entry("R1.3", met={"any": [OPEN_GATE, WELLS]}, weight=2),
        ],
        {"orchard": {"shade": "green"}},
    ),
    "an edit that brings another rule into play": (
        [
            rule_entry("R1.1", met=RED, weight=3),
            rule_entry("R1.2", when=RED, met=WELLS, weight=3),
            rule_entry("R1.3", met=KNOT, weight=2),
        ],
        {},
    ),
    "a cap": (
        [
            rule_entry("R1.1", met={"all": [FENCED, KNOT]}, weight=1, severity="critical", caps=CAPS),
            rule_entry("R1.2", met=RED, weight=5),
        ],
        {},
    ),
    "items": (
        [rule_entry("R1.1", met=TALL, weight=2), rule_entry("R1.2", met=RED), rule_entry("R1.3", met=WELLS)],
        {"orchard": {"trees": [{"name": "Ann", "height": 1}, {"name": "Bob"}]}},
    ),
    "a rule that waits": (
        [rule_entry("R1.1", met=RED), rule_entry("R1.2", met=WELLS, requires="R1.1", weight=4)],
        {},
    ),
}
TARGETS = (Verdict.PARTLY_MEETS, Verdict.LARGELY_MEETS, Verdict.MEETS)


def made(rules: list[Data], sections: Data) -> tuple[Pack, Proposal]:
    pack = pack_of(pack_files(*rules))
    return pack, proposal_of({"proposal": ENVELOPE, **sections}, pack)


def universe(bench: Bench) -> list[Edit]:
    """Every edit of what any rule reads."""
    rules = bench.pack.recommendations[0].rules
    found: set[Edit] = set()
    for rule in rules:
        drafter = bench.rule(rule).drafter
        for keys in drafter.keys:
            for choice in drafter.at(bench.base, keys):
                found |= set(choice)
    return sorted(found)


def exhaustive(bench: Bench, target: Verdict, most: int) -> int | None:
    """The least cost of any set of edits that reaches the target; None where none of up to so many does."""
    aims, known = bench.pack.recommendations, universe(bench)
    for size in range(1, most + 1):
        prices = [
            cost(bench.base, edits)
            for edits in combinations(known, size)
            if len({(one.path, one.kind) for one in edits}) == size and reached(bench, frozenset(edits), target, aims)
        ]
        if prices:
            return min(prices)
    return None


def reached(bench: Bench, edits: Edits, target: Any, aims: Any) -> bool:
    found = evaluate(bench.pack, bench.edited(edits), explain=False)
    return reaches(found, target, aims) and bench.is_valid(edits)


@pytest.mark.parametrize(("rules", "sections"), PACKS.values(), ids=PACKS)
def test_a_plan_costs_what_an_exhaustive_search_finds_and_no_part_of_it_suffices(
    rules: list[Data], sections: Data
) -> None:
    pack, proposal = made(rules, sections)
    bench = Bench(pack, proposal, wide=True)
    for target in TARGETS:
        if reached(bench, frozenset(), target, pack.recommendations):
            continue
        found = plan(pack, proposal, target)
        assert found.whole
        assert found.cost == (exhaustive(bench, target, 4) or 0)
        for edits in found.plans:
            assert reached(bench, edits, target, pack.recommendations)
            assert evaluate(pack, realised(pack, proposal, edits), explain=False).grades[0].verdict.rank >= target.rank
            parts = [frozenset(part) for size in range(len(edits)) for part in combinations(sorted(edits), size)]
            assert not any(reached(bench, part, target, pack.recommendations) for part in parts)


ALL_BLUE: Data = {"every": "orchard.trees[]", "satisfies": {"field": ".shade", "is": "blue"}}


ONE_BLUE: Data = {"orchard": {"trees": [{"name": "Ann", "shade": "blue"}]}}


def risky_files(level: str) -> dict[str, Any]:
    """Every tree is blue, which is a risk. The rule wants two: one more with nothing but its name hides the risk."""
    risk: Data = {"id": "A1", "slug": "frost", "level": level, "title": "A risk", "clauses": ["OR-1"]}
    risk |= {"why": "It matters.", "remedy": "Mend it.", "when": ALL_BLUE}
    return pack_files(rule_entry(met={"count": "orchard.trees[]", "at_least": 2}), advisories=[risk])


def with_risk(level: str) -> tuple[Pack, Proposal]:
    pack = pack_of(risky_files(level))
    return pack, proposal_of({"proposal": ENVELOPE, **ONE_BLUE}, pack)


def test_an_advisory_that_is_only_undecided_is_not_resolved() -> None:
    pack, proposal = with_risk("high")
    found = plan(pack, proposal, PackageVerdict.CONSISTENT)
    assert found.plans
    assert found.whole
    before = evaluate(pack, proposal, explain=False)
    for edits in found.plans:
        after = evaluate(pack, realised(pack, proposal, edits), explain=False)
        assert after.package_verdict is PackageVerdict.CONSISTENT
        assert silenced(before, after) == ()
        trees = after.proposal.values["orchard"]["trees"]
        assert after.proposal.risks or "shade" in trees[1] or trees[0]["shade"] != "blue"


def test_what_is_silenced_is_known() -> None:
    pack, proposal = with_risk("low")
    before = evaluate(pack, proposal, explain=False)
    (edits, *_) = plan(pack, proposal, Verdict.MEETS).plans
    after = evaluate(pack, realised(pack, proposal, edits), explain=False)
    assert [one.id for one in silenced(before, after)] == ["A1"]
    assert silenced(before, before) == ()


def test_a_verdict_on_the_package_wants_grave_advisories_answered() -> None:
    risk: Data = {"id": "A1", "slug": "frost", "level": "high", "title": "A risk", "clauses": ["OR-1"]}
    risk |= {"why": "It matters.", "remedy": "Mend it.", "when": RED}
    pack = pack_of(pack_files(rule_entry(met=RED), advisories=[risk]))
    proposal = proposal_of({"proposal": ENVELOPE, "orchard": {"wells": 1}}, pack)
    found = plan(pack, proposal, PackageVerdict.CONSISTENT)
    (edits, *_) = found.plans
    assert sorted(one.path[0] for one in edits) == ["orchard", "risks"]
    after = evaluate(pack, realised(pack, proposal, edits), explain=False)
    assert after.package_verdict is PackageVerdict.CONSISTENT


def test_the_bounds_that_were_reached_are_known() -> None:
    both = {"all": [KNOT, FENCED, WELLS]}
    rules = [rule_entry("R1.1", met=both), rule_entry("R1.2", met=RED)]
    pack, proposal = made(rules, {"orchard": {"trees": [{"name": "Ann"}]}})
    found = plan(pack, proposal, Verdict.MEETS)
    assert (found.whole, found.cut, found.stopped) == (True, {}, False)
    assert reached_bounds(found) == ""
    cut = plan(pack, proposal, Verdict.MEETS, tries=5)
    assert (cut.whole, cut.cut) == (False, {"R1.1": Bound.TRIES})
    assert "The tries were used up for R1.1: raise --tries." in outcome_of(cut, written=True)


def test_ways_that_are_too_many_are_another_bound_than_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policycheck.authoring.repair.MOST_PLANNED", 2)
    pack, proposal = made([rule_entry("R1.1", met={"any": [RED, KNOT, WELLS]})], {})
    asked = Bench(pack, proposal, wide=True).rule(pack.recommendations[0].rules[0])
    ways, bound = ways_to(asked, {Outcome.MET}, tries=5)
    assert (len(ways), bound) == (2, Bound.WAYS)
    ways, bound = ways_to(asked, {Outcome.MET}, tries=500)
    assert (len(ways), bound) == (3, None)
    assert most_planned(500) == 200


def test_a_bound_on_the_rounds_is_told() -> None:
    pack, proposal = made(*PACKS["an edit that brings another rule into play"])
    found = plan(pack, proposal, Verdict.MEETS, rounds=1)
    assert (found.whole, found.stopped, found.cut) == (False, True, {})
    assert reached_bounds(found) == "The solver chose once, as often as it may: raise --rounds."


def test_what_cannot_be_reached_is_said_to_be_so() -> None:
    both = [rule_entry("R1.1", met=RED), rule_entry("R1.2", met=BLUE)]
    pack, proposal = made(both, {})
    found = plan(pack, proposal, Verdict.MEETS)
    assert (found.plans, found.whole) == ((), True)


def test_a_plan_for_a_historical_package() -> None:
    found = Auditor(explain=False).audit("examples/six-party-2005-2007/proposal.yaml")
    aims = [one for one in found.pack.recommendations if one.id == found.grades[1].recommendation.id]
    made = plan(found.pack, found.proposal, Verdict.LARGELY_MEETS, aims, tries=100, most=1)
    assert made.plans
    after = evaluate(found.pack, realised(found.pack, found.proposal, made.plans[0]), explain=False)
    assert reaches(after, Verdict.LARGELY_MEETS, aims)


def test_the_solver_says_nothing_where_the_report_goes(capfd: pytest.CaptureFixture[str]) -> None:
    choosing = Choosing()
    one, other = choosing.choice(2), choosing.choice(1)
    choosing.row({one: 1, other: 1}, 1)
    assert choosing.cheapest() == frozenset({other})
    choosing.row({other: -1}, 0)
    assert choosing.cheapest() == frozenset({one})
    choosing.row({one: -1}, 0)
    assert choosing.cheapest() is None
    assert capfd.readouterr() == ("", "")


def test_a_plan_says_what_it_only_leaves_unsaid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, proposal = tmp_path / "orchard", tmp_path / "plan.yaml"
    folder.mkdir()
    write_pack(folder, risky_files("low"))
    proposal.write_text(json.dumps({"proposal": ENVELOPE, **ONE_BLUE}), encoding="utf-8")
    asked = ["plan", str(proposal), "--target", "meets", "--pack", str(folder)]
    assert run(asked) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "A1 A risk: raised no longer, but only because the plan leaves something unsaid." in said
    assert run([*asked, "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["left_unsaid"] == ["A1"]
