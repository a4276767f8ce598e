"""Gates as people write them: what each key takes, and what is said of what it does not take."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from policycheck.errors import InputError
from policycheck.load.gate import demands_of, read_gate
from policycheck.model.gate import COMMAND_LINE, PROFILE, Demand, Silence
from policycheck.model.outcome import Level, Outcome, PackageVerdict, Verdict

TAKEN: dict[str, Any] = {
    "verdict=largely_meets": Verdict.LARGELY_MEETS,
    "verdict=none": None,
    "score=0.6": Fraction(3, 5),
    "score=.5": Fraction(1, 2),
    "score=1": Fraction(1),
    "score=1.0": Fraction(1),
    "R1.verdict=meets": Verdict.MEETS,
    "a.b.score=0.25": Fraction(1, 4),
    "package=consistent_with_reservations": PackageVerdict.CONSISTENT_WITH_RESERVATIONS,
    "package_score=0": Fraction(0),
    "critical=contradicted,not_met": (Outcome.CONTRADICTED, Outcome.NOT_MET),
    "critical=not_met, not_met": (Outcome.NOT_MET,),
    "critical=none": None,
    "critical=": None,
    "major.contradicted=2": 2,
    "minor.not_stated=none": None,
    "stated=0.5": Fraction(1, 2),
    "evidenced=0.125": Fraction(1, 8),
    "answered=medium": Level.MEDIUM,
    "not_stated=allow": Silence.ALLOW,
    " verdict = meets ": Verdict.MEETS,
}


@pytest.mark.parametrize(("text", "value"), TAKEN.items(), ids=TAKEN)
def test_what_a_key_takes(text: str, value: Any) -> None:
    key = text.partition("=")[0].strip()
    assert read_gate([text]) == (Demand(key, value, COMMAND_LINE),)


REFUSED = {
    "": "Write KEY=VALUE",
    "verdict": "Write KEY=VALUE",
    "verdcit=meets": "Did you mean verdict",
    "verdict=meet": "It takes one of: does_not_meet, partly_meets, largely_meets, meets, none.",
    "verdict=not_addressed": "It takes one of",
    "not_stated=none": "It takes one of: fail, allow.",
    "score=1.1": "a share from 0 to 1",
    "score=60%": "a share from 0 to 1",
    "score=1/2": "a share from 0 to 1",
    "score=nan": "a share from 0 to 1",
    "score=1e-9999999": "a share from 0 to 1",
    "score=-0.1": "a share from 0 to 1",
    "score=٠.٥": "a share from 0 to 1",
    "score=": "a share from 0 to 1",
    "R1.verdict=": "It takes one of",
    "critical=contradicted,bad": "It takes outcomes",
    "major.contradicted=-1": "a whole number",
    "major.contradicted=1.5": "a whole number",
    "major.contradicted=9999999": "a whole number",
    "huge.contradicted=1": "SEVERITY.OUTCOME",
    "major.bad=1": "Known here",
    ".verdict=meets": "Did you mean",
    "answered=none of them": "It takes one of: high, medium, low, none.",
}


@pytest.mark.parametrize(("text", "hint"), REFUSED.items(), ids=lambda text: text or "empty")
def test_what_is_refused(text: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        read_gate([text])
    (problem,) = caught.value.problems
    assert problem.code == "USE-GATE"
    assert hint in problem.hint


def test_every_mistake_is_told_and_a_key_stands_once() -> None:
    with pytest.raises(InputError) as caught:
        read_gate(["verdict=meets", "verdict=none", "score=2", "nothing"])
    assert [problem.message for problem in caught.value.problems] == [
        "the gate's key 'verdict' is given twice",
        "the gate cannot take score=2",
        "'nothing' is no condition of a gate",
    ]


def test_a_profile_says_the_same_as_the_command_line() -> None:
    written = {
        "verdict": "meets",
        "score": 0.6,
        "recommendations": {"R1": {"verdict": "none", "score": 0.25}},
        "package": "consistent",
        "package_score": 0.5,
        "critical": ["contradicted", "not_met"],
        "at_most": [{"severity": "major", "outcome": "not_met", "count": 2}],
        "stated": 0.7,
        "evidenced": 1,
        "answered": "low",
        "not_stated": "allow",
    }
    said = (
        "verdict=meets score=0.6 package=consistent package_score=0.5 critical=contradicted,not_met stated=0.7"
        " evidenced=1 answered=low not_stated=allow R1.verdict=none R1.score=0.25 major.not_met=2"
    )
    profile = {demand.key: demand for demand in demands_of(written)}
    line = {demand.key: demand for demand in read_gate(said.split())}
    assert {key: demand.value for key, demand in profile.items()} == {key: d.value for key, d in line.items()}
    assert {demand.set_by for demand in profile.values()} == {PROFILE}
    assert [f"{demand.key}={demand.words}" for demand in line.values()] == said.split(), "words are as written"
