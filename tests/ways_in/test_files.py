"""The files of the ways in are what others take them for, and the page shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from pre_commit.clientlib import InvalidManifestError, load_manifest
from tests.test_docs import fences, rows
from tests.ways_in.conftest import ACTION, GITLAB, HOOKS, OURS, PAGE
from tests.ways_in.runner import INPUTS

from policycheck.cli.completion import SHELLS

pytestmark = OURS


@pytest.mark.parametrize(("schema", "file"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", GITLAB)])
def test_the_published_schemas_accept_the_files(schema: str, file: Path, tmp_path: Path) -> None:
    def judged(path: Path) -> int:
        return CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(path)]).exit_code

    assert judged(file) == 0
    broken = tmp_path / "broken.yml"
    broken.write_text(
        re.sub(r"(?m)^( *)(run|script):.*", r"\1\2: 5", file.read_text(encoding="utf-8"), count=1) + "\nrunz: []\n"
    )
    assert judged(broken) == 1, "the judge rejects a broken file"


def test_pre_commit_accepts_the_hooks(tmp_path: Path) -> None:
    (hook,) = load_manifest(str(HOOKS))
    assert hook["language"] == "python"
    (tmp_path / "broken.yaml").write_text("- {id: policycheck, name: x}\n", encoding="utf-8")
    with pytest.raises(InvalidManifestError):
        load_manifest(str(tmp_path / "broken.yaml"))


def test_the_page_shows_the_inputs_and_the_job() -> None:
    wanted = [[name, one["description"], one["default"]] for name, one in INPUTS.items()]
    assert rows(PAGE, "| input | what | default |") == wanted
    head, _, job = GITLAB.read_text(encoding="utf-8").partition("\n")
    assert head.startswith("#")
    assert job in list(fences(PAGE, "yaml"))
    assert all(f"policycheck completion {shell}" in PAGE.read_text(encoding="utf-8") for shell in SHELLS)
