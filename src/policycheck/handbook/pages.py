"""From a pack and its tests to the pages of its documentation. The same pack gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policycheck.handbook import words
from policycheck.handbook.examples import Example, Examples
from policycheck.handbook.markdown import environment, link
from policycheck.handbook.vocabulary import rows
from policycheck.model.outcome import GRADES, Concern, Outcome
from policycheck.model.pack import Authority, Citing, Clause, Pack, Recommendation, Rule
from policycheck.workshop.cases import Case

INDEX, CONCERNS, SOURCES, VOCABULARY = "index.md", "concerns.md", "sources.md", "vocabulary.md"
_FALLS_SHORT = ({Outcome.CONTRADICTED, Outcome.NOT_MET}, {Outcome.PARTLY_MET}, {Outcome.NOT_STATED})
"""Outcomes of an example that does not meet a rule, the plainest first. Some rules can come to the last only."""


def page_of(recommendation: Recommendation) -> str:
    """The name of the page on a recommendation. No other page has a name of this form."""
    return f"recommendation-{recommendation.id}.md"


def make_pages(pack: Pack, cases: Iterable[Case]) -> dict[str, bytes]:
    """Every page by its file name. Examples come from the cases; without cases there are none."""
    examples = Examples(pack, cases)
    sections, enumerations = rows(pack)
    common = {"pack": pack, "words": words, "link_to": _links(pack), "strands": words.strand_titles(pack)}
    made = {
        INDEX: _made(INDEX, common, grades=GRADES[::-1]),
        CONCERNS: _made(CONCERNS, common, raised=_raised(pack, examples)),
        SOURCES: _made(SOURCES, common, carriers=_carriers(pack), supports=_supports(pack)),
        VOCABULARY: _made(VOCABULARY, common, sections=sections, enumerations=enumerations),
    }
    for one in pack.recommendations:
        shown = {rule.id: _both(rule, examples) for rule in one.rules}
        made[page_of(one)] = _made("recommendation.md", common, recommendation=one, examples=shown)
    return made


def _made(template: str, common: Mapping[str, Any], **more: Any) -> bytes:
    return environment().get_template(f"{template}.j2").render(**common, **more).encode()


def _both(rule: Rule, examples: Examples) -> tuple[Example | None, Example | None]:
    """An example that meets the rule, and one that does not."""
    short = (examples.of(rule.id, outcomes) for outcomes in _FALLS_SHORT)
    return examples.of(rule.id, {Outcome.MET}), next((one for one in short if one is not None), None)


def _raised(pack: Pack, examples: Examples) -> dict[str, Example | None]:
    return {concern.id: examples.of(concern.id, {Concern.RAISED}) for concern in pack.concerns}


def _links(pack: Pack) -> dict[str, Any]:
    """A link to every entry, by id."""
    pages = {one.id: CONCERNS for one in pack.concerns}
    pages |= {rule.id: page_of(one) for one in pack.recommendations for rule in one.rules}
    pages |= dict.fromkeys((*pack.sources.clauses, *pack.sources.authorities), SOURCES)
    links = {name: link(name, page, name) for name, page in pages.items()}
    return links | {one.id: link(one.id, page_of(one)) for one in pack.recommendations}


def _carriers(pack: Pack) -> list[tuple[Clause, list[Citing]]]:
    """Every clause with what stands on it: the clause matrix."""
    clauses = pack.sources.clauses.values()
    return [(clause, [one for one in pack.citing if clause.id in one.clauses]) for clause in clauses]


def _supports(pack: Pack) -> list[tuple[Authority, list[Citing]]]:
    """Every authority with what it supports."""
    citing = [one for one in pack.citing if not isinstance(one, Recommendation)]
    return [(one, [each for each in citing if one.id in each.authority]) for one in pack.sources.authorities.values()]
