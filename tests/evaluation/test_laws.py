"""Laws of the rule engine, on random conditions, documents and packs about an orchard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.reference import Reference, as_meant
from tests.evaluation.strategies import Case, World, cases, places, without, worlds
from tests.packs import meant, pack_of, proposal_of, read_condition, truth
from tests.searching import laws

from policycheck.evaluation import find
from policycheck.evaluation.access import Run, Trace
from policycheck.evaluation.compile import Compiler
from policycheck.evaluation.findings import Findings
from policycheck.evaluation.outcomes import Truths, outcome_of, possible_outcomes
from policycheck.evaluation.program import hasten, program
from policycheck.evaluation.recording import RecordingCompiler
from policycheck.model.condition import Condition
from policycheck.model.outcome import Outcome

pytestmark = pytest.mark.untraced

TRUTHS = st.sampled_from([True, False, None])

# ---------------------------------------------------------------- meaning


@laws(600)
@given(worlds(silence=True))
def test_the_reference_interpreter_agrees(world: World) -> None:
    node = read_condition(world.condition, world.definitions, silence=True)
    for document in (world.document, world.more):
        expected = Reference(document, world.definitions).holds(world.condition)
        assert truth(node, document) is expected
        assert truth(node, document, source=True) is expected


@laws(100)
@given(worlds())
def test_the_engine_and_the_reference_see_the_same_values(world: World) -> None:
    assert meant(world.document) == as_meant(world.document)


@laws(250)
@given(worlds(silence=True))
def test_recording_changes_no_condition(world: World) -> None:
    node = read_condition(world.condition, world.definitions, silence=True)
    assert truth(node, world.document, record=True) is truth(node, world.document)


@laws(400)
@given(worlds(silence=True))
def test_the_recorder_leaves_the_same_traces_as_source(world: World) -> None:
    node = read_condition(world.condition, world.definitions, silence=True)
    run = Run(meant(world.document))
    closures, source = (traced(compiler, node, run) for compiler in (Compiler(record=True), RecordingCompiler()))
    assert source == closures


def traced(compiler: Compiler, node: Condition, run: Run) -> Any:
    """The trace of a condition, with all that is in it, told apart by identity."""
    frame: list[Trace] = []
    run.frame = frame
    value = compiler.test(node)(None, run)
    assert run.frame is frame
    (trace,) = frame
    assert trace.value is value
    return unfolded(trace)


def unfolded(trace: Trace) -> Any:
    return id(trace.node), id(trace.item), trace.value, trace.reads, [unfolded(part) for part in trace.parts]


@laws(600)
@given(worlds(triggers=False))
def test_what_is_decided_stays_decided_when_more_is_stated(world: World) -> None:
    """Monotone in information, for conditions without triggers: stating more only decides what was unknown."""
    node = read_condition(world.condition, world.definitions)
    before = truth(node, world.document)
    assert before is None or truth(node, world.more) is before


@laws(400)
@given(worlds())
def test_leaving_out_what_no_trigger_reads_makes_nothing_true(world: World) -> None:
    """So nobody gains by silence: `met` and `partly` do not become true when a field is removed."""
    node = read_condition(world.condition, world.definitions)
    fired = trigger_words(world.condition, world.definitions)
    if truth(node, world.more) is not True:
        for path in places(world.more):
            if path[0] != "proposal" and not fired & words_below(world.more, path):
                assert truth(node, without(world.more, path)) is not True, path


def words_below(document: Any, path: tuple[str | int, ...]) -> set[str]:
    """The name of a field and of everything in it."""
    here = document
    for step in path:
        here = here[step]
    return {str(path[-1])} | {str(step) for below in places(here) for step in below if isinstance(step, str)}


def trigger_words(data: Any, definitions: dict[str, Any], *, inside: bool = False) -> set[str]:
    """The names in every path that stands in a trigger: in `where`, in `until`, in a label set."""
    if isinstance(data, list):
        return {word for part in data for word in trigger_words(part, definitions, inside=inside)}
    if isinstance(data, dict):
        keys = {"where", "until", "labels"}
        found = (trigger_words(part, definitions, inside=inside or key in keys) for key, part in data.items())
        return {word for words in found for word in words}
    if not isinstance(data, str):
        return set()
    name, _, rest = data[1:].partition("[]") if data.startswith("$") else ("", "", data)
    named = trigger_words(definitions.get(name, ()), definitions, inside=inside)
    return named | (set(rest.replace("[]", "").split(".")) if inside else set())


# ---------------------------------------------------------------- outcomes


@given(st.tuples(TRUTHS, TRUTHS, TRUTHS, TRUTHS))
def test_outcome_is_the_first_line_that_holds(values: tuple[bool | None, ...]) -> None:
    when, contradicted, met, partly = values
    lines = [
        (when is not True, Outcome.NOT_APPLICABLE),
        (contradicted is True, Outcome.CONTRADICTED),
        (met is True, Outcome.MET),
        (partly is True, Outcome.PARTLY_MET),
        (met is None or partly is None, Outcome.NOT_STATED),
        (True, Outcome.NOT_MET),
    ]
    assert outcome_of(Truths(*values)) is next(outcome for holds, outcome in lines if holds)


@given(st.tuples(TRUTHS, TRUTHS, TRUTHS, TRUTHS))
def test_possible_outcomes_are_those_of_every_refinement(values: tuple[bool | None, ...]) -> None:
    expected = {outcome_of(Truths(*more)) for more in refinements(values)}
    assert possible_outcomes(Truths(*values)) == expected
    for more in refinements(values):
        assert possible_outcomes(Truths(*more)) <= expected
    if outcome_of(Truths(*values)) is Outcome.NOT_MET and values[1] is False:
        assert expected == {Outcome.NOT_MET}, "not met is final: nothing unsaid could help"


def refinements(values: tuple[bool | None, ...]) -> Iterator[tuple[bool | None, ...]]:
    """Each unknown stays, becomes true or becomes false."""
    return product(*((None, True, False) if value is None else (value,) for value in values))


@laws(100)
@given(cases(triggers=False))
def test_every_completion_is_among_the_possible_outcomes(case: Case) -> None:
    """Whatever more a document states, a rule without inner triggers comes to one of its possible outcomes."""
    rules = [rule for group in program(pack_of(case.files)).groups for rule in group.rules]
    before, after = (Run(meant(document)) for document in (case.document, case.more))
    for rule in rules:
        assert rule.finding(rule.judge(after)).outcome in rule.finding(rule.judge(before)).possible


# ---------------------------------------------------------------- whole packs


def outcomes(found: Findings) -> dict[str, Any]:
    """What everything came to, by id."""
    rules = {f.rule.id: (f.outcome, f.possible, f.because_of) for group in found.rules.values() for f in group}
    return rules | {r.concern.id: (r.state,) for r in (*found.advisories, *found.tensions)} | dict(found.applies)


@laws(100)
@given(cases())
def test_explaining_changes_no_outcome(case: Case) -> None:
    pack = pack_of(case.files)
    proposal = proposal_of(case.document, pack)
    assert outcomes(find(pack, proposal, explain=True)) == outcomes(find(pack, proposal, explain=False))


@laws(150)
@given(cases())
def test_compiling_to_source_changes_no_outcome(case: Case) -> None:
    pack = pack_of(case.files)
    proposals = [proposal_of(document, pack) for document in (case.document, case.more)]
    by_closures = [outcomes(find(pack, proposal, explain=False)) for proposal in proposals]
    hasten(pack)
    assert [outcomes(find(pack, proposal, explain=False)) for proposal in proposals] == by_closures


@laws(100)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_keys_never_matters(case: Case, random: Random) -> None:
    entry = case.files["r1-growing.yaml"]
    rules = random.sample(entry["rules"], len(entry["rules"]))
    shuffled = {**case.files, "r1-growing.yaml": {**turned(entry), "rules": rules}}
    found = []
    for files, document in ((case.files, case.document), (shuffled, turned(case.document))):
        pack = pack_of(files)
        found.append(outcomes(find(pack, proposal_of(document, pack))))
    assert found[0] == found[1]


def turned(value: Any) -> Any:
    """The same with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(part) for key, part in reversed(value.items())}
    return [turned(part) for part in value] if isinstance(value, list) else value


@laws(100)
@given(cases())
def test_whole_packs_agree_with_the_reference(case: Case) -> None:
    pack = pack_of(case.files)
    found = outcomes(find(pack, proposal_of(case.document, pack), explain=False))
    definitions = case.files["definitions.yaml"]["definitions"]
    expected = by_reference(case.files, case.document, definitions)
    assert {key: str(value[0]) for key, value in found.items() if key in expected} == expected
    applies = Reference(case.document, definitions).holds(case.files["r1-growing.yaml"]["when"]) is True
    assert found["R1"] is applies


def by_reference(files: dict[str, Any], document: Any, definitions: dict[str, Any]) -> dict[str, str]:
    """The outcome of each rule and the state of each concern, worked out anew."""
    ask, rules = Reference(document, definitions), {r["id"]: r for r in files["r1-growing.yaml"]["rules"]}
    own = {name: own_outcome(ask, rule) for name, rule in rules.items()}
    out = dict(own)
    for name, rule in rules.items():
        if own.get(rule.get("requires", "")) in {"not_stated", "not_met", "contradicted"}:
            out[name] = "not_stated" if own[rule["requires"]] == "not_stated" else "not_met"
    last = Reference(document, definitions, out)
    for concern in (*files["advisories.yaml"]["advisories"], *files["tensions.yaml"]["tensions"]):
        raised = last.holds(concern["when"]) is True
        answered = raised and "reconciled" in concern and last.holds(concern["reconciled"]) is True
        out[concern["id"]] = "answered" if answered else "raised" if raised else "not_raised"
    return out


def own_outcome(ask: Reference, rule: dict[str, Any]) -> str:
    """The outcome of a rule by itself."""
    if "when" in rule and ask.holds(rule["when"]) is not True:
        return "not_applicable"
    if "contradicted" in rule and ask.holds(rule["contradicted"]) is True:
        return "contradicted"
    met, partly = ask.holds(rule["met"]), ask.holds(rule["partly"]) if "partly" in rule else False
    if met is True or partly is True:
        return "met" if met else "partly_met"
    return "not_stated" if met is None or partly is None else "not_met"


@laws(40)
@given(cases())
def test_the_same_input_gives_the_same_words(case: Case) -> None:
    said = []
    for _ in range(2):
        pack = pack_of(case.files)
        found = find(pack, proposal_of(case.document, pack))
        said.append([(f.rule.id, f.why, f.support, f.facts) for f in found.rules["R1"]])
    assert said[0] == said[1]
