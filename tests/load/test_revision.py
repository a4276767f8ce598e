"""What a branch touched, asked of git in repositories made for it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from policycheck.errors import InputError
from policycheck.load.revision import Changed, changed_since

Git = Callable[..., None]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Git in a new repository, which is the working folder, apart from the settings of this machine."""
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], check=True, capture_output=True
        )

    run("init", "-q", "-b", "main")
    return run


def write(*names: str, text: str = "x\n") -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def refusal(revision: str) -> str:
    with pytest.raises(InputError) as caught:
        changed_since(revision)
    (problem,) = caught.value.problems
    assert problem.code == "USE-GIT"
    assert problem.hint
    return problem.message


@pytest.fixture
def branch(git: Git) -> Changed:
    """What a branch touched: something committed on it, staged, changed, new, removed, renamed; main went on too."""
    write("a.yaml", "b.yaml", "c.yaml", "d.yaml", "old name.yaml", "same.yaml", "mains.yaml", text="x\n" * 50)
    write(".gitignore", text="ignored.yaml\n")
    git("add", ".")
    git("commit", "-qm", "1")
    git("switch", "-qc", "branch")
    write("a.yaml", "plans/new\nline.yaml")
    git("add", ".")
    git("mv", "old name.yaml", "plans/new name.yaml")
    git("commit", "-qm", "2")
    git("switch", "-q", "main")
    write("mains.yaml")
    git("commit", "-qam", "3")
    git("switch", "-q", "branch")
    write("b.yaml")
    git("add", "b.yaml")
    write("c.yaml", "plans/untracked.yaml", "ignored.yaml")
    Path("d.yaml").unlink()
    Path("plans").joinpath("link.yaml").symlink_to("../c.yaml")
    return changed_since("main")


def test_all_that_a_branch_touched_and_nothing_else(branch: Changed) -> None:
    touched = {"a.yaml", "b.yaml", "c.yaml", "d.yaml", "old name.yaml", "plans/new name.yaml", "plans/new\nline.yaml"}
    assert branch.paths == touched | {"plans/untracked.yaml", "plans/link.yaml"}
    for name in touched:
        assert branch.touched(name)
    for name in ("same.yaml", "mains.yaml", "ignored.yaml"):
        assert not branch.touched(name)


def test_it_is_asked_from_anywhere_in_the_repository(
    branch: Changed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("plans")
    assert changed_since("main").paths == branch.paths
    assert branch.touched("../a.yaml")
    assert branch.touched(str(tmp_path / "a.yaml"))
    assert not branch.touched("../same.yaml")
    assert branch.touched("../../outside.yaml"), "of that git knows nothing"


def test_a_link_is_touched_where_its_target_is(git: Git, branch: Changed) -> None:
    git("add", ".")
    git("commit", "-qm", "4")
    Path("to_same.yaml").symlink_to("same.yaml")
    git("add", ".")
    git("commit", "-qm", "5")
    write("same.yaml")
    assert changed_since("HEAD").paths == {"same.yaml"}
    assert changed_since("HEAD").touched("to_same.yaml")


def test_a_repository_in_the_repository_counts_as_a_whole(git: Git) -> None:
    write("a.yaml")
    git("add", ".")
    git("commit", "-qm", "1")
    Path("inner").mkdir()
    git("init", "-q", "inner")
    write("inner/plan.yaml")
    git("-C", "inner", "add", ".")
    git("-C", "inner", "commit", "-qm", "1")
    assert changed_since("HEAD").touched("inner/plan.yaml")


@pytest.mark.parametrize(
    ("changed", "files", "common"),
    [
        ("a.yaml", (), ""),
        ("sub/.policycheck.yaml", (), "sub/.policycheck.yaml"),
        ("profiles/mine.yaml", ("profiles/mine.yaml",), "profiles/mine.yaml"),
        ("profiles/other.yaml", ("profiles/mine.yaml", "strict"), ""),
        ("packs/own/deep/rules.yaml", ("packs/own",), "packs/own/deep/rules.yaml"),
        ("packs/strange/rules.yaml", (), "packs/strange/rules.yaml"),
        ("packs/gone/pack.yaml", (), "packs/gone/pack.yaml"),
    ],
)
def test_what_every_proposal_may_be_judged_by(changed: str, files: tuple[str, ...], common: str, git: Git) -> None:
    write("a.yaml", "profiles/mine.yaml", "packs/own/rules.yaml", "packs/strange/pack.yaml")
    found = Changed("main", os.path.realpath("."), frozenset({changed}))
    assert found.concerning_all(files) == common


def test_what_git_cannot_say_is_said_in_words(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal("main") == "there is no revision 'main' in this repository"
    for revision in ("--output=x", "-1", "", "a\nb"):
        assert refusal(revision) == f"'{revision}' is no revision"
    assert refusal("main..other") == "there is no revision 'main..other' in this repository"
    write("a.yaml")
    git("add", ".")
    git("commit", "-qm", "1")
    git("switch", "-q", "--orphan", "apart")
    git("commit", "-q", "--allow-empty", "-m", "2")
    assert "no merge base" in refusal("main")
    assert not (tmp_path / "x").exists()
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert "git cannot say what changed here" in refusal("main")
    monkeypatch.setenv("PATH", "")
    assert "git is not on this machine" in refusal("main")


def test_the_settings_of_a_repository_start_nothing(git: Git, tmp_path: Path) -> None:
    """A hook for watching files and a program for differences come with `.git/config`: neither is run."""
    write("a.yaml")
    git("add", ".")
    git("commit", "-qm", "1")
    write("spy", text="#!/bin/sh\ntouch ran\n")
    Path("spy").chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.x.textconv"):
        git("config", key, str(tmp_path / "spy"))
    git("config", "diff.relative", "true")
    write(".gitattributes", text="*.yaml diff=x\n")
    Path("ran").unlink(missing_ok=True)
    write("a.yaml", text="y\n")
    assert changed_since("HEAD").touched("a.yaml")
    assert not Path("ran").exists()
