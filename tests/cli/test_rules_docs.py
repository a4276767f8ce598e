"""`rules docs`: what it writes, what `--check` finds, and its exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.renamed import MINIMAL

from policycheck.cli.door import run

Capture = pytest.CaptureFixture[str]
PAGES = ["concerns.md", "index.md", "recommendation-F1.md", "sources.md", "vocabulary.md"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def docs(*more: str) -> int:
    return run(["rules", "docs", str(MINIMAL), "-o", "out/pages", *more])


def test_pages_are_written_and_then_up_to_date(folder: Path, capfd: Capture) -> None:
    assert docs("--check") == 1
    assert capfd.readouterr().err.count(": not up to date\n") == len(PAGES)
    assert not (folder / "out").exists()
    assert docs() == 0
    assert capfd.readouterr() == ("", "Written: 5 pages into out/pages\n")
    assert sorted(file.name for file in (folder / "out" / "pages").iterdir()) == PAGES
    assert docs("--check") == 0


def test_check_names_what_is_stale(folder: Path, capfd: Capture) -> None:
    docs()
    (folder / "out" / "pages" / "index.md").write_text("other", encoding="utf-8")
    (folder / "out" / "pages" / "sources.md").unlink()
    (folder / "out" / "pages" / "recommendation-F9.md").write_text("old", encoding="utf-8")
    capfd.readouterr()
    assert docs("--check") == 1
    assert capfd.readouterr().err.splitlines() == [
        "index.md: not up to date",
        "sources.md: not up to date",
        "recommendation-F9.md: no page of this pack",
    ]


def test_a_folder_is_needed(capfd: Capture) -> None:
    assert run(["rules", "docs"]) == 2
    assert "--output" in capfd.readouterr().err
