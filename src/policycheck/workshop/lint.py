"""Slips that a pack can have although it loads: in its rules, in what they stand on, and in its texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.errors import Span
from policycheck.evaluation.access import Run
from policycheck.load.pack_checks import rule_complaints
from policycheck.model.condition import RuleOutcome
from policycheck.model.outcome import Concern, Outcome, Verdict
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension
from policycheck.model.rewriting import nodes
from policycheck.workshop.cases import BROKEN, HOLDS, Subject, subjects
from policycheck.workshop.entry_places import EntryPlaces
from policycheck.workshop.prose import LONGEST, engine_words, long_sentences, texts, written
from policycheck.workshop.reach import reachable
from policycheck.workshop.search import PROBES, Answer, Outcomes, comes_to, fields_of, search
from policycheck.workshop.sites import LIMIT
from policycheck.workshop.space import Space
from policycheck.workshop.states import APPLIES, slots, state_of

CODES = {
    "LINT-NEVER-MET": "a rule that no proposal meets, or a concern that none raises",
    "LINT-NEVER-APPLIES": "a rule that never applies, as its condition can never be true",
    "LINT-NEVER-FAILS": "a rule that is met wherever it applies, or a concern or recommendation that always comes up",
    "LINT-UNDECIDED": "whether a rule can be met and can fail was not found out",
    "LINT-SAME": "two rules, or two concerns, that always agree",
    "LINT-CLAUSE": "a clause that nothing carries",
    "LINT-CAP": "a cap that leaves everything open, or for an outcome that cannot be",
    "LINT-QUESTION": "a question without a question mark",
    "LINT-SENTENCE": "a sentence that is too long",
    "LINT-WORD": "a word of the machinery in a text for readers",
}
"""Every lint and what it finds, in the words of the documentation."""


class Finding(Struct, frozen=True, eq=False):
    """One slip: its code, the entry, what is wrong, what to do, where, and a proposal that shows it, if one does."""

    code: str
    subject: str
    message: str
    hint: str
    place: Span
    witness: dict[str, Any] | None = None


def lint(pack: Pack, places: EntryPlaces) -> tuple[Finding, ...]:
    """Everything that is found, in the order of the lints, then of the pack."""
    linter = _Linter(pack, places)
    return (
        *linter.never(),
        *linter.same(),
        *linter.clauses(),
        *linter.caps(),
        *linter.questions(),
        *linter.prose(),
    )


class _Linter:
    """Looks at one pack."""

    def __init__(self, pack: Pack, places: EntryPlaces) -> None:
        self.pack = pack
        self.places = places
        self.outcomes: Outcomes = reachable(pack)
        self.witnesses: list[dict[str, Any]] = []
        self.idle: set[str] = set()  # rules that never apply

    def _found(
        self, code: str, subject: str, message: str, hint: str, witness: dict[str, Any] | None = None, *, at: str = "id"
    ) -> Finding:
        return Finding(code, subject, message, hint, self.places.of(subject, at), witness)

    # what can never be

    def never(self) -> Iterator[Finding]:
        """Rules that cannot be met or cannot fail, and the like for everything else that has conditions."""
        for entry in subjects(self.pack).values():
            if slots(entry):
                yield from self._never(entry)

    def _never(self, entry: Subject) -> Iterator[Finding]:
        """One search for both: a proposal on which it comes up, and one on which it is asked and does not."""
        up, down = _sides(entry)
        good, bad = self._search(entry, up), self._search(entry, down)
        self.witnesses += [answer.found for answer in (good, bad) if answer.found is not None]
        if isinstance(entry, Rule) and good.never and bad.never:
            self.idle.add(entry.id)
            message = f"{entry.id} never applies: its `when` is true of none of {good.size:,} proposals"
            hint = "Look in it for tests that exclude one another, or that a check rules out."
            yield self._found("LINT-NEVER-APPLIES", entry.id, message, hint, at="when")
            return
        if good.never:
            met = "met" if isinstance(entry, Rule) else "raised or asked"
            message = f"{entry.id} is never {met}: none of {good.size:,} proposals does it"
            yield self._found(
                "LINT-NEVER-MET", entry.id, message, "Look for tests that exclude one another.", bad.found
            )
        if bad.never:
            message = f"{entry.id} never fails: it comes up in all of {bad.size:,} proposals that it is asked of"
            yield self._found(
                "LINT-NEVER-FAILS", entry.id, message, "Ask for something that may be absent.", good.found
            )
        if any(answer.found is None and not answer.whole for answer in (good, bad)):
            message = (
                f"{entry.id} is not decided: there are {good.size:,} proposals to tell apart, the limit is {LIMIT:,},"
                f" and {PROBES:,} of them do not show that it can be met and can fail"
            )
            yield self._found("LINT-UNDECIDED", entry.id, message, "Split the rule, or name its parts.")

    def _search(self, entry: Subject, words: frozenset[str]) -> Answer:
        space = Space(slots(entry).values(), self.pack.vocabulary.root, self.outcomes)
        state = state_of(entry, proposals=space.size)
        return search(space, lambda point: state(point.run()) in words, self.pack, checked=not isinstance(entry, Check))

    # what is there twice

    def same(self) -> Iterator[Finding]:
        """Two rules, or two concerns, that come to the same on every proposal."""
        rules = [rule for rule in self._rules() if rule.id not in self.idle]
        for group in (rules, list(self.pack.concerns)):
            yield from self._same(group)

    def _same(self, entries: list[Any]) -> Iterator[Finding]:
        columns = {entry.id: tuple(self._column(entry)) for entry in entries}
        for index, one in enumerate(entries):
            for other in entries[:index]:
                if not self._differ(one, other, columns) and self._agree(one, other):
                    message = f"{one.id} comes to what {other.id} comes to, whatever a proposal says"
                    hint = "Leave one of them out, or say in which they differ."
                    yield self._found("LINT-SAME", one.id, message, hint, next(iter(self.witnesses), None))

    def _column(self, entry: Subject) -> Iterator[str]:
        """What it comes to on every proposal found so far: two that differ on one are not the same."""
        state = state_of(entry)
        return (state(Run(value)) for value in self.witnesses)

    def _differ(self, one: Subject, other: Subject, columns: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether it shows at once that two are not the same.

        They ask for nothing in common, or came to different things on a proposal, alone: that says nothing of those
        that ask for outcomes of rules.
        """
        asked, others = _asked(one), _asked(other)
        if asked or others:
            return asked.isdisjoint(others)
        alone = fields_of(slots(one).values()).isdisjoint(fields_of(slots(other).values()))
        return alone or columns[one.id] != columns[other.id]

    def _agree(self, one: Subject, other: Subject) -> bool:
        conditions = [*slots(one).values(), *slots(other).values()]
        space = Space(conditions, self.pack.vocabulary.root, self.outcomes)
        first, second = (state_of(entry, proposals=space.size) for entry in (one, other))
        return search(space, lambda point: first(point.run()) != second(point.run()), self.pack).never

    # what rules stand on

    def clauses(self) -> Iterator[Finding]:
        """Clauses that nothing carries, apart from those that only give the context."""
        carried = {name for entry in (*self._rules(), *self.pack.concerns) for name in entry.clauses}
        carried |= {name for one in self.pack.recommendations for name in one.clauses}
        for clause in self.pack.sources.clauses.values():
            if clause.role != "context" and clause.id not in carried:
                message = f"no rule, recommendation, advisory or tension carries the clause {clause.id}"
                yield self._found("LINT-CLAUSE", clause.id, message, "Name it where it belongs, or call it context.")

    def caps(self) -> Iterator[Finding]:
        """Caps that do nothing."""
        for rule in (rule for rule in self._rules() if rule.id not in self.idle):
            for outcome, verdict in rule.caps.items():
                if verdict is Verdict.MEETS:
                    message = f"{rule.id}: the cap for '{outcome.words}' leaves everything open"
                    yield self._found("LINT-CAP", rule.id, message, "Leave it out.")
                elif self._can_go(rule, outcome) and self._never_comes(rule, outcome):
                    message = f"{rule.id} has a cap for '{outcome.words}', which it never comes to"
                    yield self._found("LINT-CAP", rule.id, message, "Leave it out, or look at the condition.")

    def _can_go(self, rule: Rule, outcome: Outcome) -> bool:
        """Whether the pack would load without that cap: the order of caps may need it."""
        found = self.pack.rule(rule.id)
        assert found is not None
        rules = {one.id: one for one in found[0].rules}
        rules[rule.id] = replace(rule, caps={key: cap for key, cap in rule.caps.items() if key is not outcome})
        return not any(said for one in rules.values() for said in rule_complaints(one, rules))

    def _never_comes(self, rule: Rule, outcome: Outcome) -> bool:
        if outcome.value not in self.outcomes[rule.id]:
            return True
        return comes_to(self.pack, rule, outcome.value, self.outcomes).never

    def _rules(self) -> Iterator[Rule]:
        return (rule for one in self.pack.recommendations for rule in one.rules)

    # texts

    def questions(self) -> Iterator[Finding]:
        """Questions that are none."""
        for rule in self._rules():
            if not rule.question.rstrip().endswith("?"):
                message = f"{rule.id}: its question does not end with a question mark"
                yield self._found(
                    "LINT-QUESTION", rule.id, message, "Ask what 'met' tests, so that yes answers it well."
                )

    def prose(self) -> Iterator[Finding]:
        """Sentences and words that are hard on a reader."""
        for entry in written(self.pack):
            for key, text in texts(entry):
                for sentence in long_sentences(text):
                    start = " ".join(sentence.split()[:6])
                    message = f"{entry.id}: a sentence of its {key} has {len(sentence.split())} words: {start} ..."
                    yield self._found("LINT-SENTENCE", entry.id, message, f"Make it {LONGEST} words at most, or two.")
                for word in engine_words(text):
                    message = f"{entry.id}: its {key} says '{word}'"
                    yield self._found("LINT-WORD", entry.id, message, "Say it in the words of the field.")


def _asked(entry: Subject) -> frozenset[str]:
    """The rules for whose outcomes an entry asks."""
    return frozenset(
        node.rule for condition in slots(entry).values() for node in nodes(condition) if isinstance(node, RuleOutcome)
    )


def _sides(entry: Subject) -> tuple[frozenset[str], frozenset[str]]:
    """The words for an entry that comes up, and for one that is asked and does not."""
    match entry:
        case Rule():
            failing = {Outcome.NOT_MET, Outcome.CONTRADICTED, Outcome.PARTLY_MET, Outcome.NOT_STATED}
            return frozenset({Outcome.MET.value}), frozenset(one.value for one in failing)
        case Recommendation():
            return frozenset({APPLIES}), frozenset({Verdict.NOT_APPLICABLE.value})
        case Advisory() | Tension():
            return frozenset({Concern.RAISED.value}), frozenset({Concern.NOT_RAISED.value})
        case Check():
            return frozenset({BROKEN}), frozenset({HOLDS})
