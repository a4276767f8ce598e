"""The steps of a verification in order: attachments, pack, results, report. The first that fails ends it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from policycheck.errors import InputError, RenderError
from policycheck.load.gate import read_gate
from policycheck.load.results import baseline_from
from policycheck.model.assessment import Assessment
from policycheck.model.baseline import Baseline
from policycheck.model.gate import CONFIGURATION
from policycheck.model.lookup import MEMO, Searched, counted
from policycheck.model.profile import Profile
from policycheck.model.waiver import WaiverFile
from policycheck.pipeline import (
    evaluate,
    installed_pack,
    installed_profile,
    pack_of,
    proposal_of,
    searched_of,
    waivers_of,
    with_profile,
)
from policycheck.rendering import format_named
from policycheck.rendering.bundle import attachments, manifest_of
from policycheck.rendering.environment import layout, writing
from policycheck.rendering.json_report import render_json
from policycheck.rendering.waivers import tally
from policycheck.verification.answer import Answer, CannotTellError, NotReproducedError, Step, Verification
from policycheck.verification.contents import Contents, open_report
from policycheck.verification.results import differences
from policycheck.verification.sameness import added, first_difference, text_difference


def verify(data: bytes, *, with_pack: bool = False, results_only: bool = False) -> Verification:
    """Make a report again from its attachments and compare.

    `with_pack` accepts a pack that this installation does not have. `results_only` accepts a report that was made in
    another environment, where results and page text are the same.
    """
    steps: list[Step] = []
    try:
        _verify(data, steps, with_pack=with_pack, results_only=results_only)
    except NotReproducedError as error:
        return Verification(Answer.NOT_REPRODUCED, tuple(steps), error.differences, error.hint)
    except CannotTellError as error:
        return Verification(Answer.CANNOT_TELL, tuple(steps), (str(error),), error.hint)
    return Verification(Answer.REPRODUCED, tuple(steps))


def _verify(data: bytes, steps: list[Step], *, with_pack: bool, results_only: bool) -> None:
    """Take the steps in order, noting each that holds. Raises what ends them early."""
    contents = open_report(data)
    steps.append(Step("attachments", f"{len(contents.files)}, each with the digest that the manifest states"))
    steps.append(Step("pack", _known_pack(contents, with_pack=with_pack)))
    assessment = _evaluated(contents)
    if assessment.pack.profile is not None:
        steps.append(Step("profile", _known_profile(assessment.pack.profile)))
    if assessment.proposal.lookups:
        steps.append(Step("quotations", _quotations(assessment)))
    if assessment.waivers is not None:
        steps.append(Step("waivers", f"as the report carries them: {tally(assessment)[:-1]}"))
    steps.append(Step("results", _same_results(contents, assessment)))
    steps.append(Step("report", _same_report(contents, assessment, results_only=results_only)))


def _known_pack(contents: Contents, *, with_pack: bool) -> str:
    """What is known of the pack here, in words."""
    claimed = contents.manifest.pack
    name = f"{claimed.id} {claimed.version}"
    installed = installed_pack(claimed.id)
    if installed is not None and installed.version == claimed.version:
        if installed.digest == claimed.digest:
            return f"{name}, the same as the one installed here"
        other = _first_unlike(contents.pack_files, installed.files)
        raise NotReproducedError(f"the pack calls itself {name}, but is not the one installed here: {other} differs")
    here = f"version {installed.version}" if installed is not None else "no pack of that id"
    if not with_pack:
        raise CannotTellError(
            f"the pack {name} is not known here: this installation has {here}",
            "To trust the pack that the report carries: --with-pack.",
        )
    return f"{name}, as the report carries it; this installation has {here}"


def _known_profile(profile: Profile) -> str:
    """What is known of the profile here, in words. One of our own making needs no trust: the report prints it all."""
    installed = installed_profile(profile.id)
    if installed is None:
        return f"{profile.id}, as the report carries it; all that it changes is printed"
    if installed != profile.content:
        raise NotReproducedError(f"the profile calls itself {profile.id}, but is not the one installed here")
    return f"{profile.id}, the same as the one installed here"


def _first_unlike(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> str:
    return next(name for name in sorted({*one, *other}) if one.get(name) != other.get(name))


def _evaluated(contents: Contents) -> Assessment:
    manifest = contents.manifest
    try:
        pack = pack_of(contents.pack_files)
        if manifest.profile is not None:
            pack = with_profile(pack, contents.files[manifest.profile.attachment], manifest.profile.named)
        proposal = proposal_of(contents.proposal, manifest.proposal.named, pack, searched=_searched(contents))
        return evaluate(
            pack,
            proposal,
            as_of=manifest.as_of,
            pack_reason=manifest.pack.reason,
            gate=(*read_gate(manifest.configured, CONFIGURATION), *manifest.gate),
            enforce=manifest.enforced,
            baseline=_baseline(contents),
            waivers=_waivers(contents),
        )
    except InputError as error:
        first = error.problems[0]
        place = f"{first.span}: " if first.span else ""
        message = f"what the report carries cannot be evaluated: {place}{first.message}"
        raise CannotTellError(message, first.hint) from None


def _baseline(contents: Contents) -> Baseline | None:
    """The baseline that the report carries. Raises InputError."""
    entry = contents.manifest.baseline
    return None if entry is None else baseline_from(contents.files[entry.attachment], entry.named, entry.set_by)


def _searched(contents: Contents) -> Searched | None:
    """What was found in the sources, as the report carries it. Raises InputError."""
    entry = contents.manifest.sources
    return None if entry is None else searched_of(contents.files[entry.attachment])


def _quotations(assessment: Assessment) -> str:
    """What became of the quotations, and whether that was looked up again."""
    proposal = assessment.proposal
    found = counted(proposal.lookups)
    has_memo = any(source.file == MEMO for source in proposal.header.sources)
    if proposal.searched is None:
        return f"looked up again in the memo: {found}" if has_memo else found
    memo = "; those of the memo were looked up again" * has_memo
    return f"as the report carries them: {found}. The sources themselves are not carried{memo}"


def _waivers(contents: Contents) -> WaiverFile | None:
    """The waivers that the report carries. Raises InputError."""
    entry = contents.manifest.waivers
    return None if entry is None else waivers_of(contents.files[entry.attachment], entry.named)


def _same_results(contents: Contents, assessment: Assessment) -> str:
    found = differences(contents.results, render_json(assessment))
    if found:
        raise NotReproducedError(*found, hint=_other_program(contents))
    _check_parts(contents, assessment)
    rules = sum(len(grade.findings) for grade in assessment.grades)
    return f"{rules} outcomes, and every score and verdict, evaluated again: the same"


def _other_program(contents: Contents) -> str:
    """What to say where the report was made by another policycheck, whose rules of reading may be others."""
    name = "policycheck"
    stated, here = contents.manifest.environment.get(name, _NONE), writing()[name]
    return "" if stated == here else f"The report was made by policycheck {stated}; this is {here}."


def _check_parts(contents: Contents, assessment: Assessment) -> None:
    """Complain of an attachment that is no part of such a report, and of a manifest that says something else."""
    manifest = contents.manifest
    expected = {part.name for part in attachments(assessment, manifest.options)}
    if strange := sorted(contents.files.keys() - expected):
        raise NotReproducedError(*(f"{name} is no part of such a report" for name in strange))
    stated = replace(manifest, attachments=(), environment={})
    found = manifest_of(assessment, manifest.options, (), {})
    if unlike := [name for name in stated.__struct_fields__ if getattr(stated, name) != getattr(found, name)]:
        raise NotReproducedError(*(f"the manifest does not fit the report: {name}" for name in unlike))


def _same_report(contents: Contents, assessment: Assessment, *, results_only: bool) -> str:
    """How the report made again compares, in words."""
    unlike = _other_environment(contents)
    if not unlike:
        if difference := first_difference(contents.form, contents.data, _made(contents, assessment)):
            raise NotReproducedError(difference)
        return "byte for byte the same"
    if addition := added(contents.form, contents.data):
        raise NotReproducedError(addition)
    return _same_text(contents, assessment, f"made in another environment ({unlike})", accepted=results_only)


def _same_text(contents: Contents, assessment: Assessment, reason: str, *, accepted: bool) -> str:
    """What can be said of a report whose bytes cannot be compared, and the reason."""
    try:
        made = _made(contents, assessment)
    except RenderError as error:
        if accepted:
            return f"{reason}; not compared: {error}"
        raise CannotTellError(f"{reason}; the report cannot be made here: {error}", error.hint) from None
    if difference := text_difference(contents.form, contents.data, made):
        hint = "Verify it with the versions that the manifest states."
        raise CannotTellError(f"{reason}, and the text differs: {difference}", hint)
    if accepted:
        return f"{reason}; the text is the same"
    raise CannotTellError(
        f"{reason}; results and text are the same, the bytes cannot be",
        "To accept that: --results-only. For more, verify it with the versions that the manifest states.",
    )


def _made(contents: Contents, assessment: Assessment) -> bytes:
    return format_named(contents.form).render(assessment, contents.manifest.options)


def _other_environment(contents: Contents) -> str:
    """The components that are not those of the manifest, in words; empty if all are the same."""
    here = {**writing(), **(_layout() if contents.form == "pdf" else {})}
    stated = contents.manifest.environment
    return ", ".join(
        f"{name}: the report {stated.get(name, _NONE)}, here {here.get(name, _NONE)}"
        for name in sorted({*stated, *here})
        if stated.get(name) != here.get(name)
    )


_NONE = "none"


def _layout() -> Mapping[str, str]:
    try:
        return layout()
    except OSError:
        return {}
