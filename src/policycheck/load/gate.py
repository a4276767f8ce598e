"""Gates as people write them, on the command line or in a profile, to demands; and whether they fit a pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from policycheck.errors import InputError, Problem
from policycheck.load.problems import did_you_mean
from policycheck.model.gate import (
    ANSWERED,
    COMMAND_LINE,
    CRITICAL,
    EVIDENCED,
    NOT_STATED,
    PACKAGE,
    PACKAGE_SCORE,
    PROFILE,
    SCORE,
    STATED,
    VERDICT,
    Asked,
    Demand,
    Silence,
)
from policycheck.model.outcome import GRADES, Level, Outcome, PackageVerdict, Severity
from policycheck.model.pack import Pack

_NONE = "none"
_SHARE = re.compile(r"[01]|[01]?\.[0-9]{1,400}", re.ASCII)
"""As many digits as the smallest number of a YAML file has: a report carries a configured gate as such text."""
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_SEVERITIES = frozenset(severity.value for severity in Severity)
_WHOLE = (VERDICT, SCORE, PACKAGE, PACKAGE_SCORE, CRITICAL, STATED, EVIDENCED, ANSWERED, NOT_STATED)


class _NotAValueError(ValueError):
    """A value that its key does not take; the message says what it takes."""


def read_gate(texts: Iterable[str], set_by: str = COMMAND_LINE) -> tuple[Demand, ...]:
    """The demands that are written as KEY=VALUE. Raises InputError with every problem found."""
    found: dict[str, Demand] = {}
    problems: list[Problem] = []
    for text in texts:
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            problems.append(_problem(f"'{text}' is no condition of a gate", "Write KEY=VALUE: verdict=largely_meets."))
            continue
        if key in found:
            problems.append(_problem(f"the gate's key '{key}' is given twice", "Give it once."))
            continue
        try:
            found[key] = Demand(key, _value(key, value), set_by)
        except _NotAValueError as error:
            problems.append(_problem(f"the gate cannot take {text}", str(error)))
    if problems:
        raise InputError(tuple(problems))
    return tuple(found.values())


def _problem(message: str, hint: str) -> Problem:
    return Problem("USE-GATE", message, None, hint)


def demands_of(gate: Mapping[str, Any], set_by: str = PROFILE) -> Iterator[Demand]:
    """The demands of a profile's or a configuration's gate, whose shape is right."""
    for key in _WHOLE:
        if key in gate:
            value = gate[key]
            yield Demand(key, _value(key, ",".join(value) if isinstance(value, list) else value), set_by)
    for name, least in gate.get("recommendations", {}).items():
        yield from (Demand(f"{name}.{what}", _value(what, value), set_by) for what, value in least.items())
    for limit in gate.get("at_most", ()):
        yield Demand(f"{limit['severity']}.{limit['outcome']}", limit["count"], set_by)


def unknown_recommendations(demands: Iterable[Demand], pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Each recommendation that a gate names and the pack does not have: its id, what is wrong, what was meant."""
    known = [recommendation.id for recommendation in pack.recommendations]
    for demand in demands:
        name, _, what = demand.key.rpartition(".")
        if name and what in {VERDICT, SCORE} and name not in known:
            yield name, f"the pack {pack.id} has no recommendation '{name}'", did_you_mean(name, known)


def fit_gate(demands: tuple[Demand, ...], pack: Pack) -> tuple[Demand, ...]:
    """The demands, if the pack has what they name. Raises InputError."""
    problems = tuple(_problem(message, hint) for _, message, hint in unknown_recommendations(demands, pack))
    if problems:
        raise InputError(problems)
    return demands


def _value(key: str, text: str | float) -> Asked | None:
    """The value of a key. Raises _NotAValueError."""
    name, dot, what = key.rpartition(".")
    if dot and what in {VERDICT, SCORE} and name:
        return _READERS[what](text)
    if dot and name in _SEVERITIES and what in _OUTCOMES:
        return _count(text)
    if key not in _READERS:
        known = (*_WHOLE, "ID.verdict", "ID.score", "SEVERITY.OUTCOME")
        raise _NotAValueError(did_you_mean(key, known))
    return _READERS[key](text)


def _one_of(*values: Asked, none: bool = True) -> Callable[[str | float], Asked | None]:
    words = {str(getattr(value, "value", value)): value for value in values}

    def read(text: str | float) -> Asked | None:
        if none and text == _NONE:
            return None
        if text not in words:
            raise _NotAValueError(f"It takes one of: {', '.join((*words, _NONE) if none else words)}.")
        return words[str(text)]

    return read


def _share(text: str | float) -> Fraction | None:
    if text == _NONE:
        return None
    if (isinstance(text, str) and not _SHARE.fullmatch(text)) or not 0 <= Fraction(str(text)) <= 1:
        raise _NotAValueError("It takes a share from 0 to 1, such as 0.6, or none.")
    return Fraction(str(text))


def _count(text: str | float) -> int | None:
    if text == _NONE:
        return None
    if not _COUNT.fullmatch(str(text)):
        raise _NotAValueError("It takes a whole number, or none.")
    return int(text)


def _outcomes(text: str | float) -> tuple[Outcome, ...] | None:
    names = [name.strip() for name in str(text).split(",") if name.strip()]
    if names in ([], [_NONE]):
        return None
    for name in names:
        if name not in _OUTCOMES:
            raise _NotAValueError(f"It takes outcomes: {', '.join(_OUTCOMES)}; or none.")
    return tuple(_OUTCOMES[name] for name in dict.fromkeys(names))


_READERS: Mapping[str, Callable[[str | float], Asked | None]] = {
    VERDICT: _one_of(*GRADES),
    SCORE: _share,
    PACKAGE: _one_of(*PackageVerdict),
    PACKAGE_SCORE: _share,
    CRITICAL: _outcomes,
    STATED: _share,
    EVIDENCED: _share,
    ANSWERED: _one_of(*Level),
    NOT_STATED: _one_of(*Silence, none=False),
}
