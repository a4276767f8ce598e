"""What an evaluation writes where: formats for standard output, files, and formats for folders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

import click
from msgspec import Struct

from policycheck.load.sources import Sources, same_file
from policycheck.rendering import FORMATS, RESULTS, Format, format_named


class Target(Struct, frozen=True):
    """A file that is to be written, and its format."""

    path: str
    format: Format

    @property
    def is_results(self) -> bool:
        """Whether it names the others."""
        return self.format.name == RESULTS


Named = tuple[tuple[Format, ...], str]
"""An output: the format that it was given (or none), and its path."""


class Plan(Struct, frozen=True):
    """Formats for standard output, files with their formats, and the formats that each folder gets."""

    screen: tuple[Format, ...]
    files: tuple[tuple[str, Format], ...]
    folders: tuple[tuple[str, tuple[Format, ...]], ...]
    several: bool = False
    """Whether files and standard output each take one report on all proposals, where the format has such a report."""

    @property
    def is_summary(self) -> bool:
        """Whether all that is asked for is the terminal summary."""
        return not self.files and not self.folders and {known.name for known in self.screen} <= {"terminal"}

    def targets(self, name: str) -> Iterator[Target]:
        """Where the reports on the proposal of that id go that are on it alone."""
        yield from (Target(path, known) for path, known in self.files if not self.several)
        for folder, formats in self.folders:
            for known in formats:
                yield Target(os.path.join(folder, name + known.suffix), known)


def make_plan(
    sources: Sources, outputs: Sequence[Named], formats: Sequence[str], basis: Mapping[str, str] | None = None
) -> Plan:
    """What to write where; nothing over the files of `basis`, which maps each to what it is.

    Raises click.UsageError where the options do not go together.
    """
    chosen = tuple(format_named(name) for name in dict.fromkeys(formats))
    folders = tuple((path, known or chosen) for known, path in outputs if is_folder(path))
    files = tuple((path, known[0] if known else _by_ending(path)) for known, path in outputs if not is_folder(path))
    terminal = format_named("terminal")
    taken = any(is_folder(path) and not known for known, path in outputs)
    screen = () if taken or (outputs and not chosen) else chosen or (terminal,)
    plan = Plan(screen, files, folders, sources.several)
    _check_several(plan, terminal)
    _check_outputs(plan)
    _check_overwriting(sources, plan, basis or {})
    return plan


def named_output(output: str) -> Named:
    """The format that stands before the path, as in `markdown:summary`, and the path. A drive is no format."""
    name, _, path = output.partition(":")
    known = tuple(known for known in FORMATS if known.name == name and path)
    return known, path if known else output


def is_folder(path: str) -> bool:
    """Whether an output is a folder: it ends like one, or is there."""
    return path.endswith(("/", os.sep)) or os.path.isdir(path)


def by_ending(path: str) -> Format | None:
    """The format with the longest ending that the path has."""
    fitting = [known for known in FORMATS if path.lower().endswith(known.suffix)]
    return max(fitting, key=lambda known: len(known.suffix), default=None)


def _by_ending(path: str) -> Format:
    known = by_ending(path)
    if known is None:
        endings = ", ".join(f"{known.suffix} ({known.name})" for known in FORMATS)
        raise click.UsageError(
            f"-o {path}: no format has this ending. Known: {endings}. A folder ends with a slash. "
            "A format may stand before any path: -o markdown:summary"
        )
    return known


def _check_several(plan: Plan, terminal: Format) -> None:
    """Of several proposals, some formats have one report on all; of the others each has a file of its own."""
    joint = ", ".join(known.name for known in FORMATS if known.is_joint)
    for path, known in plan.files if plan.several else ():
        if not known.is_joint:
            raise click.UsageError(
                f"-o {path}: several proposals cannot share one file as {known.name}. Give a folder and a format, "
                f"for example: -o reports/ -f {known.name}. One file for all: {joint}"
            )
    for known in plan.screen if plan.several else ():
        if not known.is_joint and known != terminal:
            raise click.UsageError(
                f"standard output takes one report as {known.name}, not several. Give a folder: "
                f"-o reports/ -f {known.name}"
            )


def _check_outputs(plan: Plan) -> None:
    for folder, formats in plan.folders:
        if not formats:
            raise click.UsageError(f"-o {folder}: which formats belong into this folder? Add -f, for example: -f pdf")
    if len(plan.screen) > 1:
        raise click.UsageError("standard output takes one format. Write the others to files, for example: -o audit.pdf")


def _check_overwriting(sources: Sources, plan: Plan, basis: Mapping[str, str]) -> None:
    if not plan.files:
        return
    taken = {same_file(file): what for file, what in basis.items()}
    taken |= {same_file(source.path): "the proposal itself" for source in sources.files if source.path != "-"}
    for path, _ in plan.files:
        if same_file(path) in taken:
            raise click.UsageError(f"-o {path}: this would overwrite {taken[same_file(path)]}.")
        taken[same_file(path)] = "another report of this run"
