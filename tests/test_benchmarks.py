"""The benchmarks: their proposals are what they claim to be, and their table says what was measured. No times here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.__main__ import BENCHMARKS, Benchmark, main
from benchmarks.corpus import COUNT, Sample, make_samples
from benchmarks.figures import Figure, Target, paired, timed
from benchmarks.spawn import run
from benchmarks.warm import blame, facts, find_explained, find_plainly, judge, judge_explained, record

from policycheck.model.pack import Pack
from policycheck.pipeline import evaluate, load_pack

SPAWN = Path(__file__).resolve().parent.parent / "benchmarks" / "spawn.py"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="module")
def samples(pack: Pack) -> tuple[Sample, ...]:
    return make_samples(pack)


def test_the_proposals_differ_in_what_they_state(samples: tuple[Sample, ...]) -> None:
    without_ids = [{**sample.value, "proposal": {**sample.value["proposal"], "id": ""}} for sample in samples]
    assert len({json.dumps(value, sort_keys=True) for value in without_ids}) == COUNT
    assert len({sample.name for sample in samples}) == COUNT


def test_the_proposals_are_valid_and_their_text_says_the_same(samples: tuple[Sample, ...], pack: Pack) -> None:
    for sample in samples:
        proposal = sample.load(pack)  # raises InputError otherwise
        assert proposal.document.value == sample.value == json.loads(sample.text)


def test_the_proposals_come_to_different_outcomes(samples: tuple[Sample, ...], pack: Pack) -> None:
    found = {tuple(_outcomes(sample, pack)) for sample in samples}
    assert len(found) > COUNT // 2


def _outcomes(sample: Sample, pack: Pack) -> list[str]:
    assessment = evaluate(pack, sample.load(pack), explain=False)
    return [finding.outcome.value for grade in assessment.grades for finding in grade.findings]


def test_the_proposals_are_the_same_each_time(samples: tuple[Sample, ...], pack: Pack) -> None:
    assert make_samples(pack, 9) == samples[:9]


def test_what_is_timed_depends_on_what_was_found(samples: tuple[Sample, ...], pack: Pack) -> None:
    proposals = [sample.load(pack) for sample in samples[:20]]
    for work in (find_plainly, find_explained, judge, judge_explained, record, blame, facts):
        assert len({work(pack, proposal) for proposal in proposals}) > 10


def test_rounds_take_turns_and_the_first_is_not_counted() -> None:
    order: list[str] = []

    def work(name: str) -> float:
        order.append(name)
        return float(len(order))

    assert list(paired(2, (lambda: work("a"), lambda: work("b")))) == [(3.0, 4.0), (5.0, 6.0)]
    assert "".join(order) == "ababab"


def test_every_repetition_is_run() -> None:
    calls: list[int] = []
    timed(lambda: calls.append(1), 5)
    assert len(calls) == 5


def test_a_process_is_measured_apart_from_this_large_one() -> None:
    asked = {"rounds": 2, "commands": [[[sys.executable, "-S", "-c", "pass"], [0]]]}
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SPAWN)], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    rounds = json.loads(done.stdout)
    assert [len(commands) for commands in rounds] == [1, 1]
    assert all(value > 0 for commands in rounds for value in commands[0].values())
    assert rounds[0][0]["peak"] < 40


def test_a_command_that_fails_stops_the_benchmark() -> None:
    with pytest.raises(SystemExit, match="exit 3\nwhy"):
        run([sys.executable, "-c", "import sys; print('why'); sys.exit(3)"], [0])


def _stub(rounds: int) -> list[Figure]:
    return [
        Figure("stub / other", tuple(float(number) for number in range(1, rounds + 1)), target=Target(2)),
        Figure("stub, strictly", (2.0,), "ms", Target(2, strict=True)),
        Figure("stub, for information", (1234.5,), "ms"),
    ]


STUBS = {"stub": Benchmark(_stub, 5, 3)}


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quick", "--only", "stub"], STUBS) == 0
    assert capsys.readouterr().out == (
        "what                   median   min   max  unit  target  met\n"
        "stub / other             2.00  1.00  3.00  x     <= 2    yes\n"
        "stub, strictly           2.00  2.00  2.00  ms    < 2     no\n"
        "stub, for information    1234  1234  1234  ms    -       -\n"
    )


def test_more_rounds_without_quick_and_the_same_as_json(tmp_path: Path) -> None:
    assert main(["--only", "stub", "--json", str(tmp_path / "figures.json")], STUBS) == 0
    first, *_ = json.loads((tmp_path / "figures.json").read_text())
    wanted = {"median": 3.0, "min": 1.0, "max": 5.0, "rounds": 5, "target": "<= 2", "met": False}
    assert first == {"name": "stub / other", "unit": "x", **wanted}


def test_every_benchmark_has_fewer_rounds_for_a_quick_look() -> None:
    assert all(0 < benchmark.quick < benchmark.rounds for benchmark in BENCHMARKS.values())
