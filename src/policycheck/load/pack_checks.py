"""What must hold across the files of a pack: references, ids, caps, dependent rules, the scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from policycheck.load.definitions import Definitions
from policycheck.load.problems import Problems, did_you_mean
from policycheck.model.document import Document, Path
from policycheck.model.outcome import GRADES, Outcome, Severity
from policycheck.model.pack import Advisory, Pack, Recommendation, Rule, Scale, Tension

_MENTION = re.compile(r"\$([a-z][a-z0-9_]*)")
_STRICTNESS = (Outcome.CONTRADICTED, Outcome.NOT_MET, Outcome.NOT_STATED, Outcome.PARTLY_MET)


def check_pack(pack: Pack, documents: Mapping[str, Document], definitions: Definitions, problems: Problems) -> None:
    """Add a problem for everything in the pack that contradicts itself or points nowhere."""
    checker = _Checker(pack, documents, problems)
    checker.scale()
    checker.unique_ids()
    checker.sources()
    files = documents["pack.yaml"].value["recommendations"]
    for name, recommendation in zip((f for f in files if f in documents), pack.recommendations, strict=False):
        checker.recommendation(recommendation, documents[name])
    checker.concerns("advisories.yaml", "advisories", pack.advisories)
    checker.concerns("tensions.yaml", "tensions", pack.tensions)
    unused = definitions.names - definitions.used
    if problems.fatal:  # what uses a definition may not have been read as far as its name
        unused -= {name for document in documents.values() for name in _MENTION.findall(document.text)}
    for name in sorted(unused):
        path = definitions.places[name]
        problems.add(
            documents["definitions.yaml"],
            path,
            "PACK-UNUSED",
            f"nothing uses the definition '{name}'",
            "Use it or delete it: nothing has checked it.",
            at_key=True,
        )


class _Checker:
    """Checks one pack; each method adds what it finds."""

    def __init__(self, pack: Pack, documents: Mapping[str, Document], problems: Problems) -> None:
        self.pack = pack
        self.documents = documents
        self.problems = problems
        covers = pack.vocabulary.field_at(("proposal", "covers", 0))
        self.strands = frozenset(covers.values) if covers else frozenset()
        self.sections = frozenset(documents["vocabulary.schema.yaml"].value["properties"]) - {"proposal"}

    def scale(self) -> None:
        """Bands rise with the grades, and the word for a whole package is one of the strands."""
        document = self.documents["pack.yaml"]
        for said in scale_complaints(self.pack.scale):
            place = ("scale", *said.part)
            self.problems.add(document, place, said.code, said.message, said.hint, at_key=True)
        self._known([self.pack.comprehensive], self.strands, "strand", document, ("comprehensive",))

    def unique_ids(self) -> None:
        """No two rules, advisories, tensions or checks share an id, no two concerns a slug."""
        seen: set[tuple[str, str]] = set()
        for document, path in self._named_entries():
            key = path[-1]
            word = document.value
            for step in path:
                word = word[step]
            if (str(key), word) in seen:
                self.problems.add(
                    document,
                    path,
                    "PACK-TWICE",
                    f"the {key} '{word}' is used twice",
                    f"Give each rule, advisory, tension and check its own {key}.",
                )
            seen.add((str(key), word))

    def _named_entries(self) -> Iterator[tuple[Document, Path]]:
        """Where each id and each slug stands."""
        files = self.documents["pack.yaml"].value["recommendations"]
        for document in (self.documents[name] for name in files):
            yield document, ("id",)
            yield from ((document, ("rules", index, "id")) for index, _ in enumerate(document.value["rules"]))
        for key in ("advisories", "tensions", "checks"):
            found = self.documents.get(f"{key}.yaml")
            for index, entry in enumerate(found.value[key] if found is not None else ()):
                assert found is not None
                yield from ((found, (key, index, word)) for word in ("id", "slug") if word in entry)

    def sources(self) -> None:
        """No document, clause or authority twice; a clause's document and recommendation exist."""
        document = self.documents["sources.yaml"]
        for key in ("documents", "clauses", "authorities"):
            seen: set[str] = set()
            for index, entry in enumerate(document.value.get(key, ())):
                if entry["id"] in seen:
                    self.problems.add(
                        document,
                        (key, index, "id"),
                        "PACK-TWICE",
                        f"the id '{entry['id']}' is used twice",
                        "Give each document, clause and authority its own.",
                    )
                seen.add(entry["id"])
        recommendations = [recommendation.id for recommendation in self.pack.recommendations]
        for index, entry in enumerate(document.value["clauses"]):
            path = ("clauses", index, "id")
            of = entry["id"].partition("-")[0]
            if of not in self.pack.sources.documents:
                self.problems.add(
                    document,
                    path,
                    "PACK-REFERENCE",
                    f"there is no document '{of}' for '{entry['id']}'",
                    "A clause's id begins with its document's id and a hyphen.",
                )
            if "of" in entry and entry["of"] not in recommendations:
                self.problems.add(
                    document,
                    ("clauses", index, "of"),
                    "PACK-REFERENCE",
                    f"there is no recommendation '{entry['of']}'",
                    did_you_mean(entry["of"], recommendations),
                )

    def recommendation(self, recommendation: Recommendation, document: Document) -> None:
        """One recommendation's strands, sections and clauses, and its rules."""
        self._known(recommendation.strands, self.strands, "strand", document, ("strands",))
        self._known(recommendation.sections, self.sections, "section", document, ("sections",))
        self._known(recommendation.clauses, self.pack.sources.clauses, "clause", document, ("clauses",))
        rules = {rule.id: rule for rule in recommendation.rules}
        places = {entry["id"]: index for index, entry in enumerate(document.value["rules"])}
        for rule in recommendation.rules:
            path = ("rules", places[rule.id])
            self._references(rule, document, path)
            self._rule(rule, rules, document, path)

    def concerns(self, file: str, key: str, concerns: Iterable[Advisory | Tension]) -> None:
        """The references of advisories or tensions."""
        known = {recommendation.id for recommendation in self.pack.recommendations}
        places = {entry["id"]: i for i, entry in enumerate(self.documents[file].value[key])} if concerns else {}
        for concern in concerns:
            document, path = self.documents[file], (key, places[concern.id])
            self._references(concern, document, path)
            self._known(concern.strands, self.strands, "strand", document, (*path, "strands"))
            if isinstance(concern, Tension):
                self._known(concern.across, known, "recommendation", document, (*path, "across"))

    def _references(self, entry: Rule | Advisory | Tension, document: Document, path: Path) -> None:
        sources = self.pack.sources
        self._known(entry.clauses, sources.clauses, "clause", document, (*path, "clauses"))
        self._known(entry.authority, sources.authorities, "authority", document, (*path, "authority"))

    def _known(self, words: Iterable[str], known: Iterable[str], kind: str, document: Document, path: Path) -> None:
        known = set(known)
        for index, word in enumerate(words):
            if word not in known:
                self.problems.add(
                    document,
                    (*path, index),
                    "PACK-REFERENCE",
                    f"there is no {kind} '{word}'",
                    did_you_mean(word, known),
                )

    def _rule(self, rule: Rule, rules: Mapping[str, Rule], document: Document, path: Path) -> None:
        for said in rule_complaints(rule, rules):
            self.problems.add(document, (*path, *said.part), said.code, said.message, said.hint)


class Complaint(NamedTuple):
    """What is wrong with a rule or a scale: the part of the entry that shows it, and the problem without its place."""

    part: Path
    code: str
    message: str
    hint: str


def scale_complaints(scale: Scale) -> Iterator[Complaint]:
    """Bands rise with the grades."""
    bands = [scale.bands[grade] for grade in GRADES]
    if bands != sorted(set(bands)):
        hint = "Each grade needs a higher band than the one below it."
        yield Complaint(("bands",), "PACK-SCALE", "the bands do not rise from grade to grade", hint)


def rule_complaints(rule: Rule, rules: Mapping[str, Rule]) -> Iterator[Complaint]:
    """What is wrong with a rule's caps, and with its dependence on another of its recommendation's rules."""
    yield from _caps(rule)
    if rule.requires:
        yield from _parent(rule, rules)


def _caps(rule: Rule) -> Iterator[Complaint]:
    if (rule.severity is Severity.CRITICAL) != bool(rule.caps):
        message = f"{rule.id}: critical rules have caps, and only they do"
        yield Complaint((), "PACK-CAPS", message, "Give it caps, or another severity.")
    ranks = [rule.cap(outcome).rank for outcome in _STRICTNESS if outcome in _reachable(rule)]
    if ranks != sorted(ranks):
        message = f"{rule.id}: a worse outcome leaves a better verdict open than a milder one"
        hint = "Order: contradicted, not_met, not_stated, partly_met, from strictest to mildest."
        yield Complaint(("caps",), "PACK-CAPS", message, hint)
    for outcome in rule.caps:
        if outcome not in _reachable(rule):
            message = f"{rule.id} has a cap for '{outcome.value}', which it cannot come to"
            hint = f"It has no '{'partly' if outcome is Outcome.PARTLY_MET else outcome.value}' test."
            yield Complaint(("caps", outcome.value), "PACK-CAPS", message, hint)


def _parent(rule: Rule, rules: Mapping[str, Rule]) -> Iterator[Complaint]:
    parent, part, code = rules.get(rule.requires), ("requires",), "PACK-PARENT"
    waited = _waited_for(rule, rules)
    if parent is rule:
        hint = "Name the rule that has to be met first, or take 'requires' out."
        yield Complaint(part, code, f"{rule.id} requires itself: a rule cannot wait for itself", hint)
    elif parent is None:
        message = f"{rule.id} requires '{rule.requires}', which is not a rule of this recommendation"
        known = [name for name in rules if name != rule.id]
        yield Complaint(part, code, message, did_you_mean(rule.requires, known) or "Name one of its rules.")
    elif rule in waited:
        if rule.id == max((one.id for one in waited), key=list(rules).index):  # told once, at the last of them
            hint = f"Take 'requires' out of one of them, {' or '.join(one.id for one in waited)}."
            yield Complaint(part, code, f"{_each_other(waited)}: none of them could ever be judged", hint)
    elif len(waited) > 1 and waited[-1].requires == "":
        message = f"{rule.id} requires {parent.id}, which requires {parent.requires}: chains are not allowed"
        yield Complaint(part, code, message, f"Require {waited[-1].id} itself.")
    elif len(waited) == 1:
        yield from _laxer(rule, parent)


def _waited_for(rule: Rule, rules: Mapping[str, Rule]) -> list[Rule]:
    """The rules that a rule waits for, one after another; with the rule itself at the end if it is one of them."""
    found: list[Rule] = []
    here = rules.get(rule.requires)
    while here is not None and here not in found:
        found.append(here)
        here = rules.get(here.requires) if here is not rule else None
    return found


def _each_other(waited: list[Rule]) -> str:
    """Rules in a circle, each with the one that it waits for; the last of them begins."""
    return " and ".join(f"{one.id} waits for {one.requires}" for one in (waited[-1], *waited[:-1]))


def _laxer(rule: Rule, parent: Rule) -> Iterator[Complaint]:
    for outcome in (Outcome.CONTRADICTED, Outcome.NOT_MET, Outcome.NOT_STATED):
        blocked = Outcome.NOT_STATED if outcome is Outcome.NOT_STATED else Outcome.NOT_MET
        if outcome in _reachable(parent) and parent.cap(outcome).rank > rule.cap(blocked).rank:
            message = f"{parent.id} is laxer than {rule.id}, which depends on it, when {outcome.words}"
            hint = f"Cap '{outcome.value}' of {parent.id} at {rule.cap(blocked).value} or lower."
            yield Complaint(("requires",), "PACK-PARENT", message, hint)


def _reachable(rule: Rule) -> set[Outcome]:
    """The outcomes that the rule's tests allow, by which tests it has."""
    out = {Outcome.NOT_MET, Outcome.NOT_STATED}
    if rule.contradicted is not None:
        out.add(Outcome.CONTRADICTED)
    if rule.partly is not None:
        out.add(Outcome.PARTLY_MET)
    return out
