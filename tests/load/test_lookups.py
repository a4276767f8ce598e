"""The quotations of a proposal: where they are found, what is said of those that are not, and what counts."""

from __future__ import annotations

import io
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.quoting import LOG, TEXT, loaded, written
from tests.rendering.lighthouse import PROPOSAL
from tests.verification.reports import lighthouse

from policycheck.errors import InputError
from policycheck.load import lookups
from policycheck.model.lookup import Found, SourceFile
from policycheck.model.outcome import Outcome, Support
from policycheck.pipeline import evaluate, load_proposal, proposal_of, searched_of

NEAREST = "Ann lit the lamp at dusk and kept it burning"
FOUND, LOST, AWAY = Found.FOUND, Found.NOT_FOUND, Found.NOT_AT_HAND


def test_each_quotation_is_looked_up_in_its_source(tmp_path: Path) -> None:
    proposal = loaded(tmp_path)
    assert [(one.state, one.place) for one in proposal.lookups] == [
        (FOUND, "line 3"),
        (LOST, "line 3"),
        (FOUND, f"line {TEXT[: TEXT.index('The lamp burns *')].count(chr(10)) + 1}"),
        (LOST, ""),
        (AWAY, ""),
        (AWAY, ""),
    ]
    assert proposal.lookups[1].nearest == NEAREST
    assert [one.reason for one in proposal.lookups[4:]] == ["there is no file letter.pdf", "the source names no file"]
    assert proposal.source_files == {
        "LOG": SourceFile("LOG", "sources/log.txt", sha256(LOG.encode()).hexdigest()),
        "MEMO": SourceFile("MEMO", "memo", proposal.digest),
        "LOST": SourceFile("LOST", "letter.pdf", reason="there is no file letter.pdf"),
    }


def test_what_is_wrong_is_said_at_its_place(tmp_path: Path) -> None:
    found = [
        (one.code, one.span.line if one.span else 0, one.message)
        for one in loaded(tmp_path).warnings
        if one.code != "DOC-COVERS"
    ]
    first = TEXT[: TEXT.index("evidence:")].count("\n") + 1
    assert found == [
        ("DOC-AWAY", 13, "the source LOST is not at hand: there is no file letter.pdf"),
        (
            "DOC-QUOTE",
            first + 2,
            f"the quotation is not found in LOG; the nearest passage, line 3, is: “{NEAREST}”",
        ),
        ("DOC-QUOTE", first + 4, "the quotation is not found in MEMO"),
    ]


def test_only_a_quotation_that_is_not_found_is_no_evidence(tmp_path: Path) -> None:
    proposal = loaded(tmp_path)
    assert [entry.holds for entry in proposal.evidence] == [True, False, True, False, True, True, True]
    findings = {one.rule.id: one for grade in evaluate(lighthouse(), proposal).grades for one in grade.findings}
    assert (findings["L3"].outcome, findings["L3"].support) == (Outcome.MET, Support.UNEVIDENCED)
    assert findings["H1"].support is Support.EVIDENCED, "a source that is not at hand counts"
    mended = TEXT.replace("quote: Bob lit", "quote: Ann lit").encode()
    proposal = proposal_of(mended, "memo.md", lighthouse(), folder=str(tmp_path))
    findings = {one.rule.id: one for grade in evaluate(lighthouse(), proposal).grades for one in grade.findings}
    assert findings["L3"].support is Support.EVIDENCED


def test_without_a_folder_files_are_not_at_hand_and_the_memo_is() -> None:
    for proposal in (
        proposal_of(TEXT.encode(), "memo.md", lighthouse()),
        proposal_of(TEXT.encode(), "memo.md", lighthouse(), folder="no/such/folder"),
    ):
        assert [one.state for one in proposal.lookups] == [AWAY, AWAY, FOUND, LOST, AWAY, AWAY]
    plain = TEXT.removeprefix("---\n").partition("---\n")[0].replace("file: memo", "file: memo.txt").encode()
    proposal = load_proposal("-", lighthouse(), stdin=io.BytesIO(plain))
    assert {one.reason for one in proposal.lookups[:5]} == {"files beside the proposal were not read"}


def test_what_was_found_before_may_be_given(tmp_path: Path) -> None:
    proposal = loaded(tmp_path)
    assert proposal.searched is not None
    searched = searched_of(proposal.searched.content)
    assert searched == proposal.searched
    again = proposal_of(TEXT.encode(), proposal.document.name, lighthouse(), searched=searched)
    assert (again.evidence, again.warnings, again.searched) == (proposal.evidence, proposal.warnings, searched)
    for other in (
        replace(searched, files=searched.files[1:]),
        replace(searched, files=tuple(replace(file, file="other.txt") for file in searched.files)),
        replace(searched, lookups=searched.lookups[1:]),
    ):
        with pytest.raises(InputError, match="not of the"):
            proposal_of(TEXT.encode(), "memo.md", lighthouse(), searched=other)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 9999, b'{"schema": "urn:policycheck:sources:2"}'])
def test_what_is_no_list_of_findings_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        searched_of(content)


@pytest.mark.parametrize(
    ("file", "says"),
    [("../a.txt", "out of the proposal's folder"), ("https://a.b", "An address belongs"), ("memo", "no Markdown")],
)
def test_a_file_that_may_not_be_named_is_a_problem(file: str, says: str) -> None:
    text = PROPOSAL.replace("cite: The log}", f'cite: The log, file: "{file}"}}')
    with pytest.raises(InputError) as caught:
        proposal_of(text.encode(), "plan.yaml", lighthouse(), folder="")
    (problem,) = (one for one in caught.value.problems if one.fatal)
    assert problem.code == "DOC-SOURCE-FILE"
    assert says in f"{problem.message} {problem.hint}"
    assert problem.span is not None
    assert str(problem.span).startswith("plan.yaml:10:")


def test_work_is_bounded_by_counting_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = written(tmp_path)
    monkeypatch.setattr(lookups, "MOST_COMPARED", 10)
    assert [one.nearest for one in load_proposal(name, lighthouse()).lookups[:2]] == ["", ""]
    monkeypatch.setattr(lookups, "MOST_SEARCHED", 150)
    found = load_proposal(name, lighthouse()).lookups
    assert [one.state for one in found[:3]] == [FOUND, AWAY, AWAY]
    assert found[1].reason == "there are too many quotations for sources of this size"
    monkeypatch.setattr(lookups, "MOST_TOGETHER", 5)
    assert load_proposal(name, lighthouse()).lookups[0].reason.startswith("the sources together are larger")


@pytest.mark.untraced
def test_a_proposal_without_quotations_pays_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PROPOSAL, encoding="utf-8")
    (tmp_path / "memo.md").write_text(f"---\n{PROPOSAL}\n---\nMemo\n", encoding="utf-8")
    code = (
        "import sys\nfrom tests.verification.reports import lighthouse\nfrom policycheck import load_proposal\n"
        "for name in sys.argv[1:]: load_proposal(name, lighthouse())\n"
        "print(sorted({'lookups', 'passages', 'source_text', 'source_files'} & "
        "{name.rpartition('.')[2] for name in sys.modules}))"
    )
    run = [sys.executable, "-c", code, str(tmp_path / "plan.yaml"), str(tmp_path / "memo.md")]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "[]\n"
