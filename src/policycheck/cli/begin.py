"""A proposal that an interview begins: its header asked field by field, and written to a file of its name.

Of a memo it becomes the front matter.
"""

from __future__ import annotations

import os
from typing import Any

from policycheck.authoring.starter import OF_MEMO, begun
from policycheck.cli import screen
from policycheck.cli.again import command
from policycheck.cli.asking import ask_value, say
from policycheck.cli.init import named_from
from policycheck.cli.output import write_file
from policycheck.cli.problems import report_problems
from policycheck.errors import InputError
from policycheck.load.front_matter import with_front
from policycheck.model.pack import Pack
from policycheck.pipeline import DEFAULT_PACK, load_pack, proposal_of
from policycheck.rendering.page import exact


def begin(name: str, file: str = "", memo: str | None = None) -> str:
    """Ask for the header, write the file, and say its name. Raises StopError and BackError where nothing is written.

    With a memo the header is put before it, into its file; otherwise it goes to a new file, named by its id.
    """
    pack = load_pack(name or DEFAULT_PACK)
    say(f"A new proposal for {pack.id}: {pack.title}.", style="strong")
    if memo is not None:
        say(f"{file} is a memo without front matter: it is put before the memo, which stays as it is.")
    say("First what it is. Stop at any time with: stop")
    while True:
        header = _header(pack)
        path = file or f"{header['id']}.yaml"
        named = named_from(pack, name, path)
        if memo is None:
            text = begun(pack, header, named=named)
        else:
            text = with_front(begun(pack, {**header, "sources": list(OF_MEMO)}, named=named), memo)
        try:
            proposal_of(text.encode(), path, pack)
        except InputError as error:
            report_problems(error.problems)
            continue
        if memo is None and os.path.exists(path):
            again = command("interview", path, name)
            say(f"{exact(path)} is there already. Choose another id, or go on with: {again}")
            continue
        write_file(path, text.encode())
        say(f"Written: {path}")
        return path


def _header(pack: Pack) -> dict[str, Any]:
    """What every proposal has to say of itself."""
    fields, header = pack.vocabulary.root.properties["proposal"], {}
    for key, field in fields.properties.items():
        if key in fields.required:
            screen.show("\n")
            say(f"{field.title[:1].upper()}{field.title[1:]}", style="strong")
            if field.description:
                say(field.description, indent=2)
            header[key] = ask_value(field, required=True, or_none=False)
    return header
