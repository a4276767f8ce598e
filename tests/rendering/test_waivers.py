"""Waivers in every format: the finding stays, the waiver stands beside it, and no text of a waiver acts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from tests.rendering import judges
from tests.rendering.test_json_report import validate
from tests.rendering.test_markdown import ATTACK
from tests.rendering.test_program_formats import JUDGES, KNOWN
from tests.rendering.test_program_outcomes import DOCUMENTED, WAIVED
from tests.rendering.zoo import NASTY
from tests.score.test_waivers import ENTRY, audited, bare
from tests.verification.reports import lighthouse

from policycheck.model.assessment import Assessment
from policycheck.pipeline import with_profile
from policycheck.rendering import FORMATS, render
from policycheck.rendering.csv_report import COLUMNS
from policycheck.rendering.report import report_html

pytestmark = pytest.mark.untraced

REASON = "No money before spring"
OLD = {"rule": "L1", "until": "2026-02-01"}
READABLE = [known.name for known in FORMATS if known.name != "pdf"]


@cache
def waived(reason: str = REASON) -> Assessment:
    """L2, contradicted, is waived; a waiver on L1 is expired, one on L3 unused."""
    return audited({"rule": "L2", "reason": reason}, OLD, {"rule": "L3"})


def text(of: Assessment, form: str) -> str:
    return render(of, form).decode()


@pytest.mark.parametrize("form", READABLE)
def test_every_format_shows_the_waiver_beside_the_finding(form: str) -> None:
    shown, flat = text(waived(), form), " ".join(text(waived(), form).split())
    for part in ("L2", "W-1", "2026-06-30", "Bo", REASON):
        assert part in flat, part
    assert "spare" in shown, "the finding stays"
    assert {"json": '"remark": "expired"'}.get(form, "xpired") in shown
    assert "w.json" in shown
    said = {"json": '"with_waivers": true', "sarif": '"withWaivers": true', "csv": "verdict_with_waivers"}
    if form != "junit":
        assert said.get(form.removesuffix("-full"), "with waivers") in shown


def test_paper_shows_what_a_screen_shows() -> None:
    page = report_html(waived())
    for part in ("read with waivers", 'id="waivers"', "Waiver", REASON, "Approved by Bo", "With waivers"):
        assert part in page, part
    assert "aivers" not in report_html(bare()).replace("With waivers", "").partition("<body>")[2]


@pytest.mark.parametrize("form", READABLE)
def test_without_a_file_nothing_is_said_of_waivers(form: str) -> None:
    shown = text(bare(), form).lower()
    empty = {"json": ('"waivers": null', '"waiver": null', '"with_waivers": null', '"with_waivers": false')}
    keys = {"sarif": ('"waiver": null', '"withwaivers": false')}
    for part in (*empty.get(form, ()), *keys.get(form.removesuffix("-full"), ())):
        shown = shown.replace(part, "")
    assert form in {"csv", "html"} or "waive" not in shown


@pytest.mark.parametrize("form", JUDGES)
@pytest.mark.parametrize("reason", [REASON, (NASTY[:130] + ATTACK[:300]).replace("\0", "").replace("\ud800", "")])
def test_judges_consent(form: str, reason: str) -> None:
    assert JUDGES[form](render(waived(_writable(reason)), form)) == []


def _writable(reason: str) -> str:
    """Without the characters that no file of waivers may hold."""
    return "".join(letter for letter in reason if letter.isprintable() or letter == "\u202e")[:900]


def test_the_multitool_consents(tmp_path: Path) -> None:
    assert judges.sarif_multitool({"waived": render(waived(), "sarif-full")}, tmp_path) == {"waived": [KNOWN]}


def test_what_a_waived_finding_is() -> None:
    kind, tag, level = DOCUMENTED[WAIVED]
    (run,) = json.loads(render(waived(), "sarif"))["runs"]
    found = {one["ruleId"]: one for one in run["results"]}
    assert (found["L2"]["kind"], found["L2"]["level"]) == (kind, "warning")
    (accepted,) = found["L2"]["suppressions"]
    assert (accepted["kind"], accepted["status"]) == ("external", "accepted")
    assert accepted["justification"].endswith(f"{REASON}.")
    assert all(one["suppressions"] == [] for name, one in found.items() if name != "L2"), "all have the list, or none"
    assert [one["descriptor"]["id"] for one in run["invocations"][0]["toolConfigurationNotifications"]] == [
        "waiver-expired",
        "waiver-unused",
    ]
    case = etree.fromstring(render(waived(), "junit")).findall("testsuite/testcase")[1]
    assert [child.tag for child in case] == [tag]
    assert REASON in case[0].get("message")
    lines = [line for line in text(waived(), "github").splitlines() if "title=L2 " in line]
    assert [line.split()[0] for line in lines] == [f"::{level}"]


def test_the_findings_on_waivers_have_their_place() -> None:
    (line,) = [line for line in text(waived(), "github").splitlines() if "title=Waiver W-2" in line]
    assert line.startswith("::warning ")
    assert "file=w.json,line=14" in line
    value = validate(render(waived(), "json"))["waivers"]
    assert [(one["remark"], one["waiver"], one["place"]["line"]) for one in value["findings"]] == [
        ("expired", "W-2", 14),
        ("unused", "W-3", 25),
    ]
    assert value["uses"][0]["waiver"]["reason"] == REASON
    assert value["uses"][0]["waiver"]["until"] == ENTRY["until"]


def test_the_result_tells_both_figures() -> None:
    of = waived()
    value = validate(render(of, "json"))
    light = value["recommendations"][0]
    assert light["score"]["as_stated"]["exact"] == "2/5"
    assert light["with_waivers"]["as_stated"]["exact"] == "1/2"
    assert light["with_waivers"]["waived"] == ["L2"]
    assert [finding["waiver"] for finding in light["findings"]] == [None, "W-1", None, None, None]
    rows: list[dict[str, Any]] = [
        dict(zip(COLUMNS, row, strict=True)) for row in judges.csv_rows(render(of, "csv"))[1:]
    ]
    assert [row["waiver"] for row in rows[:3]] == ["", "W-1", ""]
    assert [row["outcome"] for row in rows[:2]] == ["partly_met", "contradicted"]
    assert rows[0]["waiver_findings"].startswith("w.json:14: Waiver W-2 on L1 is expired")


GRAVE = b"id: mine\ntitle: Mine\nrules: {L2: {severity: critical, caps: {contradicted: does_not_meet}}}\n"


def test_a_waived_contradiction_of_a_critical_rule_is_said_plainly() -> None:
    of = audited({"rule": "L2"}, pack=with_profile(lighthouse(), GRAVE, "mine.yaml"))
    assert not bare(pack=with_profile(lighthouse(), GRAVE, "mine.yaml")).gate.passed
    assert [failure for failure in of.gate.failures if "L2" in failure] == []
    for form in ("terminal", "markdown", "html"):
        assert "waives the contradiction of a critical rule." in " ".join(text(of, form).split()), form
