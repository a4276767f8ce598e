"""A proposal that an interview begins: its header asked field by field, and written to a file of its name."""

from __future__ import annotations

import os

from policycheck.authoring.starter import begun
from policycheck.cli import screen
from policycheck.cli.asking import ask_value, say
from policycheck.cli.output import write_file
from policycheck.cli.problems import report_problems
from policycheck.errors import InputError
from policycheck.pipeline import DEFAULT_PACK, load_pack, proposal_of


def begin(name: str) -> str:
    """Ask for the header, write the file, and say its name. Raises StopError and BackError where nothing is written."""
    pack = load_pack(name or DEFAULT_PACK)
    fields = pack.vocabulary.root.properties["proposal"]
    say(f"A new proposal for {pack.id}: {pack.title}.", style="strong")
    say("First what it is. Stop at any time with: stop")
    while True:
        header = {}
        for key, field in fields.properties.items():
            if key in fields.required:
                screen.show("\n")
                say(f"{field.title[:1].upper()}{field.title[1:]}", style="strong")
                if field.description:
                    say(field.description, indent=2)
                header[key] = ask_value(field, required=True)
        path = f"{header['id']}.yaml"
        content = begun(pack, header, named=name or pack.id).encode()
        try:
            proposal_of(content, path, pack)
        except InputError as error:
            report_problems(error.problems)
            continue
        if os.path.exists(path):
            say(f"{path} is there already. Choose another id, or go on with: policycheck interview {path}")
            continue
        write_file(path, content)
        say(f"Written: {path}")
        return path
