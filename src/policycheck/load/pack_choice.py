"""What is said when a proposal was probably judged by the wrong pack."""

from __future__ import annotations

from policycheck.errors import Problem
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.model.document import Document
from policycheck.model.pack import Pack


def other_pack(document: Document, pack: Pack) -> tuple[Problem, ...]:
    """What to say of a proposal that names no pack, does not fit the default one, and has sections of another."""
    strange = [key for key in document.value if key not in pack.vocabulary.root.properties]
    for name in shipped_packs() if strange else ():
        known = load_pack(name).vocabulary.root.properties
        if section := next((key for key in strange if key in known), ""):
            message = f"no pack is named, so {pack.id} was used; '{section}' is a section of the pack {name}"
            hint = f"Begin the file with the line 'pack: {name}', or add --pack {name}."
            return (Problem("USE-PACK", message, document.key_span((section,)), hint),)
    return ()
