"""`policycheck lsp` before it serves: what it needs, what it refuses. How it serves: tests/editor/test_server.py."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from policycheck.cli.door import run


def test_it_says_that_it_could_start(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lsp", "--check", "--pack", "pack"]) == 0
    assert capfd.readouterr() == ("Ready to serve an editor.\n", "")


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_without_its_library_it_says_what_to_install(
    arguments: list[str], room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert run(["lsp", *arguments]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err == (
        "error: the language server needs pygls, which is not installed [USE-EDITOR]\n"
        "  help: Install it: pip install 'policycheck[editor]'\n"
    )


@pytest.mark.parametrize("option", ["--pack=nowhere", "--as-of=soon", "--config=missing.yaml"])
def test_what_cannot_work_is_said_before_an_editor_waits(
    option: str, room: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["lsp", option]) == 2
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
