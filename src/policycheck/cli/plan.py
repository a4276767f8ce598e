"""What an evaluation writes where: formats for standard output, files, and formats for folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import click
from msgspec import Struct

from policycheck.rendering import FORMATS, Format, format_named


class Plan(Struct, frozen=True):
    """Formats for standard output, files with their formats, and the formats that each folder gets."""

    screen: tuple[Format, ...]
    files: tuple[tuple[str, Format], ...]
    folders: tuple[tuple[str, tuple[Format, ...]], ...]

    @property
    def is_summary(self) -> bool:
        """Whether all that is asked for is the terminal summary."""
        return not self.files and not self.folders and {known.name for known in self.screen} <= {"terminal"}

    def targets(self, name: str) -> Iterator[tuple[str, Format]]:
        """Where the reports on the proposal of that id go."""
        yield from self.files
        for folder, formats in self.folders:
            for known in formats:
                yield os.path.join(folder, name + known.suffix), known


def make_plan(proposals: Sequence[str], outputs: Sequence[str], formats: Sequence[str], *, waivers: str = "") -> Plan:
    """What to write where; nothing may be written over `waivers`. Raises click.UsageError where options do not fit."""
    chosen = tuple(format_named(name) for name in dict.fromkeys(formats))
    named = [_named(output) for output in outputs]
    folders = tuple((path, known or chosen) for known, path in named if _is_folder(path))
    files = tuple((path, known[0] if known else _by_ending(path)) for known, path in named if not _is_folder(path))
    terminal = format_named("terminal")
    taken = any(_is_folder(path) and not known for known, path in named)
    screen = () if taken or (named and not chosen) else chosen or (terminal,)
    plan = Plan(screen, files, folders)
    _check_inputs(proposals, plan)
    _check_outputs(proposals, plan, terminal)
    _check_overwriting(proposals, plan, waivers)
    return plan


def same_file(path: str) -> str:
    """What two names of one file have in common."""
    return os.path.normcase(os.path.realpath(path))


def _named(output: str) -> tuple[tuple[Format, ...], str]:
    """The format that stands before the path, as in `markdown:summary`, and the path. A drive is no format."""
    name, _, path = output.partition(":")
    known = tuple(known for known in FORMATS if known.name == name and path)
    return known, path if known else output


def _is_folder(path: str) -> bool:
    return path.endswith(("/", os.sep)) or os.path.isdir(path)


def _by_ending(path: str) -> Format:
    """The format with the longest ending that the path has."""
    fitting = [known for known in FORMATS if path.lower().endswith(known.suffix)]
    if not fitting:
        endings = ", ".join(f"{known.suffix} ({known.name})" for known in FORMATS)
        raise click.UsageError(
            f"-o {path}: no format has this ending. Known: {endings}. A folder ends with a slash. "
            "A format may stand before any path: -o markdown:summary"
        )
    return max(fitting, key=lambda known: len(known.suffix))


def _check_inputs(proposals: Sequence[str], plan: Plan) -> None:
    if list(proposals).count("-") > 1:
        raise click.UsageError("standard input (-) can be read only once.")
    if plan.files and len(proposals) > 1:
        raise click.UsageError(
            f"-o {plan.files[0][0]}: several proposals cannot share one file. Give a folder and a format, "
            "for example: -o reports/ -f pdf"
        )


def _check_outputs(proposals: Sequence[str], plan: Plan, terminal: Format) -> None:
    for folder, formats in plan.folders:
        if not formats:
            raise click.UsageError(f"-o {folder}: which formats belong into this folder? Add -f, for example: -f pdf")
    if len(plan.screen) > 1:
        raise click.UsageError("standard output takes one format. Write the others to files, for example: -o audit.pdf")
    if len(proposals) > 1 and plan.screen not in {(), (terminal,)}:
        raise click.UsageError(
            f"standard output takes one report as {plan.screen[0].name}, not several. Give a folder: "
            f"-o reports/ -f {plan.screen[0].name}"
        )


def _check_overwriting(proposals: Sequence[str], plan: Plan, waivers: str) -> None:
    taken = {same_file(waivers): "the file of waivers"} if waivers else {}
    taken |= {same_file(source): "the proposal itself" for source in proposals if source != "-"}
    for path, _ in plan.files:
        if same_file(path) in taken:
            raise click.UsageError(f"-o {path}: this would overwrite {taken[same_file(path)]}.")
        taken[same_file(path)] = "another report of this run"
