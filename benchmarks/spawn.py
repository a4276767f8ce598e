"""Runs commands in turn and measures each as a process of its own. Run as a script, by benchmarks.cold.

NOTE: it imports next to nothing. The peak memory that the system reports for a child begins with that of the process
it was forked from, so a child of a large process would look large.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time


def run(command: list[str], codes: list[int]) -> dict[str, float]:
    """Seconds by the clock, seconds of processor time, and MiB at the peak. Stops the program on a wrong exit code."""
    with tempfile.TemporaryFile() as out:
        actions = [(os.POSIX_SPAWN_DUP2, out.fileno(), stream) for stream in (1, 2)]
        began = time.perf_counter()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - began
        if os.waitstatus_to_exitcode(status) not in codes:
            out.seek(0)
            sys.exit(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}\n{out.read().decode()}")
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": peak}


def main() -> None:
    asked = json.load(sys.stdin)
    rounds = [[run(command, codes) for command, codes in asked["commands"]] for _ in range(asked["rounds"] + 1)]
    json.dump(rounds[1:], sys.stdout)


if __name__ == "__main__":
    main()
