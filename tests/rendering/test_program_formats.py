"""The formats for other programs, before judges that others wrote: golden files, the zoo, hostile text, broken files.

The files in golden/ are the findings for lighthouse.py, with stand-ins for the sentences of explanations. To make one
anew, delete it, run this, and look at what comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace
from tests.rendering import judges
from tests.rendering.conftest import assessment_named
from tests.rendering.test_json_report import without_words
from tests.rendering.test_markdown import ATTACK, hostile
from tests.rendering.zoo import NASTY, ZOO, assessment, every_outcome, proposal, span
from tests.searching import laws

from policycheck.model.assessment import Assessment, Finding, Grade
from policycheck.model.outcome import Outcome
from policycheck.rendering import FORMATS, format_named, render, sarif
from policycheck.rendering.csv_report import COLUMNS
from policycheck.rendering.github import MOST
from policycheck.rendering.sarif_places import MOST_RELATED, uri
from policycheck.rendering.standing import judged

pytestmark = pytest.mark.untraced

GOLDEN = Path(__file__).parent / "golden"
REAL = ("singapore-2018", "reference-complete")
NAMES = [*ZOO, *REAL, "hostile"]
SARIFS = ("sarif", "sarif-full")
JUDGES: dict[str, Callable[[bytes], list[str]]] = {
    "sarif": judges.sarif_schema,
    "sarif-full": judges.sarif_schema,
    "junit": judges.junit_schema,
    "github": judges.github_toolkit,
    "csv": judges.csv_parser,
}
KNOWN = "SARIF2005: runs[0].tool.driver policycheck"
"""The one thing that the multitool misses: a page about the program. There is none yet."""


def made(name: str) -> Assessment:
    return hostile() if name == "hostile" else assessment_named(name)


# ---------------------------------------------------------------- golden files


def golden(name: str) -> Path:
    return GOLDEN / f"findings{format_named(name).suffix}"


@pytest.mark.parametrize("name", JUDGES)
def test_golden(name: str, small: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "__version__", "0.0.0")
    file = golden(name)
    data = render(without_words(small), name)
    if not file.exists():
        file.write_bytes(data)
        pytest.fail(f"{file.name} was missing and has been made: look at it")
    assert data.decode().splitlines() == file.read_bytes().decode().splitlines()
    assert JUDGES[name](data) == []


def test_every_format_has_a_judge() -> None:
    """Those of the others: jsonschema, cmark-gfm, axe-core in Chromium, poppler and pdfium."""
    others = {"terminal", "json", "markdown", "html", "pdf"}
    assert {known.name for known in FORMATS} == {*JUDGES, *others}
    assert len({known.suffix for known in FORMATS}) == len(FORMATS)


# ---------------------------------------------------------------- judges


@pytest.mark.parametrize("form", JUDGES)
@pytest.mark.parametrize("name", NAMES)
def test_judges_consent(name: str, form: str) -> None:
    data = render(made(name), form)
    assert JUDGES[form](data) == []
    assert data == render(made(name), form)


@pytest.mark.parametrize("name", ["nasty", "hostile"])
@pytest.mark.parametrize("form", JUDGES)
def test_nothing_invisible_comes_through(name: str, form: str) -> None:
    text = render(made(name), form).decode()
    if form in SARIFS:  # in Markdown a space of no width keeps GitHub from acting
        text = re.sub(r'"markdown": .*', "", text)
    assert not [letter for letter in text if letter in "\0\x01\x1b\u202e\u200b\u202c\ud800"]
    assert "U+202E" in text


SEARCHED = [
    *((name, "sarif-full") for name in ("every_outcome", "nasty", "hostile", "empty")),
    *((name, "sarif") for name in ("hostile", "names", REAL[0])),
]


def test_the_multitool_consents(tmp_path: Path) -> None:
    """It takes a second for each hundred kilobytes, so it gets those that differ."""
    files = {f"{name}-{form}": render(made(name), form) for name, form in SEARCHED}
    files |= {f"golden-{form}": golden(form).read_bytes() for form in SARIFS}
    found = judges.sarif_multitool(files, tmp_path)
    assert found == {name: [KNOWN] for name in files}


def result(log: Any) -> Any:
    return log["runs"][0]["results"][0]


def driver(log: Any) -> Any:
    return log["runs"][0]["tool"]["driver"]


BROKEN_BY_SCHEMA: dict[str, Callable[[Any], object]] = {
    "another version": lambda log: log.update(version="2.0.0"),
    "no driver": lambda log: log["runs"][0]["tool"].pop("driver"),
    "an unknown kind": lambda log: result(log).update(kind="maybe"),
    "a message without text": lambda log: result(log).update(message={}),
    "an unknown key": lambda log: result(log).update(mood="good"),
    "a line before the first": lambda log: place(log)["region"].update(startLine=0),
}
BROKEN_BY_MEANING: dict[str, tuple[str, Callable[[Any], object]]] = {
    "no schema": ("GH1013", lambda log: log.pop("$schema")),
    "no rules": ("GH1018", lambda log: driver(log).pop("rules")),
    "a rule without help": ("GH2012", lambda log: driver(log)["rules"][0].pop("help")),
    "a rule twice": ("JSON1020", lambda log: driver(log)["rules"].append(driver(log)["rules"][0])),
    "no location": ("GH1015", lambda log: result(log).pop("locations")),
    "no region": ("SARIF2017", lambda log: place(log).pop("region")),
    "no rule": ("SARIF1010", lambda log: result(log).pop("ruleId")),
    "an index of no rule": ("SARIF1009", lambda log: result(log).update(ruleIndex=500)),
    "an address that is none": ("SARIF1002", lambda log: place(log)["artifactLocation"].update(uri="a b:c")),
    "an end before its beginning": ("SARIF1007", lambda log: place(log)["region"].update(startLine=9, endLine=2)),
}


def place(log: Any) -> Any:
    return result(log)["locations"][0]["physicalLocation"]


def spoiled(spoil: Callable[[Any], object]) -> bytes:
    log = json.loads(golden("sarif").read_bytes())
    spoil(log)
    return json.dumps(log).encode()


@pytest.mark.parametrize("spoil", BROKEN_BY_SCHEMA.values(), ids=BROKEN_BY_SCHEMA)
def test_the_schema_of_sarif_rejects(spoil: Callable[[Any], object]) -> None:
    assert judges.sarif_schema(spoiled(spoil)) != []


def test_the_multitool_rejects(tmp_path: Path) -> None:
    names = {f"broken-{number}": name for number, name in enumerate(BROKEN_BY_MEANING)}
    files = {short: spoiled(BROKEN_BY_MEANING[name][1]) for short, name in names.items()}
    found = judges.sarif_multitool(files, tmp_path)
    for short, name in names.items():
        rules = {complaint.partition(":")[0] for complaint in found[short]}
        assert BROKEN_BY_MEANING[name][0] in rules, (name, found[short])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<testcase ", b"<testcas "),
        (b' failures="', b' failure="'),
        (b"</testsuite>", b""),
        (b"<testsuites ", b"<testsuites when='now' "),
        (b" name=", b" name=\x01"),
        (b"?>", b"?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;"),
    ],
)
def test_the_schema_of_junit_rejects(old: bytes, new: bytes) -> None:
    data = render(every_outcome(), "junit")
    assert old in data
    assert judges.junit_schema(data.replace(old, new, 1)) != []


@pytest.mark.parametrize(
    ("old", "new"),
    [("%0A", "\n"), ("%3A", ":"), ("%0A", "50%"), (",file=", ",file"), ("::error ", ":: error "), ("title=", "title,")],
)
def test_the_toolkit_of_github_rejects(old: str, new: str) -> None:
    text = render(made("all_not_met"), "github").decode()
    assert old in text
    assert judges.github_toolkit(text.replace(old, new, 1).encode()) != []


@pytest.mark.parametrize(
    ("old", "new"), [(b"H1.1,", b"H1.1,,"), (b"H1.1,", b'H1"1,'), (b"H1.1,", b'"H1.1,'), (b"H1.1,", b"H1.1,\r\n")]
)
def test_the_parser_of_csv_rejects(old: bytes, new: bytes) -> None:
    data = render(every_outcome(), "csv")
    assert old in data
    assert judges.csv_parser(data.replace(old, new, 1)) != []


@pytest.mark.parametrize("form", ["github", "csv", "sarif"])
def test_a_judge_that_is_missing_fails(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judges, "ROOM", tmp_path)
    monkeypatch.setattr(judges, "MULTITOOLS", tmp_path)
    with pytest.raises(AssertionError, match="the tests need it"):
        judges.sarif_multitool({}, tmp_path) if form == "sarif" else JUDGES[form](render(every_outcome(), form))


# ---------------------------------------------------------------- bounds, places, text


def test_github_gets_no_more_annotations_than_it_shows() -> None:
    lines = render(made("all_not_met"), "github").decode().splitlines()
    for level in ("error", "warning"):
        mine = [line for line in lines if line.startswith(f"::{level} ")]
        assert len(mine) == MOST == 10, "the number that GitHub documents"
        assert "more of this level" in mine[-1]
    of = made("all_not_met")
    missing = 1 + 12 - (MOST - 1)
    assert sum(one.is_critical for one in judged(of)) == 12
    assert f"::error title={missing} more of this level" in "\n".join(lines)


def test_junit_counts_what_is_there() -> None:
    for name in NAMES:
        root = etree.fromstring(render(made(name), "junit"))
        for suite in root.findall("testsuite"):
            tags = [child.tag for case in suite.findall("testcase") for child in case]
            assert int(suite.get("tests")) == len(suite.findall("testcase"))
            for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
                assert int(suite.get(attribute)) == tags.count(tag)
        for attribute in ("tests", "failures", "errors"):
            assert int(root.get(attribute)) == sum(int(suite.get(attribute)) for suite in root.findall("testsuite"))


def test_csv_has_a_row_for_each_finding() -> None:
    for name in NAMES:
        of = made(name)
        head, *rows = judges.csv_rows(render(of, "csv"))
        assert tuple(head) == COLUMNS
        ids = [finding.rule.id for grade in of.grades for finding in grade.findings]
        assert [row[3] for row in rows] == ids


def sarif_results(of: Assessment, form: str) -> list[Any]:
    found: list[Any] = json.loads(render(of, form))["runs"][0]["results"]
    return found


def one_finding(text: str, **fact: Any) -> Assessment:
    of = assessment(lambda _: Outcome.NOT_MET, proposal(text), text)
    finding = of.grades[0].findings[0]
    changed_fact = replace(finding.facts[0], shown=text, stated=True, **fact)
    findings: tuple[Finding, ...] = (replace(finding, facts=(changed_fact,), response=text),)
    grade: Grade = replace(of.grades[0], findings=findings)
    return replace(of, grades=(grade,))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1", "＠x", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    rows = judges.csv_rows(render(one_finding(text), "csv"))
    assert [cell for row in rows for cell in row if cell.lstrip("' \t\r\n")[:1] in {"=", "+", "-", "@", "＝", "＠"}]
    assert [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "＝", "＠", "\t", "\r"}] == []


ANYTHING = st.text(
    alphabet=st.sampled_from("a,\"'%:;=+-@\r\n\t \u2028é한\U0001f600{}[](0)\\<>&\x00\u202e"), max_size=30
)


@laws(5)
@given(st.lists(ANYTHING, min_size=20, max_size=20))
def test_any_text_passes_the_judges(texts: list[str]) -> None:
    """Twenty texts at a time: starting the judges takes longer than judging."""
    of = made("all_not_met")
    findings = iter([finding for grade in of.grades for finding in grade.findings if not finding.because_of])
    marked = tuple(
        replace(finding, facts=(replace(finding.facts[0], path=text, shown=text),), why=(text,), response=text)
        for text, finding in zip(texts, findings, strict=False)
    )
    assert len(marked) == len(texts)
    of = replace(of, grades=(replace(of.grades[0], findings=marked),))
    assert {name: judge(render(of, name)) for name, judge in JUDGES.items()} == {name: [] for name in JUDGES}
    for one in sarif_results(of, "sarif"):
        message = one["message"]["text"]
        assert "](" not in message
        assert "{" not in message.replace("{{", "")
        assert "}" not in message.replace("}}", "")


def test_columns_are_counted_as_sarif_says() -> None:
    """In UTF-16 code units: a character beyond the first 65,536 counts twice, one before the line not at all."""
    text = "\U0001f600: x\nk: \U0001f600\U0001f600é v\n"
    start = text.index("v")
    here = replace(span(2), column=8, end_line=2, end_column=9, start=start, end=start + 1)
    region = sarif_results(one_finding(text, span=here), "sarif")[0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 11}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plans/a b#1?.yaml", "plans/a%20b%231%3F.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("/tmp/한.yaml", "file:///tmp/%ED%95%9C.yaml"),
        ("C:/plans/a.yaml", "file:///C:/plans/a.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("../a%20.yaml", "../a%2520.yaml"),
    ],
)
def test_names_of_files_as_addresses(name: str, expected: str) -> None:
    assert uri(name) == expected


def test_long_lists_of_facts_are_cut() -> None:
    of = one_finding("x")
    (grade,) = of.grades
    (finding,) = grade.findings
    many = tuple(replace(finding.facts[0], path=f"a[{number}]") for number in range(500))
    of = replace(of, grades=(replace(grade, findings=(replace(finding, facts=many),)),))
    assert len(sarif_results(of, "sarif")[0]["relatedLocations"]) == MOST_RELATED


def test_the_attack_is_shown_and_does_not_act() -> None:
    (run,) = json.loads(render(hostile(), "sarif-full"))["runs"]
    help_ = run["tool"]["driver"]["rules"][0]["help"]
    assert ATTACK[:8] in help_["text"].replace("\u200b", "")
    assert "](" not in help_["text"]
    assert "<img" not in help_["markdown"].replace("\\<", "")
    lines = render(hostile(), "github").decode().splitlines()
    assert [line for line in lines if not line.startswith(("::error ", "::warning ", "::notice "))] == []
    assert NASTY[:3] in render(made("nasty"), "junit").decode()
