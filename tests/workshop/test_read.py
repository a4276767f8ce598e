"""Reading test files: every problem at once, each at its place, and never a case that is not what it seems."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workshop.bench import MINIMAL, pack_with, read, refused

from policycheck.errors import InputError
from policycheck.load.pack import load_pack
from policycheck.pipeline import Auditor
from policycheck.workshop.read import read_suite

MINIMAL_PROPOSAL = MINIMAL.parent / "minimal-proposal.yaml"
MET = "{expect: met, by: warning.channels}"

HEAD = "{id: x, title: X, actor: X, status: draft, basis: as_written, date: 2026-01-15, covers: [warning]}"


def filled(text: str) -> str:
    return text.replace("<met>", MET).replace("<head>", HEAD)


REFUSED: dict[str, tuple[str, tuple[str, str, str]]] = {
    # what stands in the file: code, the place (line:column), and a part of message or help
    "a misspelt rule": ("F1.l: [<met>]", ("TEST-ID", "3:3", "Did you mean F1.3, F1.2 or F1.1")),
    "a misspelt rule under unreachable": (
        "base: riverside\ncases: {F1.1: [<met>]}\nunreachable: {F2.1: {met: never}}",
        ("TEST-ID", "3:15", "Did you mean"),
    ),
    "a misspelt key": (
        "F1.1: [{expect: met, bye: warning.channels, by: warning}]",
        ("TEST-UNKNOWN", "3:24", "mean by"),
    ),
    "a misspelt outcome": ("F1.1: [{expect: mett, by: warning.channels}]", ("TEST-VALUE", "3:19", "Did you mean met")),
    "not an outcome": (
        "F1.1: [{expect: not not_met, by: warning.channels}]",
        ("TEST-VALUE", "3:19", "'not not_met' is not a value of 'expect'"),
    ),
    "the outcome of another kind": (
        "F1.1: [{expect: raised, by: warning.channels}]",
        ("TEST-EXPECT", "3:19", "a rule like F1.1 never comes to 'raised'"),
    ),
    "an outcome beyond the rule's form": (
        "F1.1: [{expect: not_applicable, by: warning.channels}]",
        ("TEST-EXPECT", "3:19", "It can come to: contradicted, not_met, not_stated, partly_met, met."),
    ),
    "a score with a point": (
        "F1: [{expect: meets, by: warning.channels, score: 0.5}]",
        ("TEST-TYPE", "3:53", "Write a fraction, such as 1/2, or 0 or 1."),
    ),
    "no field that decides": ("F1.1: [{expect: met}]", ("TEST-MISSING", "3:10", "a case lacks 'by'")),
    "a misspelt field that decides": (
        "F1.1: [{expect: met, by: warning.chanels}]",
        ("TEST-PATH", "3:28", "Did you mean channels"),
    ),
    "a field that decides, on no path": (
        "F1.1: [{expect: met, by: '$channels[]'}]",
        ("TEST-PATH", "3:28", "'$channels[]' is not a path"),
    ),
    "one of several fields": (
        "F1.1: [{expect: met, by: [warning.channels, warning.x]}]",
        ("TEST-PATH", "3:47", "'warning.x' is not a field"),
    ),
    "a misspelt base": (
        "F1.1: [{base: rivrside, expect: met, by: warning.channels}]",
        ("TEST-BASE", "3:17", "Did you mean riverside"),
    ),
    "a misspelt base of the file": (
        "base: rivrside\ncases: {F1.1: [<met>]}",
        ("TEST-BASE", "1:7", "Did you mean riverside"),
    ),
    "no base": ("cases: {F1.1: [<met>]}", ("TEST-MISSING", "1:16", "a case lacks 'base'")),
    "a base with a wrong field": (
        "F1.1:\n  - base: {proposal: <head>, warning: {channels: [sirn]}}\n    expect: met\n    by: warning.channels",
        ("DOC-VALUE", "4:145", "Did you mean siren"),
    ),
    "a change at no field": (
        "F1.1: [{set: {warning.chanels: []}, expect: met, by: warning.channels}]",
        ("TEST-PATH", "3:17", "Did you mean channels"),
    ),
    "a change to a value that is not there": (
        "F1.1: [{set: {warning.channels: [sirn]}, expect: met, by: warning.channels}]",
        ("DOC-VALUE", "3:36", "Did you mean siren"),
    ),
    "a change of the wrong type": (
        "F1.1: [{set: {warning.tested: [monthly]}, expect: met, by: warning.channels}]",
        ("DOC-TYPE", "3:33", "takes one value"),
    ),
    "one of several values": (
        "F1.1: [{each: {warning.tested: [monthly, dayly]}, expect: met, by: warning.channels}]",
        ("DOC-VALUE", "3:44", "'dayly' is not a value"),
    ),
    "a change that changes nothing": (
        "F1.1: [{set: {warning.channels: [siren, radio]}, expect: met, by: warning.channels}]",
        ("TEST-CHANGE", "3:17", "is that already in the base"),
    ),
    "a change in a list that is not there": (
        "F1.1: [{set: {'warning.shelters[0].beds': 3}, expect: met, by: warning.channels}]",
        ("TEST-CHANGE", "3:17", "there is nothing at 'warning.shelters[0].beds'"),
    ),
    "a position beyond the list": (
        "F1.1: [{remove: 'warning.channels[2]', expect: met, by: warning.channels}]",
        ("TEST-CHANGE", "3:19", "there is nothing at 'warning.channels[2]'"),
    ),
    "nothing to remove": (
        "F1.1: [{remove: warning.tested, expect: met, by: warning.channels}]",
        ("TEST-CHANGE", "3:19", "there is nothing at 'warning.tested'"),
    ),
    "an item for what is no list": (
        "F1.1: [{append: {proposal.title: x}, expect: met, by: warning.channels}]",
        ("TEST-CHANGE", "3:20", "is not a list"),
    ),
    "a placeholder": (
        "F1.1: [{name: TBD, expect: met, by: warning.channels}]",
        ("DOC-PLACEHOLDER", "3:17", "is a placeholder"),
    ),
    "a key twice": ("F1.1: [<met>]\nF1.1: [<met>]", ("DOC-DUPLICATE-KEY", "4:3", "F1.1")),
    "no case": ("F1.1: []", ("TEST-EMPTY", "3:9", "Name at least 1")),
    "a field that a required key needs": (
        "F1.1: [{remove: proposal.status, expect: met, by: warning.channels}]",
        ("DOC-MISSING", "3:19", "lacks 'status'"),
    ),
    "a score of an advisory": (
        "W1: [{expect: not_raised, by: warning.channels, score: 1}]",
        ("TEST-SHAPE", "3:51", "it has no score"),
    ),
    "a score that is no fraction": (
        "F1.1: [{expect: met, by: warning.channels, score: 3 of 4}]",
        ("TEST-FORM", "3:53", "does not have the form of 'score'"),
    ),
    "a score out of nothing": (
        "F1.1: [{expect: met, by: warning.channels, score: 1/0}]",
        ("TEST-FORM", "3:53", "does not have the form of 'score'"),
    ),
    "a score above 1": (
        "F1.1: [{expect: met, by: warning.channels, score: 2}]",
        ("TEST-RANGE", "3:53", "at least 0 and at most 1"),
    ),
    "unreachable, which is plain": (
        "base: riverside\ncases: {F1.1: [<met>]}\nunreachable: {F1.1: {not_applicable: it has no when}}",
        ("TEST-EXPECT", "3:22", "by its form already"),
    ),
    "unreachable, which is no outcome": (
        "base: riverside\ncases: {F1.1: [<met>]}\nunreachable: {F1.1: {broken: so}}",
        ("TEST-EXPECT", "3:22", "'broken' is nothing that F1.1 could come to"),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_wrong_is_refused_at_its_place(what: str, tmp_path: Path) -> None:
    text, (code, place, words) = REFUSED[what]
    problems = refused(tmp_path, filled(text))
    assert [problem.code for problem in problems] == [code]
    (problem,) = problems
    assert problem.span is not None
    assert f"{problem.span.line}:{problem.span.column}" == place
    assert problem.span.file.endswith("/f1.test.yaml")
    assert words in f"{problem.message} {problem.hint}"


def test_all_problems_come_together(tmp_path: Path) -> None:
    place = pack_with(
        tmp_path,
        f1="base: riverside\ncases: {F9: [{expect: met, by: x}], F1.1: [{expect: met, by: warning.x}]}",
        w1="base: riverside\ncases: {W1: [{expect: raised, by: warning.channels, set: {warning.channels: [x]}}]}",
        shape="case: 1",
        files={"bases/other.yaml": "warning: {tested: monthly}\n"},
    )
    with pytest.raises(InputError) as refusal:
        read(place)
    found = {(problem.span.file.rpartition("/")[2], problem.code) for problem in refusal.value.problems if problem.span}
    assert {
        ("f1.test.yaml", "TEST-ID"),
        ("f1.test.yaml", "TEST-PATH"),
        ("w1.test.yaml", "DOC-VALUE"),
        ("shape.test.yaml", "TEST-UNKNOWN"),
        ("other.yaml", "DOC-MISSING"),
    } <= found


def test_a_base_that_is_broken_is_told_once(tmp_path: Path) -> None:
    cases = filled("base: other\ncases: {F1.1: [<met>, {expect: partly_met, by: warning.channels, remove: warning}]}")
    place = pack_with(tmp_path, f1=cases, files={"bases/other.yaml": "warning: {channels: [sirn]}\n"})
    with pytest.raises(InputError) as refusal:
        read(place)
    files = {problem.span.file.rpartition("/")[2] for problem in refusal.value.problems if problem.span}
    assert files == {"other.yaml"}


CHECK = """
    checks:
      - id: C1
        must: {count: "warning.channels[]", at_most: 2}
        message: too many channels
        remedy: Take one out.
    """


def test_a_case_that_breaks_a_check_of_the_pack_is_refused(tmp_path: Path) -> None:
    changed = "{append: {warning.channels: message}, expect: met, by: warning.channels}"
    place = pack_with(tmp_path, f1=f"base: riverside\ncases: {{F1.1: [{changed}]}}", files={"checks.yaml": CHECK})
    with pytest.raises(InputError) as refusal:
        read(place)
    assert [problem.code for problem in refusal.value.problems] == ["PACK-C1"]


def test_a_case_about_the_check_may_break_it(tmp_path: Path) -> None:
    changed = "{append: {warning.channels: message}, expect: broken, by: warning.channels}"
    place = pack_with(tmp_path, f1=f"base: riverside\ncases: {{C1: [{changed}]}}", files={"checks.yaml": CHECK})
    _, suite = read(place)
    assert [case.id for case in suite.cases] == ["C1 broken"]


def test_a_base_may_be_written_out(tmp_path: Path) -> None:
    case = "{base: {proposal: <head>, warning: {channels: [radio]}}, expect: partly_met, by: warning.channels}"
    _, suite = read(pack_with(tmp_path, f1=filled(f"cases: {{F1.1: [{case}]}}")))
    assert suite.cases[0].proposal.values["warning"] == {"channels": ["radio"]}


def test_cases_are_called_by_what_they_expect(tmp_path: Path) -> None:
    each = "{each: {warning.channels: [[radio], [siren]]}, expect: partly_met, by: warning.channels}"
    _, suite = read(pack_with(tmp_path, f1=f"base: riverside\ncases: {{F1.1: [{MET}, {MET}, {each}]}}"))
    assert [case.id for case in suite.cases] == [
        "F1.1 met",
        "F1.1 met 2",
        "F1.1 partly_met, radio",
        "F1.1 partly_met, siren",
    ]


def test_evaluating_a_proposal_reads_no_test(tmp_path: Path) -> None:
    """They decide no result: a broken one stops nothing, and none is part of the digest."""
    place = pack_with(tmp_path)
    before = load_pack(place)
    (Path(place) / "f1.test.yaml").write_text("cases: [", encoding="utf-8")
    (Path(place) / "bases" / "riverside.yaml").write_text("{", encoding="utf-8")
    after = load_pack(place)
    assert Auditor(pack=place).audit(str(MINIMAL_PROPOSAL)).pack.digest == before.digest
    assert after.digest == before.digest
    assert not any(name.endswith(".test.yaml") for name in after.files)
    with pytest.raises(InputError):
        read_suite(place, after)


def test_a_pack_without_tests_has_no_cases(tmp_path: Path) -> None:
    _, suite = read(pack_with(tmp_path))
    assert suite.cases == ()
    assert suite.files == ()
