"""What a hostile proposal costs to print: each attack in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.corpus import example_files
from benchmarks.figures import Figure, Target

SECONDS, MEMORY = Target(10, strict=True), Target(1024, strict=True)
WORST = ("markup", "changing direction", "all kinds of script", "thousands of items")
"""The attacks that cost most."""

ROOT = Path(__file__).resolve().parent.parent

_SCRIPT = """
import json, logging, resource, sys, time
from pathlib import Path
from benchmarks.figures import peak_memory
from benchmarks.hostile import hostile
from policycheck.pipeline import Auditor, load_pack
from policycheck.rendering import pdf

folder, example, *attacks = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
said, fetched = [], set()
handler = logging.Handler(logging.WARNING)
handler.emit = lambda record: said.append(record.getMessage())
logging.getLogger("weasyprint").addHandler(handler)
made = pdf.fetcher()
plain = made.fetch
made.fetch = lambda url, headers=None: fetched.add(url) or plain(url, headers)
pdf.fetcher = lambda: made

def timed(assessment):
    began = time.process_time()
    data = pdf.render_pdf(assessment)
    return data, time.process_time() - began

_, ordinary = timed(Auditor().audit(example))
said.clear()
fetched.clear()
seconds = {}
for attack in attacks:
    data, seconds[attack] = timed(hostile(load_pack(), attack))
    Path(folder, attack + ".pdf").write_bytes(data)
taken = {"seconds": seconds, "ordinary": ordinary, "peak": peak_memory()}
print(json.dumps(taken | {"said": said, "fetched": sorted(fetched)}))
"""


def printed(attacks: Sequence[str], folder: Path | str) -> dict[str, Any]:
    """What it took to print attacks in one process: the seconds of each, those of an ordinary report, the peak in MiB,
    what was said and fetched. The reports are written into the folder.

    The process has four GiB of addresses (libraries set much aside that they never use) and two minutes of processor
    time, so that what goes wrong does not take the machine with it.
    """
    command = [sys.executable, "-c", _SCRIPT, str(folder), str(example_files()[0]), *attacks]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True)
    taken: dict[str, Any] = json.loads(done.stdout)
    return taken


def hostile(rounds: int) -> list[Figure]:
    """Seconds and memory of the attacks that cost most, and as a ratio to the report of the fullest example."""
    figures = []
    for attack in WORST:
        with TemporaryDirectory() as folder:
            taken = [printed([attack], folder) for _ in range(rounds)]
        ratios = [one["seconds"][attack] / one["ordinary"] for one in taken]
        figures += [
            Figure(f"hostile PDF, {attack}", tuple(one["seconds"][attack] for one in taken), "s", SECONDS),
            Figure(f"hostile PDF, {attack}: peak memory", tuple(one["peak"] for one in taken), "MiB", MEMORY),
            Figure(f"hostile PDF, {attack} / an example's", tuple(ratios)),
        ]
    return figures
