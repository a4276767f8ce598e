"""Audits one proposal from Python: prints the verdicts and writes the full result as JSON.

Usage: python examples/api.py PROPOSAL RESULTS.json

The four names of the public API, in the order in which they are used: load_pack, load_proposal, evaluate, render.
"""

from __future__ import annotations

import sys
from pathlib import Path

from policycheck import evaluate, load_pack, load_proposal, render


def main(proposal_file: str, results_file: str) -> int:
    # A shipped pack by its id, or a folder of your own. Both loaders raise InputError with every problem they find.
    pack = load_pack("korean-peninsula")
    proposal = load_proposal(proposal_file, pack)

    assessment = evaluate(pack, proposal)

    print(proposal.header.title)
    for grade in assessment.grades:
        line = f"  {grade.recommendation.id}  {grade.verdict.words}"
        if grade.score is not None and grade.graded:
            # Scores are exact fractions: nothing is rounded into a band.
            line += f", score {grade.score.as_stated} as stated, at best {grade.at_best.words}"
        print(line)
    if assessment.package_verdict is not None:
        print(f"  package  {assessment.package_verdict.words}")
    print(f"  {assessment.exit_reason}")

    Path(results_file).write_bytes(render(assessment, "json"))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
