"""`policycheck evaluate`: audit every file that can be audited, write what was asked for, and say how it went."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

import click

from policycheck.cli.commands import echo
from policycheck.cli.output import write_file
from policycheck.cli.problems import report_problems
from policycheck.errors import InputError
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor
from policycheck.render import Format, format_for, format_named

_STYLES: dict[str, dict[str, Any]] = {
    "good": {"fg": "green"},
    "fair": {"fg": "yellow"},
    "bad": {"fg": "red"},
    "dim": {"dim": True},
    "strong": {"bold": True},
}
_A_MOMENT = 0.7


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to write for each proposal: formats for standard output, files, and formats for a folder."""

    screen: tuple[Format, ...]
    files: tuple[tuple[str, Format], ...]
    folders: tuple[tuple[str, tuple[Format, ...]], ...]


def run_evaluate(
    proposals: Sequence[str],
    outputs: Sequence[str],
    formats: Sequence[str],
    pack: str,
    as_of: str,
    *,
    every: bool,
    quiet: bool,
) -> int:
    """Evaluate each proposal; the worst exit code of them wins."""
    plan = _plan(proposals, outputs, formats)
    auditor = Auditor(pack=pack, as_of=as_of, stdin=sys.stdin.buffer)
    codes, written = [0], set[str]()
    with _progress(proposals) as files:
        for number, source in enumerate(files):
            try:
                assessment = auditor.audit(source)
            except InputError as error:
                report_problems(error.problems)
                codes.append(2)
                continue
            report_problems(assessment.proposal.warnings)
            codes.append(assessment.exit_code)
            _deliver(assessment, plan, written, every=every, first=number == 0)
            if not quiet:
                _say(source, assessment, plan)
    return max(codes)


def _plan(proposals: Sequence[str], outputs: Sequence[str], formats: Sequence[str]) -> _Plan:
    chosen = tuple(format_named(name) for name in formats)
    folders = tuple(path for path in outputs if path.endswith(("/", os.sep)) or os.path.isdir(path))
    files = tuple(path for path in outputs if path not in folders)
    if files and len(proposals) > 1:
        raise click.UsageError(
            f"several proposals cannot share the file {files[0]}. Give a folder: -o reports/ --format pdf"
        )
    if folders and not chosen:
        raise click.UsageError(f"which formats belong into the folder {folders[0]}? Add --format, for example -f pdf.")
    if list(proposals).count("-") > 1:
        raise click.UsageError("standard input (-) can be read only once")
    screen = () if outputs and (folders or not chosen) else chosen or (format_named("terminal"),)
    return _Plan(screen, tuple((path, format_for(path)) for path in files), tuple((path, chosen) for path in folders))


def _deliver(assessment: Assessment, plan: _Plan, written: set[str], *, every: bool, first: bool) -> None:
    for known in plan.screen:
        if known.name == "terminal":
            from policycheck.render.terminal import render_terminal

            text = render_terminal(assessment, paint=_paint, width=_width(), ascii_only=_ascii_only(), every=every)
            echo(text if first else "\n" + text)
        else:
            click.echo(known.render(assessment), nl=False)
    targets = [*plan.files]
    for folder, formats in plan.folders:
        name = assessment.proposal.header.id
        targets += [(os.path.join(folder, name + known.suffix), known) for known in formats]
    for path, known in targets:
        if path in written:
            raise InputError_twice(path)
        written.add(path)
        write_file(path, known.render(assessment))


def InputError_twice(path: str) -> InputError:
    """Two proposals of one id would overwrite each other's report."""
    from policycheck.errors import Problem

    return InputError(
        (Problem("USE-TWICE", f"two proposals would be written to {path}", None, "Give each proposal its own id."),)
    )


def _say(source: str, assessment: Assessment, plan: _Plan) -> None:
    """One line on standard error for each file written elsewhere."""
    targets = [path for path, _ in plan.files] + [folder for folder, _ in plan.folders]
    if targets:
        click.echo(f"{source}: {assessment.exit_reason} Written: {', '.join(targets)}", err=True)


def _paint(text: str, style: str) -> str:
    return click.style(text, **_STYLES[style]) if _coloured() else text


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _width() -> int:
    """80 columns, or a terminal's own width up to 100."""
    return min(max(shutil.get_terminal_size().columns, 40), 100) if sys.stdout.isatty() else 80


def _ascii_only() -> bool:
    try:
        "✔█".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return True
    return False


@contextmanager
def _progress(proposals: Sequence[str]) -> Iterator[Iterator[str]]:
    """The proposals, with a progress bar on standard error once it takes longer than a moment."""
    if len(proposals) < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield iter(proposals)
        return
    began = monotonic()
    with click.progressbar(proposals, label="Evaluating", file=sys.stderr, hidden=True) as bar:

        def steps() -> Iterator[str]:
            for source in bar:
                if bar.hidden and monotonic() - began > _A_MOMENT:
                    bar.hidden = False
                    bar.render_progress()
                yield source

        yield steps()
