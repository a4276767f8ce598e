"""What the rules of a pack read: the places of a proposal, which rules ask there, and which values they tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from policycheck.model.condition import Condition
from policycheck.model.document import Path
from policycheck.model.pack import Pack, Recommendation, Rule
from policycheck.workshop.sites import Site
from policycheck.workshop.space import SiteReader

T = TypeVar("T")
Keys = tuple[str, ...]
"""A path without the positions in lists: that of any item."""


class Readings(Struct, frozen=True, eq=False):
    """The places that are read, and by what: rules, and recommendations in their own `when`."""

    root: Site
    rules: dict[Keys, tuple[Rule, ...]]
    recommendations: dict[Keys, tuple[Recommendation, ...]]

    def site(self, path: Path) -> Site | None:
        """What is asked at a place; None where no rule reads."""
        here: Site | None = self.root
        for step in path:
            if here is None:
                return None
            here = here.item if isinstance(step, int) else here.parts.get(step)
        return here


def keys_of(path: Path) -> Keys:
    """The path without positions."""
    return tuple(step for step in path if isinstance(step, str))


@lru_cache(maxsize=16)
def readings(pack: Pack) -> Readings:
    """What the rules and recommendations of a pack read."""
    every = SiteReader(pack.vocabulary.root)
    rules: dict[Keys, list[Rule]] = {}
    heads: dict[Keys, list[Recommendation]] = {}
    for recommendation in pack.recommendations:
        _note(pack, every, recommendation, heads, [recommendation.when])
        for rule in recommendation.rules:
            _note(pack, every, rule, rules, [rule.when, rule.contradicted, rule.met, rule.partly])
    return Readings(every.root, _frozen(rules), _frozen(heads))


def _note(
    pack: Pack, every: SiteReader, who: T, known: dict[Keys, list[T]], conditions: Iterable[Condition | None]
) -> None:
    own = SiteReader(pack.vocabulary.root)
    for condition in conditions:
        every.condition(condition, every.root)
        own.condition(condition, own.root)
    for keys in _places(own.root, ()):
        known.setdefault(keys, []).append(who)


def _frozen(known: dict[Keys, list[T]]) -> dict[Keys, tuple[T, ...]]:
    return {keys: tuple(readers) for keys, readers in known.items()}


def _places(site: Site, keys: Keys) -> Iterator[Keys]:
    yield keys
    for key, part in site.parts.items():
        yield from _places(part, (*keys, key))
    if site.item is not None:
        for key, part in site.item.parts.items():
            yield from _places(part, (*keys, key))


def leaves_of(site: Site, keys: Keys = ()) -> Iterator[Keys]:
    """The places under this one that have none under them: fields, and what is asked only whether it is there."""
    parts = {**site.parts, **(site.item.parts if site.item is not None else {})}
    if not parts or site.item is not None:
        yield keys
    for key, part in parts.items():
        yield from leaves_of(part, (*keys, key))
