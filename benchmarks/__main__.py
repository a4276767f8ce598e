"""`python -m benchmarks`: measure, print a table, and exit 0. A missed target is an answer, not an error."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import attacks, cold, growth, report, warm
from benchmarks.figures import Figure, table


class Benchmark(NamedTuple):
    """What to run, how many rounds for a figure of record, and how many for a quick look."""

    run: Callable[[int], list[Figure]]
    rounds: int
    quick: int


BENCHMARKS: Mapping[str, Benchmark] = {
    "plain": Benchmark(warm.without_recorder, 31, 5),
    "explained": Benchmark(warm.with_recorder, 31, 5),
    "cold": Benchmark(cold.one_file, 41, 5),
    "further": Benchmark(cold.further_file, 21, 3),
    "pdf": Benchmark(report.pdf, 7, 1),
    "growth": Benchmark(growth.growth, 3, 1),
    "hostile": Benchmark(attacks.hostile, 3, 1),
    "pack": Benchmark(warm.loading_pack, 15, 3),
}


LONG: Mapping[str, Benchmark] = {"huge": Benchmark(growth.huge, 1, 1)}
"""What takes many minutes: run only when it is named."""


def main(arguments: Sequence[str], benchmarks: Mapping[str, Benchmark] = BENCHMARKS) -> int:
    """Run what was asked for. 0 unless something does not run."""
    options = _parser(benchmarks).parse_args(arguments)
    figures: list[Figure] = []
    for name in options.only or benchmarks:
        chosen = {**benchmarks, **LONG}[name]
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures += chosen.run(chosen.quick if options.quick else chosen.rounds)
    print(table(figures))
    if options.json:
        Path(options.json).write_text(json.dumps([figure.as_json() for figure in figures], indent=2) + "\n")
    return 0


def _parser(benchmarks: Mapping[str, Benchmark]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure speed, as ratios within one run."
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds: a look, not a figure of record")
    parser.add_argument("--only", action="append", choices=[*benchmarks, *LONG], help="run this one; repeat for more")
    parser.add_argument("--json", metavar="FILE", help="write the figures into a file too")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
