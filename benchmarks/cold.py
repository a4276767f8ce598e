"""As cold processes: one file to the terminal against imports and check-jsonschema, and what a further file costs.

Byte-code is made beforehand and may be written, since an installed package has it.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean

import yaml

import policycheck
from benchmarks.corpus import Sample, example_files, make_samples
from benchmarks.figures import Figure, Target
from benchmarks.warm import time_json
from policycheck.pipeline import load_pack

IMPORTS = "import click, jsonschema; from pydantic import BaseModel"
AUDITED = (0, 1)
"""Exit codes of an evaluation that took place: the gate passed, or failed."""
FURTHER = 20
SPAWN = Path(__file__).with_name("spawn.py")

Command = tuple[Sequence[str], Sequence[int]]
"""A command, and the exit codes with which it has done its work."""


def one_file(rounds: int) -> list[Figure]:
    """One proposal to the terminal, as a process of its own: clock, processor, memory."""
    file = str(example_files()[0])
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder, "schema.json")
        schema.write_text(json.dumps(load_pack().vocabulary.schema), encoding="utf-8")
        commands: list[Command] = [
            ((_tool("policycheck"), "evaluate", file), AUDITED),
            ((sys.executable, "-c", IMPORTS), (0,)),
            ((_tool("check-jsonschema"), "--schemafile", str(schema), file), (0,)),
        ]
        taken = _spawned(rounds, commands)
    return [
        _ratio("cold: evaluate FILE / three imports", taken, 0, 1, target=Target(1)),
        _ratio("cold: the same, processor time", taken, 0, 1, by="cpu"),
        _ratio("cold: evaluate FILE / check-jsonschema FILE", taken, 0, 2, target=Target(1, strict=True)),
        Figure("cold: evaluate FILE, peak memory", _each(taken, 0, "peak"), "MiB", Target(60, strict=True)),
        Figure("cold: evaluate FILE", tuple(1000 * wall for wall in _each(taken, 0, "wall")), "ms"),
        Figure("cold: three imports", tuple(1000 * wall for wall in _each(taken, 1, "wall")), "ms"),
    ]


def further_file(rounds: int) -> list[Figure]:
    """What each of twenty more YAML files adds to a run that began with one."""
    samples = make_samples(load_pack(), FURTHER + 1)
    with tempfile.TemporaryDirectory() as folder:
        files = [_as_yaml(sample, Path(folder)) for sample in samples]
        tool = _tool("policycheck")
        commands: list[Command] = [
            ((tool, "evaluate", files[0]), AUDITED),
            ((tool, "evaluate", *files), AUDITED),
        ]
        taken = _spawned(rounds, commands)
    of_json = fmean(time_json(samples[1:]) for _ in range(rounds)) / FURTHER
    seconds = tuple((many["wall"] - one["wall"]) / FURTHER for one, many in taken)
    return [
        Figure("a further YAML file in the same run", tuple(1000 * each for each in seconds), "ms", Target(5)),
        Figure("a further YAML file / json.loads of the same", tuple(each / of_json for each in seconds)),
    ]


def _as_yaml(sample: Sample, folder: Path) -> str:
    path = folder / f"{sample.name}.yaml"
    path.write_text(yaml.safe_dump(sample.value, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return str(path)


def _tool(name: str) -> str:
    """The command of that name beside this interpreter."""
    return str(Path(sys.executable).with_name(name))


Taken = list[list[dict[str, float]]]
"""For each round, for each command: wall, cpu, peak."""


def _spawned(rounds: int, commands: Sequence[Command]) -> Taken:
    with _environment() as environment:
        compileall.compile_dir(Path(policycheck.__file__).parent, quiet=1)
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(SPAWN)],
            input=json.dumps({"commands": commands, "rounds": rounds}),
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            check=False,
        )
    if done.returncode:
        raise RuntimeError("a command of the benchmark failed; what it said stands above")
    taken: Taken = json.loads(done.stdout)
    return taken


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """The environment without what changes how Python starts, or how the command writes."""
    away = ("PYTHON", "COVERAGE", "COV_", "NO_COLOR", "FORCE_COLOR")
    yield {name: value for name, value in os.environ.items() if not name.startswith(away)}


def _each(taken: Taken, number: int, what: str) -> tuple[float, ...]:
    return tuple(commands[number][what] for commands in taken)


def _ratio(
    name: str, taken: Taken, ours: int, theirs: int, *, by: str = "wall", target: Target | None = None
) -> Figure:
    pairs = zip(_each(taken, ours, by), _each(taken, theirs, by), strict=True)
    return Figure(name, tuple(mine / other for mine, other in pairs), target=target)
