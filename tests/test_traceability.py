"""Both directions between clauses and rules in every shipped pack, and that each entry says what a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml

from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.model.condition import FieldPath, ListSource
from policycheck.model.pack import Advisory, Pack, Rule, Tension
from policycheck.model.vocabulary import Field, Kind

PACKS = pytest.mark.parametrize("name", shipped_packs())
OURS = "korean-peninsula"
LONGEST_SENTENCE = 25

# Fields of each shipped pack that nothing reads, and why they are there. They are reported only.
NOT_READ = {
    "korean-peninsula": {
        "proposal.status": "says how far the document binds; a rule would need a clause about that",
        "proposal.covers": "fixes the scope of the audit; the program reads it, no condition does",
        "incentives.phases[].id": "names the phase in every sentence about it",
        "deterrence.exercises[].what": "names the exercise change in every sentence about it",
    },
    "fair-data": {
        "proposal.status": "says which version of the plan this is; the principles ask nothing about it",
        "proposal.covers": "fixes the scope of the audit; the program reads it, no condition does",
        "access.datasets[].name": "names the data set in every sentence about it",
        "access.releases[].what": "names the release in every sentence about it",
        "interoperability.terms[].name": "names the vocabulary in every sentence about it",
        "interoperability.links[].to": "names the link in every sentence about it",
        "reuse.licences[].of": "names the data in every sentence about the licence",
        "reuse.standards[].name": "names the standard in every sentence about it",
        "care.services[].name": "names the service in every sentence about it",
    },
}


@cache
def pack_of(name: str) -> Pack:
    return load_pack(name)


def rules(pack: Pack) -> list[Rule]:
    return [rule for recommendation in pack.recommendations for rule in recommendation.rules]


def entries(pack: Pack) -> list[Rule | Advisory | Tension]:
    return [*rules(pack), *pack.advisories, *pack.tensions]


# ---------------------------------------------------------------- clauses


@PACKS
def test_every_clause_but_context_is_used(name: str) -> None:
    pack = pack_of(name)
    used = {clause for entry in (*entries(pack), *pack.recommendations) for clause in entry.clauses}
    wanted = {clause.id for clause in pack.sources.clauses.values() if clause.role != "context"}
    assert wanted - used == set()


@PACKS
def test_everything_that_is_named_exists(name: str) -> None:
    pack = pack_of(name)
    for entry in (*entries(pack), *pack.recommendations):
        assert set(entry.clauses) <= set(pack.sources.clauses), entry.id
    for entry in entries(pack):
        assert set(entry.authority) <= set(pack.sources.authorities), entry.id
    recommendations = {recommendation.id for recommendation in pack.recommendations}
    for clause in pack.sources.clauses.values():
        assert clause.document in pack.sources.documents, clause.id
        assert not clause.of or clause.of in recommendations, clause.id
    for tension in pack.tensions:
        assert set(tension.across) <= recommendations, tension.id


@PACKS
def test_a_rule_rests_on_more_than_context(name: str) -> None:
    pack = pack_of(name)
    for entry in entries(pack):
        assert any(pack.sources.clauses[clause].role != "context" for clause in entry.clauses), entry.id


@PACKS
def test_a_clause_stands_under_one_entry_once(name: str) -> None:
    for entry in entries(pack_of(name)):
        assert len(set(entry.clauses)) == len(entry.clauses), entry.id


@PACKS
def test_a_requirement_of_a_recommendation_is_named_in_it(name: str) -> None:
    """A clause that asks for recommendation n is cited by n itself, or by one of its rules."""
    pack = pack_of(name)
    elsewhere = set()
    for recommendation in pack.recommendations:
        cited = {*recommendation.clauses, *(clause for rule in recommendation.rules for clause in rule.clauses)}
        asked = {clause.id for clause in pack.sources.clauses.values() if clause.of == recommendation.id}
        assert asked
        elsewhere |= asked - cited
    assert elsewhere == set()


def test_our_pack_is_whole() -> None:
    pack = pack_of(OURS)
    roles = [clause.role for clause in pack.sources.clauses.values()]
    counts = {role: roles.count(role) for role in sorted(set(roles))}
    assert counts == {"context": 34, "requirement": 43, "risk": 43, "tension": 6}
    assert len(roles) == 126
    assert [recommendation.id for recommendation in pack.recommendations] == ["R1", "R2", "R3", "R4", "R5"]
    assert [len(recommendation.rules) for recommendation in pack.recommendations] == [10, 12, 11, 10, 10]
    assert len(rules(pack)) == 53
    assert [advisory.id for advisory in pack.advisories] == [f"A{number}" for number in range(1, 25)]
    assert [tension.id for tension in pack.tensions] == [f"T{number}" for number in range(1, 13)]


def test_our_rules_are_numbered_under_their_recommendation() -> None:
    for recommendation in pack_of(OURS).recommendations:
        ids = [rule.id for rule in recommendation.rules]
        assert ids == [f"{recommendation.id}.{number}" for number in range(1, len(ids) + 1)]


@PACKS
def test_a_file_is_named_after_its_recommendation(name: str) -> None:
    pack = pack_of(name)
    files = yaml.safe_load(pack.files["pack.yaml"])["recommendations"]
    for file, recommendation in zip(files, pack.recommendations, strict=True):
        assert file.startswith(f"{recommendation.id.lower()}-")


def test_the_second_pack_shows_what_a_pack_can_hold() -> None:
    """The whole of the rule language's nouns: what a writer of packs may want to copy."""
    pack = pack_of("fair-data")
    assert [recommendation.id for recommendation in pack.recommendations] == ["F", "A", "I", "R"]
    assert len(rules(pack)) >= 15
    assert pack.advisories
    assert pack.tensions
    assert pack.checks
    definitions = yaml.safe_load(pack.files["definitions.yaml"])["definitions"].values()
    kinds = {key for definition in definitions for key in definition}
    assert {"set", "number", "list", "where", "until", "labels"} <= kinds
    parts = {
        key for rule in rules(pack) for key in ("when", "contradicted", "partly", "requires") if getattr(rule, key)
    }
    assert parts == {"when", "contradicted", "partly", "requires"}
    principles = {"F1", "F2", "F3", "F4", "A1", "A1.1", "A1.2", "A2", "I1", "I2", "I3", "R1", "R1.1", "R1.2", "R1.3"}
    assert {f"FGP-{one}" for one in principles} <= {clause for rule in rules(pack) for clause in rule.clauses}


# ---------------------------------------------------------------- words


@PACKS
def test_every_entry_says_what_a_reader_needs(name: str) -> None:
    pack = pack_of(name)
    for entry in entries(pack):
        texts = [entry.title, entry.why, entry.remedy, *([entry.question] if isinstance(entry, Rule) else ())]
        assert all(text.strip() for text in texts), entry.id
        assert entry.clauses, entry.id
    for rule in rules(pack):
        assert rule.question.endswith("?"), rule.id
    for clause in pack.sources.clauses.values():
        assert clause.says, clause.id
        assert clause.where, clause.id


@PACKS
def test_no_sentence_is_too_long(name: str) -> None:
    pack = pack_of(name)
    long = [
        (entry.id, sentence)
        for entry in entries(pack)
        for text in (entry.why, entry.remedy, entry.question if isinstance(entry, Rule) else "")
        for sentence in re.split(r"(?<=[.?!])\s+", text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert long == []


@PACKS
def test_every_field_and_value_of_the_vocabulary_has_words(name: str) -> None:
    schema = yaml.safe_load(pack_of(name).files["vocabulary.schema.yaml"])
    without = [path for path, field in properties(schema, "") if not (field.get("title") and field.get("description"))]
    assert without == []
    for word, definition in schema["$defs"].items():
        assert definition.get("title"), word
        for value in definition.get("oneOf", ()):
            assert value.get("title"), f"{word}: {value['const']}"


def properties(schema: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every property of a JSON Schema, with its path; the inside of list items too."""
    for key, field in schema.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        yield here, field
        yield from properties(field, here)
    if "items" in schema:
        yield from properties(schema["items"], f"{path}[]")


# ---------------------------------------------------------------- fields


@PACKS
def test_every_field_is_read_or_there_is_a_reason(name: str) -> None:
    pack = pack_of(name)
    own = {path for path, _ in properties(yaml.safe_load(pack.files["vocabulary.schema.yaml"]), "")}
    read = {id(field) for condition in conditions(pack) for field in fields_read(condition)}
    idle = {
        path
        for path, fields in leaves(pack.vocabulary.root, "")
        if path in own and not path.endswith((".note", ".text")) and not read & {id(field) for field in fields}
    }
    assert idle == set(NOT_READ[name])


def conditions(pack: Pack) -> Iterator[object]:
    """Everything in the pack that asks something of a proposal."""
    for recommendation in pack.recommendations:
        yield recommendation.when
    for rule in rules(pack):
        yield from (rule.when, rule.contradicted, rule.met, rule.partly)
    yield from (advisory.when for advisory in pack.advisories)
    for tension in pack.tensions:
        yield from (tension.when, tension.reconciled)
    yield from (check.must for check in pack.checks)


def fields_read(node: object) -> Iterator[Field]:
    """The fields that a condition reads, also through the lists and definitions that it uses."""
    if isinstance(node, Field):
        return
    if isinstance(node, FieldPath):
        yield node.field
    if isinstance(node, ListSource):
        yield node.item
    if isinstance(node, tuple):
        for part in node:
            yield from fields_read(part)
    for key in getattr(node, "__struct_fields__", ()):
        yield from fields_read(getattr(node, key))


def leaves(field: Field, path: str) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Every field that holds a value, or a list of values: its path, and the nodes by which it may be read."""
    item = field.item
    if field.kind is Kind.LIST and item is not None:
        if item.properties:
            yield from leaves(item, f"{path}[]")
        else:
            yield path, (field, item)
    elif field.properties:
        for key, part in field.properties.items():
            yield from leaves(part, f"{path}.{key}" if path else key)
    else:
        yield path, (field,)
