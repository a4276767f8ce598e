"""Short sentences: over all examples and findings none is longer than 25 words, and nothing that they say is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policycheck.evaluation import prose
from policycheck.model.assessment import Assessment
from policycheck.model.outcome import Outcome
from policycheck.pipeline import Auditor
from policycheck.rendering.reasoning import reasoning

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/proposal.yaml"))
ENGINE_WORDS = re.compile(r"_|\[\]|\$|\{|\}|\bNone\b|\bTrue\b|\bFalse\b|\bsatisfies\b|\bunknown\b.*\bvalue\b")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor()


def told(found: Assessment) -> list[str]:
    """Every sentence on findings and concerns of an assessment."""
    said = [
        text
        for grade in found.grades
        for one in grade.findings
        for parts in [reasoning(found.pack, one)]
        for text in (*parts.decided, *(says for _, says in parts.asked), *parts.change, one.rule.question)
    ]
    said += [text for one in (*found.advisories, *found.tensions) for text in one.why]
    return [sentence for text in said for sentence in SENTENCE.split(text)]


@pytest.mark.untraced
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_no_sentence_on_any_example_is_longer_than_25_words(example: Path, auditor: Auditor) -> None:
    said = told(auditor.audit(str(example)))
    assert len(said) > 40
    assert [one for one in said if len(one.split()) > 25] == []
    quoted = re.compile(r'"[^"]*"|\([^)]*\)')
    assert [one for one in said if ENGINE_WORDS.search(quoted.sub("", one))] == []


@pytest.mark.untraced
def test_every_finding_has_a_reason(auditor: Auditor) -> None:
    for example in EXAMPLES[:4]:
        found = auditor.audit(str(example))
        bare = [
            one.rule.id
            for grade in found.grades
            for one in grade.findings
            if not reasoning(found.pack, one).decided and one.outcome is not Outcome.MET
        ]
        assert bare == []


def test_of_many_items_the_first_is_told_and_the_others_are_named() -> None:
    names = [f"phase P{number}, step 1 (the closing of a site that is watched)" for number in range(1, 5)]
    said = prose.seen(names, "the verifiers are not stated")
    assert said[0] == "Phase P1, step 1 (the closing of a site that is watched): the verifiers are not stated."
    assert all(name in " ".join(said) for name in names[1:])
    assert all(prose.fits(one) for one in said)


def test_what_nothing_parts_is_broken_and_no_word_is_lost() -> None:
    text = " ".join(f"word{number}" for number in range(70))
    said = prose.seen([], text)
    assert all(prose.fits(one) for one in said)
    assert re.findall(r"word\d+", " ".join(said).lower()) == text.split()


def test_a_long_quotation_is_cut_and_a_comma_in_it_parts_nothing() -> None:
    quotation = '"' + ", ".join(f"part {number}" for number in range(30)) + '"'
    (said,) = prose.seen([], f"the plan is stated as {quotation}")
    assert said.startswith('The plan is stated as "part 0, part 1')
    assert said.endswith(' ...".')


def test_nothing_is_parted_inside_brackets() -> None:
    inside = "(the first, the second, the third, the fourth)"
    (*said, last) = prose.seen([], ", ".join(f"member {number} {inside}" for number in range(5)))
    assert all(one.count("(") == one.count(")") > 0 for one in (*said, last))
    assert all(prose.fits(one) for one in (*said, last))


def test_a_set_in_what_was_seen_stands_by_its_title(auditor: Auditor) -> None:
    path = next(one for one in EXAMPLES if one.parent.name == "agreed-framework-1994")
    (raised,) = (one for one in auditor.audit(str(path)).advisories if one.concern.id == "A4")
    say = "one of the roles with a say"
    assert raised.why[-3:] == (
        "There are no partners for which what follows is so.",
        f"What follows: the partner is South Korea and the role is {say} and the consultation before decisions is yes.",
        "The roles with a say: co-author, guarantor, negotiating party, consulted partner.",
    )


@pytest.mark.untraced
def test_no_sentence_on_any_example_is_cut_inside_brackets(auditor: Auditor) -> None:
    for example in EXAMPLES:
        said = told(auditor.audit(str(example)))
        quoted = re.compile(r'"[^"]*"')
        assert [one for one in said for bare in [quoted.sub("", one)] if bare.count("(") != bare.count(")")] == []
