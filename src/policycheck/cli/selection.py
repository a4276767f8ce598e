"""Which proposals a run is about: those named, else those of the configuration; of these, what a branch touched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import click

from policycheck.cli.screen import say
from policycheck.load.sources import Source, Sources, find_sources
from policycheck.model.configuration import Configuration
from policycheck.rendering.page import exact


def find(config: str, *, heed: bool) -> Configuration | None:
    """The configuration of that name, else the one found upwards, where one is to be heeded. Raises InputError."""
    if config and not heed:
        raise click.UsageError("--config and --no-config do not go together.")
    if heed and not config:
        from policycheck.load.discovery import find_configuration

        config = find_configuration()
    if not config:
        return None
    from policycheck.load.configuration import read_configuration

    return read_configuration(config)


def select(proposals: Sequence[str], configuration: Configuration | None) -> Sources:
    """The files that were named, or else those that the configuration names. Raises click.UsageError if none are."""
    if proposals:
        if list(proposals).count("-") > 1:
            raise click.UsageError("standard input (-) can be read only once.")
        return find_sources(proposals)
    if configuration is not None and configuration.proposals:
        return find_sources(configuration.proposals, configuration.folder)
    hint = "Name files, folders or patterns, or list them under 'proposals' in .policycheck.yaml."
    raise click.UsageError(f"Missing argument 'PROPOSAL...'. {hint}", click.get_current_context(silent=True))


def since(sources: Sources, revision: str, basis: Iterable[str], *, quiet: bool) -> Sources:
    """Those of the files that a branch touched, and all of them where it touched what they are judged by."""
    from policycheck.load.cited_files import cited_files
    from policycheck.load.revision import changed_since

    if any(source.path == "-" for source in sources.files):
        raise click.UsageError("--changed-since is of files, not of standard input (-).")
    changed = changed_since(revision)
    common = changed.concerning_all(basis)

    def touched(path: str) -> bool:
        return changed.touched(path) or any(changed.touched(file) for file in cited_files(path))

    kept = tuple(one for one in sources.files if common or _counts(one, touched=touched(one.path)))
    if not quiet:
        reason = f": {exact(common)} did, and every proposal may be judged by it" if common else ""
        nothing = "" if kept else " Nothing to evaluate."
        say(f"Changed since {exact(revision)}: {len(kept)} of {_files(len(sources.files))}{reason}.{nothing}")
    return Sources(kept, sources.problems)


def _counts(source: Source, *, touched: bool) -> bool:
    """Whether a file is to be looked at: it was touched, or it was named and is not there."""
    return touched or (source.named and not os.path.exists(source.path))


def _files(count: int) -> str:
    return f"{count:,} {'file' if count == 1 else 'files'}"
