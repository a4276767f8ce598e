"""How fast policycheck is, as ratios to things people know. `python -m benchmarks`; docs/speed.md has the figures."""
