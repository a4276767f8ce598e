"""An advisory or a tension that is answered, and a tension that what the proposal provides settles, in every report."""

from __future__ import annotations

from pathlib import Path

import pytest

from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor
from policycheck.rendering.markdown import render_markdown
from policycheck.rendering.report import report_html
from policycheck.rendering.sarif import run_of
from policycheck.rendering.terminal import render_terminal

EXAMPLES = Path(__file__).parents[2] / "examples"


def audited(name: str) -> Assessment:
    return Auditor().audit(str(EXAMPLES / name / "proposal.yaml"))


CASES = {
    "hr1841-2025": ("T10", "reconciled", "Reconciled"),
    "tidal-flat-plan": ("W4", "answered", "Answer"),
}


@pytest.mark.parametrize(("name", "wanted"), CASES.items(), ids=CASES)
def test_each_report_says_which_it_is(name: str, wanted: tuple[str, str, str]) -> None:
    made, (concern, words, label) = audited(name), wanted
    row = next(line for line in render_markdown(made).decode().splitlines() if line.startswith(f"| **{concern}** "))
    assert f" | {words}" in row
    message = next(one["message"]["text"] for one in run_of(made, full=True)["results"] if one["ruleId"] == concern)
    assert f": {words}. " in message
    assert f" {label}: " in message
    page = report_html(made)
    assert f"<b>{words}</b>" in page
    assert f'<p class="label">{label}</p>' in page


def test_the_terminal_counts_them_apart() -> None:
    text = render_terminal(audited("hr1841-2025"))
    assert "Tensions raised: 0, answered: 0, reconciled: 1\n  Reconciled by what the proposal provides: T10.\n" in text
