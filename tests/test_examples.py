"""Every example: loads cleanly, comes to exactly what expected.yaml holds, and moves when one field is changed."""

from __future__ import annotations

import copy
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from scripts.update_expected import computed, folders, wanted_files

from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.load.proposal import read_document, wanted_pack
from policycheck.model.assessment import Assessment
from policycheck.pipeline import DEFAULT_PACK, Auditor

FOLDERS = {folder.name: folder for folder in folders()}
EXAMPLES = pytest.mark.parametrize("name", FOLDERS)
PACKS = pytest.mark.parametrize("pack", shipped_packs())
SCOPE = {"out_of_scope", "not_applicable", "not_addressed"}

Change = dict[str, Any]


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor()


@cache
def expected(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDERS[name] / "expected.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def readme(name: str) -> str:
    """The README with every run of white space as one space."""
    return " ".join((FOLDERS[name] / "README.md").read_text(encoding="utf-8").split())


@cache
def pack_of(name: str) -> str:
    """The id of the pack that an example is for."""
    return wanted_pack(read_document(str(FOLDERS[name] / "proposal.yaml"))[0]) or DEFAULT_PACK


def audit(auditor: Auditor, name: str) -> Assessment:
    return auditor.audit(str(FOLDERS[name] / "proposal.yaml"))


@PACKS
def test_every_shipped_pack_has_examples(pack: str) -> None:
    assert sum(pack_of(name) == pack for name in FOLDERS) >= 2


@EXAMPLES
def test_an_example_names_a_shipped_pack(name: str) -> None:
    assert pack_of(name) in shipped_packs()


@EXAMPLES
def test_loads_without_a_problem(name: str, auditor: Auditor) -> None:
    assert audit(auditor, name).proposal.warnings == ()


@EXAMPLES
def test_comes_to_what_is_expected(name: str, auditor: Auditor) -> None:
    found = computed(audit(auditor, name))
    assert len(found["outcomes"]) == sum(len(one.rules) for one in load_pack(pack_of(name)).recommendations)
    assert found == expected(name)["computed"]


@EXAMPLES
def test_gate_and_exit_code_follow_from_the_verdicts(name: str) -> None:
    """Said again in plain words, apart from the program: what fails the gate, and what exit code that is."""
    held = expected(name)["computed"]
    verdicts = [entry["verdict"] for entry in held["recommendations"].values()]
    assert any(verdict not in SCOPE for verdict in verdicts)
    failed = "does_not_meet" in verdicts or "not_addressed" in verdicts
    if failed:
        assert (held["gate"], held["exit_code"]) == ("failed", 1)
    else:
        assert held["exit_code"] == (1 if held["gate"] == "failed" else 0)


@EXAMPLES
def test_verdicts_lie_in_the_accepted_set_or_the_readme_says_why_not(name: str) -> None:
    held = expected(name)
    verdicts = {key: entry["verdict"] for key, entry in held["computed"]["recommendations"].items()}
    outside = {
        key: judged for key, judged in held["judgement"].items()
        if key in verdicts and verdicts[key] not in judged["accepts"]
    }  # fmt: skip
    exceptions = held.get("exceptions", {})
    assert set(outside) == set(exceptions), "an exception for each verdict outside its set, and for no other"
    for reason in exceptions.values():
        assert " ".join(reason.split()) in readme(name)


@EXAMPLES
def test_risks_that_outside_judgement_sees_are_raised(name: str) -> None:
    held = expected(name)
    seen = held["judgement"].get("concerns", {})
    raised, answered = set(held["computed"]["raised"]), set(held["computed"]["answered"])
    assert set(seen.get("raised", ())) <= raised
    assert set(seen.get("answered", ())) <= answered
    assert not set(seen.get("not_raised", ())) & (raised | answered)


@EXAMPLES
def test_judgement_names_recommendations_and_authorities_of_the_pack(name: str, auditor: Auditor) -> None:
    pack = audit(auditor, name).pack
    known = {recommendation.id for recommendation in pack.recommendations} | {"concerns", "held_out"}
    for key, judged in expected(name)["judgement"].items():
        assert key in known
        if isinstance(judged, dict) and "accepts" in judged:
            assert judged["why"]
            assert set(judged.get("source", ())) <= set(pack.sources.authorities)


def test_computed_parts_and_tables_are_up_to_date() -> None:
    stale = [path.name for path, text in wanted_files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run: python scripts/update_expected.py"


# ---------------------------------------------------------------- one field changed


CHANGES = pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(name, change, id=f"{name}-{number}")
        for name in FOLDERS
        for number, change in enumerate(expected(name)["changes"], start=1)
    ],
)


@CHANGES
def test_one_field_changed_moves_what_the_clause_says(
    name: str, change: Change, auditor: Auditor, tmp_path: Path
) -> None:
    document, problems = read_document(str(FOLDERS[name] / "proposal.yaml"))
    assert document is not None
    assert not problems
    values = copy.deepcopy(document.value)
    apply(change, values)
    assert values != document.value
    file = tmp_path / "proposal.yaml"
    file.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
    before, after = places(expected(name)["computed"]), places(computed(auditor.audit(str(file))))
    if change.get("nothing_moves"):
        assert after == before
        return
    moved = {key: [before.get(key, "not_raised"), after.get(key, "not_raised")] for key in change["moves"]}
    assert moved == change["moves"]
    assert all(start != end for start, end in change["moves"].values())


@CHANGES
def test_a_change_names_a_clause_of_what_it_moves(name: str, change: Change, auditor: Auditor) -> None:
    assert change["why"]
    if change.get("nothing_moves"):
        assert "moves" not in change
        return
    pack = audit(auditor, name).pack
    clauses: dict[str, set[str]] = {}
    for recommendation in pack.recommendations:
        clauses[recommendation.id] = set(recommendation.clauses)
        clauses |= {rule.id: set(rule.clauses) for rule in recommendation.rules}
    clauses |= {advisory.id: set(advisory.clauses) for advisory in pack.advisories}
    clauses |= {tension.id: set(tension.clauses) for tension in pack.tensions}
    named = set().union(*(clauses.get(key.partition(" ")[0], set()) for key in change["moves"]))
    assert change["clause"] in named


@PACKS
def test_the_changes_cover_every_recommendation_and_go_both_ways(pack: str) -> None:
    moves = [
        move
        for name in FOLDERS
        if pack_of(name) == pack
        for change in expected(name)["changes"]
        for move in change.get("moves", {}).items()
    ]
    order = ["contradicted", "not_met", "not_stated", "partly_met", "met"]
    recommendations = load_pack(pack).recommendations
    for recommendation in recommendations:
        rules = {rule.id for rule in recommendation.rules}
        steps = [move for key, move in moves if key in rules]
        ranks = [(order.index(a), order.index(b)) for a, b in steps if a in order and b in order]
        assert any(a < b for a, b in ranks), f"no change improves a rule of {recommendation.id}"
        assert any(a > b for a, b in ranks), f"no change worsens a rule of {recommendation.id}"
    states = {(start, end) for key, (start, end) in moves}
    assert {("raised", "answered"), ("raised", "not_raised"), ("not_raised", "raised")} <= states
    graded = {recommendation.id for recommendation in recommendations}
    assert any(end in SCOPE for key, (start, end) in moves if key in graded)


def places(held: dict[str, Any]) -> dict[str, str]:
    """Everything that can move, by name: `R2.6`, `R2`, `R2 at best`, `A1`, `package`, `gate`."""
    out: dict[str, str] = {"package": held["package_verdict"], "gate": held["gate"], **held["outcomes"]}
    for key, entry in held["recommendations"].items():
        out |= {key: entry["verdict"], f"{key} at best": entry["at_best"], f"{key} score": entry["score"]}
    out |= dict.fromkeys(held["raised"], "raised") | dict.fromkeys(held["answered"], "answered")
    return out


def apply(change: Change, values: Any) -> None:
    """Set, append to, or remove the one place that the change names. A list that is absent is begun by `append`."""
    (operation,) = {"set", "append", "remove"} & set(change)
    steps = [int(number) if number else word for word, number in re.findall(r"(\w+)|\[(\d+)\]", change[operation])]
    here = values
    for step, following in pairwise(steps):
        if isinstance(here, dict) and step not in here:
            here[step] = [] if isinstance(following, int) else {}
        here = here[step]
    last = steps[-1]
    if operation == "remove":
        del here[last]
    elif operation == "set":
        here[last] = change["value"]
    else:
        here.setdefault(last, []).append(change["value"])
