"""Loading packs: what is wrong with one is said with file and line, a code, and what to do. Nothing is executed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from tests.packs import ALWAYS, HEAD, SCALE, SOURCES, TEXT, VOCABULARY, Data, pack_files, rule_entry, write_pack

from policycheck.errors import InputError, Problem
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import pack_folder, shipped_packs
from policycheck.model.outcome import Outcome, Verdict

RULES = "r1-growing.yaml"
CAPS = {"not_met": "partly_meets", "not_stated": "partly_meets"}
MAYBE: Data = {"field": "orchard.shade", "is": "red"}
ADVISORY: Data = {"id": "A1", "slug": "frost", "level": "high", "title": "Frost", "when": ALWAYS, **TEXT}
TENSION: Data = {"id": "T1", "slug": "shade", "title": "Shade", "across": ["R1"], "when": ALWAYS, **TEXT}


def critical(rule_id: str = "R1.1", **more: Any) -> Data:
    return rule_entry(rule_id, severity="critical", **{"caps": CAPS, **more})


def recommendation(**more: Any) -> Data:
    """The small pack with something else in its file of rules."""
    files = pack_files()
    return {**files, RULES: {**files[RULES], **more}}


def problems_of(folder: Path, files: Data) -> list[Problem]:
    write_pack(folder, files)
    with pytest.raises(InputError) as caught:
        load_pack(str(folder))
    return list(caught.value.problems)


# ---------------------------------------------------------------- sound packs


def test_a_small_pack_is_sound(tmp_path: Path) -> None:
    definitions = {"bright": {"set": ["red", "green"]}}
    rule = critical(met={"field": "orchard.shade", "in": "$bright"}, partly=MAYBE)
    write_pack(
        tmp_path,
        pack_files(
            rule,
            rule_entry("R1.2", requires="R1.1"),
            definitions=definitions,
            advisories=[ADVISORY],
            tensions=[TENSION],
            checks=[{"id": "C1", "must": MAYBE, "message": "m", "remedy": "r"}],
        ),
    )
    pack = load_pack(str(tmp_path))
    found = pack.rule("R1.1")
    assert found is not None
    assert found[1].caps == {Outcome.NOT_MET: Verdict.PARTLY_MEETS, Outcome.NOT_STATED: Verdict.PARTLY_MEETS}
    assert [concern.id for concern in pack.concerns] == ["A1", "T1"]
    assert pack.rule("R1.2") is not None
    assert pack.rule("R1.3") is None
    assert set(pack.files) == {path.name for path in tmp_path.iterdir()}


def test_optional_files_may_be_missing(tmp_path: Path) -> None:
    write_pack(tmp_path, pack_files())
    pack = load_pack(str(tmp_path))
    assert (pack.concerns, pack.checks, dict(pack.numbers)) == ((), (), {})


def test_the_digest_tells_packs_apart_and_nothing_else(tmp_path: Path) -> None:
    digests = []
    for number, rule in enumerate([rule_entry(), rule_entry(), rule_entry(weight=2)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_pack(folder, pack_files(rule))
        digests.append(load_pack(str(folder)).digest)
    assert digests[0] == digests[1] != digests[2]


def test_shipped_packs_load_by_their_id() -> None:
    assert shipped_packs()
    for name in shipped_packs():
        assert load_pack(name).id == name
        assert Path(pack_folder(name)).name == name


def test_nothing_in_a_pack_is_executed(tmp_path: Path) -> None:
    """A folder with Python files in it is read as data; none of them is imported."""
    write_pack(tmp_path, pack_files())
    (tmp_path / "__init__.py").write_text("raise SystemExit('executed')", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("raise SystemExit('executed')", encoding="utf-8")
    before = set(sys.modules)
    assert set(load_pack(str(tmp_path)).files).isdisjoint({"__init__.py", "conftest.py"})
    assert not [name for name in set(sys.modules) - before if getattr(sys.modules[name], "__file__", None) == tmp_path]


# ---------------------------------------------------------------- broken packs

Broken = tuple[Data, str, str, str, str, str]
"""The files; then the problem: code, part of its message, the file, part of the line it stands on, part of its hint."""


def twice(*rules: Data) -> Data:
    return pack_files(*rules)


def words(**field: Any) -> Data:
    """The small pack with another field in its vocabulary."""
    section = {"type": "object", "properties": {"extra": field}}
    return {
        **pack_files(),
        "vocabulary.schema.yaml": {**VOCABULARY, "properties": {**VOCABULARY["properties"], "y": section}},
    }


def named(name: str) -> Data:
    """The small pack with a section of that name."""
    section = {"type": "object", "properties": {}}
    return {
        **pack_files(),
        "vocabulary.schema.yaml": {**VOCABULARY, "properties": {**VOCABULARY["properties"], name: section}},
    }


WORDS = "vocabulary.schema.yaml"

BROKEN: dict[str, Broken] = {
    # shapes
    "a type of another language": (
        words(type="int"),
        "PACK-VALUE",
        "'int' is not a value of 'type'",
        WORDS,
        "int",
        "integer",
    ),
    "a field without a type": (
        words(title="x"),
        "PACK-SHAPE",
        "does not say what it holds",
        WORDS,
        "",
        "Give it a type",
    ),
    "a list without items": (words(type="array"), "PACK-MISSING", "'extra' lacks 'items'", WORDS, "", "each item"),
    "a name with a letter that is none here": (
        named("r\u00fcckhalt"),
        "PACK-FORM",
        "'r\u00fcckhalt' does not have the form of a name",
        WORDS,
        "ckhalt",
        "letters from a to z, digits and _ only",
    ),
    "two numbers for a version": (
        {**pack_files(), "pack.yaml": {**HEAD, "version": 0.1}},
        "PACK-TYPE",
        "'version' is a number, not text",
        "pack.yaml",
        '"version": 0.1',
        "Write three numbers with dots between them, without quotes: 0.1.0.",
    ),
    "bands that lack one": (
        {
            **pack_files(),
            "pack.yaml": {**HEAD, "scale": {**SCALE, "bands": {"meets": 1, "does_not_meet": 0, "partly_meets": 0.4}}},
        },
        "PACK-MISSING",
        "the bands lack 'largely_meets'",
        "pack.yaml",
        "",
        "Add 'largely_meets'",
    ),
    "a lowest band above 0": (
        {**pack_files(), "pack.yaml": {**HEAD, "scale": {**SCALE, "bands": {**SCALE["bands"], "does_not_meet": 0.1}}}},
        "PACK-VALUE",
        "'0.1' is not a value of 'does_not_meet'",
        "pack.yaml",
        "",
        "It is always 0.",
    ),
    "a long title": (
        pack_files(rule_entry(title="x" * 601)),
        "PACK-SHAPE",
        "'title' has 601 characters, more than 600",
        RULES,
        "",
        "Shorten it.",
    ),
    # rules
    "a condition that cannot be read": (
        pack_files(rule_entry(met={"field": "orchard.shad", "is": "red"})),
        "PACK-PATH",
        "no field 'shad'",
        RULES,
        '"field": "orchard.shad"',
        "Did you mean shade?",
    ),
    "a rule without a test": (
        pack_files(rule_entry(met=None)),
        "PACK-MISSING",
        "the rule lacks 'met'",
        RULES,
        "",
        "Add 'met'",
    ),
    "an unknown key": (
        pack_files(rule_entry(partial=MAYBE)),
        "PACK-UNKNOWN",
        "the rule has no field 'partial'",
        RULES,
        '"partial"',
        "Did you mean partly?",
    ),
    "an unknown severity": (
        pack_files(rule_entry(severity="grave")),
        "PACK-VALUE",
        "'grave' is not a value of 'severity'",
        RULES,
        '"severity": "grave"',
        "critical, major, minor",
    ),
    "a weight of nothing": (
        pack_files(rule_entry(weight=0)),
        "PACK-RANGE",
        "0 is outside the range of 'weight'",
        RULES,
        '"weight": 0',
        "It has to be above 0 and at most 100.",
    ),
    "a weight in words": (
        pack_files(rule_entry(weight="2")),
        "PACK-TYPE",
        "'weight' is text, not a number",
        RULES,
        '"weight": "2"',
        "Write it without quotes: 2.",
    ),
    "a rule without clauses": (
        pack_files(rule_entry(clauses=[])),
        "PACK-EMPTY",
        "'clauses' is empty",
        RULES,
        '"clauses": []',
        "Name at least 1",
    ),
    "no rules": (recommendation(rules=[]), "PACK-EMPTY", "'rules' is empty", RULES, '"rules": []', ""),
    # caps
    "critical without caps": (
        pack_files(rule_entry(severity="critical")),
        "PACK-CAPS",
        "R1.1: critical rules have caps, and only they do",
        RULES,
        "",
        "Give it caps, or another severity",
    ),
    "caps without critical": (
        pack_files(rule_entry(caps=CAPS)),
        "PACK-CAPS",
        "critical rules have caps, and only they do",
        RULES,
        "",
        "",
    ),
    "caps that are not sorted": (
        pack_files(critical(caps={"not_met": "partly_meets", "not_stated": "does_not_meet"})),
        "PACK-CAPS",
        "R1.1: a worse outcome leaves a better verdict open",
        RULES,
        '"caps": {',
        "contradicted, not_met, not_stated, partly_met",
    ),
    "a stricter outcome without a cap": (
        pack_files(critical(caps={"not_stated": "partly_meets"})),
        "PACK-CAPS",
        "a worse outcome leaves a better verdict open",
        RULES,
        '"caps": {',
        "",
    ),
    "contradicted without a cap": (
        pack_files(critical(contradicted=MAYBE)),
        "PACK-CAPS",
        "a worse outcome leaves a better verdict open",
        RULES,
        '"caps": {',
        "",
    ),
    "a cap on an outcome that cannot come": (
        pack_files(critical(caps={**CAPS, "partly_met": "largely_meets"})),
        "PACK-CAPS",
        "R1.1 has a cap for 'partly_met', which it cannot come to",
        RULES,
        '"partly_met": "largely_meets"',
        "It has no 'partly' test",
    ),
    "a cap on contradiction without such a test": (
        pack_files(critical(caps={**CAPS, "contradicted": "does_not_meet"})),
        "PACK-CAPS",
        "has a cap for 'contradicted'",
        RULES,
        '"contradicted": "does_not_meet"',
        "It has no 'contradicted' test",
    ),
    "a cap that is no grade": (
        pack_files(critical(caps={"not_met": "fails", "not_stated": "partly_meets"})),
        "PACK-VALUE",
        "'fails' is not a value",
        RULES,
        '"not_met": "fails"',
        "",
    ),
    "a cap on met": (
        pack_files(critical(caps={**CAPS, "met": "meets"})),
        "PACK-UNKNOWN",
        "the caps have no field 'met'",
        RULES,
        '"met": "meets"',
        "",
    ),
    # parents
    "an unknown parent": (
        pack_files(rule_entry(), rule_entry("R1.2", requires="R1.7")),
        "PACK-PARENT",
        "R1.2 requires 'R1.7', which is not a rule of this recommendation",
        RULES,
        '"requires": "R1.7"',
        "R1.1",
    ),
    "its own parent": (
        pack_files(rule_entry(requires="R1.1")),
        "PACK-PARENT",
        "R1.1 requires itself: a rule cannot wait for itself",
        RULES,
        '"requires": "R1.1"',
        "take 'requires' out",
    ),
    "two rules that require each other": (
        pack_files(rule_entry(requires="R1.2"), rule_entry("R1.2", requires="R1.1")),
        "PACK-PARENT",
        "R1.2 waits for R1.1 and R1.1 waits for R1.2: none of them could ever be judged",
        RULES,
        '"requires": "R1.1"',
        "Take 'requires' out of one of them, R1.1 or R1.2.",
    ),
    "three rules in a circle, and one that waits for them": (
        pack_files(
            rule_entry(requires="R1.3"),
            rule_entry("R1.2", requires="R1.1"),
            rule_entry("R1.3", requires="R1.2"),
            rule_entry("R1.4", requires="R1.2"),
        ),
        "PACK-PARENT",
        "R1.3 waits for R1.2 and R1.2 waits for R1.1 and R1.1 waits for R1.3",
        RULES,
        '"requires": "R1.2"',
        "out of one of them",
    ),
    "a chain of parents": (
        pack_files(rule_entry(), rule_entry("R1.2", requires="R1.1"), rule_entry("R1.3", requires="R1.2")),
        "PACK-PARENT",
        "R1.3 requires R1.2, which requires R1.1: chains are not allowed",
        RULES,
        '"requires": "R1.2"',
        "Require R1.1 itself",
    ),
    "a parent that is laxer": (
        pack_files(critical(), critical("R1.2", requires="R1.1", caps=dict.fromkeys(CAPS, "does_not_meet"))),
        "PACK-PARENT",
        "R1.1 is laxer than R1.2, which depends on it, when not met",
        RULES,
        '"requires": "R1.1"',
        "Cap 'not_met' of R1.1 at does_not_meet or lower",
    ),
    "a parent without caps": (
        pack_files(rule_entry(), critical("R1.2", requires="R1.1")),
        "PACK-PARENT",
        "R1.1 is laxer than R1.2",
        RULES,
        '"requires": "R1.1"',
        "",
    ),
    # references
    "an unknown clause": (
        pack_files(rule_entry(clauses=["OR-2"])),
        "PACK-REFERENCE",
        "there is no clause 'OR-2'",
        RULES,
        '"OR-2"',
        "OR-1",
    ),
    "an unknown clause of a recommendation": (
        recommendation(clauses=["OR-9"]),
        "PACK-REFERENCE",
        "there is no clause 'OR-9'",
        RULES,
        '"OR-9"',
        "OR-1",
    ),
    "an unknown authority": (
        pack_files(rule_entry(authority=["GILD"])),
        "PACK-REFERENCE",
        "there is no authority 'GILD'",
        RULES,
        '"GILD"',
        "GUILD",
    ),
    "an unknown strand": (
        recommendation(strands=["growning"]),
        "PACK-REFERENCE",
        "there is no strand 'growning'",
        RULES,
        '"growning"',
        "Did you mean growing?",
    ),
    "an unknown section": (
        recommendation(sections=["orchid"]),
        "PACK-REFERENCE",
        "there is no section 'orchid'",
        RULES,
        '"orchid"',
        "Did you mean orchard?",
    ),
    "an unknown strand of an advisory": (
        pack_files(advisories=[{**ADVISORY, "strands": ["sailing"]}]),
        "PACK-REFERENCE",
        "there is no strand 'sailing'",
        "advisories.yaml",
        '"sailing"',
        "selling",
    ),
    "an unknown clause of an advisory": (
        pack_files(advisories=[{**ADVISORY, "clauses": ["OR-2"]}]),
        "PACK-REFERENCE",
        "there is no clause 'OR-2'",
        "advisories.yaml",
        '"OR-2"',
        "",
    ),
    "a tension across what is not there": (
        pack_files(tensions=[{**TENSION, "across": ["R1", "R7"]}]),
        "PACK-REFERENCE",
        "there is no recommendation 'R7'",
        "tensions.yaml",
        '"R7"',
        "R1",
    ),
    "an outcome of an unknown rule": (
        pack_files(tensions=[{**TENSION, "when": {"rule": "R9.9", "in": ["met"]}}]),
        "PACK-REFERENCE",
        "there is no rule 'R9.9'",
        "tensions.yaml",
        '"rule": "R9.9"',
        "",
    ),
    "a strand for everything that is not there": (
        {**pack_files(), "pack.yaml": {**HEAD, "comprehensive": "everything"}},
        "PACK-REFERENCE",
        "there is no strand 'everything'",
        "pack.yaml",
        '"comprehensive": "everything"',
        "",
    ),
    "silence in a rule": (
        pack_files(rule_entry(when={"field": "orchard.shade", "silent": True})),
        "PACK-COMPARATOR",
        "silence may be named only in the 'when' of advisories and tensions",
        RULES,
        '"silent": true',
        "",
    ),
    "an outcome in a rule": (
        pack_files(rule_entry(), rule_entry("R1.2", when={"rule": "R1.1", "in": ["met"]})),
        "PACK-CONDITION",
        "only advisories and tensions may ask for the outcome of a rule",
        RULES,
        "",
        "",
    ),
    "silence in what reconciles a tension": (
        pack_files(tensions=[{**TENSION, "reconciled": {"field": "orchard.shade", "silent": True}}]),
        "PACK-COMPARATOR",
        "silence may be named only",
        "tensions.yaml",
        '"silent": true',
        "",
    ),
    "a clause of no recommendation": (
        {**pack_files(), "sources.yaml": {**SOURCES, "clauses": [{**SOURCES["clauses"][0], "of": "R9"}]}},
        "PACK-REFERENCE",
        "there is no recommendation 'R9'",
        "sources.yaml",
        '"of": "R9"',
        "R1",
    ),
    "silence in a recommendation": (
        recommendation(when={"field": "orchard.shade", "silent": True}),
        "PACK-COMPARATOR",
        "silence may be named only",
        RULES,
        '"silent": true',
        "",
    ),
    # twice
    "two rules of one id": (
        twice(rule_entry(), rule_entry()),
        "PACK-TWICE",
        "the id 'R1.1' is used twice",
        RULES,
        '"id": "R1.1"',
        "Give each",
    ),
    "a rule and an advisory of one id": (
        pack_files(rule_entry("A1"), advisories=[ADVISORY]),
        "PACK-TWICE",
        "the id 'A1' is used twice",
        "advisories.yaml",
        '"id": "A1"',
        "",
    ),
    "two concerns of one slug": (
        pack_files(advisories=[ADVISORY], tensions=[{**TENSION, "slug": "frost"}]),
        "PACK-TWICE",
        "the slug 'frost' is used twice",
        "tensions.yaml",
        '"slug": "frost"',
        "",
    ),
    "two clauses of one id": (
        {**pack_files(), "sources.yaml": {**SOURCES, "clauses": SOURCES["clauses"] * 2}},
        "PACK-TWICE",
        "the id 'OR-1' is used twice",
        "sources.yaml",
        '"id": "OR-1"',
        "",
    ),
    "a clause of no document": (
        {
            **pack_files(),
            "sources.yaml": {**SOURCES, "clauses": [*SOURCES["clauses"], {**SOURCES["clauses"][0], "id": "XX-1"}]},
        },
        "PACK-REFERENCE",
        "there is no document 'XX'",
        "sources.yaml",
        '"id": "XX-1"',
        "",
    ),
    "two checks of one id": (
        pack_files(checks=[{"id": "C1", "must": MAYBE, "message": "m", "remedy": "r"}] * 2),
        "PACK-TWICE",
        "the id 'C1' is used twice",
        "checks.yaml",
        '"id": "C1"',
        "",
    ),
    # definitions
    "a definition that nothing uses": (
        pack_files(definitions={"bright": {"set": ["red"]}}),
        "PACK-UNUSED",
        "nothing uses the definition 'bright'",
        "definitions.yaml",
        '"bright": {',
        "Use it or delete it",
    ),
    "an empty set": (
        pack_files(rule_entry(met={"field": "orchard.shade", "in": "$few"}), definitions={"few": {"set": []}}),
        "PACK-EMPTY",
        "'set' is empty",
        "definitions.yaml",
        '"set": []',
        "",
    ),
    # scale
    "bands that do not rise": (
        {**pack_files(), "pack.yaml": {**HEAD, "scale": {**SCALE, "bands": {**SCALE["bands"], "meets": 0.65}}}},
        "PACK-SCALE",
        "the bands do not rise from grade to grade",
        "pack.yaml",
        '"bands": {',
        "higher band",
    ),
    "a lowest band above nothing": (
        {**pack_files(), "pack.yaml": {**HEAD, "scale": {**SCALE, "bands": {**SCALE["bands"], "does_not_meet": 0.1}}}},
        "PACK-VALUE",
        "'0.1' is not a value of 'does_not_meet'",
        "pack.yaml",
        '"does_not_meet": 0.1',
        "",
    ),
    # vocabulary
    "an unknown shared definition": (
        {
            **pack_files(),
            "vocabulary.schema.yaml": {
                **VOCABULARY,
                "properties": {
                    **VOCABULARY["properties"],
                    "pond": {"type": "object", "properties": {"fish": {"$ref": "#/$defs/Shad"}}},
                },
            },
        },
        "PACK-REFERENCE",
        "there is no shared definition 'Shad'",
        "vocabulary.schema.yaml",
        '"$ref": "#/$defs/Shad"',
        "Shade",
    ),
    "a pattern in the vocabulary": (
        {
            **pack_files(),
            "vocabulary.schema.yaml": {
                **VOCABULARY,
                "properties": {
                    **VOCABULARY["properties"],
                    "pond": {"type": "object", "properties": {"fish": {"type": "string", "pattern": "(a+)+$"}}},
                },
            },
        },
        "PACK-UNKNOWN",
        "has no field 'pattern'",
        "vocabulary.schema.yaml",
        '"pattern"',
        "",
    ),
    # files
    "a section with a name of the envelope": (
        {
            **pack_files(),
            "vocabulary.schema.yaml": {
                **VOCABULARY,
                "properties": {**VOCABULARY["properties"], "evidence": {"type": "object", "properties": {}}},
            },
        },
        "PACK-SECTION",
        "a section cannot be called 'evidence'",
        "vocabulary.schema.yaml",
        '"evidence"',
        "another name",
    ),
    "a value for none outside a list": (
        {
            **pack_files(),
            "vocabulary.schema.yaml": {
                **VOCABULARY,
                "properties": {
                    **VOCABULARY["properties"],
                    "pond": {"type": "object", "properties": {"mark": {"$ref": "#/$defs/Mark"}}},
                },
            },
        },
        "PACK-MEANS",
        "a value of 'pond.mark' is marked x-means in a way that cannot work there",
        "vocabulary.schema.yaml",
        '"pond"',
        "not_stated",
    ),
    "a file of the pack that holds no rules": (
        {**pack_files(), "pack.yaml": {**HEAD, "recommendations": [RULES, "sources.yaml"]}},
        "PACK-FILE",
        "'sources.yaml' is not the file of a recommendation",
        "pack.yaml",
        '"sources.yaml"',
        "",
    ),
    "a file above the pack": (
        {**pack_files(), "pack.yaml": {**HEAD, "recommendations": ["../r1-growing.yaml"]}},
        "PACK-FORM",
        "'../r1-growing.yaml' does not have the form",
        "pack.yaml",
        '"../r1-growing.yaml"',
        "",
    ),
    "a file from the root": (
        {**pack_files(), "pack.yaml": {**HEAD, "recommendations": ["/etc/r1.yaml"]}},
        "PACK-FORM",
        "'/etc/r1.yaml' does not have the form",
        "pack.yaml",
        '"/etc/r1.yaml"',
        "",
    ),
    "a file that is no YAML file": (
        {**pack_files(), "pack.yaml": {**HEAD, "recommendations": ["r1.py"]}, "r1.py": {}},
        "PACK-FORM",
        "'r1.py' does not have the form",
        "pack.yaml",
        '"r1.py"',
        "",
    ),
    "a file that is not there": (
        {**pack_files(), "pack.yaml": {**HEAD, "recommendations": ["r1-growin.yaml"]}},
        "PACK-FILE",
        "the pack has no file 'r1-growin.yaml'",
        "pack.yaml",
        '"r1-growin.yaml"',
        f"Did you mean {RULES}?",
    ),
    "a file named twice": (
        {**pack_files(), "pack.yaml": {**HEAD, "recommendations": [RULES, RULES]}},
        "PACK-TWICE",
        "is used twice",
        "",
        "",
        "",
    ),
    "YAML that cannot be read": (
        {**pack_files(), RULES: "id: R1\ntitle: [unclosed\nrules: []\n"},
        "DOC-SYNTAX",
        "",
        RULES,
        "",
        "",
    ),
    "a key twice": (
        {**pack_files(), RULES: "id: R1\ntitle: Growing\nid: R2\n"},
        "DOC-DUPLICATE-KEY",
        'The key "id" stands here a second time',
        RULES,
        "id: R2",
        "Keep one of the two",
    ),
    "an alias": ({**pack_files(), RULES: "id: &a R1\ntitle: *a\n"}, "DOC-ALIAS", "", RULES, "", ""),
    "a list for a file": ({**pack_files(), RULES: "- R1\n"}, "DOC-ROOT", "", RULES, "", ""),
    "an empty file": ({**pack_files(), RULES: ""}, "DOC-FILE-EMPTY", "is empty", RULES, "", ""),
}


@pytest.mark.parametrize(("files", "code", "message", "file", "line", "hint"), BROKEN.values(), ids=BROKEN)
def test_a_broken_pack_is_refused(
    tmp_path: Path, files: Data, code: str, message: str, file: str, line: str, hint: str
) -> None:
    found = problems_of(tmp_path, files)
    matching = [problem for problem in found if problem.code == code and message in problem.message]
    assert matching, found
    problem = matching[0]
    assert problem.fatal
    assert hint in problem.hint
    assert problem.span is not None
    assert problem.span.file.endswith(file)
    if line:
        shown = (tmp_path / file).read_text(encoding="utf-8").splitlines()[problem.span.line - 1]
        assert line in shown


ONE_PROBLEM = [
    name for name in BROKEN if not name.startswith(("YAML", "a key", "an alias", "a file named", "a file that is no"))
]


@pytest.mark.parametrize("name", ONE_PROBLEM)
def test_one_fault_is_one_problem(tmp_path: Path, name: str) -> None:
    """Nothing else is said that is not so."""
    found = problems_of(tmp_path, BROKEN[name][0])
    assert {problem.code for problem in found} == {BROKEN[name][1]}, found


def test_rules_in_a_circle_are_told_once(tmp_path: Path) -> None:
    waiting = [rule_entry(f"R1.{n}", requires=f"R1.{n % 3 + 1}") for n in range(1, 5)]
    found = problems_of(tmp_path, pack_files(*waiting))
    assert [problem.code for problem in found] == ["PACK-PARENT"]


def test_a_long_chain_names_its_first_rule(tmp_path: Path) -> None:
    chain = [rule_entry("R1.1"), *(rule_entry(f"R1.{n}", requires=f"R1.{n - 1}") for n in (2, 3, 4))]
    found = problems_of(tmp_path, pack_files(*chain))
    assert [problem.hint for problem in found] == ["Require R1.1 itself."] * 2


BAD: Data = {"count": "orchard.trees[]", "at_least": "two"}
FOLLOWED: dict[str, Data] = {
    "a rule that another requires": pack_files(rule_entry(met=BAD), rule_entry("R1.2", requires="R1.1")),
    "a rule whose outcome is asked for": pack_files(
        rule_entry(met=BAD), advisories=[{**ADVISORY, "when": {"rule": "R1.1", "in": ["met"]}}]
    ),
    "a test with a cap": pack_files(critical(contradicted=BAD, caps={**CAPS, "contradicted": "does_not_meet"})),
    "a set": pack_files(
        rule_entry(met={"field": "orchard.shade", "in": "$bright"}), definitions={"bright": {"set": ["$nothing"]}}
    ),
    "labels": pack_files(
        rule_entry(met={"count": "$here", "at_least": 1}), definitions={"here": {"labels": {"oak": BAD}}}
    ),
    "a list": pack_files(
        rule_entry(
            met={"every": "$tall[]", "satisfies": {"field": ".height", "at_least": "$few"}},
            partly={"field": "$tall[].marks", "includes": "knot"},
        ),
        definitions={"few": {"number": 2}, "tall": {"list": "orchard.tree[]"}, "high": {"list": "$tall"}},
        advisories=[{**ADVISORY, "when": {"count": "$high", "at_least": 1}}],
    ),
    "a definition of two kinds": pack_files(
        rule_entry(met="$few"), definitions={"few": {"number": 2, "condition": MAYBE}}
    ),
    "a number beside a wrong path": pack_files(
        rule_entry(met={"every": "orchard.tree[]", "satisfies": {"field": ".height", "at_least": "$few_years"}}),
        definitions={"few_years": {"number": 2}},
    ),
}


@pytest.mark.parametrize("files", FOLLOWED.values(), ids=FOLLOWED)
def test_nothing_is_told_from_what_could_not_be_read(tmp_path: Path, files: Data) -> None:
    assert len(found := problems_of(tmp_path, files)) == 1, found


def test_every_problem_of_every_file_is_reported_together(tmp_path: Path) -> None:
    files = pack_files(
        rule_entry(met={"field": "orchard.shad", "is": "red"}, clauses=["OR-2"]),
        rule_entry("R1.2", authority=["NOBODY"], met={"field": "orchard.shade", "is": "gren"}),
        advisories=[{**ADVISORY, "when": {"count": "orchard.trees[]"}}],
        definitions={"spare": {"number": 1}},
    )
    found = problems_of(tmp_path, files)
    assert sorted(problem.code for problem in found) == [
        *("PACK-CONDITION", "PACK-PATH", "PACK-REFERENCE", "PACK-REFERENCE", "PACK-UNUSED", "PACK-VALUE")
    ]
    assert found == sorted(found, key=lambda p: (p.span.file, p.span.line) if p.span else ("", 0))


def test_definitions_that_double_are_stopped(tmp_path: Path) -> None:
    """Sixty of them, each naming the one before it twice, would be read for ever."""
    definitions: dict[str, Any] = {"d0": {"condition": {"field": "orchard.shade", "is": "red"}}}
    for number in range(1, 60):
        definitions[f"d{number}"] = {"condition": {"any": [f"$d{number - 1}", f"$d{number - 1}"]}}
    found = problems_of(tmp_path, pack_files(rule_entry(met="$d59"), definitions=definitions))
    assert [problem.code for problem in found] == ["PACK-LARGE"]
    assert found[0].span is not None


def test_shapes_of_every_file_are_checked_together(tmp_path: Path) -> None:
    files = pack_files(rule_entry(weight="2"), advisories=[{**ADVISORY, "level": "grave"}])
    files["pack.yaml"] = {**HEAD, "version": "one"}
    found = problems_of(tmp_path, files)
    assert {(p.code, Path(p.span.file).name) for p in found if p.span} == {
        ("PACK-TYPE", RULES),
        ("PACK-VALUE", "advisories.yaml"),
        ("PACK-FORM", "pack.yaml"),
    }


@pytest.mark.parametrize("lost", ["pack.yaml", "vocabulary.schema.yaml", "sources.yaml", RULES])
def test_a_missing_file_is_named(tmp_path: Path, lost: str) -> None:
    files = {name: value for name, value in pack_files().items() if name != lost}
    found = problems_of(tmp_path, files)
    assert [problem.code for problem in found] == ["PACK-FILE" if lost == RULES else "DOC-FILE-MISSING"]
    assert lost in found[0].message


def test_no_file_outside_the_pack_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("id: X\n", encoding="utf-8")
    folder = tmp_path / "pack"
    folder.mkdir()
    opened: list[str] = []
    import builtins

    real = builtins.open

    def watched(file: Any, *args: Any, **options: Any) -> Any:
        opened.append(str(file))
        return real(file, *args, **options)

    monkeypatch.setattr(builtins, "open", watched)
    problems_of(folder, {**pack_files(), "pack.yaml": {**HEAD, "recommendations": ["../secret.yaml"]}})
    assert opened
    assert not [name for name in opened if "secret" in name]


@pytest.mark.parametrize("name", ["no-such-pack", "korean-peninsul", "", ".", "..", "a/b"])
def test_what_is_no_pack_is_said_plainly(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as caught:
        load_pack(name)
    problem = caught.value.problems[0]
    if name in {".", ".."}:  # folders, though without a pack in them
        assert problem.code == "DOC-FILE-MISSING"
        return
    assert problem.code == "PACK-NONE"
    assert f"there is no pack '{name}'" in problem.message
    assert problem.hint


def test_a_near_miss_of_a_shipped_pack_is_suggested() -> None:
    with pytest.raises(InputError) as caught:
        load_pack(shipped_packs()[0][:-1])
    assert shipped_packs()[0] in caught.value.problems[0].hint


def test_a_shipped_pack_cannot_be_shadowed_by_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = shipped_packs()[0]
    (tmp_path / name).mkdir()
    write_pack(tmp_path / name, pack_files())
    monkeypatch.chdir(tmp_path)
    assert load_pack(name).id == name
    assert load_pack(f"./{name}").id == "orchard"
