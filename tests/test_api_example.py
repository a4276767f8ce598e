"""examples/api.py, run as its readers run it: it prints the verdicts and writes the JSON."""

import json
import subprocess
import sys
from pathlib import Path

from policycheck import evaluate, load_pack, load_proposal

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SCRIPT = str(EXAMPLES / "api.py")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_prints_verdicts_and_writes_json(tmp_path: Path) -> None:
    proposal_file, results = str(EXAMPLES / "leap-day-2012" / "proposal.yaml"), tmp_path / "results.json"
    done = run(proposal_file, str(results))
    assert (done.returncode, done.stderr) == (0, "")
    pack = load_pack("korean-peninsula")
    assessment = evaluate(pack, load_proposal(proposal_file, pack))
    for grade in assessment.grades:
        assert f"{grade.recommendation.id}  {grade.verdict.words}" in done.stdout
    assert assessment.exit_reason in done.stdout
    assert isinstance(json.loads(results.read_bytes()), dict)


def test_says_how_it_is_used() -> None:
    done = run()
    assert done.returncode == 2
    assert "Usage: python examples/api.py PROPOSAL RESULTS.json" in done.stdout


def test_the_public_names_are_functions_whatever_was_imported_before() -> None:
    first = "import policycheck.pipeline, policycheck.rendering"
    code = f"{first}; from policycheck import evaluate, render; print(evaluate, render)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("<function") == 2, done.stdout
