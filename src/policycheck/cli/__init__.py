"""The command line: options in, bytes out, exit code. The only place that knows click."""

import gc

# A run makes many small objects and keeps nearly all of them: looking for cycles among them early is wasted time.
gc.set_threshold(100_000, 50, 50)

try:
    from policycheck.cli.door import main
except KeyboardInterrupt:
    raise SystemExit(130) from None  # as later, when the guard is there

__all__ = ["main"]
