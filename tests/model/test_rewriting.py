"""Trees made over: what changes, what stays the same object, what stays shared."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from tests.packs import read_condition

from policycheck.model.condition import All, AnyOf, Leaf, Not, Operand, Over
from policycheck.model.rewriting import Rewriter, nodes
from policycheck.model.vocabulary import Field

FEW = {"few": {"number": 2, "title": "a few"}}
TALL = {"some": "orchard.trees[]", "satisfies": {"field": ".height", "at_least": "$few"}}
WELLS = {"field": "orchard.wells", "at_least": "$few"}


def seven(node: Struct) -> Struct:
    return replace(node, values=(7,)) if isinstance(node, Operand) and node.name == "few" else node


def test_a_change_reaches_every_leaf_and_leaves_the_tree_as_it_was() -> None:
    tree = read_condition({"all": [WELLS, {"not": TALL}]}, FEW)
    made = Rewriter(seven)(tree)
    assert [node.values for node in nodes(made) if isinstance(node, Operand)] == [(7,)]
    assert [node.values for node in nodes(tree) if isinstance(node, Operand)] == [(2,)]
    assert isinstance(made, All)
    assert isinstance(made.parts[1], Not)


def test_where_nothing_changes_the_object_is_the_same() -> None:
    tree = read_condition({"any": [WELLS, {"field": "orchard.fenced", "is": True}]}, FEW)
    assert Rewriter(lambda node: node)(tree) is tree
    assert isinstance(tree, AnyOf)
    made = Rewriter(seven)(tree)
    assert isinstance(made, AnyOf)
    assert made.parts[1] is tree.parts[1]
    assert made.parts[0] is not tree.parts[0]


def test_what_trees_share_stays_shared() -> None:
    shared = read_condition(WELLS, FEW)
    one, two = Rewriter(seven)((All((shared,)), Not(shared)))
    assert one.parts[0] is two.part
    assert one.parts[0] is not shared


def test_fields_of_the_vocabulary_are_no_part_of_a_tree() -> None:
    tree = read_condition(TALL, FEW)
    found = list(nodes(tree))
    assert not any(isinstance(node, Field) for node in found)
    assert {Over, Leaf, Operand} <= {type(node) for node in found}
    assert found[-1] is tree, "the leaves come first"


def test_a_node_may_be_replaced_by_another_kind() -> None:
    tree = read_condition({"not": WELLS}, FEW)
    made = Rewriter(lambda node: node.part if isinstance(node, Not) else node)(tree)
    assert isinstance(made, Leaf)
