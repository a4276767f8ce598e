"""`policycheck init`: a proposal to begin from, and the schema that editors complete it by."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from policycheck.authoring.starter import starter
from policycheck.cli import screen
from policycheck.cli.output import write_file
from policycheck.errors import InputError
from policycheck.load.problems import did_you_mean
from policycheck.load.vocabulary import schema_text
from policycheck.model.pack import Pack
from policycheck.pipeline import DEFAULT_PACK, load_pack, proposal_of
from policycheck.rendering.page import Page, exact


def run_init(file: str, pack: str, covers: Sequence[str], given: Mapping[str, str], *, with_schema: bool) -> int:
    """Write a starter proposal to a file that is not there yet, and beside it the pack's schema."""
    loaded = load_pack(pack or DEFAULT_PACK)
    strands = [one.strip() for text in covers for one in text.split(",") if one.strip()]
    _must_be_strands(loaded, strands)
    if os.path.lexists(file):
        raise click.UsageError(f"{file} is there already. Name another file.")
    schema = f"{loaded.id}.schema.json" if with_schema else ""
    header: dict[str, Any] = {**given, "covers": strands}
    content = starter(loaded, header, named=_named(loaded, pack, file), schema=schema).encode()
    _check(content, file, loaded)
    write_file(file, content)
    page = Page(screen.paint, screen.width())
    page.whole(f"Written: {exact(file)}")
    if schema:
        place = os.path.join(os.path.dirname(file), schema)
        write_file(place, schema_text(loaded.vocabulary, loaded.id))
        page.whole(f"Written: {exact(place)} (for completion in your editor)")
    page.block("Change the header, then state what the document says. What to run:")
    page.whole(f"  policycheck interview {exact(file)}")
    page.whole(f"  policycheck evaluate {exact(file)}")
    screen.show(page.text())
    return 0


def _named(pack: Pack, choice: str, file: str) -> str:
    """How the proposal names its pack: by id, or by the way from its own folder."""
    if not choice or choice == pack.id or not os.path.isdir(choice):
        return pack.id
    return os.path.relpath(choice, os.path.dirname(file) or ".").replace(os.sep, "/")


def _must_be_strands(pack: Pack, strands: Sequence[str]) -> None:
    item = pack.vocabulary.root.properties["proposal"].properties["covers"].item
    known = item.values if item is not None else {}
    for strand in strands:
        if strand not in known:
            hint = did_you_mean(strand, known) or f"Known: {', '.join(known)}."
            raise click.UsageError(f"--covers {strand}: the pack {pack.id} has no such strand. {hint}")


def _check(content: bytes, file: str, pack: Pack) -> None:
    """What was given on the command line has to be valid too."""
    try:
        proposal_of(content, file, pack)
    except InputError as error:
        first = next(one for one in error.problems if one.fatal)
        raise click.UsageError(
            f"a proposal with these choices would not be valid: {first.message} {first.hint}"
        ) from None
