"""`rules new`: what it writes loads, judges its example and passes its tests, under the name of its folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from policycheck.cli.door import run
from policycheck.errors import InputError
from policycheck.load.pack import load_pack
from policycheck.load.pack_folders import shipped_packs
from policycheck.model.outcome import Concern
from policycheck.model.pack import Advisory, Rule, Tension
from policycheck.pipeline import Auditor
from policycheck.resources import templates_dir
from policycheck.workshop.coverage import try_suite
from policycheck.workshop.read import read_suite
from policycheck.workshop.scaffold import new_pack

LONGEST_SENTENCE = 25


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A new pack, as the command writes it."""
    monkeypatch.chdir(tmp_path)
    assert run(["rules", "new", "deep/town-trees"]) == 0
    said = capsys.readouterr()
    assert "policycheck rules test deep/town-trees\n" in said.out
    assert said.err == ""
    return tmp_path / "deep" / "town-trees"


def test_the_pack_is_named_after_its_folder(folder: Path) -> None:
    pack = load_pack(str(folder))
    assert pack.id == "town-trees"
    assert pack.title.startswith("Town trees")
    for file in folder.rglob("*"):
        if file.is_file():
            written = file.read_text(encoding="utf-8")
            assert "my-pack" not in written
            assert "My pack" not in written


def test_every_file_of_the_template_is_written(folder: Path) -> None:
    template = templates_dir() / "pack"
    wanted, found = ({file.relative_to(root) for file in root.rglob("*")} for root in (template, folder))
    assert wanted == found
    assert (folder / "README.md").is_file()


def test_its_tests_reach_everything(folder: Path) -> None:
    pack = load_pack(str(folder))
    trial = try_suite(pack, read_suite(str(folder), pack))
    assert trial.failed == ()
    assert trial.coverage.missed == ()
    assert trial.passed


def test_its_example_finds_the_pack_wherever_it_is_asked_from(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, name in ((tmp_path, "deep/town-trees/example.yaml"), (folder, "example.yaml")):
        monkeypatch.chdir(place)
        assessment = Auditor().audit(name)
        assert assessment.pack.id == "town-trees"
        assert assessment.graded
        raised = [one for one in (*assessment.advisories, *assessment.tensions) if one.state is Concern.RAISED]
        assert len(raised) == 2


def test_it_shows_what_a_pack_can_hold(folder: Path) -> None:
    pack = load_pack(str(folder))
    (recommendation,) = pack.recommendations
    assert len(recommendation.rules) == 3
    for part in ("when", "contradicted", "partly", "requires", "caps"):
        assert any(getattr(rule, part) for rule in recommendation.rules), part
    assert pack.advisories
    assert any(tension.reconciled for tension in pack.tensions)
    definitions = yaml.safe_load(pack.files["definitions.yaml"])["definitions"].values()
    assert {"set", "number", "list", "where"} <= {key for one in definitions for key in one}


def test_it_is_written_as_a_pack_should_be(folder: Path) -> None:
    """What the tests of shipped packs ask: no clause without an entry, questions, short sentences, explained files."""
    pack = load_pack(str(folder))
    rules = [rule for one in pack.recommendations for rule in one.rules]
    entries: list[Rule | Advisory | Tension] = [*rules, *pack.advisories, *pack.tensions]
    carried = {clause for entry in entries for clause in entry.clauses}
    assert set(pack.sources.clauses) == carried
    assert all(rule.question.endswith("?") for rule in rules)
    for entry in entries:
        for sentence in re.split(r"(?<=[.?!])\s+", f"{entry.why} {entry.remedy}"):
            assert len(sentence.split()) <= LONGEST_SENTENCE, entry.id
    for file in folder.rglob("*.yaml"):
        assert "#" in file.read_text(encoding="utf-8"), f"{file.name} explains nothing"


def test_an_empty_folder_may_be_there_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my-trees").mkdir()
    monkeypatch.chdir(tmp_path / "my-trees")
    assert run(["rules", "new", "."]) == 0
    assert load_pack(str(tmp_path / "my-trees")).id == "my-trees"


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(["rules", "new", str(folder)]) == 2
    assert "is not empty [USE-FOLDER]" in capsys.readouterr().err
    assert [file.name for file in folder.iterdir()] == ["mine.txt"]
    (tmp_path / "a-file").write_text("mine", encoding="utf-8")
    (tmp_path / "a-link").symlink_to(tmp_path / "nowhere")
    for name in ("a-file", "a-link"):
        assert run(["rules", "new", str(tmp_path / name)]) == 2
        assert "is no folder [USE-FOLDER]" in capsys.readouterr().err
    assert (tmp_path / "a-file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name", ["Trees", "town_trees", "town trees", "9-trees", "-trees", "trees-", "a--b", "bäume", "x" * 61, "\x1b[2Jx"]
)
def test_a_name_that_no_pack_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        new_pack(str(tmp_path / name))
    assert [problem.code for problem in caught.value.problems] == ["USE-NAME"]
    assert "\x1b" not in caught.value.problems[0].message


@pytest.mark.parametrize("name", shipped_packs())
def test_the_name_of_a_shipped_pack_is_taken(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="shipped pack"):
        new_pack(str(tmp_path / name))


def test_the_longest_and_the_shortest_name_load(tmp_path: Path) -> None:
    for name in ("x", "x" * 60):
        folder = tmp_path / name
        assert run(["rules", "new", str(folder)]) == 0
        assert load_pack(str(folder)).id == name
