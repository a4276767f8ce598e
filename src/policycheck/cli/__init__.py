"""The command line: options in, bytes out, exit code. The only place that knows click."""

from policycheck.cli.door import main

__all__ = ["main"]
