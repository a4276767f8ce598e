"""How many examples a law is tried on: few and fixed in the gate, many and new in a search."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

GATE, SEARCH = "gate", "search"
SEARCHING = os.environ.get("POLICYCHECK_LAWS") == SEARCH
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def laws(examples: int) -> settings:
    """Settings for a law that is worth so many examples: a sixth of them in the gate, ten times as many in a search."""
    return settings(max_examples=examples * 10 if SEARCHING else max(examples // 6, 5))
