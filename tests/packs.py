"""A small pack about an orchard, to try the rule engine on: its vocabulary, its files, documents and conditions.

Conditions are written as the data that stands in a YAML file and go through the real reader. Nothing here is taken
from a shipped pack.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from policycheck.errors import Problem
from policycheck.evaluation.access import Run
from policycheck.evaluation.compile import Compiler
from policycheck.evaluation.logic import Truth
from policycheck.evaluation.source import SourceCompiler
from policycheck.load.conditions import ConditionReader
from policycheck.load.definitions import Definitions
from policycheck.load.document import PACK_LIMITS, parse_document
from policycheck.load.pack import load_pack
from policycheck.load.pack_definitions import read_definitions
from policycheck.load.problems import Problems
from policycheck.load.proposal import _meant, build_proposal
from policycheck.load.vocabulary import build_vocabulary, merge_envelope
from policycheck.model.condition import Condition
from policycheck.model.document import Document
from policycheck.model.outcome import GRADES, Outcome, Severity, Verdict
from policycheck.model.pack import Pack, Rule, Scale
from policycheck.model.proposal import Proposal
from policycheck.model.vocabulary import Vocabulary
from policycheck.resources import read_schema

Data = dict[str, Any]

# ---------------------------------------------------------------- the vocabulary


def enumeration(title: str, means: Mapping[str, str] | None = None, **values: str) -> Data:
    """An enumeration of these values with their titles; `means` marks the values that amount to something."""
    one_of = [
        {"const": value, "title": words} | ({"x-means": means[value]} if means and value in means else {})
        for value, words in values.items()
    ]
    return {"title": title, "oneOf": one_of}


def section(title: str, **fields: Data) -> Data:
    """A section, or an item, with these fields and no others."""
    return {"title": title, "type": "object", "additionalProperties": False, "properties": fields}


def listing(title: str, items: Data, item: str, **more: str) -> Data:
    """A list; `item` is the title of one entry."""
    return {"title": title, "type": "array", "items": {**items, "title": item, **more}}


SHADE: Data = {"$ref": "#/$defs/Shade"}
MARK: Data = {"$ref": "#/$defs/Mark"}
TOWN: Data = {"$ref": "#/$defs/Town"}
STRAND: Data = {"$ref": "#/$defs/Strand"}
DATE: Data = {"type": "string", "format": "date"}
NOTE: Data = {"type": "string", "title": "note"}
PORTION: Data = {"type": "number", "minimum": 0, "maximum": 1}

FRUIT = section(
    "fruit",
    shade={**SHADE, "title": "shade of the fruit"},
    portion={**PORTION, "title": "portion of the harvest"},
    marks=listing("marks on the fruit", MARK, "mark"),
)
TREE = section(
    "tree",
    name={"type": "string", "title": "name"},
    shade={**SHADE, "title": "shade of the leaves"},
    height={"type": "number", "minimum": 0, "maximum": 30, "title": "height"},
    planted={**DATE, "title": "day of planting"},
    pruned={"type": "boolean", "title": "pruning in winter"},
    marks=listing("marks on the bark", MARK, "mark"),
    fruits=listing("kinds of fruit", FRUIT, "fruit", **{"x-label": "shade"}),
    note=NOTE,
    soil=section("soil", depth={"type": "number", "title": "depth of the soil"}, kind={**SHADE, "title": "soil shade"}),
)
VOCABULARY: Data = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "an orchard plan",
    "type": "object",
    "properties": {
        "proposal": {
            "type": "object",
            "properties": {
                "actor": {**TOWN, "title": "town"},
                "covers": {**listing("strands", STRAND, "strand"), "minItems": 1},
            },
        },
        "orchard": section(
            "orchard section",
            keeper={"type": "string", "title": "keeper"},
            note=NOTE,
            shade={**SHADE, "title": "shade of the gate"},
            wells={"type": "number", "title": "number of wells"},
            opened={**DATE, "title": "day of opening"},
            fenced={"type": "boolean", "title": "fence"},
            marks=listing("marks on the gate", MARK, "mark"),
            trees=listing("trees", TREE, "tree", **{"x-label": "name"}),
        ),
        "market": section(
            "market section",
            towns=listing("towns served", TOWN, "town"),
            shade={**SHADE, "title": "shade of the awning"},
            stall=section("stall", size={**PORTION, "title": "size of the stall"}, owner={**TOWN, "title": "owner"}),
            bids=listing("bids", PORTION, "bid"),
        ),
    },
    "$defs": {
        "Shade": enumeration(
            "shade", {"unsaid": "not_stated"}, red="deep red", green="pale green", blue="sky blue", unsaid="no shade"
        ),
        "Mark": enumeration("mark", {"plain": "none"}, knot="a knot", ring="a ring", dot="a dot", plain="no mark"),
        "Town": enumeration("town", oak="Oakham", elm="Elmton", ash="Ashby"),
        "Strand": enumeration("strand", growing="growing", selling="selling", all_of_it="the whole orchard"),
    },
}


@cache
def vocabulary() -> Vocabulary:
    """The orchard's vocabulary, as a pack's is built."""
    return build_vocabulary(merge_envelope(json.loads(read_schema("envelope")), VOCABULARY))


# ---------------------------------------------------------------- documents and conditions

ENVELOPE: Data = {
    "id": "plan",
    "title": "Plan",
    "actor": "oak",
    "status": "draft",
    "basis": "as_written",
    "date": "2020-06-01",
    "covers": ["all_of_it"],
}


def meant(document: Data) -> Any:
    """The document's values as the engine gets them."""
    return _meant(document, vocabulary().root)


def as_document(value: Data, name: str = "orchard.yaml") -> Document:
    """The data as a pack file that was read."""
    document, problems = parse_document(json.dumps(value), name, limits=PACK_LIMITS, check_content=False)
    assert document is not None
    assert not problems
    return document


def try_condition(
    data: Any, definitions: Data | None = None, *, silence: bool = False, rules: tuple[str, ...] = ()
) -> tuple[Condition | None, tuple[Problem, ...]]:
    """The condition that the real reader makes of the data, and what it finds wrong."""
    found, known = Problems(), Definitions()
    if definitions:
        read_definitions(as_document({"definitions": definitions}, "definitions.yaml"), vocabulary().root, known, found)
    document = as_document({"condition": data})
    reader = ConditionReader(
        document,
        vocabulary().root,
        known,
        found,
        concerns=bool(rules) or silence,
        rules=frozenset(rules),
        silence=silence,
    )
    return reader.read(document.value["condition"], ("condition",)), found.ordered()


def read_condition(data: Any, definitions: Data | None = None, *, silence: bool = False) -> Condition:
    """The condition; it has to be sound."""
    condition, problems = try_condition(data, definitions, silence=silence)
    assert not problems, [(p.code, p.message) for p in problems]
    assert condition is not None
    return condition


def truth(condition: Condition, document: Data, *, record: bool = False, source: bool = False) -> Truth:
    """What the condition, compiled to closures or to source, comes to on a document as written."""
    compiler = SourceCompiler() if source else Compiler(record=record)
    return compiler.test(condition)(None, Run(meant(document)))


def holds(data: Any, document: Data, definitions: Data | None = None, *, silence: bool = False) -> Truth:
    """What the condition, written as data, comes to on a document as written, whichever way it is compiled."""
    node = read_condition(data, definitions, silence=silence)
    found = truth(node, document)
    assert truth(node, document, source=True) is found
    return found


def used(data: Any, definitions: Data) -> set[str]:
    """The definitions that the data names, and those that they name."""
    names: set[str] = set()
    todo = [data]
    while todo:
        here = todo.pop()
        if isinstance(here, dict):
            todo += here.values()
        elif isinstance(here, list):
            todo += here
        elif isinstance(here, str) and here.startswith("$"):
            name = here[1:].partition("[")[0]
            if name not in names:
                names.add(name)
                todo.append(definitions[name])
    return names


# ---------------------------------------------------------------- whole packs

TEXT = {"why": "It matters.", "remedy": "Mend it.", "clauses": ["OR-1"]}
SCALE: Data = {
    "bands": {"meets": 0.85, "largely_meets": 0.65, "partly_meets": 0.4, "does_not_meet": 0},
    "credit": {"met": 1, "partly_met": 0.5},
    "contradicts_at": 0.25,
    "silent_at": 0.6,
}
HEAD: Data = {
    "id": "orchard",
    "version": "1.0.0",
    "title": "Orchards",
    "description": "How an orchard plan keeps to good practice.",
    "reviewed_on": "2024-01-01",
    "comprehensive": "all_of_it",
    "recommendations": ["r1-growing.yaml"],
    "scale": SCALE,
}
SOURCES: Data = {
    "documents": [{"id": "OR", "title": "On orchards"}],
    "clauses": [{"id": "OR-1", "role": "requirement", "of": "R1", "where": "line 1", "says": "Grow trees."}],
    "authorities": [{"id": "GUILD", "cite": "The guild", "use": "practice", "seen": "memory", "confidence": "high"}],
}
BASE: Data = {"pack.yaml": HEAD, "vocabulary.schema.yaml": VOCABULARY, "sources.yaml": SOURCES}
ALWAYS: Data = {"field": "proposal.actor", "stated": True}


def rule_entry(rule_id: str = "R1.1", **more: Any) -> Data:
    """A rule as it stands in its file; what is None is left out."""
    entry = {"id": rule_id, "title": "Grow", "question": "Does it grow?", "met": ALWAYS, "weight": 1}
    entry |= {"severity": "major", **TEXT, **more}
    return {key: value for key, value in entry.items() if value is not None}


def recommendation_entry(*rules: Data, **more: Any) -> Data:
    """A file of rules."""
    entry = {"id": "R1", "title": "Growing", "strands": ["growing"], "sections": ["orchard"], "clauses": ["OR-1"]}
    return {**entry, "rules": list(rules) or [rule_entry()], **more}


def pack_files(*rules: Data, **parts: Any) -> dict[str, Any]:
    """The files of a small sound pack with these rules; `advisories=[...]` and so on add files with that one key."""
    return BASE | {"r1-growing.yaml": recommendation_entry(*rules)} | {f"{k}.yaml": {k: v} for k, v in parts.items()}


def write_pack(folder: Path, files: Mapping[str, Any]) -> None:
    """Write the files; text goes in as it is, everything else as JSON, which is YAML too."""
    for name, value in files.items():
        (folder / name).write_text(value if isinstance(value, str) else json.dumps(value, indent=1), encoding="utf-8")


def pack_of(files: Mapping[str, Any]) -> Pack:
    """The pack that these files make, loaded as any other; what is missing is taken from the small sound pack."""
    with tempfile.TemporaryDirectory() as folder:
        write_pack(Path(folder), {**pack_files(), **files})
        return load_pack(folder)


def proposal_of(document: Data, pack: Pack) -> Proposal:
    """The proposal that a document as written makes."""
    parsed, problems = parse_document(json.dumps(document, indent=1), "plan.json")
    return build_proposal(parsed, problems, pack)


# ---------------------------------------------------------------- rules for scoring, without conditions

SCALE_MODEL = Scale(
    credit={Outcome.MET: Fraction(1), Outcome.PARTLY_MET: Fraction(1, 2)},
    bands=dict(zip(GRADES, (Fraction(0), Fraction(2, 5), Fraction(13, 20), Fraction(17, 20)), strict=True)),
    contradicts_at=Fraction(1, 4),
    silent_at=Fraction(3, 5),
)


def scored_rule(
    rule_id: str,
    weight: Fraction | int = 1,
    caps: Mapping[Outcome, Verdict] | None = None,
    requires: str = "",
) -> Rule:
    """A rule as scoring sees it: weight, caps, and the rule it requires."""
    severity = Severity.CRITICAL if caps else Severity.MAJOR
    return Rule(
        id=rule_id,
        title=f"Rule {rule_id}",
        question="?",
        met=read_always(),
        weight=Fraction(weight),
        severity=severity,
        why="",
        remedy="",
        clauses=(),
        requires=requires,
        caps=caps or {},
    )


@cache
def read_always() -> Condition:
    """A condition that is always true."""
    return read_condition(ALWAYS)
