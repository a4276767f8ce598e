"""What a format has that can report on several proposals at once, those that could not be evaluated included."""

from __future__ import annotations

from typing import Protocol

from policycheck.errors import Problem
from policycheck.model.assessment import Assessment


class Joint(Protocol):
    """A report on several proposals, made one by one."""

    def add(self, assessment: Assessment) -> None:
        """Take up what was found on a proposal."""

    def refuse(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Take up a file of that name that could not be evaluated, and why."""

    def content(self) -> bytes:
        """The report."""
