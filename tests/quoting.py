"""A memo about the lighthouse that quotes itself, a log that is at hand, and others that are not."""

from __future__ import annotations

from pathlib import Path

from tests.rendering.lighthouse import PROPOSAL
from tests.verification.reports import lighthouse

from policycheck.model.proposal import Proposal
from policycheck.pipeline import load_proposal

LOG = "The log.\n\nAnn lit the lamp at dusk and kept it burning un-\ntil nine.\nWhale oil is stored in the cellar.\n"
SOURCES = """sources:
    - {id: LOG, cite: The log, file: sources/log.txt}
    - {id: MEMO, cite: This memo, file: memo}
    - {id: LOST, cite: A letter, file: letter.pdf}
    - {id: PAPER, cite: On paper}"""
EVIDENCE = """evidence:
  - {for: lamp.hours, says: nine, where: line 3, source: LOG, quote: "“kept it burning until nine”"}
  - {for: lamp.keeper, says: Ann, where: line 3, source: LOG, quote: Bob lit the lamp at dusk and kept it burning}
  - {for: lamp.fuel, says: oil, where: below, source: MEMO, quote: The lamp burns whale oil.}
  - {for: lamp.spare, says: no spare, where: below, source: MEMO, quote: Gulls nest here every single spring.}
  - {for: horn.loud, says: loud, where: p. 1, source: LOST, quote: The horn is loud.}
  - {for: boats, says: none, where: p. 1, source: PAPER, quote: We have no boats.}
  - {for: horn, says: loud, where: p. 1, source: PAPER}
"""
MEMO = "# North Rock\n\nThe lamp burns *whale\noil*. There is no spare.\n"
TEXT = (
    "---\n"
    + PROPOSAL.strip().replace("sources: [{id: LOG, cite: The log}]", SOURCES).partition("evidence:")[0]
    + EVIDENCE
    + "---\n"
    + MEMO
)


def written(folder: Path) -> str:
    """The name of the memo in the folder, with its sources beside it."""
    (folder / "sources").mkdir()
    (folder / "sources" / "log.txt").write_text(LOG, encoding="utf-8", newline="\n")
    (folder / "memo.md").write_text(TEXT, encoding="utf-8", newline="\n")
    return str(folder / "memo.md")


def loaded(folder: Path) -> Proposal:
    """The memo, read from the folder."""
    return load_proposal(written(folder), lighthouse())
