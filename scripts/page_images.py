"""Draws the first pages of the demo's report as small pictures for the docs. Usage: python scripts/page_images.py"""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL.Image import Quantize

from policycheck import render
from policycheck.pipeline import Auditor

ROOT = Path(__file__).resolve().parent.parent
PROPOSAL = "examples/singapore-2018/proposal.yaml"
FOLDER = ROOT / "docs" / "images"
PAGES = {"cover": 1, "summary": 2, "recommendation": 4, "cards": 5}
"""The pages shown, by the name of their picture, counted from 1."""

WIDTH = 620
COLOURS = 96


def main() -> None:
    """Write every picture."""
    report = pypdfium2.PdfDocument(render(Auditor().audit(PROPOSAL), "pdf"))
    FOLDER.mkdir(exist_ok=True)
    for name, number in PAGES.items():
        page = report[number - 1]
        picture = page.render(scale=2 * WIDTH / page.get_width()).to_pil().convert("RGB")
        small = picture.reduce(2).quantize(COLOURS, method=Quantize.MAXCOVERAGE)
        small.save(FOLDER / f"report-{name}.png", optimize=True)


if __name__ == "__main__":
    main()
