"""A finding has one place, whatever the format: that of the first fact that decided it, stated or not."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from tests.rendering.conftest import EXAMPLES, assessment_named

from policycheck.model.assessment import Assessment, Finding
from policycheck.pipeline import Auditor
from policycheck.rendering import render
from policycheck.rendering.markdown import render_markdown
from policycheck.rendering.standing import PROBLEMS, judged
from policycheck.rendering.terminal import render_terminal

NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/proposal.yaml"))


def wanted(finding: Finding) -> tuple[int, int] | None:
    """Line and column of the first fact that decided, else of the first that was read."""
    places = [fact.span for fact in (*finding.deciding, *finding.facts) if fact.span is not None]
    return (places[0].line, places[0].column) if places else None


def problems(of: Assessment) -> dict[str, tuple[int, int]]:
    """Where each finding stands that leaves something to do and has a place."""
    found = {one.finding.rule.id: wanted(one.finding) for one in judged(of) if one.standing in PROBLEMS}
    return {name: place for name, place in found.items() if place is not None}


def in_terminal(of: Assessment) -> dict[str, tuple[int, int]]:
    """The place after "at" of each finding printed in full."""
    found = {}
    for part in re.split(r"^(?=[A-Z]\d+\.[\w.]+  )", render_terminal(of, every=True), flags=re.MULTILINE)[1:]:
        if at := re.search(r"^    at +.*:(\d+):(\d+)$", part, re.MULTILINE):
            found[part.split()[0]] = int(at[1]), int(at[2])
    return found


def in_markdown(of: Assessment) -> dict[str, int]:
    """The line of each finding: of its first fact, or in the column "Where"."""
    text = render_markdown(of).decode().replace("\u200b", "")
    listed = re.findall(r"^\| \*\*([A-Z]\d+\.[\w.]+)\*\* .*:(\d+)`+ +\|$", text, re.MULTILINE)
    full = re.findall(r"^\*\*([A-Z]\d+\.[\w.]+) (?:.*\n+)+?- Found: .*:(\d+)`+$", text, re.MULTILINE)
    return {name: int(line) for name, line in (*listed, *full)}


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_has_the_same_place_in_every_format(name: str) -> None:
    of = Auditor().audit(str(EXAMPLES / name / "proposal.yaml"))
    places = problems(of)
    lines = {rule: line for rule, (line, _) in places.items()}

    terminal, markdown = in_terminal(of), in_markdown(of)
    assert {rule: terminal[rule] for rule in places} == places
    assert {rule: markdown[rule] for rule in places} == lines

    results = json.loads(render(of, "sarif"))["runs"][0]["results"]
    regions = {one["ruleId"]: one["locations"][0]["physicalLocation"]["region"] for one in results}
    assert {rule: (regions[rule]["startLine"], regions[rule]["startColumn"]) for rule in places} == places

    rows = {row["rule"]: row for row in csv.DictReader(io.StringIO(render(of, "csv").decode()))}
    assert {rule: (int(rows[rule]["line"]), int(rows[rule]["column"])) for rule in places} == places

    commands = re.findall(r"title=([A-Z]\d+\.[\w.]+) [^:]*,file=[^,]*,line=(\d+),", render(of, "github").decode())
    assert bool(commands) is bool(places)
    assert {rule: int(line) for rule, line in commands if rule in places}.items() <= lines.items()


def test_what_is_missing_is_shown_first_and_not_what_is_stated_beside_it() -> None:
    of = assessment_named("agreed-framework-1994")
    part = render_terminal(of, every=True).partition("\nR2.2  ")[2].partition("\n\n")[0]
    assert "proposal.yaml:51:3\n" in part
    assert "    found    51:3    sanctions.enforcement: not stated\n" in part
    assert "             10:9    proposal.date: 1994-10-21\n" in part
