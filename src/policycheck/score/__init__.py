"""Scoring findings: grades of recommendations, the package verdict, the gate."""

from policycheck.score.audited import Audited, audited
from policycheck.score.foremost import foremost
from policycheck.score.gate import decide, gate_rules
from policycheck.score.grade import grade
from policycheck.score.package import Package, judge

__all__ = ["Audited", "Package", "audited", "decide", "foremost", "gate_rules", "grade", "judge"]
