"""A memo with its sources on the command line: evaluate, in a folder too, fix, diff, verify, and from elsewhere."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.quoting import TEXT, written

from policycheck.cli.door import run


@pytest.fixture
def memo(room: Path) -> Path:
    """The memo in a folder of its own in the room."""
    (room / "plan").mkdir()
    return Path(written(room / "plan"))


def call(capture: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    """The exit code, and what was said, white space folded."""
    code = run(line.split())
    said = capture.readouterr()
    return code, " ".join(said.out.split()), said.err


def test_sources_lie_beside_the_proposal_wherever_it_is_called_from(
    memo: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, err = call(capfd, "evaluate plan/memo.md --pack pack --no-gate")
    assert "2 found, 2 not found, 2 with" in out
    assert "plan/memo.md:23:70: warning: the quotation is not found in LOG" in err
    monkeypatch.chdir(memo.parent)
    assert "2 found, 2 not found, 2 with" in call(capfd, "evaluate memo.md --pack ../pack --no-gate")[1]
    (memo.parent / "sources" / "log.txt").unlink()
    _, out, err = call(capfd, "evaluate memo.md --pack ../pack --no-gate")
    assert "1 found, 1 not found, 4 with the source not at hand" in out
    assert "memo.md:11:38: warning: the source LOG is not at hand: there is no file sources/log.txt" in err


def test_memos_are_found_in_folders_and_other_markdown_is_passed_over(
    memo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (memo.parent / "README.md").write_text("# Not a proposal\n")
    code, out, err = call(capfd, "evaluate plan --pack pack --no-gate -f csv")
    assert (code, "north_rock" in out) == (0, True)
    assert err.endswith("Passed over, plainly no proposals: plan/README.md\n")
    code, _, err = call(capfd, "evaluate plan/README.md --pack pack")
    assert code == 2
    assert err.startswith("plan/README.md:1:1: error: plan/README.md is Markdown without front matter")
    assert "help: Put a line of three hyphens (---) at the very beginning" in err


def test_fix_leaves_the_memo_alone(memo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert call(capfd, "fix plan/memo.md --pack pack")[0] == 0
    assert memo.read_text(encoding="utf-8") == TEXT


@pytest.mark.untraced
def test_a_report_on_a_memo_needs_no_sources_and_another_source_makes_a_difference(
    memo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    call(capfd, "evaluate plan/memo.md --pack pack --no-gate -o old.html -o old.json -q")
    memo.with_name("sources").joinpath("log.txt").write_text("Bob lit the lamp at dusk and kept it burning.\n")
    code, out, _ = call(capfd, "verify old.html --with-pack")
    assert (code, "old.html: reproduced" in out, "2 found, 2 not found" in out) == (0, True, True)
    for old in ("old.html", "old.json"):
        _, out, err = call(capfd, f"diff {old} plan/memo.md --pack pack -f json")
        assert "proposal" not in json.loads(out)["inputs_that_are_the_same"], err
    _, out, _ = call(capfd, "diff old.html old.json -f json")
    assert "proposal" in json.loads(out)["inputs_that_are_the_same"]


@pytest.mark.untraced
def test_a_branch_that_touched_a_source_touched_the_proposal(memo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for line in ("init -q", "add .", "commit -qm 1"):
        subprocess.run([*git, *line.split()], check=True, capture_output=True)
    line = "evaluate plan --pack pack --no-gate --changed-since HEAD -f csv"
    assert "Changed since HEAD: 0 of 1 file." in call(capfd, line)[2]
    memo.with_name("sources").joinpath("log.txt").unlink()
    _, _, err = call(capfd, line)
    assert "Changed since HEAD: 1 of 1 file." in err
    assert "there is no file sources/log.txt" in err
