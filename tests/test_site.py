"""The site made of docs/: it holds together, a broken link stops it, and it asks for nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
_ASKED_FOR = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|<link\b[^>]*\shref=["']?((?:https?:)?//[^"'\s>]+)"""
    r"""|url\(["']?((?:https?:)?//[^"')]+)|@import\s+["']((?:https?:)?//[^"']+)""",
    re.IGNORECASE,
)


def build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """Builds the site of that checkout as `make site` does."""
    command = [sys.executable, "-m", "mkdocs", "build", "-f", str(source / "mkdocs.yml"), "-d", str(target)]
    return subprocess.run(command, capture_output=True, text=True, cwd=source, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    done = build(ROOT, target)
    assert done.returncode == 0, done.stderr
    return target


def test_every_page_is_in_it(site: Path) -> None:
    pages = [file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")]
    assert len(pages) > 15
    assert [str(page) for page in pages if not (site / page).is_file()] == []


def test_every_page_is_in_the_navigation() -> None:
    def files(part: Any) -> list[str]:
        if isinstance(part, str):
            return [part]
        return [file for each in (part.values() if isinstance(part, dict) else part) for file in files(each)]

    named = files(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    assert sorted(named) == sorted(file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").rglob("*.md"))


def test_nothing_is_asked_for_from_elsewhere(site: Path) -> None:
    assert _ASKED_FOR.search('<link rel="stylesheet" href="https://h/x.css">')
    assert _ASKED_FOR.search('<script src="//h/x.js">')
    for file in site.rglob("*"):
        if file.suffix in {".html", ".css"}:
            assert _ASKED_FOR.findall(file.read_text(encoding="utf-8")) == [], file


def test_links_out_of_the_site_become_names_of_files(site: Path) -> None:
    for page in site.rglob("*.html"):
        for target in re.findall(r'href="([^"#:]+)"', page.read_text(encoding="utf-8")):
            if page.name != "404.html":
                assert (page.parent / target).resolve().exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("broken", ["no-such-page.md", "semantics.md#no-such-place"])
def test_a_broken_link_stops_it(broken: str, tmp_path: Path) -> None:
    for name in ("docs", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    page = tmp_path / "docs" / "pack-docs.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n[x]({broken})\n", encoding="utf-8")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert broken.partition("#")[0] in done.stderr
