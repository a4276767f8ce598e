"""Random documents, conditions and packs about the orchard of tests.packs, for the laws of the rule engine."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from hypothesis import strategies as st
from tests.packs import ENVELOPE, TEXT, Data, recommendation_entry, rule_entry, used, vocabulary

from policycheck.load.paths import Scope, parse_field
from policycheck.model.condition import ListSource, NamedList, Origin
from policycheck.model.outcome import Outcome
from policycheck.model.vocabulary import REMARKS, Field, Kind, Means

Draw = Callable[[st.SearchStrategy[Any]], Any]


def field_at(*keys: str) -> Field:
    """The field under these keys; the items of a list on the way are gone into."""
    here = vocabulary().root
    for key in keys:
        here = (here.item or here).properties[key] if here.kind is Kind.LIST else here.properties[key]
    return here


TREE_FIELD = field_at("orchard", "trees").item or vocabulary().root
SECTIONS = ("orchard", "market")

# ---------------------------------------------------------------- documents

SAMPLES: Mapping[Kind, Sequence[Any]] = {
    Kind.TEXT: ("Ann", "Bob"),
    Kind.DATE: ("2019-12-31", "2020-06-01", "2021-01-02"),
    Kind.BOOLEAN: (True, False),
}
NUMBERS = (0, 0.5, 1, 2)


def values_of(here: Field, *, all_of_them: bool = False) -> list[Any]:
    """Values that a scalar field may hold; those that mean "not stated" or "none" only with `all_of_them`."""
    if here.kind is Kind.ENUM:
        return [v for v, entry in here.values.items() if all_of_them or entry.means is Means.ITSELF]
    if here.kind is Kind.NUMBER:
        return [n for n in NUMBERS if here.maximum is None or n <= here.maximum]
    return list(SAMPLES[here.kind])


def draw_value(draw: Draw, here: Field) -> Any:
    """A value as written; None where the field is left out (a section must say something)."""
    if here.kind is Kind.OBJECT:
        return draw_item(draw, here) or None
    if here.kind is Kind.LIST:
        return _draw_list(draw, here.item or here)
    choices = [v for v in values_of(here, all_of_them=True) if v != "plain"]
    return draw(st.sampled_from(choices))


def draw_item(draw: Draw, here: Field) -> Data:
    """A section or an item with some of its fields."""
    out = {}
    for key, part in here.properties.items():
        if draw(st.integers(0, 4)) > 1:
            value = draw_value(draw, part)
            if value is not None:
                out[key] = value
    return out


def _draw_list(draw: Draw, item: Field) -> list[Any]:
    if item.kind is Kind.OBJECT:
        entries = [draw_item(draw, item) for _ in range(draw(st.integers(0, 3)))]
        return [entry or {next(iter(item.properties)): draw_value(draw, _first(item))} for entry in entries]
    if item.kind is Kind.ENUM and "plain" in item.values and draw(st.integers(0, 5)) == 0:
        return ["plain"]
    return list(draw(st.lists(st.sampled_from(values_of(item)), max_size=2, unique=True)))


def _first(item: Field) -> Field:
    return next(iter(item.properties.values()))


def draw_document(draw: Draw) -> Data:
    """A whole document as written: the envelope, and sections with some of their fields."""
    head = {**ENVELOPE, "actor": draw(st.sampled_from(["oak", "elm", "ash"]))}
    head["covers"] = draw(st.lists(st.sampled_from(["growing", "selling", "all_of_it"]), min_size=1, unique=True))
    out: Data = {"proposal": head}
    for name in SECTIONS:
        found = draw_value(draw, vocabulary().root.properties[name]) if draw(st.integers(0, 7)) else None
        if found:
            out[name] = found
    return out


def refined(draw: Draw, document: Data) -> Data:
    """The same document with some absent fields stated: nothing that stands in it is changed."""
    out = copy.deepcopy(document)
    for name in SECTIONS:
        here = vocabulary().root.properties[name]
        if name in out:
            _refine(draw, out[name], here)
        elif draw(st.booleans()):
            found = draw_value(draw, here)
            if found:
                out[name] = found
    return out


def _refine(draw: Draw, value: Any, here: Field) -> None:
    if here.kind is Kind.LIST and here.item is not None and here.item.kind is Kind.OBJECT:
        for entry in value:
            _refine(draw, entry, here.item)
    if here.kind is not Kind.OBJECT:
        return
    for key, part in here.properties.items():
        if key in value and value[key] != "unsaid":
            _refine(draw, value[key], part)
        elif draw(st.booleans()):
            found = draw_value(draw, part)
            if found is not None:
                value[key] = found


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every field of a document, sections included, items of lists not."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        if isinstance(key, str):
            yield (*path, key)
        yield from places(part, (*path, key))


def without(document: Data, path: tuple[str | int, ...]) -> Data:
    """The document with one field left out."""
    out = copy.deepcopy(document)
    here: Any = out
    for step in path[:-1]:
        here = here[step]
    del here[path[-1]]
    return out


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True)
class Readable:
    """A field that a condition may read: its path, what it is, and whether the path flattens lists."""

    path: str
    field: Field
    flat: bool


def readable(here: Field, start: str, *, flat: bool = False) -> Iterator[Readable]:
    """Every field below a section or an item, by its path from there."""
    for key, part in here.properties.items():
        if key in REMARKS:
            continue
        path = f"{start}{key}"
        yield Readable(path, part, flat)
        if part.kind is Kind.OBJECT:
            yield from readable(part, f"{path}.", flat=flat)
        if part.kind is Kind.LIST and part.item is not None and part.item.kind is Kind.OBJECT:
            yield from readable(part.item, f"{path}[].", flat=True)


@cache
def _from_root() -> tuple[Readable, ...]:
    root = vocabulary().root
    head = [Readable("proposal.actor", root.properties["proposal"].properties["actor"], False)]
    parts = [Readable(name, root.properties[name], False) for name in SECTIONS]
    below = [found for name in SECTIONS for found in readable(root.properties[name], f"{name}.")]
    return (*head, *parts, *below)


@cache
def _from_item(item: Field) -> tuple[Readable, ...]:
    if item.kind is Kind.OBJECT:
        return tuple(readable(item, "."))
    return (Readable(".", item, False),)


@dataclass
class Grammar:
    """Draws conditions. `triggers`: also those whose parts fire only when true; `silence`: also silence.

    With `rules` they may ask for the outcomes of these. `definitions` grows as they are drawn; `items` holds what
    the named lists hold.
    """

    draw: Draw
    triggers: bool = True
    silence: bool = False
    rules: tuple[str, ...] = ()
    definitions: Data = field(default_factory=dict)
    items: dict[str, Field] = field(default_factory=dict)

    def one_of(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def often(self) -> bool:
        return bool(self.draw(st.booleans()))

    # leaves

    def _scope(self, item: Field | None) -> tuple[Readable, ...]:
        return _from_root() if item is None else (*_from_item(item),) * 3 + _from_root()

    def leaf(self, item: Field | None) -> Data:
        """A comparison of one field."""
        choices = [r for r in self._scope(item) if not (r.flat and r.field.kind is Kind.OBJECT) and not _is_items(r)]
        found = self.draw(st.sampled_from(choices))
        many, element = found.flat or found.field.kind is Kind.LIST, found.field.item or found.field
        asked = self._switch() if not found.flat and (_is_whole(found.field) or self.one_of(0, 0, 0, 1)) else None
        if asked is None:
            asked = self._of_many(element) if many else self._of_one(element)
        return {"field": found.path, **asked}

    def _switch(self) -> Data:
        if self.silence and self.often():
            return {"silent": True}
        return {"stated": self.often()}

    def _of_one(self, element: Field) -> Data:
        value = self.draw(st.sampled_from(values_of(element)))
        if element.kind in {Kind.NUMBER, Kind.DATE}:
            bounds = {"at_least": self._bound(element, value), "at_most": self._bound(element, value)}
            keys = self.one_of(("at_least",), ("at_most",), ("at_least", "at_most"))
            return {key: bounds[key] for key in keys}
        return {"is": value} if self.often() else {"in": self._set(element)}

    def _bound(self, element: Field, value: Any) -> Any:
        return "$half" if element.kind is Kind.NUMBER and self.one_of(0, 0, 1) else value

    def _of_many(self, element: Field) -> Data:
        comparator = self.one_of("includes", "includes_any", "includes_all", "within")
        if comparator == "includes":
            return {comparator: self.draw(st.sampled_from(values_of(element)))}
        empty = {"if_empty": self.often()} if comparator in {"includes_all", "within"} and self.often() else {}
        return {comparator: self._set(element), **empty}

    def _set(self, element: Field) -> Any:
        known = values_of(element)
        named = [f"${name}" for name, values in SETS.items() if set(values) <= set(known)]
        if self.triggers and "oak" in known and "here" in self.definitions:
            named.append("$here")
        if named and self.often():
            return self.draw(st.sampled_from(named))
        return list(self.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)))

    # the rest

    def condition(self, item: Field | None = None, depth: int = 2) -> Any:
        """Any condition, in the scope of the document or of an item."""
        if depth == 0 or self.one_of(0, 0, 1):
            return self.leaf(item)
        kinds: list[Callable[[Field | None, int], Any]] = [
            self._joined,
            self._not,
            self._over,
            self._over,
            self._among,
            self._named,
        ]
        if self.triggers and "here" in self.definitions:
            kinds.append(self._labels)
        if self.rules:
            kinds.append(self._rule)
        return self.draw(st.sampled_from(kinds))(item, depth - 1)

    def _several(self, item: Field | None, depth: int) -> list[Any]:
        return [self.condition(item, depth) for _ in range(self.one_of(1, 2, 2, 3))]

    def _joined(self, item: Field | None, depth: int) -> Data:
        return {self.one_of("all", "any"): self._several(item, depth)}

    def _not(self, item: Field | None, depth: int) -> Data:
        return {"not": self.condition(item, depth)}

    def _named(self, item: Field | None, _depth: int) -> Any:
        wanted = {"tidy": None, "fine_tree": TREE_FIELD}
        names = [n for n, scope in wanted.items() if n in self.definitions and scope in {None, item}]
        return f"${self.draw(st.sampled_from(names))}" if names else self.leaf(item)

    def _rule(self, _item: Field | None, _depth: int) -> Data:
        outcomes = self.draw(st.lists(st.sampled_from([o.value for o in Outcome]), min_size=1, max_size=3, unique=True))
        return {"rule": self.draw(st.sampled_from(self.rules)), "in": outcomes}

    def _labels(self, _item: Field | None, _depth: int) -> Data:
        return {"count": "$here", **self._bounds((0, 1, 2))}

    def _among(self, item: Field | None, depth: int) -> Data:
        parts, what = self._several(item, depth), self.one_of("count", "share")
        return {what: parts, **self._bounds((0, 1, 2) if what == "count" else (0, 0.5, 1))}

    def _bounds(self, values: tuple[float, ...]) -> Data:
        least, most = self.one_of(*values), self.one_of(*values)
        both = {"at_least": min(least, most), "at_most": most}
        return dict(self.one_of({"at_least": least}, {"at_most": most}, both))

    def lists(self, item: Field | None) -> list[tuple[str, Field]]:
        """Every list to quantify over, with what it holds."""
        found = [(f"{r.path}[]", r.field.item) for r in self._scope(item) if r.field.item is not None]
        for name, held in self.items.items():
            found += [(f"${name}", held)] * 4
            found += [(f"${name}[]{r.path}[]", r.field.item) for r in _from_item(held) if r.field.item is not None]
        return found

    def _over(self, item: Field | None, depth: int) -> Data:
        what = self.one_of("every", "some", "count", "share", "sum")
        if what == "sum":
            return self._sum(item, depth)
        text, held = self.draw(st.sampled_from(self.lists(item)))
        out: Data = {what: text, **self._where(held, depth)}
        if what != "count" or self.often():
            out["satisfies"] = self.condition(held, depth)
        if what in {"count", "share"}:
            out |= self._bounds((0, 1, 2) if what == "count" else (0, 0.5, 1))
        if what in {"every", "share"} and self.often():
            out["if_empty"] = self.often()
        return out

    def _where(self, held: Field, depth: int) -> Data:
        return {"where": self.condition(held, min(depth, 1))} if self.triggers and self.one_of(0, 0, 1) else {}

    def _sum(self, item: Field | None, depth: int) -> Data:
        texts = [r.path for r in self._scope(item) if r.flat and r.field.kind is Kind.NUMBER]
        for name, held in self.items.items():
            texts += [f"${name}[]{r.path}" for r in _from_item(held) if r.field.kind is Kind.NUMBER] * 3
        text = self.draw(st.sampled_from(sorted(texts)))
        return {"sum": text, **self._where(_item_of(text, item, self.items), depth), **self._bounds((0, 0.5, 1, 2))}

    # definitions

    def define(self) -> Data:
        """A set of definitions of every kind; `definitions` then holds them."""
        for name, values in SETS.items():
            self.definitions[name] = {"set": list(values), "title": f"the {name} ones"}
        self.definitions["half"] = {"number": 0.5}
        self.definitions["tidy"] = {"condition": self.condition(None, 1), "title": "the orchard is tidy"}
        self.definitions["fine_tree"] = {"condition": self.condition(TREE_FIELD, 1), "title": "is a fine one"}
        self._define_list("chosen_trees", "orchard.trees[]", TREE_FIELD)
        fruit = TREE_FIELD.properties["fruits"].item
        assert fruit is not None
        start = self.one_of("orchard.trees[].fruits[]", "$chosen_trees[].fruits[]")
        self._define_list("chosen_fruits", start, fruit)
        if self.triggers:
            labels = {town: self.condition(None, 1) for town in ("oak", "elm")}
            self.definitions["here"] = {"labels": labels, "title": "the towns meant"}
        return self.definitions

    def _define_list(self, name: str, start: str, held: Field) -> None:
        entry: Data = {"list": start, "title": f"{held.title}s picked", "item": f"{held.title} picked"}
        for key in ("where", "until"):
            if self.triggers and self.often():
                entry[key] = self.condition(held, 1)
        if self.often():
            entry["first"] = self.one_of(1, 2)
        self.definitions[name], self.items[name] = entry, held


SETS = {"bright": ("red", "green"), "worn": ("knot", "ring"), "upland": ("oak", "elm")}


def _is_whole(here: Field) -> bool:
    """Whether only its presence can be asked for: a section, or a list of items."""
    return here.kind is Kind.OBJECT or (here.item is not None and here.item.kind is Kind.OBJECT)


def _is_items(found: Readable) -> bool:
    """A flattened list of items, of which nothing at all can be asked in a leaf."""
    return found.flat and _is_whole(found.field)


def _item_of(text: str, item: Field | None, named: Mapping[str, Field]) -> Field:
    """What the items hold over which `sum: text` runs."""
    lists = {n: NamedList(n, n, n, ListSource(n, Origin.ROOT, None, (), held)) for n, held in named.items()}
    over = parse_field(text, Scope(vocabulary().root, item), lists).over
    assert over is not None
    return over.item


# ---------------------------------------------------------------- whole packs


def draw_pack(draw: Draw, *, triggers: bool = True) -> dict[str, Any]:
    """What is drawn of a random sound pack: some rules, an advisory, a tension, and the definitions that they use."""
    grammar = Grammar(draw, triggers=triggers)
    grammar.define()
    rules = [_draw_rule(draw, grammar, f"R1.{n}") for n in range(1, draw(st.integers(2, 4)))]
    if len(rules) > 1 and draw(st.booleans()):
        rules[-1]["requires"] = "R1.1"
        rules[0] |= {"severity": "critical", "caps": _strictest(rules[0])}
    files = {"r1-growing.yaml": recommendation_entry(*rules, when=grammar.condition(), when_note="It may not apply.")}
    grammar.rules = tuple(rule["id"] for rule in rules)
    common = {"title": "A risk", **TEXT}
    tension = {"id": "T1", "slug": "shade", "across": ["R1"], **common, "reconciled": grammar.condition()}
    grammar.silence = True
    tension["when"] = grammar.condition()
    advisory = {"id": "A1", "slug": "frost", "level": "high", **common, "when": grammar.condition()}
    names = used([*files.values(), advisory, tension], grammar.definitions)
    files["advisories.yaml"] = {"advisories": [advisory]}
    files["tensions.yaml"] = {"tensions": [tension]}
    files["definitions.yaml"] = {"definitions": {n: d for n, d in grammar.definitions.items() if n in names}}
    return files


def _draw_rule(draw: Draw, grammar: Grammar, rule_id: str) -> Data:
    entry = rule_entry(rule_id, met=grammar.condition(), weight=draw(st.sampled_from([0.5, 1, 2, 3])))
    for key in ("when", "contradicted", "partly"):
        if draw(st.booleans()):
            entry[key] = grammar.condition()
    return entry


def _strictest(entry: Data) -> Data:
    outcomes = ["not_met", "not_stated"] + (["contradicted"] if "contradicted" in entry else [])
    return dict.fromkeys(outcomes, "does_not_meet")


# ---------------------------------------------------------------- strategies


class World(NamedTuple):
    """A condition, the definitions around it, a document, and the same document with more stated."""

    condition: Any
    definitions: Data
    document: Data
    more: Data


class Case(NamedTuple):
    """The files of a pack, a document, and the same document with more stated."""

    files: dict[str, Any]
    document: Data
    more: Data


@st.composite
def worlds(draw: Draw, *, triggers: bool = True, silence: bool = False) -> World:
    """Conditions on whole documents; with `silence` they may speak of silence."""
    grammar = Grammar(draw, triggers=triggers)
    definitions = grammar.define()
    grammar.silence = silence
    document = draw_document(draw)
    condition = grammar.condition()
    kept = used(condition, definitions)
    return World(condition, {n: d for n, d in definitions.items() if n in kept}, document, refined(draw, document))


@st.composite
def cases(draw: Draw, *, triggers: bool = True) -> Case:
    """Whole packs and documents for them."""
    files, document = draw_pack(draw, triggers=triggers), draw_document(draw)
    return Case(files, document, refined(draw, document))
