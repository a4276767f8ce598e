"""The command line: options in, bytes out, exit code. The only place that knows click."""

import gc

# A run makes many small objects and keeps nearly all of them: looking for cycles among them early is wasted time.
gc.set_threshold(100_000, 50, 50)

from policycheck.cli.door import main  # noqa: E402 - after the threshold is set

__all__ = ["main"]
