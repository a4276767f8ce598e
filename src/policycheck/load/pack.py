"""From a folder of YAML files to a Pack: shapes by JSON Schema, references and conditions by our own reading.

Every problem of every file is collected before any is raised. Nothing in a pack is executed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from policycheck.errors import InputError, Problem
from policycheck.load.conditions import ConditionReader
from policycheck.load.definitions import Definitions
from policycheck.load.document import PACK_LIMITS, load_document
from policycheck.load.pack_checks import check_pack
from policycheck.load.pack_definitions import read_definitions
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.schema import Validator
from policycheck.load.vocabulary import build_vocabulary, merge_envelope
from policycheck.model.document import Document
from policycheck.model.outcome import Level, Outcome, Severity, Verdict
from policycheck.model.pack import (
    Advisory,
    Authority,
    Check,
    Clause,
    Pack,
    Recommendation,
    Rule,
    Scale,
    SourceDocument,
    Sources,
    Tension,
)
from policycheck.model.vocabulary import Vocabulary
from policycheck.resources import read_schema, rules_dir

VOCABULARY = "vocabulary.schema.yaml"
_SHARED = ("id", "title", "why", "remedy")


def load_pack(name: str) -> Pack:
    """The pack of that id among the shipped ones, or the one in the folder of that name.

    Raises InputError with every problem found.
    """
    folder = pack_folder(name)
    loader = _Loader(folder)
    pack = loader.load()
    if pack is None or loader.problems.fatal:
        raise InputError(loader.problems.ordered())
    return pack


def pack_folder(name: str) -> str:
    """Where the pack is: a folder if `name` is one (or looks like a path), else the shipped pack of that id."""
    if os.path.isdir(name):
        return name
    if os.sep not in name and "/" not in name and name not in {"", ".", ".."}:
        shipped = os.path.join(rules_dir(), name)
        if os.path.isdir(shipped):
            return shipped
    known = shipped_packs()
    hint = did_you_mean(name, known) or "Give the id of a shipped pack, or the folder of your own."
    raise InputError((Problem("PACK-NONE", f"there is no pack '{name}'", None, hint),))


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs that come with the program, sorted."""
    root = rules_dir()
    return tuple(sorted(entry for entry in os.listdir(root) if os.path.isfile(os.path.join(root, entry, "pack.yaml"))))


class _Loader:
    """Reads one pack folder, file by file, collecting problems."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.problems = Problems()
        self.files: dict[str, bytes] = {}
        self.documents: dict[str, Document] = {}
        self.shapes = json.loads(read_schema("pack"))["$defs"]
        self.definitions = Definitions()

    def load(self) -> Pack | None:
        """The pack, or None when something essential is missing."""
        head = self._read("pack.yaml", "pack")
        vocabulary = self._vocabulary()
        sources = self._sources()
        if head is None or vocabulary is None or sources is None:
            return None
        definitions = self._read("definitions.yaml", "definitions", optional=True)
        if definitions is not None:
            read_definitions(definitions, vocabulary.root, self.definitions, self.problems)
        files = [self._read(name, "recommendation") for name in head.value["recommendations"]]
        recommendations = tuple(self._recommendation(file, vocabulary) for file in files if file is not None)
        rules = frozenset(rule.id for recommendation in recommendations for rule in recommendation.rules)
        pack = Pack(
            **{key: head.value[key] for key in ("id", "version", "title", "description", "reviewed_on")},
            comprehensive=head.value["comprehensive"],
            vocabulary=vocabulary,
            sources=sources,
            recommendations=recommendations,
            advisories=self._advisories(vocabulary, rules),
            tensions=self._tensions(vocabulary, rules),
            checks=self._checks(vocabulary),
            scale=_scale(head.value["scale"]),
            numbers=self.definitions.numbers,
            files=self.files,
        )
        check_pack(pack, self.documents, self.definitions, self.problems)
        return pack

    def _read(self, name: str, shape: str, *, optional: bool = False) -> Document | None:
        """One file of the pack, of the right shape; None (with the problem added) otherwise."""
        path = os.path.join(self.folder, name)
        if optional and not os.path.exists(path):
            return None
        document, problems = load_document(path, limits=PACK_LIMITS, check_content=False)
        self.problems.found.extend(problems)
        if document is None or any(problem.fatal for problem in problems):
            return None
        self.documents[name] = document
        self.files[name] = document.text.encode()
        schema = {"$defs": self.shapes, "$ref": f"#/$defs/{shape}"}
        return document if shape == "" or Validator(schema).check(document, self.problems, "PACK") else None

    def _vocabulary(self) -> Vocabulary | None:
        document = self._read(VOCABULARY, "")
        if document is None:
            return None
        return build_vocabulary(merge_envelope(json.loads(read_schema("envelope")), document.value))

    def _sources(self) -> Sources | None:
        document = self._read("sources.yaml", "sources")
        if document is None:
            return None
        value = document.value
        return Sources(
            documents={d["id"]: _document(d) for d in value["documents"]},
            clauses={c["id"]: _clause(c) for c in value["clauses"]},
            authorities={a["id"]: Authority(**a) for a in value.get("authorities", ())},
        )

    def _reader(self, document: Document, vocabulary: Vocabulary, rules: frozenset[str] | None = None) -> _Conditions:
        reader = ConditionReader(
            document,
            vocabulary.root,
            self.definitions,
            self.problems,
            concerns=rules is not None,
            rules=rules or frozenset(),
        )
        return _Conditions(reader)

    def _recommendation(self, document: Document, vocabulary: Vocabulary) -> Recommendation:
        value, reader = document.value, self._reader(document, vocabulary)
        rules = [_rule(entry, ("rules", index), reader) for index, entry in enumerate(value["rules"])]
        return Recommendation(
            id=value["id"],
            title=value["title"],
            strands=tuple(value["strands"]),
            sections=tuple(value["sections"]),
            clauses=tuple(value["clauses"]),
            rules=tuple(rule for rule in rules if rule is not None),
            when=reader.read(value, "when", ()),
            when_note=value.get("when_note", ""),
        )

    def _advisories(self, vocabulary: Vocabulary, rules: frozenset[str]) -> tuple[Advisory, ...]:
        document = self._read("advisories.yaml", "advisories", optional=True)
        if document is None:
            return ()
        reader, out = self._reader(document, vocabulary, rules), []
        for index, entry in enumerate(document.value["advisories"]):
            when = reader.read(entry, "when", ("advisories", index))
            if when is not None:
                out.append(
                    Advisory(
                        **_concern(entry),
                        level=Level(entry["level"]),
                        when=when,
                        minor_note=entry.get("minor_note", False),
                    )
                )
        return tuple(out)

    def _tensions(self, vocabulary: Vocabulary, rules: frozenset[str]) -> tuple[Tension, ...]:
        document = self._read("tensions.yaml", "tensions", optional=True)
        if document is None:
            return ()
        reader, out = self._reader(document, vocabulary, rules), []
        for index, entry in enumerate(document.value["tensions"]):
            when = reader.read(entry, "when", ("tensions", index))
            reconciled = reader.read(entry, "reconciled", ("tensions", index))
            if when is not None:
                out.append(Tension(**_concern(entry), across=tuple(entry["across"]), when=when, reconciled=reconciled))
        return tuple(out)

    def _checks(self, vocabulary: Vocabulary) -> tuple[Check, ...]:
        document = self._read("checks.yaml", "checks", optional=True)
        if document is None:
            return ()
        reader, out = self._reader(document, vocabulary), []
        for index, entry in enumerate(document.value["checks"]):
            must = reader.read(entry, "must", ("checks", index))
            if must is not None:
                out.append(Check(entry["id"], must, entry["message"], entry["remedy"]))
        return tuple(out)


class _Conditions:
    """Reads the condition under a key of an entry, where there is one."""

    def __init__(self, reader: ConditionReader) -> None:
        self._reader = reader

    def read(self, entry: Mapping[str, Any], key: str, path: tuple[str | int, ...]) -> Any:
        """The condition, or None when the key is absent or the condition is broken."""
        return self._reader.read(entry[key], (*path, key)) if key in entry else None


def _rule(entry: Mapping[str, Any], path: tuple[str | int, ...], reader: _Conditions) -> Rule | None:
    met = reader.read(entry, "met", path)
    others = {key: reader.read(entry, key, path) for key in ("when", "contradicted", "partly")}
    if met is None:
        return None
    return Rule(
        **{key: entry[key] for key in (*_SHARED, "question")},
        met=met,
        weight=Fraction(str(entry["weight"])),
        severity=Severity(entry["severity"]),
        clauses=tuple(entry["clauses"]),
        authority=tuple(entry.get("authority", ())),
        requires=entry.get("requires", ""),
        caps={Outcome(outcome): Verdict(verdict) for outcome, verdict in entry.get("caps", {}).items()},
        **others,
    )


def _concern(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: entry[key] for key in (*_SHARED, "slug")},
        "clauses": tuple(entry["clauses"]),
        "authority": tuple(entry.get("authority", ())),
        "strands": tuple(entry.get("strands", ())),
        "package_only": entry.get("package_only", False),
    }


def _document(entry: Mapping[str, Any]) -> SourceDocument:
    notes = [entry[key] for key in ("byline_note", "date_note", "note") if key in entry]
    known = {key: entry[key] for key in ("id", "title", "author", "publication", "place", "date") if key in entry}
    return SourceDocument(**known, note=" ".join(notes))


def _clause(entry: Mapping[str, Any]) -> Clause:
    return Clause(**entry, document=entry["id"].partition("-")[0])


def _scale(value: Mapping[str, Any]) -> Scale:
    exact = {key: Fraction(str(value[key])) for key in ("contradicts_at", "silent_at")}
    return Scale(
        credit={Outcome(name): Fraction(str(credit)) for name, credit in value["credit"].items()},
        bands={Verdict(name): Fraction(str(band)) for name, band in value["bands"].items()},
        basis=value.get("basis", ""),
        **exact,
    )
