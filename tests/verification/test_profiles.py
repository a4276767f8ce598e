"""A report made with a profile and a gate of its own is made again from what it carries, in every form."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from tests.rendering.lighthouse import PROPOSAL
from tests.verification.reports import carrying, lighthouse, listed, manifested

from policycheck.model.assessment import Assessment
from policycheck.pipeline import evaluate, proposal_of, with_profile
from policycheck.rendering import render
from policycheck.verification import Verification, verify
from policycheck.verification.answer import Answer
from policycheck.verification.pdf import read_pdf

pytestmark = pytest.mark.untraced

MINE = b"id: mine\ntitle: Mine\ndrop: {L5: No gas.}\nweights: equal\ngate: {score: 0.1}\n"
LIKE_STRICT = b"id: strict\ntitle: Strict\n"


def assessed(profile: bytes = MINE, gate: tuple[str, ...] = ("stated=0.25",), *, enforce: bool = False) -> Assessment:
    pack = with_profile(lighthouse(), profile, "mine.yaml")
    return evaluate(pack, proposal_of(PROPOSAL.encode(), "north.yaml", pack), gate=gate, enforce=enforce)


def checked(data: bytes) -> Verification:
    return verify(data, with_pack=True, results_only=True)


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_it_is_reproduced(form: str) -> None:
    found = checked(report() if form == "pdf" else render(assessed(), form))
    assert found.answer is Answer.REPRODUCED, found.differences
    assert [step.name for step in found.steps] == ["attachments", "pack", "profile", "results", "report"]
    assert "mine, as the report carries it" in found.steps[2].said


@cache
def report() -> bytes:
    return render(assessed(), "pdf")


def forged(change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Verification:
    data = report()
    return checked(carrying(data, change(read_pdf(data))))


def test_another_profile_gives_other_results() -> None:
    other = MINE.replace(b"weights: equal\n", b"")
    found = forged(lambda files: listed(files | {"profile.yaml": other}))
    assert found.answer is Answer.NOT_REPRODUCED


def test_another_gate_gives_other_results() -> None:
    assert forged(lambda files: manifested(files, gate=["stated=0.5"])).answer is Answer.NOT_REPRODUCED
    assert forged(lambda files: manifested(files, enforced=True)).answer is Answer.NOT_REPRODUCED
    assert forged(lambda files: manifested(files, gate=["nothing"])).answer is Answer.CANNOT_TELL
    assert forged(lambda files: manifested(files, profile=None)).answer is Answer.NOT_REPRODUCED


def test_a_profile_that_takes_the_name_of_a_shipped_one_is_found_out() -> None:
    found = checked(render(assessed(LIKE_STRICT), "pdf"))
    assert found.answer is Answer.NOT_REPRODUCED
    assert "calls itself strict" in found.differences[0]
