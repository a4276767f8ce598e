"""`evaluate --baseline`: what got worse fails, what is known does not; a file that is no baseline is exit 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import PASSING
from tests.rendering import judges

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]

POOR = PASSING.replace("hours: 15", "hours: 2")
"""L1 is not met, which holds L at `does not meet`."""
POORER = POOR.replace("spare: true", "spare: false")
"""L2 is contradicted too, and L4 waits for it."""


@pytest.fixture(autouse=True)
def _with_baselines(room: Path) -> None:
    for name, text in {"poor.yaml": POOR, "poorer.yaml": POORER}.items():
        (room / name).write_text(text, encoding="utf-8")
    for name in ("passing", "poor", "poorer"):
        run(["evaluate", f"{name}.yaml", "--pack", "pack", "-q", "-o", f"{name}.json"])


def evaluated(capture: Capture, *arguments: str) -> tuple[int, str, str]:
    capture.readouterr()
    code = run(["evaluate", "--pack", "pack", *arguments])
    said = capture.readouterr()
    return code, said.out, said.err


def gate(capture: Capture, *arguments: str) -> dict[str, Any]:
    _, out, err = evaluated(capture, "-f", "json", *arguments)
    assert err == ""
    value: dict[str, Any] = json.loads(out)["gate"]
    return value


CODES = {
    "passing.yaml --baseline passing.json": 0,
    "poor.yaml": 1,
    "poor.yaml --baseline poor.json": 0,
    "poor.yaml --baseline passing.json": 1,
    "passing.yaml --baseline poor.json": 0,
    "poorer.yaml --baseline poor.json": 1,
    "poorer.yaml --baseline poor.json --no-gate": 0,
    "poor.yaml --baseline poorer.json": 0,
    "poor.yaml --baseline poor.json --gate score=0.9": 0,
    "poor.yaml --baseline passing.json --gate verdict=none --gate critical=not_met": 1,
    "poor.yaml --baseline .": 1,
    "poor.yaml --baseline a_folder": 2,
    "poor.yaml --baseline none": 1,
    "nothing.yaml --baseline passing.json": 2,
}


@pytest.mark.parametrize("words", CODES)
def test_codes(words: str, capfd: Capture) -> None:
    assert evaluated(capfd, *words.split())[0] == CODES[words]


def test_what_got_worse_is_told_with_what_it_was(capfd: Capture) -> None:
    found = gate(capfd, "poorer.yaml", "--baseline", "poor.json")
    assert found["failures"] == [
        "L2 (Have a spare) is worse than in the baseline: contradicted, and was met.",
        "L4 (Test the spare) is worse than in the baseline: not met, and was met.",
    ]
    known = {check["key"]: check["known"] for check in found["checks"]}
    assert known == {"verdict": ["It does not meet L (Keep the light)."], "critical": [], "baseline": []}
    assert found["checks"][-1]["found"] == "L2, L4 worse; known and no worse: L1"


def test_a_verdict_that_fell_fails_and_names_the_old_one(capfd: Capture) -> None:
    failures = gate(capfd, "poor.yaml", "--baseline", "passing.json")["failures"]
    assert "L (Keep the light) is worse than in the baseline: does not meet, and was meets." in failures


def test_a_condition_fails_only_where_its_own_figure_is_worse(capfd: Capture) -> None:
    """The score asked for is missed in both; it is lower now only in the second case."""
    same = gate(capfd, "poor.yaml", "--baseline", "poor.json", "--gate", "score=0.9")
    lower = gate(capfd, "poorer.yaml", "--baseline", "poor.json", "--gate", "score=0.9")
    passed = [{check["key"]: check["passed"] for check in one["checks"]}["score"] for one in (same, lower)]
    assert passed == [True, False]


def test_the_exit_is_explained(capfd: Capture) -> None:
    _, _, err = evaluated(capfd, "poorer.yaml", "--baseline", "poor.json", "--explain-exit")
    assert "exit code 1: the gate failed, because of: baseline." in err
    assert "  passed  verdict (default)" in err
    assert "            known: It does not meet L (Keep the light)." in err


def test_every_reader_is_told(capfd: Capture, room: Path) -> None:
    evaluated(capfd, "poorer.yaml", "--baseline", "poor.json", "-o", "a.md", "-o", "a.html", "-o", "a.json")
    told = "Only what is worse than in the baseline poor.json fails. It was judged by the same pack, profile and date."
    assert told in (room / "a.md").read_text("utf-8")
    assert told in " ".join((room / "a.html").read_text("utf-8").split())
    changes = json.loads((room / "a.json").read_bytes())["baseline"]["changes"]
    assert changes == [
        {"id": "L2", "before": "met", "after": "contradicted"},
        {"id": "L4", "before": "met", "after": "not_met"},
    ]
    out = " ".join(evaluated(capfd, "poorer.yaml", "--baseline", "poor.json")[1].split())
    assert "Known: It does not meet L (Keep the light)." in out
    assert "before met in the baseline" in out


def test_another_pack_is_said(capfd: Capture, room: Path) -> None:
    head = room / "pack" / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("2.0.1", "2.1.0"), encoding="utf-8")
    out = evaluated(capfd, "poor.yaml", "--baseline", "poor.json")[1]
    assert "It was judged by the pack lighthouse 2.0.1." in " ".join(out.split())


def test_a_report_with_a_baseline_proves_itself(capfd: Capture, room: Path) -> None:
    evaluated(capfd, "poorer.yaml", "--baseline", "poor.json", "-o", "a.html")
    assert run(["verify", "a.html", "--with-pack"]) == 0


def test_a_folder_of_baselines_is_asked_by_the_id(capfd: Capture, room: Path) -> None:
    (room / "old").mkdir()
    (room / "poor.json").rename(room / "old" / "north_rock.json")
    assert evaluated(capfd, "poor.yaml", "--baseline", "old/")[0] == 0
    code, _, err = evaluated(capfd, "failing.yaml", "--baseline", "old/")
    said = "failing.yaml: new to the baseline old/, so every condition counts."
    assert (code, said in err) == (1, True), "a new proposal cannot be worse than it was"
    (room / "old" / "south_rock.json").symlink_to("nowhere.json")
    code, _, err = evaluated(capfd, "failing.yaml", "--baseline", "old/")
    assert (code, "old/south_rock.json: No such file or directory [RES-FILE]" in err) == (2, True)


def test_the_configuration_names_a_baseline(capfd: Capture, room: Path) -> None:
    (room / ".policycheck.yaml").write_text("baseline: old/\n", encoding="utf-8")
    code, _, err = evaluated(capfd, "poor.yaml")
    assert (code, "old: No such file or directory [RES-FILE]" in err) == (2, True)
    assert evaluated(capfd, "poor.yaml", "--baseline", "none", "-o", "old/", "-f", "json")[0] == 1
    code, out, _ = evaluated(capfd, "poorer.yaml", "-o", "a.html")
    assert (code, "baseline (configuration)" in out) == (1, False)
    assert run(["verify", "a.html", "--with-pack"]) == 0
    assert "✘ baseline (configuration) nothing is worse" in evaluated(capfd, "poorer.yaml")[1]
    assert evaluated(capfd, "poor.yaml")[0] == 0


def test_a_waiver_that_ended_is_worse(capfd: Capture, room: Path) -> None:
    (room / "w.yaml").write_text(
        "waivers:\n  - {id: W-1, rule: L1, scope: north_rock, reason: Fog., requested_by: Ann, approved_by: Bea,"
        " from: 2020-01-01, until: 2020-06-30, ticket: T-1}\n",
        encoding="utf-8",
    )
    day = ("poor.yaml", "--waivers", "w.yaml", "--as-of")
    evaluated(capfd, *day, "2020-06-30", "-o", "waived.json")
    assert evaluated(capfd, *day, "2020-06-30", "--baseline", "waived.json")[0] == 0
    failures = gate(capfd, *day, "2020-07-01", "--baseline", "waived.json")["failures"]
    assert "L1 (Burn all night) is worse than in the baseline: not met, and was not met, waived by W-1." in failures


# ---------------------------------------------------------------- SARIF


def states(room: Path, name: str) -> dict[str, str]:
    data = (room / name).read_bytes()
    assert judges.sarif_schema(data) == []
    return {one["ruleId"]: one["baselineState"] for one in json.loads(data)["runs"][0]["results"]}


def test_sarif_says_how_each_result_stands_to_the_baseline(capfd: Capture, room: Path) -> None:
    light = room / "pack" / "light.yaml"
    light.write_text(light.read_text("utf-8").replace("id: L3\n", "id: L9\n"), encoding="utf-8")
    evaluated(capfd, "poorer.yaml", "--baseline", "poor.json", "-o", "a.sarif", "-o", "a.full.sarif")
    assert states(room, "a.sarif") == {"L1": "unchanged", "L2": "new", "L4": "new"}
    full = states(room, "a.full.sarif")
    assert {name: full[name] for name in ("L1", "L2", "L3", "L9", "A1")} == {
        "L1": "unchanged",
        "L2": "updated",
        "L3": "absent",
        "L9": "new",
        "A1": "unchanged",
    }


def test_without_a_baseline_sarif_says_nothing_of_one(capfd: Capture) -> None:
    assert "baselineState" not in evaluated(capfd, "poor.yaml", "-f", "sarif-full")[1]


# ---------------------------------------------------------------- no baselines

Edit = Callable[[dict[str, Any]], object]


def put(value: object, *path: str | int) -> Edit:
    """An edit that writes a value at a path."""

    def edit(results: dict[str, Any]) -> None:
        here: Any = results
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return edit


EDITS: dict[str, tuple[Edit, str]] = {
    "other form": (put("urn:policycheck:results:1", "schema"), "[RES-FORM]"),
    "foreign": (put("urn:other", "schema"), "[RES-KIND]"),
    "no form": (lambda results: results.pop("schema"), "[RES-KIND]"),
    "other proposal": (put("south_rock", "proposal", "id"), "[RES-OTHER]"),
    "unknown key": (put(1, "extra"), "[RES-UNKNOWN]"),
    "no key": (lambda results: results.pop("package"), "[RES-MISSING]"),
    "outcome": (put("fine", "recommendations", 0, "findings", 0, "outcome"), "'outcome'"),
    "twice": (lambda results: results["recommendations"].append(results["recommendations"][0]), "[RES-TWICE]"),
    "score": (put("4", "package", "score", "exact"), "[RES-SCORE]"),
    "long number": (put("1" * 5000, "package", "score", "exact"), "[RES-SCORE]"),
    "list": (put([], "advisories", 0), "[RES-"),
}
TEXTS = {
    "": "[DOC-FILE-EMPTY]",
    "[]": "[RES-KIND]",
    "7": "[RES-KIND]",
    "{": "[DOC-SYNTAX]",
    '{"schema": "urn:policycheck:results:3", "schema": "urn:policycheck:results:3"}': "poor.json",
    '{"schema": NaN}': "[DOC-NUMBER]",
    "[" * 100_000: "poor.json",
    "\ud800": "poor.json",
    "proposal: {}": "poor.json",
}


@pytest.mark.parametrize("name", EDITS)
def test_a_file_that_is_no_baseline_is_refused(name: str, capfd: Capture, room: Path) -> None:
    edit, said = EDITS[name]
    results = json.loads((room / "poor.json").read_bytes())
    edit(results)
    (room / "poor.json").write_text(json.dumps(results), encoding="utf-8")
    code, out, err = evaluated(capfd, "poor.yaml", "--baseline", "poor.json")
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_that_is_no_baseline_is_refused(text: str, capfd: Capture, room: Path) -> None:
    (room / "poor.json").write_bytes(text.encode(errors="surrogatepass"))
    code, out, err = evaluated(capfd, "poor.yaml", "--baseline", "poor.json")
    assert (code, out) == (2, "")
    assert TEXTS[text] in err


def test_what_is_wrong_has_its_place(capfd: Capture, room: Path) -> None:
    results = (room / "poor.json").read_text("utf-8")
    line = next(number for number, text in enumerate(results.splitlines(), 1) if '"outcome": "not_met"' in text)
    (room / "poor.json").write_text(results.replace('"outcome": "not_met"', '"outcome": "bad"', 1), encoding="utf-8")
    assert f"poor.json:{line}:" in evaluated(capfd, "poor.yaml", "--baseline", "poor.json")[2]
