"""The quick validator and the explaining one agree, and the published schemas are what the models say."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from tests.searching import laws

from policycheck.load.document import parse_document
from policycheck.load.envelope import EnvelopeModel, envelope_schema
from policycheck.load.pack import load_pack
from policycheck.load.pack_files import read_shipped, read_strictly
from policycheck.load.pack_folders import shipped_packs
from policycheck.load.problems import Problems
from policycheck.load.schema import Validator
from policycheck.resources import read_schema, rules_dir

PACK = load_pack("korean-peninsula")
VALIDATOR = Validator(PACK.vocabulary.schema)
ENVELOPE = Validator(json.loads(read_schema("envelope")))

HEADER: dict[str, Any] = {
    "id": "p1",
    "title": "A package",
    "actor": "US",
    "status": "policy",
    "basis": "as_written",
    "date": "2024-02-29",
    "covers": ["comprehensive"],
}
SCALARS = st.sampled_from(
    ["US", "ROK", "policy", "as_written", "2024-02-30", "2024-2-1", "", "retained", 0, 1, 0.5, 2, True, False, None]
) | st.text(max_size=4)


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """Documents that are nearly valid: a sound one in which a few values, at any depth, were exchanged."""
    document: dict[str, Any] = {
        "proposal": {**deepcopy(HEADER), "sources": [{"id": "A", "cite": "x"}]},
        "incentives": {
            "phases": [{"id": "P1", "order": "simultaneous", "benefits": [{"give": "food_aid", "share": 0.5}]}]
        },
        "sanctions": {"baseline": "retained", "monitoring": ["MSMT"]},
        "evidence": [{"for": "sanctions.baseline", "says": "x", "where": "y", "source": "A"}],
        "risks": [{"topic": "early_relief", "mitigation": "x"}],
    }
    for _ in range(draw(st.integers(0, 3))):
        _exchange(draw, document)
    return document


def _exchange(draw: st.DrawFn, node: Any) -> None:
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        if isinstance(node[key], dict | list) and draw(st.booleans()):
            node = node[key]
            continue
        change = draw(st.sampled_from(["set", "remove", "add"]))
        if change == "remove":
            del node[key]
        elif change == "add" and isinstance(node, dict):
            node[draw(st.sampled_from(["extra", "note", "text", "pack", "share"]))] = draw(SCALARS)
        else:
            node[key] = draw(SCALARS | st.just({}) | st.just([]))
        return


@laws(300)
@given(documents())
def test_the_quick_validator_and_the_explaining_one_agree(document: Any) -> None:
    assert VALIDATOR.is_valid(document) is (not VALIDATOR.errors(document))


@laws(200)
@given(documents())
def test_the_envelope_schema_and_the_pydantic_model_agree(document: Any) -> None:
    envelope = {key: part for key, part in document.items() if key not in {"incentives", "sanctions"}}
    try:
        EnvelopeModel.model_validate(envelope)
        accepted = not _has_null(envelope)
    except ValidationError:
        accepted = False
    assert ENVELOPE.is_valid(envelope) is accepted


def _has_null(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_null(part) for part in value.values())
    if isinstance(value, list):
        return any(_has_null(part) for part in value)
    return value is None


def test_a_sound_document_is_valid_and_a_wrong_one_is_not() -> None:
    assert VALIDATOR.is_valid({"proposal": HEADER})
    assert not VALIDATOR.is_valid({"proposal": {**HEADER, "actor": "Atlantis"}})
    assert not VALIDATOR.is_valid({"proposal": {**HEADER, "date": "2024-02-30"}})


def test_the_published_envelope_schema_is_the_generated_one() -> None:
    assert json.loads(read_schema("envelope")) == envelope_schema()


@pytest.mark.parametrize("name", ["configuration", "envelope", "pack", "tests", "results"])
def test_published_schemas_are_sound(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(read_schema(name)))


@pytest.mark.parametrize("pack", shipped_packs())
def test_vocabularies_are_sound_schemas(pack: str) -> None:
    Draft202012Validator.check_schema(dict(load_pack(pack).vocabulary.schema))


@pytest.mark.parametrize(
    "path",
    sorted(path for pack in shipped_packs() for path in (rules_dir() / pack).glob("*.yaml")),
    ids=lambda p: p.name,
)
def test_the_quick_reader_reads_what_the_strict_one_reads(path: Any) -> None:
    strict, problems = read_strictly(str(path))
    quick, none = read_shipped(str(path))
    assert problems == none == ()
    assert strict is not None
    assert quick is not None
    assert quick.value == strict.value
    assert _types(quick.value) == _types(strict.value)
    assert dict(quick.spans) == dict(strict.spans)
    assert dict(quick.keys) == dict(strict.keys)
    assert quick.text == strict.text


def _types(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _types(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_types(part) for part in value]
    return type(value)


def test_a_broken_shipped_file_is_read_again_by_the_strict_reader(tmp_path: Any) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("id: a\nid: b\n", encoding="utf-8")
    _, problems = read_shipped(str(path))
    assert [(problem.span.line if problem.span else 0) for problem in problems] == [2]


def test_what_is_asked_of_a_document_is_asked_once_however_many_errors_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("policycheck.load.schema.stopped_at", lambda found: asked.append(len(found)))
    text = f"proposal: {json.dumps(HEADER)}\nsanctions: {{monitoring: [{', '.join(f'odd{n}' for n in range(50))}]}}\n"
    document, _ = parse_document(text, "many.yaml")
    assert document is not None
    problems = Problems()
    assert not VALIDATOR.check(document, problems, "DOC")
    assert len(problems.found) == 50
    assert asked == [0]
