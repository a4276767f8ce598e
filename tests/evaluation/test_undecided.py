"""A label whose condition is unknown does not apply as stated, and may come to apply at best."""

from __future__ import annotations

from pathlib import Path

from policycheck.authoring.standing import intervals
from policycheck.evaluation.undecided import counts_labels
from policycheck.model.outcome import Outcome
from policycheck.pipeline import Auditor, load_pack

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/proposal.yaml"))


def test_what_counts_labels_stays_open_while_they_are_undecided() -> None:
    pack = load_pack()
    counting = [rule for one in pack.recommendations for rule in one.rules if counts_labels(rule)]
    assert counting
    head = Auditor(pack=pack.id, explain=False).audit(str(EXAMPLES[0])).proposal.document.value["proposal"]
    found = intervals(pack, {"proposal": {**head, "covers": [pack.comprehensive]}})
    findings = {finding.rule: finding for one in found.values() for finding in one.findings}
    for rule in counting:
        assert findings[rule].outcome is Outcome.NOT_APPLICABLE  # as stated nothing applies
        assert Outcome.MET in findings[rule].possible
