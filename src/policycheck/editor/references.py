"""The places in a proposal whose text names something: a finding, a topic, a source, a field, a pack."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from policycheck.load.pack_folders import shipped_packs
from policycheck.model.document import Document, Path
from policycheck.model.pack import Advisory, Pack, Rule, Tension
from policycheck.model.vocabulary import Field, Kind


class Named(Struct, frozen=True):
    """A name that can stand at a place, in words, and what it names, where that is an entry of the pack."""

    name: str
    title: str
    entry: Rule | Advisory | Tension | None = None
    field: Field | None = None


class References:
    """What the references of one proposal can name."""

    def __init__(self, pack: Pack, document: Document | None) -> None:
        self._pack = pack
        self._document = document

    def entry(self, path: Path, value: object) -> Rule | Advisory | Tension | None:
        """The entry of the pack that is named at a place."""
        return next((one.entry for one in self.at(path) if one.name == value), None)

    def at(self, path: Path) -> Iterator[Named]:
        """Every name that can stand at a place; nothing where it is no reference."""
        match path:
            case ("responses", int(), "finding"):
                yield from self._findings()
            case ("risks", int(), "topic"):
                yield from (Named(one.slug, one.title, one) for one in self._pack.concerns)
            case ("evidence", int(), "for"):
                yield from _fields(self._pack.vocabulary.root, "")
            case ("evidence", int(), "source"):
                yield from self._sources()
            case ("pack",):
                yield from (Named(name, "a pack that comes with the program") for name in shipped_packs())
            case _:
                return

    def _findings(self) -> Iterator[Named]:
        for recommendation in self._pack.recommendations:
            yield from (Named(rule.id, rule.title, rule) for rule in recommendation.rules)
        yield from (Named(one.id, one.title, one) for one in self._pack.concerns)

    def _sources(self) -> Iterator[Named]:
        head = self._document.value.get("proposal") if self._document is not None else None
        sources = head.get("sources") if isinstance(head, dict) else None
        for source in sources if isinstance(sources, list) else ():
            if isinstance(source, dict) and isinstance(source.get("id"), str):
                yield Named(source["id"], str(source.get("cite", "")))


def _fields(field: Field, path: str) -> Iterator[Named]:
    """Every field below one, by the path that evidence cites it with."""
    inner = field.item if field.kind is Kind.LIST else field
    below = f"{path}[]" if field.kind is Kind.LIST else path
    for key, one in inner.properties.items() if inner is not None else ():
        name = f"{below}.{key}" if below else key
        yield Named(name, one.title, field=one)
        yield from _fields(one, name)
