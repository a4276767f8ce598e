"""Whether a file found in a folder is plainly no proposal, so that it can be passed over. When in doubt, it is one.

What cannot be read is never passed over, nor is what has any section of the pack, or a key that looks misspelled.
"""

from __future__ import annotations

from difflib import get_close_matches

from policycheck.errors import Problem
from policycheck.load.document import UNREAD
from policycheck.load.front_matter import NONE
from policycheck.model.document import Document
from policycheck.model.pack import Pack

HEAD = "proposal"
_SHARED = frozenset({"pack", "pack_version"})
"""Keys of the envelope that files of other kinds have too."""
_RESULTS = {"schema", "pack", "proposal", "gate", "exit_code"}
"""Keys of what policycheck itself writes as JSON, which may stand beside the proposals."""


def is_no_proposal(document: Document | None, problems: tuple[Problem, ...], pack: Pack) -> bool:
    """Whether what was read, with these problems of its text, has nothing that a proposal for the pack has."""
    codes = {problem.code for problem in problems}
    if document is None:
        return codes == {"DOC-ROOT"} or NONE in codes  # a list or a single value; Markdown without front matter
    if codes & UNREAD or any("-FILE-" in code for code in codes):
        return False
    keys = {str(path[0]).lower() for path in document.keys if len(path) == 1}
    if keys >= _RESULTS:
        return True
    telling = {name.lower() for name in pack.vocabulary.root.properties} - _SHARED
    return not keys & telling and not get_close_matches(HEAD, keys, 1, 0.75)
