"""Files, folders and patterns: what they come to, in which order, and what cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policycheck.load import sources
from policycheck.load.sources import Source, find_sources

FILES = (
    "a.yaml",
    "plans/b.YML",
    "plans/a.json",
    "plans/note.txt",
    "plans/.hidden.yaml",
    "plans/.git/x.yaml",
    "z/c.yaml",
)


@pytest.fixture(autouse=True)
def _tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in FILES:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


def paths(*asked: str, folder: str = "") -> list[str]:
    found = find_sources(asked, folder)
    assert not found.problems
    return [source.path for source in found.files]


def codes(*asked: str) -> list[str]:
    return [problem.code for problem in find_sources(asked).problems]


def test_a_folder_is_all_that_looks_like_a_proposal_below_it() -> None:
    assert paths(".") == ["a.yaml", "plans/a.json", "plans/b.YML", "z/c.yaml"]
    assert paths("plans") == paths("plans/") == ["plans/a.json", "plans/b.YML"]
    assert find_sources(["plans"]).files[0] == Source("plans/a.json", "plans")


def test_a_pattern_is_what_it_says() -> None:
    assert paths("*/*.[jy]*") == ["plans/a.json", "z/c.yaml"]
    assert paths("**/*.yaml") == ["a.yaml", "z/c.yaml"]
    assert paths("plans/*") == ["plans/a.json", "plans/b.YML", "plans/note.txt"]
    assert paths(f"{os.getcwd()}/z/*.yaml") == [f"{os.getcwd()}/z/c.yaml"]


def test_what_is_named_is_taken_whatever_it_is() -> None:
    assert paths("plans/note.txt", "missing.yaml", "-", "plans/.hidden.yaml", "a\0b") == [
        "plans/note.txt",
        "missing.yaml",
        "-",
        "plans/.hidden.yaml",
        "a\0b",
    ]
    Path("plans/b[1].yaml").touch()
    assert find_sources(["plans/b[1].yaml"]).files == (Source("plans/b[1].yaml"),)


def test_each_file_once_in_the_order_asked_for() -> None:
    Path("again.yaml").symlink_to("a.yaml")
    assert paths("z", "a.yaml", "again.yaml", ".", "*.yaml") == ["z/c.yaml", "a.yaml", "plans/a.json", "plans/b.YML"]
    assert find_sources(["a.yaml", "."]).files[0].named


def test_names_of_a_configuration_are_seen_from_its_folder() -> None:
    os.chdir("plans")
    assert paths("a.yaml", "z/*.yaml", "z", folder="..") == ["../a.yaml", "../z/c.yaml"]
    assert paths("..") == ["../a.yaml", "../plans/a.json", "../plans/b.YML", "../z/c.yaml"]


def test_nothing_is_a_problem_and_hides_nothing() -> None:
    Path("empty").mkdir()
    found = find_sources(["*.yml", "empty", "nowhere/*.yaml", "z"])
    assert [problem.message for problem in found.problems] == [
        "nothing matches *.yml",
        "there is no proposal in the folder empty",
        "nothing matches nowhere/*.yaml",
    ]
    assert [source.path for source in found.files] == ["z/c.yaml"]


def test_several() -> None:
    assert not find_sources(["a.yaml"]).several
    assert find_sources(["z"]).several, "tomorrow it may hold two"
    assert find_sources(["a.yaml", "z/c.yaml"]).several
    assert find_sources(["*.yml"]).several


def test_links_make_no_circles_and_pipes_do_not_block() -> None:
    Path("z/up").symlink_to(os.getcwd(), target_is_directory=True)
    Path("z/self.yaml").symlink_to("self.yaml")
    os.mkfifo("z/pipe.yaml")
    assert paths("z") == ["z/c.yaml", "z/self.yaml"], "what cannot be read is told of later"


def test_a_folder_that_cannot_be_read_is_told_of_and_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scan(folder: str) -> object:
        if str(folder).endswith("plans"):
            raise PermissionError(13, "Permission denied", folder)
        return real(folder)

    monkeypatch.setattr(os, "scandir", scan)
    found = find_sources(["."])
    assert [source.path for source in found.files] == ["a.yaml", "z/c.yaml"]
    assert [(problem.code, problem.message) for problem in found.problems] == [
        ("USE-UNREADABLE", "the folder ./plans cannot be read: Permission denied")
    ]


def test_there_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_FOUND", 3)
    assert codes(".") == ["USE-MANY"]
    assert codes("plans", "z") == []
    monkeypatch.setattr(sources, "MOST_SEEN", 4)
    assert codes("plans") == ["USE-MANY"]
    assert codes("z") == []


def test_depth_is_that_of_the_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below `*.yaml` no folder is opened, however much stands in it."""
    monkeypatch.setattr(sources, "MOST_SEEN", 3)
    assert paths("*.yaml") == ["a.yaml"]
