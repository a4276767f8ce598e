"""Texts that would count as statements and state nothing."""

from __future__ import annotations

import json

import pytest
from tests.packs import ENVELOPE, Data, pack_of, proposal_of

from policycheck.errors import InputError
from policycheck.load.pack import load_pack
from policycheck.model.pack import Pack

PACK = pack_of({})


def told(document: Data, pack: Pack = PACK) -> list[tuple[str, str]]:
    """What is refused of a document: the text that is pointed at, and the hint."""
    text = json.dumps(document, indent=1)
    try:
        proposal_of(document, pack)
    except InputError as error:
        found = [p for p in error.problems if p.span and p.code == "DOC-PLACEHOLDER"]
        return [(text[p.span.start : p.span.end], p.hint) for p in found if p.span]
    return []


def plan(**orchard: object) -> Data:
    return {"proposal": ENVELOPE, "orchard": orchard}


@pytest.mark.parametrize(
    "text",
    ["none", "None.", "UNKNOWN", "not stated", "Not specified", "unspecified", "pending", "no", "nothing", "no."],
)
def test_a_text_that_states_nothing_is_refused(text: str) -> None:
    assert told(plan(keeper=text)) == [(json.dumps(text), "Leave the field out if nothing is said.")]
    assert told(plan(trees=[{"note": text}])) == [(json.dumps(text), "Leave the field out if nothing is said.")]


@pytest.mark.parametrize(
    "text", ["never", "no trees", "none of the two", "Norah", "nothing but trees", "unknown soldier"]
)
def test_a_text_that_states_something_is_taken(text: str) -> None:
    assert told(plan(keeper=text)) == []


@pytest.mark.parametrize("text", ["T.B.D.", "t.b.a.", "to be decided", "TBC"])
def test_a_mark_that_something_is_missing_is_a_placeholder_everywhere(text: str) -> None:
    assert [found for found, _ in told(plan(trees=[{"name": text}]))] == [json.dumps(text)]


def test_names_citations_and_quotations_may_be_such_words() -> None:
    head = {**ENVELOPE, "author": "No", "title": "Nothing", "sources": [{"id": "none", "cite": "Unknown"}]}
    evidence = {"for": "orchard.keeper", "says": "none", "where": "no", "source": "none", "quote": "unknown"}
    document = {"proposal": head, "orchard": {"keeper": "Ann", "trees": [{"name": "none"}]}, "evidence": [evidence]}
    assert told(document) == []


def test_an_answer_that_states_nothing_is_none() -> None:
    answers: Data = {"risks": [{"topic": "frost", "mitigation": "none"}]}
    pack = pack_of({"advisories.yaml": {"advisories": [_advisory()]}})
    with pytest.raises(InputError, match='"none" as a text states nothing'):
        proposal_of({**plan(keeper="Ann"), **answers}, pack)
    with pytest.raises(InputError, match='"no" as a text states nothing'):
        proposal_of({**plan(keeper="Ann"), "responses": [{"finding": "A1", "text": "no"}]}, pack)


def _advisory() -> Data:
    common = {"id": "A1", "slug": "frost", "level": "high", "title": "Frost", "why": "W.", "remedy": "R."}
    return {**common, "clauses": ["OR-1"], "when": {"field": "proposal.actor", "stated": True}}


def test_a_list_of_texts_says_none_with_an_empty_list() -> None:
    head = {**ENVELOPE, "actor": "US", "covers": ["comprehensive"]}
    hint = "Leave the list out if nothing is said. For none, on purpose, the whole list is []."
    found = told({"proposal": head, "deterrence": {"readiness_floor": ["none"]}}, load_pack("korean-peninsula"))
    assert found == [('"none"', hint)]


def test_values_of_enumerations_stay_values() -> None:
    assert told(plan(shade="unsaid", marks=["plain"], fenced=True)) == []
