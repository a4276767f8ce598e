"""The PDF of four times as many findings takes no more than six times the processor time."""

from __future__ import annotations

from functools import partial

import pytest
from benchmarks.figures import timed
from benchmarks.growth import LARGE, MOST_GROWTH, SMALL, made

from policycheck.rendering.pdf import render_pdf

pytestmark = pytest.mark.untraced


def test_the_pdf_grows_with_the_findings_and_not_with_their_square() -> None:
    # NOTE: a ratio of processor times within one process, so a slow or busy machine changes little; it is 3.9 today.
    few, many = (partial(render_pdf, made(count)) for count in (SMALL, LARGE))
    render_pdf(made(10))  # what is loaded once is loaded
    assert MOST_GROWTH.met(timed(many) / timed(few))


def test_the_generated_pack_has_as_many_rules_as_asked_for_and_most_outcomes() -> None:
    findings = [finding for grade in made(SMALL).grades for finding in grade.findings]
    assert len(findings) == SMALL
    assert len({finding.outcome for finding in findings}) == 5
    assert len({fact.span for finding in findings for fact in finding.facts if fact.stated}) > SMALL
