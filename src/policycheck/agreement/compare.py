"""From codings to their agreement: each document by itself, then the figures over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from policycheck.agreement.codings import Coded, Codings
from policycheck.agreement.fields import field_rows
from policycheck.agreement.figures import Unit, alpha, kappa
from policycheck.agreement.states import state_rows
from policycheck.model.agreement import (
    UNJUDGED,
    Agreement,
    Coding,
    DocumentAgreement,
    Pair,
    RuleAgreement,
    StateRow,
    Tally,
)


def compare_codings(coded: Coded) -> Agreement:
    """How far the codings agree. There is at least one document, and each has at least two codings by one pack."""
    documents = tuple(_document(one) for one in coded.documents)
    units = [_unit(document, row, len(coded.coders)) for document in documents for row in document.rules]
    pack = coded.documents[0].assessments[0].pack
    return Agreement(
        coders=coded.coders,
        pack=f"{pack.id} {pack.version}",
        documents=documents,
        alpha=alpha(units),
        pairs=tuple(_pairs(documents, units, len(coded.coders))),
        rules=tuple(_rules(documents, len(coded.coders))) if len(documents) > 1 else (),
        notes=coded.notes,
    )


def _document(codings: Codings) -> DocumentAgreement:
    found = codings.assessments
    fields = field_rows([one.proposal for one in found], found[0].pack.vocabulary.root)
    return DocumentAgreement(
        id=codings.id,
        title=found[0].proposal.header.title,
        codings=tuple(
            Coding(coder, one.proposal.document.name) for coder, one in zip(codings.coders, found, strict=True)
        ),
        fields=fields,
        states=state_rows(found, fields),
    )


def _unit(document: DocumentAgreement, row: StateRow, coders: int) -> Unit:
    """The ratings of a rule, one for each coder of the whole set."""
    ratings: list[int | None] = [None] * coders
    for coding, rating in zip(document.codings, row.ratings, strict=True):
        ratings[coding.coder] = rating
    return ratings


def _pairs(documents: Sequence[DocumentAgreement], units: Sequence[Unit], coders: int) -> Iterator[Pair]:
    """A kappa for each two coders who share a document."""
    shared = {pair for document in documents for pair in combinations(sorted(one.coder for one in document.codings), 2)}
    for one, other in combinations(range(coders), 2):
        if (one, other) in shared:
            yield Pair((one, other), kappa((unit[one], unit[other]) for unit in units))


def _rules(documents: Sequence[DocumentAgreement], coders: int) -> list[RuleAgreement]:
    """The rules, the least reliably coded first: by pairs that agree, then by distance, then in the pack's order."""
    found: dict[str, list[tuple[DocumentAgreement, StateRow]]] = {}
    for document in documents:
        for row in document.rules:
            found.setdefault(row.id, []).append((document, row))
    order = {row.id: place for place, row in enumerate(documents[0].states)}
    rules = [_rule(rows, coders) for rows in found.values()]
    return sorted(rules, key=lambda rule: (rule.pairs.share or 0, -(rule.apart or 0), order[rule.id]))


def _rule(rows: Sequence[tuple[DocumentAgreement, StateRow]], coders: int) -> RuleAgreement:
    pairs = [pair for _, row in rows for pair in combinations(row.states, 2) if not UNJUDGED.issuperset(pair)]
    steps = list(_steps(row for _, row in rows))
    return RuleAgreement(
        id=rows[0][1].id,
        title=rows[0][1].title,
        documents=len(rows),
        pairs=Tally(sum(one == other for one, other in pairs), len(pairs)),
        apart=Fraction(sum(steps), len(steps)) if steps else None,
        alpha=alpha([_unit(document, row, coders) for document, row in rows]),
    )


def _steps(rows: Iterable[StateRow]) -> Iterator[int]:
    for row in rows:
        for one, other in combinations(row.ratings, 2):
            if one is not None and other is not None:
                yield abs(one - other)
