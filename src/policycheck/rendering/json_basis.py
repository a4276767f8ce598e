"""What was audited, and against what, as parts of the published result: proposal, pack, scale, sources, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from policycheck.model.assessment import Assessment
from policycheck.model.lookup import Lookup, SourceFile
from policycheck.model.outcome import Outcome
from policycheck.model.pack import Advisory, Authority, Clause, Pack, Rule, SourceDocument, Tension
from policycheck.model.profile import Profile
from policycheck.model.proposal import Evidence, Proposal, Source
from policycheck.rendering import results_basis as basis

_NOTHING = Fraction(0)
_PLACES = 10_000
"""Decimals are cut off after four places."""


def exact(number: Fraction) -> basis.Exact:
    """A number of at least 0 as a fraction, and cut off after four decimal places."""
    return basis.Exact(exact=str(number), decimal=number * _PLACES // 1 / _PLACES)


def pack_part(pack: Pack, reason: str) -> basis.PackInfo:
    """The pack, and why this one."""
    return basis.PackInfo(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        description=pack.description,
        reviewed_on=pack.reviewed_on,
        digest=pack.digest,
        reason=reason,
    )


def profile_part(profile: Profile | None) -> basis.ProfileInfo | None:
    """The profile and what it changed; None without one."""
    if profile is None:
        return None
    return basis.ProfileInfo(
        id=profile.id,
        title=profile.title,
        description=profile.description or None,
        file=profile.name,
        digest=profile.digest,
        changes=tuple(
            basis.Change(what=change.what, pack=change.pack, profile=change.profile, reason=change.reason or None)
            for change in profile.changes
        ),
    )


def proposal_part(proposal: Proposal) -> basis.ProposalInfo:
    """The proposal's header and file."""
    header, files = proposal.header, proposal.source_files
    return basis.ProposalInfo(
        id=header.id,
        title=header.title,
        actor=header.actor,
        author=header.author or None,
        status=header.status,
        basis=header.basis,
        date=header.date,
        covers=header.covers,
        pack_version=proposal.pack_version or None,
        file=proposal.document.name,
        digest=proposal.digest,
        lookups_digest=None if proposal.searched is None else proposal.searched.digest,
        sources=tuple(_source(source, files.get(source.id)) for source in header.sources),
        evidence=tuple(_evidence(entry) for entry in proposal.evidence),
    )


def _source(source: Source, file: SourceFile | None) -> basis.Source:
    return basis.Source(
        id=source.id,
        cite=source.cite,
        file=source.file or None,
        digest=(file.sha256 or None) if file else None,
        away=(file.reason or None) if file else None,
    )


def _evidence(entry: Evidence) -> basis.Evidence:
    lookup = entry.lookup
    return basis.Evidence(
        path=entry.path,
        says=entry.says,
        where=entry.where,
        source=entry.source,
        contested=entry.contested,
        quote=entry.quote or None,
        lookup=None if lookup is None else _lookup(lookup),
        counts=entry.holds,
    )


def _lookup(lookup: Lookup) -> basis.Lookup:
    return basis.Lookup(
        state=lookup.state,
        unit=lookup.unit or None,
        number=lookup.number or None,
        nearest=lookup.nearest or None,
        reason=lookup.reason or None,
    )


def scale_part(pack: Pack) -> basis.Scale:
    """How outcomes become verdicts, and the pack's named numbers."""
    scale = pack.scale
    credit = {outcome: exact(scale.credit.get(outcome, _NOTHING)) for outcome in Outcome}
    return basis.Scale(
        bands=basis.Bands(**{verdict.value: exact(band) for verdict, band in scale.bands.items()}),
        credit=basis.Credit(**{o.value: earned for o, earned in credit.items() if o is not Outcome.NOT_APPLICABLE}),
        contradicts_at=exact(scale.contradicts_at),
        silent_at=exact(scale.silent_at),
        basis=scale.basis or None,
        numbers=tuple(
            basis.NamedNumber(name=name, title=operand.title, value=value)
            for name, operand in pack.numbers.items()
            for value in operand.values
            if isinstance(value, int | float)
        ),
    )


def documents_part(pack: Pack) -> tuple[basis.Document, ...]:
    """The texts that the pack encodes, in its order."""
    return tuple(_document(document) for document in pack.sources.documents.values())


def clauses_named(assessment: Assessment) -> tuple[basis.Clause, ...]:
    """The clauses that anything in the result names, in the order of the pack."""
    named = {clause for grade in assessment.grades for clause in grade.recommendation.clauses}
    named.update(clause for one in _cited(assessment) for clause in one.clauses)
    known = assessment.pack.sources.clauses.values()
    return tuple(_clause(clause) for clause in known if clause.id in named)


def authorities_named(assessment: Assessment) -> tuple[basis.Authority, ...]:
    """The authorities that anything in the result names, in the order of the pack."""
    named = {authority for one in _cited(assessment) for authority in one.authority}
    known = assessment.pack.sources.authorities.values()
    return tuple(_authority(authority) for authority in known if authority.id in named)


def _cited(assessment: Assessment) -> Iterator[Rule | Advisory | Tension]:
    """Everything in the result that names clauses and authorities, apart from the recommendations themselves."""
    for grade in assessment.grades:
        yield from (finding.rule for finding in grade.findings)
    yield from (raised.concern for raised in (*assessment.advisories, *assessment.tensions))


def _clause(clause: Clause) -> basis.Clause:
    return basis.Clause(
        id=clause.id,
        document=clause.document,
        role=clause.role,
        of=clause.of or None,
        where=clause.where,
        says=clause.says,
    )


def _authority(authority: Authority) -> basis.Authority:
    return basis.Authority(
        id=authority.id,
        cite=authority.cite,
        use=authority.use,
        seen=authority.seen,
        confidence=authority.confidence,
        url=authority.url or None,
    )


def _document(document: SourceDocument) -> basis.Document:
    return basis.Document(
        id=document.id,
        title=document.title,
        author=document.author or None,
        publication=document.publication or None,
        place=document.place or None,
        date=document.date or None,
        note=document.note or None,
    )
