"""Evaluating proposals: conditions to closures or source, outcomes, facts, explanations."""

from policycheck.evaluation.english import Line, say, say_inline
from policycheck.evaluation.findings import Findings, broken_checks, find

__all__ = ["Findings", "Line", "broken_checks", "find", "say", "say_inline"]
