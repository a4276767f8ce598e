"""JSON: valid by an outside judge, the same bytes each time, exact, and safe for any text.

`golden/results.json` is the result for the files of lighthouse.py, with stand-ins for the sentences of explanations,
whose words are tested elsewhere. To make it anew, delete it, run this file, and look at what comes.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from msgspec.structs import fields, replace
from tests.rendering.lighthouse import PROPOSAL
from tests.rendering.zoo import NASTY, ZOO

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment, Fact, Raised
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Authority, Clause, SourceDocument
from policycheck.rendering import json_report, render
from policycheck.rendering.json_basis import exact
from policycheck.rendering.json_report import published, render_json
from policycheck.rendering.results import results_schema
from policycheck.rendering.results_basis import Bands, Credit
from policycheck.resources import read_schema

GOLDEN = Path(__file__).parent / "golden" / "results.json"


def validate(data: bytes) -> Any:
    """The values in the JSON, found valid by jsonschema and the stored schema."""
    value = json.loads(data)
    Draft202012Validator(json.loads(read_schema("results"))).validate(value)
    return value


def test_stored_schema_is_the_generated_one() -> None:
    done = subprocess.run([sys.executable, "-m", "policycheck.rendering.results"], capture_output=True, check=True)
    assert read_schema("results").splitlines() == done.stdout.splitlines()
    Draft202012Validator.check_schema(results_schema())


def test_every_object_is_closed_complete_and_described() -> None:
    schema: Any = results_schema()
    for name, part in {**schema["$defs"], "Results": schema}.items():
        if part.get("type") == "object":
            assert part["additionalProperties"] is False, name
            assert part["required"] == list(part["properties"]), name
            assert part["description"], name
            assert all(inner.get("description") for inner in part["properties"].values()), name


def test_parts_name_every_outcome_and_grade() -> None:
    counts: Any = results_schema()["$defs"]
    assert list(counts["Counts"]["properties"]) == [outcome.value for outcome in Outcome]
    assert [*Credit.model_fields, "not_applicable"] == [outcome.value for outcome in Outcome]
    assert list(Bands.model_fields) == [grade.value for grade in GRADES]


def without_words(made: Assessment) -> Assessment:
    """The assessment with every explanation replaced by one sentence."""
    grades = [
        replace(grade, findings=tuple(replace(finding, why=("Because.",)) for finding in grade.findings))
        for grade in made.grades
    ]
    concerns = [tuple(replace(one, why=("Because.",)) for one in group) for group in (made.advisories, made.tensions)]
    return replace(made, grades=tuple(grades), advisories=concerns[0], tensions=concerns[1])


def test_golden(small: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_report, "__version__", "0.0.0")
    made = render_json(without_words(small))
    if not GOLDEN.exists():
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_bytes(made)
        pytest.fail("golden/results.json was missing and has been made: look at it")
    assert made.decode().splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_golden_says_what_the_small_proposal_comes_to() -> None:
    """So that a golden file made anew cannot be wrong unnoticed."""
    value = validate(GOLDEN.read_bytes())
    light, horn, boats = value["recommendations"]
    assert light["counts"] == {
        "contradicted": 1, "not_met": 1, "not_stated": 0, "partly_met": 1, "met": 1, "not_applicable": 1,
    }  # fmt: skip
    assert light["score"]["as_stated"] == {"exact": "2/5", "decimal": 0.4}
    assert (light["verdict"], horn["verdict"], boats["verdict"]) == ("partly_meets", "out_of_scope", "not_applicable")
    burn, spare, _, tested, _ = light["findings"]
    assert (burn["cap"], spare["cap"], tested["because_of"]) == ("largely_meets", None, "L2")
    assert horn["findings"][0]["cap"] is None
    assert spare["response"] == "No money."
    hours = burn["facts"][0]
    assert (hours["path"], hours["value"], hours["place"]["line"]) == ("lamp.hours", 9, 12)
    assert PROPOSAL.splitlines()[hours["place"]["line"] - 1][hours["place"]["column"] - 1 :] == "9"
    assert (value["advisories"][0]["state"], value["advisories"][0]["response"]) == ("raised", "We heat it.")
    assert (value["tensions"][0]["state"], value["tensions"][0]["answer"]) == ("answered", "The board pays.")
    assert [clause["id"] for clause in value["clauses"]] == ["LH-1", "LH-2", "LH-4"]
    assert [authority["id"] for authority in value["authorities"]] == ["TRINITY"]
    assert value["scale"]["numbers"] == [{"name": "long_night", "title": "hours of a long night", "value": 14.5}]
    assert value["warnings"][0]["code"] == "DOC-COVERS"
    assert value["proposal"]["file"] == "proposal.yaml"


@pytest.mark.parametrize("make", ZOO.values(), ids=ZOO)
def test_zoo_is_valid_and_reproducible(make: Callable[[], Assessment]) -> None:
    first = render_json(make())
    validate(first)
    assert render_json(make()) == first == render(make(), "json")
    assert first.endswith(b"}\n")


def test_keys_stand_in_the_order_of_the_model() -> None:
    value = validate(render_json(ZOO["every_outcome"]()))
    schema: Any = results_schema()
    assert list(value) == list(schema["properties"])
    for part, name in ((value["pack"], "PackInfo"), (value["recommendations"][0]["findings"][0], "Finding")):
        assert list(part) == list(schema["$defs"][name]["properties"])


def test_everything_of_the_pack_is_there_in_its_order() -> None:
    made = ZOO["every_outcome"]()
    value = validate(render_json(made))
    rules = [finding["rule"] for part in value["recommendations"] for finding in part["findings"]]
    assert rules == [rule.id for part in made.pack.recommendations for rule in part.rules]
    assert [one["id"] for one in value["advisories"]] == [one.id for one in made.pack.advisories]
    assert [one["id"] for one in value["tensions"]] == [one.id for one in made.pack.tensions]
    order = list(made.pack.sources.clauses)
    named = [clause["id"] for clause in value["clauses"]]
    assert named == sorted(named, key=order.index)


def first_finding(value: Any) -> Any:
    return value["recommendations"][0]["findings"][0]


BROKEN: dict[str, Callable[[Any], object]] = {
    "another version": lambda value: value.update(schema="urn:policycheck:results:1"),
    "an unknown key": lambda value: first_finding(value).update(mood="good"),
    "a missing key": lambda value: value.pop("exit_reason"),
    "an unknown outcome": lambda value: first_finding(value).update(outcome="nearly"),
    "an unknown verdict": lambda value: value["recommendations"][0].update(verdict="met"),
    "an outcome not counted": lambda value: value["recommendations"][0]["counts"].pop("met"),
    "a line before the first": lambda value: first_finding(value)["facts"][0]["place"].update(line=0),
    "a score as a plain number": lambda value: value["recommendations"][0]["score"].update(as_stated=0.5),
    "a fraction that is none": lambda value: first_finding(value)["weight"].update(exact="a/b"),
    "an exit code of its own": lambda value: value.update(exit_code=3),
    "a digest cut short": lambda value: value["pack"].update(digest="abc"),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_schema_rejects(spoil: Callable[[Any], object]) -> None:
    value = json.loads(render_json(ZOO["every_outcome"]()))
    spoil(value)
    with pytest.raises(ValidationError):
        validate(json.dumps(value).encode())


def with_text(made: Assessment, text: str) -> Assessment:
    """The assessment with that text in the proposal's title, a warning, a fact and an answer."""
    fact = Fact(text, text, {"said": [text, 1, 2.5, True, None]}, text, None, stated=True)
    raised = Raised(made.advisories[0].concern, made.advisories[0].state, (fact,), (text,), text)
    header = replace(made.proposal.header, title=text)
    proposal = replace(made.proposal, header=header, warnings=(Problem("DOC-ODD", text),))
    return replace(made, proposal=proposal, advisories=(raised, *made.advisories[1:]))


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    data = render_json(with_text(ZOO["all_met"](), text))
    value = json.loads(data.decode())
    advisory = value["advisories"][0]
    assert value["proposal"]["title"] == value["warnings"][0]["message"] == text
    assert advisory["facts"][0]["value"] == {"said": [text, 1, 2.5, True, None]}
    assert advisory["why"] == [text]
    assert advisory["answer"] == (text or None)


def test_nasty_text_comes_back_even_with_half_a_character() -> None:
    """A lone surrogate cannot come from a document; should it come from elsewhere, the JSON is still whole."""
    data = render_json(ZOO["nasty"]())
    assert validate(data)["proposal"]["author"] == NASTY
    assert b"\\ud800" in data
    assert "한국" in render_json(with_text(ZOO["all_met"](), "한국")).decode(), "characters stand as they are"


@given(st.fractions(min_value=0, max_value=200))
def test_numbers_are_exact_and_never_rounded_up(number: Fraction) -> None:
    part = exact(number)
    shown = Fraction(repr(part.decimal))
    assert Fraction(part.exact) == number
    assert shown <= number < shown + Fraction(1, 10_000)
    assert (shown * 10_000).denominator == 1


@pytest.mark.parametrize(
    ("number", "fraction", "decimal"),
    [
        (Fraction(19, 35), "19/35", "0.5428"),
        (Fraction(649_999, 1_000_000), "649999/1000000", "0.6499"),
        (Fraction(13, 20), "13/20", "0.65"),
        (Fraction(99_999, 100_000), "99999/100000", "0.9999"),
        (Fraction(4), "4", "4.0"),
        (Fraction(1, 99_999), "1/99999", "0.0"),
    ],
)
def test_printed_numbers(number: Fraction, fraction: str, decimal: str) -> None:
    assert json.dumps(exact(number).model_dump()) == f'{{"exact": "{fraction}", "decimal": {decimal}}}'


@pytest.mark.parametrize(("name", "code"), [("all_met", 0), ("all_not_met", 1), ("empty", 2)])
def test_exit_code_is_the_assessment_s(name: str, code: int) -> None:
    made = ZOO[name]()
    value = validate(render_json(made))
    assert value["exit_code"] == made.exit_code == code
    assert value["exit_reason"] == made.exit_reason
    assert value["gate"]["passed"] == made.gate.passed
    assert value["gate"]["failures"] == list(made.gate.failures)
    assert value["gate"]["enforced"] is True


def test_what_is_not_there_is_null() -> None:
    value = validate(render_json(ZOO["empty"]()))
    assert value["proposal"]["author"] is None
    assert value["package"] == {"verdict": None, "reasons": [], "score": None}
    graded = validate(render_json(ZOO["all_met"]()))["recommendations"][0]
    assert (graded["qualifier"], graded["distance"], graded["note"]) == (None, None, None)


def test_cap_in_force() -> None:
    """A cap is there for the outcome it belongs to, and only where there is a grade to hold down."""
    made = ZOO["every_outcome"]()
    by_id = {part.id: part for part in published(made).recommendations}
    first, out = made.grades[0], made.grades[2]
    caps = [finding.cap for finding in by_id[first.recommendation.id].findings]
    assert caps[:3] == [Verdict.DOES_NOT_MEET, Verdict.PARTLY_MEETS, Verdict.PARTLY_MEETS]
    assert set(caps[3:]) == {None}
    assert {finding.cap for finding in by_id[out.recommendation.id].findings} == {None}


def test_nothing_of_a_source_is_lost() -> None:
    """A field added to the model's sources has to be published too."""
    schema: Any = results_schema()["$defs"]
    for kind, name in ((Authority, "Authority"), (Clause, "Clause"), (SourceDocument, "Document")):
        assert {field.name for field in fields(kind)} == set(schema[name]["properties"])


def test_pydantic_is_loaded_for_json_only() -> None:
    code = "import sys, policycheck.rendering, policycheck.rendering.terminal; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
