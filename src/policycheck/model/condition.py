"""The rule language as typed trees: conditions, lists, label sets and operands. Nouns only; no evaluation here.

Every node was checked against the vocabulary when it was built, so it carries the fields it reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from policycheck.model.outcome import Outcome
from policycheck.model.vocabulary import Field

Scalar = str | int | float | bool


class Origin(Enum):
    """Where a path starts."""

    ROOT = "root"
    ITEM = "item"


class Comparator(StrEnum):
    """What a leaf asks of its field."""

    IS = "is"
    IN = "in"
    INCLUDES = "includes"
    INCLUDES_ANY = "includes_any"
    INCLUDES_ALL = "includes_all"
    WITHIN = "within"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    STATED = "stated"
    SILENT = "silent"


class Quantifier(StrEnum):
    """What is asked over a list."""

    EVERY = "every"
    SOME = "some"
    COUNT = "count"
    SHARE = "share"
    SUM = "sum"


@dataclass(frozen=True, slots=True, eq=False)
class ListSource:
    """A list to quantify over: a named list or a place to start, then hops, each flattening one more list.

    `hops` holds the keys that lead from one item (or the start) to the next list; an inner list that is absent
    leaves the result open: the known items, and possibly more.
    """

    text: str
    origin: Origin
    named: NamedList | None
    hops: tuple[tuple[str, ...], ...]
    item: Field


@dataclass(frozen=True, slots=True, eq=False)
class NamedList:
    """A list definition: a source, narrowed by `where`, cut at the first item for which `until` is true."""

    name: str
    title: str
    item_title: str
    source: ListSource
    where: Condition | None = None
    until: Condition | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LabelSet:
    """The set of those labels whose condition is true. `field` owns the labels' titles, where it is known."""

    name: str
    title: str
    labels: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Operand:
    """What a field is compared with: written-out values, a named set or number, or a label set."""

    values: tuple[Scalar, ...] = ()
    name: str = ""
    title: str = ""
    labels: LabelSet | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FieldPath:
    """A field to read: keys from the root or from the item, or a flattened list of such fields (`over`)."""

    text: str
    origin: Origin
    keys: tuple[str, ...]
    field: Field
    over: ListSource | None = None


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AnyOf:
    """True when some part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """True when the part is false."""

    part: Condition


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A condition definition where it is used. `item` is the item it speaks of, when it reads one."""

    name: str
    title: str
    part: Condition
    item: Field | None


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One comparison of one field."""

    path: FieldPath
    comparator: Comparator
    operand: Operand
    if_empty: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Over:
    """A quantifier over the items of a list. `value` leads from an item to the number that `sum` adds up."""

    quantifier: Quantifier
    source: ListSource
    where: Condition | None = None
    satisfies: Condition | None = None
    at_least: Operand | None = None
    at_most: Operand | None = None
    if_empty: bool | None = None
    value: FieldPath | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Among:
    """How many (or which share) of the listed conditions hold."""

    quantifier: Quantifier
    parts: tuple[Condition, ...]
    at_least: Operand | None = None
    at_most: Operand | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CountLabels:
    """How many labels of a label set apply."""

    labels: LabelSet
    at_least: Operand | None = None
    at_most: Operand | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RuleOutcome:
    """Whether a rule came to one of the outcomes. Advisories and tensions only."""

    rule: str
    outcomes: tuple[Outcome, ...]


Condition = All | AnyOf | Not | Named | Leaf | Over | Among | CountLabels | RuleOutcome
