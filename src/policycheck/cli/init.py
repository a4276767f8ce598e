"""`policycheck init`: a proposal to begin from, and the schema that editors complete it by."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import click

from policycheck.authoring.starter import OF_MEMO, starter
from policycheck.cli import screen
from policycheck.cli.again import command
from policycheck.cli.output import write_file
from policycheck.errors import InputError
from policycheck.load.front_matter import bare_memo, is_markdown, with_front
from policycheck.load.problems import did_you_mean
from policycheck.load.vocabulary import schema_text
from policycheck.model.pack import Pack
from policycheck.pipeline import DEFAULT_PACK, load_pack, proposal_of
from policycheck.rendering.page import exact


def run_init(file: str, pack: str, covers: Sequence[str], given: Mapping[str, str], *, with_schema: bool) -> int:
    """Write a starter proposal to a file that is not there yet, and beside it the pack's schema.

    Of a Markdown file it becomes the front matter: before the memo, where there is one without.
    """
    loaded = load_pack(pack or DEFAULT_PACK)
    strands = [one.strip() for text in covers for one in text.split(",") if one.strip()]
    _must_be_strands(loaded, strands)
    memo = bare_memo(file)
    if memo is None and os.path.lexists(file):
        raise click.UsageError(_there(file, pack))
    schema = f"{loaded.id}.schema.json" if with_schema and not is_markdown(file) else ""
    header: dict[str, Any] = {**given, "covers": strands}
    content = _content(loaded, header, named_from(loaded, pack, file), schema, file, memo or "").encode()
    _check(content, file, loaded)
    write_file(file, content)
    page = screen.page()
    page.whole(f"Written: {exact(file)}" + " (front matter before the memo)" * bool(memo))
    if schema:
        place = os.path.join(os.path.dirname(file), schema)
        write_file(place, schema_text(loaded.vocabulary, loaded.id))
        page.whole(f"Written: {exact(place)} (for completion in your editor)")
    page.block("Change the header, then state what the document says. What to run:")
    page.whole(f"  {command('interview', file)}")
    page.whole(f"  {command('evaluate', file)}")
    screen.show(page.text())
    return 0


def _there(file: str, pack: str) -> str:
    if is_markdown(file) and os.path.isfile(file):
        return f"{file} has front matter already. Go on with: {command('interview', file, pack)}"
    return f"{file} is there already. Name another file."


def _content(pack: Pack, header: dict[str, Any], named: str, schema: str, file: str, memo: str) -> str:
    """The starter; of Markdown as front matter, with the memo as its source."""
    if not is_markdown(file):
        return starter(pack, header, named=named, schema=schema)
    return with_front(starter(pack, {**header, "sources": OF_MEMO}, named=named), memo)


def named_from(pack: Pack, choice: str, file: str) -> str:
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
            f"a proposal with these choices would not be valid: {first.message.rstrip('.')}. {first.hint}"
        ) from None
