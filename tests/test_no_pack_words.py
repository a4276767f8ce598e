""".ci/no-pack-words: a planted word of a pack is caught, the program's own are not, and a blind check fails."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = Path(__file__).resolve().parent.parent / ".ci" / "no-pack-words"

PACK = {
    "pack.yaml": "{id: tiny, recommendations: [R2]}",
    "vocabulary.schema.yaml": """
        type: object
        properties:
          proposal: {properties: {id: {type: string}, title: {type: string}}}
          incentives:
            properties:
              phases: {items: {properties: {dprk_steps: {type: array}, order: {enum: [dprk_first, simultaneous]}}}}
          diplomacy: {properties: {party: {$ref: "#/$defs/Party"}, with: {enum: [none, 'on', '3']}}}
        $defs: {Party: {oneOf: [{const: ROK, title: South Korea}, {const: US}]}}
        """,
    "sources.yaml": """
        documents: {ER: {title: x}}
        clauses:
          - [ER-R1.a, context, paraphrase]
          - {id: TD-P9.1, role: risk}
        authorities: [{id: UN-1718}]
        """,
    "definitions.yaml": "definitions: {early_phases: {list: 'incentives.phases[]'}}",
    "r2.yaml": "id: R2\nrules: [{id: R2.6, title: t, clauses: [ER-R1.a]}]",
    "advisories.yaml": "advisories: [{id: A1, slug: early_relief}]",
    "tensions.yaml": "tensions: {T1: {title: t}}",
    "r2.test.yaml": "rules: {only_in_a_test: met}",
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of packs with one small pack in it."""
    pack = tmp_path / "rules" / "tiny"
    pack.mkdir(parents=True)
    for name, text in PACK.items():
        (pack / name).write_text(text, encoding="utf-8")
    return pack.parent


def check(tmp_path: Path, rules: Path, code: str) -> tuple[int, str]:
    """Exit code and output of the check on one Python file."""
    src = tmp_path / "src"
    src.mkdir()
    (src / "planted.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, CHECK, src, rules], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout


CAUGHT = {
    "enumeration value by const": ("x = 'ROK'", "'ROK'"),
    "enumeration value by enum": ("x = {'simultaneous': 1}", "'simultaneous'"),
    "a word that YAML 1.1 takes for a boolean": ("x = 'on'", "'on'"),
    "section": ("x = data['incentives']", "'incentives'"),
    "field": ("x = data.get('dprk_steps')", "'dprk_steps'"),
    "short field": ("x = data.get('order')", "'order'"),
    "path": ("x = 'proposal.phases[].id'", "'phases'"),
    "definition": ("x = '$early_phases'", "'$early_phases'"),
    "recommendation": ("x = 'R2'", "'R2'"),
    "rule": ("x = 'R2.6'", "'R2.6'"),
    "clause in a list": ("x = 'ER-R1.a'", "'ER-R1.a'"),
    "clause as a mapping": ("x = 'TD-P9.1'", "'TD-P9.1'"),
    "document": ("x = 'ER'", "'ER'"),
    "authority": ("x = 'UN-1718'", "'UN-1718'"),
    "advisory": ("x = 'A1'", "'A1'"),
    "slug": ("x = 'early_relief'", "'early_relief'"),
    "tension": ("x = 'T1'", "'T1'"),
    "part of an f-string": ("x = f'{y}ROK'", "'ROK'"),
    "string annotation": ("from typing import Literal\nx: Literal['ROK']", "'ROK'"),
    "attribute": ("x = proposal.incentives", "the name incentives"),
    "parameter": ("def f(diplomacy): ...", "the name diplomacy"),
    "keyword": ("f(dprk_steps=1)", "the name dprk_steps"),
    "class pattern": ("match x:\n    case P(incentives=1): ...", "the name incentives"),
}


@pytest.mark.parametrize(("code", "word"), CAUGHT.values(), ids=CAUGHT)
def test_planted_word_is_caught(tmp_path: Path, rules: Path, code: str, word: str) -> None:
    status, output = check(tmp_path, rules, f"'''Docstring.'''\n{code}\n")
    assert status == 1
    assert word in output
    assert "planted.py:" in output


PASSED = {
    "docstrings": '"""ROK"""\nclass A:\n    """R2.6"""\n    x = 1\n    """incentives"""',
    "comments": "x = 1  # R2.6, 'incentives'",
    "sentences": "x = 'the incentives of R2.6'",
    "the envelope": "x = ['proposal', 'proposal.title', 'id', 'none']",
    "the rule language": "x = ['where', 'share', 'met']",
    "short names": "order = phases = 1",
    "the pack's own name": "x = 'tiny'",
    "plain numbers": "x = '3'",
    "words of tests only": "x = 'only_in_a_test'",
}


@pytest.mark.parametrize("code", PASSED.values(), ids=PASSED)
def test_own_language_passes(tmp_path: Path, rules: Path, code: str) -> None:
    status, output = check(tmp_path, rules, code)
    assert status == 0, output
    assert "0 found" in output


def test_one_pack_may_be_named_and_no_second_one(tmp_path: Path, rules: Path) -> None:
    shutil.copytree(rules / "tiny", rules / "other")
    head = rules / "other" / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("tiny", "other"), encoding="utf-8")
    status, output = check(tmp_path, rules, "x = ['tiny', 'tiny']")
    assert status == 0, output
    (tmp_path / "src" / "planted.py").unlink()
    (tmp_path / "src").rmdir()
    status, output = check(tmp_path, rules, "x = ['tiny', 'other']")
    assert status == 1
    assert "more than one pack is named: other, tiny" in output


def test_no_pack_is_a_failure(tmp_path: Path) -> None:
    empty = tmp_path / "rules"
    empty.mkdir()
    status, output = check(tmp_path, empty, "x = 1")
    assert status == 2
    assert "nothing to compare" in output


@pytest.mark.parametrize("lost", ["vocabulary.schema.yaml", "everything else"])
def test_a_pack_without_words_is_a_failure(tmp_path: Path, rules: Path, lost: str) -> None:
    for name in PACK:
        if name != "pack.yaml" and (name == lost) == (lost in PACK):
            (rules / "tiny" / name).unlink()
    if lost not in PACK:
        (rules / "tiny" / "pack.yaml").write_text("{id: tiny}", encoding="utf-8")
    status, output = check(tmp_path, rules, "x = 1")
    assert status == 2
    assert "blind" in output
