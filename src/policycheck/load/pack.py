"""From a folder of YAML files to a Pack: shapes by JSON Schema, references and conditions by our own reading.

Every problem of every file is collected before any is raised. Nothing in a pack is executed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from policycheck.errors import InputError
from policycheck.load.conditions import ConditionReader
from policycheck.load.definitions import Definitions
from policycheck.load.pack_checks import check_pack
from policycheck.load.pack_definitions import read_definitions
from policycheck.load.pack_files import (
    ADVISORIES,
    CHECKS,
    DEFINITIONS,
    HEAD,
    SOURCES,
    TENSIONS,
    VOCABULARY,
    Shelf,
    in_folder,
    in_memory,
    read_files,
)
from policycheck.load.pack_folders import found_folder
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.vocabulary import (
    ambiguous_names,
    build_vocabulary,
    merge_envelope,
    misplaced_meanings,
    unknown_references,
)
from policycheck.model.condition import All
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
from policycheck.resources import read_schema

_BROKEN = All(())
_SHARED = ("id", "title", "why", "remedy")


def load_pack(name: str) -> Pack:
    """The pack of that id among the shipped ones, or the one in the folder of that name.

    Raises InputError with every problem found.
    """
    return _load(in_folder(*found_folder(name)))


def load_pack_files(files: Mapping[str, bytes]) -> Pack:
    """The pack made of these files, by name. Raises InputError with every problem found."""
    return _load(in_memory(files))


def _load(shelf: Shelf) -> Pack:
    problems = Problems()
    files = read_files(shelf, problems)
    vocabulary = _vocabulary(files[VOCABULARY], problems) if files else None
    pack = _Builder(files, problems).build(vocabulary) if vocabulary else None
    if pack is None or problems.fatal:
        raise InputError(problems.ordered())
    return pack


class _Builder:
    """Builds a pack from its files, whose shapes are right; collects what else is wrong."""

    def __init__(self, files: Mapping[str, Document], problems: Problems) -> None:
        self.files = files
        self.problems = problems
        self.definitions = Definitions()

    def build(self, vocabulary: Vocabulary) -> Pack:
        """The pack; of use only if no problem was added."""
        head = self.files[HEAD].value
        if DEFINITIONS in self.files:
            read_definitions(self.files[DEFINITIONS], vocabulary.root, self.definitions, self.problems)
        recommendations = tuple(self._recommendation(self.files[name], vocabulary) for name in head["recommendations"])
        rules = frozenset(rule.id for recommendation in recommendations for rule in recommendation.rules)
        pack = Pack(
            **{key: head[key] for key in ("id", "version", "title", "description", "reviewed_on", "comprehensive")},
            vocabulary=vocabulary,
            sources=_sources(self.files[SOURCES].value),
            recommendations=recommendations,
            advisories=self._advisories(vocabulary, rules),
            tensions=self._tensions(vocabulary, rules),
            checks=self._checks(vocabulary),
            scale=_scale(head["scale"]),
            numbers=self.definitions.numbers,
            files={name: document.text.encode() for name, document in self.files.items()},
        )
        check_pack(pack, self.files, self.definitions, self.problems)
        return pack

    def _reader(
        self,
        document: Document,
        vocabulary: Vocabulary,
        rules: frozenset[str] | None = None,
        *,
        silence: bool = False,
    ) -> _Conditions:
        reader = ConditionReader(
            document,
            vocabulary.root,
            self.definitions,
            self.problems,
            concerns=rules is not None,
            rules=rules or frozenset(),
            silence=silence,
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
            rules=tuple(rules),
            when=reader.read(value, "when", ()),
            when_note=value.get("when_note", ""),
        )

    def _advisories(self, vocabulary: Vocabulary, rules: frozenset[str]) -> tuple[Advisory, ...]:
        document = self.files.get(ADVISORIES)
        if document is None:
            return ()
        reader, out = self._reader(document, vocabulary, rules, silence=True), []
        for index, entry in enumerate(document.value["advisories"]):
            out.append(
                Advisory(
                    **_concern(entry),
                    level=Level(entry["level"]),
                    when=reader.read(entry, "when", ("advisories", index)),
                    minor_note=entry.get("minor_note", False),
                )
            )
        return tuple(out)

    def _tensions(self, vocabulary: Vocabulary, rules: frozenset[str]) -> tuple[Tension, ...]:
        document = self.files.get(TENSIONS)
        if document is None:
            return ()
        triggers, out = self._reader(document, vocabulary, rules, silence=True), []
        tests = self._reader(document, vocabulary, rules)
        for index, entry in enumerate(document.value["tensions"]):
            when = triggers.read(entry, "when", ("tensions", index))
            reconciled = tests.read(entry, "reconciled", ("tensions", index))
            out.append(Tension(**_concern(entry), across=tuple(entry["across"]), when=when, reconciled=reconciled))
        return tuple(out)

    def _checks(self, vocabulary: Vocabulary) -> tuple[Check, ...]:
        document = self.files.get(CHECKS)
        if document is None:
            return ()
        reader, out = self._reader(document, vocabulary), []
        for index, entry in enumerate(document.value["checks"]):
            must = reader.read(entry, "must", ("checks", index))
            out.append(Check(entry["id"], must, entry["message"], entry["remedy"]))
        return tuple(out)


class _Conditions:
    """Reads the condition under a key of an entry, where there is one."""

    def __init__(self, reader: ConditionReader) -> None:
        self._reader = reader

    def read(self, entry: Mapping[str, Any], key: str, path: tuple[str | int, ...]) -> Any:
        """The condition, or None when the key is absent. A stand-in for one that is broken: it was meant to be there.

        So a rule with a broken test is a rule, and nothing false is said of what requires it or of its caps.
        """
        return (self._reader.read(entry[key], (*path, key)) or _BROKEN) if key in entry else None


def _vocabulary(document: Document, problems: Problems) -> Vocabulary | None:
    envelope = json.loads(read_schema("envelope"))
    for name in document.value["properties"]:
        if name in envelope["properties"] and name != "proposal":
            message = f"a section cannot be called '{name}': the envelope has a key of that name"
            problems.add(document, ("properties", name), "PACK-SECTION", message, "Give it another name.", at_key=True)
    unknown = unknown_references(document.value)
    for path, name in unknown:
        known = document.value.get("$defs", {})
        problems.add(
            document, path, "PACK-REFERENCE", f"there is no shared definition '{name}'", did_you_mean(name, known)
        )
    if problems.fatal:
        return None
    vocabulary = build_vocabulary(merge_envelope(envelope, document.value))
    for path, name in ambiguous_names(vocabulary.schema):
        message = f"'{name}' is a name in use here, so it cannot be the former name of another"
        problems.add(document, path, "PACK-RENAMED", message, "A former name stands for one thing, and one only.")
    for name in misplaced_meanings(vocabulary.root):
        message = f"a value of '{name}' is marked x-means in a way that cannot work there"
        hint = "Mark 'none' on values of lists, 'not_stated' on values of single fields."
        problems.add(document, ("properties", name.partition(".")[0]), "PACK-MEANS", message, hint, at_key=True)
    return vocabulary


def _sources(value: Mapping[str, Any]) -> Sources:
    return Sources(
        documents={entry["id"]: _document(entry) for entry in value["documents"]},
        clauses={entry["id"]: _clause(entry) for entry in value["clauses"]},
        authorities={entry["id"]: Authority(**entry) for entry in value.get("authorities", ())},
    )


def _rule(entry: Mapping[str, Any], path: tuple[str | int, ...], reader: _Conditions) -> Rule:
    met = reader.read(entry, "met", path)
    others = {key: reader.read(entry, key, path) for key in ("when", "contradicted", "partly")}
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
    return Scale(
        credit={Outcome(name): Fraction(str(credit)) for name, credit in value["credit"].items()},
        bands={Verdict(name): Fraction(str(band)) for name, band in value["bands"].items()},
        contradicts_at=Fraction(str(value["contradicts_at"])),
        silent_at=Fraction(str(value["silent_at"])),
        basis=value.get("basis", ""),
    )
