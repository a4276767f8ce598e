"""Differences of results, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from policycheck.verification.results import differences


def _results(**changes: Any) -> dict[str, Any]:
    finding = {"rule": "R1", "outcome": "met", "why": ["It is lit."], "facts": [{"path": "a.b", "value": 1}]}
    score = {"as_stated": {"exact": "1/3", "decimal": 0.3333}}
    recommendation = {"id": "R", "verdict": "meets", "score": score, "findings": [finding]}
    return {"version": "1", "exit_code": 0, "recommendations": [recommendation], **changes}


def _written(value: Any) -> bytes:
    return f"{json.dumps(value, indent=2, ensure_ascii=False)}\n".encode()


def _changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    results = _results()
    here: Any = results
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return results


FINDING = ("recommendations", 0, "findings", 0)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ((*FINDING, "outcome"), "not_met", "R1: the report says not met, evaluation says met"),
        ((*FINDING, "outcome"), None, "R1: the report says nothing, evaluation says met"),
        ((*FINDING, "why"), [], "R1: why: the report says a list of 0, evaluation says a list of 1"),
        ((*FINDING, "why"), ["x" * 90], f"R1: why: the report says {'x' * 79}…, evaluation says It is lit."),
        ((*FINDING, "facts", 0, "value"), True, "R1: facts value: the report says True, evaluation says 1"),
        ((*FINDING, "facts", 0, "value"), 1.0, "R1: facts value: the report says 1.0, evaluation says 1"),
        (("recommendations", 0, "verdict"), "met", "R: the report says met, evaluation says meets"),
        (
            ("recommendations", 0, "score", "as_stated"),
            {"exact": "1", "decimal": 1.0},
            "R: score as stated: the report says 1, evaluation says 1/3",
        ),
        (("recommendations", 0, "score"), None, "R: score: the report says nothing, evaluation says 1 entries"),
        (
            ("recommendations", 0),
            {},
            "the whole: recommendations: the report says 0 entries, evaluation says 4 entries",
        ),
        (("exit_code",), 1, "the whole: exit code: the report says 1, evaluation says 0"),
    ],
)
def test_a_difference_in_words(path: tuple[str | int, ...], value: Any, words: str) -> None:
    assert differences(_written(_changed(path, value)), _written(_results())) == (words,)


def test_the_version_of_the_program_is_no_result() -> None:
    assert differences(_written(_results(version="2")), _written(_results())) == ()


@pytest.mark.parametrize("carried", [b"", b"\xff", b"[]", b"7", b"[" * 100_000, b'{"a": ' + b"9" * 5_000 + b"}"])
def test_what_is_no_result_is_said_to_be_none(carried: bytes) -> None:
    assert differences(carried, _written(_results())) != ()


def test_outcomes_come_before_verdicts_and_these_before_scores() -> None:
    results = _changed((*FINDING, "outcome"), "not_met")
    results["recommendations"][0] |= {"verdict": "met", "score": None}
    results["exit_code"] = 1
    found = differences(_written(results), _written(_results()))
    assert [words.split(" says")[0] for words in found] == [
        "R1: the report",
        "R: the report",
        "R: score: the report",
        "the whole: exit code: the report",
    ]
