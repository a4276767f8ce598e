"""The outermost structure of a condition: what it runs over, and the parts that can be told one by one."""

from __future__ import annotations

from typing import NamedTuple

from policycheck.evaluation.english import amount, asks_for_none, quantified
from policycheck.model.condition import All, Among, AnyOf, Condition, Named, Over, Quantifier


class Structure(NamedTuple):
    """What a compound condition asks: over what (empty: of the item at hand), how many, and of which parts."""

    over: str
    several: str
    word: str
    parts: tuple[Condition, ...]


def structure(condition: Condition) -> Structure | None:
    """The structure of a condition with parts that can be told one by one; None of any other."""
    match condition:
        case Named(part=part, title=""):
            return structure(part)
        case All(parts=parts):
            return Structure("", "both" if len(parts) == 2 else "all of", "and", parts)
        case AnyOf(parts=parts):
            return Structure("", "either" if len(parts) == 2 else "one of", "or", parts)
        case Among(parts=parts):
            return Structure(
                "", f"{amount(condition, percent=condition.quantifier is Quantifier.SHARE)} of", "and", parts
            )
        case Over(satisfies=part) if part is not None and not asks_for_none(condition):
            inner = structure(part)
            return None if inner is None else inner._replace(over=f"{quantified(condition)}, {inner.over}")
        case _:
            return None
