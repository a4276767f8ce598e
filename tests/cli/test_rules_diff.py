"""`rules diff`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.renamed import MINIMAL, changed_pack
from tests.workshop.test_backtest import PROPOSAL

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]

CHANGES = {
    "f1-warning.yaml": {"weight: 2": "weight: 4", "at_least: 2}": "at_least: 3}"},
    "definitions.yaml": {"[monthly, yearly]": "[monthly]"},
    "vocabulary.schema.yaml": {"minimum: 0": "minimum: 1"},
}
SAID = """\
flood-plan 1.0.0 → 1.1.0

What differs in the pack
  minor  rule F1.1 changed: condition
  minor  rule F1.3 changed: weight
  minor  definition $regular changed: meaning
  major  field warning.shelters[].beds changed: narrower

What comes out otherwise: 2 of 4 proposals in corpus

  corpus/b.yaml
    no longer valid: line 6: 0 is outside the range of 'beds' [DOC-RANGE]

  corpus/a/proposal.yaml
    F1.1     met → partly met (condition of F1.1)
    F1       verdict largely meets → partly meets (outcome of F1.1, weight of
             F1.3)
    F1       at best largely meets → partly meets (outcome of F1.1, weight of
             F1.3)
    F1       score 83.3 % → 56.2 % (outcome of F1.1, weight of F1.3)
  corpus/c/proposal.yaml: cannot be used with either pack.

✘ This asks for a major step, and the version goes from 1.0.0 to 1.1.0. Write
version: 2.0.0.
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with `corpus/` in it."""
    monkeypatch.chdir(tmp_path)
    files = {
        "a/proposal.yaml": PROPOSAL,
        "b.yaml": PROPOSAL.replace("beds: 20", "beds: 0"),
        "c/proposal.yaml": "[",
        "d.yaml": PROPOSAL[: PROPOSAL.index("warning:\n")],
    }
    for name, text in files.items():
        (tmp_path / "corpus" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "corpus" / name).write_text(text, encoding="utf-8")
    return tmp_path


def version(folder: Path, number: str) -> str:
    """The changed pack under that version."""
    return changed_pack(folder / number, CHANGES | {"pack.yaml": {"version: 1.0.0": f"version: {number}"}})


def diff(new: str, *more: str) -> int:
    return run(["rules", "diff", str(MINIMAL), new, "--corpus", "corpus", *more])


def test_too_small_a_step_is_a_no(folder: Path, capfd: Capture) -> None:
    assert diff(version(folder, "1.1.0")) == 1
    assert capfd.readouterr() == (SAID, "")


def test_a_step_that_is_large_enough_is_a_yes(folder: Path, capfd: Capture) -> None:
    assert diff(version(folder, "2.0.0")) == 0
    last = capfd.readouterr().out.splitlines()[-1]
    assert last == "✔ This asks for a major step, and the version takes one from 1.0.0 to 2.0.0."


@pytest.mark.parametrize("number", ["0.9.0", "1.0.1"])
def test_a_version_that_does_not_rise_enough(number: str, folder: Path, capfd: Capture) -> None:
    assert diff(version(folder, number)) == 1
    assert "Write version: 2.0.0." in " ".join(capfd.readouterr().out.split())


def test_nothing_changed(folder: Path, capfd: Capture) -> None:
    assert diff(str(MINIMAL)) == 0
    assert capfd.readouterr().out.endswith("\n✔ Nothing has changed.\n")


def test_json_says_the_same(folder: Path, capfd: Capture) -> None:
    assert diff(version(folder, "1.1.0"), "-f", "json") == 1
    said = json.loads(capfd.readouterr().out)
    assert said["step"] == {"asked": "major", "taken": "minor", "enough": False}
    assert [one["subject"] for one in said["edits"]] == ["F1.1", "F1.3", "$regular", "warning.shelters[].beds"]
    assert [(one["file"], one["step"]) for one in said["proposals"]] == [
        ("corpus/b.yaml", "major"),
        ("corpus/d.yaml", "none"),
        ("corpus/a/proposal.yaml", "major"),
        ("corpus/c/proposal.yaml", "none"),
    ]
    (first, *_) = said["proposals"][2]["moves"]
    assert first == {
        "subject": "F1.1",
        "what": "outcome",
        "before": "met",
        "after": "partly_met",
        "causes": ["condition of F1.1"],
        "step": "minor",
    }
    assert said["proposals"][0]["refused_after"][0]["code"] == "DOC-RANGE"


def test_two_packs_are_no_versions_of_one(folder: Path, capfd: Capture) -> None:
    assert diff(changed_pack(folder / "other", {"pack.yaml": {"id: flood-plan": "id: other"}})) == 2
    assert "[USE-PACKS]" in capfd.readouterr().err


def test_a_corpus_of_which_nothing_is_valid_is_no_backtest(folder: Path, capfd: Capture) -> None:
    for name in ("a/proposal.yaml", "b.yaml", "d.yaml"):
        (folder / "corpus" / name).unlink()
    assert diff(str(MINIMAL)) == 2
    assert "[USE-CORPUS]" in capfd.readouterr().err


def test_a_pack_that_cannot_be_read(folder: Path, capfd: Capture) -> None:
    assert diff("nowhere") == 2
    assert "[PACK-NONE]" in capfd.readouterr().err
