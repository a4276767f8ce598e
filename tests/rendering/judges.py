"""Judges of formats that others wrote. Each says what is wrong with a file; an empty list is its consent.

Those from npm stand in build/judges; `make judges` installs them. One that is missing is a failure, never a pass.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree  # type: ignore[import-untyped]
from sarif_kit.validate import validation_errors  # type: ignore[import-untyped]

HERE = Path(__file__).parents[1] / "judges"
ROOM = Path(__file__).parents[2] / "build" / "judges"
MULTITOOLS = ROOM / "node_modules" / "@microsoft"
MISSING = "{} is not on this machine, and the tests need it: install Node.js 20 or later with npm, then `make judges`."

_COMMAND = re.compile(r"::([a-z]+) ([^\n]*?)::(.*)")


def sarif_schema(data: bytes) -> list[str]:
    """What the SARIF 2.1.0 schema of OASIS, as sarif-kit brings it, holds against a file."""
    return [str(error) for error in validation_errors(json.loads(data))]


def sarif_multitool(files: Mapping[str, bytes], room: Path) -> dict[str, list[str]]:
    """What Microsoft's multitool holds against each file, by SARIF's meaning and GitHub's rules: `ID: place`."""
    found = [*MULTITOOLS.glob("sarif-multitool-*/Sarif.Multitool"), *MULTITOOLS.glob("sarif-multitool-*/*.exe")]
    assert found, MISSING.format("sarif-multitool")
    for name, data in files.items():
        (room / f"{name}.sarif").write_bytes(data)
    verdict = room / "verdict.json"
    arguments = ["validate", str(room / "*.sarif"), "--rule-kind", "Sarif;Gh", "-o", str(verdict)]
    done = subprocess.run([str(found[0]), *arguments], capture_output=True, text=True, check=False, cwd=room)
    assert verdict.exists(), done.stdout + done.stderr  # NOTE: its exit code says nothing
    (run,) = json.loads(verdict.read_bytes())["runs"]
    assert f"{len(files)} files scanned" in done.stdout, done.stdout
    complaints: dict[str, list[str]] = {name: [] for name in files}
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        name = Path(unquote(urlsplit(_address(run, place)).path)).stem
        complaints[name].append(f"{result['ruleId']}: {' '.join(result['message'].get('arguments', ()))}")
    return complaints


def _address(run: Any, place: Any) -> str:
    return str(place["uri"] if "uri" in place else run["artifacts"][place["index"]]["location"]["uri"])


@cache
def _junit() -> Any:
    return etree.XMLSchema(etree.parse(HERE / "junit-10.xsd"))


def junit_schema(data: bytes) -> list[str]:
    """What the schema of Jenkins' xUnit plugin holds against a file."""
    try:
        tree = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        return [str(error)]
    schema = _junit()
    return [] if schema.validate(tree) else [str(error) for error in schema.error_log]


def github_toolkit(data: bytes) -> list[str]:
    """Lines that GitHub's own toolkit would write differently."""
    lines = data.decode().split("\n")
    if lines.pop() != "":
        return ["the last line has no end"]
    read = [(line, _command(line)) for line in lines]
    wrong = [line for line, command in read if command is None]
    again = _node("github.mjs", json.dumps([command for _, command in read if command]).encode()).decode()
    wanted = again.split("\n")[:-1]
    return wrong or [line for line, other in zip(lines, wanted, strict=True) if line != other]


def _command(line: str) -> list[Any] | None:
    """A workflow command as level, properties and message, each unescaped; None where it is no such command."""
    found = _COMMAND.fullmatch(line)
    if not found:
        return None
    pairs = [pair.partition("=") for pair in found[2].split(",")]
    if not all(name and equals for name, equals, _ in pairs):
        return None
    return [found[1], {name: _plain(value) for name, _, value in pairs}, _plain(found[3])]


def _plain(text: str) -> str:
    for code, letter in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, letter)
    return text


def csv_rows(data: bytes) -> list[list[str]]:
    """The rows that csv-parse reads. Raises ValueError with what it holds against the file."""
    rows: list[list[str]] = json.loads(_node("csv.mjs", data))
    return rows


def csv_parser(data: bytes) -> list[str]:
    """What csv-parse holds against a file."""
    try:
        csv_rows(data)
    except ValueError as error:
        return [str(error)]
    return []


def _node(script: str, data: bytes) -> bytes:
    node = shutil.which("node")
    assert node, MISSING.format("node")
    assert (ROOM / "installed").exists(), MISSING.format("what tests/judges/package.json names")
    command = [node, str(HERE / script), str(ROOM)]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.decode())
    return done.stdout
