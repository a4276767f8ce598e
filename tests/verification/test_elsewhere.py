"""Reports from elsewhere: by a pack that is not installed, or made in another environment."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from tests.verification.reports import (
    assessed,
    carrying,
    checked,
    edited,
    first,
    forget_words,
    lighthouse,
    listed,
    pack_swapped,
    report,
    revised,
    swapped,
)

from policycheck.rendering import environment, render
from policycheck.rendering.bundle import RESULTS
from policycheck.verification import Answer, again, verify
from policycheck.verification.pdf import read_pdf

pytestmark = pytest.mark.untraced

ELSEWHERE = {**environment.layout(), "pango": "1.2.3"}


def test_an_unknown_pack_wants_to_be_trusted() -> None:
    found = verify(report())
    assert (found.answer, "no pack of that id" in first(found)) == (Answer.CANNOT_TELL, True)
    assert "--with-pack" in found.hint
    trusted = verify(report(), with_pack=True)
    assert (trusted.answer, "as the report carries it" in trusted.steps[1].said) == (Answer.REPRODUCED, True)


def test_another_version_is_an_unknown_pack() -> None:
    from msgspec.structs import replace

    with patch.object(again, "installed_pack", lambda _: replace(lighthouse(), version="9.9.9")):
        found = verify(report())
        assert (found.answer, "has version 9.9.9" in first(found)) == (Answer.CANNOT_TELL, True)
        assert verify(report(), with_pack=True).answer is Answer.REPRODUCED


def test_trust_does_not_cover_a_pack_that_takes_the_name_of_another() -> None:
    assert checked(pack_swapped(), with_pack=True).answer is Answer.NOT_REPRODUCED


@pytest.fixture(scope="module")
def foreign() -> bytes:
    """The report as it would be made with another Pango."""
    with patch("policycheck.rendering.pdf.layout", lambda: ELSEWHERE):
        return render(assessed(), "pdf")


def test_another_environment_is_named_and_can_be_accepted(foreign: bytes) -> None:
    found = checked(foreign)
    assert found.answer is Answer.CANNOT_TELL
    here = environment.layout()["pango"]
    assert f"pango: the report 1.2.3, here {here}" in first(found)
    accepted = checked(foreign, results_only=True)
    assert (accepted.answer, "the text is the same" in accepted.steps[-1].said) == (Answer.REPRODUCED, True)


@pytest.mark.parametrize("accept", [False, True])
def test_another_environment_hides_no_change(foreign: bytes, accept: bool) -> None:
    def answer(data: bytes) -> tuple[Answer, str]:
        found = checked(data, results_only=accept)
        return found.answer, first(found)

    code, words = answer(edited(foreign, forget_words))
    assert (code, "and the text differs: page 2" in words) == (Answer.CANNOT_TELL, True)
    code, words = answer(revised(foreign))
    assert (code, words) == (Answer.NOT_REPRODUCED, "the PDF has 2 revisions; a report has one")
    code, words = answer(foreign + b"more")
    assert (code, words) == (Answer.NOT_REPRODUCED, "something stands after the end of the PDF")
    files = read_pdf(foreign)
    files[RESULTS] = files[RESULTS].replace(b'"outcome": "not_met"', b'"outcome": "met"', 1)
    code, words = answer(carrying(foreign, listed(files)))
    assert (code, words) == (Answer.NOT_REPRODUCED, "L4: the report says met, evaluation says not met")


def test_where_pdf_cannot_be_made_the_results_can_be_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    from policycheck.errors import RenderError

    def no_layout() -> None:
        raise OSError("cannot load library")

    def no_report(*_: Any) -> None:
        raise RenderError("the PDF format needs Pango", "apt-get install")

    monkeypatch.setattr(again, "layout", no_layout)
    monkeypatch.setattr(again, "_made", no_report)
    found = checked(report())
    assert (found.answer, "the report cannot be made here" in first(found)) == (Answer.CANNOT_TELL, True)
    accepted = checked(report(), results_only=True)
    assert (accepted.answer, "not compared" in accepted.steps[-1].said) == (Answer.REPRODUCED, True)


def test_another_program_is_named_beside_results_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "writing", lambda: {**environment.writing(), "policycheck": "9.9"})
    found = checked(swapped(RESULTS, '"outcome": "not_met"', '"outcome": "met"'))
    assert (found.answer, "this is 9.9" in found.hint) == (Answer.NOT_REPRODUCED, True)
