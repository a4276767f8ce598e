"""What a printed report carries so that it can prove itself: proposal, pack, waivers, results, and a manifest.

Every report format carries the same files. The manifest holds their digests and all else that making the report again
needs. It names no host, user or path of the machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from msgspec import Struct, json

from policycheck.load.front_matter import ENDINGS as MARKDOWN
from policycheck.model.assessment import Assessment
from policycheck.model.gate import COMMAND_LINE
from policycheck.model.waiver import Waivers
from policycheck.rendering.environment import writing
from policycheck.rendering.options import Options

MANIFEST = "manifest.json"
RESULTS = "results.json"
BASELINE = "baseline.json"
SOURCES = "sources.json"
PACK_PREFIX = "pack-"
"""What the names of a pack's files begin with. No slash: programs that save attachments stumble over it."""

SCHEMA = "urn:policycheck:manifest:1"

Components = Mapping[str, str]
"""Versions and digests of what a report was made with, by name."""


class Attachment(Struct, frozen=True):
    """A file that a report carries. `relationship` is what it is to the report, in the words of PDF."""

    name: str
    media_type: str
    description: str
    content: bytes
    relationship: str = "Data"

    @property
    def listed(self) -> bool:
        """Whether the manifest states its digest: it does for all but itself."""
        return self.name != MANIFEST

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """Its SHA-256, in hex."""
        return sha256(self.content).hexdigest()


class Listed(Struct, frozen=True, forbid_unknown_fields=True):
    """An attachment as the manifest lists it."""

    name: str
    size: int
    sha256: str


class ProposalEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The attachment that holds the proposal, and how the proposal was named when it was read."""

    attachment: str
    named: str


class PackEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The pack, and why this one."""

    id: str
    version: str
    digest: str
    reason: str


class ProfileEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The attachment that holds the profile, and how the profile was named when it was read."""

    attachment: str
    named: str


class BaselineEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The attachment that holds the baseline, how the baseline was named when it was read, and who named it."""

    attachment: str
    named: str
    set_by: str = COMMAND_LINE


class WaiversEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The attachment that holds the waivers, and how their file was named when it was read."""

    attachment: str
    named: str


class SourcesEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The attachment that holds what was found in the files of the proposal's sources. They are not carried."""

    attachment: str


class Manifest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="schema", tag=SCHEMA):
    """What making the report again needs besides the attachments, and the digests of these."""

    proposal: ProposalEntry
    pack: PackEntry
    profile: ProfileEntry | None
    baseline: BaselineEntry | None
    waivers: WaiversEntry | None
    sources: SourcesEntry | None
    gate: tuple[str, ...]
    configured: tuple[str, ...]
    enforced: bool
    as_of: str
    options: Options
    environment: Components
    attachments: tuple[Listed, ...]


def attachments(assessment: Assessment, options: Options, layout: Components | None = None) -> tuple[Attachment, ...]:
    """The files that a report with these options carries, by name; none where it is to carry nothing.

    `layout` names what the format adds to the components that every printed report is made with.
    """
    if not options.embed:
        return ()
    parts = tuple(sorted(_parts(assessment), key=lambda part: part.name))
    manifest = Attachment(
        MANIFEST,
        "application/json",
        "Digests, options and environment of the report",
        encoded(manifest_of(assessment, options, parts, {**writing(), **(layout or {})})),
    )
    return tuple(sorted((*parts, manifest), key=lambda part: part.name))


def manifest_of(
    assessment: Assessment, options: Options, parts: Iterable[Attachment], components: Components
) -> Manifest:
    """The manifest of a report that carries these parts."""
    pack = assessment.pack
    return Manifest(
        proposal=ProposalEntry(_proposal_name(assessment), assessment.proposal.document.name),
        pack=PackEntry(pack.id, pack.version, pack.digest, assessment.pack_reason),
        profile=_profile_entry(assessment),
        baseline=_baseline_entry(assessment),
        waivers=_waivers_entry(assessment.waivers),
        sources=None if assessment.proposal.searched is None else SourcesEntry(SOURCES),
        gate=assessment.gate.rules.given,
        configured=assessment.gate.rules.configured,
        enforced=assessment.gate.enforced,
        as_of=assessment.as_of,
        options=options,
        environment=dict(sorted(components.items())),
        attachments=tuple(Listed(part.name, part.size, part.sha256) for part in parts),
    )


def _baseline_entry(assessment: Assessment) -> BaselineEntry | None:
    known = assessment.baseline
    return None if known is None else BaselineEntry(BASELINE, known.name, known.set_by)


def _parts(assessment: Assessment) -> Iterator[Attachment]:
    from policycheck.rendering.json_report import render_json

    name, pack = _proposal_name(assessment), assessment.pack
    yield Attachment(
        name, _media_type(name), "The proposal as it was read", assessment.proposal.document.content, "Source"
    )
    for part, content in pack.files.items():
        about = f"A file of the pack {pack.id} {pack.version}"
        yield Attachment(PACK_PREFIX + part, "application/yaml", about, content, "Supplement")
    if pack.profile is not None:
        about = f"The profile {pack.profile.id}, which changes the pack"
        yield Attachment(
            _named("profile", pack.profile.name), _media_type(pack.profile.name), about, pack.profile.content
        )
    if assessment.waivers is not None:
        file = assessment.waivers.file
        about = "The waivers: exceptions that the gate reads"
        yield Attachment(_named("waivers", file.name), _media_type(file.name), about, file.content)
    if assessment.proposal.searched is not None:
        about = "What was found in the files of the proposal's sources, and their digests"
        yield Attachment(SOURCES, "application/json", about, assessment.proposal.searched.content)
    if assessment.baseline is not None:
        about = "The baseline: earlier results, with which the gate compares"
        yield Attachment(BASELINE, "application/json", about, assessment.baseline.content)
    yield Attachment(RESULTS, "application/json", "The results, for programs", render_json(assessment))


def _profile_entry(assessment: Assessment) -> ProfileEntry | None:
    profile = assessment.pack.profile
    return None if profile is None else ProfileEntry(_named("profile", profile.name), profile.name)


def _waivers_entry(waivers: Waivers | None) -> WaiversEntry | None:
    return None if waivers is None else WaiversEntry(_named("waivers", waivers.file.name), waivers.file.name)


def _named(what: str, file: str) -> str:
    """An attachment's name, with the ending by which the file is read."""
    ending = os.path.splitext(file)[1].lower()
    return f"{what}{ending}" if ending in _MEDIA_TYPES else f"{what}.yaml"


def _media_type(name: str) -> str:
    return _MEDIA_TYPES.get(os.path.splitext(name)[1].lower(), "application/yaml")


_MEDIA_TYPES = {".json": "application/json", **dict.fromkeys(MARKDOWN, "text/markdown")}


def _proposal_name(assessment: Assessment) -> str:
    """The proposal's name as an attachment. Standard input counts as YAML, of which JSON is a part."""
    return _named("proposal", assessment.proposal.document.name)


def encoded(manifest: Manifest) -> bytes:
    """The manifest as the attachment holds it."""
    return json.format(json.encode(manifest), indent=2) + b"\n"


def script_blocks(carried: Iterable[Attachment]) -> Any:
    """The attachments as script elements of an HTML page: base64, so that no browser runs or renders them."""
    from base64 import b64encode

    from markupsafe import Markup

    block = Markup(
        '<script type="application/octet-stream;base64" data-name="{}" data-sha256="{}" data-description="{}">'
        "{}</script>\n"
    )
    return Markup("").join(
        block.format(part.name, part.sha256, part.description, b64encode(part.content).decode()) for part in carried
    )
