"""Alpha and kappa are those of published tables, and where they are not defined they say why."""

from __future__ import annotations

import sys

import pytest

from policycheck.agreement.figures import alpha, kappa, missing
from policycheck.model.agreement import SCALE

KRIPPENDORFF = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
"""His reliability data of four observers and twelve units; his ordinal alpha is 0.815."""

COUPLES = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
"""Agresti's table of 91 couples, husbands by wives; with the weights of Fleiss and Cohen kappa is 0.332."""


def test_alpha_is_that_of_krippendorff() -> None:
    observers = [
        [None if one == "." else int(one) - 1 for one in row.split()] for row in KRIPPENDORFF.split("\n")[1:-1]
    ]
    found = alpha(list(zip(*observers, strict=True)))
    assert found.value == pytest.approx(0.815, abs=0.0005)
    assert found.count == 11, "a unit with one rating pairs with nothing"


def test_kappa_is_that_of_the_textbook() -> None:
    pairs = [(row, at) for row, counts in enumerate(COUPLES) for at, count in enumerate(counts) for _ in range(count)]
    found = kappa(pairs)
    assert found.value == pytest.approx(0.332, abs=0.0005)
    assert found.count == 91


def test_full_agreement_is_one() -> None:
    assert alpha([(0, 0), (4, 4)]).value == kappa([(0, 0), (4, 4)]).value == 1


def test_the_scale_is_from_worst_to_best() -> None:
    assert [outcome.value for outcome in SCALE] == ["contradicted", "not_met", "not_stated", "partly_met", "met"]


def test_a_longer_way_on_the_scale_is_less_agreement() -> None:
    near, far = [(0, 1), (2, 2), (4, 4)], [(0, 4), (2, 2), (4, 4)]
    assert (kappa(near).value or 0) > (kappa(far).value or 0)
    assert (alpha(near).value or 0) > (alpha(far).value or 0)


@pytest.mark.parametrize(
    ("units", "why"),
    [
        ([], "no rule has an outcome"),
        ([(None, None), (1, None), (None, 3)], "no rule has an outcome"),
        ([(2, 2), (2, 2), (2, None), (None, 4)], "the same one"),
    ],
)
def test_what_is_not_defined_says_why(units: list[tuple[int | None, int | None]], why: str) -> None:
    for found in (alpha(units), kappa(units)):
        assert found.value is None
        assert why in found.why


def test_two_coders_who_each_know_one_outcome_only() -> None:
    assert kappa([(1, 3), (1, 3)]).value == 0


def test_units_may_have_ratings_of_some_coders_only() -> None:
    assert alpha([(0, 0, None), (None, 4, 4), (2, None, 2)]).value == 1


def test_without_the_libraries_there_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    assert missing() == ("krippendorff",)
    assert alpha([(0, 1), (2, 2)]).why == "krippendorff is not installed"
