"""Profiles: what each key changes, what is told of it, and what is refused with its place."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.packs import ENVELOPE, TEXT, Data, pack_files, pack_of, proposal_of, recommendation_entry, rule_entry

from policycheck.errors import InputError, Problem
from policycheck.load.applied import apply_profile
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.load.profile import profile_from, read_profile, shipped_profiles
from policycheck.model.assessment import Assessment
from policycheck.model.condition import Operand
from policycheck.model.outcome import Outcome, Severity, Verdict
from policycheck.model.pack import Pack
from policycheck.model.profile import Change
from policycheck.model.rewriting import nodes
from policycheck.pipeline import evaluate
from policycheck.resources import read_schema

HEAD: Data = {"id": "mine", "title": "Mine"}
CAPS: Data = {"not_met": "does_not_meet", "not_stated": "partly_meets"}
WELLS: Data = {"field": "orchard.wells", "at_least": "$few"}
DEFINITIONS: Data = {
    "few": {"number": 2, "title": "a few wells"},
    "many": {"number": 5},
    "big": {"list": "orchard.trees[]", "where": {"field": ".height", "at_least": "$many"}},
    "wet": {"condition": WELLS},
    "here": {"labels": {"oak": WELLS, "elm": {"field": "orchard.fenced", "is": True}}},
}


@cache
def pack() -> Pack:
    """Rules that use a number everywhere one can stand; R1.2 requires R1.1, and A1 asks for the outcome of R1.3."""
    first = recommendation_entry(
        rule_entry("R1.1", met=WELLS, severity="critical", caps=CAPS, weight=4),
        rule_entry("R1.2", met={"count": "$big", "at_least": "$few"}, requires="R1.1", weight=2),
        rule_entry("R1.3", met="$wet", partly={"field": "orchard.fenced", "is": True}, weight=2.5),
        rule_entry("R1.4", when={"field": "proposal.actor", "in": "$here"}, weight=1, severity="minor"),
    )
    second = {**recommendation_entry(rule_entry("R2.1")), "id": "R2", "title": "Selling", "strands": ["selling"]}
    raised = {"rule": "R1.3", "in": ["met"]}
    parts: Data = {
        "advisories": [{"id": "A1", "slug": "wet", "title": "Wet", "level": "high", "when": raised, **TEXT}],
        "checks": [{"id": "C1", "must": {"not": {"field": "orchard.wells", "at_most": "$few"}}, "message": "Dig."}],
        "definitions": DEFINITIONS,
    }
    parts["checks"][0]["remedy"] = "Dig more wells."
    files = pack_files(**parts) | {"r1-growing.yaml": first, "r2-selling.yaml": second}
    files["pack.yaml"] = files["pack.yaml"] | {"recommendations": ["r1-growing.yaml", "r2-selling.yaml"]}
    return pack_of(files)


def applied(**value: Any) -> Pack:
    return apply_profile(pack(), profile_from(json.dumps(HEAD | value, indent=1), "mine.json"))


def refused(**value: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        applied(**value)
    return list(caught.value.problems)


def changes(made: Pack) -> tuple[Change, ...]:
    assert made.profile is not None
    return made.profile.changes


def rule(made: Pack, rule_id: str) -> Any:
    found = made.rule(rule_id)
    assert found is not None
    return found[1]


# ---------------------------------------------------------------- what each key changes


def test_a_profile_without_changes_leaves_the_pack_as_it_was() -> None:
    made = applied(description="Nothing.", pack="orchard", pack_version="1.0.0")
    for name in Pack.__struct_fields__:
        if name not in {"profile", "scale", "numbers"}:
            assert getattr(made, name) == getattr(pack(), name), "equal only if its parts are the same objects"
    assert made.numbers == pack().numbers
    assert (made.scale.bands, made.scale.credit) == (pack().scale.bands, pack().scale.credit)
    assert made.profile is not None
    assert (made.profile.id, made.profile.title, made.profile.description) == ("mine", "Mine", "Nothing.")
    assert (made.profile.name, made.profile.changes, made.profile.gate) == ("mine.json", (), ())
    assert made.digest == pack().digest
    assert len(made.profile.digest) == 64


def test_rules_are_dropped_with_their_reason() -> None:
    made = applied(drop={"R1.1": "Not asked here.", "R1.2": "Nor this."})
    assert [one.id for one in made.recommendations[0].rules] == ["R1.3", "R1.4"]
    assert changes(made) == (
        Change("R1.1 (Grow)", "weight 4, critical", "dropped", "Not asked here."),
        Change("R1.2 (Grow)", "weight 2, major", "dropped", "Nor this."),
    )


def test_a_rule_is_changed() -> None:
    more = {**CAPS, "not_stated": "does_not_meet"}
    made = applied(
        rules={
            "R1.1": {"caps": more, "weight": 0.5, "reason": "It matters less."},
            "R1.3": {"severity": "critical", "caps": {"not_met": "partly_meets"}},
            "R1.4": {"severity": "minor", "weight": 1},
        }
    )
    assert (rule(made, "R1.1").weight, rule(made, "R1.3").severity) == (Fraction(1, 2), Severity.CRITICAL)
    assert rule(made, "R1.1").caps == dict.fromkeys((Outcome.NOT_MET, Outcome.NOT_STATED), Verdict.DOES_NOT_MEET)
    assert rule(made, "R1.4") is rule(pack(), "R1.4")
    was = "not met: does not meet; not stated: partly meets"
    assert changes(made) == (
        Change("weight of R1.1", "4", "0.5", "It matters less."),
        Change("caps of R1.1", was, "not met: does not meet; not stated: does not meet", "It matters less."),
        Change("severity of R1.3", "major", "critical"),
        Change("caps of R1.3", "none", "not met: partly meets"),
    )


def test_equal_weights_are_told_by_weight_and_a_rule_s_own_weight_comes_first() -> None:
    made = applied(weights="equal", rules={"R1.2": {"weight": 3}}, drop={"R1.4": "No."})
    assert [str(one.weight) for one in made.recommendations[0].rules] == ["1", "3", "1"]
    assert [(change.what, change.pack, change.profile) for change in changes(made)] == [
        ("weight of R1.2", "2", "3"),
        ("R1.4 (Grow)", "weight 1, minor", "dropped"),
        ("weight of R1.1", "4", "1"),
        ("weight of R1.3", "2.5", "1"),
    ]


def test_a_number_is_changed_wherever_it_stands() -> None:
    made = applied(numbers={"few": {"value": 3, "reason": "Dry years."}, "many": {"value": 6}})
    assert [str(made.numbers[name].values[0]) for name in ("few", "many")] == ["3", "6"]
    for part in (*made.recommendations, *made.advisories, *made.tensions, *made.checks):
        for node in nodes(part):
            if isinstance(node, Operand) and node.name in made.numbers:
                assert node.values == made.numbers[node.name].values
    seen = [node.name for one in made.recommendations for node in nodes(one) if isinstance(node, Operand)]
    assert {"few", "many"} <= set(seen)
    assert any(node.name == "few" for node in nodes(made.checks) if isinstance(node, Operand))
    assert changes(made) == (
        Change("number few (a few wells)", "2", "3", "Dry years."),
        Change("number many", "5", "6"),
    )
    assert pack().numbers["few"].values == (2,)


PLAN: Data = {"proposal": ENVELOPE, "orchard": {"wells": 3, "trees": [{"height": 6}, {"height": 7}]}}


def judged(made: Pack, plan: Data = PLAN) -> Assessment:
    return evaluate(made, proposal_of(plan, made))


def outcomes(made: Pack) -> dict[str, str]:
    return {one.rule.id: one.outcome.value for grade in judged(made).grades for one in grade.findings}


def test_a_changed_number_decides() -> None:
    before, after = outcomes(pack()), outcomes(applied(numbers={"few": {"value": 4}}))
    assert (before["R1.1"], before["R1.2"], before["R1.3"]) == ("met", "met", "met")
    assert (after["R1.1"], after["R1.2"], after["R1.3"]) == ("not_met", "not_met", "not_stated")
    assert judged(pack()).advisories[0].state.value == "raised"
    assert judged(applied(numbers={"few": {"value": 4}})).advisories[0].state.value == "not_raised"


def test_the_scale_is_changed() -> None:
    made = applied(
        scale={
            "bands": {"meets": 0.9},
            "credit": {"partly_met": 0.25},
            "contradicts_at": 0.5,
            "silent_at": 0.7,
            "reason": "We want more.",
        }
    )
    assert made.scale.bands[Verdict.MEETS] == Fraction(9, 10)
    assert made.scale.bands[Verdict.LARGELY_MEETS] == pack().scale.bands[Verdict.LARGELY_MEETS]
    assert made.scale.credit == {Outcome.MET: Fraction(1), Outcome.PARTLY_MET: Fraction(1, 4)}
    assert [(c.what, c.pack, c.profile, c.reason) for c in changes(made)] == [
        ("band of 'meets'", "0.85", "0.9", "We want more."),
        ("credit of 'partly met'", "0.5", "0.25", "We want more."),
        ("'contradicts' from", "0.25", "0.5", "We want more."),
        ("'mostly silent' from", "0.6", "0.7", "We want more."),
    ]


def test_the_gate_of_a_profile_comes_before_the_default_and_after_the_command_line() -> None:
    made = applied(gate={"verdict": "meets", "score": 0.5, "recommendations": {"R2": {"score": 0.25}}})
    proposal = proposal_of(PLAN, made)
    plain = evaluate(made, proposal).gate.rules
    assert [(d.key, d.words, d.set_by) for d in plain.demands] == [
        ("verdict", "meets", "profile"),
        ("score", "0.5", "profile"),
        ("R2.score", "0.25", "profile"),
        ("critical", "contradicted", "default"),
        ("not_stated", "fail", "default"),
    ]
    given = evaluate(made, proposal, gate=["score=0.75", "R1.score=0.1"]).gate.rules
    assert [(d.key, d.words, d.set_by) for d in given.demands][:4] == [
        ("verdict", "meets", "profile"),
        ("score", "0.75", "command line"),
        ("R1.score", "0.1", "command line"),
        ("R2.score", "0.25", "profile"),
    ]


def test_a_gate_that_asks_nothing_is_refused() -> None:
    made = applied(gate={"verdict": "none"})
    proposal = proposal_of(PLAN, made)
    assert evaluate(made, proposal).gate.passed
    with pytest.raises(InputError) as caught:
        evaluate(made, proposal, gate=["critical=none"])
    assert "--no-gate" in caught.value.problems[0].hint


# ---------------------------------------------------------------- what is refused

REFUSED: dict[str, tuple[Data, str, str, int]] = {
    "an unknown key": ({"weight": "equal"}, "PROFILE-UNKNOWN", "the profile has no field 'weight'", 4),
    "an unknown rule": ({"drop": {"R1.9": "No."}}, "PROFILE-REFERENCE", "the pack orchard has no rule 'R1.9'", 5),
    "an unknown changed rule": ({"rules": {"R9": {}}}, "PROFILE-REFERENCE", "the pack orchard has no rule 'R9'", 5),
    "an unknown number": (
        {"numbers": {"fw": {"value": 1}}},
        "PROFILE-REFERENCE",
        "the pack orchard has no number 'fw'",
        5,
    ),
    "a number that is no count": ({"numbers": {"few": {"value": 2.5}}}, "PACK-RANGE", "2.5 is no count", 6),
    "a number beyond the field": (
        {"numbers": {"many": {"value": 31}}},
        "PACK-RANGE",
        "31 is outside the range of this field",
        6,
    ),
    "an unknown recommendation": (
        {"gate": {"recommendations": {"R7": {"score": 1}}}},
        "PROFILE-REFERENCE",
        "the pack orchard has no recommendation 'R7'",
        6,
    ),
    "another pack": ({"pack": "harbour"}, "PROFILE-PACK", "the profile is for the pack harbour, not for orchard", 4),
    "another version": (
        {"pack": "orchard", "pack_version": "2.0.0"},
        "PROFILE-PACK",
        "the profile is for version 2.0.0 of orchard, not for 1.0.0",
        5,
    ),
    "no reason": ({"drop": {"R1.4": " "}}, "PROFILE-FORM", "' ' does not have the form of 'R1.4'", 5),
    "a reason that is no text": ({"drop": {"R1.4": True}}, "PROFILE-TYPE", "'R1.4' is true or false, not text", 5),
    "dropped and changed": (
        {"drop": {"R1.4": "No."}, "rules": {"R1.4": {"weight": 2}}},
        "PROFILE-TWICE",
        "R1.4 is dropped and changed",
        8,
    ),
    "a rule that another requires": (
        {"drop": {"R1.1": "No."}},
        "PROFILE-DROP",
        "R1.2 requires R1.1, which is dropped",
        5,
    ),
    "a rule that an advisory reads": (
        {"drop": {"R1.3": "No."}},
        "PROFILE-DROP",
        "A1 (Wet) asks for the outcome of R1.3, which is dropped",
        5,
    ),
    "the last rule": ({"drop": {"R2.1": "No."}}, "PROFILE-DROP", "no rule of R2 is left", 5),
    "critical without caps": (
        {"rules": {"R1.4": {"severity": "critical"}}},
        "PACK-CAPS",
        "R1.4: critical rules have caps, and only they do",
        5,
    ),
    "caps on a rule that is not critical": (
        {"rules": {"R1.1": {"severity": "major"}}},
        "PACK-CAPS",
        "R1.1: critical rules have caps, and only they do",
        5,
    ),
    "caps out of order": (
        {"rules": {"R1.1": {"caps": {"not_met": "partly_meets", "not_stated": "does_not_meet"}}}},
        "PACK-CAPS",
        "R1.1: a worse outcome leaves a better verdict open than a milder one",
        6,
    ),
    "a cap that cannot be": (
        {"rules": {"R1.1": {"caps": CAPS | {"contradicted": "does_not_meet"}}}},
        "PACK-CAPS",
        "R1.1 has a cap for 'contradicted', which it cannot come to",
        9,
    ),
    "a parent laxer than its dependent": (
        {"rules": {"R1.1": {"severity": "major", "caps": {}}, "R1.2": {"severity": "critical", "caps": CAPS}}},
        "PACK-PARENT",
        "R1.1 is laxer than R1.2, which depends on it, when not met",
        9,
    ),
    "bands that do not rise": (
        {"scale": {"bands": {"meets": 0.6}}},
        "PACK-SCALE",
        "the bands do not rise from grade to grade",
        5,
    ),
    "a weight of nothing": ({"rules": {"R1.1": {"weight": 0}}}, "PROFILE-RANGE", "0 is outside the range", 6),
    "a share of two": ({"gate": {"score": 2}}, "PROFILE-RANGE", "2 is outside the range of 'score'", 5),
    "a verdict that is none": ({"gate": {"verdict": "meet"}}, "PROFILE-VALUE", "'meet' is not a value of 'verdict'", 5),
}


@pytest.mark.parametrize(("value", "code", "message", "line"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_at_its_place(value: Data, code: str, message: str, line: int) -> None:
    problems = refused(**value)
    told = [p for p in problems if p.message.startswith(message)]
    assert told, [(p.code, p.message, p.span) for p in problems]
    assert (told[0].code, bool(told[0].hint)) == (code, True)
    assert told[0].span is not None
    assert (told[0].span.file, told[0].span.line) == ("mine.json", line)


def test_a_parent_made_laxer_is_told_at_the_parent_when_the_dependent_is_left_alone() -> None:
    files = pack_files(
        rule_entry("R1.1", severity="critical", caps=CAPS),
        rule_entry("R1.2", severity="critical", caps=CAPS, requires="R1.1"),
    )
    document = profile_from(json.dumps(HEAD | {"rules": {"R1.1": {"severity": "minor", "caps": {}}}}), "x.json")
    with pytest.raises(InputError) as caught:
        apply_profile(pack_of(files), document)
    assert {problem.code for problem in caught.value.problems} == {"PACK-PARENT"}
    assert all(problem.span is not None and problem.span.column > 10 for problem in caught.value.problems)


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    problems = refused(
        pack="harbour",
        drop={"R1.1": "No.", "R8": "No."},
        numbers={"no": {"value": 1}},
        rules={"R1.4": {"severity": "critical"}},
        scale={"bands": {"partly_meets": 0.7}},
    )
    assert [problem.code for problem in problems] == [
        "PROFILE-PACK",
        "PROFILE-DROP",
        "PROFILE-REFERENCE",
        "PROFILE-REFERENCE",
        "PACK-CAPS",
        "PACK-SCALE",
    ]


def test_dependents_may_go_with_what_they_require() -> None:
    assert [one.id for one in applied(drop={"R1.1": "a", "R1.2": "b"}).recommendations[0].rules] == ["R1.3", "R1.4"]


@pytest.mark.parametrize("text", ["", "[]", "id: x\n", "id: x\ntitle: y\n<<: 3\n", "id: [\n", "\x00", "title: *a\n"])
def test_broken_text_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_profile(str(file))
    assert caught.value.problems


def test_a_number_among_the_values_of_a_set_is_refused() -> None:
    """There it would lose its name, and a profile that changes it would change nothing."""
    met = {"field": "orchard.wells", "in": ["$few", 7]}
    with pytest.raises(InputError) as caught:
        pack_of(pack_files(rule_entry(met=met), definitions={"few": {"number": 2}}))
    assert "$few is not a set" in {problem.message for problem in caught.value.problems}


# ---------------------------------------------------------------- the shipped ones


def test_shipped_profiles_suit_every_pack() -> None:
    assert shipped_profiles() == ("equal-weights", "strict")
    for name in shipped_profiles():
        document = read_profile(name)
        assert document.name == f"profiles/{name}.yaml"
        assert document.value["id"] == name
        for made in (apply_profile(one, document) for one in (pack(), *map(load_pack, shipped_packs()))):
            assert made.profile is not None
            assert made.profile.changes


def test_the_folder_of_profiles_is_no_pack() -> None:
    assert "profiles" not in shipped_packs()
    with pytest.raises(InputError) as caught:
        load_pack("profiles")
    assert caught.value.problems[0].code == "PACK-NONE"


def test_an_unknown_profile_is_named_with_what_was_meant() -> None:
    with pytest.raises(InputError) as caught:
        read_profile("strikt")
    assert (caught.value.problems[0].code, caught.value.problems[0].hint) == ("PROFILE-NONE", "Did you mean strict?")


def test_strict_and_equal_weights_do_what_they_say() -> None:
    strict, equal = (apply_profile(pack(), read_profile(name)) for name in ("strict", "equal-weights"))
    assert strict.scale.unevidenced is Outcome.PARTLY_MET
    assert changes(strict) == (Change("a rule met without evidence is", "met", "partly met"),)
    assert strict.profile is not None
    assert {demand.key: demand.words for demand in strict.profile.gate} == {
        "verdict": "largely_meets",
        "critical": "contradicted,not_met,not_stated",
        "answered": "high",
    }
    assert {one.weight for part in equal.recommendations for one in part.rules} == {Fraction(1)}


# ---------------------------------------------------------------- its schema


def test_the_schema_is_sound_and_every_key_in_it_is_understood() -> None:
    schema = json.loads(read_schema("profile"))
    Draft202012Validator.check_schema(schema)
    everything: Data = {
        "description": "x",
        "pack": "orchard",
        "pack_version": "1.0.0",
        "weights": "equal",
        "unevidenced": "partly_met",
        "drop": {"R1.4": "No."},
        "rules": {"R1.3": {"weight": 1, "severity": "minor", "caps": {}, "reason": "x"}},
        "numbers": {"few": {"value": 1, "reason": "x"}},
        "scale": {"bands": {"meets": 0.9}, "credit": {"partly_met": 0.4}, "contradicts_at": 0.3, "silent_at": 0.5},
        "gate": {"verdict": "meets"},
    }
    assert {*everything, *HEAD} == set(schema["properties"]), "a key was added: try it here"
    told = {change.what.split()[0] for change in changes(applied(**everything))}
    assert told >= {"a", "band", "credit", "'contradicts'", "'mostly", "number", "R1.4", "severity", "weight"}
