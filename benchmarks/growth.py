"""How the PDF grows with the number of findings: a generated pack of as many rules as asked for, and its report.

Each rule reads two fields of its own, so that every finding has its own facts, lines and links. A third of the rules
are met, and the others spread over the outcomes that need a card.
"""

from __future__ import annotations

import json
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, Target, timed
from policycheck.load.document import parse_document
from policycheck.load.proposal import build_proposal
from policycheck.model.assessment import Assessment
from policycheck.pipeline import evaluate, load_pack

SMALL, LARGE = 100, 400
MOST_GROWTH = Target(6)
"""Four times the findings may take six times the processor time, and no more."""

SIZES = (50, 500)
HUGE = 5_000
PARTS = 5
PER_CLAUSE = 4

Data = dict[str, Any]

_SCRIPT = """
import sys, time
from benchmarks.figures import peak_memory
from benchmarks.growth import made
from policycheck.rendering.pdf import render_pdf
assessment = made(int(sys.argv[1]))
began = time.process_time()
render_pdf(assessment)
print(time.process_time() - began, peak_memory())
"""


def growth(rounds: int) -> list[Figure]:
    """The ratio that the gate holds, and time and memory at several sizes, each size in a process of its own."""
    from policycheck.rendering.pdf import render_pdf

    few, many = made(SMALL), made(LARGE)
    timed(partial(render_pdf, few))
    ratios = tuple(timed(partial(render_pdf, many)) / timed(partial(render_pdf, few)) for _ in range(rounds))
    figures = [Figure(f"PDF of {LARGE} findings / of {SMALL}", ratios, target=MOST_GROWTH)]
    for count in SIZES:
        figures += _alone(count, rounds)
    return figures


def huge(rounds: int) -> list[Figure]:
    """The largest size. It takes minutes a round, so it is measured only when it is asked for."""
    return _alone(HUGE, rounds)


def _alone(count: int, rounds: int) -> list[Figure]:
    taken = [_measured(count) for _ in range(rounds)]
    return [
        Figure(f"PDF of {count:,} findings", tuple(cpu for cpu, _ in taken), "s"),
        Figure(f"PDF of {count:,} findings, peak memory", tuple(peak for _, peak in taken), "MiB"),
    ]


def _measured(count: int) -> tuple[float, float]:
    """Seconds of processor time and MiB at the peak, of a process that makes one report."""
    import subprocess

    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(count)], stdout=subprocess.PIPE, text=True, cwd=root, check=True
    )
    cpu, peak = map(float, done.stdout.split())
    return cpu, peak


def made(rules: int) -> Assessment:
    """The assessment of a generated proposal against a generated pack of so many rules, both read like any other."""
    with tempfile.TemporaryDirectory() as folder:
        for name, value in _pack_files(rules).items():
            Path(folder, name).write_text(json.dumps(value), encoding="utf-8")
        pack = load_pack(folder)
    document, problems = parse_document(json.dumps(_proposal(rules), indent=1), "works.json")
    return evaluate(pack, build_proposal(document, problems, pack))


def _pack_files(rules: int) -> dict[str, Data]:
    files = [f"r{part}-works.yaml" for part in range(1, PARTS + 1)]
    head = {
        "id": "works",
        "version": "1.0.0",
        "title": "Works of a canal",
        "description": "A pack of as many rules as are asked for.",
        "reviewed_on": "2024-01-01",
        "comprehensive": "everything",
        "recommendations": files,
        "scale": {
            "bands": {"meets": 0.85, "largely_meets": 0.65, "partly_meets": 0.4, "does_not_meet": 0},
            "credit": {"met": 1, "partly_met": 0.5},
            "contradicts_at": 0.25,
            "silent_at": 0.6,
        },
    }
    groups = {file: _group(part, range(part, rules, PARTS)) for part, file in enumerate(files)}
    return {"pack.yaml": head, "vocabulary.schema.yaml": _vocabulary(rules), "sources.yaml": _sources(rules), **groups}


def _group(part: int, numbers: range) -> Data:
    return {
        "id": f"R{part + 1}",
        "title": f"Keep reach {part + 1} of the canal open",
        "strands": ["upkeep"],
        "sections": ["works"],
        "clauses": ["CN-0"],
        "rules": [_rule(part, place, number) for place, number in enumerate(numbers, start=1)],
    }


def _rule(part: int, place: int, number: int) -> Data:
    depth, by = f"works.lock_{number}.depth", f"works.lock_{number}.keeper"
    return {
        "id": f"R{part + 1}.{place}",
        "title": f"Dredge the channel below lock {number}",
        "question": f"Is the channel below lock {number} dredged to the agreed depth, and who answers for it?",
        "contradicted": {"field": depth, "at_most": 0},
        "met": {"all": [{"field": depth, "at_least": 10}, {"field": by, "stated": True}]},
        "partly": {"field": depth, "at_least": 5},
        "weight": 1 + number % 4,
        "severity": ("critical", "major", "minor")[number % 3],
        **({"caps": {"contradicted": "does_not_meet", "not_met": "partly_meets"}} if number % 3 == 0 else {}),
        "why": "A channel that silts up closes the canal to the barges that feed the towns above.",
        "remedy": f"State the depth to which the channel below lock {number} is dredged, and name its keeper",
        "clauses": [f"CN-{number // PER_CLAUSE}"],
    }


_LOCK: Data = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "depth": {"title": "depth of the channel", "type": "integer", "minimum": 0},
        "keeper": {"title": "keeper of the lock", "type": "string"},
    },
}


def _vocabulary(rules: int) -> Data:
    locks = {f"lock_{number}": {"title": f"lock {number}", **_LOCK} for number in range(rules)}
    works = {"title": "works", "type": "object", "additionalProperties": False, "properties": locks}
    strands = [{"const": "upkeep", "title": "upkeep"}, {"const": "everything", "title": "everything"}]
    covers = {"title": "strands", "type": "array", "minItems": 1, "items": {"title": "strand", "oneOf": strands}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a plan of works",
        "type": "object",
        "properties": {"proposal": {"type": "object", "properties": {"covers": covers}}, "works": works},
    }


def _sources(rules: int) -> Data:
    clauses = [
        {"id": f"CN-{n}", "role": "context", "where": f"Paragraph {n}", "says": f"Statement {n} on depths and keepers."}
        for n in range(1 + rules // PER_CLAUSE)
    ]
    return {"documents": [{"id": "CN", "title": "On canals"}], "clauses": clauses}


def _proposal(rules: int) -> Data:
    header = {
        "id": "canal_works",
        "title": "Works on a canal",
        "actor": "the canal board",
        "status": "plan",
        "basis": "as_written",
        "date": "2024-02-01",
        "covers": ["everything"],
    }
    locks = {f"lock_{n}": _lock(n) for n in range(rules)}
    return {"proposal": header, "works": {name: lock for name, lock in locks.items() if lock}}


def _lock(number: int) -> Data:
    stated = ({"depth": 12}, {"depth": 7}, {"depth": 3}, {"depth": 0}, {}, {"depth": 14})[number % 6]
    return stated | {"keeper": f"keeper number {number} of the canal board"} if stated else {}
