"""The pre-commit hook with the day of the commit, and the job for GitLab: both from their files.

How the hook stops a commit is a part of docs/tutorial-ci.md.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.test_docs import fences
from tests.ways_in.conftest import GITLAB, OURS, PAGE, call, make_hooks, put, read

from policycheck.cli.door import run

pytestmark = OURS


def test_the_hook_gives_the_day_and_options(place: Path) -> None:
    """As the page shows it. What `init` writes beside a proposal is not judged."""
    (entry,) = re.findall(r"entry: (.*)", "".join(fences(PAGE, "yaml")))
    hook = {"id": "policycheck", "entry": entry, "args": ["--pack", "pack"], "verbose": True}
    config = {"repos": [{"repo": make_hooks(place), "rev": "v0.1.0", "hooks": [hook]}]}
    (place / ".pre-commit-config.yaml").write_text(json.dumps(config), encoding="utf-8")
    put(place, "passing.yaml")
    (place / "proposals" / "lighthouse.schema.json").write_text("{}", encoding="utf-8")
    (place / "notes.yaml").write_text("not: a proposal\n", encoding="utf-8")
    call(place, "git", "init", "-q")
    call(place, "git", "add", ".")
    done = call(place, sys.executable, "-m", "pre_commit", "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"as of\s\d{4}-\d\d-\d\d", done.stdout)
    assert "Passed" in done.stdout


def test_the_job_for_gitlab(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(place, "failing.yaml")
    monkeypatch.chdir(place)
    (line,) = read(GITLAB)["policycheck"]["script"]
    assert run([*shlex.split(line)[1:], "--pack", "pack"]) == 1
    artifacts = read(GITLAB)["policycheck"]["artifacts"]
    assert list(place.glob(artifacts["reports"]["junit"])) == [place / "reports" / "policycheck.xml"]
    assert artifacts["paths"] == ["reports/"]
