"""Fingerprints: the same when lines or unrelated items of lists move, others when what decides is another."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.searching import laws

from policycheck.model.assessment import Assessment
from policycheck.model.pack import Pack
from policycheck.pipeline import evaluate, load_pack, proposal_of
from policycheck.rendering import render
from policycheck.rendering.identity import concern_fingerprint, fingerprint, key
from policycheck.rendering.standing import judged

ROOT = Path(__file__).parents[2]
MINIMAL = ROOT / "docs" / "examples" / "minimal-pack"
HEAD = (ROOT / "docs" / "examples" / "minimal-proposal.yaml").read_text(encoding="utf-8")
EXAMPLES = {file.parent.name: file.read_text(encoding="utf-8") for file in (ROOT / "examples").glob("*/proposal.yaml")}
OTHER_PACK = re.compile(r"^\s*pack: *(\S+)", re.MULTILINE)
FULL = {"place": "School", "beds": 20}


@cache
def pack(name: str = "") -> Pack:
    return load_pack(name) if name else load_pack()


def audited(text: str, name: str = "") -> Assessment:
    named = OTHER_PACK.search(text)
    used = pack(named[1] if named else name)
    return evaluate(used, proposal_of(text.encode(), "p.yaml", used))


def prints(of: Assessment) -> dict[str, str]:
    found = {one.rule.id: fingerprint(of, one) for grade in of.grades for one in grade.findings}
    return found | {one.concern.id: concern_fingerprint(of, one) for one in (*of.advisories, *of.tensions)}


def town(*shelters: dict[str, Any], before: str = "", proposal: str = HEAD) -> Assessment:
    """The plan of the town with these shelters, after some lines that say nothing."""
    return audited(f"{before}{proposal}{before}  shelters: {json.dumps(shelters)}\n", str(MINIMAL))


# ---------------------------------------------------------------- what leaves them alone

LINES = st.lists(st.sampled_from(["", "# a remark", "   ", "    # {a: [b"]), max_size=4)
ENOUGH = st.builds(lambda place, beds: {"place": place, "beds": beds}, st.text("abc", min_size=1), st.integers(50, 99))


@given(LINES, st.lists(ENOUGH, max_size=4), st.lists(ENOUGH, max_size=4))
def test_lines_and_unrelated_items_may_move(
    lines: list[str], first: list[dict[str, Any]], last: list[dict[str, Any]]
) -> None:
    before = "".join(f"{line}\n" for line in lines)
    assert prints(town(*first, FULL, *last, before=before)) == prints(town(FULL))


@laws(60)
@given(st.sampled_from(sorted(EXAMPLES)), LINES, st.data())
def test_lines_may_be_added_to_any_example(name: str, lines: list[str], data: st.DataObject) -> None:
    text = EXAMPLES[name]
    places = [found.start() for found in re.finditer(r"^\w", text, re.MULTILINE)]
    at = data.draw(st.sampled_from(places))
    moved = text[:at] + "".join(f"{line}\n" for line in lines) + text[at:]
    assert prints(audited(moved)) == prints(audited(text))


def test_keys_may_stand_in_another_order() -> None:
    text = EXAMPLES["singapore-2018"]
    first, *sections = re.split(r"^(?=\w)", text, flags=re.MULTILINE)
    assert len(sections) > 4
    assert prints(audited(first + "".join(reversed(sections)))) == prints(audited(text))


def test_a_partner_before_the_others_moves_only_what_is_about_partners() -> None:
    text = EXAMPLES["singapore-2018"]
    added = text.replace("  partners:\n", "  partners:\n    - {party: EU, role: funder}\n")
    assert added != text
    before, after = prints(audited(text)), prints(audited(added))
    assert {name for name in before if before[name] != after[name]} <= {"R1.5"}
    assert [one.facts[0].path for one in findings(added) if one.rule.id == "R1.1"] == ["diplomacy.partners[1].role"]


def findings(text: str) -> list[Any]:
    return [one for grade in audited(text).grades for one in grade.findings]


def test_what_decided_is_pointed_at() -> None:
    """Not what else was read: partners stand first in the file, but what is missing is a request."""
    found = {one.finding.rule.id: one.fact for one in judged(audited(EXAMPLES["singapore-2018"])) if one.fact}
    wanted = {"R1.1": "diplomacy.partners[0].role", "R1.4": "china.asks", "R1.5": "diplomacy.partners"}
    assert {name: found[name].path for name in wanted} == wanted


# ---------------------------------------------------------------- what does not


def changed(of: Assessment) -> set[str]:
    plain = prints(town(FULL))
    return {name for name, value in prints(of).items() if value != plain[name]}


def test_another_item_another_field_another_proposal() -> None:
    assert changed(town({"place": "Barn", "beds": 20})) == {"F1.3"}
    assert changed(town(FULL, {"place": "Barn", "beds": 20})) == {"F1.3"}
    assert changed(town(FULL, proposal=HEAD.replace("id: riverside", "id: hillside"))) == set(prints(town(FULL)))
    assert changed(town({"place": "School", "beds": 49})) == set(), "it is the same one, and still too small"


def test_every_finding_has_its_own() -> None:
    for text in EXAMPLES.values():
        found = prints(audited(text))
        assert len(set(found.values())) == len(found)
        assert all(re.fullmatch("[0-9a-f]{32}", value) for value in found.values())


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("warning.shelters[1].beds", ".warning.shelters[Barn].beds"),
        ("warning.shelters[7].beds", ".warning.shelters[].beds"),
        ("warning.channels[0]", ".warning.channels[]"),
        ("proposal.sources[0].cite", ".proposal.sources[LOG].cite"),
        ("warning.unheard_of[0].of", ".warning.unheard_of[].of"),
    ],
)
def test_what_a_field_is_called(path: str, wanted: str) -> None:
    """By its label in the vocabulary, else by its id, else as any."""
    cited = HEAD.replace("  covers:", "  sources: [{id: LOG, cite: The log}]\n  covers:")
    assert key(town(FULL, {"place": "Barn", "beds": 9}, proposal=cited), path) == wanted


def test_they_are_those_of_the_sarif() -> None:
    of = town(FULL)
    for one in json.loads(render(of, "sarif-full"))["runs"][0]["results"]:
        assert one["partialFingerprints"] == {"policycheck/v1": prints(of)[one["ruleId"]]}
