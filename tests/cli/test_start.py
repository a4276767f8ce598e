"""A cold start stays lean: what a terminal evaluation must not import, and that the commands run as a module."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Program, environment

HEAVY = {
    "fontTools",
    "hypothesis",
    "jinja2",
    "jsonschema",
    "markupsafe",
    "pydantic",
    "pydantic_core",
    "pypdf",
    "rich",
    "weasyprint",
    "xml.dom",
}
ONLY_FOR_OTHERS = {
    "difflib",
    "policycheck.cli.inspect",
    "policycheck.cli.rule_tests",
    "policycheck.evaluation.decisive",
    "policycheck.evaluation.source",
    "policycheck.rendering.json_report",
    "policycheck.rendering.pdf",
    "policycheck.rendering.templating",
    "policycheck.workshop",
    "shutil",
    "tempfile",
    "traceback",
}
SPY = """
import json, sys
before = set(sys.modules)
from policycheck.cli.door import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def imported(room: Path, *arguments: str) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SPY, *arguments], capture_output=True, text=True, cwd=room, check=True, env=environment()
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize("arguments", ["evaluate passing.yaml --pack pack", "--version"])
def test_what_is_not_imported(arguments: str, room: Path) -> None:
    code, modules = imported(room, *arguments.split())
    assert code == 0
    assert modules & (HEAVY | ONLY_FOR_OTHERS) == set()


def test_the_shipped_pack_costs_no_more(room: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "examples" / "reference-complete" / "proposal.yaml"
    code, modules = imported(room, "evaluate", str(example))
    assert code == 0
    assert modules & (HEAVY | ONLY_FOR_OTHERS) == set()


def test_version_loads_no_engine(room: Path) -> None:
    _, modules = imported(room, "--version")
    assert not {name for name in modules if name.startswith(("policycheck.load", "policycheck.evaluation"))}


def test_it_runs_as_a_module(program: Program) -> None:
    done = program("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("policycheck ")
    assert program("--help").stdout.startswith("Usage: policycheck ")
