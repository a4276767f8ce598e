"""Everything in which a profile differs from the pack stands in every report."""

from __future__ import annotations

import json
import re

import pytest
from tests.workshop.bench import MINIMAL

from policycheck import evaluate, load_pack, load_proposal
from policycheck.load.applied import apply_profile
from policycheck.load.profile import profile_from
from policycheck.model.assessment import Assessment
from policycheck.rendering import FORMATS, render

PROFILE = {
    "id": "reader",
    "title": "As one reader has it",
    "drop": {"F1.3": "because_dropped"},
    "rules": {"F1.2": {"weight": 7, "reason": "because_heavier"}},
    "scale": {"bands": {"meets": 0.91}},
    "gate": {"score": 0.37},
}
TOLD = (r"because_dropped", r"because_heavier", r"0\.91|\b91\b", r"0\.37|\b37\b")


def audited(*, profile: bool) -> Assessment:
    """The proposal of the documentation, with the pack as it is or as a profile changes it."""
    pack = load_pack(str(MINIMAL))
    changed = apply_profile(pack, profile_from(json.dumps(PROFILE), "mine.json")) if profile else pack
    return evaluate(changed, load_proposal(str(MINIMAL / "bases" / "riverside.yaml"), changed))


@pytest.mark.parametrize("name", [one.name for one in FORMATS if one.name != "pdf"])
def test_every_report_says_what_a_profile_changed(name: str) -> None:
    text = render(audited(profile=True), name).decode()
    # Markdown escapes underscores, and some formats write 37 % for 0.37.
    assert [told for told in TOLD if not re.search(told, text.replace("\\_", "_"))] == []
    assert "As one reader has it" in text
    assert "As one reader has it" not in render(audited(profile=False), name).decode()
