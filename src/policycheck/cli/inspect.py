"""Looking at a pack: `explain`, `rules list`, `rules show`, `schema`."""

from __future__ import annotations

import os

from policycheck.cli import screen
from policycheck.cli.entries import entry
from policycheck.errors import InputError, Span
from policycheck.load.document import PACK_LIMITS, load_document
from policycheck.load.pack_folders import pack_folder, shipped_packs
from policycheck.load.text import near
from policycheck.load.vocabulary import schema_text
from policycheck.model.document import Document, Path
from policycheck.model.pack import Advisory, Pack, Recommendation
from policycheck.pipeline import DEFAULT_PACK, load_pack
from policycheck.rendering.page import Page, exact
from policycheck.resources import read_schema


def run_explain(identifier: str, pack: str) -> int:
    """Explain one entry of a pack in English."""
    from policycheck.cli.explain import explain_entry

    loaded = load_pack(pack or DEFAULT_PACK)
    page = screen.page()
    explain_entry(page, entry(loaded, identifier), loaded)
    screen.show(page.text())
    return 0


def run_list(pack: str) -> int:
    """List rules by recommendation, then advisories and tensions."""
    loaded = load_pack(pack or DEFAULT_PACK)
    page = screen.page()
    page.block(f"{loaded.id} {loaded.version}: {loaded.title}", style="strong")
    for recommendation in loaded.recommendations:
        _list_rules(page, recommendation)
    _list_concerns(page, loaded)
    others = [name for name in shipped_packs() if name != loaded.id]
    if others and not pack:
        page.gap()
        page.block(f"Other packs that ship: {', '.join(others)}. Ask for one with --pack.", style="dim")
    screen.show(page.text())
    return 0


def _list_rules(page: Page, recommendation: Recommendation) -> None:
    from policycheck.cli.explain import rule_row

    page.gap()
    page.block(recommendation.title, first=f"{recommendation.id}  ", indent=4, style="strong")
    for rule in recommendation.rules:
        rule_row(page, rule)


def _list_concerns(page: Page, pack: Pack) -> None:
    for title, concerns in (("Advisories", pack.advisories), ("Tensions", pack.tensions)):
        if concerns:
            page.heading(title)
        for concern in concerns:
            about = concern.level.value if isinstance(concern, Advisory) else "-".join(concern.across)
            start = f"  {concern.id:<6}  {about:<8}  "
            page.block(concern.title, first=start, indent=len(start))


def run_show(identifier: str, pack: str) -> int:
    """Print an entry as it stands in its file, after a comment that says where."""
    loaded = load_pack(pack or DEFAULT_PACK)
    found = entry(loaded, identifier)
    folder = pack_folder(pack or DEFAULT_PACK)
    for name in loaded.files:
        document = _document(os.path.join(folder, name))
        for path in _places(document, found.id):
            screen.show(_excerpt(document, path))
            return 0
    raise AssertionError(f"{found.id} stands in no file of {folder}")


def _document(path: str) -> Document:
    """A file of the pack, named as seen from here if it lies below."""
    document, problems = load_document(near(path), limits=PACK_LIMITS, check_content=False)
    if document is None:
        raise InputError(problems)
    return document


def _places(document: Document, identifier: str) -> list[Path]:
    """Where an entry of that id stands: the whole file's head, or an item of one of its tables."""
    if document.value.get("id") == identifier:
        return [()]
    return [
        (table, number)
        for table, items in document.value.items()
        if isinstance(items, list)
        for number, item in enumerate(items)
        if isinstance(item, dict) and item.get("id") == identifier
    ]


def _excerpt(document: Document, path: Path) -> str:
    """Whole lines of the file, from the entry's first to its last; of a recommendation, all but its rules."""
    span = document.span(path)
    first, last = span.line, span.end_line
    if not path:
        last = min((key.line - 1 for key in _tables(document)), default=last)
    lines = [line.rstrip("\r") for line in document.text.split("\n")[first - 1 : last]]
    return "\n".join([f"# {exact(document.name)}:{first}", *lines]).rstrip() + "\n"


def _tables(document: Document) -> list[Span]:
    """The keys of a file under which entries with ids of their own are listed."""
    return [
        document.key_span((key,))
        for key, value in document.value.items()
        if isinstance(value, list) and any(isinstance(item, dict) for item in value)
    ]


def run_schema(what: str, pack: str) -> int:
    """Print a JSON Schema, as UTF-8 whatever the terminal: that is what JSON is."""
    if what != "proposal":
        screen.show(read_schema(what))
        return 0
    loaded = load_pack(pack or DEFAULT_PACK)
    screen.show(schema_text(loaded.vocabulary, loaded.id))
    return 0
