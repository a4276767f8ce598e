"""Two audits compared: what came out otherwise, and the input that made it so."""

from policycheck.comparison.compare import compare
from policycheck.comparison.sides import Choice, read_sides

__all__ = ["Choice", "compare", "read_sides"]
