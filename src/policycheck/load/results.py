"""A results file, as `evaluate` writes it in JSON, read as a stranger's: checked against the published schema first.

What stands in it is taken at its word: only evaluating the proposal again could tell whether it is true.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from policycheck.errors import InputError, Problem, Span
from policycheck.load.builder import Limits
from policycheck.load.document import parse_document
from policycheck.load.problems import Problems
from policycheck.load.schema import Validator
from policycheck.load.text import shown_name
from policycheck.model.assessment import Score
from policycheck.model.baseline import Baseline
from policycheck.model.document import Document, Path
from policycheck.model.gate import COMMAND_LINE
from policycheck.model.outcome import Concern, Level, Outcome, PackageVerdict, Support, Verdict
from policycheck.model.result import (
    ASIDE,
    Basis,
    ConcernResult,
    Figures,
    GradeResult,
    PackageFigures,
    Result,
    RuleResult,
    Told,
)
from policycheck.resources import read_schema

LIMITS = Limits(max_bytes=8 << 20, depth=64, nodes=400_000, scalar=400_000)
URN = "urn:policycheck:results:"
MOST = 20
"""Problems of one file that are told."""

_Entry = TypeVar("_Entry", GradeResult, RuleResult, ConcernResult)

_AGAIN = "Write it again: policycheck evaluate PROPOSAL -o results.json"
_ANEW = "Write it: policycheck evaluate PROPOSAL --baseline none -o results.json"
_LONGEST = 1000
"""Characters of an exact number; ours have a few dozen."""


def read_results(content: bytes, name: str) -> Result:
    """The result that a results file holds. Raises InputError with what is wrong with it, each at its place."""
    name = shown_name(name)
    if len(content) > LIMITS.max_bytes:
        raise _refused("RES-SIZE", f"{name} is larger than {LIMITS.max_bytes >> 20} MiB, the most that is read", "")
    value = _value(content, name)
    form = value.get("schema") if isinstance(value, dict) else None
    if not isinstance(form, str) or not form.startswith(URN):
        raise _refused("RES-KIND", f"{name} is no results file of policycheck", _AGAIN)
    known = _schema()["properties"]["schema"]["const"]
    if form != known:
        said = f"{name} is of the form '{form[:60]}'; this policycheck reads '{known}'"
        raise _refused("RES-FORM", said, f"It was written by another version of policycheck. {_AGAIN}")
    if not _validator().is_valid(value):
        raise _explained(content, name, value)
    try:
        return _result(value)
    except _WrongError as error:
        raise InputError((Problem(error.code, f"{name}: {error}", None, _AGAIN),)) from None


def read_file(path: str) -> bytes:
    """The bytes of a results file, not many more than may be read. Raises InputError."""
    try:
        with open(path, "rb") as file:
            return file.read(LIMITS.max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refused("RES-FILE", f"{shown_name(path)}: {reason}", _ANEW) from None


def load_baseline(path: str, proposal_id: str, set_by: str = COMMAND_LINE) -> Baseline | None:
    """The baseline in a results file; of a folder, in that of the proposal's id, or None where it has none.

    Raises InputError.
    """
    file = os.path.join(path, f"{proposal_id}.json") if os.path.isdir(path) else path
    if file != path and not os.path.lexists(file) and _has_results(path):
        return None
    return baseline_from(read_file(file), file, set_by)


def _has_results(folder: str) -> bool:
    """Whether results of any proposal may be there: of an empty folder nobody meant that all proposals are new."""
    try:
        return any(name.endswith(".json") for name in os.listdir(folder))
    except OSError:
        return False


def baseline_from(content: bytes, name: str, set_by: str = COMMAND_LINE) -> Baseline:
    """The baseline that the bytes of a results file hold. Raises InputError."""
    return Baseline(read_results(content, name), shown_name(name), content, set_by)


class _WrongError(Exception):
    """What a schema cannot say is wrong: `code`, and the message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read_schema("results"))
    return found


@cache
def _validator() -> Validator:
    return Validator(_schema())


def _refused(code: str, message: str, hint: str) -> InputError:
    return InputError((Problem(code, message, None, hint),))


def _value(content: bytes, name: str) -> Any:
    """What the file holds. A key that stands twice and a number that is none are refused: readers differ on them."""
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        _, problems = parse_document(content, _as_json(name), limits=LIMITS, check_content=False)
        fatal = tuple(one for one in problems if one.fatal and one.code != "DOC-NULL")
        reason = str(error).partition(":")[0] if not isinstance(error, RecursionError) else "nested too deep"
        raise InputError(fatal[:MOST] or (Problem("RES-JSON", f"{name} is no JSON: {reason}", None, _AGAIN),)) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _as_json(name: str) -> str:
    return name if name.lower().endswith(".json") else f"{name}.json"


def _explained(content: bytes, name: str, value: Any) -> InputError:
    """What does not keep to the schema, at its place. The reader of documents knows the places, if it can read it."""
    read, _ = parse_document(content, _as_json(name), limits=LIMITS, check_content=False)
    nowhere: Mapping[Path, Span] = {(): Span(name, 1, 1, 1, 1, 0, 0)}
    spans, keys = (nowhere, {}) if read is None else (read.spans, read.keys)
    problems = Problems()
    _validator().check(Document(name, "", value, spans, keys), problems, "RES")
    found = problems.ordered()
    more = len(found) - MOST
    rest = (Problem("RES-MORE", f"{name} has {more:,} more problems", None, _AGAIN),) if more > 0 else ()
    return InputError((*found[:MOST], *rest))


def _result(value: Mapping[str, Any]) -> Result:
    grades = [_grade(one) for one in value["recommendations"]]
    rules = [
        _rule(finding, bears=grade.headline.verdict not in ASIDE)
        for grade, one in zip(grades, value["recommendations"], strict=True)
        for finding in one["findings"]
    ]
    concerns = [_concern(one) for one in (*value["advisories"], *value["tensions"])]
    proposal, pack, profile = value["proposal"], value["pack"], value["profile"]
    waivers = value["waivers"]
    return Result(
        proposal_id=proposal["id"],
        title=proposal["title"],
        file=proposal["file"],
        version=value["version"],
        basis=Basis(
            proposal=proposal["digest"],
            pack=pack["digest"],
            profile="" if profile is None else profile["digest"],
            as_of=value["as_of"],
            pack_name=f"{pack['id']} {pack['version']}",
            profile_name="" if profile is None else profile["id"],
            waivers="" if waivers is None else waivers["digest"],
            waivers_name="" if waivers is None else waivers["file"],
            lookups=proposal["lookups_digest"] or "",
        ),
        package=_package(value["package"]),
        package_waived=None if waivers is None or not waivers["uses"] else _package(waivers["package"]),
        grades=_by_id(grades),
        rules=_by_id(rules),
        concerns=_by_id(concerns),
    )


def _by_id(entries: Iterable[_Entry]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for entry in entries:
        if entry.id in found:
            raise _WrongError("RES-TWICE", f"'{entry.id}' stands in it twice")
        found[entry.id] = entry
    return found


def _grade(one: Mapping[str, Any]) -> GradeResult:
    headline, waived = _figures(one, one["score"]), one["with_waivers"]
    return GradeResult(one["id"], one["title"], headline, None if waived is None else _figures(waived, waived))


def _figures(one: Mapping[str, Any], score: Mapping[str, Any] | None) -> Figures:
    """A verdict and a score; a score of which a part is missing is none."""
    made = None
    if score is not None and score["as_stated"] is not None and score["at_best"] is not None:
        made = Score(_exact(score["as_stated"]), _exact(score["at_best"]))
    return Figures(Verdict(one["verdict"]), Verdict(one["verdict_at_best"]), made)


def _package(one: Mapping[str, Any]) -> PackageFigures:
    verdict, score = one["verdict"], one["score"]
    return PackageFigures(
        None if verdict is None else PackageVerdict(verdict), None if score is None else _exact(score)
    )


def _rule(one: Mapping[str, Any], *, bears: bool) -> RuleResult:
    return RuleResult(
        id=one["rule"],
        title=one["title"],
        outcome=Outcome(one["outcome"]),
        support=Support(one["support"]),
        bears=bears,
        because_of=one["because_of"] or "",
        waiver=one["waiver"] or "",
        facts=_facts(one["facts"]),
    )


def _concern(one: Mapping[str, Any]) -> ConcernResult:
    level = one.get("level")
    return ConcernResult(
        id=one["id"],
        title=one["title"],
        level=None if level is None else Level(level),
        state=Concern(one["state"]),
        facts=_facts(one["facts"]),
    )


def _facts(facts: Iterable[Mapping[str, Any]]) -> tuple[Told, ...]:
    return tuple(
        Told(path=one["path"], shown=one["shown"], span=_span(one["place"]), stated=one["stated"]) for one in facts
    )


def _span(place: Mapping[str, Any] | None) -> Span | None:
    if place is None:
        return None
    return Span(place["file"], place["line"], place["column"], place["end_line"], place["end_column"], 0, 0)


def _exact(number: Mapping[str, Any]) -> Fraction:
    """A share between 0 and 1."""
    text = number["exact"]
    share = Fraction(text) if len(text) <= _LONGEST else Fraction(2)
    if not 0 <= share <= 1:
        raise _WrongError("RES-SCORE", f"'{text[:60]}' is no share between 0 and 1")
    return share
