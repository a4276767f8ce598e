"""References inside a proposal that lead nowhere, and what is suggested instead."""

from __future__ import annotations

import json

import pytest
from tests.packs import ENVELOPE, Data, pack_of, proposal_of

from policycheck.errors import InputError
from policycheck.load.proposal import build_proposal, document_of

PACK = pack_of({})
ENTRY: Data = {"says": "It is so.", "where": "page 1", "source": "S"}


def hint_of(evidence: Data, sources: list[Data]) -> tuple[str, str]:
    """The code and the hint of the one problem that a citation makes."""
    head = {**ENVELOPE, "sources": sources} if sources else ENVELOPE
    with pytest.raises(InputError) as caught:
        proposal_of({"proposal": head, "orchard": {"keeper": "Ann"}, "evidence": [ENTRY | evidence]}, PACK)
    (problem,) = caught.value.problems
    return problem.code, problem.hint


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("orchard.keper", "Did you mean orchard.keeper?"),
        ("orchid.keeper", "Did you mean orchard.keeper?"),
        ("orchard.tres[0].height", "Did you mean orchard.trees[0].height?"),
        ("orchard.trees[].hight", "Did you mean orchard.trees[].height?"),
        ("market.stall.x", "Known here: owner, size."),
    ],
)
def test_the_whole_path_is_suggested(path: str, hint: str) -> None:
    assert hint_of({"for": path}, [{"id": "S", "cite": "A book"}]) == ("DOC-PATH", hint)


def test_a_source_that_is_not_there_is_to_be_added() -> None:
    hint = "Add a source with this id under proposal.sources: its id, and cite."
    assert hint_of({"for": "orchard.keeper"}, []) == ("DOC-SOURCE", hint)


def test_a_source_whose_id_is_lost_may_be_the_one_that_is_cited() -> None:
    assert hint_of({"for": "orchard.keeper"}, [{"cite": "A book"}])[0] == "DOC-MISSING"


def test_of_what_is_not_utf_8_nothing_else_is_told() -> None:
    head = ENVELOPE | {"actor": "elm", "title": "ä"}
    text = json.dumps({"proposal": head, "orchard": {"shade": "röd", "wells": "x", "mücke": 1}}, ensure_ascii=False)
    with pytest.raises(InputError) as caught:
        build_proposal(*document_of(text.encode("latin-1"), "plan.yaml"), PACK)
    assert [(p.code, p.message) for p in caught.value.problems] == [
        ("DOC-FILE-ENCODING", "The character here (byte 0xE4) is not saved as UTF-8, nor are 2 more in this file."),
        ("DOC-TYPE", "'wells' is text, not a number"),
    ]


def test_a_section_whose_strand_is_not_covered_says_which_to_add() -> None:
    proposal = proposal_of({"proposal": ENVELOPE | {"covers": ["selling"]}, "orchard": {"keeper": "Ann"}}, PACK)
    (warning,) = proposal.warnings
    assert warning.message == "the section orchard is filled in, but covers does not name growing: R1 is not graded"
    assert warning.hint == "Add growing to covers if the proposal means to cover it."


@pytest.mark.parametrize(
    ("orchard", "message", "hint"),
    [
        ("keeper: 5.10", "'keeper' is a number, not text", 'Put it in quotes: "5.10".'),
        ("keeper: true", "'keeper' is true or false, not text", 'Put it in quotes: "true".'),
        ("keeper: [Ann]", "'keeper' is a list, not text", "Write one text, without brackets or dashes."),
        ("marks: knot", "'marks' is text, not a list", "Write [knot]."),
        ("trees: {height: 3}", "'trees' is a section, not a list", 'Begin each entry with a dash and a space: "- ".'),
        ("wells: '3'", "'wells' is text, not a number", "Write it without quotes: 3."),
        ("wells: '3,000'", "'wells' is text, not a number", "Write it without commas: 3000."),
        (
            "wells: three",
            "'wells' is text, not a number",
            "Write the number alone, in digits, without quotes: 3 or 0.5.",
        ),
    ],
)
def test_a_value_of_another_type_says_what_to_write(orchard: str, message: str, hint: str) -> None:
    text = f"proposal: {json.dumps(ENVELOPE)}\norchard: {{{orchard}}}\n"
    with pytest.raises(InputError) as caught:
        build_proposal(*document_of(text.encode(), "plan.yaml"), PACK)
    assert [(p.message, p.hint) for p in caught.value.problems] == [(message, hint)]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("proposl: {id: x}\n", [("DOC-UNKNOWN", "Did you mean proposal?")]),
        (
            "proposl: {}\n",
            [
                ("DOC-MISSING", "Rename 'proposl': 'proposal' is meant."),
                ("DOC-EMPTY", 'Leave the key out if nothing is stated, or write [] for "none, on purpose".'),
            ],
        ),
    ],
)
def test_a_misspelt_key_is_not_also_told_as_missing(head: str, told: list[tuple[str, str]]) -> None:
    with pytest.raises(InputError) as caught:
        build_proposal(*document_of(f"{head}orchard: {{keeper: Ann}}\n".encode(), "plan.yaml"), PACK)
    assert [(p.code, p.hint) for p in caught.value.problems] == told
