"""One test file to its cases: what it names has to be there, and every case has to be a valid proposal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from policycheck.errors import InputError, Problem
from policycheck.evaluation import broken_checks
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.proposal import build_proposal
from policycheck.model.document import Document, Path
from policycheck.model.outcome import Verdict
from policycheck.model.pack import Check, Pack, Recommendation, Rule
from policycheck.model.proposal import Proposal
from policycheck.workshop.cases import Case, Unreachable, subjects, words_of
from policycheck.workshop.changes import Change, ChangeError, changed, changed_document, read_path
from policycheck.workshop.reach import reachable

BASES = "bases"
_CHANGES = ("set", "append", "remove")


def read_proposal(
    document: Document | None, found: tuple[Problem, ...], pack: Pack, problems: Problems, *, checked: bool = True
) -> Proposal | None:
    """The proposal, valid as any other; None, with the problems added, where it is not."""
    try:
        proposal = build_proposal(document, found, pack)
    except InputError as error:
        problems.found.extend(problem for problem in error.problems if problem.fatal)
        return None
    broken = broken_checks(pack, proposal) if checked else ()
    problems.found.extend(broken)
    return None if broken else proposal


class CaseReader:
    """Reads the cases of one file after another."""

    def __init__(self, pack: Pack, bases: Mapping[str, Proposal | None], problems: Problems) -> None:
        self.pack = pack
        self.bases = bases
        self.problems = problems
        self.subjects = subjects(pack)
        self.reachable = reachable(pack)
        self.cases: list[Case] = []
        self.unreachable: list[Unreachable] = []
        self._ids: set[str] = set()

    def read(self, file: Document) -> None:
        """Read one file of the right shape."""
        base = file.value.get("base", "")
        if base:
            self._base(file, ("base",), base)
        for subject, entries in file.value["cases"].items():
            if self._known(file, ("cases", subject), subject, self.subjects, "an entry of the pack", at_key=True):
                for index, entry in enumerate(entries):
                    self._case(file, ("cases", subject, index), subject, {"base": base, **entry})
        for subject, outcomes in file.value.get("unreachable", {}).items():
            path = ("unreachable", subject)
            if self._known(file, path, subject, self.subjects, "an entry of the pack", at_key=True):
                for outcome, reason in outcomes.items():
                    place = file.key_span((*path, outcome))
                    self._unreachable(file, (*path, outcome), Unreachable(subject, outcome, reason, place))

    def _case(self, file: Document, path: Path, subject: str, entry: Mapping[str, Any]) -> None:
        about, expect = self.subjects[subject], entry["expect"]
        self._expected(file, path, subject, expect)
        by = self._by(file, path, subject, entry)
        is_graded = isinstance(about, Rule | Recommendation)
        for key in ("score", "verdict"):
            if key in entry and not is_graded:
                message = f"{subject} is no rule and no recommendation: it has no {key}"
                self.problems.add(file, (*path, key), "TEST-SHAPE", message, "Leave this out.", at_key=True)
        name = self._new_id(f"{subject} {expect}")
        places = {key: file.span((*path, key)) for key in file.value["cases"][subject][path[-1]]}
        for variant, proposal, changes in self._proposals(file, path, entry, checked=not isinstance(about, Check)):
            self.cases.append(
                Case(
                    subject,
                    self._new_id(f"{name}, {variant}") if variant else name,
                    expect,
                    proposal,
                    file.key_span(path),
                    places,
                    by=by,
                    score=Fraction(str(entry["score"])) if "score" in entry else None,
                    verdict=Verdict(entry["verdict"]) if "verdict" in entry else None,
                    name=entry.get("name", ""),
                    base=entry["base"] if isinstance(entry["base"], str) else "",
                    changes=tuple(changes),
                )
            )

    def _new_id(self, wanted: str) -> str:
        """`R1 met`, then `R1 met 2`."""
        number, found = 1, wanted
        while found in self._ids:
            number += 1
            found = f"{wanted} {number}"
        self._ids.add(found)
        return found

    def _expected(self, file: Document, path: Path, subject: str, expect: str) -> None:
        """What is expected is a word for such an entry, and the entry can come to it by its form."""
        about, place = self.subjects[subject], (*path, "expect")
        words = words_of(about)
        if expect not in words:
            kind = type(about).__name__.lower()
            hint = did_you_mean(expect, words)
            self.problems.add(file, place, "TEST-EXPECT", f"a {kind} like {subject} never comes to '{expect}'", hint)
        elif expect not in self.reachable[subject]:
            known = ", ".join(self.reachable[subject])
            message = f"{subject} cannot come to '{expect}' by the form of its conditions"
            self.problems.add(file, place, "TEST-EXPECT", message, f"It can come to: {known}.")

    def _by(self, file: Document, path: Path, subject: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
        if "by" not in entry:
            if not isinstance(self.subjects[subject], Recommendation):
                hint = "Add 'by': the path of the field that decides it, or the id of the rule whose outcome does."
                self.problems.add(file, path, "TEST-MISSING", "a case lacks 'by'", hint, at_key=True)
            return ()
        written, place = entry["by"], (*path, "by")
        if isinstance(written, str):
            self._field(file, place, written)
            return (written,)
        for index, one in enumerate(written):
            self._field(file, (*place, index), one)
        return tuple(written)

    def _field(self, file: Document, place: Path, written: str) -> None:
        """A path of a field of the vocabulary, or the id of a rule."""
        if not isinstance(self.subjects.get(written), Rule):
            self._path(file, place, written)

    def _path(self, file: Document, place: Path, written: str, *, at_key: bool = False) -> Path | None:
        """The path, if the vocabulary has such a field."""
        try:
            path = read_path(written)
        except ChangeError as error:
            self.problems.add(file, place, "TEST-PATH", error.message, error.hint, at_key=at_key)
            return None
        for end in range(1, len(path) + 1):
            if self.pack.vocabulary.field_at(path[:end]) is None:
                around = self.pack.vocabulary.field_at(path[: end - 1])
                known = around.properties if around is not None else {}
                hint = did_you_mean(str(path[end - 1]), known) or "Write names joined by dots, and positions: a.b[1].c"
                message = f"'{written}' is not a field of a proposal"
                self.problems.add(file, place, "TEST-PATH", message, hint, at_key=at_key)
                return None
        return path

    def _base(self, file: Document, place: Path, name: str) -> Proposal | None:
        if self._known(file, place, name, self.bases, f"a file in {BASES}/", code="TEST-BASE"):
            return self.bases[name]
        return None

    def _start(self, file: Document, path: Path, entry: Mapping[str, Any]) -> Any:
        """The values of the proposal to start from, or None."""
        base, place = entry["base"], (*path, "base")
        if isinstance(base, dict):
            inline = Document(file.name, file.text, base, _Below(file.spans, place), _Below(file.keys, place))
            proposal = read_proposal(inline, (), self.pack, self.problems)
        elif not base:
            hint = f"Add 'base' here or at the head of the file: the name of a file in {BASES}/."
            self.problems.add(file, path, "TEST-MISSING", "a case lacks 'base'", hint, at_key=True)
            return None
        else:
            # A base that the head of the file names was looked up there.
            proposal = self._base(file, place, base) if base != file.value.get("base") else self.bases.get(base)
        return None if proposal is None else proposal.document.value

    def _proposals(
        self, file: Document, path: Path, entry: Mapping[str, Any], *, checked: bool
    ) -> Iterator[tuple[str, Proposal, list[Change]]]:
        """The proposal of a case and its changes; where it has `each`, one for each value, with the value in words."""
        base, changes = self._start(file, path, entry), self._changes(file, path, entry)
        if base is None or changes is None:
            return
        for variant, more in self._variants(file, path, entry):
            every = [*changes, *more]
            value, errors = changed(base, every)
            for one, error in errors:
                at_key = one.kind != "remove"
                self.problems.add(file, one.source, "TEST-CHANGE", error.message, error.hint, at_key=at_key)
            if not errors:
                document = changed_document(value, file, path, every)
                proposal = read_proposal(document, (), self.pack, self.problems, checked=checked)
                if proposal is not None:
                    yield variant, proposal, every

    def _variants(self, file: Document, path: Path, entry: Mapping[str, Any]) -> Iterator[tuple[str, list[Change]]]:
        if "each" not in entry:
            yield "", []
            return
        ((written, values),) = entry["each"].items()
        source = (*path, "each", written)
        where = self._path(file, source, written, at_key=True)
        for index, value in enumerate(values if where is not None else ()):
            assert where is not None
            yield _in_words(value), [Change("each", where, value, (*source, index))]

    def _changes(self, file: Document, path: Path, entry: Mapping[str, Any]) -> list[Change] | None:
        """The changes of a case, or None where a path is wrong."""
        changes: list[Change] = []
        sound = True
        for kind in _CHANGES:
            written = entry.get(kind, {})
            for key, source in _written(written, (*path, kind)):
                where = self._path(file, source, key, at_key=kind != "remove")
                sound = sound and where is not None
                if where is not None:
                    changes.append(Change(kind, where, written[key] if kind != "remove" else None, source))
        return changes if sound else None

    def _unreachable(self, file: Document, path: Path, one: Unreachable) -> None:
        words = words_of(self.subjects[one.subject])
        if one.outcome not in words:
            hint = did_you_mean(one.outcome, words)
            message = f"'{one.outcome}' is nothing that {one.subject} could come to"
            self.problems.add(file, path, "TEST-EXPECT", message, hint, at_key=True)
        elif one.outcome not in self.reachable[one.subject]:
            message = f"{one.subject} cannot come to '{one.outcome}' by its form already"
            self.problems.add(file, path, "TEST-EXPECT", message, "Leave this out.", at_key=True)
        else:
            self.unreachable.append(one)

    def _known(
        self,
        file: Document,
        place: Path,
        word: str,
        known: Mapping[str, Any],
        what: str,
        *,
        code: str = "TEST-ID",
        at_key: bool = False,
    ) -> bool:
        if word in known:
            return True
        self.problems.add(file, place, code, f"'{word}' is not {what}", did_you_mean(word, known), at_key=at_key)
        return False


def _in_words(value: Any) -> str:
    """A value, short enough for the id of a case."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return (text or "none")[:40]


def _written(written: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Each path that a case changes, and where it is written."""
    if isinstance(written, str):
        yield written, path
    elif isinstance(written, dict):
        yield from ((key, (*path, key)) for key in written)
    else:
        yield from ((key, (*path, index)) for index, key in enumerate(written))


class _Below(Mapping[Path, Any]):
    """The spans of a document below one place, as if it were the root."""

    def __init__(self, spans: Mapping[Path, Any], place: Path) -> None:
        self._spans = spans
        self._place = place

    def __getitem__(self, path: Path) -> Any:
        return self._spans[(*self._place, *path)]

    def __contains__(self, path: object) -> bool:
        return isinstance(path, tuple) and (*self._place, *path) in self._spans

    def __iter__(self) -> Iterator[Path]:
        depth = len(self._place)
        return (path[depth:] for path in self._spans if path[:depth] == self._place)

    def __len__(self) -> int:
        return sum(1 for _ in self)
