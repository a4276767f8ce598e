"""Configurations: found, read, what they choose for a proposal, and everything that is wrong with one at once."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from policycheck.errors import InputError
from policycheck.load.configuration import choices_for, read_configuration
from policycheck.load.discovery import FILE, find_configuration
from policycheck.model.configuration import Choices, Configuration
from policycheck.rendering import FORMATS
from policycheck.resources import read_schema

EVERYTHING: dict[str, Any] = {
    "proposals": ["plans/", "drafts/*.yaml"],
    "pack": "korean-peninsula",
    "profile": "strict",
    "gate": {"verdict": "largely_meets", "score": 0.5, "recommendations": {"R1": {"verdict": "meets"}}},
    "waivers": "waivers.yaml",
    "baseline": "results/",
    "outputs": [{"path": "out/all.sarif"}, {"path": "out/", "format": "json"}],
    "paths": [
        {"match": "plans/**", "profile": "equal-weights", "gate": {"verdict": "none", "critical": ["not_met"]}},
        {"match": "**/fair.yaml", "pack": "fair-data", "gate": {"score": 0.25}},
        {"match": "plans/old", "waivers": "plans/old.yaml", "profile": "mine.yaml", "baseline": "none"},
    ],
}


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a repository, in which the files that EVERYTHING names stand."""
    root = tmp_path / "repository"
    (root / "plans" / "old").mkdir(parents=True)
    (root / ".git").mkdir()
    for name in ("waivers.yaml", "plans/old.yaml", "mine.yaml"):
        (root / name).touch()
    monkeypatch.chdir(root)
    return root


def read(value: object, name: str = FILE) -> Configuration:
    Path(name).write_text(value if isinstance(value, str) else yaml.safe_dump(value, sort_keys=False), encoding="utf-8")
    return read_configuration(name)


def gate(choices: Choices) -> dict[str, str]:
    assert {demand.set_by for demand in choices.gate} <= {"configuration"}
    return {demand.key: demand.words for demand in choices.gate}


# ---------------------------------------------------------------- found


def test_it_is_looked_for_upwards_to_the_root_of_the_repository(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root.parent / FILE).touch()
    monkeypatch.chdir("plans/old")
    assert find_configuration() == "", "what lies outside the repository is not meant for it"
    (root / FILE).touch()
    assert find_configuration() == f"../../{FILE}"
    (root / "plans" / FILE).touch()
    assert find_configuration() == f"../{FILE}"
    Path(FILE).touch()
    assert find_configuration() == FILE


def test_without_a_repository_it_is_looked_for_everywhere_above(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".git").rmdir()
    (root.parent / FILE).touch()
    monkeypatch.chdir("plans")
    assert find_configuration() == f"../../{FILE}"


def test_one_with_another_name_is_not_overlooked(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".policycheck.yml").touch()
    monkeypatch.chdir("plans")
    with pytest.raises(InputError, match=r"\.\./\.policycheck\.yml is not read"):
        find_configuration()


def test_a_working_folder_that_is_gone_has_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    assert find_configuration() == ""


# ---------------------------------------------------------------- what it chooses


def test_all_of_it() -> None:
    made = read(EVERYTHING)
    assert (made.name, made.folder, made.proposals) == (FILE, "", ("plans/", "drafts/*.yaml"))
    assert [(output.path, output.format) for output in made.outputs] == [("out/all.sarif", ""), ("out/", "json")]
    assert str(made.outputs[0].span) == f"{FILE}:15:9"
    assert made.choices.pack_reason == "named by the configuration"
    assert gate(made.choices) == {"verdict": "largely_meets", "score": "0.5", "R1.verdict": "meets"}
    named = {"korean-peninsula", "strict", "waivers.yaml", "equal-weights", "fair-data", "plans/old.yaml", "mine.yaml"}
    assert set(made.files) == {FILE, *named}
    assert made.baselines == ("results", "none")


def test_of_the_entries_that_match_the_last_wins_key_by_key() -> None:
    made = read(EVERYTHING)
    top = choices_for(made, "a.yaml")
    assert top == made.choices == choices_for(made, "-")
    plans = choices_for(made, "plans/a.yaml")
    assert (plans.pack, plans.profile, plans.waivers) == ("korean-peninsula", "equal-weights", "waivers.yaml")
    assert plans.baseline == "results"
    assert gate(plans) == {"verdict": "none", "score": "0.5", "R1.verdict": "meets", "critical": "not_met"}
    old = choices_for(made, "plans/old/fair.yaml")
    assert (old.pack, old.profile, old.waivers) == ("fair-data", "mine.yaml", "plans/old.yaml")
    assert old.baseline == "none", "a path may have none"
    assert old.pack_reason == "named by the configuration for **/fair.yaml"
    assert gate(old)["score"] == "0.25"


def test_paths_are_seen_from_its_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(EVERYTHING)
    monkeypatch.chdir("plans/old")
    made = read_configuration(find_configuration())
    assert (made.name, made.folder) == ("../../.policycheck.yaml", "../..")
    assert choices_for(made, "a.yaml").profile == "../../mine.yaml"
    assert choices_for(made, str(root / "plans" / "a.yaml")).profile == "equal-weights"
    assert choices_for(made, "../../../elsewhere/fair.yaml").pack == "korean-peninsula", "outside nothing matches"
    assert made.outputs[0].path == "../../out/all.sarif"


def test_a_path_is_that_of_the_folder_that_a_file_lies_in(root: Path) -> None:
    (root / "way").symlink_to("plans", target_is_directory=True)
    assert choices_for(read(EVERYTHING), "way/a.yaml").profile == "equal-weights"


def test_a_folder_with_the_name_of_a_shipped_pack_needs_a_path(root: Path) -> None:
    (root / "fair-data").mkdir()
    assert read({"pack": "fair-data"}).choices.pack == "fair-data"
    assert read({"pack": "./fair-data"}).choices.pack == "./fair-data"


# ---------------------------------------------------------------- what is wrong with it

BROKEN = """\
pakc: fair-data
proposals: [plans/, -]
profile: stricter
gate: {verdict: good, scor: 0.5}
outputs:
  - {path: ../out.json}
  - {path: .git/hooks/pre-commit, format: terminal}
paths:
  - match: ../other/*
    pack: nowhere
    waivers: nothing.yaml
"""


def problems(value: object) -> list[tuple[str, int, str, str]]:
    with pytest.raises(InputError) as caught:
        read(value)
    return [(p.code, p.span.line if p.span else 0, p.message, p.hint) for p in caught.value.problems]


def test_everything_is_said_at_once_each_at_its_place() -> None:
    found = problems(BROKEN)
    assert [(code, line) for code, line, _, _ in found] == [
        ("CONFIG-UNKNOWN", 1),
        ("CONFIG-FORM", 2),
        ("PROFILE-NONE", 3),
        ("CONFIG-VALUE", 4),
        ("CONFIG-UNKNOWN", 4),
        ("CONFIG-OUTPUT", 6),
        ("CONFIG-OUTPUT", 7),
        ("CONFIG-PATH", 9),
        ("PACK-NONE", 10),
        ("CONFIG-FILE", 11),
    ]
    assert found[0][2:] == ("the configuration has no field 'pakc'", "Did you mean pack?")


def test_a_key_of_the_command_line_is_told_how_it_is_written_in_a_file() -> None:
    ((code, _, _, hint),) = problems({"gate": {"R1.verdict": "meets"}})
    assert code == "CONFIG-UNKNOWN"
    assert hint.startswith("In a file it is written recommendations: {ID: {verdict: meets}}")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "DOC-FILE-EMPTY"),
        ("- pack\n", "DOC-ROOT"),
        ("pack: a\npack: b\n", "DOC-DUPLICATE-KEY"),
        ("pack: [\n", "DOC-SYNTAX"),
        ({"pack": ""}, "CONFIG-FORM"),
        ({"pack": 3}, "CONFIG-TYPE"),
        ({"paths": [{"match": "a"}]}, "CONFIG-SHAPE"),
        ({"paths": [{"pack": "fair-data"}]}, "CONFIG-MISSING"),
        ({"outputs": [{"path": "a", "format": "docx"}]}, "CONFIG-VALUE"),
        ({"gate": {"score": 2}}, "CONFIG-RANGE"),
        ({"proposals": []}, "CONFIG-EMPTY"),
        ({"proposals": ["a", "a"]}, "CONFIG-REPEAT"),
    ],
)
def test_what_is_no_configuration(value: object, code: str) -> None:
    assert code in [found[0] for found in problems(value)]


@pytest.mark.parametrize("path", ["/etc/passwd", "a/../../x", ".GIT/config", "sub/.git/x", "way/out.json", ".."])
def test_reports_go_below_its_folder_only(path: str, root: Path) -> None:
    """A repository of strangers must not have files written elsewhere by those who only look at it."""
    (root / "way").symlink_to(root.parent, target_is_directory=True)
    assert [code for code, *_ in problems({"outputs": [{"path": path, "format": "json"}]})] == ["CONFIG-OUTPUT"]


def test_a_format_before_a_path_is_a_part_of_the_path() -> None:
    (output,) = read({"outputs": [{"path": "json:/etc/passwd", "format": "csv"}]}).outputs
    assert (output.path, output.format) == ("json:/etc/passwd", "csv")


# ---------------------------------------------------------------- its schema


def test_the_schema_is_sound_and_every_key_in_it_is_understood() -> None:
    schema, profile = (json.loads(read_schema(name)) for name in ("configuration", "profile"))
    Draft202012Validator.check_schema(schema)
    assert {*schema["properties"]} == {*EVERYTHING}, "a key was added: try it here"
    entry = schema["properties"]["paths"]["items"]["properties"]
    assert {*entry} == {"match", "pack", "profile", "gate", "waivers", "baseline"}
    assert schema["$defs"]["gate"] == profile["properties"]["gate"], "a gate is written as in a profile"
    assert schema["$defs"]["share"] == profile["$defs"]["share"]
    formats = schema["properties"]["outputs"]["items"]["properties"]["format"]["enum"]
    assert formats == [known.name for known in FORMATS]
