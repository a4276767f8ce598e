"""docs/tutorial-ci.md from start to finish: its files are written and its commands run in the order of the page.

The hook runs with each commit, and the workflow on the branch, once where the page says that its check is red and once
where it is green.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.test_docs import STEP, TUTORIAL_CI, Shown, shown, stands_in, text
from tests.ways_in.conftest import OURS, call, environment, make_hooks, program, read
from tests.ways_in.runner import EVALUATE, Runner

from policycheck.cli.door import run

pytestmark = OURS

WORKFLOW = ".github/workflows/policycheck.yml"


class Walk:
    """What somebody does who follows the page."""

    def __init__(self, place: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.place = place
        self.capture = capture
        self.address = make_hooks(place)

    def take(self, step: re.Match[str]) -> None:
        """Write or change a file, or run commands."""
        if step["kind"] == "diff":
            self.change(step["file"], step["block"])
        elif step["file"]:
            self.write(step["file"], step["block"])
        else:
            for command in shown(step["block"]):
                self.follow(command)

    def write(self, name: str, block: str) -> None:
        file = self.place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.replace("ADDRESS", self.address), encoding="utf-8")

    def change(self, name: str, block: str) -> None:
        """Put the lines with a plus in place of those with a minus before them."""
        file = self.place / name
        content = file.read_text(encoding="utf-8")
        for old, new in _changes(block.splitlines()):
            assert content.count(old) == 1, f"{name} has not once: {old}"
            content = content.replace(old, new)
        file.write_text(content, encoding="utf-8")

    def follow(self, command: Shown) -> None:
        code, printed = self._run(shlex.split(command.command))
        assert code == (command.code or code), printed
        assert command.code is not None or code in {0, 1}, printed
        stands_in(command.lines, printed)

    def _run(self, words: list[str]) -> tuple[int, list[str]]:
        if words[0] == "policycheck":
            self.capture.readouterr()
            code = run(words[1:])
            said = self.capture.readouterr()
            return code, [*said.out.splitlines(), *said.err.splitlines()]
        assert words[0] in {"git", "pre-commit"}
        done = call(self.place, *words)
        return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()]


def _changes(lines: list[str]) -> Iterator[tuple[str, str]]:
    while lines:
        assert lines[0].startswith("-")
        old, more = lines.pop(0)[1:], []
        while lines and lines[0].startswith("+"):
            more.append(lines.pop(0)[1:])
        yield old, "\n".join(more)


def check(place: Path) -> Runner:
    """Run the action as the workflow of the page has it."""
    runner = Runner(place)
    action = read(place / WORKFLOW)["jobs"]["policycheck"]["steps"][1]
    assert action["uses"].startswith("OWNER/policycheck@")
    runner.run(EVALUATE, pdf="false", **action["with"])
    return runner


def comment(runner: Runner) -> str:
    """What the step after the action writes under the pull request."""
    said = runner.place.parent / "comment.md"
    program(runner.place.parent / "bin" / "gh", f'[ "$1 $2 $3" = "pr comment 1" ] && cp "$5" "{said}"')
    step = read(runner.place / WORKFLOW)["jobs"]["policycheck"]["steps"][2]
    done = runner.script(step["run"], NUMBER="1")
    assert done.returncode == 0, done.stderr
    return said.read_text(encoding="utf-8")


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Walk:
    """Somebody in an empty folder, with policycheck and pre-commit."""
    place = tmp_path / "repository"
    place.mkdir()
    monkeypatch.chdir(place)
    program(tmp_path / "bin" / "policycheck")
    program(tmp_path / "bin" / "pre-commit", f'exec "{sys.executable}" -m pre_commit "$@"')
    for name, value in environment(place).items():
        monkeypatch.setenv(name, value)
    for name in {"NO_COLOR", "FORCE_COLOR", "COLUMNS"} & os.environ.keys():
        monkeypatch.delenv(name)
    return Walk(place, capfd)


def test_the_tutorial_from_start_to_finish(walk: Walk) -> None:
    codes: list[str] = []
    for part in text(TUTORIAL_CI).split("\n## "):
        for step in STEP.finditer(part):
            walk.take(step)
        if part.startswith("3. "):
            call(walk.place, "git", "update-ref", "refs/remotes/origin/main", "main")
        if "\nThe check is " in part:
            runner = check(walk.place)
            codes.append(runner.outputs["exit-code"])
            is_red = "The check is red" in part
            assert ("gate failed" in runner.summary) is is_red
            assert not is_red or "1 outcome and 1 verdict changed: 0 better, 2 worse" in comment(runner)
    assert codes == ["1", "0"]
