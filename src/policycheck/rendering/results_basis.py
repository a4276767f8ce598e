"""The parts of the published result that say what was audited, and against what: proposal, pack, scale, sources."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from policycheck.model.lookup import Found

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Date = Annotated[str, Field(json_schema_extra={"format": "date"})]


class Part(BaseModel):
    """What all parts have in common: no other keys, no conversions, no changes."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, json_schema_serialization_defaults_required=True
    )


class Exact(Part):
    """An exact number, and the same cut off after four decimal places: never rounded up."""

    exact: str = Field(pattern=r"^[0-9]+(/[1-9][0-9]*)?$", description="A fraction in lowest terms: `19/35`, `4`.")
    decimal: float = Field(ge=0, description="The number with what follows its fourth decimal place cut off.")


class PackInfo(Part):
    """The pack that the proposal was held against."""

    id: str = Field(description="The pack's id.")
    version: str = Field(description="The pack's version.")
    title: str = Field(description="The pack's title.")
    description: str = Field(description="What it encodes, and what a verdict by it does not say.")
    reviewed_on: Date = Field(description="The day on which the pack was last reviewed.")
    digest: Digest = Field(description="SHA-256 over the names and contents of the pack's files, whatever the profile.")
    reason: str = Field(description="Why this pack and no other.")


class Change(Part):
    """One thing in which a profile departs from the pack."""

    what: str = Field(description="What is changed, in words.")
    pack: str = Field(description="What it is in the pack.")
    profile: str = Field(description="What it is with the profile.")
    reason: str | None = Field(description="Why, in the profile's words.")


class ProfileInfo(Part):
    """The profile that changed the pack. Rules, weights and scale below are as it made them."""

    id: str = Field(description="The profile's id.")
    title: str = Field(description="The profile's title.")
    description: str | None = Field(description="What it is for.")
    file: str = Field(description="The file's name as it was given; of a shipped one, its name among the profiles.")
    digest: Digest = Field(description="SHA-256 of its text in UTF-8, without a byte order mark.")
    changes: tuple[Change, ...] = Field(description="Everything in which it departs from the pack.")


class Source(Part):
    """A document that the proposal cites."""

    id: str = Field(description="Its id.")
    cite: str = Field(description="The citation.")
    file: str | None = Field(description="Its file as the proposal names it; `memo` is that of the proposal itself.")
    digest: Digest | None = Field(description="SHA-256 of that file; null where it was not read.")
    away: str | None = Field(description="Why the file is not at hand; null where it is, or none is named.")


class Lookup(Part):
    """What became of a quotation."""

    state: Found = Field(description="Whether it stands in its source.")
    unit: Literal["page", "line", "paragraph"] | None = Field(description="What its place is counted in.")
    number: int | None = Field(ge=1, description="Its place, or that of the nearest passage.")
    nearest: str | None = Field(description="Where it is not found: the passage that is most like it.")
    reason: str | None = Field(description="Why the source is not at hand.")


class Evidence(Part):
    """A citation for a field."""

    path: str = Field(description="The field, or what it lies in.")
    says: str = Field(description="What the source says, in the words of who coded it.")
    where: str = Field(description="Where in the source.")
    source: str = Field(description="The source, by id.")
    contested: bool = Field(description="Whether coders may differ.")
    quote: str | None = Field(description="The source's own words.")
    lookup: Lookup | None = Field(description="What became of the quotation; null where there is none.")
    counts: bool = Field(description="Whether it counts as evidence: not if the quotation is not in its source.")


class ProposalInfo(Part):
    """The proposal under audit, in its own words and values."""

    id: str = Field(description="The proposal's id.")
    title: str = Field(description="Its title.")
    actor: str = Field(description="The acting party, a value of the pack's vocabulary.")
    author: str | None = Field(description="Who wrote it.")
    status: str = Field(description="Its status, a value of the pack's vocabulary.")
    basis: Literal["as_written", "as_delivered"] = Field(description="Whether the text or what was done is audited.")
    date: Date = Field(description="Its date, the one that rules read.")
    covers: tuple[str, ...] = Field(description="The strands it claims to cover, in its own order.")
    pack_version: str | None = Field(description="The version of the pack for which it says it was written.")
    file: str = Field(description="The file's name as it was given, with `/` between folders.")
    digest: Digest = Field(description="SHA-256 of its text in UTF-8, without a byte order mark.")
    lookups_digest: Digest | None = Field(
        description="SHA-256 of what was found in the files of its sources; null where it names none."
    )
    sources: tuple[Source, ...] = Field(description="What it cites, in its own order.")
    evidence: tuple[Evidence, ...] = Field(description="Its citations, in its own order.")


class Bands(Part):
    """The lowest score of each grade."""

    does_not_meet: Exact = Field(description="The lowest score of all.")
    partly_meets: Exact = Field(description="From here on: partly meets.")
    largely_meets: Exact = Field(description="From here on: largely meets.")
    meets: Exact = Field(description="From here on: meets.")


class Credit(Part):
    """The share of its weight that a rule earns by its outcome. A rule that is not applicable is not counted."""

    contradicted: Exact = Field(description="Earned when contradicted.")
    not_met: Exact = Field(description="Earned when not met.")
    not_stated: Exact = Field(description="Earned when not stated.")
    partly_met: Exact = Field(description="Earned when partly met.")
    met: Exact = Field(description="Earned when met.")


class NamedNumber(Part):
    """A number that the pack's rules use by name."""

    name: str = Field(description="Its name in the pack.")
    title: str = Field(description="What it stands for; may be empty.")
    value: int | float = Field(description="The number.")


class Scale(Part):
    """How outcomes became verdicts: all of it comes from the pack, or from the profile."""

    bands: Bands = Field(description="The lowest score of each grade, from worst to best.")
    credit: Credit = Field(description="What each outcome earns, from worst to best.")
    contradicts_at: Exact = Field(description="The share of lost weight from which the qualifier is `contradicts`.")
    silent_at: Exact = Field(description="The share of lost weight from which the qualifier is `mostly silent`.")
    basis: str | None = Field(description="Where the scale comes from, in the pack's words.")
    numbers: tuple[NamedNumber, ...] = Field(description="The pack's named numbers, in the order of their definition.")


class Clause(Part):
    """A statement of a source document, paraphrased."""

    id: str = Field(description="Its id.")
    document: str = Field(description="The document it stands in, by id.")
    role: str = Field(description="requirement, risk, tension or context.")
    of: str | None = Field(description="What it is a requirement of.")
    where: str = Field(description="Where in the document it stands.")
    says: str = Field(description="What it says.")


class Authority(Part):
    """An outside document that supports rules."""

    id: str = Field(description="Its id.")
    cite: str = Field(description="The citation.")
    use: str = Field(description="What it is cited for.")
    seen: str = Field(description="Whether it was looked at or is cited from memory.")
    confidence: str = Field(description="How sure the pack's authors are of it.")
    url: str | None = Field(description="Its address.")


class Document(Part):
    """A published text that the pack encodes."""

    id: str = Field(description="Its id.")
    title: str = Field(description="Its title.")
    author: str | None = Field(description="Its author.")
    publication: str | None = Field(description="Where it was published.")
    place: str | None = Field(description="Where the copy was found.")
    date: str | None = Field(description="Its date, in the pack's words.")
    note: str | None = Field(description="What else to know of it.")
