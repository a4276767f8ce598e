"""Every lint on a planted fault, and none on a clean pack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.test_docs import rows
from tests.workshop.bench import MINIMAL, pack_with

from policycheck.cli.door import run
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.workshop.edits import OPERATORS
from policycheck.workshop.entry_places import EntryPlaces
from policycheck.workshop.lint import CODES, Finding, lint
from policycheck.workshop.prose import ENGINE_WORDS, engine_words, long_sentences

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules-lint.md"
RULES, CLAUSES, RISKS = "f1-warning.yaml", "sources.yaml", "advisories.yaml"
TESTED = "met: {field: warning.tested, in: $regular}"
MANY = '{count: "warning.shelters[]", where: {field: .beds, at_least: 5, at_most: 5}, at_least: 10}'


def found(name: str) -> tuple[Finding, ...]:
    pack = load_pack(name)
    return lint(pack, EntryPlaces(name, pack))


def planted(folder: Path, file: str, old: str, new: str) -> tuple[Finding, ...]:
    place = Path(pack_with(folder))
    text = (place / file).read_text(encoding="utf-8")
    assert old in text
    (place / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return found(str(place))


BOTH = "met: {all: [{field: warning.tested, in: $regular}, {field: warning.tested, is: never}]}"
NEVER = "when: {all: [{field: warning.tested, is: never}, {field: warning.tested, is: yearly}]}\n"
SAME = "  - id: W2\n    slug: again\n    level: low\n    title: Again\n    when:\n      all:\n"
PLANTED = {
    # code -> the file, what stands there, what is planted, the entries that are named
    "LINT-NEVER-MET": (RULES, TESTED, BOTH, ["F1.2"]),
    "LINT-NEVER-APPLIES": (RULES, TESTED, f"{NEVER}    {TESTED}", ["F1.2"]),
    "LINT-NEVER-FAILS": (
        RULES,
        TESTED,
        "met: {any: [{field: warning.tested, in: $regular}, {field: proposal.covers, stated: true}]}",
        ["F1.2"],
    ),
    "LINT-UNDECIDED": (RULES, TESTED, f"met: {{all: [{{field: warning.tested, in: $regular}}, {MANY}]}}", ["F1.2"]),
    "LINT-SAME": (
        RISKS,
        "advisories:\n",
        "advisories:\n"
        + SAME
        + '        - {count: "warning.channels[]", at_most: 1}\n        - {field: warning.channels, includes: siren}\n'
        "    why: A siren says nothing.\n    remedy: Add words.\n    clauses: [FN-3]\n",
        ["W1"],
    ),
    "LINT-CLAUSE": (RULES, "    clauses: [FN-1b]\n", "    clauses: [FN-1a]\n", ["FN-1b"]),
    "LINT-CAP": (RULES, "partly_met: largely_meets}", "partly_met: meets}", ["F1.1"]),
    "LINT-QUESTION": (RULES, "tested regularly?", "tested regularly.", ["F1.2"]),
    "LINT-SENTENCE": (RULES, "Name a second channel.", f"{'Name ' * 26}it.", ["F1.1"]),
    "LINT-WORD": (RULES, "Name a second channel.", "Make the predicate true.", ["F1.1"]),
}


@pytest.mark.parametrize("code", CODES)
def test_a_planted_fault_is_found(code: str, tmp_path: Path) -> None:
    file, old, new, subjects = PLANTED[code]
    findings = planted(tmp_path, file, old, new)
    assert [(one.code, one.subject) for one in findings] == [(code, subject) for subject in subjects]
    assert findings[0].place.file.endswith((RULES, CLAUSES, RISKS))
    assert findings[0].place.line > 1


@pytest.mark.parametrize("name", [*shipped_packs(), str(MINIMAL)])
def test_a_clean_pack_is_clean(name: str) -> None:
    assert [f"{one.code} {one.message}" for one in found(name)] == []


def test_a_proposal_shows_what_is_never_met(tmp_path: Path) -> None:
    (finding,) = planted(tmp_path, RULES, TESTED, BOTH)
    assert finding.witness is not None
    assert finding.witness["proposal"]["covers"] == ["everything"]
    assert "none of 3 proposals" in finding.message


def test_a_rule_that_never_applies_is_told_once_where_its_when_stands(tmp_path: Path) -> None:
    """It is asked of no proposal, so it is neither met nor failed on any, and no cap of it can show."""
    capped = "contradicted: {field: warning.channels, stated: false}"
    (finding,) = planted(tmp_path, RULES, capped, f"{NEVER}    {capped}")
    assert (finding.code, finding.subject, finding.witness) == ("LINT-NEVER-APPLIES", "F1.1", None)
    assert finding.message.startswith("F1.1 never applies: its `when` is true of none of ")
    text = (tmp_path / "pack" / RULES).read_text(encoding="utf-8").splitlines()
    assert text[finding.place.line - 1][finding.place.column - 1 :] == NEVER.strip().removeprefix("when: ")


def test_what_is_not_decided_says_how_much_there_is(tmp_path: Path) -> None:
    (finding,) = planted(tmp_path, *PLANTED["LINT-UNDECIDED"][:3])
    assert "the limit is 1,000,000" in finding.message


def test_an_unreachable_cap_is_found_where_it_can_go(tmp_path: Path) -> None:
    """`partly` asks for what contradicts: it is never the outcome."""
    findings = planted(
        tmp_path,
        RULES,
        "partly: {field: warning.channels, stated: true}",
        "partly: {field: warning.channels, stated: false}",
    )
    assert ("LINT-CAP", "F1.1 has a cap for 'partly met', which it never comes to") in [
        (one.code, one.message) for one in findings
    ]


def test_words_and_sentences() -> None:
    assert engine_words("A boolean, not_stated, $name and a Null; a node is fine") == [
        "boolean",
        "Null",
        "not_stated",
        "$name",
    ]
    assert long_sentences(" ".join(["word"] * 25) + ". Short.") == []
    assert len(long_sentences(" ".join(["word"] * 26) + ". Short.")) == 1


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "lint", str(MINIMAL)]) == 0
    place = Path(pack_with(tmp_path))
    text = (place / RULES).read_text(encoding="utf-8")
    (place / RULES).write_text(text.replace("regularly?", "regularly."), encoding="utf-8")
    assert run(["rules", "lint", str(place)]) == 1
    assert "LINT-QUESTION" in capsys.readouterr().out
    assert run(["rules", "lint", str(place), "-f", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["clean"], told["findings"][0]["code"]) == (False, "LINT-QUESTION")
    assert told["findings"][0]["file"] == RULES
    (place / RULES).write_text(text.replace("warning.tested", "warning.testd"), encoding="utf-8")
    assert run(["rules", "lint", str(place)]) == 2


def test_the_page_has_an_entry_for_every_lint_and_operator() -> None:
    assert dict(rows(PAGE, "| code | what is found |")) == CODES
    text = PAGE.read_text(encoding="utf-8")
    headings = [line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")]
    assert headings == list(CODES)
    said = dict(rows(PAGE, "| operator | what is changed |"))
    assert said == {name: what.replace("`", "") for name, what in OPERATORS.items()}
    words = text.partition("The words are: ")[2].partition(". So are")[0].split()
    assert {word.strip(",.") for word in words} == ENGINE_WORDS


def advisory(identifier: str, when: str) -> str:
    return (
        f"  - id: {identifier}\n    slug: {identifier.lower()}\n    level: low\n    title: Again\n    when: {when}\n"
        "    why: So it is.\n    remedy: Mend it.\n    clauses: [FN-3]\n"
    )


LABELS = """
  first_ways:
    labels: {{siren: {{field: warning.tested, is: never}}}}
    title: first ways
  second_ways:
    labels: {{siren: {{field: warning.tested, is: {0}}}}}
    title: second ways
"""
PAIRS = {
    "label sets that are alike": (
        "never",
        ("{count: $first_ways, at_least: 1}", "{count: $second_ways, at_least: 1}"),
        ["W3"],
    ),
    "label sets that differ": (
        "yearly",
        ("{count: $first_ways, at_least: 1}", "{count: $second_ways, at_least: 1}"),
        [],
    ),
    "outcomes that say the same": (
        "never",
        ("{rule: F1.1, in: [met, partly_met, not_met, not_stated]}", "{not: {rule: F1.1, in: [contradicted]}}"),
        ["W3"],
    ),
    "outcomes that differ": (
        "never",
        ("{rule: F1.1, in: [met, partly_met]}", "{not: {rule: F1.1, in: [contradicted]}}"),
        [],
    ),
}


@pytest.mark.parametrize("what", PAIRS)
def test_what_is_taken_as_given_hides_no_difference(what: str, tmp_path: Path) -> None:
    second, (one, other), same = PAIRS[what]
    place = Path(pack_with(tmp_path))
    with (place / "definitions.yaml").open("a", encoding="utf-8") as file:
        file.write(LABELS.format(second) if "_ways" in one else "")
    with (place / RISKS).open("a", encoding="utf-8") as file:
        file.write(advisory("W2", one) + advisory("W3", other))
    assert [finding.subject for finding in found(str(place)) if finding.code == "LINT-SAME"] == same
