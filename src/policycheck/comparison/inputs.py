"""The inputs of an audit, each of which can be replaced by that of another audit."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from policycheck.comparison.gist import gist
from policycheck.errors import InputError
from policycheck.model.comparison import Cause
from policycheck.model.lookup import Searched
from policycheck.model.pack import Pack
from policycheck.model.result import Result
from policycheck.pipeline import evaluate, proposal_of, waivers_of, with_profile


class Text(Struct, frozen=True):
    """The bytes of a file, and how it was named.

    Of a proposal also where the files of its sources lie, or what was found in them; neither where nobody knows.
    """

    content: bytes
    name: str
    folder: str | None = None
    searched: Searched | None = None


class Inputs(Struct, frozen=True, eq=False):
    """What an audit is made from: the pack as it came, without the profile. An empty `as_of` is the proposal's date."""

    proposal: Text
    pack: Pack
    profile: Text | None = None
    waivers: Text | None = None
    as_of: str = ""

    def result(self) -> Result:
        """What comes of them. Raises InputError where they do not go together."""
        pack = self.pack
        if self.profile is not None:
            pack = with_profile(pack, self.profile.content, self.profile.name)
        text = self.proposal
        proposal = proposal_of(text.content, text.name, pack, folder=text.folder, searched=text.searched)
        waivers = None if self.waivers is None else waivers_of(self.waivers.content, self.waivers.name)
        return gist(evaluate(pack, proposal, as_of=self.as_of, waivers=waivers))

    def mixed(self, new: Inputs, causes: Iterable[Cause]) -> Inputs:
        """These inputs, with those that are named replaced by the other's."""
        return replace(self, **{FIELDS[cause]: getattr(new, FIELDS[cause]) for cause in causes})


FIELDS = {
    Cause.PROPOSAL: "proposal",
    Cause.PACK: "pack",
    Cause.PROFILE: "profile",
    Cause.WAIVERS: "waivers",
    Cause.AS_OF: "as_of",
}
"""The input behind each cause: the names in `Inputs`, and of its digest in `Basis`."""


def attempted(inputs: Inputs) -> Result | InputError:
    """What comes of inputs that may not go together, or why they do not."""
    try:
        return inputs.result()
    except InputError as error:
        return error
