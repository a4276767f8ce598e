"""What a pack forbids every proposal: refused only when it is definitely so, at the first place that shows it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.packs import ENVELOPE, Data, pack_files, pack_of, proposal_of, rule_entry

from policycheck.evaluation import broken_checks

CHECK: Data = {
    "id": "C1",
    "must": {"every": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": 1}},
    "message": "a tree has some height",
    "remedy": "Give its height in metres.",
}


@pytest.mark.parametrize(
    ("trees", "places"),
    [
        (None, []),
        ([], []),
        ([{"name": "a"}], []),
        ([{"height": 1}], []),
        ([{"height": 0}], [0]),
        ([{"height": 1}, {"name": "b"}, {"height": 0.5}, {"height": 0}], [2]),
    ],
)
def test_a_check_is_broken_only_when_it_is_false(trees: Any, places: list[int]) -> None:
    pack = pack_of(pack_files(rule_entry(), checks=[CHECK]))
    orchard = {"keeper": "Ann"} | ({} if trees is None else {"trees": trees})
    proposal = proposal_of({"proposal": ENVELOPE, "orchard": orchard}, pack)
    problems = broken_checks(pack, proposal)
    spans = [proposal.document.span(("orchard", "trees", index, "height")) for index in places]
    assert [problem.span for problem in problems] == spans
    for problem in problems:
        assert (problem.code, problem.message, problem.hint) == ("PACK-C1", CHECK["message"], CHECK["remedy"])


def test_every_broken_check_is_reported() -> None:
    checks = [{**CHECK, "id": f"C{n}", "must": {"field": "orchard.keeper", "is": "Bob"}} for n in (1, 2)]
    pack = pack_of(pack_files(rule_entry(), checks=checks))
    proposal = proposal_of({"proposal": ENVELOPE, "orchard": {"keeper": "Ann"}}, pack)
    assert [problem.code for problem in broken_checks(pack, proposal)] == ["PACK-C1", "PACK-C2"]
