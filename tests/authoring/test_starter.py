"""Proposals to begin from: valid as written, and with every field taken into use."""

from __future__ import annotations

import re

import pytest
from tests.rendering.lighthouse import PACK

from policycheck.authoring.readings import readings
from policycheck.authoring.starter import begun, header_of, starter
from policycheck.load.document import parse_document
from policycheck.load.schema import Validator
from policycheck.pipeline import load_pack, pack_of, proposal_of

LIGHTHOUSE = pack_of({name: text.encode() for name, text in PACK.items()})
PACKS = {"lighthouse": LIGHTHOUSE, **{name: load_pack(name) for name in ("korean-peninsula", "fair-data")}}


def in_use(text: str) -> str:
    """The text with the sign of every field taken away."""
    return re.sub(r"(?m)^# (?!yaml-language-server)", "", text)


@pytest.mark.parametrize("name", PACKS)
def test_it_is_valid_as_written_and_says_nothing(name: str) -> None:
    pack = PACKS[name]
    found = proposal_of(starter(pack, {}, schema="s.json").encode(), "a.yaml", pack)
    assert found.values.keys() <= {"pack", "proposal"}
    assert found.document.text.startswith("# yaml-language-server: $schema=s.json\n")


@pytest.mark.parametrize("name", PACKS)
def test_every_field_taken_into_use_is_valid_and_every_field_that_rules_read_is_there(name: str) -> None:
    pack = PACKS[name]
    document, problems = parse_document(in_use(starter(pack, {})), "a.yaml")
    assert document is not None
    assert not problems
    assert Validator(pack.vocabulary.schema).errors(document.value) == []
    for section, site in readings(pack).root.parts.items():
        if section != "proposal":
            assert set(site.parts) <= set(document.value[section])


def test_of_chosen_strands_it_has_their_sections() -> None:
    strand = LIGHTHOUSE.recommendations[0].strands[0]
    text = starter(LIGHTHOUSE, {"covers": [strand], "id": "rock", "date": "2020-02-29"})
    document, _ = parse_document(in_use(text), "a.yaml")
    assert document is not None
    assert set(document.value) == {"pack", "proposal", *LIGHTHOUSE.recommendations[0].sections}
    assert document.value["proposal"]["id"] == "rock"


def test_lines_fit_and_explain() -> None:
    text = starter(PACKS["korean-peninsula"], {})
    assert max(map(len, text.splitlines())) <= 110
    assert text.count("##") > 200
    for line in text.splitlines():
        assert not line.endswith(" ")


def test_a_begun_proposal_holds_its_header() -> None:
    pack = LIGHTHOUSE
    header = header_of(pack, {"title": "A rock: 등대", "id": "rock"})
    found = proposal_of(begun(pack, header).encode(), "a.yaml", pack)
    assert (found.header.title, found.header.id) == ("A rock: 등대", "rock")
