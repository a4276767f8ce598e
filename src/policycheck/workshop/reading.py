"""What an entry of a pack reads of a proposal, known before any proposal is there: also what narrows its lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from policycheck.evaluation.reading import Keys
from policycheck.model.condition import RuleOutcome
from policycheck.model.pack import Pack, Rule
from policycheck.model.rewriting import nodes
from policycheck.workshop.cases import Subject, subjects
from policycheck.workshop.sites import Site
from policycheck.workshop.space import SiteReader
from policycheck.workshop.states import slots


@lru_cache(maxsize=4096)
def fields_read(pack: Pack, identifier: str) -> frozenset[Keys]:
    """The fields that decide what an entry comes to, by their keys without positions; of no entry there are none.

    Those of the rules whose outcome it asks, or that it waits for, are among them. A list is among them where its
    items are, and a section only where nothing is asked of it but whether it is stated.
    """
    known, reader = subjects(pack), SiteReader(pack.vocabulary.root)
    waiting = [identifier]
    for name in waiting:
        entry = known.get(name)
        if entry is not None:
            for condition in slots(entry).values():
                reader.condition(condition, reader.root)
            waiting += [one for one in _rules_asked(entry) if one not in waiting]
    return frozenset(_places(reader.root, ()))


def rules_asked(pack: Pack, identifier: str) -> tuple[str, ...]:
    """The rules whose outcome an entry asks, or that it waits for."""
    entry = subjects(pack).get(identifier)
    return () if entry is None else tuple(dict.fromkeys(_rules_asked(entry)))


def _rules_asked(entry: Subject) -> Iterator[str]:
    if isinstance(entry, Rule) and entry.requires:
        yield entry.requires
    for condition in slots(entry).values():
        yield from (node.rule for node in nodes(condition) if isinstance(node, RuleOutcome))


def _places(site: Site, keys: Keys) -> Iterator[Keys]:
    parts = {**site.parts, **(site.item.parts if site.item is not None else {})}
    if keys and (site.item is not None or not parts):
        yield keys
    for key, part in parts.items():
        yield from _places(part, (*keys, key))
