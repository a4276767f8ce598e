"""docs/tutorial-memo.md from start to finish: its memo is written, its commands run, and its answers are typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from tests.test_docs import STEP, TUTORIAL_MEMO, needs_pango, shown, stands_in, text

from policycheck.cli import guard
from policycheck.cli.door import run

pytestmark = pytest.mark.untraced

PROMPT = re.compile(r"(?: {0,2}\S.*\) |  )>(?: (.*))?")
"""A line on which somebody types: all but the last part is asked, the last part is typed, or Enter alone."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty folder in which the tutorial begins."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_tutorial_from_start_to_finish(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for step in STEP.finditer(text(TUTORIAL_MEMO)):
        if step["kind"] == "markdown":
            (folder / step["file"]).write_text(step["block"], encoding="utf-8")
            continue
        for command in shown(step["block"]):
            keys = [found[1] or "" for line in command.lines if (found := PROMPT.fullmatch(line))]
            _type(keys, monkeypatch)
            words = shlex.split(command.command)
            if any(word.endswith(".pdf") for word in words):
                needs_pango()
            code = run(words[1:])
            said = capfd.readouterr()
            assert code in ((guard.YES, guard.NO) if command.code is None else (command.code,)), said.err
            assert not keys, f"{command.command} asks for less than is typed"
            stands_in(command.lines, [line.rstrip() for line in (said.out + said.err).splitlines()])


def _type(keys: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is typed be read line by line, and shown as a terminal shows it."""

    def typed(*_: str) -> str:
        if not keys:
            pytest.fail("more is asked than is typed")
        print(keys[0])
        return keys.pop(0)

    monkeypatch.setattr("builtins.input", typed)
