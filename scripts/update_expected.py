"""Rewrites what the program computes in examples/: the `computed:` part of every expected.yaml, and the tables.

What people wrote there (`judgement`, `exceptions`, `changes`, and the READMEs outside the marked tables) is kept
byte for byte. The overview in examples/README.md has a marked table for each pack that has examples.

Usage: python scripts/update_expected.py [--check]    --check: change nothing, exit 1 if stale
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from policycheck.model.assessment import Assessment, Grade
from policycheck.model.figures import percent
from policycheck.model.outcome import Concern
from policycheck.pipeline import Auditor

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
HEAD = "# Written by scripts/update_expected.py. Do not edit below this line.\n"
BEGIN, BEGIN_PACK, END = "<!-- computed -->", "<!-- computed: {} -->", "<!-- end of computed -->"
WIDTH = 110

Computed = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Rewrite every stale file, or with --check only name them."""
    check = arguments == ["--check"]
    if arguments and not check:
        print(__doc__)
        return 2
    stale = [(path, text) for path, text in wanted_files().items() if path.read_text(encoding="utf-8") != text]
    for path, text in stale:
        print(f"{'stale' if check else 'rewritten'}: {path.relative_to(EXAMPLES.parent)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


def wanted_files() -> dict[Path, str]:
    """What every file with a computed part should hold."""
    auditor = Auditor()
    wanted: dict[Path, str] = {}
    tables: dict[str, list[str]] = {}
    audits = [(folder, auditor.audit(str(folder / "proposal.yaml"))) for folder in folders()]
    for folder, assessment in sorted(audits, key=lambda audit: audit[1].proposal.header.date):
        expected, readme = folder / "expected.yaml", folder / "README.md"
        text = expected.read_text(encoding="utf-8")
        wanted[expected] = with_computed(text, computed(assessment))
        judgement = yaml.safe_load(text)["judgement"]
        wanted[readme] = with_table(readme.read_text(encoding="utf-8"), result_table(assessment, judgement))
        rows = tables.setdefault(assessment.pack.id, overview_head(assessment))
        rows.append(overview_row(folder.name, assessment))
    overview = EXAMPLES / "README.md"
    text = overview.read_text(encoding="utf-8")
    for pack, rows in tables.items():
        text = with_table(text, rows, begin=BEGIN_PACK.format(pack))
    wanted[overview] = text
    return wanted


def folders() -> list[Path]:
    """The folder of every example, in alphabetical order."""
    return sorted(path.parent for path in EXAMPLES.glob("*/proposal.yaml"))


def computed(assessment: Assessment) -> Computed:
    """What the tests hold of an assessment, as plain data. Scores are exact fractions; None means no score."""
    package = assessment.package_verdict
    return {
        "package_verdict": package.value if package else "none",
        "gate": "passed" if assessment.gate.passed else "failed",
        "exit_code": assessment.exit_code,
        "recommendations": {
            grade.recommendation.id: {
                "verdict": grade.verdict.value,
                "at_best": grade.at_best.value,
                "score": exact(grade.score.as_stated) if grade.score else "none",
            }
            for grade in assessment.grades
        },
        "outcomes": {
            finding.rule.id: finding.outcome.value for grade in assessment.grades for finding in grade.findings
        },
        "raised": concerns(assessment, Concern.RAISED),
        "answered": concerns(assessment, Concern.ANSWERED),
    }


def exact(score: Fraction) -> str:
    """The fraction as `numerator/denominator`, also where it is whole, so that YAML reads text."""
    return f"{score.numerator}/{score.denominator}"


def concerns(assessment: Assessment, state: Concern) -> list[str]:
    """The ids of the advisories and tensions in that state."""
    return [raised.concern.id for raised in (*assessment.advisories, *assessment.tensions) if raised.state is state]


def with_computed(text: str, values: Computed) -> str:
    """The file's text with a new computed part; everything above the head line stays as it is."""
    kept = text.partition(HEAD)[0].rstrip("\n") + "\n\n"
    lines = ["computed:"]
    for key, value in values.items():
        if key == "recommendations":
            lines.append(f"  {key}:")
            lines += [f"    {name}: {flow(entry)}" for name, entry in value.items()]
        elif key == "outcomes":
            lines.append(f"  {key}:")
            lines += [f"    {rule}: {outcome}" for rule, outcome in value.items()]
        else:
            lines.append(f"  {key}: {flow(value)}")
    return kept + HEAD + "\n".join(lines) + "\n"


def flow(value: object) -> str:
    """The value on one line of YAML."""
    return yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10_000).removesuffix("...\n").strip()


def with_table(text: str, rows: list[str], begin: str = BEGIN) -> str:
    """The text with these rows between the two marks."""
    before, found, rest = text.partition(begin)
    if not found:
        raise SystemExit(f"the mark {begin} is missing")
    _, _, after = rest.partition(END)
    return "\n".join([before + begin, *rows, END + after])


def result_table(assessment: Assessment, judgement: dict[str, Any]) -> list[str]:
    """One row for each recommendation: verdict, score, and what outside judgement accepts."""
    rows = ["| | as stated | at best | outside judgement accepts | because | source |", "|---|---|---|---|---|---|"]
    for grade in assessment.grades:
        accepted = judgement.get(grade.recommendation.id)
        cells = [grade.recommendation.id, verdict_cell(grade), grade.at_best.words]
        if accepted:
            fits = grade.verdict.value in accepted["accepts"]
            words = " or ".join(word.replace("_", " ") for word in accepted["accepts"])
            cells += [words if fits else f"{words} (**not so here**)", accepted["why"]]
            cells.append(", ".join(accepted.get("source", ["our reading"])))
        else:
            cells += ["not judged", "", ""]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def verdict_cell(grade: Grade) -> str:
    """The verdict, with the score in percent, cut off and not rounded."""
    if grade.score is None or not grade.graded:
        return grade.verdict.words
    return f"{grade.verdict.words} ({percent(grade.score.as_stated)})"


def overview_head(assessment: Assessment) -> list[str]:
    """The head of a pack's table in examples/README.md."""
    names = [grade.recommendation.id for grade in assessment.grades]
    cells = ["example", "date", "actor", *names, "package"]
    return [f"| {' | '.join(cells)} |", "|" + "---|" * len(cells)]


def overview_row(name: str, assessment: Assessment) -> str:
    """The example's row in examples/README.md."""
    header = assessment.proposal.header
    verdicts = [grade.verdict.words for grade in assessment.grades]
    package = assessment.package_verdict.words if assessment.package_verdict else "none"
    return f"| {' | '.join([f'[{name}]({name}/README.md)', header.date, header.actor, *verdicts, package])} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
