"""A configuration: read, checked for its shape, its paths seen from its own folder; and what it chooses for a proposal.

It may come with a repository of strangers. So it names where reports go only below its own folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from policycheck.errors import InputError, Problem, Span
from policycheck.load.document import PACK_LIMITS, load_document
from policycheck.load.gate import demands_of, unknown_recommendations
from policycheck.load.matching import ANY_FOLDERS, is_pattern, matches
from policycheck.load.pack_folders import pack_folder, shipped_packs
from policycheck.load.problems import Problems
from policycheck.load.profile import profile_file, shipped_profiles
from policycheck.load.schema import Validator
from policycheck.model.configuration import NO_BASELINE, NO_CHOICES, Choices, Configuration, Output, PathChoices
from policycheck.model.document import Document, Path
from policycheck.model.gate import CONFIGURATION
from policycheck.model.pack import Pack
from policycheck.resources import read_schema

_REPOSITORY = ".git"


def read_configuration(name: str) -> Configuration:
    """The configuration in a file. Raises InputError with everything that is wrong with it."""
    document, found = load_document(name, limits=PACK_LIMITS, check_content=False)
    problems = Problems(list(found))
    if document is not None:
        _validator().check(document, problems, "CONFIG")
        made = _Reader(document, os.path.dirname(name), problems).configuration(name, _sound(document))
        if not problems.fatal:
            return made
    raise InputError(problems.ordered())


def _sound(document: Document) -> Mapping[str, Any]:
    """The keys whose values have the right shape: what these name is looked at even where another is wrong."""
    return {key: part for key, part in document.value.items() if _validator().is_valid({key: part})}


def choices_for(configuration: Configuration, source: str) -> Choices:
    """By what the proposal in that file (`-`: standard input, which has no path) is judged."""
    choices = configuration.choices
    path = path_below(configuration, source) if configuration.paths else ""
    for entry in configuration.paths if path else ():
        if matches(entry.match, path):
            choices = entry.choices.over(choices)
    return choices


def path_below(configuration: Configuration, source: str) -> str:
    """The path of a file as seen from the configuration's folder; empty where it does not lie below it."""
    path = seen_from(configuration.folder, source) if source != "-" else ""
    return "" if os.path.isabs(path) or path.split("/")[0] == os.pardir else path


def seen_from(folder: str, source: str) -> str:
    """The path of a file as seen from a folder, with `/` between names. Links to folders are followed, the last not."""
    outer, name = os.path.split(os.path.abspath(source))
    try:
        path = os.path.relpath(os.path.join(os.path.realpath(outer), name), os.path.realpath(folder or "."))
    except ValueError:  # another drive
        path = source
    return path.replace(os.sep, "/")


def misfits(choices: Choices, pack: Pack) -> tuple[Problem, ...]:
    """What the configured gate asks of recommendations that the pack does not have, each at its place."""
    places = dict(choices.places)
    unknown = unknown_recommendations(choices.gate, pack)
    return tuple(
        Problem("CONFIG-REFERENCE", message, places.get(name), hint) for name, message, hint in dict.fromkeys(unknown)
    )


@cache
def _validator() -> Validator:
    return Validator(json.loads(read_schema("configuration")))


class _Reader:
    """Makes a configuration of a document whose shape is right; collects what is wrong with what it names."""

    def __init__(self, document: Document, folder: str, problems: Problems) -> None:
        self.document = document
        self.folder = folder
        self.problems = problems

    def configuration(self, name: str, value: Mapping[str, Any]) -> Configuration:
        """The configuration that these keys of the document make."""
        entries = value.get("paths", ())
        return Configuration(
            name=name,
            folder=self.folder,
            proposals=tuple(value.get("proposals", ())),
            outputs=tuple(self._outputs(value.get("outputs", ()))),
            choices=self._choices(value, (), "named by the configuration"),
            paths=tuple(self._entry(entry, ("paths", place)) for place, entry in enumerate(entries)),
        )

    def _entry(self, entry: Mapping[str, Any], path: Path) -> PathChoices:
        match = entry["match"].removeprefix("./")
        if match.startswith("/") or ".." in match.split("/"):
            hint = "Write it as seen from the folder of the configuration: plans/**"
            self.problems.add(
                self.document, (*path, "match"), "CONFIG-PATH", f"'{match}' leads out of its folder", hint
            )
        choices = self._choices(entry, path, f"named by the configuration for {entry['match']}")
        return PathChoices(self._whole(match), choices, self.document.span((*path, "match")))

    def _whole(self, match: str) -> str:
        """The pattern; for a folder, one for everything below it."""
        folder = match.rstrip("/")
        below = match.endswith("/") or (not is_pattern(match) and os.path.isdir(os.path.join(self.folder, match)))
        return f"{folder}/{ANY_FOLDERS}" if below and folder else match

    def _choices(self, value: Mapping[str, Any], path: Path, reason: str) -> Choices:
        if not value.keys() & {"pack", "profile", "gate", "waivers", "baseline"}:
            return NO_CHOICES
        gate = value.get("gate", {})
        named = gate.get("recommendations", {})
        pack = self._named(value, (*path, "pack"), shipped_packs(), pack_folder)
        return Choices(
            pack=pack,
            pack_reason=reason if pack else "",
            profile=self._named(value, (*path, "profile"), shipped_profiles(), profile_file),
            gate=tuple(demands_of(gate, CONFIGURATION)),
            waivers=self._named(value, (*path, "waivers"), (), _file),
            baseline=self._named(value, (*path, "baseline"), (NO_BASELINE,), _any),
            places=tuple((name, self._key((*path, "gate", "recommendations", name))) for name in named),
        )

    def _key(self, path: Path) -> Span:
        return self.document.key_span(path)

    def _named(
        self, value: Mapping[str, Any], path: Path, shipped: tuple[str, ...], check: Callable[[str], Any]
    ) -> str:
        """What stands under the last key of the path: what ships by its name, all else as seen from here."""
        name = value.get(str(path[-1]), "")
        if not name or name in shipped:
            return str(name)
        found = os.path.normpath(os.path.join(self.folder, name))
        found = os.path.join(".", found) if found in shipped else found
        try:
            check(found)
        except InputError as error:
            for problem in error.problems:
                self.problems.add(self.document, path, problem.code, problem.message, problem.hint)
        return found

    def _outputs(self, outputs: list[Mapping[str, str]]) -> Iterator[Output]:
        for number, output in enumerate(outputs):
            place: Path = ("outputs", number, "path")
            path = output["path"]
            if self._leads_out(path):
                hint = "A configuration has reports written below its folder only. Elsewhere: -o on the command line."
                self.problems.add(self.document, place, "CONFIG-OUTPUT", f"'{path}' leads out of its folder", hint)
            yield Output(os.path.join(self.folder, path), output.get("format", ""), self.document.span(place))

    def _leads_out(self, path: str) -> bool:
        root, names = os.path.realpath(self.folder or "."), path.replace(os.sep, "/").split("/")
        if os.path.isabs(path) or "\0" in path or {"..", _REPOSITORY} & {name.casefold() for name in names}:
            return True
        inner = os.path.relpath(os.path.realpath(os.path.join(root, path)), root).replace(os.sep, "/").split("/")
        return bool({"..", _REPOSITORY} & {name.casefold() for name in inner})


def _file(name: str) -> None:
    if not os.path.isfile(name):
        problem = Problem("CONFIG-FILE", f"there is no file '{name}'", None, "Name it as seen from the configuration.")
        raise InputError((problem,))


def _any(_: str) -> None:
    """A baseline may still have to be written: it is asked for where it is read."""
