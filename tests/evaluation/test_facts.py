"""Facts: what is written, what it means, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.strategies import TREE_FIELD, World, draw_document, draw_item, worlds
from tests.packs import (
    ENVELOPE,
    Data,
    pack_files,
    pack_of,
    proposal_of,
    read_condition,
    rule_entry,
    vocabulary,
)
from tests.searching import laws

from policycheck.evaluation import find
from policycheck.evaluation.access import Run, Trace
from policycheck.evaluation.blame import reason
from policycheck.evaluation.compile import Compiler
from policycheck.evaluation.facts import Places
from policycheck.evaluation.recording import RecordingCompiler
from policycheck.model.condition import Condition, CountLabels, Leaf, Origin, Over
from policycheck.model.document import Path as Place
from policycheck.model.document import show_path
from policycheck.model.outcome import Outcome
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.pipeline import evaluate, load_pack, load_proposal

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_value_that_means_not_stated_is_shown_as_such_and_kept_as_written(tmp_path: Path) -> None:
    text = (EXAMPLES / "singapore-2018" / "proposal.yaml").read_text(encoding="utf-8")
    assert "effect: reduced" in text
    path = tmp_path / "proposal.yaml"
    path.write_text(text.replace("effect: reduced", "effect: unknown"), encoding="utf-8")
    pack = load_pack()
    finding = evaluate(pack, load_proposal(str(path), pack)).finding("R3.2")
    assert finding is not None
    fact = next(fact for fact in finding.facts if fact.path.endswith(".effect"))
    assert (fact.value, fact.shown, fact.stated) == ("unknown", "not stated", False)
    assert fact.span is not None
    assert text.splitlines()[fact.span.line - 1].strip().startswith("effect:")
    assert any("effect on readiness is not stated" in sentence for sentence in finding.why)


@pytest.mark.parametrize(
    ("shade", "outcome", "read"),
    [
        ("red", Outcome.MET, ["orchard.shade"]),  # whether it is met in part is not asked then
        ("green", Outcome.PARTLY_MET, ["orchard.shade", "orchard.keeper"]),
    ],
)
def test_what_is_met_reads_what_makes_it_met(shade: str, outcome: Outcome, read: list[str]) -> None:
    met, partly = {"field": "orchard.shade", "is": "red"}, {"field": "orchard.keeper", "stated": True}
    pack = pack_of(pack_files(rule_entry(met=met, partly=partly)))
    document = {"proposal": ENVELOPE, "orchard": {"keeper": "Ann", "shade": shade}}
    (finding,) = find(pack, proposal_of(document, pack)).rules["R1"]
    assert finding.outcome is outcome
    assert sorted(fact.path for fact in finding.facts) == sorted(read)


def test_a_sum_reads_the_numbers_that_it_adds_up() -> None:
    fruits = [{"portion": 0.5}, {"portion": 0.7, "shade": "red"}, {"shade": "red"}]
    red = {"field": ".shade", "is": "red"}
    met = {"sum": "orchard.trees[].fruits[].portion", "where": red, "at_most": 1}
    pack = pack_of(pack_files(rule_entry(met=met)))
    proposal = proposal_of({"proposal": ENVELOPE, "orchard": {"trees": [{"fruits": fruits}]}}, pack)
    (finding,) = find(pack, proposal).rules["R1"]
    read = ["orchard.trees[0].fruits[1].portion", "orchard.trees[0].fruits[2].portion"]
    assert [fact.path for fact in finding.facts] == [fact.path for fact in finding.deciding] == read


def test_labels_that_are_counted_are_read_where_their_conditions_look() -> None:
    labels = {"red": {"field": "orchard.shade", "is": "red"}, "shady": {"count": "orchard.trees[]", "at_least": 1}}
    definitions = {"grounds": {"labels": labels, "title": "the grounds"}}
    pack = pack_of(pack_files(rule_entry(met={"count": "$grounds", "at_least": 2}), definitions=definitions))
    (finding,) = find(pack, proposal_of({"proposal": ENVELOPE, "orchard": {"shade": "red"}}, pack)).rules["R1"]
    assert [(fact.path, fact.stated) for fact in finding.facts] == [("orchard.shade", True), ("orchard.trees", False)]


@cache
def orchard() -> Pack:
    """The small sound pack."""
    return pack_of({})


RED, DEEP = {"field": ".shade", "is": "red"}, {"field": ".soil.depth", "at_least": 1}
HIGH = {"all": [{"field": ".soil", "stated": True}, DEEP, {"field": ".height", "at_least": 5}]}
RIPE = {"some": ".fruits[]", "satisfies": {"all": [{"field": ".portion", "at_least": 0.5}, RED]}}
LOOKING_INSIDE: list[Data] = [
    {"every": "orchard.trees[]", "satisfies": {"any": [RED, HIGH]}},
    {"all": [{"some": "orchard.trees[]", "satisfies": {"not": RIPE}}, {"field": "orchard.shade", "is": "red"}]},
    {"some": "orchard.trees[]", "where": RED, "satisfies": {"any": [DEEP, RIPE, {"field": "orchard.wells", "is": 1}]}},
    {"count": "orchard.trees[].fruits[]", "satisfies": RED, "at_least": 1},
    {"any": [{"count": "orchard.trees[]", "at_least": 2}, {"every": "orchard.trees[].fruits[]", "satisfies": RED}]},
    {
        "share": [{"some": "orchard.trees[]", "satisfies": RIPE}, {"field": "market.stall.owner", "is": "oak"}],
        "at_least": 1,
    },
    {
        "all": [
            {"some": "market.towns[]", "satisfies": {"field": ".", "is": "oak"}},
            {"field": "market", "stated": True},
        ]
    },
]


@st.composite
def planted(draw: Any) -> Data:
    """A document with trees."""
    document = draw_document(draw)
    trees = [draw_item(draw, TREE_FIELD) or {"name": "Old"} for _ in range(draw(st.integers(1, 3)))]
    document["orchard"] = {**document.get("orchard", {}), "trees": trees}
    return document


@pytest.mark.untraced
@laws(300)
@given(worlds(silence=True))
def test_the_facts_are_what_the_traces_read_one_by_one(world: World) -> None:
    condition = read_condition(world.condition, world.definitions, silence=True)
    assert differences(condition, world.document) == []


@pytest.mark.untraced
@laws(150)
@given(planted())
def test_so_are_those_of_conditions_that_look_inside_lists(document: Data) -> None:
    for condition in LOOKING_INSIDE:
        assert differences(read_condition(condition), document) == []


def differences(node: Condition, document: Data) -> list[tuple[Any, Any]]:
    """Facts that are not what a reading without any haste finds, with what it finds."""
    proposal, found = proposal_of(document, orchard()), []
    for compiler in (Compiler(record=True), RecordingCompiler()):
        run = Run(proposal.values)
        compiler.test(node)(None, run)
        (trace,) = run.frame
        parts = [part for part, _ in reason(trace).parts]
        for traces, decisive in (([trace], parts), ([trace, *parts], ()), (parts, parts[:1])):
            told = Places(proposal, vocabulary()).facts(traces, decisive)
            said = [(fact.path, fact.value, fact.stated, fact.span) for fact in told]
            plain = [
                (show_path(place), written, stated, proposal.document.span(place))
                for place, written, stated in expected(proposal, traces, decisive)
            ]
            found += [(said, plain)] if said != plain else []
    return found


def expected(proposal: Proposal, traces: Any, decisive: Any) -> list[tuple[Place, Any, bool]]:
    """The innermost places of all that was read, with what is written there and whether it says anything; in order."""
    read = {place for trace in traces for part in within(trace) for place in own(proposal, part)}
    first = {place for trace in decisive for place in own(proposal, trace)}
    inner = [place for place in read if not any(place == other[: len(place)] for other in read - {place})]
    found = [(place, dug(proposal.document.value, place), dug(proposal.values, place)) for place in inner]
    found.sort(key=lambda one: (one[2] is None, proposal.document.span(one[0]).start, show_path(one[0])))
    found.sort(key=lambda one: one[0] not in first)
    return [(place, written, value is not None) for place, written, value in found]


def within(trace: Trace) -> Iterator[Trace]:
    """The trace and all that is in it."""
    yield trace
    for part in trace.parts:
        yield from within(part)


def own(proposal: Proposal, trace: Trace) -> Iterator[Place]:
    """The place that a leaf or a list reads itself; none where it reads an item of a list of plain values.

    What is read where labels are counted: that of all their conditions, but nothing inside a list.
    """
    node = trace.node
    if isinstance(node, CountLabels):
        for _, condition in node.labels.labels:
            run = Run(proposal.values)
            Compiler(record=True).test(condition)(None, run)
            yield from (place for part in outside(run.frame[0]) for place in own(proposal, part))
        return
    if isinstance(node, Leaf) and node.path.over is None:
        origin, keys = node.path.origin, node.path.keys
    elif isinstance(node, Leaf | Over):
        source = node.path.over if isinstance(node, Leaf) else node.source
        while source is not None and source.named is not None:
            source = source.named.source
        assert source is not None
        origin, keys = source.origin, source.hops[0]
    else:
        return
    if origin is Origin.ROOT:
        yield keys
    elif isinstance(trace.item, dict):
        yield next((*place, *keys) for place, value in walked(proposal.values, ()) if value is trace.item)


def outside(trace: Trace) -> Iterator[Trace]:
    """The trace and what is in it, but nothing that speaks of the items of a list."""
    yield trace
    for part in () if isinstance(trace.node, Over) else trace.parts:
        yield from outside(part)


def walked(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """Every value with its place."""
    yield place, value
    for step, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from walked(part, (*place, step))


def dug(value: Any, place: Place) -> Any:
    """What stands at a place, or None."""
    for step in place:
        value = value.get(step) if isinstance(value, dict) else value[step] if value is not None else None
    return value
