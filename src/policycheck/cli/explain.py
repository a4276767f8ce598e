"""Entries of a pack in English. Conditions say themselves; nothing here knows what a rule is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policycheck.cli.entries import Entry
from policycheck.evaluation import Line, say
from policycheck.evaluation.glossary import glossary
from policycheck.evaluation.words import listed
from policycheck.handbook.words import caps, section_titles, seen, strand_titles, waiting
from policycheck.model.condition import Condition
from policycheck.model.pack import (
    Advisory,
    Authority,
    Citing,
    Clause,
    Pack,
    Recommendation,
    Rule,
    SourceDocument,
    Tension,
)
from policycheck.rendering.page import Page


def explain_entry(page: Page, found: Entry, pack: Pack) -> None:
    """Put an entry on the page: what it is, what it asks, and where it comes from."""
    match found:
        case Rule():
            _rule(page, found, pack)
        case Recommendation():
            _recommendation(page, found, pack)
        case Advisory() | Tension():
            _concern(page, found, pack)
        case Clause():
            _clause(page, found, pack)
        case Authority():
            _authority(page, found, pack)
        case SourceDocument():
            _document(page, found, pack)


def _rule(page: Page, rule: Rule, pack: Pack) -> None:
    owner = next(one for one in pack.recommendations if rule in one.rules)
    _title(page, rule.id, rule.title)
    page.block(f"A rule of {owner.id} ({owner.title}). Weight {float(rule.weight):g}, {rule.severity.value}.")
    _section(page, "Question", [rule.question])
    if rule.requires:
        _section(page, "Waits for", [waiting(rule.requires, pack)])
    _condition(page, "Applies when", rule.when)
    _condition(page, "Contradicted when", rule.contradicted)
    _condition(page, "Met when", rule.met)
    _condition(page, "Partly met when", rule.partly)
    _terms(page, rule.when, rule.contradicted, rule.met, rule.partly)
    _section(page, "Caps", caps(rule, owner))
    _section(page, "Why", [rule.why])
    _section(page, "Remedy", [rule.remedy])
    _basis(page, rule, pack)


def _recommendation(page: Page, recommendation: Recommendation, pack: Pack) -> None:
    sections = section_titles(pack)
    _title(page, recommendation.id, recommendation.title)
    count = len(recommendation.rules)
    page.block(f"A recommendation of the pack {pack.id}, with {count} rule{'s' if count != 1 else ''}.")
    _section(page, "In scope when the proposal covers", [f"{_any_strand(recommendation.strands, pack)}."])
    _section(page, "Read from", [", ".join(sections.get(name, name) for name in recommendation.sections)])
    _condition(page, "Applies when", recommendation.when)
    _terms(page, recommendation.when)
    if recommendation.when_note:
        page.block(recommendation.when_note, indent=2)
    page.heading("Rules")
    for rule in recommendation.rules:
        rule_row(page, rule)
    _clauses(page, recommendation, pack)


def _concern(page: Page, concern: Advisory | Tension, pack: Pack) -> None:
    _title(page, concern.id, concern.title)
    if isinstance(concern, Advisory):
        page.block(f"An advisory of level {concern.level.value}. It is raised or not, and never scored.")
    else:
        page.block(f"A tension across {listed(concern.across, 'and')}. It is raised or not, and never scored.")
    _condition(page, "Raised when", concern.when)
    reconciled = concern.reconciled if isinstance(concern, Tension) else None
    _condition(page, "Reconciled when", reconciled)
    _terms(page, concern.when, reconciled)
    if concern.package_only:
        _section(page, "Asked only", ["of a proposal that covers everything."])
    elif concern.strands:
        _section(page, "Asked only", [f"of a proposal that covers {_any_strand(concern.strands, pack)}."])
    _section(page, "Why", [concern.why])
    _section(page, "Remedy", [concern.remedy])
    _section(page, "Answer", [f"Under risks, with the topic {concern.slug} and a mitigation."])
    _basis(page, concern, pack)


def _any_strand(strands: Iterable[str], pack: Pack) -> str:
    """The strands of which one is enough."""
    titles = strand_titles(pack)
    return listed((*(titles.get(strand, strand) for strand in strands), "everything"), "or")


def _clause(page: Page, clause: Clause, pack: Pack) -> None:
    _title(page, clause.id, clause.where)
    document = pack.sources.documents.get(clause.document)
    part = f" of {clause.of}" if clause.of else ""
    page.block(f"A clause of {clause.document} ({_name(document, clause.document)}). Its role: {clause.role}{part}.")
    _section(page, "Says, in our words", [clause.says])
    page.heading("Carried by")
    _users(page, [one for one in pack.citing if clause.id in one.clauses], "Nothing. It gives context only.")


def _authority(page: Page, authority: Authority, pack: Pack) -> None:
    _title(page, authority.id, authority.cite)
    page.block(f"An outside authority: {seen(authority)}.")
    _section(page, "Used for", [authority.use])
    _section(page, "Address", [authority.url] if authority.url else [])
    page.heading("Supports")
    rules = [one for one in pack.citing if not isinstance(one, Recommendation) and authority.id in one.authority]
    _users(page, rules, "Nothing.")


def _document(page: Page, document: SourceDocument, pack: Pack) -> None:
    _title(page, document.id, document.title)
    about = [document.author, document.publication, document.place, document.date]
    page.block("A source document: " + "; ".join(part for part in about if part))
    _section(page, "Note", [document.note] if document.note else [])
    page.heading("Clauses")
    for clause in pack.sources.clauses.values():
        if clause.document == document.id:
            page.block(clause.says, first=f"  {clause.id:<10} ", indent=13)


def _users(page: Page, users: Sequence[Citing], nobody: str) -> None:
    for one in users:
        page.block(one.title, first=f"  {one.id:<6} ", indent=9)
    if not users:
        page.block(nobody, indent=2)


def _basis(page: Page, found: Rule | Advisory | Tension, pack: Pack) -> None:
    """The clauses it stands on, and the authorities beside them."""
    _clauses(page, found, pack)
    if found.authority:
        page.heading("Authorities")
    for name in found.authority:
        authority = pack.sources.authorities[name]
        page.block(f"{authority.cite} ({seen(authority)})", first=f"  {name}  ", indent=4)


def _clauses(page: Page, found: Citing, pack: Pack) -> None:
    page.heading("Clauses, in our words")
    clauses = [pack.sources.clauses[name] for name in found.clauses]
    for clause in clauses:
        page.block(clause.says, first=f"  {clause.id}  ", indent=4)
        page.block(f"{clause.where}.", indent=4, style="dim")
    for name in dict.fromkeys(clause.document for clause in clauses):
        page.block(f"{name}: {_name(pack.sources.documents.get(name), name)}", first="  ", indent=6, style="dim")


def _name(document: SourceDocument | None, otherwise: str) -> str:
    return document.title if document is not None else otherwise


def _title(page: Page, identifier: str, title: str) -> None:
    page.block(title, first=f"{identifier}  ", indent=len(identifier) + 2, style="strong")


def _section(page: Page, heading: str, paragraphs: Iterable[str]) -> None:
    for number, paragraph in enumerate(paragraphs):
        if number == 0:
            page.heading(heading)
        page.block(paragraph, indent=2)


def _condition(page: Page, heading: str, condition: Condition | None) -> None:
    """A condition, one line for each of its parts."""
    if condition is None:
        return
    page.heading(heading)
    _lines(page, say(condition))


def _terms(page: Page, *conditions: Condition | None) -> None:
    """What the conditions call by a name of the pack, and what that stands for."""
    terms = glossary(*conditions)
    if terms:
        page.heading("In these words")
    for term in terms:
        page.block(f"{term.words}:", indent=2)
        _lines(page, term.lines, deeper=1)


def _lines(page: Page, lines: Iterable[Line], deeper: int = 0) -> None:
    for line in lines:
        depth = line.depth + deeper
        start = " " * (2 * depth) + "- " if depth else "  "
        page.block(line.text, first=start, indent=len(start))


def rule_row(page: Page, rule: Rule) -> None:
    """A rule on a line: id, weight, severity, title."""
    start = f"  {rule.id:<6}  {float(rule.weight):>3g}  {rule.severity.value:<8}  "
    page.block(rule.title, first=start, indent=len(start))
