"""What became of quotations, in every readable format and in the JSON; nothing of it where nothing is quoted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.quoting import loaded
from tests.verification.reports import assessed, lighthouse

from policycheck.model.assessment import Assessment
from policycheck.pipeline import evaluate
from policycheck.rendering import render
from policycheck.rendering.report import report_html
from policycheck.rendering.terminal import render_terminal

NEAREST = "Ann lit the lamp at dusk and kept it burning"


@pytest.fixture
def quoting(tmp_path: Path) -> Assessment:
    return evaluate(lighthouse(), loaded(tmp_path))


def words(html: str) -> str:
    """The words of a page, without its files and its marks."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", text.replace("<br>", " ")).replace("\u200b", "").split())


def test_the_terminal_says_it_in_short(quoting: Assessment) -> None:
    text = " ".join(render_terminal(quoting).split())
    assert "Quotations looked up in their sources: 2 found, 2 not found, 2 with the source not at hand." in text
    assert "✘ the quotation for lamp.keeper is not in LOG (the nearest passage is at line 3): no evidence." in text
    assert "✘ the quotation for lamp.spare is not in MEMO: no evidence." in text


@pytest.mark.untraced
def test_the_report_says_what_became_of_each(quoting: Assessment) -> None:
    for page in (report_html(quoting), render(quoting, "html").decode()):
        text = words(page)
        assert "“kept it burning until nine” Quotation found at line 3." in text
        assert f"Quotation not found; the nearest passage, line 3: “{NEAREST}” No evidence." in text
        assert "Quotation not found. No evidence." in text
        assert "Source not at hand: there is no file letter.pdf." in text
        assert "Source not at hand: the source names no file." in text
        digest = quoting.proposal.source_files["LOG"].sha256
        assert text.count(f"sources/log.txt, sha256 {digest}") == 2, "with the evidence, and in the provenance"
        assert "File: the memo in the proposal itself, sha256 " + quoting.proposal.digest in text
        assert "the report looks quotations up in their sources" in text
    silent = words(report_html(assessed()))
    assert "uotation" not in silent.replace("quotations", "")
    assert "the report does not check the sources" in silent


def test_markdown_names_what_is_lost_and_what_was_read(quoting: Assessment) -> None:
    text = render(quoting, "markdown").decode()
    assert "### Quotations" in text
    assert "| `lamp.keeper` | LOG | Bob lit the lamp at dusk and kept it burning | line 3: " + NEAREST in text
    assert "| `lamp.spare` | MEMO | Gulls nest here every single spring. | – |" in text
    assert f"- LOG: `sources/log.txt`, sha256 `{quoting.proposal.source_files['LOG'].sha256}`" in text
    assert "uotation" not in render(assessed(), "markdown").decode()


def test_the_json_holds_all_of_it(quoting: Assessment) -> None:
    proposal = json.loads(render(quoting, "json"))["proposal"]
    assert quoting.proposal.searched is not None
    assert proposal["lookups_digest"] == quoting.proposal.searched.digest
    assert [entry["counts"] for entry in proposal["evidence"]] == [True, False, True, False, True, True, True]
    assert proposal["evidence"][1]["lookup"] == {
        "state": "not_found",
        "unit": "line",
        "number": 3,
        "nearest": NEAREST,
        "reason": None,
    }
    assert proposal["evidence"][6]["lookup"] is None
    assert [source["digest"] is None for source in proposal["sources"]] == [False, False, True, True]
    assert proposal["sources"][2]["away"] == "there is no file letter.pdf"
