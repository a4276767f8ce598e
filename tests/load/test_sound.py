"""What is told in one go: problems of values beside checks of the pack that the sound values break already."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evaluation.strategies import World, places, worlds
from tests.packs import ENVELOPE, Data, pack_files, pack_of, proposal_of, rule_entry
from tests.searching import laws

from policycheck.errors import InputError
from policycheck.evaluation import broken_checks
from policycheck.pipeline.steps import proposal_of as loaded

pytestmark = pytest.mark.untraced

TREES = "orchard.trees[]"
CHECKS: Data = {
    "height": {"every": TREES, "satisfies": {"field": ".height", "at_least": 1}},
    "many": {"count": TREES, "at_least": 2},
    "deep": {"every": TREES, "satisfies": {"field": ".soil.depth", "at_least": 1}},
    "low": {"count": TREES, "where": {"field": ".height", "at_most": 9}, "at_least": 1},
    "town": {"count": "$here", "at_least": 1},
}
LABELS: Data = {"here": {"labels": {"oak": {"field": "market.shade", "is": "red"}}}}


def told(text: str) -> list[str]:
    """The codes of all problems of a proposal."""
    must = [{"id": name, "must": test, "message": name, "remedy": "Mend it."} for name, test in CHECKS.items()]
    pack = pack_of(pack_files(rule_entry(), checks=must, definitions=LABELS))
    with pytest.raises(InputError) as caught:
        loaded(text.encode(), "plan.yaml", pack)
    return [problem.code.removeprefix("DOC-").removeprefix("PACK-") for problem in caught.value.problems]


HEAD = f"proposal: {json.dumps(ENVELOPE)}\n"
TOLD: dict[str, tuple[str, list[str]]] = {
    "all of one file": (
        "orchard:\n  shade: redd\n  marks: [plain, dot]\n  trees: [{height: 0}]\nmarket: {shade: green}\n",
        ["VALUE", "NONE", "many", "height", "town"],
    ),
    "a value that a check reads": ("orchard: {trees: [{height: tall}, {height: 2}]}\n", ["TYPE"]),
    "an item that is none": ("orchard: {trees: [{height: 0}, 7]}\n", ["TYPE"]),
    "an item that is empty": ("orchard:\n  trees:\n    - height: 0\n    -\n", ["NULL"]),
    "an item with a value too much": ("orchard: {trees: [{height: 0, hight: 2}]}\n", ["many", "height", "UNKNOWN"]),
    "a header that lacks something": ("orchard: {trees: [{height: 0}]}\n", ["MISSING", "many", "height"]),
    "what narrows a list": ("orchard: {trees: [{height: 10}, {height: no}]}\n", ["TYPE"]),
    "what narrows a list in a sound section": (
        "orchard: {trees: [{height: 10}, {height: 12}]}\nmarket: {shade: redd}\n",
        ["low", "VALUE"],
    ),
    "a label of a section that is misspelt": ("orchard: {keeper: Ann}\nmarkt: {shade: red}\n", ["UNKNOWN"]),
    "a key twice": ("orchard: {trees: [{height: 0}], trees: [{height: 3}, {height: 2}]}\n", ["DUPLICATE-KEY"]),
    "a text that breaks off": ("orchard: {trees: [{height: 0}\n", ["SYNTAX"]),
    "a value beside none, misspelt": ("orchard: {marks: [plain, dott]}\n", ["NONE", "VALUE"]),
    "none twice": ("orchard: {marks: [plain, 7, plain]}\n", ["VALUE"]),
    "a source's file": ("orchard: {keeper: 3}\n", ["SOURCE-FILE", "TYPE"]),
}


@pytest.mark.parametrize(("text", "codes"), TOLD.values(), ids=TOLD)
def test_everything_is_told_in_one_go_and_nothing_that_is_false(text: str, codes: list[str]) -> None:
    head = dict(ENVELOPE)
    if "MISSING" in codes:
        del head["status"]
    if "SOURCE-FILE" in codes:
        head["sources"] = [{"id": "S", "cite": "A book", "file": "../book.txt"}]
    assert told(f"proposal: {json.dumps(head)}\n{text}") == codes


@laws(300)
@given(worlds(), st.data())
def test_what_is_told_beside_problems_is_true_of_a_document_without_them(world: World, data: st.DataObject) -> None:
    """A few values are spoilt: each check that is told as broken is broken in the document as it was."""
    tests = {"C1": world.condition, "C2": {"not": world.condition}}
    checks = [{"id": name, "must": must, "message": "m", "remedy": "r"} for name, must in tests.items()]
    pack = pack_of(pack_files(rule_entry(), checks=checks, definitions=world.definitions))
    spoilt = copy.deepcopy(world.document)
    for _ in range(data.draw(st.integers(1, 3))):
        _spoil(data, spoilt)
    try:
        loaded(json.dumps(spoilt).encode(), "plan.json", pack)
    except InputError as error:
        broken = {problem.code for problem in error.problems if problem.code.startswith("PACK-")}
        if any(problem.code.startswith("DOC-") for problem in error.problems):
            assert broken <= {problem.code for problem in broken_checks(pack, proposal_of(world.document, pack))}


def _spoil(data: st.DataObject, document: Any) -> None:
    found = [path for path in places(document) if path[0] != "proposal"]
    if not found:
        return
    path = data.draw(st.sampled_from(found))
    here = document
    for step in path[:-1]:
        here = here[step]
    value = here[path[-1]]
    if isinstance(value, list) and value:
        value[data.draw(st.integers(0, len(value) - 1))] = data.draw(st.sampled_from([{}, None, "n/a", 7.5, ["x"]]))
    else:
        here[path[-1]] = data.draw(st.sampled_from([{"nothing": 1}, None, "TBD", ["nothing"], 1e9, "nothing"]))
