"""For each entry of a pack, the smallest case of its tests for an outcome: an example that is known to come out so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec import Struct

from policycheck.model.document import Path, show_path
from policycheck.model.pack import Pack
from policycheck.workshop.cases import Case, subjects
from policycheck.workshop.changes import Change, ChangeError, read_path
from policycheck.workshop.run import run_case

_WIDTH = 100


class Example(Struct, frozen=True):
    """A case as a page shows it: the outcome, the proposal it starts from, and YAML.

    The YAML holds what the case changes in that proposal or, where it changes nothing (`as_it_is`), what decides.
    """

    outcome: str
    base: str
    text: str
    as_it_is: bool


class Examples:
    """The cases of a pack, by entry."""

    def __init__(self, pack: Pack, cases: Iterable[Case]) -> None:
        self._pack = pack
        self._subjects = subjects(pack)
        self._cases: dict[str, list[Case]] = {}
        for case in cases:
            self._cases.setdefault(case.subject, []).append(case)

    def of(self, subject: str, outcomes: Collection[str]) -> Example | None:
        """The smallest case that comes to one of the outcomes, if one does. Cases with changes go first."""
        found = [case for case in self._cases.get(subject, ()) if case.expect in outcomes]
        shown = [(not case.changes, len(text), at, text) for at, case in enumerate(found) for text in (_text(case),)]
        for as_it_is, _, at, text in sorted(shown):
            case = found[at]
            if run_case(self._pack, self._subjects[subject], case).passed:
                return Example(case.expect.replace("_", " "), case.base, text, as_it_is)
        return None


def _text(case: Case) -> str:
    return _changes(case.changes) if case.changes else _decisive(case)


def _changes(changes: Iterable[Change]) -> str:
    """The changes in the form of a test file."""
    kinds: dict[str, list[str]] = {}
    for one in changes:
        where = show_path(one.path)
        kind = "set" if one.kind == "each" else one.kind
        kinds.setdefault(kind, []).append(f"- {where}\n" if kind == "remove" else _pair(where, one.value))
    return "".join(f"{kind}:\n" + "".join(f"  {line}" for line in lines) for kind, lines in kinds.items())


def _decisive(case: Case) -> str:
    """What the proposal says in the fields that decide."""
    lines = []
    for name in case.by:
        try:
            value = _at(case.proposal.document.value, read_path(name))
        except ChangeError:
            continue  # the id of a rule
        lines.append(f"# {name} is not stated\n" if value is None else _pair(name, value))
    return "".join(lines)


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _pair(path: str, value: Any) -> str:
    """A path and its value on a line, or on as many as the value needs."""
    import yaml

    flow = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, default_flow_style=True, width=_WIDTH)
    return f"{path}: " + flow.removesuffix("...\n").rstrip("\n").replace("\n", "\n    ") + "\n"
