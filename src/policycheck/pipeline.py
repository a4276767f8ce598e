"""The steps in order: read, validate, evaluate, score. It knows no format and prints nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from policycheck.errors import InputError, Problem
from policycheck.evaluation import broken_checks, find
from policycheck.load.days import judged_by
from policycheck.load.pack import load_pack as _load_pack
from policycheck.load.pack import load_pack_files
from policycheck.load.pack_folders import named_beside, shipped_packs
from policycheck.load.proposal import build_proposal, document_of, read_document, wanted_pack
from policycheck.model.assessment import Assessment, Grade, Raised
from policycheck.model.document import Document
from policycheck.model.gate import EVIDENCED, Demand, GateRules
from policycheck.model.outcome import Outcome
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.score import audited, decide, gate_rules, grade, judge

if TYPE_CHECKING:
    from policycheck.load.mending import Mended
    from policycheck.model.baseline import Baseline
    from policycheck.model.waiver import WaiverFile, Waivers

Wanted = bool | Collection[Outcome]
"""The outcomes whose findings are explained: True for all, False for none."""

DEFAULT_PACK = "korean-peninsula"


def load_pack(name: str = DEFAULT_PACK, profile: str = "") -> Pack:
    """Load a pack: the id of a shipped one, or a folder. A profile (a shipped one's name, or a file) changes it.

    Raises InputError with every problem found.
    """
    pack = _load_pack(name)
    if not profile:
        return pack
    from policycheck.load.applied import apply_profile
    from policycheck.load.profile import read_profile

    return apply_profile(pack, read_profile(profile))


def with_profile(pack: Pack, content: bytes, name: str) -> Pack:
    """The pack as a profile would have it whose bytes are at hand; `name` is its file. Raises InputError."""
    from policycheck.load.applied import apply_profile
    from policycheck.load.profile import profile_from

    return apply_profile(pack, profile_from(content.decode(errors="replace"), name))


def installed_profile(name: str) -> bytes | None:
    """The profile of that id that comes with this installation, if there is one."""
    from policycheck.load.profile import read_profile, shipped_profiles

    return read_profile(name).text.encode() if name in shipped_profiles() else None


def load_waivers(name: str) -> WaiverFile:
    """The waivers in a file. Raises InputError with every problem found."""
    from policycheck.load.waivers import read_waivers

    return read_waivers(name)


def waivers_of(content: bytes, name: str) -> WaiverFile:
    """As `load_waivers`, for the bytes of a file of that name that are at hand already."""
    from policycheck.load.waivers import waivers_from

    return waivers_from(content, name)


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


def evaluate(  # noqa: PLR0913 - each is a choice of its own, and has a name at every call
    pack: Pack,
    proposal: Proposal,
    *,
    as_of: str = "",
    explain: Wanted = True,
    pack_reason: str = "",
    gate: Sequence[str] = (),
    enforce: bool = True,
    baseline: Baseline | None = None,
    waivers: WaiverFile | None = None,
) -> Assessment:
    """Evaluate and score a proposal. `as_of` (YYYY-MM-DD) defaults to the proposal's own date.

    A date with a time and an offset stands for the day of UTC in which it falls. `waivers` want an `as_of`: the gate
    reads the figures with waivers, the headline stays without.

    Findings whose outcome is in `explain` carry facts and words (True: all of them, False: none); outcomes, scores
    and verdicts are the same whatever is explained. `gate` holds conditions as on the command line, KEY=VALUE; they
    stand before those of the pack's profile. A gate that is not enforced is reported and changes no exit code.
    With a `baseline` the gate fails only on what is worse than there. `pack_reason` says why this pack. Raises
    InputError for a bad date or gate, and for the baseline of another proposal.
    """
    day = judged_by(as_of, waived=waivers is not None)
    rules = _gate_rules(pack, tuple(gate))
    found = find(pack, proposal, explain=_with_evidence(explain, rules))
    grades = tuple(
        grade(pack, proposal, recommendation, found.rules[recommendation.id], applies=found.applies[recommendation.id])
        for recommendation in pack.recommendations
    )
    package = judge(pack, proposal, grades, found.advisories)
    waived = None
    if waivers is not None:
        grades, waived = _waived(pack, proposal, grades, found.advisories, waivers, day)
    read = audited(pack, proposal, rules, grades, found.advisories, package)
    if baseline is None:
        gate_found = decide(rules, read, enforced=enforce)
    else:
        from policycheck.score.since import decide_since

        gate_found = decide_since(baseline, pack, proposal, rules, read, enforced=enforce)
    return Assessment(
        proposal=proposal,
        pack=pack,
        pack_reason=pack_reason or f"the pack {pack.id} was given",
        as_of=day or proposal.header.date,
        grades=grades,
        advisories=found.advisories,
        tensions=found.tensions,
        package_verdict=package.verdict,
        package_reasons=package.reasons,
        package_score=package.score,
        gate=gate_found,
        waivers=waived,
        baseline=baseline,
    )


def _waived(
    pack: Pack,
    proposal: Proposal,
    grades: tuple[Grade, ...],
    advisories: Sequence[Raised],
    waivers: WaiverFile,
    as_of: str,
) -> tuple[tuple[Grade, ...], Waivers]:
    from policycheck.load.waivers import fit_waivers
    from policycheck.score.waivers import waive

    return waive(pack, proposal, grades, advisories, fit_waivers(waivers, pack, proposal.header.id), as_of)


def _baseline(path: str, proposal_id: str) -> Baseline | None:
    """The baseline for a proposal, if one is named."""
    if not path:
        return None
    from policycheck.load.results import load_baseline

    return load_baseline(path, proposal_id)


def _own_id(proposal: Proposal, settings: Sequence[str]) -> str:
    """The proposal's id, without the mark of a what-if."""
    if not settings:
        return proposal.header.id
    from policycheck.load.settings import MARK

    return proposal.header.id.removesuffix(MARK)


def _with_evidence(explain: Wanted, rules: GateRules) -> Wanted:
    """What is explained, and what is met where the gate asks for evidence: its support is told with its words."""
    asked = rules.get(EVIDENCED)
    if asked is None or asked.value is None or explain is True:
        return explain
    return {Outcome.MET, *(explain or ())}


@lru_cache(maxsize=64)
def _gate_rules(pack: Pack, gate: tuple[str, ...]) -> GateRules:
    """The command line's keys before the profile's, those before the default ones."""
    given: tuple[Demand, ...] = ()
    if gate:
        from policycheck.load.gate import fit_gate, read_gate

        given = fit_gate(read_gate(gate), pack)
    rules = gate_rules(pack.profile.gate if pack.profile else (), given)
    if not rules.conditions:
        hint = "Ask for something, or report without a gate: --no-gate."
        raise InputError((Problem("USE-GATE", "nothing is left that the gate asks for", None, hint),))
    return rules


def _check_gate(gate: Sequence[str]) -> None:
    """Complain of a gate that no pack could suit before any proposal is read."""
    if gate:
        from policycheck.load.gate import read_gate

        read_gate(gate)


def _check_settings(settings: Sequence[str]) -> None:
    if settings:
        from policycheck.load.settings import check_settings

        check_settings(settings)


class Auditor:
    """Audits proposals one after another; each pack is loaded once."""

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
        """`pack` overrides what a proposal asks for, `profile` as in load_pack, `waivers` names their file, the rest
        as in evaluate.

        `baseline` is a results file, or a folder with one for each proposal: `ID.json`. `settings` are fields to set
        in every proposal for a what-if: FIELD=VALUE. Raises InputError for a bad date, gate, setting, or bad waivers.
        """
        self._baseline = baseline
        self._choice = pack
        self._profile = profile
        self._gate = tuple(gate)
        self._enforce = enforce
        _check_gate(self._gate)
        self._settings = tuple(settings)
        _check_settings(self._settings)
        self._as_of = judged_by(as_of, waived=bool(waivers))
        self._waivers = load_waivers(waivers) if waivers else None
        self._stdin = stdin
        self._explain = explain
        self._packs: dict[str, Pack] = {}

    def audit(self, source: str) -> Assessment:
        """The assessment of one file (`-`: standard input). Raises InputError with every problem found."""
        document, problems = read_document(source, stdin=self._stdin)
        name, reason = _chosen(self._choice, document, source)
        if name not in self._packs:
            self._packs[name] = load_pack(name, self._profile)
        pack = self._packs[name]
        if self._settings and document is not None and not any(problem.fatal for problem in problems):
            from policycheck.load.settings import with_settings

            document = with_settings(document, self._settings, pack.vocabulary)
        try:
            proposal = _checked(build_proposal(document, problems, pack), pack)
        except InputError as error:
            if document is None or self._choice or wanted_pack(document):
                raise
            raise InputError((*_other_pack(document, pack), *error.problems)) from None
        found = evaluate(
            pack,
            proposal,
            as_of=self._as_of,
            explain=self._explain,
            pack_reason=reason,
            gate=self._gate,
            enforce=self._enforce,
            baseline=_baseline(self._baseline, _own_id(proposal, self._settings)),
            waivers=self._waivers,
        )
        return found if name == DEFAULT_PACK else replace(found, pack_name=name)


def mended(source: str, *, pack: str = "", stdin: BinaryIO | None = None) -> Mended:
    """The text of a proposal with present names in place of former ones. Raises InputError if it cannot be made.

    The proposal need not be valid otherwise, but its text has to be sound.
    """
    from policycheck.load.mending import mend

    document, problems = read_document(source, stdin=stdin)
    if document is None or any(problem.fatal for problem in problems):
        raise InputError(problems)
    return mend(document, _load_pack(_chosen(pack, document, source)[0]).vocabulary)


def _chosen(choice: str, document: Document | None, source: str) -> tuple[str, str]:
    """The pack, and why this one: the choice, then the proposal's own key, then the default."""
    if choice:
        return choice, "given on the command line"
    wanted = wanted_pack(document)
    if wanted:
        return named_beside(wanted, source), "named by the proposal"
    return DEFAULT_PACK, "the default"


def _other_pack(document: Document, pack: Pack) -> tuple[Problem, ...]:
    """What to say of a proposal that names no pack, does not fit the default one, and has sections of another."""
    strange = [key for key in document.value if key not in pack.vocabulary.root.properties]
    for name in shipped_packs() if strange else ():
        known = _load_pack(name).vocabulary.root.properties
        if section := next((key for key in strange if key in known), ""):
            message = f"no pack is named, so {pack.id} was used; '{section}' is a section of the pack {name}"
            hint = f"Begin the file with the line 'pack: {name}', or add --pack {name}."
            return (Problem("USE-PACK", message, document.key_span((section,)), hint),)
    return ()


def _checked(proposal: Proposal, pack: Pack) -> Proposal:
    broken = broken_checks(pack, proposal)
    if broken:
        raise InputError((*proposal.warnings, *broken))
    return proposal
