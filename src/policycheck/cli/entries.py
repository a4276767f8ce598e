"""The entries of a pack by id: what there is to explain and to show, and what was probably meant by a wrong id."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from policycheck.errors import InputError, Problem
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.model.pack import (
    Advisory,
    Authority,
    Clause,
    Pack,
    Recommendation,
    Rule,
    SourceDocument,
    Tension,
)

Entry = Recommendation | Rule | Advisory | Tension | Clause | Authority | SourceDocument


def entry(pack: Pack, identifier: str) -> Entry:
    """The entry of that id; capitals do not matter. Raises InputError if there is none."""
    known = {one.id.casefold(): one for one in entries(pack)}
    found = known.get(identifier.casefold())
    if found is None:
        near = [known[name].id for name in get_close_matches(identifier.casefold(), known, 3)]
        hint = _elsewhere(identifier, pack)
        hint = hint or (
            f"Did you mean {' or '.join(near)}?"
            if near
            else "policycheck rules list, with the same --pack, prints what there is."
        )
        raise InputError((Problem("USE-ID", f"the pack {pack.id} has nothing with the id '{identifier}'", None, hint),))
    return found


def _elsewhere(identifier: str, pack: Pack) -> str:
    """Where else among the shipped packs there is such an entry."""
    for name in shipped_packs():
        if name != pack.id and any(one.id.casefold() == identifier.casefold() for one in entries(load_pack(name))):
            return f"The pack {name} has it: add --pack {name}."
    return ""


def entries(pack: Pack) -> Iterator[Entry]:
    """Everything in a pack that has an id."""
    yield from pack.citing
    yield from pack.sources.clauses.values()
    yield from pack.sources.authorities.values()
    yield from pack.sources.documents.values()
