"""Scoring findings: grades of recommendations, the package verdict, the gate."""

from policycheck.score.gate import Audited, decide, gate_rules
from policycheck.score.grade import grade
from policycheck.score.package import Package, judge

__all__ = ["Audited", "Package", "decide", "gate_rules", "grade", "judge"]
