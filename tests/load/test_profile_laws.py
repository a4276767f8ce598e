"""Laws of profiles, on random packs: a pack with a profile is the pack that says the same in its own files."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.evaluation.strategies import Case, cases
from tests.packs import Data, pack_of, proposal_of, used
from tests.searching import laws

from policycheck.errors import InputError
from policycheck.load.applied import apply_profile
from policycheck.load.profile import profile_from, read_profile
from policycheck.model.pack import Pack
from policycheck.pipeline import evaluate
from policycheck.rendering.json_report import published

pytestmark = pytest.mark.untraced

RULES = "r1-growing.yaml"
OURS = {"pack", "profile", "version"}


def profile(**value: Any) -> Any:
    return profile_from(json.dumps({"id": "law", "title": "Law", **value}), "law.json")


def result(pack: Pack, document: Data) -> Data:
    """Everything that is published, but for what names the pack and the profile."""
    assessment = evaluate(pack, proposal_of(document, pack))
    return {key: value for key, value in published(assessment).model_dump(mode="json").items() if key not in OURS}


def written(case: Case) -> tuple[dict[str, Any], list[Data]]:
    """A copy of the pack's files, and the rules in it."""
    files = copy.deepcopy(case.files)
    return files, files[RULES]["rules"]


@laws(40)
@given(cases())
def test_an_empty_profile_changes_nothing(case: Case) -> None:
    pack = pack_of(case.files)
    assert result(apply_profile(pack, profile()), case.document) == result(pack, case.document)


@laws(40)
@given(cases())
def test_equal_weights_are_a_pack_written_so(case: Case) -> None:
    files, rules = written(case)
    for rule in rules:
        rule["weight"] = 1
    made = apply_profile(pack_of(case.files), read_profile("equal-weights"))
    assert result(made, case.document) == result(pack_of(files), case.document)


@laws(40)
@given(cases(), st.data())
def test_changed_rules_and_scale_are_a_pack_written_so(case: Case, data: st.DataObject) -> None:
    files, rules = written(case)
    chosen = data.draw(st.sampled_from(rules))
    weight = data.draw(st.sampled_from([0.25, 1, 3.5]))
    chosen["weight"] = weight
    change: Data = {"weight": weight}
    if not chosen.get("caps"):
        chosen |= {"severity": "critical", "caps": {"not_met": "partly_meets"}}
        change |= {"severity": "critical", "caps": {"not_met": "partly_meets"}}
    try:
        expected = pack_of(files)
    except InputError:
        assume(False)
        raise
    made = apply_profile(pack_of(case.files), profile(rules={chosen["id"]: change}))
    assert result(made, case.document) == result(expected, case.document)


@laws(40)
@given(cases(), st.sampled_from([0, 0.25, 1, 1.5, 4]))
def test_a_changed_number_is_a_pack_written_so_or_refused_where_that_is_no_pack(case: Case, value: float) -> None:
    files, _ = written(case)
    numbers = [d for d in files["definitions.yaml"]["definitions"].values() if "number" in d]
    assume(numbers)
    for definition in numbers:
        definition["number"] = value
    pack = pack_of(case.files)
    changing = profile(numbers={name: {"value": value} for name in pack.numbers})
    try:
        expected = pack_of(files)
    except InputError:
        with pytest.raises(InputError):
            apply_profile(pack, changing)
        return
    assert result(apply_profile(pack, changing), case.document) == result(expected, case.document)


@laws(60)
@given(cases(), st.data())
def test_a_dropped_rule_is_a_pack_without_it_or_refused_where_that_is_no_pack(case: Case, data: st.DataObject) -> None:
    files, rules = written(case)
    assume(len(rules) > 1)
    name = data.draw(st.sampled_from(rules))["id"]
    files[RULES]["rules"] = [rule for rule in rules if rule["id"] != name]
    definitions = files["definitions.yaml"]["definitions"]
    needed = used([entry for file, entry in files.items() if file != "definitions.yaml"], definitions)
    files["definitions.yaml"]["definitions"] = {key: value for key, value in definitions.items() if key in needed}
    pack, dropping = pack_of(case.files), profile(drop={name: "A law."})
    try:
        expected = pack_of(files)
    except InputError:
        with pytest.raises(InputError) as caught:
            apply_profile(pack, dropping)
        assert {problem.code for problem in caught.value.problems} == {"PROFILE-DROP"}
    else:
        found, wanted = (result(made, case.document) for made in (apply_profile(pack, dropping), expected))
        found["scale"].pop("numbers")  # the pack still has those that nothing uses any more
        wanted["scale"].pop("numbers")
        assert found == wanted
