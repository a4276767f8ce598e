"""Every small change of a condition, a list or a set: the slips of whoever writes rules.

A definition is changed where it stands, never where it is used: an edit goes no further than a `$name`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from policycheck.model.condition import (
    All,
    Among,
    AnyOf,
    Comparator,
    CountLabels,
    LabelSet,
    Leaf,
    Named,
    NamedList,
    Not,
    Operand,
    Over,
    Quantifier,
    RuleOutcome,
)
from policycheck.model.vocabulary import Field
from policycheck.workshop.steps import allowed, around, within


class Edit(NamedTuple):
    """A change: its operator, the smallest part that says what changed, before and after, and the whole after it."""

    operator: str
    old: Any
    new: Any
    whole: Any


OPERATORS = {
    "compare": "`at_least` and `at_most` change places, or `includes_any` and `includes_all`; a test becomes its `not`",
    "threshold": "a number or a date is moved by one step, down or up",
    "all-any": "`all` becomes `any`, or the other way round",
    "every-some": "`every` becomes `some`, or the other way round",
    "drop-part": "one of the conditions under `all`, `any`, `count` or `share` is left out",
    "drop-condition": "a whole `when`, `contradicted`, `partly`, `reconciled`, `where` or `requires` is left out",
    "drop-value": "one entry of a list of values, outcomes or labels is left out",
    "if-empty": "`if_empty` is changed, added or left out",
    "caps": "a cap is moved by one grade, or left out",
    "until-first": "`until` is left out, `first` is left out or moved by one",
}
"""What each operator does, in the words of the documentation."""

_TURNED = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.INCLUDES_ANY: Comparator.INCLUDES_ALL,
    Comparator.INCLUDES_ALL: Comparator.INCLUDES_ANY,
}
_OF_NOTHING = {Comparator.WITHIN, Comparator.INCLUDES_ALL}


def edits(node: Any) -> Iterator[Edit]:
    """Every change of one part of a tree. The tree itself may be a definition; those inside it are left alone."""
    yield from _own(node)
    for name in node.__struct_fields__:
        part = getattr(node, name)
        for edit in _inside(part):
            whole = replace(node, **{name: edit.whole})
            yield _about(edit, node, whole)


def _inside(part: Any) -> Iterator[Edit]:
    if isinstance(part, tuple):
        for index, one in enumerate(part):
            for edit in _inside(one):
                yield edit._replace(whole=(*part[:index], edit.whole, *part[index + 1 :]))
    elif isinstance(part, Struct) and not isinstance(part, Field) and not is_definition(part):
        yield from edits(part)


def _about(edit: Edit, node: Any, whole: Any) -> Edit:
    """An operand says little by itself: then it is the condition around it that changed."""
    if isinstance(edit.old, Operand):
        return edit._replace(old=node, new=whole, whole=whole)
    return edit._replace(whole=whole)


def is_definition(node: Any) -> bool:
    """Whether a node stands for a `$name`. (Where a label set is compared with a field, it is the set inside.)"""
    match node:
        case Named() | NamedList() | LabelSet():
            return True
        case Operand(name=name, labels=labels):
            return bool(name) and labels is None
        case _:
            return False


def _own(node: Any) -> Iterator[Edit]:
    """The changes of a node itself."""
    for operator, make in _MADE.get(type(node), ()):
        for new in make(node):
            yield Edit(operator, node, new, new)


# ---------------------------------------------------------------- what may become of each kind of node


def _turned_leaf(leaf: Leaf) -> Iterator[Struct]:
    if leaf.comparator in _TURNED:
        comparator = _TURNED[leaf.comparator]
        yield replace(leaf, comparator=comparator, if_empty=leaf.if_empty if comparator in _OF_NOTHING else None)
    elif leaf.comparator is Comparator.STATED:
        yield replace(leaf, operand=replace(leaf.operand, values=(not leaf.operand.values[0],)))
    else:
        yield Not(leaf)


def _moved_leaf(leaf: Leaf) -> Iterator[Struct]:
    if leaf.comparator in {Comparator.AT_LEAST, Comparator.AT_MOST} and not leaf.operand.name:
        for value in allowed(around(leaf.operand.values[0]), leaf.path.field):
            yield replace(leaf, operand=replace(leaf.operand, values=(value,)))


def _turned_bound(node: Over | Among | CountLabels) -> Iterator[Struct]:
    if (node.at_least is None) is not (node.at_most is None):
        yield replace(node, at_least=node.at_most, at_most=node.at_least)


def _moved_bound(node: Over | Among | CountLabels) -> Iterator[Struct]:
    quantifier = Quantifier.COUNT if isinstance(node, CountLabels) else node.quantifier
    for name in ("at_least", "at_most"):
        operand = getattr(node, name)
        if operand is not None and not operand.name:
            values = around(operand.values[0])
            if quantifier is not Quantifier.SUM:
                values = within(values, 0, 1 if quantifier is Quantifier.SHARE else None)
            for value in values:
                yield replace(node, **{name: replace(operand, values=(value,))})


def _less(name: str) -> Callable[[Any], Iterator[Struct]]:
    """The node without one entry of a tuple, as long as one is left."""

    def shorter(node: Any) -> Iterator[Struct]:
        entries = getattr(node, name)
        for index in range(len(entries) if len(entries) > 1 else 0):
            yield replace(node, **{name: (*entries[:index], *entries[index + 1 :])})

    return shorter


def _without(name: str) -> Callable[[Any], Iterator[Struct]]:
    def without(node: Any) -> Iterator[Struct]:
        if getattr(node, name) is not None:
            yield replace(node, **{name: None})

    return without


def _of_nothing(node: Leaf | Over) -> Iterator[Struct]:
    takes_it = (
        node.comparator in _OF_NOTHING
        if isinstance(node, Leaf)
        else node.quantifier in {Quantifier.EVERY, Quantifier.SHARE}
    )
    for value in (True, False, None) if takes_it else ():
        if value is not node.if_empty:
            yield replace(node, if_empty=value)


def _other_quantifier(node: Over) -> Iterator[Struct]:
    if node.quantifier is Quantifier.EVERY:
        yield replace(node, quantifier=Quantifier.SOME, if_empty=None)
    elif node.quantifier is Quantifier.SOME:
        yield replace(node, quantifier=Quantifier.EVERY)


def _other_joint(node: All | AnyOf) -> Iterator[Struct]:
    if len(node.parts) > 1:
        yield AnyOf(node.parts) if isinstance(node, All) else All(node.parts)


def _other_first(node: NamedList) -> Iterator[Struct]:
    if node.first is not None:
        yield replace(node, first=None)
        for value in within(around(node.first), 1, None):
            yield replace(node, first=value)


def _moved_number(node: Operand) -> Iterator[Struct]:
    """A number definition; one written out is moved with the comparison around it."""
    match node:
        case Operand(name=str(name), values=(int() | float() as value,)) if name and not isinstance(value, bool):
            for moved in around(value):
                yield replace(node, values=(moved,))
        case _:
            return


_MADE: dict[type, tuple[tuple[str, Callable[[Any], Iterator[Struct]]], ...]] = {
    Leaf: (("compare", _turned_leaf), ("threshold", _moved_leaf), ("if-empty", _of_nothing)),
    Operand: (("threshold", _moved_number), ("drop-value", _less("values"))),
    All: (("all-any", _other_joint), ("drop-part", _less("parts"))),
    AnyOf: (("all-any", _other_joint), ("drop-part", _less("parts"))),
    Not: (("compare", lambda node: iter((node.part,))),),
    Over: (
        ("every-some", _other_quantifier),
        ("compare", _turned_bound),
        ("threshold", _moved_bound),
        ("drop-condition", _without("where")),
        ("if-empty", _of_nothing),
    ),
    Among: (("compare", _turned_bound), ("threshold", _moved_bound), ("drop-part", _less("parts"))),
    CountLabels: (("compare", _turned_bound), ("threshold", _moved_bound)),
    RuleOutcome: (("compare", lambda node: iter((Not(node),))), ("drop-value", _less("outcomes"))),
    NamedList: (
        ("drop-condition", _without("where")),
        ("until-first", _without("until")),
        ("until-first", _other_first),
    ),
    LabelSet: (("drop-value", _less("labels")),),
}
