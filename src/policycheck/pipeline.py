"""The steps in order: read, validate, evaluate, score. It knows no format and prints nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from policycheck.errors import InputError, Problem
from policycheck.evaluation import broken_checks, find
from policycheck.load.pack import load_pack as _load_pack
from policycheck.load.pack import load_pack_files, shipped_packs
from policycheck.load.proposal import build_proposal, document_of, read_document, wanted_pack
from policycheck.model.assessment import Assessment
from policycheck.model.document import Document
from policycheck.model.outcome import Outcome
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.score import default_gate, grade, judge

if TYPE_CHECKING:
    from policycheck.load.mending import Mended

DEFAULT_PACK = "korean-peninsula"


def load_pack(name: str = DEFAULT_PACK) -> Pack:
    """Load a pack: the id of a shipped one, or a folder. Raises InputError with every problem found."""
    return _load_pack(name)


def load_proposal(source: str, pack: Pack, *, stdin: BinaryIO | None = None) -> Proposal:
    """Load a proposal from a file, or from `-` (standard input), and check it against a pack.

    Raises InputError with every problem found; what is merely odd is in the proposal's `warnings`.
    """
    document, problems = read_document(source, stdin=stdin)
    return _checked(build_proposal(document, problems, pack), pack)


def pack_of(files: Mapping[str, bytes]) -> Pack:
    """The pack made of these files, by name, read as a stranger's. Raises InputError with every problem found."""
    return load_pack_files(files)


def proposal_of(content: bytes, name: str, pack: Pack) -> Proposal:
    """As `load_proposal`, for the bytes of a file of that name that are at hand already."""
    return _checked(build_proposal(*document_of(content, name), pack), pack)


def installed_pack(pack_id: str) -> Pack | None:
    """The pack of that id that comes with this installation, if there is one."""
    return _load_pack(pack_id) if pack_id in shipped_packs() else None


def evaluate(
    pack: Pack,
    proposal: Proposal,
    *,
    as_of: str = "",
    explain: bool | Collection[Outcome] = True,
    pack_reason: str = "",
) -> Assessment:
    """Evaluate and score a proposal. `as_of` (YYYY-MM-DD) defaults to the proposal's own date.

    Findings whose outcome is in `explain` carry facts and words (True: all of them, False: none); outcomes, scores
    and verdicts are the same whatever is explained.
    """
    found = find(pack, proposal, explain=explain)
    grades = tuple(
        grade(pack, proposal, recommendation, found.rules[recommendation.id], applies=found.applies[recommendation.id])
        for recommendation in pack.recommendations
    )
    gate = default_gate(grades)
    package = judge(pack, proposal, grades, found.advisories, gate)
    return Assessment(
        proposal=proposal,
        pack=pack,
        pack_reason=pack_reason or f"the pack {pack.id} was given",
        as_of=_date(as_of) if as_of else proposal.header.date,
        grades=grades,
        advisories=found.advisories,
        tensions=found.tensions,
        package_verdict=package.verdict,
        package_reasons=package.reasons,
        package_score=package.score,
        gate=gate,
    )


class Auditor:
    """Audits proposals one after another; each pack is loaded once."""

    def __init__(
        self,
        *,
        pack: str = "",
        as_of: str = "",
        stdin: BinaryIO | None = None,
        explain: bool | Collection[Outcome] = True,
    ) -> None:
        """`pack` overrides what a proposal asks for; `explain` as in evaluate. Raises InputError for a bad date."""
        self._choice = pack
        self._as_of = _date(as_of) if as_of else ""
        self._stdin = stdin
        self._explain = explain
        self._packs: dict[str, Pack] = {}

    def audit(self, source: str) -> Assessment:
        """The assessment of one file (`-`: standard input). Raises InputError with every problem found."""
        document, problems = read_document(source, stdin=self._stdin)
        name, reason = _chosen(self._choice, document)
        if name not in self._packs:
            self._packs[name] = _load_pack(name)
        pack = self._packs[name]
        proposal = _checked(build_proposal(document, problems, pack), pack)
        return evaluate(pack, proposal, as_of=self._as_of, explain=self._explain, pack_reason=reason)


def mended(source: str, *, pack: str = "", stdin: BinaryIO | None = None) -> Mended:
    """The text of a proposal with present names in place of former ones. Raises InputError if it cannot be made.

    The proposal need not be valid otherwise, but its text has to be sound.
    """
    from policycheck.load.mending import mend

    document, problems = read_document(source, stdin=stdin)
    if document is None or any(problem.fatal for problem in problems):
        raise InputError(problems)
    return mend(document, _load_pack(_chosen(pack, document)[0]).vocabulary)


def _chosen(choice: str, document: Document | None) -> tuple[str, str]:
    """The pack, and why this one: the choice, then the proposal's own key, then the default."""
    if choice:
        return choice, "given on the command line"
    wanted = wanted_pack(document)
    return (wanted, "named by the proposal") if wanted else (DEFAULT_PACK, "the default")


def _checked(proposal: Proposal, pack: Pack) -> Proposal:
    broken = broken_checks(pack, proposal)
    if broken:
        raise InputError((*proposal.warnings, *broken))
    return proposal


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        problem = Problem("USE-DATE", f"'{text}' is not a date", None, "Write the year, month and day: YYYY-MM-DD.")
        raise InputError((problem,)) from None
