"""`policycheck verify`: read a report, have it made again, and say how the two compare."""

from __future__ import annotations

import json

from policycheck.cli import screen
from policycheck.rendering.page import exact
from policycheck.verification import MOST_BYTES, Answer, Verification, verify

_STYLES = {Answer.REPRODUCED: "good", Answer.NOT_REPRODUCED: "bad", Answer.CANNOT_TELL: "fair"}
_MOST_SHOWN = 10
_LABEL = 15


def run_verify(report: str, form: str, *, with_pack: bool, results_only: bool) -> int:
    """Verify one report; the exit code is the answer."""
    with open(report, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    found = verify(data, with_pack=with_pack, results_only=results_only)
    screen.show(_as_json(report, found) if form == "json" else _as_text(report, found))
    return found.answer.value


def _as_text(report: str, found: Verification) -> str:
    page = screen.page()
    page.whole(f"{exact(report)}: {found.answer.words}", style=_STYLES[found.answer])
    for step in found.steps:
        page.block(step.said, first=f"  {step.name:<{_LABEL - 2}}", indent=_LABEL)
    for difference in found.differences[:_MOST_SHOWN]:
        page.block(difference, first="  - ", indent=4)
    if len(found.differences) > _MOST_SHOWN:
        page.block(f"{len(found.differences) - _MOST_SHOWN:,} more differences", first="  - ", indent=4)
    if found.hint:
        page.block(found.hint, first="  help: ", indent=8)
    return page.text()


def _as_json(report: str, found: Verification) -> bytes:
    plain = {
        "report": report,
        "answer": found.answer.name.lower(),
        "exit_code": found.answer.value,
        "steps": [{"name": step.name, "said": step.said} for step in found.steps],
        "differences": list(found.differences),
        "hint": found.hint or None,
    }
    return f"{json.dumps(plain, indent=2, ensure_ascii=False)}\n".encode(errors="backslashreplace")
