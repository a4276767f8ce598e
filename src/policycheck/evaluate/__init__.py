"""Evaluating proposals: conditions to closures, outcomes, facts, explanations."""

from policycheck.evaluate.english import Line, say, say_inline
from policycheck.evaluate.findings import Findings, broken_checks, find

__all__ = ["Findings", "Line", "broken_checks", "find", "say", "say_inline"]
