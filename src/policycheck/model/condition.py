"""The rule language as typed trees: conditions, lists, label sets and operands. Nouns only; no evaluation here.

Every node was checked against the vocabulary when it was built, so it carries the fields it reads.
"""

from __future__ import annotations

from enum import Enum, StrEnum

from msgspec import Struct

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


class ListSource(Struct, frozen=True, eq=False):
    """A list to quantify over: a named list or a place to start, then hops, each flattening one more list.

    `hops` holds the keys that lead from one item (or the start) to the next list; an inner list that is absent
    leaves the result open: the known items, and possibly more.
    """

    text: str
    origin: Origin
    named: NamedList | None
    hops: tuple[tuple[str, ...], ...]
    item: Field


class NamedList(Struct, frozen=True, eq=False):
    """A list definition: a source, narrowed by `where`, cut at the first item for which `until` is true."""

    name: str
    title: str
    item_title: str
    source: ListSource
    where: Condition | None = None
    until: Condition | None = None
    first: int | None = None


class LabelSet(Struct, frozen=True, eq=False):
    """The set of those labels whose condition is true. `field` owns the labels' titles, where it is known."""

    name: str
    title: str
    labels: tuple[tuple[str, Condition], ...]


class Operand(Struct, frozen=True, eq=False):
    """What a field is compared with: written-out values, a named set or number, or a label set."""

    values: tuple[Scalar, ...] = ()
    name: str = ""
    title: str = ""
    labels: LabelSet | None = None


class FieldPath(Struct, frozen=True, eq=False):
    """A field to read: keys from the root or from the item, or a flattened list of such fields (`over`)."""

    text: str
    origin: Origin
    keys: tuple[str, ...]
    field: Field
    over: ListSource | None = None


class All(Struct, frozen=True, eq=False):
    """True when every part is."""

    parts: tuple[Condition, ...]


class AnyOf(Struct, frozen=True, eq=False):
    """True when some part is."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True, eq=False):
    """True when the part is false."""

    part: Condition


class Named(Struct, frozen=True, eq=False):
    """A condition definition where it is used. `item` is the item it speaks of, when it reads one."""

    name: str
    title: str
    part: Condition
    item: Field | None


class Leaf(Struct, frozen=True, eq=False):
    """One comparison of one field."""

    path: FieldPath
    comparator: Comparator
    operand: Operand
    if_empty: bool | None = None


class Over(Struct, frozen=True, eq=False):
    """A quantifier over the items of a list. `value` leads from an item to the number that `sum` adds up."""

    quantifier: Quantifier
    source: ListSource
    where: Condition | None = None
    satisfies: Condition | None = None
    at_least: Operand | None = None
    at_most: Operand | None = None
    if_empty: bool | None = None
    value: FieldPath | None = None


class Among(Struct, frozen=True, eq=False):
    """How many (or which share) of the listed conditions hold."""

    quantifier: Quantifier
    parts: tuple[Condition, ...]
    at_least: Operand | None = None
    at_most: Operand | None = None


class CountLabels(Struct, frozen=True, eq=False):
    """How many labels of a label set apply."""

    labels: LabelSet
    at_least: Operand | None = None
    at_most: Operand | None = None


class RuleOutcome(Struct, frozen=True, eq=False):
    """Whether a rule came to one of the outcomes. Advisories and tensions only."""

    rule: str
    outcomes: tuple[Outcome, ...]


Condition = All | AnyOf | Not | Named | Leaf | Over | Among | CountLabels | RuleOutcome
