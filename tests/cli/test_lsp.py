"""`policycheck lsp` before it serves: what it needs, what it refuses. How it serves: tests/editor/test_server.py."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import environment

from policycheck.cli.door import run


def test_it_says_that_it_could_start(room: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["lsp", "--check", "--pack", "pack"]) == 0
    assert capfd.readouterr() == ("Ready to serve an editor.\n", "")


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_without_its_library_it_says_what_to_install(
    arguments: list[str], room: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", {}.get)
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
    assert "error: " in said.err


@pytest.mark.untraced
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_it_while_it_waits_for_its_editor(room: Path) -> None:
    command = [sys.executable, "-m", "policycheck", "lsp", "--pack", "pack"]
    params: dict[str, object] = {"capabilities": {}, "processId": None, "rootUri": None}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=room, env=environment()) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()
        assert server.stdout.readline().startswith(b"Content-"), "it serves"
        server.send_signal(signal.SIGINT)
        assert server.wait() == 130
