"""The mutants of a pack: the pack with one slip in one entry or definition, as somebody could make it in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from policycheck.evaluation import say_inline
from policycheck.load.pack_checks import rule_complaints
from policycheck.model.condition import Condition, LabelSet, Named, NamedList, Operand
from policycheck.model.outcome import GRADES, Outcome, Verdict
from policycheck.model.pack import Advisory, Check, Pack, Recommendation, Rule, Tension
from policycheck.model.rewriting import Rewriter, nodes
from policycheck.workshop.cases import Subject, subjects
from policycheck.workshop.edits import Edit, edits, is_definition

CAPS, PARENT = "caps", "requires"
"""The parts of a rule, beside its conditions, in which a slip can be."""
_CONDITIONS = ("when", "contradicted", "met", "partly", "reconciled", "must")
_OPTIONAL = ("when", "contradicted", "partly", "reconciled")


class Mutant(Struct, frozen=True, eq=False):
    """A pack with one slip: where it was made (an id, or `$name`), by which operator, and what stood there.

    `users` are the entries in which it can show. `part` is the condition of the entry in which it was made.
    """

    subject: str
    part: str
    operator: str
    old: Any
    new: Any
    users: tuple[str, ...]
    made: Callable[[], Pack]

    @property
    def before(self) -> str:
        """What stood there, in words."""
        return in_words(self.old)

    @property
    def after(self) -> str:
        """What stands there now, in words."""
        return in_words(self.new)


def mutants(pack: Pack) -> Iterator[Mutant]:
    """Every mutant: those of each entry in the order of the pack, then those of each definition."""
    for entry in subjects(pack).values():
        for part, edit in _of_entry(entry, pack):
            yield Mutant(entry.id, part, edit.operator, edit.old, edit.new, (entry.id,), _exchange(pack, edit.whole))
    users = _users(pack)
    for name, node in definitions(pack).items():
        for index, edit in enumerate(_of_definition(node)):
            made = _redefine(pack, name, index, users[name])
            yield Mutant(f"${name}", "", edit.operator, edit.old, edit.new, users[name], made)


# ---------------------------------------------------------------- entries


def _of_entry(entry: Subject, pack: Pack) -> Iterator[tuple[str, Edit]]:
    for name in _CONDITIONS:
        condition = getattr(entry, name, None)
        if condition is None:
            continue
        for edit in edits(condition) if not is_definition(condition) else ():
            yield name, edit._replace(whole=replace(entry, **{name: edit.whole}))
        if name in _OPTIONAL and not (name == "when" and isinstance(entry, Advisory | Tension)):
            yield name, Edit("drop-condition", condition, None, replace(entry, **{name: None}))
    if isinstance(entry, Rule):
        if entry.requires:
            yield PARENT, Edit("drop-condition", entry.requires, None, replace(entry, requires=""))
        yield from ((CAPS, edit) for edit in _of_caps(entry, pack))


def _of_caps(rule: Rule, pack: Pack) -> Iterator[Edit]:
    """Each cap one grade stricter, one grade milder, or left out, as far as a pack with that would load."""
    found = pack.rule(rule.id)
    assert found is not None
    others = {one.id: one for one in found[0].rules}
    for outcome, verdict in rule.caps.items():
        near = [GRADES[rank] for rank in (verdict.rank - 1, verdict.rank + 1) if 0 <= rank < Verdict.MEETS.rank]
        choices: list[dict[Outcome, Verdict]] = [{**rule.caps, outcome: grade} for grade in near]
        choices.append({key: cap for key, cap in rule.caps.items() if key is not outcome})
        for caps in choices:
            made = replace(rule, caps=caps)
            rules = {**others, rule.id: made}
            if not any(said for one in rules.values() for said in rule_complaints(one, rules)):
                yield Edit("caps", rule.caps, caps, made)


def _exchange(pack: Pack, entry: Subject) -> Callable[[], Pack]:
    return lambda: exchange(pack, entry)


def exchange(pack: Pack, entry: Subject) -> Pack:
    """The pack with this entry in place of the one that has its id."""
    match entry:
        case Rule():
            groups = tuple(
                replace(one, rules=_put(one.rules, entry)) if any(rule.id == entry.id for rule in one.rules) else one
                for one in pack.recommendations
            )
            return replace(pack, recommendations=groups)
        case Recommendation():
            return replace(pack, recommendations=_put(pack.recommendations, entry))
        case Advisory():
            return replace(pack, advisories=_put(pack.advisories, entry))
        case Tension():
            return replace(pack, tensions=_put(pack.tensions, entry))
        case Check():
            return replace(pack, checks=_put(pack.checks, entry))


def _put(entries: tuple[Any, ...], entry: Any) -> tuple[Any, ...]:
    return tuple(entry if one.id == entry.id else one for one in entries)


# ---------------------------------------------------------------- definitions


def definitions(pack: Pack) -> dict[str, Any]:
    """A node for every definition that something uses, by name, in the order in which they are met."""
    found: dict[str, Any] = {}
    for entry in subjects(pack).values():
        found |= {_name(node): node for node in nodes(entry) if is_definition(node) and _name(node) not in found}
    return found


def _name(node: Any) -> str:
    name: str = node.name
    return name


def _users(pack: Pack) -> dict[str, tuple[str, ...]]:
    """The entries that use each definition, themselves or through another; a recommendation's rules are not its own."""
    found: dict[str, list[str]] = {}
    for entry in subjects(pack).values():
        own = replace(entry, rules=()) if isinstance(entry, Recommendation) else entry
        for name in dict.fromkeys(_name(node) for node in nodes(own) if is_definition(node)):
            found.setdefault(name, []).append(entry.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _of_definition(node: Any) -> Iterator[Edit]:
    """The changes of a definition. Wherever it is used, they are the same ones in the same order."""
    if isinstance(node, Named):
        if not is_definition(node.part):
            yield from (edit._replace(whole=replace(node, part=edit.whole)) for edit in edits(node.part))
    else:
        yield from edits(node)


def _redefine(pack: Pack, name: str, index: int, users: tuple[str, ...]) -> Callable[[], Pack]:
    def change(node: Struct) -> Struct:
        if not is_definition(node) or _name(node) != name:
            return node
        made: Struct = next(edit.whole for number, edit in enumerate(_of_definition(node)) if number == index)
        return made

    def made() -> Pack:
        rewrite = Rewriter(change)

        def over(entries: tuple[Any, ...]) -> tuple[Any, ...]:
            return tuple(rewrite(one) if one.id in users else one for one in entries)

        groups = (replace(one, when=rewrite(one.when), rules=over(one.rules)) for one in pack.recommendations)
        return replace(
            pack,
            recommendations=tuple(groups),
            advisories=over(pack.advisories),
            tensions=over(pack.tensions),
            checks=over(pack.checks),
        )

    return made


# ---------------------------------------------------------------- words


def in_words(node: Any) -> str:
    """A changed part as a reader knows it."""
    match node:
        case None:
            return "nothing"
        case str():
            return node
        case Operand(values=values):
            return ", ".join(map(str, values))
        case LabelSet(labels=labels):
            return "; ".join(f"{label}: {say_inline(part)}" for label, part in labels)
        case NamedList():
            return _list_in_words(node)
        case dict():
            return ", ".join(f"{outcome.words}: {verdict.words}" for outcome, verdict in node.items()) or "no caps"
        case _:
            return say_inline(node)


def _list_in_words(node: NamedList) -> str:
    def said(word: str, condition: Condition | None) -> str:
        return "" if condition is None else f" {word} {say_inline(condition)}"

    first = "" if node.first is None else f" (the first {node.first})"
    return f"{node.source.text}{said('until', node.until)}{said('where', node.where)}{first}"
