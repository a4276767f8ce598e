"""One SARIF log on several proposals: a run for each pack with its profile, in the order of their first proposal.

Code scanning keeps alerts apart by `automationDetails.id`. It names the proposal where a run has one, else the pack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from policycheck._version import __version__
from policycheck.errors import Problem
from policycheck.model.assessment import Assessment
from policycheck.rendering.sarif import SCHEMA, run_of
from policycheck.rendering.sarif_places import uri
from policycheck.rendering.sarif_text import said
from policycheck.rendering.standing import sentence
from policycheck.rendering.visible import plain

_COULD_NOT = 2

Part = dict[str, Any]


class SarifLog:
    """A log on what is left to do."""

    full = False

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str], Part] = {}
        self._abouts: dict[tuple[str, str], list[Part]] = {}
        self._refused: list[Part] = []

    def add(self, assessment: Assessment) -> None:
        """Take up what was found on a proposal."""
        pack, run = assessment.pack, run_of(assessment, full=self.full)
        basis = pack.digest, pack.profile.digest if pack.profile else ""
        about = {"id": plain(assessment.proposal.header.id), **run["properties"]}
        abouts = self._abouts.setdefault(basis, [])
        abouts.append(about)
        if len(abouts) == 1:
            self._runs[basis] = run
            return
        whole = self._runs[basis]
        _move(run, len(whole["artifacts"]))
        for key in ("artifacts", "invocations", "results"):
            whole[key] += run[key]
        last = f"{pack.profile.id}/" if pack.profile else ""
        whole["automationDetails"] = {"id": plain(f"policycheck/{pack.id}/{last}")}
        each = [{key: value for key, value in one.items() if key != "pack"} for one in abouts]
        whole["properties"] = {"pack": about["pack"], "proposals": each}

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Take up a file that could not be evaluated, and why: an invocation without success."""
        self._refused.append(
            {
                "executionSuccessful": False,
                "exitCode": _COULD_NOT,
                "exitCodeDescription": plain(f"{name}: not evaluated."),
                "toolExecutionNotifications": [_notification(name, problem) for problem in problems],
            }
        )

    def content(self) -> bytes:
        """The log as UTF-8. One on nothing has one run without results."""
        runs = [{**run, "invocations": list(run["invocations"])} for run in self._runs.values()] or [_nothing()]
        runs[0]["invocations"] += self._refused
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}
        return f"{json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode(errors="backslashreplace")


class FullSarifLog(SarifLog):
    """The same for audit, on everything that was looked at."""

    full = True


def _nothing() -> Part:
    driver = {"name": "policycheck", "version": __version__, "rules": []}
    return {"tool": {"driver": driver}, "invocations": [], "columnKind": "utf16CodeUnits", "results": []}


def _move(run: Part, by: int) -> None:
    """Let every place in a run point at artifacts that have so many others before them."""
    for place in _artifact_places([run["results"], run["invocations"]]):
        if "index" in place:
            place["index"] += by


def _artifact_places(value: Any) -> Iterator[Part]:
    """Every `artifactLocation` in a value, wherever it stands."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "artifactLocation":
                yield part
            else:
                yield from _artifact_places(part)
    elif isinstance(value, list):
        for part in value:
            yield from _artifact_places(part)


def _notification(name: str, problem: Problem) -> Part:
    """A problem at its line: of a text that could not be read, columns in UTF-16 are not known."""
    span = problem.span
    artifact = {"uri": uri(span.file if span else name)}
    place = {"artifactLocation": artifact, "region": {"startLine": span.line if span else 1}}
    return {
        "descriptor": {"id": problem.code},
        "level": "error" if problem.fatal else "warning",
        "message": said(" ".join((sentence(problem.message), sentence(problem.hint))).strip()),
        "locations": [{"physicalLocation": place}],
    }
