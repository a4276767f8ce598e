"""What conditions of the gate have in common: how they are worded, and those on the whole or on a share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from policycheck.model.assessment import Finding, Grade
from policycheck.model.figures import number, percent
from policycheck.model.gate import Demand, Failure, GateCheck
from policycheck.score.audited import Audited


def counted_findings(audited: Audited) -> list[Finding]:
    """The findings on graded recommendations."""
    return [finding for grade in audited.grades if grade.graded for finding in grade.findings]


NO_SHARE = -1
"""The level of what has no score or share to compare: below all that have one."""


def on_whole(demand: Demand, asked: str, found: str, sentence: str, level: Fraction | int = 0) -> GateCheck:
    """A condition on the whole: it fails with the sentence, if there is one."""
    failures = (Failure(sentence, level=level),) if sentence else ()
    return GateCheck(demand.key, asked, found, demand.set_by, failures)


def on_part(demand: Demand, whole: str, part: str, some: int, every: int) -> GateCheck:
    """A condition on a share. A share of nothing fails: nothing is true because there was nothing to compare."""
    least = cast(Fraction, demand.value)
    asked = f"at least {as_asked(least)} of {whole} are {part}"
    if not every:
        sentence = f"There is nothing of which {as_asked(least)} could be {part}."
        return on_whole(demand, asked, "nothing to count", sentence, NO_SHARE)
    share, counts = Fraction(some, every), f"{some} of {every}"
    sentence = f"Of {whole}, {percent(share)} are {part} ({counts}); the gate asks for {as_asked(least)}."
    return on_whole(demand, asked, f"{percent(share)} ({counts})", sentence if share < least else "", share)


def as_asked(share: Fraction) -> str:
    """A share that was asked for: exact, so that it cannot look smaller than it is."""
    return f"{number(share * 100)} %"


def whose(named: str, aside: int) -> str:
    """Whom a condition is asked of; `aside`: how many in scope have a key of their own, which counts instead."""
    return named or f"every {'other ' if aside else ''}recommendation in scope"


def titled(grade: Grade) -> str:
    """The recommendation with its title."""
    return f"{grade.recommendation.id} ({grade.recommendation.title})"


def rules_are(found: Sequence[str]) -> str:
    """The word for so many rules."""
    return "rule is" if len(found) == 1 else "rules are"


def found_words(words: list[str], named: str, aside: int) -> str:
    """What was found, or why there was nothing to look at; `aside` as above."""
    if words or named:
        return ", ".join(words) or f"{named} is not in scope"
    return "none, each has a key of its own" if aside else "none in scope"
