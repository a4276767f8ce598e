"""Evaluating proposals: conditions to closures or source, outcomes, facts, explanations."""

from policycheck.evaluation.english import Line, say, say_inline
from policycheck.evaluation.findings import Choice, Findings, broken_checks, find

__all__ = ["Choice", "Findings", "Line", "broken_checks", "find", "say", "say_inline"]
