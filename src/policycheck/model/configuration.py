"""What a repository says about how its proposals are judged, by path, and the outputs that it asks for."""

from __future__ import annotations

from msgspec import Struct

from policycheck.errors import Span
from policycheck.model.gate import Demand

NO_BASELINE = "none"
"""Named as the baseline, it takes away one that is named elsewhere."""


class Choices(Struct, frozen=True):
    """By what proposals are judged. What is empty is left to what comes next: see docs/configuration.md.

    `pack`, `profile`, `waivers` and `baseline` are names as on the command line, seen from the working folder.
    `pack_reason` says why this pack. `places` holds, for each recommendation that the gate names, where it does.
    """

    pack: str = ""
    pack_reason: str = ""
    profile: str = ""
    gate: tuple[Demand, ...] = ()
    waivers: str = ""
    baseline: str = ""
    places: tuple[tuple[str, Span], ...] = ()

    def over(self, other: Choices) -> Choices:
        """These choices with what they leave open taken from the others; of the gate key by key."""
        named = self if self.pack else other
        demands = {demand.key: demand for demand in (*other.gate, *self.gate)}
        return Choices(
            pack=named.pack,
            pack_reason=named.pack_reason,
            profile=self.profile or other.profile,
            gate=tuple(demands.values()),
            waivers=self.waivers or other.waivers,
            baseline=self.baseline or other.baseline,
            places=tuple({**dict(other.places), **dict(self.places)}.items()),
        )


NO_CHOICES = Choices()
"""Where nothing was chosen."""


class PathChoices(Struct, frozen=True):
    """Choices for the proposals whose path, as seen from the configuration, matches a pattern; where that stands."""

    match: str
    choices: Choices
    place: Span | None = None


class Output(Struct, frozen=True):
    """A report to write: its path, as seen from here, its format (empty: as the ending says), and who asks for it."""

    path: str
    format: str
    span: Span


class Configuration(Struct, frozen=True):
    """A configuration. `name` is its file, `folder` the folder that its paths are seen from, both as seen from here.

    Of `paths` the last that matches wins, key by key.
    """

    name: str
    folder: str
    proposals: tuple[str, ...] = ()
    outputs: tuple[Output, ...] = ()
    choices: Choices = NO_CHOICES
    paths: tuple[PathChoices, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Everything that it names to judge by, itself included: files, folders, and ids of what ships."""
        named = (name for one in self._every for name in (one.pack, one.profile, one.waivers))
        return tuple(dict.fromkeys(name for name in (self.name, *named) if name))

    @property
    def baselines(self) -> tuple[str, ...]:
        """The files and folders of earlier results. These are written anew when they are to count."""
        return tuple(dict.fromkeys(one.baseline for one in self._every if one.baseline))

    @property
    def _every(self) -> tuple[Choices, ...]:
        return self.choices, *(path.choices for path in self.paths)
