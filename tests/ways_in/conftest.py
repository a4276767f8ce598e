"""A repository of proposals, with a `policycheck` on the PATH of the programs that run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.conftest import FILES
from tests.rendering.lighthouse import write_files

ROOT = Path(__file__).resolve().parent.parent.parent
ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GITLAB = ROOT / "docs" / "examples" / "gitlab-ci.yml"
PAGE = ROOT / "docs" / "ci.md"

OURS = [pytest.mark.untraced, pytest.mark.skipif(sys.platform == "win32", reason="these need a POSIX shell")]


def read(path: Path) -> Any:
    """What stands in a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository of proposals, and a `policycheck` to be found on the PATH in `bin/` beside it."""
    place = tmp_path / "repository"
    (place / "proposals").mkdir(parents=True)
    write_files(place)
    (place / "proposal.yaml").unlink()
    program(tmp_path / "bin" / "policycheck")
    return place


def program(file: Path, text: str = f'exec "{sys.executable}" -m policycheck "$@"') -> None:
    """Write a program that runs this script."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)


def put(place: Path, *names: str) -> None:
    """Write these proposals of FILES."""
    for name in names:
        (place / "proposals" / name).write_text(FILES[name], encoding="utf-8")


def environment(place: Path, **more: str) -> dict[str, str]:
    """That of a program, with `policycheck` on the PATH and nothing of the user's git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "PIP_"))}
    path = f"{place.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    nobody = {"NAME": "A", "EMAIL": "a@b"}
    git = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in nobody.items()}
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": str(place.parent)}
    cache = {"PRE_COMMIT_HOME": str(place.parent / "cache")}
    return kept | git | apart | cache | {"PATH": path, "PYTHONIOENCODING": "utf-8"} | more


def call(place: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the repository."""
    return subprocess.run(
        words, cwd=place, env=environment(place, **more), capture_output=True, encoding="utf-8", check=False
    )


def make_hooks(place: Path) -> str:
    """A repository beside that of the proposals, with the hook file as `v0.1.0`; its address.

    Only the hook's environment is the one that is here (`language: system`).
    """
    hooks = place.parent / "hooks"
    hooks.mkdir()
    text = HOOKS.read_text(encoding="utf-8")
    assert "language: python" in text
    (hooks / HOOKS.name).write_text(text.replace("language: python", "language: system"), encoding="utf-8")
    for line in ("init -q", "add .", "commit -q -m hooks", "tag v0.1.0"):
        assert call(hooks, "git", *line.split()).returncode == 0
    return str(hooks)
