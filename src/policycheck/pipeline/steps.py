"""The steps, each a function: load a pack, load a proposal, evaluate."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from policycheck.errors import InputError, Problem
from policycheck.evaluation import Choice, Findings, broken_checks, find
from policycheck.load.days import judged_by
from policycheck.load.pack import load_pack as _load_pack
from policycheck.load.pack import load_pack_files
from policycheck.load.pack_folders import shipped_packs
from policycheck.load.problems import Problems
from policycheck.load.proposal import build_proposal, document_of, read_document, sound_values
from policycheck.model.assessment import Assessment, Grade, Raised
from policycheck.model.document import Document
from policycheck.model.gate import EVIDENCED, Demand, Gate, GateRules
from policycheck.model.outcome import OPEN, Outcome
from policycheck.model.pack import Pack
from policycheck.model.proposal import Proposal
from policycheck.score import Audited, audited, decide, foremost, gate_rules, grade, judge

if TYPE_CHECKING:
    from policycheck.model.baseline import Baseline
    from policycheck.model.lookup import Searched
    from policycheck.model.waiver import WaiverFile, Waivers


class Explain(Enum):
    """Which findings are explained, where it is not all of an outcome."""

    FOREMOST = "foremost"
    """Those that a summary prints in full; with waivers or a gate on evidence, all that leave something open."""


Wanted = bool | Collection[Outcome] | Explain
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

    The files of its sources are read from its folder, and its quotations looked up in them. Raises InputError with
    every problem found; what is merely odd is in the proposal's `warnings`.
    """
    document, problems = read_document(source, stdin=stdin)
    return checked(built(document, problems, pack), pack, folder_of(source))


def pack_of(files: Mapping[str, bytes]) -> Pack:
    """The pack made of these files, by name, read as a stranger's. Raises InputError with every problem found."""
    return load_pack_files(files)


def proposal_of(
    content: bytes, name: str, pack: Pack, *, folder: str | None = None, searched: Searched | None = None
) -> Proposal:
    """As `load_proposal`, for the bytes of a file of that name that are at hand already.

    The files of its sources are read from `folder`. Without one they are not at hand; what was found in them before
    may be given instead.
    """
    return checked(built(*document_of(content, name), pack), pack, folder, searched)


def searched_of(content: bytes) -> Searched:
    """What was found in the sources of a proposal, as a report carries it. Raises InputError."""
    from policycheck.load.lookups import searched_from

    return searched_from(content)


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
    gate: Sequence[str | Demand] = (),
    enforce: bool = True,
    baseline: Baseline | None = None,
    waivers: WaiverFile | None = None,
) -> Assessment:
    """Evaluate and score a proposal. `as_of` (YYYY-MM-DD) defaults to the proposal's own date.

    A date with a time and an offset stands for the day of UTC in which it falls. `waivers` want an `as_of`: the gate
    reads the figures with waivers, the headline stays without.

    Findings whose outcome is in `explain` carry facts and words (True: all of them, False: none); outcomes, scores
    and verdicts are the same whatever is explained. `gate` holds conditions as on the command line, KEY=VALUE, and
    demands that were read before; the former stand before the latter, and these before those of the pack's profile.
    A gate that is not enforced is reported and changes no exit code. With a `baseline` the gate fails only on what is
    worse than there. `pack_reason` says why this pack. Raises InputError for a bad date or gate, and for the baseline
    of another proposal.
    """
    day = judged_by(as_of, waived=waivers is not None)
    rules = _gate_rules(pack, tuple(gate))
    found = find(pack, proposal, explain=_choice(explain, rules, pack, proposal, waived=waivers is not None))
    grades = _grades(pack, proposal, found)
    package = judge(pack, proposal, grades, found.advisories)
    waived = None
    if waivers is not None:
        grades, waived = _waived(pack, proposal, grades, found.advisories, waivers, day)
    read = audited(pack, proposal, rules, grades, found.advisories, package)
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
        gate=_gate(pack, proposal, rules, read, baseline, enforce=enforce),
        waivers=waived,
        baseline=baseline,
    )


def _gate(
    pack: Pack, proposal: Proposal, rules: GateRules, read: Audited, baseline: Baseline | None, *, enforce: bool
) -> Gate:
    """What the gate comes to; with a baseline, on what is worse than there."""
    if baseline is None:
        return decide(rules, read, enforced=enforce)
    from policycheck.score.since import decide_since

    return decide_since(baseline, pack, proposal, rules, read, enforced=enforce)


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


def _grades(pack: Pack, proposal: Proposal, found: Findings) -> tuple[Grade, ...]:
    return tuple(
        grade(pack, proposal, one, found.rules[one.id], applies=found.applies[one.id]) for one in pack.recommendations
    )


def _choice(
    explain: Wanted, rules: GateRules, pack: Pack, proposal: Proposal, *, waived: bool
) -> bool | Collection[Outcome] | Choice:
    """What is explained, and what is met where the gate asks for evidence: its support is told with its words."""
    asked = rules.get(EVIDENCED)
    evidenced = asked is not None and asked.value is not None
    if isinstance(explain, Explain):
        if not (evidenced or waived):
            return lambda found: {one.rule.id for _, one in foremost(_grades(pack, proposal, found))}
        explain = OPEN
    if not evidenced or explain is True:
        return explain
    return {Outcome.MET, *(explain or ())}


@lru_cache(maxsize=64)
def _gate_rules(pack: Pack, gate: tuple[str | Demand, ...]) -> GateRules:
    """The command line's keys before the configuration's, then the profile's, then the default ones."""
    given: tuple[Demand, ...] = ()
    if gate:
        from policycheck.load.gate import fit_gate, read_gate

        read = read_gate(text for text in gate if isinstance(text, str))
        given = fit_gate((*(demand for demand in gate if isinstance(demand, Demand)), *read), pack)
    rules = gate_rules(pack.profile.gate if pack.profile else (), given)
    if not rules.conditions:
        hint = "Ask for something, or report without a gate: --no-gate."
        raise InputError((Problem("USE-GATE", "nothing is left that the gate asks for", None, hint),))
    return rules


def folder_of(source: str) -> str | None:
    """Where the files of a proposal's sources lie; where standard input comes from nobody knows."""
    return None if source == "-" else os.path.dirname(source)


def built(document: Document | None, problems: tuple[Problem, ...], pack: Pack) -> Proposal:
    """As `build_proposal`; beside the problems stand the checks of the pack that what is sound breaks already."""
    try:
        return build_proposal(document, problems, pack)
    except InputError as error:
        told = error.problems
    sound = sound_values(document, told, pack)
    if sound is not None:
        told = Problems([*told, *broken_checks(sound[1], sound[0])]).ordered()
    raise InputError(told)


def checked(proposal: Proposal, pack: Pack, folder: str | None = None, searched: Searched | None = None) -> Proposal:
    """The proposal with its quotations looked up, if it keeps to the checks of the pack.

    Raises InputError with those that it breaks.
    """
    broken = broken_checks(pack, proposal)
    if broken:
        raise InputError((*proposal.warnings, *broken))
    if any(source.file for source in proposal.header.sources) or any(entry.quote for entry in proposal.evidence):
        from policycheck.load.lookups import look_up

        return look_up(proposal, folder, searched)
    return proposal
