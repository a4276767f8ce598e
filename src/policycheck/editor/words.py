"""Entries and fields of a pack in Markdown, as an editor shows them beside the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policycheck.editor.markdown import name, said
from policycheck.evaluation import say
from policycheck.evaluation.words import listed
from policycheck.model.assessment import Assessment
from policycheck.model.condition import Condition
from policycheck.model.pack import Advisory, Clause, Pack, Recommendation, Rule, Tension
from policycheck.model.vocabulary import EnumValue, Field, Kind, Means

MOST_VALUES = 40
"""Values of an enumeration that are listed beside a field."""

_TAKES = {
    Kind.TEXT: "text",
    Kind.DATE: "a date (YYYY-MM-DD)",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.LIST: "a list",
    Kind.OBJECT: "fields",
}


def paragraphs(parts: Iterable[str]) -> str:
    """The parts that are not empty, each a paragraph."""
    return "\n\n".join(part for part in parts if part)


def field_words(key: str, field: Field, value: object = None) -> str:
    """What a field means and takes. Of an enumeration every value with its meaning, that which stands there first."""
    held = field.item if field.kind is Kind.LIST and field.item is not None else field
    takes = f"Takes {takes_words(field)}."
    values = sorted(held.values.values(), key=lambda one: one.value != value) if held.values else []
    shown = "\n".join(f"- {value_words(one)}" for one in values[:MOST_VALUES])
    more = f"and {len(values) - MOST_VALUES} more" if len(values) > MOST_VALUES else ""
    title = f"**{said(field.title)}**" if field.title else f"**{said(key)}**"
    return paragraphs((title, said(field.description), takes, shown, more))


def takes_words(field: Field) -> str:
    """What a field takes, in words."""
    if field.kind is Kind.LIST and field.item is not None:
        return f"a list; each item is {takes_words(field.item)}"
    if field.kind is Kind.ENUM:
        return "one of these values"
    bounds = (("at least", field.minimum), ("at most", field.maximum))
    return _TAKES[field.kind] + "".join(f", {words} {bound:g}" for words, bound in bounds if bound is not None)


def value_words(value: EnumValue) -> str:
    """A value, its title and its meaning, on one line."""
    title = f" {said(value.title)}" if value.title != value.value else ""
    meaning = f": {said(value.description)}" if value.description else ""
    counts = "" if value.means is Means.ITSELF else f" (counts as {value.means.words})"
    return f"{name(value.value)}{title}{counts}{meaning}"


def entry_words(entry: object, pack: Pack) -> str:
    """A rule, advisory, tension, recommendation or clause: what it asks, and where it comes from."""
    match entry:
        case Rule():
            return _rule(entry, pack)
        case Advisory() | Tension():
            return paragraphs(
                (
                    _head(entry.id, entry.title),
                    *_condition("Raised when", entry.when),
                    _why(entry),
                    _clauses(entry, pack),
                )
            )
        case Recommendation():
            rules = "\n".join(f"- {said(rule.id)} {said(rule.title)}" for rule in entry.rules)
            return paragraphs((_head(entry.id, entry.title), rules, _clauses(entry, pack)))
        case Clause():
            return clause_words(entry, pack)
        case _:
            return ""


def _rule(rule: Rule, pack: Pack) -> str:
    weight = f"Weight {float(rule.weight):g}, {rule.severity.value}."
    conditions = (
        *_condition("Applies when", rule.when),
        *_condition("Contradicted when", rule.contradicted),
        *_condition("Met when", rule.met),
        *_condition("Partly met when", rule.partly),
    )
    asked = f"*{said(rule.question)}*"
    return paragraphs((_head(rule.id, rule.title), asked, weight, *conditions, _why(rule), _clauses(rule, pack)))


def _head(identifier: str, title: str) -> str:
    return f"**{said(identifier)} {said(title)}**"


def _why(entry: Rule | Advisory | Tension) -> str:
    return paragraphs((said(entry.why), f"Remedy: {said(entry.remedy)}"))


def _condition(heading: str, condition: Condition | None) -> Iterator[str]:
    if condition is not None:
        lines = [f"{'  ' * line.depth}- {said(line.text)}" for line in say(condition)]
        yield f"{heading}:\n\n" + "\n".join(lines)


def _clauses(entry: Rule | Advisory | Tension | Recommendation, pack: Pack) -> str:
    known = [pack.sources.clauses[one] for one in entry.clauses if one in pack.sources.clauses]
    return "\n".join(f"- {said(one.id)}: {said(one.says)}" for one in known)


def clause_words(clause: Clause, pack: Pack) -> str:
    """A clause: what it says in our words, and where it stands."""
    document = pack.sources.documents.get(clause.document)
    source = said(document.title) if document is not None else said(clause.document)
    return paragraphs(
        (f"**{said(clause.id)}** ({said(clause.role)})", said(clause.says), f"{source}, {said(clause.where)}")
    )


def readers_words(rules: tuple[Rule, ...], pack: Pack, assessment: Assessment | None, most: int) -> str:
    """The rules that read a field: their questions and clauses, and what they came to here."""
    outcomes = _outcomes(assessment)
    blocks = [_reader(rule, pack, outcomes) for rule in rules[:most]]
    rest = [rule.id for rule in rules[most:]]
    more = f"Also read by {said(listed(rest, 'and'))}." if rest else ""
    return paragraphs((*blocks, more))


def _reader(rule: Rule, pack: Pack, outcomes: Mapping[str, str]) -> str:
    outcome = f": {outcomes[rule.id]}" if rule.id in outcomes else ""
    return paragraphs((f"**{said(rule.id)}**{outcome}. *{said(rule.question)}*", _clauses(rule, pack)))


def _outcomes(assessment: Assessment | None) -> dict[str, str]:
    grades = assessment.grades if assessment is not None else ()
    return {one.rule.id: one.outcome.words for grade in grades for one in grade.findings}
