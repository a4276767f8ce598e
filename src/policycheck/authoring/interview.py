"""An interview on a proposal: the next question, an answer put into its text, a step back. It prints nothing."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.authoring.order import Ranked, ranked
from policycheck.authoring.standing import Intervals, intervals
from policycheck.load.editing import edited
from policycheck.load.lookups import look_up
from policycheck.model.change import Append, Change, Set, value_at
from policycheck.model.document import Document, Path, show_path
from policycheck.model.lookup import Lookup
from policycheck.model.pack import Pack
from policycheck.model.proposal import Evidence, Proposal
from policycheck.model.vocabulary import Field
from policycheck.pipeline import proposal_of


class State(Struct, frozen=True, eq=False):
    """Where an interview stands: the proposal, and the questions that were left open on purpose."""

    proposal: Proposal
    skipped: frozenset[str] = frozenset()


class Interview:
    """A proposal, its pack, and the way so far. Every state holds a valid proposal.

    `folder` is where the files of its sources lie, None where nobody knows.
    """

    def __init__(self, pack: Pack, proposal: Proposal, folder: str | None = None) -> None:
        self.pack = pack
        self._folder = folder
        self._states = [State(proposal)]

    @property
    def proposal(self) -> Proposal:
        """The proposal as it is now."""
        return self._states[-1].proposal

    @property
    def document(self) -> Document:
        """Its text and values."""
        return self.proposal.document

    @property
    def steps(self) -> int:
        """How many questions were answered or skipped."""
        return len(self._states) - 1

    @property
    def standing(self) -> Intervals:
        """How far each verdict can still move."""
        return intervals(self.pack, self.proposal.values)

    def left(self) -> tuple[Ranked, ...]:
        """The questions that are open and were not skipped, what can move the verdicts most first."""
        skipped = self._states[-1].skipped
        return tuple(one for one in ranked(self.pack, self.proposal) if one.question.name not in skipped)

    def answer(self, path: Path, value: Any) -> None:
        """State a field. Raises InputError where the proposal would not be valid with it; nothing changes then."""
        self._states.append(State(self._with(Set(path, value)), self._states[-1].skipped))

    def skip(self, path: Path) -> None:
        """Leave a field open, and do not ask again."""
        now = self._states[-1]
        self._states.append(State(now.proposal, now.skipped | {show_path(path)}))

    def back(self) -> bool:
        """Take the last step back; false where there is none."""
        if len(self._states) > 1:
            self._states.pop()
            return True
        return False

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """The sources that evidence may name: id and citation."""
        return tuple((source.id, source.cite) for source in self.proposal.header.sources)

    def has_file(self, source: str) -> bool:
        """Whether quotations from that source can be looked up."""
        return any(one.id == source and one.file for one in self.proposal.header.sources)

    def look_up(self, source: str, quote: str) -> Lookup:
        """What becomes of a quotation from one of the sources."""
        sources = tuple(one for one in self.proposal.header.sources if one.id == source)
        entry = Evidence("", "", "", source, quote=quote)
        header = replace(self.proposal.header, sources=sources)
        found = look_up(replace(self.proposal, header=header, evidence=(entry,)), self._folder).evidence[0].lookup
        assert found is not None
        return found

    def cite(self, path: Path, says: str, where: str, source: str, citation: str = "") -> None:
        """Add evidence to the last answer, and its source if it has a citation of its own. Raises InputError."""
        entry = {"for": show_path(path), "says": says, "where": where, "source": source}
        added = [Append(("proposal", "sources"), {"id": source, "cite": citation})] if citation else []
        proposal = self._with(*added, Append(("evidence",), entry))
        self._states[-1] = State(proposal, self._states[-1].skipped)

    def quote(self, quote: str) -> None:
        """Put the source's own words into the evidence that was added last. Raises InputError."""
        last = len(self.proposal.evidence) - 1
        self._states[-1] = State(self._with(Set(("evidence", last, "quote"), quote)), self._states[-1].skipped)

    def new_source(self) -> str:
        """An id that no source has yet."""
        taken = {name for name, _ in self.sources}
        return next(name for number in range(1, len(taken) + 2) if (name := f"S{number}") not in taken)

    def _with(self, *changes: Change) -> Proposal:
        document = edited(self.document, changes)
        return proposal_of(document.content, document.name, self.pack)


def spoken(pack: Pack, value: Any, path: Path) -> str:
    """A place in words, from the outside in: `deterrence section, exercise 1 (spring drill): expiry`."""
    words: list[str] = []
    here = pack.vocabulary.root
    for at, step in enumerate(path):
        inner = here.item if isinstance(step, int) else here.properties.get(step)
        assert inner is not None
        if isinstance(step, int):
            words[-1] = _item(inner, step, value_at(value, path[: at + 1]))
        else:
            words.append(inner.title or step.replace("_", " "))
        here = inner
    return ": ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _item(field: Field, at: int, item: Any) -> str:
    name = item.get(field.label) if isinstance(item, dict) and field.label else None
    known = field.properties[field.label].values if field.label else {}
    name = known[name].title if isinstance(name, str) and name in known else name
    return f"{field.title or 'item'} {at + 1}" + (f" ({name})" if isinstance(name, str) else "")
