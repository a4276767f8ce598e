"""The PDF against a bare WeasyPrint render of the same HTML: same style sheet, fonts, fetcher and PDF variant."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.corpus import example_files
from benchmarks.figures import Figure, Target, paired, timed
from policycheck.model.assessment import Assessment
from policycheck.pipeline import Auditor
from policycheck.rendering.pdf import VARIANT, fetcher, render_pdf
from policycheck.rendering.report import report_html

TARGET = Target(1.15)
SMALLEST = 10_000
"""Bytes below which something is no report."""


def pdf(rounds: int) -> list[Figure]:
    """Each round renders one example, ours and bare in turn. The bare one is run as it is, and without collector."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()

    def bare(html: str) -> bytes:
        page = weasyprint.HTML(string=html, url_fetcher=fetcher())
        made: bytes = page.write_pdf(font_config=fonts, pdf_variant=VARIANT)
        return made

    auditor, taken = Auditor(), []
    files = example_files()[: max(rounds, 2)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to the collector
        for number in range(rounds):
            assessment = auditor.audit(str(files[number % len(files)]))
            works = _works(assessment, bare)
            taken += list(paired(1, works) if number == 0 else [tuple(work() for work in works)])
    return [
        Figure("PDF / bare WeasyPrint render", tuple(ours / plain for ours, plain, _ in taken), target=TARGET),
        Figure("PDF / the same without garbage collection", tuple(ours / spared for ours, _, spared in taken)),
    ]


def _works(assessment: Assessment, bare: Callable[[str], bytes]) -> tuple[Callable[[], float], ...]:
    html = report_html(assessment)
    return (
        partial(_time, partial(render_pdf, assessment)),
        partial(_time, partial(bare, html)),
        partial(_time, partial(_uncollected, partial(bare, html))),
    )


def _time(make: Callable[[], bytes]) -> float:
    sizes: list[int] = []
    seconds = timed(lambda: sizes.append(len(make())))
    if min(sizes) < SMALLEST:
        raise RuntimeError(f"{sizes[0]} bytes are no report")
    return seconds


def _uncollected(make: Callable[[], bytes]) -> Any:
    gc.disable()
    try:
        return make()
    finally:
        gc.enable()
