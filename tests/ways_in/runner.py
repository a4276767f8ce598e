"""What GitHub's runner does for the scripts of an action, and with what they print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.ways_in.conftest import ACTION, ROOT, call, program, read

INPUTS: dict[str, Any] = read(ACTION)["inputs"]
STEPS: list[dict[str, Any]] = read(ACTION)["runs"]["steps"]
INSTALL, EVALUATE = SCRIPTS = [step for step in STEPS if "run" in step]


class Runner:
    """A runner on which policycheck, or another script, is installed where the action puts it."""

    def __init__(self, place: Path, *script: str) -> None:
        self.place = place
        self.temp = place.parent / "runner"
        self.temp.mkdir(exist_ok=True)
        self.summary = ""
        self.outputs: dict[str, str] = {}
        program(self.temp / "policycheck" / "bin" / "policycheck", *script)

    def run(self, step: Mapping[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run the script of a step with these inputs of the action; its summary and outputs are kept."""
        values = {name: str(one.get("default", "")) for name, one in INPUTS.items()} | inputs
        given = {name: values[re.sub(r"\W*inputs\.|\W*$", "", value)] for name, value in step["env"].items()}
        return self.script(step["run"], **given)

    def script(self, text: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a script with this environment."""
        files = {name: self.temp / name.lower() for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_PATH")}
        for file in files.values():
            file.write_bytes(b"")
        script = self.temp / "step.sh"
        script.write_text(text, encoding="utf-8")
        runner = {"RUNNER_TEMP": str(self.temp), "GITHUB_ACTION_PATH": str(ROOT)}
        shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", str(script))
        done = call(self.place, *shell, **given, **runner, **{name: str(file) for name, file in files.items()})
        self.summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        written = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        self.outputs = dict(line.split("=", 1) for line in written)
        return done


def commands(out: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The workflow commands that GitHub would act on, as name and the rest, and the lines while it does not."""
    acted: list[tuple[str, str]] = []
    stopped: list[str] = []
    token = ""
    for line in out.splitlines():
        found = re.match(r"\s*::([^ :]+) ?(.*)", line)
        if token and line.strip() != f"::{token}::":
            stopped.append(line)
        elif token:
            token = ""
        elif found and found[1] == "stop-commands":
            token = found[2].removeprefix("::")
        elif found:
            acted.append((found[1], found[2]))
    assert not token, "commands work again in the end"
    return acted, stopped
