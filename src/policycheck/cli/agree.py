"""`policycheck agree`: how far codings of the same documents agree."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from policycheck.agreement import compare_codings, read_codings
from policycheck.agreement.figures import EXTRA, missing
from policycheck.cli import screen
from policycheck.cli.guard import COULD_NOT, NO, YES, guarded
from policycheck.cli.output import write_file
from policycheck.cli.problems import report_problems
from policycheck.errors import Problem
from policycheck.load.sources import same_file
from policycheck.model.agreement import Agreement

FORMS = {"terminal": ".txt", "markdown": ".md", "html": ".html", "json": ".json"}
"""The formats, and how the files of each end."""


def run_agree(codings: Sequence[str], outputs: Sequence[str], form: str, pack: str) -> int:
    """Compare codings; yes if they come to the same everywhere, no if not, and worse where something could not be."""
    if list(codings).count("-") > 1:
        raise click.UsageError("standard input (-) can be read only once.")
    wanted = [(path, _by_ending(path)) for path in outputs]
    coded = read_codings(codings, pack, sys.stdin.buffer if sys.stdin is not None else None)
    used = [assessment.proposal for one in coded.documents for assessment in one.assessments]
    _check_overwriting([proposal.document.name for proposal in used], outputs)
    report_problems([problem for proposal in used for problem in proposal.warnings])
    report_problems(coded.problems)
    found = compare_codings(coded)
    absent = missing()
    if absent:
        report_problems([_absent(absent)])
    codes = [YES if found.agrees else NO, COULD_NOT if coded.problems or absent else YES]
    if form or not outputs:
        screen.show(_rendered(found, form or "terminal"))
    codes += [guarded(_write, path, _rendered(found, known)) for path, known in wanted]
    return max(codes)


def _write(path: str, content: str | bytes) -> int:
    write_file(path, content if isinstance(content, bytes) else content.encode(errors="backslashreplace"))
    return YES


def _absent(names: Sequence[str]) -> Problem:
    said = (
        f"there is no alpha and no kappa, as {' and '.join(names)} {'is' if len(names) == 1 else 'are'} not installed"
    )
    return Problem("AGREE-EXTRA", said, None, f"Install the extra: pip install '{EXTRA}'. All else is compared.")


def _by_ending(path: str) -> str:
    found = next((known for known, ending in FORMS.items() if path.lower().endswith(ending)), "")
    if not found:
        endings = ", ".join(f"{ending} ({known})" for known, ending in FORMS.items())
        raise click.UsageError(f"-o {path}: no format has this ending. Known: {endings}.")
    return found


def _check_overwriting(read: Sequence[str], outputs: Sequence[str]) -> None:
    taken = {same_file(name): "a coding" for name in read}
    for path in outputs:
        if same_file(path) in taken:
            raise click.UsageError(f"-o {path}: this would overwrite {taken[same_file(path)]}.")
        taken[same_file(path)] = "another output of this run"


def _rendered(found: Agreement, form: str) -> str | bytes:
    if form == "json":
        from policycheck.agreement.data import as_json

        return as_json(found)
    if form == "markdown":
        from policycheck.agreement.markdown import as_markdown

        return as_markdown(found)
    if form == "html":
        from policycheck.agreement.html import as_html

        return as_html(found)
    from policycheck.agreement.terminal import put_agreement

    page = screen.page()
    put_agreement(page, found)
    return page.text()
