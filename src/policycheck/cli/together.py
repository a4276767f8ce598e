"""Reports on all proposals of a run: these are taken up one by one, and the reports delivered at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from policycheck.cli import screen
from policycheck.cli.guard import COULD_NOT, guarded
from policycheck.cli.output import write_file
from policycheck.cli.plan import Plan
from policycheck.cli.problems import report_problems
from policycheck.errors import Problem
from policycheck.model.assessment import Assessment
from policycheck.rendering.joint import Joint
from policycheck.rendering.page import exact

_Places = tuple[str, ...]
"""Where one report goes: paths, empty for standard output."""


class Together:
    """The reports on all proposals that a plan asks for, one for each format."""

    def __init__(self, plan: Plan) -> None:
        asked = [(known, "") for known in plan.screen if known.is_joint]
        asked += [(known, path) for path, known in plan.files]
        if not plan.several:
            asked = []
        places = {known: tuple(path for other, path in asked if other == known) for known, _ in asked}
        self._reports: list[tuple[Joint, _Places]] = [(known.together(), paths) for known, paths in places.items()]
        self._named: dict[str, str] = {}

    @property
    def silent(self) -> bool:
        """Whether there are none."""
        return not self._reports

    def add(self, assessment: Assessment) -> list[int]:
        """Take up what was found on a proposal; a code for each report that could or could not."""
        proposal = assessment.proposal
        owner = self._named.setdefault(proposal.header.id, proposal.document.name)
        if self._reports and owner != proposal.document.name:
            message = (
                f"{proposal.document.name} has the id of {owner}; in a report on both nobody could tell them apart"
            )
            report_problems((Problem("USE-TWICE", message, None, "Give each proposal an id of its own."),))
            return [COULD_NOT]
        return [guarded(_done, report.add, assessment) for report, _ in self._reports]

    def refuse(self, name: str, problems: Sequence[Problem]) -> list[int]:
        """Take up a file that could not be evaluated."""
        return [guarded(_done, report.refuse, name, tuple(problems)) for report, _ in self._reports]

    def deliver(self, *, quiet: bool) -> list[int]:
        """Write every report; a code for each that could not be made or written."""
        written: list[str] = []
        codes = [guarded(self._deliver, report, paths, written) for report, paths in self._reports]
        if written and not quiet:
            screen.say(f"Written: {', '.join(exact(path) for path in written)}")
        return [code for code in codes if code]

    def _deliver(self, report: Joint, paths: Iterable[str], written: list[str]) -> int:
        content = report.content()
        codes = [guarded(_put, path, content, written) for path in paths]
        return max(codes)


def _put(path: str, content: bytes, written: list[str]) -> int:
    if path:
        write_file(path, content)
        written.append(path)
    else:
        screen.show(content)
    return 0


def _done(work: Callable[..., None], *arguments: object) -> int:
    work(*arguments)
    return 0
