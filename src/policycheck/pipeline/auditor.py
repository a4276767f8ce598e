"""Proposals one after another, each by the pack, profile, gate and waivers that it is to be judged by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from policycheck.errors import InputError, Problem
from policycheck.load.days import judged_by
from policycheck.load.pack import load_pack as _load_pack
from policycheck.load.pack_choice import other_pack
from policycheck.load.pack_folders import named_beside
from policycheck.load.proposal import read_document, wanted_pack
from policycheck.model.assessment import Assessment
from policycheck.model.configuration import NO_BASELINE, Choices, Configuration
from policycheck.model.document import Document
from policycheck.model.gate import COMMAND_LINE, CONFIGURATION
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.pipeline.steps import (
    DEFAULT_PACK,
    Wanted,
    built,
    checked,
    evaluate,
    folder_of,
    load_pack,
    load_waivers,
)

if TYPE_CHECKING:
    from policycheck.load.mending import Mended
    from policycheck.model.baseline import Baseline
    from policycheck.model.waiver import WaiverFile


class Auditor:
    """Audits proposals one after another; each pack is loaded once for each profile."""

    def __init__(  # noqa: PLR0913 - as evaluate
        self,
        *,
        pack: str = "",
        as_of: str = "",
        stdin: BinaryIO | None = None,
        explain: Wanted = True,
        profile: str = "",
        gate: Sequence[str] = (),
        enforce: bool = True,
        baseline: str = "",
        waivers: str = "",
        settings: Sequence[str] = (),
    ) -> None:
        """`pack` overrides what configuration and proposal ask for; `profile`, `waivers` and `baseline` the former.

        `profile` as in load_pack, `waivers` names their file, `baseline` is a results file, a folder with one for each
        proposal: `ID.json`, or `none`; `settings` are fields to set in every proposal for a what-if: FIELD=VALUE; the
        rest as in evaluate. Raises InputError for a bad date, gate, setting, or bad waivers.
        """
        self._given = Choices(
            pack=pack, pack_reason="given on the command line", profile=profile, waivers=waivers, baseline=baseline
        )
        self._gate = tuple(gate)
        self._enforce = enforce
        _check_gate(self._gate)
        self._settings = tuple(settings)
        _check_settings(self._settings)
        self._as_of = judged_by(as_of, waived=bool(waivers))
        self._waivers = {waivers: load_waivers(waivers)} if waivers else {}
        self._stdin = stdin
        self._explain = explain
        self._configuration: Configuration | None = None
        self._packs: dict[tuple[str, str], Pack] = {}

    def heed(self, configuration: Configuration | None) -> None:
        """From now on, take from the configuration what was not given."""
        self._configuration = configuration

    def audit(self, source: str) -> Assessment:
        """The assessment of one file (`-`: standard input). Raises InputError with every problem found."""
        return self.audit_read(*read_document(source, stdin=self._stdin), source)

    def pack_for(self, document: Document | None, source: str) -> Pack:
        """The pack by which the document in that file is judged. Raises InputError."""
        choices = self._choices(source)
        return self._pack(_chosen(choices, document, source)[0], choices)

    def audit_read(self, document: Document | None, problems: tuple[Problem, ...], source: str) -> Assessment:
        """As `audit`, for a document that was read already, with what is wrong with its text."""
        choices = self._choices(source)
        name, reason = _chosen(choices, document, source)
        pack = self._pack(name, choices)
        try:
            proposal = self._proposal(document, problems, pack, folder_of(source))
        except InputError as error:
            if document is None or choices.pack or wanted_pack(document):
                raise
            raise InputError((*other_pack(document, pack), *error.problems)) from None
        found = evaluate(
            pack,
            proposal,
            as_of=self._as_of,
            explain=self._explain,
            pack_reason=reason,
            gate=(*choices.gate, *self._gate),
            enforce=self._enforce,
            baseline=self._baseline(source, _own_id(proposal, self._settings)),
            waivers=self._waiver_file(choices.waivers),
        )
        return found if name == DEFAULT_PACK else replace(found, pack_name=name)

    def _proposal(
        self, document: Document | None, problems: tuple[Problem, ...], pack: Pack, folder: str | None
    ) -> Proposal:
        """The proposal, with the fields set that are to be. Raises InputError; places in it are those in the file."""
        if not self._settings or document is None or any(problem.fatal for problem in problems):
            return checked(built(document, problems, pack), pack, folder)
        from policycheck.load.settings import with_settings

        what_if = with_settings(document, self._settings, pack.vocabulary)
        try:
            return checked(built(what_if.document, problems, pack), pack, folder)
        except InputError as error:
            try:
                own = checked(built(document, problems, pack), pack, folder).warnings
            except InputError as alone:
                own = alone.problems
            raise InputError(what_if.told(error.problems, (*problems, *own))) from None

    def baseline_of(self, source: str) -> str:
        """The results file or folder that a proposal is compared with; empty for none."""
        name = self._choices(source).baseline
        return "" if name == NO_BASELINE else name

    def _baseline(self, source: str, proposal_id: str) -> Baseline | None:
        path = self.baseline_of(source)
        if not path:
            return None
        from policycheck.load.results import load_baseline

        return load_baseline(path, proposal_id, COMMAND_LINE if self._given.baseline else CONFIGURATION)

    def _waiver_file(self, name: str) -> WaiverFile | None:
        if name and name not in self._waivers:
            self._waivers[name] = load_waivers(name)
        return self._waivers.get(name)

    def is_none(self, source: str) -> bool:
        """Whether a file is plainly no proposal: it can be read, and has nothing that a proposal has."""
        from policycheck.load.recognition import is_no_proposal

        document, problems = read_document(source)
        choices = self._choices(source)
        try:
            pack = self._pack(_chosen(choices, document, source)[0], choices)
        except InputError:  # told of where it is audited, if it is
            pack = load_pack()
        return is_no_proposal(document, problems, pack)

    def _choices(self, source: str) -> Choices:
        """The command line before the configuration."""
        if self._configuration is None:
            return self._given
        from policycheck.load.configuration import choices_for

        return self._given.over(choices_for(self._configuration, source))

    def _pack(self, name: str, choices: Choices) -> Pack:
        wanted = name, choices.profile
        if wanted not in self._packs:
            self._packs[wanted] = load_pack(*wanted)
        pack = self._packs[wanted]
        if choices.gate:
            from policycheck.load.configuration import misfits

            if problems := misfits(choices, pack):
                raise InputError(problems)
        return pack


def _check_gate(gate: Sequence[str]) -> None:
    """Complain of a gate that no pack could suit before any proposal is read."""
    if gate:
        from policycheck.load.gate import read_gate

        read_gate(gate)


def _check_settings(settings: Sequence[str]) -> None:
    if settings:
        from policycheck.load.settings import check_settings

        check_settings(settings)


def _own_id(proposal: Proposal, settings: Sequence[str]) -> str:
    """The proposal's id, without the mark of a what-if."""
    if not settings:
        return proposal.header.id
    from policycheck.load.settings import MARK

    return proposal.header.id.removesuffix(MARK)


def mended(source: str, *, pack: str = "", stdin: BinaryIO | None = None) -> Mended:
    """The text of a proposal with present names in place of former ones. Raises InputError if it cannot be made.

    The proposal need not be valid otherwise, but its text has to be sound.
    """
    from policycheck.load.mending import mend

    document, problems = read_document(source, stdin=stdin)
    if document is None or any(problem.fatal for problem in problems):
        raise InputError(problems)
    return mend(document, _load_pack(_chosen(Choices(pack=pack), document, source)[0]).vocabulary)


def _chosen(choices: Choices, document: Document | None, source: str) -> tuple[str, str]:
    """The pack, and why this one: the choice, then the proposal's own key, then the default."""
    if choices.pack:
        return choices.pack, choices.pack_reason
    wanted = wanted_pack(document)
    if wanted:
        return named_beside(wanted, source), "named by the proposal"
    return DEFAULT_PACK, "the default"
