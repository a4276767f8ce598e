"""What differs between two versions of a pack, what comes out otherwise by which cause, and the step that asks for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.renamed import MINIMAL, changed_pack, renamed_pack

from policycheck import pipeline
from policycheck.errors import InputError
from policycheck.load.pack import load_pack
from policycheck.model.pack import Pack
from policycheck.workshop.backtest import Audit, Backtest, Backtester
from policycheck.workshop.corpus import corpus
from policycheck.workshop.pack_edits import edits
from policycheck.workshop.versions import Step, after_step, step_between

PROPOSAL = """\
proposal: {id: riverside, title: Riverside, actor: Riverside, status: draft, basis: as_written, date: 2026-01-15,
  covers: [warning]}
warning:
  channels: [siren, radio]
  tested: monthly
  shelters: [{place: school, beds: 20}, {place: hall, beds: 60}]
"""
RULES, VOCABULARY = "f1-warning.yaml", "vocabulary.schema.yaml"
NEW_RULE = """
  - {id: F1.4, title: Be loud, question: Loud?, met: {field: warning.channels, includes: siren}, weight: 1,
     severity: minor, why: So., remedy: Be., clauses: [FN-2]}
"""
Changes = Mapping[str, Mapping[str, str]]


def audit(text: str, pack: Pack) -> Audit:
    try:
        return pipeline.evaluate(pack, pipeline.proposal_of(text.encode(), "a.yaml", pack), explain=False)
    except InputError as error:
        return error.problems


def backtest(folder: str, text: str = PROPOSAL) -> Backtest:
    old, new = load_pack(str(MINIMAL)), load_pack(folder)
    tester = Backtester(old, new)
    return tester.result([tester.compare("a.yaml", audit(text, old), audit(text, new))])


def seen(done: Backtest) -> list[str]:
    return [f"{e.step.words} {e.kind} {e.subject} {e.change} {'/'.join(e.parts)}".rstrip() for e in done.edits]


def moved(done: Backtest) -> list[str]:
    (one,) = done.compared
    return [f"{m.subject} {m.what} {m.before} {m.after} <- {', '.join(m.causes)}" for m in one.moves]


CASES: dict[str, tuple[Changes, list[str], list[str], Step]] = {
    "words": (
        {RULES: {"Name a second channel": "Name another channel"}},
        ["patch rule F1.1 changed words"],
        [],
        Step.PATCH,
    ),
    "comments": ({RULES: {"rules:\n": "rules: # all\n"}}, [], [], Step.PATCH),
    "sources": (
        {"sources.yaml": {"Shelters have room": "A shelter has room"}},
        ["patch sources sources.yaml changed clauses"],
        [],
        Step.PATCH,
    ),
    "condition": (
        {RULES: {"at_least: 2}": "at_least: 3}"}},
        ["minor rule F1.1 changed condition"],
        [
            "F1.1 outcome met partly_met <- condition of F1.1",
            "F1 score 5/6 7/12 <- outcome of F1.1",
            "F1 verdict largely_meets partly_meets <- outcome of F1.1",
            "F1 at best largely_meets partly_meets <- outcome of F1.1",
        ],
        Step.MAJOR,
    ),
    "condition that nothing shows": (
        {RULES: {"at_least: 0.5": "at_least: 0.4"}},
        ["minor rule F1.3 changed condition"],
        [],
        Step.MINOR,
    ),
    "definition": (
        {"definitions.yaml": {"number: 50": "number: 70"}},
        ["minor definition $enough_beds changed meaning"],
        [
            "F1.3 outcome partly_met not_met <- meaning of $enough_beds",
            "F1 score 5/6 2/3 <- outcome of F1.3",
        ],
        Step.MINOR,
    ),
    "title of a definition": (
        {"definitions.yaml": {"beds that a shelter needs": "beds for a shelter"}},
        ["patch definition $enough_beds changed words"],
        [],
        Step.PATCH,
    ),
    "weight": (
        {RULES: {"weight: 2": "weight: 4"}},
        ["minor rule F1.3 changed weight"],
        ["F1 score 5/6 3/4 <- weight of F1.3"],
        Step.MINOR,
    ),
    "rule added": (
        {RULES: {"clauses: [FN-2]\n": "clauses: [FN-2]\n" + NEW_RULE}},
        ["minor rule F1.4 added"],
        [
            "F1.4 outcome absent met <- F1.4 added",
            "F1 score 5/6 6/7 <- F1.4 added",
            "F1 verdict largely_meets meets <- F1.4 added",
            "F1 at best largely_meets meets <- F1.4 added",
        ],
        Step.MAJOR,
    ),
    "scale": (
        {"pack.yaml": {"partly_met: 0.5": "partly_met: 0.25"}},
        ["minor scale scale changed credit"],
        ["F1 score 5/6 3/4 <- credit of scale"],
        Step.MINOR,
    ),
    "advisory": (
        {"advisories.yaml": {"at_most: 1": "at_most: 2"}},
        ["minor advisory W1 changed condition"],
        ["W1 outcome not_raised raised <- condition of W1"],
        Step.MINOR,
    ),
    "topic": (
        {"advisories.yaml": {"slug: sirens_alone": "slug: only_sirens"}},
        ["major advisory W1 changed topic"],
        [],
        Step.MAJOR,
    ),
    "value removed": (
        {VOCABULARY: {"      - {const: message, title: text messages}\n": ""}},
        ["major value Channel: message removed"],
        [],
        Step.MAJOR,
    ),
    "value and field added": (
        {
            VOCABULARY: {
                "      - {const: yearly,": "      - {const: weekly, title: weekly}\n      - {const: yearly,",
                "            beds: {": "            food: {title: food, type: boolean}\n            beds: {",
            }
        },
        ["minor field warning.shelters[].food added", "minor value Rhythm: weekly added"],
        [],
        Step.MINOR,
    ),
    "field narrowed": (
        {VOCABULARY: {"type: integer, minimum: 0": "type: integer, minimum: 10"}},
        ["major field warning.shelters[].beds changed narrower"],
        [],
        Step.MAJOR,
    ),
    "field widened": (
        {VOCABULARY: {"type: integer, minimum: 0": "type: integer"}},
        ["minor field warning.shelters[].beds changed meaning"],
        [],
        Step.MINOR,
    ),
    "field needed": (
        {VOCABULARY: {"required: [place]": "required: [place, beds]"}},
        ["major field warning.shelters[].beds changed narrower"],
        [],
        Step.MAJOR,
    ),
    "title of a field": (
        {VOCABULARY: {"title: rhythm of tests": "title: rhythm of trials"}},
        ["patch field warning.tested changed words"],
        [],
        Step.PATCH,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_edits_moves_and_the_step_they_ask_for(name: str, tmp_path: Path) -> None:
    changes, wanted_edits, wanted_moves, asked = CASES[name]
    done = backtest(changed_pack(tmp_path / "pack", changes))
    assert seen(done) == wanted_edits
    assert sorted(moved(done)) == sorted(wanted_moves)
    assert done.asked is asked
    assert not done.enough, "the version did not rise"


def test_an_outcome_that_follows_from_its_parents(tmp_path: Path) -> None:
    text = PROPOSAL.replace("[siren, radio]", "[radio]")
    change = {RULES: {"    partly: {field: warning.channels, stated: true}\n": "", ", partly_met: largely_meets}": "}"}}
    done = backtest(changed_pack(tmp_path / "pack", change), text)
    assert "F1.2 outcome met not_met <- outcome of F1.1" in moved(done)


def test_an_outcome_that_only_the_vocabulary_explains(tmp_path: Path) -> None:
    change = {VOCABULARY: {"{const: yearly, title: yearly}": "{const: yearly, title: yearly, x-means: not_stated}"}}
    change["definitions.yaml"] = {"[monthly, yearly]": "[monthly]"}
    done = backtest(changed_pack(tmp_path / "pack", change), PROPOSAL.replace("tested: monthly", "tested: yearly"))
    assert any(one.startswith("F1.2 outcome met not_stated <- ") for one in moved(done))
    change = {VOCABULARY: {"{const: never, title: never}": "{const: never, title: never, x-means: not_stated}"}}
    done = backtest(changed_pack(tmp_path / "other", change), PROPOSAL.replace("tested: monthly", "tested: never"))
    assert "F1.2 outcome not_met not_stated <- vocabulary" in moved(done)


def test_a_proposal_that_becomes_invalid_asks_for_a_major_step(tmp_path: Path) -> None:
    done = backtest(changed_pack(tmp_path / "pack", {VOCABULARY: {"minimum: 0": "minimum: 30"}}))
    (one,) = done.compared
    assert ([problem.code for problem in one.refused_after], one.step) == (["DOC-RANGE"], Step.MAJOR)
    assert one.moves == ()


def test_a_proposal_that_becomes_valid_asks_for_a_minor_step(tmp_path: Path) -> None:
    done = backtest(
        changed_pack(tmp_path / "pack", {VOCABULARY: {"minimum: 0": "minimum: -9"}}),
        PROPOSAL.replace("beds: 20", "beds: -2"),
    )
    assert (done.compared[0].step, done.asked) == (Step.MINOR, Step.MINOR)


def test_renamed_fields_move_nothing_and_ask_for_a_major_step(tmp_path: Path) -> None:
    done = backtest(renamed_pack(tmp_path / "pack"))
    assert moved(done) == []
    assert (done.asked, done.taken, done.enough) == (Step.MAJOR, Step.MAJOR, True)
    assert "major field warning.shelters[].beds renamed alarm.places[].berths" in seen(done)
    assert not [one for one in seen(done) if "removed" in one or "added" in one]


def test_a_rule_that_goes_asks_for_a_major_step(tmp_path: Path) -> None:
    smaller = changed_pack(tmp_path / "pack", {RULES: {"clauses: [FN-2]\n": "clauses: [FN-2]\n" + NEW_RULE}})
    old, new = load_pack(smaller), load_pack(str(MINIMAL))
    assert [(one.subject, one.change, one.step) for one in edits(old, new)] == [("F1.4", "removed", Step.MAJOR)]


def test_a_pack_against_itself_differs_in_nothing() -> None:
    done = backtest(str(MINIMAL))
    assert (done.edits, moved(done), done.asked, done.enough) == ((), [], Step.NONE, True)


VERSIONS = st.tuples(*[st.integers(0, 30)] * 3).map(lambda parts: ".".join(map(str, parts)))


@given(VERSIONS, st.sampled_from(list(Step)))
def test_law_the_version_after_a_step_takes_that_step(version: str, step: Step) -> None:
    assert step_between(version, after_step(version, step)) is step


@given(VERSIONS, VERSIONS)
def test_law_a_version_rises_one_way_only(one: str, other: str) -> None:
    there, back = step_between(one, other), step_between(other, one)
    assert (there is Step.NONE) + (back is Step.NONE) == (2 if one == other else 1)


# ---------------------------------------------------------------- the corpus


def test_what_counts_as_a_proposal(tmp_path: Path) -> None:
    files: dict[str, Any] = {
        "b/proposal.yaml": PROPOSAL,
        "a/plan.yml": "pack: flood-plan\n" + PROPOSAL,
        "a/plan.json": '{"proposal": {}}',
        "c/proposal.yaml": "[",
        "d/proposal.yaml": "pack: other\n" + PROPOSAL,
        "e.yaml": "title: no proposal\n",
        "f.yaml": "[",
        "g.txt": PROPOSAL,
        "h.yaml": "pack: ../packs/flood-plan/\n" + PROPOSAL,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = [Path(file).relative_to(tmp_path).as_posix() for file in corpus(str(tmp_path), {"flood-plan", "x/new"})]
    assert found == ["h.yaml", "a/plan.json", "a/plan.yml", "b/proposal.yaml", "c/proposal.yaml"]


def test_an_empty_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        corpus(str(tmp_path), {"flood-plan"})
    assert [problem.code for problem in caught.value.problems] == ["USE-CORPUS"]
