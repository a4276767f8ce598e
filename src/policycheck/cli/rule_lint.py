"""`policycheck rules lint`: slips that a pack can have although it loads."""

from __future__ import annotations

import json

from policycheck.cli import screen
from policycheck.cli.guard import NO, YES
from policycheck.pipeline import DEFAULT_PACK, load_pack
from policycheck.rendering.page import Page
from policycheck.workshop.entry_places import EntryPlaces
from policycheck.workshop.lint import Finding, lint
from policycheck.workshop.report import lint_as_data, written_case

_GOOD = ("✔", "ok", "good")
_BAD = ("✘", "x", "bad")
_SYMBOLS = "✔✘"


def run_lint(pack: str, form: str) -> int:
    """Look at a pack and print what was found. A pack that does not load has problems instead."""
    name = pack or DEFAULT_PACK
    loaded = load_pack(name)
    findings = lint(loaded, EntryPlaces(name, loaded))
    if form == "json":
        screen.show(json.dumps(lint_as_data(loaded, findings), indent=2, ensure_ascii=False).encode() + b"\n")
        return NO if findings else YES
    page = screen.page(_SYMBOLS)
    page.block(f"{loaded.id} {loaded.version}", style="strong")
    for finding in findings:
        _tell(page, finding)
    page.gap()
    if findings:
        page.signed(_BAD, f"{len(findings)} {'thing' if len(findings) == 1 else 'things'} to look at.")
    else:
        page.signed(_GOOD, "Nothing found.")
    screen.show(page.text())
    return NO if findings else YES


def _tell(page: Page, finding: Finding) -> None:
    page.gap()
    page.whole(f"{finding.place}: {finding.code}")
    page.block(finding.message, indent=2)
    page.block(finding.hint, first="  help: ", indent=8)
    if finding.witness is not None:
        page.block("For example, on this proposal:", indent=2)
        for line in written_case(finding.witness).splitlines():
            page.whole(line, first="    ")
