"""The GitHub action: its scripts run from the file itself."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from tests.cli.conftest import FILES
from tests.rendering.judges import sarif_schema
from tests.ways_in.conftest import ACTION, OURS, ROOT, program, put
from tests.ways_in.runner import EVALUATE, INPUTS, INSTALL, SCRIPTS, STEPS, Runner, commands

pytestmark = OURS

MATCHER = ROOT / ".ci" / "problem-matcher.json"
HOSTILE = "$(touch pwned) `touch pwned` ::warning::x & <b>.yaml"
ECHO = r"""printf '%s\n' "$@"; exit 1"""
"""A `policycheck` that prints its arguments."""


def test_no_input_becomes_text_of_a_script() -> None:
    given: list[str] = []
    for step in SCRIPTS:
        assert "${{" not in step["run"], "an expression inside `run:` lets its value act as a script"
        assert step["shell"] == "bash"
        given += step["env"].values()
    assert {re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", value)[1] for value in given} <= INPUTS.keys()  # type: ignore[index]
    used = set(re.findall(r"inputs\.([a-z-]+)", ACTION.read_text(encoding="utf-8")))
    assert used == INPUTS.keys(), "every input is used"


def test_reports_are_kept_and_uploaded_even_where_the_gate_fails() -> None:
    others = [step for step in STEPS if "uses" in step]
    assert [step["uses"].partition("@")[0] for step in others] == [
        "actions/upload-artifact",
        "github/codeql-action/upload-sarif",
    ]
    assert all("always()" in step["if"] for step in others)
    assert others[0]["with"]["path"] == "${{ steps.evaluate.outputs.reports }}"
    assert others[1]["with"]["sarif_file"] == "${{ steps.evaluate.outputs.sarif }}"


def test_several_proposals_make_one_report(place: Path) -> None:
    """One proposal fails, one of a hostile name cannot be evaluated, and one is not there."""
    put(place, "failing.yaml")
    (place / "proposals" / HOSTILE).write_text(FILES["broken.yaml"], encoding="utf-8")
    runner = Runner(place)
    done = runner.run(EVALUATE, proposals="proposals/**/*.yaml\n\nproposals/none.yaml", pack="pack", pdf="false")
    assert done.returncode == 2, done.stderr
    assert done.stderr == ""
    assert not list(place.rglob("pwned"))
    reports = place / "policycheck-reports"
    sarif = "policycheck-reports/policycheck.sarif"
    assert runner.outputs == {"exit-code": "2", "reports": reports.name, "sarif": sarif}
    acted, stopped = commands(done.stdout)
    assert {name for name, _ in acted} == {"error", "notice"}
    assert any(name == "error" and "file=proposals/failing.yaml,line=" in rest for name, rest in acted)
    assert any(name == "error" and "file=proposals/$(touch pwned)" in rest for name, rest in acted)
    assert any("proposals/none.yaml" in line for line in stopped)

    assert runner.summary.count("## Audit: ") == 1
    assert "## Could not be evaluated" in runner.summary
    assert "&lt;b&gt;.yaml" in runner.summary
    assert "<b>" not in runner.summary.partition("<pre>")[2]
    assert sarif_schema((place / sarif).read_bytes()) == []
    assert (reports / "south_rock.json").exists()


def test_problems_of_a_single_proposal_are_matched(place: Path) -> None:
    (place / "proposals" / HOSTILE).write_text(FILES["broken.yaml"], encoding="utf-8")
    runner = Runner(place)
    done = runner.run(EVALUATE, proposals=f"./proposals/{HOSTILE}", pack="pack", pdf="false")
    assert (done.returncode, runner.outputs["exit-code"], "sarif" in runner.outputs) == (2, "2", False)
    acted, stopped = commands(done.stdout)
    assert [name for name, _ in acted] == ["add-matcher", "remove-matcher"]
    problems = matched(stopped)
    assert problems
    assert {(one["file"], one["severity"]) for one in problems} == {(f"./proposals/{HOSTILE}", "error")}
    assert all(one["line"].isdigit() and one["code"] for one in problems)


def matched(lines: list[str]) -> list[dict[str, str]]:
    """What the problem matcher of the action makes of these lines."""
    (pattern,) = json.loads(MATCHER.read_text(encoding="utf-8"))["problemMatcher"][0]["pattern"]
    parts = {key: number for key, number in pattern.items() if key != "regexp"}
    found = [re.match(pattern["regexp"], line) for line in lines]
    return [{key: match[number] for key, number in parts.items()} for match in found if match]


def test_a_single_proposal_has_its_reports_named(place: Path) -> None:
    put(place, "passing.yaml")
    runner = Runner(place)
    done = runner.run(EVALUATE, proposals="proposals/passing.yaml", pack="pack", pdf="false")
    assert (done.returncode, runner.outputs["exit-code"]) == (0, "0"), done.stdout
    reports = place / "policycheck-reports"
    named = {one["file"]: one["sha256"] for one in json.loads((reports / "north_rock.json").read_bytes())["reports"]}
    assert named["policycheck.sarif"] == sha256((reports / "policycheck.sarif").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("inputs", "line"),
    [
        ({}, "-o pdf:policycheck-reports/ --"),
        ({"pdf": "false", "proposals": "a b\n\n*.yaml"}, "-- a|b *.yaml"),
        (
            {"pdf": "false", "gate": "L.score=0.1\nstated=0; touch pwned"},
            "--gate L.score=0.1 --gate stated=0;|touch|pwned --",
        ),
        ({"pdf": "false", "pack": "pack", "profile": "strict"}, "--pack pack --profile strict --"),
        ({"pdf": "false", "enforce": "false", "as-of": "2024-01-01"}, "--as-of 2024-01-01 --no-gate --"),
        (
            {"pdf": "false", "changed-since": "origin/main", "reports": "$(touch pwned)"},
            "--changed-since origin/main --",
        ),
    ],
)
def test_inputs_of_the_action(inputs: dict[str, str], line: str, place: Path) -> None:
    """In `line`, `|` stands for a blank in an argument."""
    put(place, "passing.yaml")
    runner = Runner(place, ECHO)
    done = runner.run(EVALUATE, **inputs)
    assert (done.returncode, runner.outputs["exit-code"]) == (1, "1")
    folder = inputs.get("reports", "policycheck-reports")
    first = ["evaluate", "-f", "github", "-o", f"markdown:{runner.temp / 'github_step_summary'}"]
    outputs = ["-o", f"sarif:{folder}/policycheck.sarif", "-o", f"json:{folder}/"]
    said = done.stdout[done.stdout.index("evaluate\n") :].splitlines()
    assert said == [*first, *outputs, *(word.replace("|", " ") for word in line.split())]
    assert not list(place.rglob("pwned"))


def test_today_is_a_day(place: Path) -> None:
    said = Runner(place, ECHO).run(EVALUATE, **{"as-of": "today"}).stdout
    assert re.search(r"^--as-of\n\d{4}-\d\d-\d\d$", said, re.MULTILINE)


def test_the_action_installs_policycheck(place: Path) -> None:
    """With a Python that only says what it is asked; the wheel itself is installed by .ci/wheel-check."""
    runner = Runner(place)
    python = place.parent / "bin" / "python-of-the-runner"
    program(python, f'echo "$@"; [ "$2" != venv ] || cp "$0" "{runner.temp}/policycheck/bin/python"')
    done = runner.run(INSTALL, python=str(python), pdf="false")
    assert done.returncode == 0, done.stdout + done.stderr
    made, installed = done.stdout.splitlines()
    assert made == f"-m venv {runner.temp}/policycheck"
    assert re.fullmatch(rf"-m pip install .* -c {ROOT}/constraints.txt {ROOT}", installed)
    (folder,) = (runner.temp / "github_path").read_text(encoding="utf-8").splitlines()
    assert [file.name for file in Path(folder).iterdir()] == ["policycheck"], "later steps keep their own Python"
