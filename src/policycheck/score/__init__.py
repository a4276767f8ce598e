"""Scoring findings: grades of recommendations, the package verdict, the gate."""

from policycheck.score.grade import grade
from policycheck.score.package import Package, default_gate, judge

__all__ = ["Package", "default_gate", "grade", "judge"]
